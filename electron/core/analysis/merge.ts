import type { SampleType } from '@core/api/document';
import { err, ok, type Result } from '@core/base/result';
import { PairTable } from '@core/model/frame-builder';
import { NOTHING_MORE, type Capture, type SampleTable } from '@core/model/tables';
import { sameFamily, scaleUnit } from './measure';
import { MergedTables } from './merged-tables';
import { scaleSamples } from './scale';

/** One profile of a sum. */
export interface Summand {
  readonly capture: Capture;
  /** Text label that every sample of it gets, or null. */
  readonly label: { readonly key: string; readonly value: string } | null;
}

/**
 * Brings profiles to common sample types, in the order of the first, and to the finer unit where theirs differ: what go tool pprof does
 * before it merges (CompatibilizeSampleTypes, ScaleProfiles). The error says in one sentence why they cannot be one profile.
 */
export function compatible(captures: readonly Capture[]): Result<readonly Capture[], string> {
  const [first] = captures;
  const names = first.samples.types.map(({ type }) => type);
  const common = names.filter((name, i) => names.indexOf(name) === i && captures.every((c) => columnOf(c, name) >= 0));
  if (common.length === 0) {
    const shown = captures.map((c) => `${c.name} has ${c.samples.types.map(typeText).join(', ') || 'none'}`);
    return err(`They have no sample type in common: ${shown.join('; ')}.`);
  }
  const periods = captures.flatMap(({ samples }) => (samples.periodType === null ? [] : [samples.periodType]));
  const periodType = finest(periods);
  if (periods.length > 0 && periodType === null) {
    return err(`They were sampled by different things: ${[...new Set(periods.map(typeText))].join(' and ')}.`);
  }
  const types: SampleType[] = [];
  for (const name of common) {
    const each = captures.map((capture) => capture.samples.types[columnOf(capture, name)]);
    const type = finest(each);
    if (type === null) return err(`Units of ${name} do not agree: ${[...new Set(each.map(typeText))].join(' and ')}.`);
    types.push({ type: name, unit: type.unit });
  }
  return ok(captures.map((capture) => withTypes(capture, types, periodType)));
}

const typeText = ({ type, unit }: SampleType): string => `${type}/${unit}`;
const columnOf = ({ samples }: Capture, name: string): number => samples.types.findIndex(({ type }) => type === name);
const singular = (name: string): string => (name.endsWith('s') ? name.slice(0, -1) : name);

/** The type with the finest unit, or null where they are not of one kind. */
function finest(types: readonly SampleType[]): SampleType | null {
  let found: SampleType | null = types[0] ?? null;
  for (const type of types.slice(1)) {
    if (found === null || singular(type.type) !== singular(found.type) || !sameFamily(type.unit, found.unit))
      return null;
    if (scaleUnit(1, type.unit, found.unit).value < 1) found = type;
  }
  return found;
}

function withTypes(capture: Capture, types: readonly SampleType[], periodType: SampleType | null): Capture {
  const { samples } = capture;
  const columns = types.map(({ type }) => columnOf(capture, type));
  const wanted = columns.indexOf(samples.defaultType);
  const chosen: SampleTable = {
    ...samples,
    types,
    // As pprof: a default that is gone gives way to the first type.
    defaultType: Math.max(0, wanted),
    values: columns.map((column) => samples.values[column]),
    ...(samples.periodType === null || periodType === null
      ? {}
      : {
          period: Math.trunc(scaleUnit(samples.period, samples.periodType.unit, periodType.unit).value),
          periodType: { type: samples.periodType.type, unit: periodType.unit },
        }),
  };
  const ratios = columns.map((column, i) => scaleUnit(1, samples.types[column].unit, types[i].unit).value);
  return scaleSamples({ ...capture, samples: chosen }, ratios);
}

/**
 * The sum of profiles with the same sample types (`compatible`), as profile.Merge of pprof: equal samples become one, those without
 * a value go. Addresses count from the start of their binary, so that runs at other addresses add up. What is not of a profile
 * (goroutines, MemStats, metrics) is left out; `dropFrames` is the first one's.
 */
export function mergeCaptures(summands: readonly Summand[]): Capture {
  const first = summands[0].capture;
  const tables = new MergedTables();
  const rows = new PairTable();
  const values = first.samples.types.map(() => [] as number[]);
  for (const { capture, label } of summands) {
    const { samples } = capture;
    const source = tables.source(capture, label);
    for (let i = 0; i < samples.count; i++) {
      if (samples.values.every((column) => column[i] === 0)) continue;
      const row = rows.id(source.stack(samples.stack[i]), source.labels(samples.labels[i]));
      for (let t = 0; t < values.length; t++) values[t][row] = (values[t][row] ?? 0) + samples.values[t][i];
    }
  }
  const kept = Uint32Array.from({ length: rows.count }, (_, row) => row).filter((row) =>
    values.some((column) => column[row] !== 0),
  );
  const captures = summands.map(({ capture }) => capture);
  const times = captures.flatMap(({ timeMs }) => (timeMs === null ? [] : [timeMs]));
  const durations = captures.flatMap(({ durationNs }) => (durationNs === null ? [] : [durationNs]));
  return {
    ...NOTHING_MORE,
    name: captures.length === 1 ? first.name : `${first.name} and ${captures.length - 1} more`,
    format: first.format,
    kind: first.kind,
    size: captures.reduce((sum, { size }) => sum + size, 0),
    compression: first.compression,
    goVersion: captures.every(({ goVersion }) => goVersion === first.goVersion) ? first.goVersion : null,
    timeMs: times.length === 0 ? null : Math.min(...times),
    timeSource: times.length === 0 ? null : first.timeSource,
    durationNs: durations.length === 0 ? null : durations.reduce((sum, ns) => sum + ns, 0),
    comments: [...new Set(captures.flatMap(({ comments }) => comments))],
    notes: captures.flatMap(({ notes }) => notes),
    dropFrames: first.dropFrames,
    keepFrames: first.keepFrames,
    docUrl: captures.find(({ docUrl }) => docUrl !== '')?.docUrl ?? '',
    goroutines: null,
    ...tables.finish(),
    samples: {
      count: kept.length,
      types: first.samples.types,
      defaultType: first.samples.defaultType,
      period: Math.max(...captures.map(({ samples }) => samples.period)),
      periodType: first.samples.periodType,
      stack: kept.map((row) => rows.a.data[row]),
      labels: kept.map((row) => rows.b.data[row]),
      values: values.map((column) => Float64Array.from(kept, (row) => column[row])),
    },
  };
}
