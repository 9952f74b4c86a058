import type { MetricType } from '@core/model/metrics';

/** What a Go process says about itself, under one name whatever the source calls it. */
export interface KnownMetric {
  readonly id: string;
  readonly title: string;
  readonly group: 'Go runtime' | 'Process';
  readonly type: MetricType;
  readonly unit: string;
  /** The field of runtime.MemStats that it is, for rules; ``. */
  readonly field: string;
  /**
   * Where it is found, best first: names whose values are added up, with `-` before those that are taken off, and a factor that
   * makes the unit (nanoseconds to seconds). For a histogram or a summary one name, of its family.
   */
  readonly sources: readonly KnownSource[];
}
export interface KnownSource {
  readonly names: readonly string[];
  readonly factor: number;
}

/** Above this GOMEMLIMIT is “off” (math.MaxInt64), which a double rounds. */
export const NO_LIMIT = 2 ** 62;

type Source = string | readonly string[] | KnownSource;

/** The name under which client_golang exports a metric of runtime/metrics (prometheus/internal/go_runtime_metrics.go). */
export function clientName(name: string, cumulative: boolean): string {
  const [path = '', unit = ''] = name.slice(1).split(':');
  const flat = `${path}_${unit.replaceAll('/', '_per_')}`.replace(/[/*-]/g, '_');
  return `go_${flat}${cumulative ? '_total' : ''}`;
}

/** A field of MemStats as expvar, MemStats alone and heap text write it. */
function field(name: string, factor = 1): KnownSource[] {
  return [`memstats.${name}`, name].map((written) => ({ names: [written], factor }));
}

function known(
  group: KnownMetric['group'],
  type: MetricType,
  unit: string,
  id: string,
  title: string,
  sources: readonly (Source | readonly KnownSource[])[],
  memStats = '',
): KnownMetric {
  const all: KnownSource[] = memStats === '' ? [] : field(memStats);
  for (const source of sources.flatMap((given) => (isSources(given) ? [...given] : [given]))) {
    const { names, factor } =
      typeof source === 'string'
        ? { names: [source], factor: 1 }
        : isNames(source)
          ? { names: source, factor: 1 }
          : source;
    all.push({ names, factor });
    // What runtime/metrics has, client_golang exports as well.
    if (!names.some((name) => /^-?\//.test(name))) continue;
    const exported = (name: string): string =>
      name.startsWith('-') ? `-${clientName(name.slice(1), type === 'counter')}` : clientName(name, type === 'counter');
    all.push({ names: names.map(exported), factor });
  }
  return { id, title, group, type, unit, field: memStats, sources: all };
}

function isSources(value: Source | readonly KnownSource[]): value is readonly KnownSource[] {
  return Array.isArray(value) && typeof value[0] === 'object';
}
function isNames(value: Exclude<Source, string>): value is readonly string[] {
  return Array.isArray(value);
}

const HEAP = '/memory/classes/heap';

/**
 * The equalities of MemStats and runtime/metrics are those of runtime/mstats.go and of client_golang's go_collector_latest.go
 * (memStatsFromRM). RSS is known to the operating system only: no source of Go has it but the process collector.
 */
export const KNOWN_METRICS: readonly KnownMetric[] = [
  known('Go runtime', 'gauge', '', 'goroutines', 'Goroutines', [
    'go_goroutines',
    '/sched/goroutines:goroutines',
    ...['goroutines', 'Goroutines', 'NumGoroutine', 'num_goroutine', 'runtime.goroutines', 'runtime.NumGoroutine'],
  ]),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'heap-inuse',
    'Heap in use',
    ['go_memstats_heap_inuse_bytes', [`${HEAP}/objects:bytes`, `${HEAP}/unused:bytes`]],
    'HeapInuse',
  ),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'heap-alloc',
    'Heap objects',
    ['go_memstats_heap_alloc_bytes', `${HEAP}/objects:bytes`],
    'HeapAlloc',
  ),
  known('Go runtime', 'gauge', 'bytes', 'heap-live', 'Heap live after GC', ['/gc/heap/live:bytes']),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'heap-goal',
    'Heap goal of the next GC',
    ['go_memstats_next_gc_bytes', '/gc/heap/goal:bytes'],
    'NextGC',
  ),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'stack-inuse',
    'Stacks in use',
    ['go_memstats_stack_inuse_bytes', `${HEAP}/stacks:bytes`],
    'StackInuse',
  ),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'sys',
    'Memory from the system',
    ['go_memstats_sys_bytes', '/memory/classes/total:bytes'],
    'Sys',
  ),
  known('Go runtime', 'gauge', 'bytes', 'mapped', 'Memory held', [
    ['memstats.Sys', '-memstats.HeapReleased'],
    ['Sys', '-HeapReleased'],
    ['go_memstats_sys_bytes', '-go_memstats_heap_released_bytes'],
    ['/memory/classes/total:bytes', `-${HEAP}/released:bytes`],
  ]),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'heap-idle',
    'Heap idle',
    ['go_memstats_heap_idle_bytes', [`${HEAP}/free:bytes`, `${HEAP}/released:bytes`]],
    'HeapIdle',
  ),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'heap-released',
    'Heap given back',
    ['go_memstats_heap_released_bytes', `${HEAP}/released:bytes`],
    'HeapReleased',
  ),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'heap-sys',
    'Heap from the system',
    [
      'go_memstats_heap_sys_bytes',
      [`${HEAP}/objects:bytes`, `${HEAP}/unused:bytes`, `${HEAP}/free:bytes`, `${HEAP}/released:bytes`],
    ],
    'HeapSys',
  ),
  known(
    'Go runtime',
    'gauge',
    'bytes',
    'gc-sys',
    'GC metadata',
    ['go_memstats_gc_sys_bytes', '/memory/classes/metadata/other:bytes'],
    'GCSys',
  ),
  known(
    'Go runtime',
    'gauge',
    '',
    'heap-objects',
    'Objects on the heap',
    ['go_memstats_heap_objects', '/gc/heap/objects:objects'],
    'HeapObjects',
  ),
  known(
    'Go runtime',
    'counter',
    'bytes',
    'alloc',
    'Allocated',
    ['go_memstats_alloc_bytes_total', '/gc/heap/allocs:bytes'],
    'TotalAlloc',
  ),
  known(
    'Go runtime',
    'counter',
    '',
    'mallocs',
    'Allocations',
    ['go_memstats_mallocs_total', ['/gc/heap/allocs:objects', '/gc/heap/tiny/allocs:objects']],
    'Mallocs',
  ),
  known(
    'Go runtime',
    'counter',
    '',
    'frees',
    'Objects freed',
    ['go_memstats_frees_total', ['/gc/heap/frees:objects', '/gc/heap/tiny/allocs:objects']],
    'Frees',
  ),
  known(
    'Go runtime',
    'counter',
    '',
    'gc-cycles',
    'GC cycles',
    ['go_gc_duration_seconds_count', '/gc/cycles/total:gc-cycles'],
    'NumGC',
  ),
  known('Go runtime', 'counter', '', 'gc-forced', 'GC cycles forced', ['/gc/cycles/forced:gc-cycles'], 'NumForcedGC'),
  known('Go runtime', 'gauge', 'seconds', 'gc-pauses', 'GC pauses, one by one', [field('PauseNs', 1e-9)]),
  known('Go runtime', 'summary', 'seconds', 'gc-pause-quantiles', 'GC pauses, last few', ['go_gc_duration_seconds']),
  known('Go runtime', 'histogram', 'seconds', 'gc-pause-histogram', 'GC pauses', [
    '/sched/pauses/total/gc:seconds',
    '/gc/pauses:seconds',
  ]),
  known('Go runtime', 'counter', 'seconds', 'gc-pause-total', 'Time in GC pauses', [
    field('PauseTotalNs', 1e-9),
    'go_gc_duration_seconds_sum',
  ]),
  known('Go runtime', 'counter', 'seconds', 'gc-cpu', 'CPU time of the GC', ['/cpu/classes/gc/total:cpu-seconds']),
  known(
    'Go runtime',
    'gauge',
    '',
    'gc-cpu-fraction',
    'Share of CPU for the GC',
    ['go_memstats_gc_cpu_fraction'],
    'GCCPUFraction',
  ),
  known('Go runtime', 'gauge', '', 'gomaxprocs', 'GOMAXPROCS', [
    '/sched/gomaxprocs:threads',
    'go_sched_gomaxprocs_threads',
    'GOMAXPROCS',
    'gomaxprocs',
  ]),
  known('Go runtime', 'gauge', 'bytes', 'gomemlimit', 'GOMEMLIMIT', ['/gc/gomemlimit:bytes']),
  known('Go runtime', 'gauge', 'percent', 'gogc', 'GOGC', ['/gc/gogc:percent']),
  known('Go runtime', 'gauge', '', 'threads', 'Threads', ['go_threads', '/sched/threads/total:threads']),
  known('Go runtime', 'counter', '', 'goroutines-created', 'Goroutines created', [
    '/sched/goroutines-created:goroutines',
  ]),
  known('Go runtime', 'histogram', 'seconds', 'sched-latency', 'Wait of runnable goroutines', [
    '/sched/latencies:seconds',
  ]),
  known('Go runtime', 'counter', 'seconds', 'mutex-wait', 'Time blocked on mutexes', [
    '/sync/mutex/wait/total:seconds',
  ]),
  known('Process', 'gauge', 'bytes', 'rss', 'Resident memory (RSS)', ['process_resident_memory_bytes']),
  known('Process', 'gauge', 'bytes', 'rss-peak', 'Peak memory (RSS)', ['MaxRSS']),
  known('Process', 'counter', 'seconds', 'cpu', 'CPU time', ['process_cpu_seconds_total']),
  known('Process', 'gauge', '', 'fds', 'Open files', ['process_open_fds']),
  known('Process', 'gauge', '', 'fds-max', 'Open files, limit', ['process_max_fds']),
];
