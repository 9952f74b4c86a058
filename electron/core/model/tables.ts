import type { Strings } from '@core/base/strings';
import type { ArgumentWords } from './argument-words';
import { metricBytes, type MetricTables } from './metrics';
import { traceBytes, type TraceTables } from './trace';
import type { LiveTables } from './live';
import { verdictBytes, type Verdicts } from './unreachable';
import type { WaitTables } from './wait-tables';
import type { CaptureKind, Compression, FormatName, Note, SampleType } from '@core/api/document';

/**
 * One parsed capture, in columns. Rows are numbers; a name ending in a table (`functionName: StringId`) is a row of that table.
 * Tables never change after `finish()`; everything derived lives in analysis. Layout changes go into FORMAT.md.
 */
export interface Capture {
  readonly name: string;
  readonly format: FormatName;
  readonly kind: CaptureKind;
  readonly size: number;
  readonly compression: Compression;
  readonly goVersion: string | null;
  readonly timeMs: number | null;
  readonly timeSource: 'capture' | 'file' | null;
  readonly durationNs: number | null;
  readonly comments: readonly string[];
  readonly notes: readonly Note[];
  /** Certainly of another process than the capture before it in the same file: no series goes across. Absent where nothing says so. */
  readonly otherProcess?: true;
  readonly strings: Strings;
  readonly functions: FunctionTable;
  readonly frames: FrameTable;
  readonly stacks: StackTable;
  readonly labelSets: LabelSetTable;
  /** Every capture has one: a goroutine dump's has the type goroutine/count. */
  readonly samples: SampleTable;
  /** Null unless kind is goroutine, goroutineleak or trace. */
  readonly goroutines: GoroutineTable | null;
  /** runtime.MemStats by Go field name (`StackInuse`), bytes or counts; null when the capture has none. */
  readonly memStats: Readonly<Record<string, number>> | null;
  /** Null unless kind is trace. */
  readonly trace: TraceTables | null;
  /** Null unless the capture has metrics (kind metrics; heap text has them beside its profile). */
  readonly metrics: MetricTables | null;
  /**
   * Regular expressions (Go's syntax) of frames that the writer wants hidden, and of those to keep all the same: profile.proto's
   * drop_frames and keep_frames; `` = none. The stacks here are raw.
   */
  readonly dropFrames: string;
  readonly keepFrames: string;
  /** Where the profile is explained; `` = nowhere. */
  readonly docUrl: string;
  /** The binaries of the process; null where the format has none. */
  readonly mappings: MappingTable | null;
  /** What few formats know of functions and frames; null where the format knows none of it. */
  readonly details: SymbolDetails | null;
  /** What goroutines wait on; absent unless it was read from the memory of a process. */
  readonly waits?: WaitTables;
  /** Absent unless it was looked for in the memory of the process, at this moment or before. */
  readonly unreachable?: Verdicts;
  /** Of the metrics of a recording, which come after its moments: what is known of all of them. Absent elsewhere. */
  readonly live?: LiveTables;
}

/** What most formats have not: spread first, then what the format does have. */
export const NOTHING_MORE = {
  memStats: null,
  trace: null,
  metrics: null,
  dropFrames: '',
  keepFrames: '',
  docUrl: '',
  mappings: null,
  details: null,
} as const satisfies Partial<Capture>;

export const MAPPING_HAS_FUNCTIONS = 1;
export const MAPPING_HAS_FILENAMES = 2;
export const MAPPING_HAS_LINE_NUMBERS = 4;
export const MAPPING_HAS_INLINE_FRAMES = 8;

/** Mapped files, in the order of the profile; row 0 is the main binary. 64-bit numbers are split in two. */
export interface MappingTable {
  readonly count: number;
  /** As the profile numbers them: any number but 0. */
  readonly idLow: Uint32Array;
  readonly idHigh: Uint32Array;
  /** Addresses `[start, limit)`, and where in the file `start` is. */
  readonly startLow: Uint32Array;
  readonly startHigh: Uint32Array;
  readonly limitLow: Uint32Array;
  readonly limitHigh: Uint32Array;
  readonly offsetLow: Uint32Array;
  readonly offsetHigh: Uint32Array;
  /** StringId. */
  readonly file: Uint32Array;
  /** StringId; 0 = none. */
  readonly buildId: Uint32Array;
  /** MAPPING_HAS_* bits: what symbols the writer looked up. */
  readonly flags: Uint8Array;
}

