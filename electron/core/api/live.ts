import type { LookProgress } from '@core/base/wire/unreachable';
import type { CodeRef, Tier } from './findings';
import type { Operation } from './operation';
import type { DocParams } from './params';

/**
 * Live documents: a process that is watched (or a recording of one). The document is a series of goroutine captures ("moments",
 * `CaptureInfo` as any other) and of metrics; it grows until it is detached. Every question about captures works on its moments; those
 * here are about the whole of it. After each change the engine sends `live-tick`, at most four times a second.
 */

/** `watching` · `ended` the process ended · `detached` the user ended it · `lost` the sampler died (it is started again) · `recording`: a file. */
export type LiveStatus = 'watching' | 'ended' | 'detached' | 'lost' | 'recording';

/** In `DocumentInfo.live`; what does not change with every tick. */
export interface LiveInfo {
  readonly pid: number;
  /** Name of the program, `ingestd`. */
  readonly name: string;
  readonly command: string;
  readonly goVersion: string;
  readonly module: string;
  /** Commit, `` where the build says none; `dirty`: built with changes that were not committed. */
  readonly revision: string;
  readonly dirty: boolean;
  /** Of the process, ms since the epoch. */
  readonly startMs: number;
  readonly host: string;
  /** The core file that it is, which is one moment of a process that is no more; absent for others. */
  readonly core?: CoreFile;
}

/** A core file, and what it was read with. */
export interface CoreFile {
  /** Without its folder. */
  readonly name: string;
  /** Path of the executable that it was read with. */
  readonly executable: string;
  readonly bytes: number;
  /** When it was written, ms since the epoch. */
  readonly writtenMs: number;
  readonly threads: number;
}

/** What this machine runs (`processes`). */
export interface ProcessesAnswer {
  readonly processes: readonly ProcessRow[];
  readonly takenMs: number;
  readonly notes: readonly string[];
}
export interface ProcessRow {
  readonly pid: number;
  /** Name and user as the system has them; the command line, at most 1024 bytes. */
  readonly name: string;
  readonly user: string;
  readonly mine: boolean;
  readonly command: string;
  readonly startMs: number;
  readonly cpuPercent: number | null;
  readonly rssBytes: number;
  readonly threads: number;
  readonly container: string | null;
  /** TCP ports that it listens on, ascending; of Go programs of this user. */
  readonly ports: readonly number[];
  /** Null for programs that are not Go; `goVersion` `` where the executable hides it. */
  readonly go: {
    readonly version: string;
    readonly module: string;
    readonly revision: string;
    readonly dirty: boolean;
  } | null;
  /** Why it is not known whether it is a Go program; ``. */
  readonly goUnknown: string;
  /** Null where they cannot be read, or have not been yet. */
  readonly goroutines: number | null;
  /** Of features: `all` · `most` · `none`. */
  readonly readable: 'all' | 'most' | 'none';
  readonly features: readonly {
    /** `memory`, `perf`, `ptrace`, `ebpf`, `launch`. */
    readonly name: string;
    readonly available: boolean;
    readonly why: string;
    /** The one command that would allow it. */
    readonly command: string | null;
  }[];
}

export interface LiveParams extends DocParams {
  /** Range of the tracks, ms since the epoch; null = the last `spanMs`. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly spanMs: number;
  /** Columns of the tracks, px. */
  readonly width: number;
  /** The moment under the cursor, ms since the epoch; null = the newest. */
  readonly cursorMs: number | null;
}

