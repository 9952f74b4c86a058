import type { FlameWidth } from '@core/api/profile';
import type { Capture } from '@core/model/tables';
import type { TreeColumns } from './box-tree';
import { baseSets, sumTree, type FunctionTree } from './call-tree';
import type { CompiledFilter } from './filter';
import { passingSamples, type Lensed } from './lens';
import { sampleVariance } from './sampling-error';

/**
 * Both sides of a difference on one tree. `capture` holds the samples of both, those of the base negative and with the label
 * `pprof::base`. A node's width is what `width` says; the larger side, and the growth,
 * are taken where samples end, so that children never exceed their parent.
 */
export function computeSides(
  capture: Capture,
  tree: FunctionTree,
  sampleType: number,
  filter: CompiledFilter,
  seen: Lensed | null,
  width: FlameWidth,
): TreeColumns {
  const { samples } = capture;
  const values = samples.values[sampleType];
  const { stack } = (seen?.capture ?? capture).samples;
  const sets = baseSets(capture);
  const keep = passingSamples(capture, filter, seen);
  const passes = (i: number): boolean => keep === null || keep[i] === 1;
  const isBase = (i: number): boolean => sets[samples.labels[i]] === 1;
  const baseTotal = magnitudes(values, isBase);
  const nowTotal = magnitudes(values, (i) => !isBase(i));
  const base = {
    ...sumTree(tree, stack, (i) => (passes(i) && isBase(i) ? -values[i] : 0)),
    total: baseTotal,
  };
  const now = { ...sumTree(tree, stack, (i) => (passes(i) && !isBase(i) ? values[i] : 0)), total: nowTotal };
  const error = sampleVariance(capture, sampleType);
  const variance = error === null ? null : sumTree(tree, stack, (i) => (passes(i) ? error(i) : 0));
  const touched = base.touched.map((bit, node) => bit | now.touched[node]);
  const sides = { base, now, variance };
  if (width === 'base') return { width: { ...base, touched }, sides };
  if (width === 'new') return { width: { ...now, touched }, sides };
  const growth = width === 'growth';
  const flat = base.flat.map((was, node) =>
    growth ? Math.max(0, now.flat[node] - was) : Math.max(was, now.flat[node]),
  );
  const cum = flat.slice();
  for (let i = tree.count - 1; i > 0; i--) cum[tree.prefix[i]] += cum[i];
  const total = growth ? cum[0] : Math.max(baseTotal, nowTotal);
  return { width: { flat, cum, touched, total, shown: cum[0] }, sides };
}

/** Variance of the values of one profile's nodes, from sampling; null where it is not known. */
export function computeVariance(
  capture: Capture,
  tree: FunctionTree,
  sampleType: number,
  filter: CompiledFilter,
  seen: Lensed | null,
): { readonly flat: Float64Array; readonly cum: Float64Array } | null {
  const error = sampleVariance(capture, sampleType);
  if (error === null) return null;
  const keep = passingSamples(capture, filter, seen);
  const { stack } = (seen?.capture ?? capture).samples;
  return sumTree(tree, stack, (i) => (keep === null || keep[i] === 1 ? error(i) : 0));
}

function magnitudes(values: Float64Array, counts: (row: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (counts(i)) sum += Math.abs(values[i]);
  return sum;
}
