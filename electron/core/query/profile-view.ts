import { Analyses } from '@core/analysis/analyses';
import { BASE_LABEL, computeTreeValues, treeValuesBytes, type TreeValues } from '@core/analysis/call-tree';
import type { CompiledFilter } from '@core/analysis/filter';
import { rootByLabel } from '@core/analysis/label-root';
import { applyLens, lensKey, type Lensed } from '@core/analysis/lens';
import { compatible, mergeCaptures } from '@core/analysis/merge';
import { normalizeTo } from '@core/analysis/normalize';
import { scaleSamples } from '@core/analysis/scale';
import { rangeSamples } from '@core/analysis/trace-profile';
import { engineError } from '@core/api/errors';
import type { Granularity, Normalize } from '@core/api/profile';
import type { Combination, ProfileParams } from '@core/api/queries';
import { captureBytes, type Capture } from '@core/model/tables';
import type { OpenDocument } from './document';
import { badParams, QuestionFailed } from './failure';
import type { Run } from './questions/question';
import { checkRange, checkTrace } from './questions/trace-tables';
import { checkBoolean, checkCapture, checkNormalize, checkSampleType } from './params';

/** What a question about a profile looks at: a capture, or several as one, with or without the frames that its writer hides. */
export interface ProfileView {
  readonly analyses: Analyses;
  /** Equal for equal views: what memos use. */
  readonly key: string;
  /** Column of the view's samples. */
  readonly sampleType: number;
}

/** A part of an execution trace as a profile of its own. */
export interface TracePart {
  readonly analyses: Analyses;
  /** Of memos, behind the capture's. */
  readonly key: string;
}

/** The part of a trace that `range` names; null where none is asked for. A walk over the trace, unless it was asked for before. */
export async function tracePart(
  doc: OpenDocument,
  { capture: index, range, combine }: Pick<ProfileParams, 'capture' | 'range' | 'combine'>,
  run: Run,
): Promise<TracePart | null> {
  if (range === undefined) return null;
  if (combine !== undefined) throw badParams('range', 'range is of one trace, not of several captures');
  const of = checkTrace(doc, index);
  const { fromNs, toNs } = checkRange(of, range);
  const key = `from ${fromNs} to ${toNs}`;
  const memo = `part ${index} ${key}`;
  const held = doc.memo.find<Analyses>(memo);
  if (held !== undefined) return { analyses: held, key };
  const samples = await rangeSamples(of.capture, of.trace, { fromNs, toNs }, run.breathe);
  const analyses = doc.memo.get(
    memo,
    () => new Analyses({ ...of.capture, samples }, of.analyses.ownModule),
    () => samples.count * 8 * (samples.types.length + 1),
  );
  return { analyses, key };
}

/** `part`: see `tracePart`; null = the whole. */
export function profileView(
  doc: OpenDocument,
  params: Omit<ProfileParams, 'filter'>,
  part: TracePart | null = null,
): ProfileView {
  const own = part?.analyses ?? checkCapture(doc, params.capture);
  const wanted = checkSampleType(own, params.sampleType);
  const raw = checkBoolean('runtimeFrames', params.runtimeFrames ?? false);
  const shown = (analyses: Analyses, key: string, sampleType: number): ProfileView => ({
    analyses: raw ? analyses : analyses.pruned,
    key: raw ? `${key} raw` : key,
    sampleType,
  });
  if (params.combine === undefined)
    return shown(own, part === null ? String(params.capture) : `${params.capture} ${part.key}`, wanted);
  const combine = checkCombination(params.combine);
  const { type } = own.capture.samples.types[wanted];
  const scaled = combine.normalize;
  // By a function: whether that can be is a matter of the sample type.
  const by = typeof scaled === 'object' ? [scaled.function, type] : scaled;
  const key = `${params.capture} ${JSON.stringify([combine.add, combine.subtract, combine.relative, by])}`;
  const analyses = doc.memo.get(
    `combined ${key}`,
    () => new Analyses(combined(doc, own.capture, combine, type), own.ownModule),
    ({ capture }) => captureBytes(capture),
  );
  const sampleType = analyses.capture.samples.types.findIndex((other) => other.type === type);
  if (sampleType < 0) {
    const common = analyses.capture.samples.types.map((other) => other.type).join(', ');
    throw badParams('sampleType', `Not every capture has the sample type ${type}; they share ${common}`);
  }
  return shown(analyses, key, sampleType);
}

