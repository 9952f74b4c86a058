import type { CodeRef, Origin, StackFrame } from './findings';
import type { CaptureParams, Filter, Page } from './params';

/**
 * Questions about an execution trace. Times are nanoseconds since the trace's first event. Every question takes a range of time, so
 * that a view can zoom; what overlaps the range counts with the part inside it. Percentiles are nearest-rank: a value that occurred.
 */

/**
 * What a goroutine's time is spent in: running, waiting for a P, in a system call, then blocked by reason. Words as in ui.md §3.
 * `sync` is a mutex, a WaitGroup or a semaphore: the runtime writes the same reason for all of them. `gc` is waiting for the collector
 * (assist credit, the end of a cycle, the background sweeper), `other` is runtime goroutines at rest and reasons not listed.
 */
export const TRACE_KINDS = [
  'running',
  'runnable',
  'syscall',
  'io wait',
  'chan send',
  'chan receive',
  'select',
  'sync',
  'sleep',
  'gc',
  'other',
] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];
/** First row of TRACE_KINDS that is blocked. */
export const FIRST_BLOCKED = 3;

export interface TimeRange {
  readonly fromNs: number;
  readonly toNs: number;
}
export interface TraceParams extends CaptureParams {
  /** Null = the whole trace. Cut to the trace where it reaches beyond. */
  readonly range: TimeRange | null;
}

/** Values of one kind of event. All 0 where `count` is. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface TraceSummaryAnswer {
  /** NN of the header `go 1.NN trace`. */
  readonly wireVersion: number;
  readonly durationNs: number;
  /** The range answered for, cut to the trace. */
  readonly range: TimeRange;
  /** Events of the whole trace as stored in the file, and by kind as x/exp/trace's reader delivers them. */
  readonly events: number;
  readonly eventCounts: Readonly<Record<string, number>>;
  readonly generations: number;
  /** Of the whole trace: distinct goroutines, Ps and threads seen. */
  readonly goroutines: number;
  readonly procs: number;
  readonly threads: number;
  readonly wall: { readonly atNs: number; readonly epochMs: number } | null;
  /** Goroutines that existed in the range, those begun and ended in it. */
  readonly alive: number;
  readonly begun: number;
  readonly ended: number;
  /** Goroutine time by row of TRACE_KINDS. */
  readonly times: readonly number[];
  /** From runnable to running. */
  readonly latency: Distribution;
  /** Share of P time in which a P was running, 0 … 1; null without Ps. */
  readonly busy: number | null;
  readonly gc: {
    /** Concurrent mark phases that overlap the range. */
    readonly cycles: number;
    readonly ns: number;
    readonly assists: number;
    readonly assistNs: number;
    readonly sweeps: number;
    readonly sweepNs: number;
  };
  readonly stw: {
    readonly all: Distribution;
    /** By what the world stopped for, largest sum first. */
    readonly kinds: readonly { readonly kind: string; readonly pauses: Distribution }[];
  };
  /**
   * Least share of P time left to the program in any window of that length (minimum mutator utilisation): pauses take all Ps, assists
   * and the collector's workers the P they run on. Empty where the trace is shorter than the shortest window.
   */
  readonly mmu: readonly { readonly windowNs: number; readonly share: number; readonly atNs: number }[];
  readonly heap: {
    readonly firstBytes: number;
    readonly lastBytes: number;
    readonly maxBytes: number;
    readonly maxGoalBytes: number;
  } | null;
  /** Of the whole trace. */
  readonly tasks: number;
  readonly regions: number;
  readonly logs: number;
  readonly cpuSamples: number;
  readonly tookMs: number;
}

/** Blocked time by the runtime's own words. */
export interface BlockReason {
  readonly reason: string;
  readonly count: number;
  readonly ns: number;
}

export const TRACE_GROUP_SORTS = [
  'function',
  'count',
  'total',
  'running',
  'runnable',
  'blocked',
  'syscall',
  'latency',
  'assist',
] as const;
export type TraceGroupSort = (typeof TRACE_GROUP_SORTS)[number];

