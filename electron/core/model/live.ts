import type { LiveInfo } from '@core/api/live';

/**
 * What is known of a watched process over time: of every moment its numbers, of some moments (`kept`) everything. It grows while the
 * process is watched; of a recording it is whole from the beginning. Times are ms since the epoch, ascending in every column.
 */
export interface LiveTables {
  readonly info: LiveInfo;
  /** Parts that cannot be read, one sentence each. */
  readonly missing: readonly string[];
  /** GOMAXPROCS; 0 = not known. */
  readonly processors: number;
  readonly moments: LiveMoments;
  /** One a watch: the sampler that is started again, and one that goes on under another process, begin another. Never empty once there is a moment. */
  readonly segments: readonly LiveSegment[];
  /** Goroutines by their state as printed. */
  readonly states: ReadonlyMap<string, History>;
  readonly counters: CounterTable;
  readonly pauses: PauseTable;
  readonly channels: readonly LiveChannel[];
  readonly weight: WeightRow | null;
  /** Moments that can be looked at, ascending. The last is the newest one. */
  readonly kept: readonly KeptMoment[];
  /** Whether a moment that is not kept is written somewhere. */
  isWritten(number: number): boolean;
  /**
   * Keeps a moment again, for a while. False when it is written nowhere, or what was written has changed since. Rejects with the error of the
   * host, and `Cancelled`.
   */
  recall(number: number, signal: AbortSignal | null): Promise<boolean>;
  /** Memory held, bytes; captures not counted. */
  readonly byteLength: number;
}

/** A number over time that is written down when it changes; 0 before it was first written. */
export interface History {
  at(ms: number): number;
  /** Changes written down. */
  readonly length: number;
}

/** Columns may be longer than `count`. */
export interface LiveMoments {
  readonly count: number;
  readonly atMs: Float64Array;
  /** The step in force, ms: what is older than a few steps before a time says nothing about it. */
  readonly everyMs: Float64Array;
  /** Those of the runtime itself not counted. */
  readonly goroutines: Float64Array;
  readonly spanNs: Float64Array;
  /** Of each the number that `KeptMoment` has: rows of old moments are forgotten, numbers are not given anew. */
  readonly number: Float64Array;
  /** Of the newest moment, and of all. */
  readonly rejected: number;
  readonly dropped: number;
  readonly taken: number;
}

export interface LiveSegment {
  readonly fromMs: number;
  /** As far as it goes; the newest moment of one that goes on. */
  readonly toMs: number;
  readonly places: PlaceTable;
  /** Goroutines at a place. */
  counts(place: number): History;
}
/** Different ways to be, of the tables that captures of the segment share: the stack, the state and the creator of goroutines. Columns may be longer than `count`. */
export interface PlaceTable {
  readonly count: number;
  /** StackId. */
  readonly stack: Uint32Array;
  /** StringId. */
  readonly state: Uint32Array;
  /** FrameId + 1; 0 = unknown. */
  readonly creator: Uint32Array;
  /** Row of OPERATIONS. */
  readonly operation: Uint8Array;
}

/** Rows of what the kernel and the runtime count (native/internal/counters/README.md). NaN = not read. */
export interface CounterTable {
  readonly count: number;
  readonly names: readonly string[];
  readonly atMs: Float64Array;
  /** Null for a name that no row has. May be longer than `count`. */
  column(name: string): Float64Array | null;
}
/** GC pauses one by one. Columns may be longer than `count`. */
export interface PauseTable {
  readonly count: number;
  readonly atMs: Float64Array;
  readonly ns: Float64Array;
  readonly cycle: Float64Array;
}

/** A channel that goroutines waited on, or that had something in it, when it was looked at. */
export interface LiveChannel {
  /** Hexadecimal. */
  readonly address: string;
  readonly type: string;
  readonly capacity: number;
  readonly length: History;
  readonly waiting: History;
}

/** What the sampler says of itself, about once a second. */
export interface WeightRow {
  readonly atMs: number;
  readonly cpuPercent: number;
  readonly rssBytes: number;
  /** NaN = not known. */
  readonly slowdownPercent: number;
  readonly slowdownError: number;
  readonly goroutinesEveryMs: number;
  readonly countersEveryMs: number;
  readonly limited: boolean;
  readonly dropped: number;
  readonly lateP99Ns: number;
}

export interface KeptMoment {
  /** Counts the moments of the series from 0. */
  readonly number: number;
  readonly atMs: number;
  readonly goroutines: number;
  readonly frozen: boolean;
  /** It was read again from what is written of it, and is kept for a while. */
  readonly recalled: boolean;
}
