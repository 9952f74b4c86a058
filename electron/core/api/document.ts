import type { EngineError } from './errors';
import type { LiveInfo } from './live';

/** What a document is: one capture, or several of one process (a series, or a goroutine and a heap profile side by side). */

/** Names of formats, as `parkscope info` prints them. */
export type FormatName =
  | 'pprof'
  | 'goroutine-text'
  | 'goroutine-dump'
  | 'heap-text'
  | 'contention-text'
  | 'trace'
  | 'expvar'
  | 'prometheus'
  | 'runtime-metrics'
  | 'collapsed'
  | 'speedscope'
  | 'chrome-trace'
  | 'perf-script'
  | 'cpuprofile'
  | 'heapprofile'
  /** A process that is watched. */
  | 'live'
  /** A file of what was watched. */
  | 'recording';

/**
 * What a capture shows. `goroutine` has a goroutine table (and a profile of it); the others have a profile only.
 * `custom` = any other profile. `trace` has trace tables, and in its goroutine table those that were alive at the end; `metrics` has
 * metric tables and nothing else.
 */
export type CaptureKind =
  | 'goroutine'
  | 'goroutineleak'
  | 'heap'
  | 'allocs'
  | 'cpu'
  | 'block'
  | 'mutex'
  | 'threadcreate'
  | 'custom'
  | 'trace'
  | 'metrics';

/** How the bytes of a source are packed. */
export type Compression = 'none' | 'gzip' | 'zstd';

export interface SampleType {
  readonly type: string;
  readonly unit: string;
}

/** Something a parser wants people to know. Nothing is skipped without one. */
export interface Note {
  /** `truncated` ends early (counts become lower bounds) · `skipped` records left out · `repaired` read with a guess · `info`. */
  readonly kind: 'truncated' | 'skipped' | 'repaired' | 'info';
  readonly message: string;
  /** Records (or bytes, as the message says) concerned. */
  readonly count: number;
  readonly offset: number | null;
  /** What to do for a complete capture; ``. */
  readonly hint: string;
}

/** How many metrics a capture has, and over what time. */
export interface MetricsInfo {
  /** Names as written: a histogram has three. */
  readonly names: number;
  readonly series: number;
  readonly points: number;
  /** Scrapes in the file, one after the other. */
  readonly scrapes: number;
  /** First and last moment of its points, ms since the epoch; null where the file says none. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export interface CaptureInfo {
  /** The `capture` parameter of every question: the 0-based position in its document, but for live ones, where captures come and go. */
  readonly index: number;
  readonly name: string;
  readonly format: FormatName;
  readonly kind: CaptureKind;
  /** Bytes as stored (compressed). */
  readonly size: number;
  readonly compression: Compression;
  /** `go1.26` when known, else null. */
  readonly goVersion: string | null;
  /** Moment of capture, ms since the epoch: from the capture itself, else the file's time, else null. */
  readonly timeMs: number | null;
  /** Where `timeMs` comes from. */
  readonly timeSource: 'capture' | 'file' | null;
  readonly durationNs: number | null;
  readonly sampleTypes: readonly SampleType[];
  /** Index in `sampleTypes` to show first. */
  readonly defaultSampleType: number;
  /** What one sample stands for: its period, or null where that is not known. */
  readonly period: { readonly value: number; readonly type: string; readonly unit: string } | null;
  readonly counts: {
    readonly samples: number;
    readonly functions: number;
    readonly frames: number;
    /** Nodes of the prefix tree of stacks; null for a large profile, which grows it when a question needs it. */
    readonly stacks: number | null;
    /** Goroutines the capture stands for; null when it shows none. */
    readonly goroutines: number | null;
    /** Binaries of the process that the capture names. */
    readonly mappings: number;
  };
  /** Where the profile says it is explained (a URL); ``. */
  readonly docUrl: string;
  /** What of it is metrics; null without any. */
  readonly metrics: MetricsInfo | null;
  /** Its writer wants frames hidden (the allocator's own), and it has some: profile questions take `runtimeFrames` to show them. */
  readonly hidesFrames: boolean;
  /** Label keys present, sorted. */
  readonly labelKeys: readonly string[];
  /** Comments of a pprof profile; the first lines of a crash. */
  readonly comments: readonly string[];
  readonly notes: readonly Note[];
}

export interface DocumentInfo {
  readonly doc: string;
  /** `goroutine.pb.gz`, or `goroutine.pb.gz and 2 more`. */
  readonly title: string;
  readonly captures: readonly CaptureInfo[];
  /** Inputs that could not be read; the document holds the others. An open of which nothing can be read is an error instead. */
  readonly failed: readonly { readonly name: string; readonly error: EngineError }[];
  /** Own module path prefix guessed from main.main and its neighbours (`example.com/ingestd`), dropped from names; ``. */
  readonly ownModule: string;
  /** Memory held by the tables, bytes. */
  readonly memoryBytes: number;
  /** From the first byte read to the tables being ready, ms. */
  readonly openMs: number;
  /** Of a process that is watched, or was (live.ts); absent elsewhere. Its captures change: find one by its `index`, not by position. */
  readonly live?: LiveInfo;
}
