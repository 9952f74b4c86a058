import { ByteInterner } from '@core/model/byte-interner';
import { FrameBuilder } from '@core/model/frame-builder';
import type { LiveTables } from '@core/model/live';
import { MetricBuilder } from '@core/model/metric-builder';
import type { MetricType } from '@core/model/metrics';
import { StackBuilder } from '@core/model/stack-builder';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import type { CaptureHead } from './capture';

/** Points of one series that a chart of an hour can use; the spaces between them are even. */
const MOST_POINTS = 9_000;

/** Counters of the sampler under the names by which people know them (core/analysis/metrics-vocabulary.ts), with what makes their unit. */
interface Known {
  readonly name: string;
  readonly type: MetricType;
  readonly unit: string;
  readonly factor?: number;
}
const KNOWN: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['goroutines', { name: 'go_goroutines', type: 'gauge', unit: '' }],
  ['goroutinesCreated', { name: '/sched/goroutines-created:goroutines', type: 'counter', unit: '' }],
  ['heapInUseBytes', { name: 'go_memstats_heap_inuse_bytes', type: 'gauge', unit: 'bytes' }],
  ['heapReleasedBytes', { name: 'go_memstats_heap_released_bytes', type: 'gauge', unit: 'bytes' }],
  ['heapMarkedBytes', { name: '/gc/heap/live:bytes', type: 'gauge', unit: 'bytes' }],
  ['heapGoalBytes', { name: 'go_memstats_next_gc_bytes', type: 'gauge', unit: 'bytes' }],
  ['stackInUseBytes', { name: 'go_memstats_stack_inuse_bytes', type: 'gauge', unit: 'bytes' }],
  ['runtimeSysBytes', { name: 'go_memstats_sys_bytes', type: 'gauge', unit: 'bytes' }],
  ['allocatedBytes', { name: 'go_memstats_alloc_bytes_total', type: 'counter', unit: 'bytes' }],
  ['objectsAllocated', { name: 'go_memstats_mallocs_total', type: 'counter', unit: '' }],
  ['objectsFreed', { name: 'go_memstats_frees_total', type: 'counter', unit: '' }],
  ['gcPercent', { name: '/gc/gogc:percent', type: 'gauge', unit: 'percent' }],
  ['goMemoryLimitBytes', { name: '/gc/gomemlimit:bytes', type: 'gauge', unit: 'bytes' }],
  ['gcCycles', { name: '/gc/cycles/total:gc-cycles', type: 'counter', unit: '' }],
  ['gcForced', { name: '/gc/cycles/forced:gc-cycles', type: 'counter', unit: '' }],
  ['gcPauseTotalNs', { name: 'go_gc_duration_seconds_sum', type: 'counter', unit: 'seconds', factor: 1e-9 }],
  ['gcAssistNs', { name: '/cpu/classes/gc/mark/assist:cpu-seconds', type: 'counter', unit: 'seconds', factor: 1e-9 }],
  ['gomaxprocs', { name: 'go_sched_gomaxprocs_threads', type: 'gauge', unit: '' }],
  ['goThreads', { name: 'go_threads', type: 'gauge', unit: '' }],
  ['rssBytes', { name: 'process_resident_memory_bytes', type: 'gauge', unit: 'bytes' }],
  ['cpuNs', { name: 'process_cpu_seconds_total', type: 'counter', unit: 'seconds', factor: 1e-9 }],
  ['files', { name: 'process_open_fds', type: 'gauge', unit: '' }],
]);
/** Of the others those that count up. */
const COUNTERS =
  /^(userNs|systemNs|minorFaults|majorFaults|voluntarySwitches|involuntarySwitches|runQueueNs|periods|throttledPeriods|throttledNs|freedBytes|schedulings)$/;

/** What was counted, as a capture of metrics: the counters, and the goroutines of every moment; of each series the last point at least. */
export function metricsOf(series: LiveTables, head: CaptureHead, mostPoints = MOST_POINTS): Capture {
  const builder = new MetricBuilder(new ByteInterner());
  const { counters, moments, pauses } = series;
  const add = (known: Known, times: Float64Array, values: Float64Array, count: number): void => {
    const { name, type, unit, factor = 1 } = known;
    const { strings } = builder;
    builder.describe(name, { type, unit: strings.internString(unit), help: 0 });
    const row = builder.series(strings.internString(name), builder.labels([]));
    const step = Math.max(1, Math.ceil(count / mostPoints));
    // The last one is always there.
    for (let i = (count - 1) % step; i < count; i += step)
      if (!Number.isNaN(values[i])) builder.point(row, values[i] * factor, times[i]);
  };
  if (moments.count > 0) add(GOROUTINES, moments.atMs, moments.goroutines, moments.count);
  for (const name of counters.names) {
    const values = counters.column(name);
    if (values === null || (name === 'goroutines' && moments.count > 0)) continue;
    add(KNOWN.get(name) ?? described(name), counters.atMs, values, counters.count);
  }
  if (pauses.count > 0) add(PAUSES, pauses.atMs, pauses.ns, pauses.count);
  const { metrics, labelSets } = builder.finish();
  return {
    ...head,
    kind: 'metrics',
    size: 0,
    compression: 'none',
    timeSource: 'capture',
    comments: [],
    strings: builder.strings,
    ...new FrameBuilder().finish(),
    stacks: new StackBuilder().finish(),
    labelSets,
    samples: {
      ...{ count: 0, types: [], defaultType: 0, period: 0, periodType: null },
      ...{ stack: new Uint32Array(0), labels: new Uint32Array(0), values: [] },
    },
    goroutines: null,
    ...NOTHING_MORE,
    metrics,
  };
}

const GOROUTINES: Known = { name: 'go_goroutines', type: 'gauge', unit: '' };
const PAUSES: Known = { name: 'memstats.PauseNs', type: 'gauge', unit: 'ns' };

/** `minorFaults` → `process.minor_faults`, with its unit where the name ends in one. */
function described(name: string): Known {
  const unit = name.endsWith('Bytes') ? 'bytes' : name.endsWith('Ns') ? 'seconds' : '';
  const words = name.replace(/Ns$/, 'Seconds').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    name: `process.${words}`,
    type: COUNTERS.test(name) ? 'counter' : 'gauge',
    unit,
    factor: unit === 'seconds' ? 1e-9 : 1,
  };
}