export interface TraceGroupsParams extends TraceParams, Page {
  /** Goroutines pass when one of their stacks in the trace (or their label, for text) passes. Operations do not apply. */
  readonly filter: Filter;
  readonly sort: TraceGroupSort;
  readonly descending: boolean;
}
/** Goroutines that run the same function. Every time is inside the range and summed over the members. */
export interface TraceGroupRow {
  /** Handle, stable while the document is open: `e-…`. */
  readonly group: string;
  /** The function it runs; null = never seen on a stack, or without a name there. */
  readonly entry: CodeRef | null;
  readonly origin: Origin;
  readonly count: number;
  readonly begun: number;
  readonly ended: number;
  /** By row of TRACE_KINDS; their sum is the members' time in the range. */
  readonly times: readonly number[];
  readonly blockedNs: number;
  /** Largest first. */
  readonly reasons: readonly BlockReason[];
  /** From runnable to running. */
  readonly latency: Distribution;
  /** From the `go` statement to the exit, of members of which both are in the trace. */
  readonly lifetime: Distribution;
  /** In GC mark assists, whatever state. */
  readonly assistNs: number;
  /** Running while a concurrent mark phase was on. */
  readonly gcOverlapNs: number;
}
export interface TraceGroupsAnswer {
  readonly rows: readonly TraceGroupRow[];
  /** Groups after filtering. */
  readonly total: number;
  readonly folded: { readonly groups: number; readonly goroutines: number };
  readonly goroutines: { readonly all: number; readonly shown: number };
  /** Largest total time of a group: what a full bar stands for. */
  readonly mostNs: number;
  readonly tookMs: number;
}
export interface TraceGroupParams extends TraceParams {
  /** A handle `e-…`. */
  readonly group: string;
  readonly filter: Filter;
}
export interface TraceGroupDetail {
  readonly row: TraceGroupRow;
  /** Where its time went, by stack and kind, largest first: at most 40. Running time has the stack of where it was interrupted next. */
  readonly places: readonly {
    readonly kind: TraceKind;
    readonly reason: string;
    readonly count: number;
    readonly ns: number;
    readonly stack: readonly StackFrame[];
  }[];
  /** Places not listed, and their time. */
  readonly folded: { readonly places: number; readonly ns: number };
  /** `go` statements that made members, largest first: at most 5. */
  readonly creators: readonly { readonly count: number; readonly stack: readonly StackFrame[] }[];
  readonly label: string;
}

export const TRACE_GOROUTINE_SORTS = [
  'goroutine',
  'start',
  'total',
  'running',
  'runnable',
  'blocked',
  'syscall',
  'latency',
] as const;
export type TraceGoroutineSort = (typeof TRACE_GOROUTINE_SORTS)[number];
export interface TraceGoroutinesParams extends TraceGroupParams, Page {
  readonly sort: TraceGoroutineSort;
  readonly descending: boolean;
}
export interface TraceGoroutineRow {
  readonly goid: number;
  /** Null = before the trace, or alive at its end. */
  readonly createdNs: number | null;
  readonly endedNs: number | null;
  readonly creatorGoid: number | null;
  readonly label: string;
  readonly times: readonly number[];
  readonly blockedNs: number;
  readonly assistNs: number;
  readonly gcOverlapNs: number;
  /** Longest wait for a P. */
  readonly maxLatencyNs: number;
}
export interface TraceGoroutinesAnswer {
  readonly rows: readonly TraceGoroutineRow[];
  readonly total: number;
  readonly folded: number;
}

export interface TraceTimelineParams extends TraceParams {
  readonly filter: Filter;
  /** Buckets wanted, about one a CSS pixel: 1 … 4096. */
  readonly width: number;
}
/** Columns of `width` equal buckets of the range. */
export interface TraceTimelineAnswer {
  readonly range: TimeRange;
  readonly bucketNs: number;
  readonly width: number;
  /** Mean number of goroutines in each kind, one column a row of TRACE_KINDS. */
  readonly states: readonly Float32Array[];
  /** Largest number of goroutines waiting for a P at one moment. */
  readonly runQueue: Float32Array;
  /** Mean number of Ps running, and those of it on the collector's dedicated and fractional workers. Not filtered. */
  readonly procs: Float32Array;
  readonly gcProcs: Float32Array;
  readonly procCount: number;
  /** Largest live heap and last goal, bytes; NaN before the first report. */
  readonly heap: Float64Array;
  readonly goal: Float64Array;
  /** Concurrent mark phases and pauses in the range: at most 4096 each, then those longest; the rest is counted. */
  readonly gc: readonly TimeRange[];
  readonly stw: readonly (TimeRange & { readonly kind: string })[];
  readonly folded: { readonly gc: number; readonly stw: number };
  readonly tookMs: number;
}

