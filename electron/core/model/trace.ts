/**
 * An execution trace in columns. Times are Float64 nanoseconds since the trace's first event (x/exp/trace's first Sync event). A
 * trace is a list of chunks, one or several a generation, because generations are decoded apart from each other (and in parallel):
 * nothing is copied together afterwards, and rows keep the numbers of their generation, which small tables translate. State changes are
 * by far the most rows, so their columns are as narrow as their content allows (8 bytes a row in most traces): times count from the
 * chunk's start, what happened is one number (there are a few hundred combinations), and one column says who acted.
 * Source: Go's internal/trace (order.go, event.go); the words of states and ranges are those of golang.org/x/exp/trace.
 */
export interface TraceTables {
  /** NN of the header `go 1.NN trace`: 22, 23, 25 or 26. */
  readonly wireVersion: number;
  /** Time of the last event (the closing Sync). */
  readonly endNs: number;
  /** Wall clock at a moment of the trace (clock snapshots, Go 1.25); null before. */
  readonly wall: { readonly atNs: number; readonly epochMs: number } | null;
  /** Events of the ordered stream by kind, as x/exp/trace's reader delivers them: `StateTransition`, `RangeBegin`, `Metric`, … */
  readonly eventCounts: Readonly<Record<string, number>>;
  /** Wait and stop reasons as the runtime writes them (`chan receive`); row 0 is ``. At most 256. */
  readonly reasons: readonly string[];
  readonly goroutines: TraceGoroutineTable;
  /** Generations in the file. */
  readonly generations: number;
  /** Events as stored in the file. */
  readonly events: number;
  /** By time, not overlapping. */
  readonly chunks: readonly TraceChunk[];
  readonly procs: TraceProcTable;
  readonly ranges: TraceRangeTable;
  readonly heap: TraceHeapTable;
  readonly tasks: TraceTaskTable;
  readonly regions: TraceRegionTable;
  readonly logs: TraceLogTable;
  readonly cpuSamples: TraceCpuSampleTable;
  /** Distinct threads (Ms) and Ps seen. */
  readonly threadCount: number;
  readonly procCount: number;
}

/**
 * Goroutines by first appearance. A row is a goroutine, of which only those of a C thread's callbacks come and go several times: they
 * are created at the first of them, end at the last, and rows with the state `not exist` are between.
 */
export interface TraceGoroutineTable {
  readonly count: number;
  readonly id: Float64Array;
  /** Time of the `go` statement; NaN = before the trace. */
  readonly createdNs: Float64Array;
  /** Time of the exit; NaN = alive at the end. */
  readonly endedNs: Float64Array;
  /** Row + 1 of the goroutine that made it; 0 = unknown. */
  readonly creator: Uint32Array;
  /** StackId at the `go` statement; 0 = unknown. */
  readonly creationStack: Uint32Array;
  /** FrameId + 1 of the function it runs (root of its stacks); 0 = unknown. */
  readonly entry: Uint32Array;
  /** StringId of the last GoLabel (`GC (dedicated)`, pprof labels); 0 = none. */
  readonly label: Uint32Array;
}

export const TRACE_STATES = ['not exist', 'runnable', 'running', 'syscall', 'waiting', 'undetermined'] as const;
export type TraceState = (typeof TRACE_STATES)[number];

export const NO_PROC = 0xffff;

/** What state changes of a generation do, each combination once. */
export interface TraceChangeTable {
  /** The state entered: row of TRACE_STATES. */
  readonly state: Uint8Array;
  /** Why, for waiting and runnable (`preempted`): row of `reasons`; 0 = none. */
  readonly reason: Uint8Array;
  /** StackId where the change happened: of the goroutine itself, or for waiting → runnable of the one that woke it; 0 = none. */
  readonly stack: Uint32Array;
}

/**
 * State changes of a generation, of a part of it (32,768 rows), or of 64 small ones (`generation` is the first of them): for each
 * goroutine that has any, its rows in order of time (CSR). A row's interval lasts until the goroutine's next row, which may be in a later
 * chunk, or until it ends, or the trace does.
 */
export interface TraceChunk {
  readonly generation: number;
  readonly startNs: number;
  readonly endNs: number;
  /** Rows of TraceGoroutineTable that have changes here, in no particular order. */
  readonly goroutine: Uint32Array;
  /** Offsets, `goroutine.length + 1`. */
  readonly first: Uint32Array;
  /** Time of the change, since `startNs` of this chunk; Float64 only where a chunk lasts longer than 4.2 s. */
  readonly offsetNs: Uint32Array | Float64Array;
  /** What happened: row of `changes`. */
  readonly change: Uint16Array | Uint32Array;
  /**
   * Who acted. For running and syscall: P + 1 that it holds, 0 = none. For runnable and waiting: entry of `actors`, which is row + 1
   * of the goroutine that caused the change (woke it, made it), 0 = itself or nobody.
   */
  readonly actor: Uint16Array | Uint32Array;
  /** Its rows were walked by `assertRows` when they were made, on the thread that made them, and were not changed after it. */
  readonly checked: boolean;
  /** Shared by the chunks of a generation; entry 0 of `actors` is 0. */
  readonly changes: TraceChangeTable;
  readonly actors: Uint32Array;
}