/** Values over time on the clock of the answer: column i is `fromMs + i·stepMs`; NaN = nothing known. */
export interface Track {
  /** `goroutines:chan send`, `heap:in-use`. */
  readonly name: string;
  readonly title: string;
  readonly unit: '' | 'bytes' | 'ns' | 'cores' | 'percent';
  /** At the cursor; null = not known. */
  readonly at: number | null;
  readonly values: Float64Array;
}
export interface LiveAnswer {
  readonly status: LiveStatus;
  /** One sentence when it is not `watching`; ``. */
  readonly reason: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** First and last moment that is known. */
  readonly sinceMs: number;
  readonly lastMs: number;
  /** Goroutines by state, largest first; at most 10, the rest summed as `other`. */
  readonly states: readonly (Track & { readonly operation: Operation })[];
  readonly goroutines: { readonly at: number; readonly perMinute: number | null };
  /** `in-use`, `goal`, `stacks`, `released`, `rss`, `limit` – those that can be read. */
  readonly heap: readonly Track[];
  /** Pauses of the range, one by one, at most `width`; the rest in `folded`. */
  readonly pauses: {
    readonly atMs: Float64Array;
    readonly ns: Float64Array;
    readonly folded: number;
    readonly p99Ns: number | null;
    readonly cyclesPerMinute: number | null;
    readonly assistPercent: number | null;
  };
  /** Channels that most goroutines wait on or that fill up, at most 8; `values` 0…1. */
  readonly channels: readonly (Track & {
    readonly length: number;
    readonly capacity: number;
    readonly waiting: number;
  })[];
  /** `run-queue`, `idle-p`, `cpu`. */
  readonly scheduler: readonly Track[];
  /** Growing sites at the cursor. */
  readonly sites: readonly LiveSite[];
  readonly sitesFolded: number;
  /** Moments in which a finding first reached its tier. */
  readonly marks: readonly {
    readonly atMs: number;
    readonly tier: Tier;
    readonly text: string;
    readonly finding: string;
  }[];
  /** Index of the capture nearest to the cursor, and those that are kept: `captures` of the document change with the ticks. */
  readonly capture: number;
  /**
   * The moment nearest to the cursor. `whole`: everything is known of it, `capture` is it · `written`: its numbers are; the rest is in a
   * recording, `recall` reads it · `numbers`: no more is known of it. Null when there is none.
   */
  readonly moment: { readonly atMs: number; readonly state: 'whole' | 'written' | 'numbers' } | null;
  readonly moments: readonly {
    readonly capture: number;
    readonly atMs: number;
    readonly goroutines: number;
    readonly frozen: boolean;
  }[];
  readonly weight: LiveWeight;
  readonly recording: { readonly name: string; readonly bytes: number } | null;
  /** Parts that cannot be read, one sentence each: `GC pauses: …`. */
  readonly missing: readonly string[];
}
export interface LiveSite {
  readonly site: CodeRef | null;
  readonly state: string;
  readonly operation: Operation;
  readonly creator: CodeRef | null;
  readonly count: number;
  readonly perMinute: number | null;
  /** Handle of the group in `capture`. */
  readonly group: string;
}
/** The weight of looking; null = not known yet. */
export interface LiveWeight {
  /** Share of one core, percent, and the budget. */
  readonly cpuPercent: number | null;
  readonly cpuBudget: number;
  readonly rssBytes: number | null;
  readonly rssBudget: number;
  /** Estimated slowdown of the target, percent, with its error. */
  readonly slowdown: { readonly percent: number; readonly error: number } | null;
  readonly snapshotMs: number | null;
  readonly lateP99Ms: number | null;
  /** Steps in force, ms; larger than asked for when the budget made them so. */
  readonly goroutinesEveryMs: number;
  readonly countersEveryMs: number;
  readonly limited: boolean;
  /** Moments and rows missed; stacks not accepted in the newest moment. */
  readonly dropped: number;
  readonly rejected: number;
  readonly snapshots: number;
}

/** Told at most four times a second while a document changes: what `live`, `document` and the questions about moments answer is new. */
export interface LiveTick {
  readonly doc: string;
  readonly status: LiveStatus;
  /** The newest moment, ms since the epoch; 0 = none yet. */
  readonly lastMs: number;
  /** Moments so far. */
  readonly moments: number;
  /** Counts the judgements: `findings` and `marks` have a new answer when it changes. */
  readonly judged: number;
}

/** What a base of net/http/pprof offers (`probe`). */
export interface ProbeAnswer {
  /** `localhost:6060`. */
  readonly host: string;
  /** `index`: profiles are those of its index page · `custom`: it has none, and profiles are tried by their names · `file`: the URL of one profile. */
  readonly kind: 'index' | 'custom' | 'file';
  /** In the order of the page, with the number of records that it tells. */
  readonly profiles: readonly { readonly name: string; readonly count: number }[];
  /** Whether the runtime can say which goroutines have leaked. */
  readonly leakProfile: 'yes' | 'no' | 'unknown';
  /** Of asking, ms; null where nothing was asked. */
  readonly ms: number | null;
}

