import type { TraceChangeTable, TraceChunk } from '@core/model/trace';

/**
 * One generation as a task: what goes in and what comes out. Both cross thread borders, so they are plain data, and every buffer is
 * owned by its message alone.
 */
export interface GenerationInput {
  /** Data of the batches, one after the other; without those of events where these are left in the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The open file in which the events are left, for a thread that reads them itself; null = they are in `bytes`. */
  readonly descriptor: number | null;
  readonly batches: BatchColumns;
  readonly generation: number;
  /** Nanoseconds a tick. */
  readonly tickNs: number;
  /** Time that becomes 0, ns as the trace's clock has it. */
  readonly baseNs: number;
  /** Time of the generation's Sync event, ns since the base, before it is made to increase. */
  readonly syncNs: number;
  /** Nothing is known from before: statuses begin the life of goroutines instead of restating it. */
  readonly initial: boolean;
}

export interface BatchColumns {
  /** BATCH_*. */
  readonly kind: Uint8Array<ArrayBuffer>;
  /** Thread of the events. */
  readonly thread: Float64Array<ArrayBuffer>;
  readonly ticks: Float64Array<ArrayBuffer>;
  /** Range in `bytes`; from 0 to their number where they are left in the file. */
  readonly start: Uint32Array<ArrayBuffer>;
  readonly end: Uint32Array<ArrayBuffer>;
  /** Offset of the data in the file. */
  readonly offset: Float64Array<ArrayBuffer>;
}

/**
 * A decoded generation. Strings, stacks and goroutines are numbered within it; times are ns since the base, made strictly increasing
 * as x/exp/trace's reader does, as if no generation came before (see `early`).
 */
export interface GenerationOutput {
  readonly generation: number;
  readonly initial: boolean;
  /** Events as stored. */
  readonly events: number;
  /** Events of the ordered stream, its Sync first. */
  readonly emitted: number;
  readonly startNs: number;
  readonly endNs: number;
  /** By row of EVENT_KINDS. */
  readonly kinds: Float64Array;
  readonly strings: StringColumns;
  readonly stacks: StackColumns;
  readonly goroutines: GoroutineColumns;
  /** At least one; by time. */
  readonly rows: readonly RowChunk[];
  /** Strings of the reasons that rows name; the first is string 0. */
  readonly reasons: Uint32Array;
  readonly changes: TraceChangeTable;
  /** By change: the time from there to the goroutine's next row in the chunk, from its first run in the chunk on. */
  readonly profile: Float64Array;
  readonly procs: ProcColumns;
  readonly ranges: RangeColumns;
  readonly heap: HeapColumns;
  readonly annotations: AnnotationColumns;
  readonly samples: CpuSampleColumns;
  /** Threads seen. */
  readonly threads: Float64Array;
  /**
   * Final times of the first events of the stream, the Sync first. When the generation before ends later than this one begins, event
   * `i` moves to `max(early[i], end + 1 + i)`: only these can be concerned.
   */
  readonly early: Float64Array;
  readonly problems: readonly Problem[];
  /** The input's bytes, given back: a buffer that is used again costs no fresh pages. */
  readonly spent: Uint8Array<ArrayBuffer>;
}

/** String `i` is `bytes[end[i - 1], end[i])`; string 0 is empty. */
export interface StringColumns {
  readonly bytes: Uint8Array;
  readonly end: Uint32Array;
}

/** Frames by address, and stacks as lists of them, leaf first: stack `i` is `list[first[i], first[i + 1])`; stack 0 is empty. */
export interface StackColumns {
  readonly func: Uint32Array;
  readonly file: Uint32Array;
  readonly line: Uint32Array;
  readonly addressLow: Uint32Array;
  readonly addressHigh: Uint32Array;
  readonly first: Uint32Array;
  readonly list: Uint32Array;
}

