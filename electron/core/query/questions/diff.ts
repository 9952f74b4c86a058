import { Analyses } from '@core/analysis/analyses';
import { computeTreeValues } from '@core/analysis/call-tree';
import { computeDiff, sortDiff, type DiffTable } from '@core/analysis/diff';
import type { CompiledFilter } from '@core/analysis/filter';
import { applyLens, lensKey, type Lensed } from '@core/analysis/lens';
import { ORIGINS } from '@core/analysis/origin';
import { computeVariance } from '@core/analysis/sides';
import { GRANULARITIES, type Granularity } from '@core/api/profile';
import { DIFF_COLUMNS, type DiffParams } from '@core/api/queries';
import type { Capture } from '@core/model/tables';
import { rowsWithinAnswer } from '../answer-size';
import { stackWork, type OpenDocument } from '../document';
import { badParams } from '../failure';
import {
  checkBoolean,
  checkCapture,
  checkFilter,
  checkNormalize,
  checkOneOf,
  checkPage,
  checkSampleType,
} from '../params';
import { alike, scaledTo } from '../profile-view';
import type { Question, Run } from './question';

const DIFF_SORTS = ['flat', 'cum'] as const;

/** One side, and how it is looked at. */
interface Side {
  readonly source: Analyses;
  readonly seen: Lensed | null;
  readonly shown: Analyses;
}
interface Sides {
  readonly base: Side;
  readonly newer: Side;
  /** Column of the samples of both. */
  readonly sampleType: number;
}

interface Diff {
  readonly table: DiffTable;
  readonly base: Totals;
  readonly newer: Totals;
}
interface Totals {
  readonly total: number;
  readonly shown: number;
}

export const diff: Question<'diff'> = async (doc, params, run) => {
  const started = run.now();
  const filter = checkFilter(params.filter);
  const sort = checkOneOf('sort', params.sort, DIFF_SORTS);
  const column = checkOneOf('column', params.column ?? 'change', DIFF_COLUMNS);
  const ascending = checkBoolean('ascending', params.ascending ?? false);
  const { offset, limit } = checkPage(params);
  const by = checkOneOf('by', params.by ?? 'function', GRANULARITIES);
  const sides = sidesOf(doc, params, filter, by);
  const { table, base, newer } = await diffOf(doc, params, sides, filter, run);
  const order = sortDiff(table, sort, column, ascending);
  const page = order.subarray(offset, offset + limit);
  const change = (before: number, after: number) => ({ base: before, new: after, delta: after - before });
  const rows = rowsWithinAnswer(page.length, (i) => {
    const row = page[i];
    const [side, func] =
      table.newFunction[row] >= 0 ? [sides.newer, table.newFunction[row]] : [sides.base, table.baseFunction[row]];
    const { functions, strings } = side.shown.capture;
    return {
      function: table.names[row],
      file: strings.get(functions.file[func]),
      flat: change(table.flatBase[row], table.flatNew[row]),
      cum: change(table.cumBase[row], table.cumNew[row]),
      error: table.error === null ? null : { flat: table.error.flat[row], cum: table.error.cum[row] },
      origin: ORIGINS[side.shown.origins.origin[func]],
    };
  });
  return {
    sampleType: sides.newer.source.capture.samples.types[sides.sampleType],
    base,
    new: newer,
    rows,
    totalRows: order.length,
    folded: order.length - rows.length,
    unchanged: table.unchanged,
    tookMs: run.now() - started,
  };
};

function sidesOf(doc: OpenDocument, params: DiffParams, filter: CompiledFilter, by: Granularity): Sides {
  const newer = checkCapture(doc, params.capture);
  const base = checkCapture(doc, params.base);
  if (params.base === params.capture) throw badParams('base', 'base and capture are the same; compare two captures');
  const { type } = newer.capture.samples.types[checkSampleType(newer, params.sampleType)] ?? {};
  const scaled = checkNormalize('normalize', params.normalize);
  const raw = checkBoolean('runtimeFrames', params.runtimeFrames ?? false);
  const [after, before] = alike([newer.capture, base.capture]);
  const sampleType = after.samples.types.findIndex((other) => other.type === type);
  if (sampleType < 0) {
    const common = after.samples.types.map((other) => other.type).join(', ');
    throw badParams('sampleType', `Not both captures have the sample type ${type}; they share ${common}`);
  }
  // One rule for both sides: pprof subtracts first and hides frames by the patterns of the newer profile.
  const { dropFrames, keepFrames } = after;
  const lens = lensKey(filter, by);
  const view = (own: Analyses, capture: Capture): Side => {
    const same = own.capture.samples.values.length === capture.samples.values.length;
    const alone = same && own.capture.dropFrames === dropFrames && own.capture.keepFrames === keepFrames;
    const untouched = alone && capture.samples.values.every((column, i) => column === own.capture.samples.values[i]);
    const analyses = untouched ? own : new Analyses({ ...capture, dropFrames, keepFrames }, own.ownModule);
    const source = raw ? analyses : analyses.pruned;
    if (lens === '') return { source, seen: null, shown: source };
    const seen = applyLens(source.capture, filter, by, source.origins);
    return { source, seen, shown: new Analyses(seen.capture, own.ownModule, seen.origins) };
  };
  return {
    newer: view(newer, scaledTo(after, before, scaled, after.samples.types[sampleType].type)),
    base: view(base, before),
    sampleType,
  };
}

async function diffOf(
  doc: OpenDocument,
  params: DiffParams,
  { base, newer, sampleType }: Sides,
  filter: CompiledFilter,
  run: Run,
): Promise<Diff> {
  for (const {
    source: { capture },
  } of [base, newer])
    await run.breathe(stackWork(capture) + capture.samples.count);
  const { capture, base: other, normalize: scaled, runtimeFrames = false } = params;
  return doc.memo.get(
    `diff ${other} ${capture} ${sampleType} ${JSON.stringify(scaled)} ${runtimeFrames} ${filter.key} ${lensKey(filter, params.by ?? 'function')}`,
    () => {
      const [before, after] = [base, newer].map(({ source, seen, shown }) => ({
        tree: shown.tree,
        values: computeTreeValues(source.capture, shown.tree, sampleType, filter, seen),
        variance: computeVariance(source.capture, shown.tree, sampleType, filter, seen),
      }));
      const totals = ({ values }: typeof before): Totals => ({ total: values.total, shown: values.shown });
      return { table: computeDiff(before, after), base: totals(before), newer: totals(after) };
    },
    ({ table }) => table.names.length * 64,
  );
}