/** State changes of Ps, by time. */
export interface TraceProcTable {
  readonly count: number;
  readonly proc: Uint16Array;
  readonly atNs: Float64Array;
  /** 0 idle · 1 running · 2 undetermined. */
  readonly state: Uint8Array;
  /** Thread that holds it; −1 = none or unknown. */
  readonly thread: Float64Array;
}

export const RANGE_KINDS = ['gc', 'sweep', 'mark assist', 'stw'] as const;
export type RangeKind = (typeof RANGE_KINDS)[number];

/** GC phases, sweeps, mark assists, stop-the-worlds: by start. */
export interface TraceRangeTable {
  readonly count: number;
  /** Row of RANGE_KINDS. */
  readonly kind: Uint8Array;
  readonly startNs: Float64Array;
  /** NaN = open at the end of the trace. A range active at the start begins at its generation's start. */
  readonly endNs: Float64Array;
  /** StringId: `GC mark termination` for a stop-the-world; 0 = none. */
  readonly name: Uint32Array;
  /** Row + 1 of the goroutine it happened on; 0 = none. */
  readonly goroutine: Uint32Array;
  /** P it happened on (sweep); NO_PROC. */
  readonly proc: Uint16Array;
  readonly stack: Uint32Array;
  /** Bytes a sweep walked and gave back; 0 for others. */
  readonly sweptBytes: Float64Array;
  readonly reclaimedBytes: Float64Array;
}

/** HeapAlloc and HeapGoal as the runtime reported them. */
export interface TraceHeapTable {
  readonly count: number;
  readonly atNs: Float64Array;
  /** 0 live heap bytes · 1 goal bytes. */
  readonly kind: Uint8Array;
  readonly bytes: Float64Array;
}

export interface TraceTaskTable {
  readonly count: number;
  readonly id: Float64Array;
  /** Row + 1 of the parent task; 0 = none. */
  readonly parent: Uint32Array;
  readonly name: Uint32Array;
  /** NaN = before the trace. */
  readonly startNs: Float64Array;
  /** NaN = not ended in the trace. */
  readonly endNs: Float64Array;
  /** Row + 1 of the goroutine that began it; 0 = unknown. */
  readonly goroutine: Uint32Array;
  readonly stack: Uint32Array;
}

export interface TraceRegionTable {
  readonly count: number;
  /** Row of the goroutine. */
  readonly goroutine: Uint32Array;
  /** Row + 1 of its task; 0 = the background task. */
  readonly task: Uint32Array;
  readonly name: Uint32Array;
  /** NaN = before the trace. */
  readonly startNs: Float64Array;
  /** At the latest when its goroutine ends; NaN = not ended in the trace. */
  readonly endNs: Float64Array;
  /** Where it began; 0 when that was before the trace. */
  readonly stack: Uint32Array;
}

export interface TraceLogTable {
  readonly count: number;
  readonly atNs: Float64Array;
  /** Row of the goroutine. */
  readonly goroutine: Uint32Array;
  /** Row + 1 of its task; 0 = none. */
  readonly task: Uint32Array;
  readonly category: Uint32Array;
  readonly message: Uint32Array;
  readonly stack: Uint32Array;
}

/** CPU samples that the profiler wrote into the trace, by time. */
export interface TraceCpuSampleTable {
  readonly count: number;
  readonly atNs: Float64Array;
  /** Row + 1; 0 = none. */
  readonly goroutine: Uint32Array;
  readonly proc: Uint16Array;
  readonly thread: Float64Array;
  readonly stack: Uint32Array;
}

/** Memory held by the columns of a trace, bytes. */
export function traceBytes(trace: TraceTables): number {
  // Chunks of a generation share what they have in common.
  const columns = new Set<ArrayBufferView>();
  for (const table of [...Object.values(trace), ...trace.chunks, ...trace.chunks.map(({ changes }) => changes)]) {
    if (typeof table !== 'object' || table === null) continue;
    for (const column of Object.values(table)) if (ArrayBuffer.isView(column)) columns.add(column);
  }
  let bytes = 0;
  for (const column of columns) bytes += column.byteLength;
  return bytes;
}