/** More columns of functions and frames. */
export interface SymbolDetails {
  /** By FunctionId: StringId of the linker's name where it is another one (C++); 0 = none. */
  readonly systemName: Uint32Array;
  /** By FunctionId: line of `func`; 0 = unknown. */
  readonly startLine: Uint32Array;
  /** By FrameId: column of the line; 0 = unknown. */
  readonly column: Uint32Array;
  /** By FrameId: row of `mappings` + 1; 0 = none. */
  readonly mapping: Uint32Array;
}

/** Functions, deduplicated by (name, file). */
export interface FunctionTable {
  readonly count: number;
  /** StringId of the full name as the linker has it. */
  readonly name: Uint32Array;
  /** StringId of the source file; 0 = unknown. */
  readonly file: Uint32Array;
}

export const FRAME_INLINED = 1;
/** Several locations that look alike were made one, so its address is one of several (profile.proto's is_folded). */
export const FRAME_FOLDED = 2;

/** Frames, deduplicated by (function, line, address, flags, and what `details` has of them): one line of one stack as people read it. */
export interface FrameTable {
  readonly count: number;
  /** FunctionId. */
  readonly func: Uint32Array;
  /** Source line; 0 = unknown. */
  readonly line: Uint32Array;
  /** FRAME_* bits. */
  readonly flags: Uint8Array;
  /** Instruction address split in two (addresses above 2^53 occur); both 0 = unknown. */
  readonly addressLow: Uint32Array;
  readonly addressHigh: Uint32Array;
}

/**
 * Stacks as a prefix tree: stack `i` is frame `frame[i]` (the leaf) called from stack `prefix[i]`. Stack 0 is the empty stack
 * (`prefix[0] = 0`, `frame[0]` meaningless). `prefix[i] < i` for i > 0, so one backward loop sums a tree and one forward loop
 * carries something from root to leaves. Sibling stacks have different frames: the table *is* the call tree.
 */
export interface StackTable {
  readonly count: number;
  readonly prefix: Uint32Array;
  /** FrameId. */
  readonly frame: Uint32Array;
  /** Frames in the stack; 0 for stack 0. */
  readonly depth: Uint16Array | Uint32Array;
  /**
   * What the table will be grown from, while nobody has read a column above or `samples.stack`; else null or absent. Rows are those of
   * the capture's samples. What needs no tree reads it here (lazy-stacks.ts).
   */
  readonly runs?: StackRuns | null;
}

/** The stacks of samples one by one, as a profile holds them: locations are places in the code, with the frames inlined there. */
export interface StackRuns {
  /** Stack of sample `i`, leaf first: `location[start[i] … start[i + 1])`. */
  readonly start: Uint32Array;
  /** Row of a location; narrow where there are few, as in most profiles. */
  readonly location: Uint16Array | Uint32Array;
  /** FrameIds of location `l`, outermost first, at least one: `frame[frameStart[l] … frameStart[l + 1])`. */
  readonly frameStart: Uint32Array;
  readonly frame: Uint32Array;
}

/** Label sets in CSR form: set `i` has the entries `[start[i], start[i + 1])`. Set 0 is the empty set. Entries sorted by key. */
export interface LabelSetTable {
  readonly count: number;
  /** count + 1 offsets. */
  readonly start: Uint32Array;
  /** StringId per entry. */
  readonly key: Uint32Array;
  /** StringId per entry; 0 when the entry is numeric. */
  readonly value: Uint32Array;
  /** Numeric value per entry; NaN when the entry is a string. */
  readonly number: Float64Array;
  /** StringId of the unit of a numeric entry; 0 = none. */
  readonly unit: Uint32Array;
}

export interface SampleTable {
  readonly count: number;
  readonly types: readonly SampleType[];
  readonly defaultType: number;
  /** Period between samples in the unit of `periodType`; 0 = unknown. */
  readonly period: number;
  readonly periodType: SampleType | null;
  /** StackId. Reading it grows the stack table. */
  readonly stack: Uint32Array;
  /** LabelSetId. */
  readonly labels: Uint32Array;
  /** One column per sample type; in the type's own unit, negative in differences. Exact up to 2^53. */
  readonly values: readonly Float64Array[];
}