/** Goroutines by first appearance in the generation. */
export interface GoroutineColumns {
  readonly id: Float64Array;
  /** NaN = did not end here. */
  readonly endedNs: Float64Array;
  /** The last stack known to be its own; 0 = none. */
  readonly ownStack: Uint32Array;
  readonly births: BirthColumns;
  readonly said: SaidColumns;
}

/** Goroutines that were made in the generation, one row each. */
interface BirthColumns {
  /** Index. */
  readonly goroutine: Uint32Array;
  /** The first time, if it was made several times. */
  readonly atNs: Float64Array;
  /** Index + 1 of who made it; 0 = nobody known. */
  readonly creator: Uint32Array;
  /** Stack of the `go` statement; of the function that it starts. */
  readonly creationStack: Uint32Array;
  readonly entryStack: Uint32Array;
}

/** What GoStatus said first of goroutines that were there before, by time. */
interface SaidColumns {
  /** Index. */
  readonly goroutine: Uint32Array;
  readonly atNs: Float64Array;
  /** Row of TRACE_STATES. */
  readonly state: Uint8Array;
  readonly stack: Uint32Array;
}

/** State changes as TraceChunk has them, but with the generation's numbers: an actor is its goroutine + 1. */
export type RowChunk = Omit<TraceChunk, 'generation' | 'changes' | 'actors'>;

/** One whose rows may still have to be walked. */
export type NewChunk = Omit<RowChunk, 'checked'> & { checked: boolean };

export interface ProcColumns {
  readonly proc: Uint16Array;
  readonly atNs: Float64Array;
  /** 0 idle · 1 running · 3 idle, unless it was known to run: the P of a system call that is about to be taken. */
  readonly state: Uint8Array;
  readonly thread: Float64Array;
}

export interface RangeColumns {
  /** Row of RANGE_KINDS. */
  readonly kind: Uint8Array;
  /** 1 = began before: `startNs` is when that was said. */
  readonly continued: Uint8Array;
  readonly startNs: Float64Array;
  /** NaN = open. */
  readonly endNs: Float64Array;
  readonly name: Uint32Array;
  /** Index + 1. */
  readonly goroutine: Uint32Array;
  readonly proc: Uint16Array;
  readonly stack: Uint32Array;
  readonly sweptBytes: Float64Array;
  readonly reclaimedBytes: Float64Array;
}

export interface HeapColumns {
  readonly kind: Uint8Array;
  readonly atNs: Float64Array;
  readonly bytes: Float64Array;
}

/** Tasks, regions, logs and labels, in order. */
export interface AnnotationColumns {
  /** Type of the event. */
  readonly type: Uint8Array;
  readonly atNs: Float64Array;
  /** Index of the goroutine. */
  readonly goroutine: Uint32Array;
  /** Task. */
  readonly task: Float64Array;
  /** Parent task. */
  readonly parent: Float64Array;
  /** String: name, category or label. */
  readonly name: Uint32Array;
  /** String: message of a log. */
  readonly message: Uint32Array;
  readonly stack: Uint32Array;
}

export interface CpuSampleColumns {
  readonly atNs: Float64Array;
  /** Index + 1. */
  readonly goroutine: Uint32Array;
  readonly proc: Uint16Array;
  readonly thread: Float64Array;
  readonly stack: Uint32Array;
}

/** What was not as it should be, once per kind and generation. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly count: number;
  /** Of the first one, in the file; null when it has no place. */
  readonly offset: number | null;
}

export type ProblemKind =
  /** An event that cannot be decoded; the rest of its batch is left out. */
  | 'undecodable'
  /** A table record that cannot be decoded; the rest of its batch is left out. */
  | 'table'
  /** An event that contradicts what came before. */
  | 'contradiction'
  /** An event that was to wait for another which never came. */
  | 'waited'
  /** A string or stack that is in no table. */
  | 'reference'
  /** An id above 2^53 or a P above 65,534. */
  | 'large-id'
  /** More than 255 reasons. */
  | 'reasons';