function checkCombination(combine: Combination): Combination {
  const { add, subtract, relative, normalize: scaled } = combine;
  for (const [name, list] of Object.entries({ add, subtract })) {
    if (!Array.isArray(list) || list.length > 1000)
      throw badParams(`combine.${name}`, `combine.${name} is not a list of at most 1000 captures`);
  }
  checkBoolean('combine.relative', relative);
  return { add, subtract, relative, normalize: checkNormalize('combine.normalize', scaled) };
}

function combined(
  doc: OpenDocument,
  own: Capture,
  { add, subtract, relative, normalize: scaled }: Combination,
  type: string,
): Capture {
  const captureAt = (index: number): Capture => checkCapture(doc, index).capture;
  const plus = sumOf([own, ...add.map(captureAt)]);
  if (subtract.length === 0) return plus;
  const [after, before] = alike([plus, sumOf(subtract.map(captureAt))]);
  const label = relative ? BASE_LABEL : null;
  const minus = scaleSamples(
    before,
    before.samples.types.map(() => -1),
  );
  return mergeCaptures([
    { capture: scaledTo(after, before, scaled, type), label: null },
    { capture: minus, label },
  ]);
}

/** Scaled as `by` says, or the question fails. */
export function scaledTo(capture: Capture, base: Capture, by: Normalize, type: string): Capture {
  const result = normalizeTo(capture, base, by, type);
  if (result.ok) return result.value;
  const how = by === 'duration' ? 'duration' : 'that function';
  throw new QuestionFailed(
    engineError('bad-params', `${capture.name} cannot be scaled to ${base.name} by ${how}`, {
      reason: result.error,
      hint: 'Scale by the total, or compare the values as they are.',
      field: 'normalize',
    }),
  );
}

function sumOf(captures: readonly Capture[]): Capture {
  if (captures.length === 1) return captures[0];
  return mergeCaptures(alike(captures).map((capture) => ({ capture, label: null })));
}

/** Captures with the same sample types, or the question fails. */
export function alike(captures: readonly Capture[]): readonly Capture[] {
  const result = compatible(captures);
  if (result.ok) return result.value;
  const names = [...new Set(captures.map(({ name }) => name))];
  throw new QuestionFailed(
    engineError('bad-params', `${names.join(' and ')} are not profiles of one kind`, {
      reason: result.error,
      hint: 'Take two profiles of the same kind, for instance two heap profiles.',
      field: 'combine',
    }),
  );
}

/** A view seen through a filter's hide, show and show-from, and a granularity. */
export interface Look extends ProfileView {
  /** What is filtered: focus and ignore see frames that are hidden. */
  readonly source: Analyses;
  /** Null where every frame is shown as it is. */
  readonly seen: Lensed | null;
  readonly filter: CompiledFilter;
}

/** `root`: a label key whose values become the first level; null = none. */
export function lookThrough(
  doc: OpenDocument,
  view: ProfileView,
  filter: CompiledFilter,
  by: Granularity,
  root: string | null = null,
): Look {
  const lens = lensKey(filter, by) + (root === null ? '' : ` under ${root}`);
  const source = view.analyses;
  if (lens === '') return { ...view, source, seen: null, filter };
  const key = `${view.key} ${lens}`;
  const { analyses, seen } = doc.memo.get(
    `seen ${key}`,
    () => {
      const lensed = applyLens(source.capture, filter, by, source.origins);
      if (root === null)
        return { seen: lensed, analyses: new Analyses(lensed.capture, source.ownModule, lensed.origins) };
      const rooted = rootByLabel(lensed.capture, lensed.origins ?? source.origins, root);
      return {
        seen: { ...lensed, ...rooted },
        analyses: new Analyses(rooted.capture, source.ownModule, rooted.origins),
      };
    },
    ({ seen: { capture } }) => capture.samples.stack.byteLength + capture.stacks.count * 40,
  );
  return { ...view, key, analyses, source, seen, filter };
}

/** Values of the nodes of a look's call tree. */
export function valuesOf(doc: OpenDocument, look: Look): TreeValues {
  const { analyses, source, seen, key, sampleType, filter } = look;
  return doc.memo.get(
    `values ${key} ${sampleType} ${filter.key}`,
    () => computeTreeValues(source.capture, analyses.tree, sampleType, filter, seen),
    treeValuesBytes,
  );
}