export const TRACE_WAKEUP_SORTS = ['waker', 'woken', 'count', 'wait', 'max'] as const;
export type TraceWakeupSort = (typeof TRACE_WAKEUP_SORTS)[number];
export interface TraceWakeupsParams extends TraceParams, Page {
  readonly filter: Filter;
  /** By the place in the code that woke and waited, or by the function that the goroutines run. */
  readonly by: 'site' | 'entry';
  readonly sort: TraceWakeupSort;
  readonly descending: boolean;
}
/** Who woke whom. */
export interface TraceWakeupRow {
  /** Handle of the edge, stable while the document is open. */
  readonly edge: string;
  /** Null = no goroutine: a timer, the network poller, the runtime. */
  readonly waker: CodeRef | null;
  readonly wakerOrigin: Origin;
  readonly woken: CodeRef | null;
  readonly wokenOrigin: Origin;
  readonly kind: TraceKind;
  readonly reason: string;
  readonly count: number;
  /** Waits that it ended. */
  readonly waitNs: number;
  readonly maxNs: number;
  /** The longest one. */
  readonly longest: {
    readonly atNs: number;
    readonly wakerGoid: number | null;
    readonly wokenGoid: number;
    readonly wakerStack: readonly StackFrame[];
    readonly wokenStack: readonly StackFrame[];
  };
}
export interface TraceWakeupsAnswer {
  readonly rows: readonly TraceWakeupRow[];
  readonly total: number;
  readonly folded: number;
  /** Wake-ups in all rows. */
  readonly count: number;
  readonly tookMs: number;
}

export const TRACE_RANGE_SORTS = ['start', 'kind', 'duration', 'goroutine'] as const;
export type TraceRangeSort = (typeof TRACE_RANGE_SORTS)[number];
export interface TraceRangesParams extends TraceParams, Page {
  /** Which of them: rows of RANGE_KINDS. */
  readonly kinds: readonly TraceRangeName[];
  readonly sort: TraceRangeSort;
  readonly descending: boolean;
}
export const TRACE_RANGE_NAMES = ['gc', 'sweep', 'mark assist', 'stw'] as const;
export type TraceRangeName = (typeof TRACE_RANGE_NAMES)[number];
export interface TraceRangeRow {
  /** Row among the trace's ranges. */
  readonly id: number;
  readonly kind: TraceRangeName;
  /** What the world stopped for; ``. */
  readonly name: string;
  readonly startNs: number;
  /** Null = open at the end of the trace. */
  readonly endNs: number | null;
  readonly goid: number | null;
  readonly proc: number | null;
  readonly sweptBytes: number;
  readonly reclaimedBytes: number;
  /** Live heap and goal as last reported before the start; null for what is no GC cycle. */
  readonly heapBytes: number | null;
  readonly goalBytes: number | null;
  readonly stack: readonly StackFrame[];
}
export interface TraceRangesAnswer {
  readonly rows: readonly TraceRangeRow[];
  readonly total: number;
  readonly folded: number;
}

export const TRACE_NAME_SORTS = ['name', 'count', 'total', 'p50', 'p99', 'max'] as const;
export type TraceNameSort = (typeof TRACE_NAME_SORTS)[number];
export interface TraceNamesParams extends TraceParams, Page {
  readonly sort: TraceNameSort;
  readonly descending: boolean;
}
/** Tasks, or regions, of one name that overlap the range. */
export interface TraceNameRow {
  readonly name: string;
  readonly count: number;
  /** Those of which begin and end are in the trace: what `durations` are of. */
  readonly complete: number;
  readonly durations: Distribution;
  /**
   * What their goroutines did meanwhile, by row of TRACE_KINDS. For a task: inside its outermost regions, or without regions on the
   * goroutine that began it.
   */
  readonly times: readonly number[];
  readonly goroutines: number;
}
export interface TraceNamesAnswer {
  readonly rows: readonly TraceNameRow[];
  readonly total: number;
  readonly folded: number;
  /** Tasks or regions in all rows. */
  readonly count: number;
  readonly tookMs: number;
}
export const TRACE_SPAN_SORTS = ['start', 'duration', 'name'] as const;
export type TraceSpanSort = (typeof TRACE_SPAN_SORTS)[number];
export interface TraceSpansParams extends TraceParams, Page {
  readonly of: 'tasks' | 'regions';
  /** Null = of every name. */
  readonly name: string | null;
  readonly sort: TraceSpanSort;
  readonly descending: boolean;
}
export interface TraceSpanRow {
  /** The task's own id; for a region its row. */
  readonly id: number;
  readonly name: string;
  /** Null = before the trace. */
  readonly startNs: number | null;
  /** Null = not ended in the trace. */
  readonly endNs: number | null;
  readonly goid: number | null;
  /** Id of the parent task, or of the region's task; null = none (the background task). */
  readonly task: number | null;
}
export interface TraceSpansAnswer {
  readonly rows: readonly TraceSpanRow[];
  readonly total: number;
  readonly folded: number;
}
