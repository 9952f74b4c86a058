import type { ByteInterner } from '@core/model/byte-interner';
import { MetricBuilder } from '@core/model/metric-builder';
import type { MetricTables, MetricType } from '@core/model/metrics';

/** Fields of runtime.MemStats that only grow while a process lives (runtime/mstats.go); the others are gauges. */
const COUNTERS = new Set(['TotalAlloc', 'Lookups', 'Mallocs', 'Frees', 'PauseTotalNs', 'NumGC', 'NumForcedGC']);
/** Fields that count things or are shares; all others but the `…Ns` are bytes. */
const NOT_BYTES = new Set([
  'Lookups',
  'Mallocs',
  'Frees',
  'HeapObjects',
  'NumGC',
  'NumForcedGC',
  'GCCPUFraction',
  'EnableGC',
  'DebugGC',
]);
const FIELDS = new Set([
  ...['Alloc', 'TotalAlloc', 'Sys', 'Lookups', 'Mallocs', 'Frees', 'HeapAlloc', 'HeapSys', 'HeapIdle', 'HeapInuse'],
  ...['HeapReleased', 'HeapObjects', 'StackInuse', 'StackSys', 'MSpanInuse', 'MSpanSys', 'MCacheInuse', 'MCacheSys'],
  ...['BuckHashSys', 'GCSys', 'OtherSys', 'NextGC', 'LastGC', 'PauseTotalNs', 'NumGC', 'NumForcedGC', 'GCCPUFraction'],
  // Written under a heap text on Unix (runtime/pprof): the most memory the process ever had.
  'MaxRSS',
]);

/** Whether a field is one of runtime.MemStats. */
export function isMemStatsField(name: string): boolean {
  return FIELDS.has(name);
}

/** Type and unit of a field of runtime.MemStats. */
function memStatsField(name: string): { readonly type: MetricType; readonly unit: string } {
  const unit =
    name.endsWith('Ns') || name === 'LastGC'
      ? 'nanoseconds'
      : NOT_BYTES.has(name) || name.startsWith('Num')
        ? ''
        : 'bytes';
  return { type: COUNTERS.has(name) ? 'counter' : 'gauge', unit };
}

/** Tells the builder what fields of MemStats are, under the names `prefix + field`. */
export function describeMemStats(builder: MetricBuilder, prefix: string, field: string): void {
  const { type, unit } = memStatsField(field);
  builder.describe(prefix + field, { type, unit: unit === '' ? 0 : builder.strings.internString(unit) });
}

/**
 * The pauses of the last 256 collections, one point each at its own end: MemStats keeps them as two rings, PauseNs and PauseEnd
 * (ns since the epoch), the newest at `(NumGC + 255) % 256`. Slots never used are 0. Answers how many there are.
 */
export function addPauses(
  builder: MetricBuilder,
  prefix: string,
  pauseNs: ArrayLike<number>,
  pauseEnd: ArrayLike<number>,
): number {
  const pauses: { readonly ms: number; readonly ns: number }[] = [];
  for (let i = 0; i < Math.min(pauseNs.length, pauseEnd.length); i++)
    if (pauseEnd[i] > 0) pauses.push({ ms: pauseEnd[i] / 1e6, ns: pauseNs[i] });
  if (pauses.length === 0) return 0;
  const name = `${prefix}PauseNs`;
  builder.describe(name, { type: 'gauge', unit: builder.strings.internString('nanoseconds') });
  const series = builder.series(builder.strings.internString(name), 0);
  for (const { ms, ns } of pauses.sort((a, b) => a.ms - b.ms)) builder.point(series, ns, ms);
  return pauses.length;
}

/**
 * The metrics that a heap text carries under its profile, as tables beside it. No series has a label, so the tables fit any label sets.
 * `section` is the text of the `# runtime.MemStats` section, for its rings of pauses.
 */
export function memStatsTables(
  stats: Readonly<Record<string, number>>,
  section: string,
  strings: ByteInterner,
): MetricTables {
  const builder = new MetricBuilder(strings);
  for (const [field, value] of Object.entries(stats)) {
    describeMemStats(builder, '', field);
    builder.point(builder.series(strings.internString(field), 0), value);
  }
  addPauses(builder, '', ring(section, 'PauseNs'), ring(section, 'PauseEnd'));
  return builder.finish().metrics;
}

function ring(section: string, name: string): number[] {
  const at = section.indexOf(`# ${name} = [`);
  if (at < 0) return [];
  const from = at + name.length + 6;
  const end = section.indexOf(']', from);
  // Cut inside the ring: its last number may lack digits.
  const words = section.slice(from, end < 0 ? undefined : end).split(' ', 257);
  return (end < 0 ? words.slice(0, -1) : words).slice(0, 256).map(Number);
}