export const GOROUTINE_LEAKED = 1;
export const GOROUTINE_LOCKED_TO_THREAD = 2;
export const GOROUTINE_DURABLE = 4;
export const GOROUTINE_SCAN = 8;
/** Waits on a nil channel: can never wake. */
export const GOROUTINE_NIL_CHANNEL = 16;
/** `select {}`: can never wake. */
export const GOROUTINE_NO_CASES = 32;
/** The goroutine that crashed or was running when the dump was made. */
export const GOROUTINE_RUNNING = 64;
/** Nothing in the process can reach what it waits for: `Capture.unreachable` says how sure that is. */
export const GOROUTINE_UNREACHABLE = 128;

/**
 * The chains of `go` statements behind goroutines (GODEBUG=tracebackancestors=N), in CSR form: row `i` of the goroutine table has the
 * entries `[start[i], start[i + 1])`, nearest ancestor first.
 */
export interface Ancestry {
  /** Rows + 1 offsets. */
  readonly start: Uint32Array;
  /** Id of the ancestor, which may have ended long ago. */
  readonly goid: Float64Array;
  /** StackId: where it stood at its `go` statement, innermost first. */
  readonly stack: Uint32Array;
  /** FrameId + 1 of the `go` statement that made the ancestor itself; 0 = unknown. */
  readonly creator: Uint32Array;
}

/**
 * Goroutines. A row is one goroutine where the format tells them apart (`weight` 1), else the goroutines that share a stack
 * and a label set (pprof and debug=1).
 */
export interface GoroutineTable {
  readonly count: number;
  /** Sum of weights. */
  readonly total: number;
  /** Goroutine id; −1 where the format has none. */
  readonly goid: Float64Array;
  readonly weight: Uint32Array;
  /** StackId as the format has it (with or without runtime frames). Stacks never include the creator. */
  readonly stack: Uint32Array;
  /** StringId of the status or wait reason exactly as printed, without its suffixes (`chan receive (nil chan)` keeps its own); 0 = none. */
  readonly state: Uint32Array;
  /** Row of OPERATIONS: from the wait reason, refined and otherwise recovered from frames; the same for all formats. */
  readonly operation: Uint8Array;
  /** GOROUTINE_* bits. */
  readonly flags: Uint8Array;
  /** Printed minutes; −1 = none printed (less than one, or the format has none). */
  readonly waitMinutes: Int32Array;
  /** FrameId + 1 of the `go` statement; 0 = unknown. */
  readonly creator: Uint32Array;
  /** Goroutine that ran the `go` statement; −1 = unknown. */
  readonly creatorGoid: Float64Array;
  /** LabelSetId. */
  readonly labels: Uint32Array;
  /** Absent unless the dump has ancestors. */
  readonly ancestry?: Ancestry;
  /** Absent unless the format prints arguments (goroutine dumps) and some look like pointers. */
  readonly words?: ArgumentWords;
}

/** Memory held by a capture's tables, bytes. Stacks that are not grown count as the runs they are. */
export function captureBytes(capture: Capture): number {
  let bytes = capture.strings.byteLength;
  const { stacks, samples } = capture;
  const runs = stacks.runs ?? null;
  const tables = [
    capture.functions,
    capture.frames,
    runs ?? stacks,
    capture.labelSets,
    // Not the table itself: looking at its column `stack` would grow the stacks.
    [samples.labels, ...samples.values, ...(runs === null ? [samples.stack] : [])],
    capture.goroutines,
    capture.mappings,
    capture.details,
  ];
  for (const table of tables) {
    if (table === null) continue;
    for (const column of Object.values(table)) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
  }
  const { waits, live, unreachable } = capture;
  if (waits !== undefined) {
    for (const table of [waits.objects, waits.waits, waits.holds])
      for (const column of Object.values(table)) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
  }
  if (live !== undefined) bytes += live.byteLength;
  // Captures share them; the first that is let go does not free them.
  if (unreachable !== undefined) bytes += verdictBytes(unreachable);
  const words = capture.goroutines?.words;
  if (words !== undefined) for (const column of Object.values(words)) bytes += column.byteLength;
  if (capture.metrics !== null) bytes += metricBytes(capture.metrics);
  if (capture.trace !== null) bytes += traceBytes(capture.trace);
  return bytes;
}