/** What is known of goroutines that can never wake, as of a capture of a live document or a recording (`looks`). */
export interface LooksAnswer {
  /** The process is watched: `look` and `prove` can be asked for. */
  readonly possible: boolean;
  /** What is under way; null = nothing is. */
  readonly running: LookRun | null;
  /** Why the last one gave no answer, a sentence or more; `` where it did, or there was none. */
  readonly refused: string;
  /** How long each stop of the process took that was made for a proof. */
  readonly stopNs: readonly number[];
  /** The newest look at the moment of the capture, and the newest proof; one and the same where that proved something. */
  readonly look: LookFacts | null;
  readonly proof: LookFacts | null;
  /** When the runtime itself said which goroutines have leaked (`askRuntime`), ms since the epoch: `leakComparison` has both. Null: never. */
  readonly runtimeMs: number | null;
}
export interface LooksParams extends DocParams {
  /** The capture that is shown; null = the newest. */
  readonly capture: number | null;
}
/** A look (the process runs on) or a proof (it is stopped twice) that is under way. */
export interface LookRun {
  readonly what: 'look' | 'proof';
  readonly forMs: number;
  /** How long the last one took; null where there was none. */
  readonly expectedMs: number | null;
  /** Null before it has told. */
  readonly far: LookProgress | null;
}
export interface LookFacts {
  /** ms since the epoch; 0 = not known. */
  readonly atMs: number;
  readonly grade: 'strong' | 'proven';
  /** Why a proof that was asked for is none; ``. */
  readonly unproven: string;
  /** Goroutines that nothing in the process can wake, of those that wait for others; waits that were not understood. */
  readonly found: number;
  readonly suspects: number;
  readonly unclear: number;
  /** What only the found ones keep alive, bytes. */
  readonly retainedBytes: number;
  readonly stackBytes: number;
  /** What was followed: passes that agree, heap, words outside of it that were taken as pointers. */
  readonly passes: number;
  readonly heapBytes: number;
  readonly objects: number;
  readonly rootWords: number;
  readonly goroutines: number;
  /** How long one stop of a proof would take, and how long each took. */
  readonly expectedStopNs: number;
  readonly stopNs: readonly number[];
  readonly notes: readonly string[];
}

/** Longest stop of a process that may be allowed, ms. */
export const MOST_STOP_MS = 60_000;

/** How moments of a URL are fetched. */
export interface UrlSeries {
  /** 1 … 100, and from the start of one to that of the next, ms. */
  readonly moments: number;
  readonly everyMs: number;
  /** Goroutines with all their stacks (`debug=2`), counted (`debug=0`), or the first below 20 000 of them. */
  readonly stacks: 'auto' | 'all' | 'counts';
  /** Agreed to garbage collections: the heap is of just now, and the leak profile is asked for where there is one. */
  readonly collect: boolean;
}

/** Commands about live documents. `source` was granted by the host for a process, a program to start or a URL. */
export interface LiveCommands {
  processes: { params: Record<string, never>; answer: ProcessesAnswer };
  /** Looks at the index page of a granted URL and fetches nothing else. */
  probe: { params: { readonly source: string }; answer: ProbeAnswer };
  /** Keeps the newest moment for good: answers its capture index. */
  freeze: { params: DocParams; answer: { readonly capture: number } };
  /** Reads the moment nearest to a time (ms since the epoch) from a recording, where it is not whole: answers its capture index. */
  recall: { params: DocParams & { readonly atMs: number }; answer: { readonly capture: number } };
  /** Begins or ends writing a recording; `target` as in `export`, `` ends it. */
  record: {
    params: DocParams & { readonly target: string };
    answer: { readonly name: string; readonly bytes: number } | null;
  };
  /** How often to look, ms. */
  pace: {
    params: DocParams & { readonly goroutinesEveryMs: number; readonly countersEveryMs: number };
    answer: null;
  };
  /** Looks for goroutines that nothing can wake; the process runs on. One that is under way is joined. Answers when it is over. */
  look: { params: DocParams; answer: null };
  /** The same, and where it finds some the process is stopped twice, each time for `maxStopMs` at most. */
  prove: { params: DocParams & { readonly maxStopMs: number }; answer: null };
  /**
   * Looks once more, then asks the runtime for its own leak profile at a granted URL (a base of net/http/pprof), for which the process collects
   * its garbage: `leakComparison` has both from then on.
   */
  askRuntime: { params: DocParams & { readonly source: string }; answer: null };
  /** Ends a look or proof that is under way. */
  endLook: { params: DocParams; answer: null };
  /** Ends the watch; the document stays. */
  detach: { params: DocParams; answer: null };
}
