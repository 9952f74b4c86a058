import type { DocumentInfo } from '@core/api/document';
import type { LiveStatus } from '@core/api/live';
import type { EngineError } from '@core/api/errors';
import type { Result } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import type { Batch } from '@core/base/wire/batches';
import type { LookProgress, UnreachableMessage } from '@core/base/wire/unreachable';
import type { Tape, TapeIndex } from '@core/base/wire/tape';

/** A process that a host can watch: an input of `open` that makes a live document. */
export interface LiveInput {
  /** For people: `ingestd (4711)`. */
  readonly name: string;
  /** Whether its memory is looked at for what can never wake as soon as there is a suspect. */
  readonly looks: boolean;
  /** Begins to watch. What goes wrong, now or later, is a status. */
  start(feed: LiveFeed): LiveSource;
}

/** Where a host puts what it sees. */
export interface LiveFeed {
  /**
   * What was recorded of the same process before, ahead of anything else: the document begins with it. Answers where its moments are; null
   * when it cannot be read, which the document tells.
   */
  replay(recording: ByteSource | DocumentInfo['failed'][number], signal: AbortSignal): Promise<TapeIndex | null>;
  /** Number of the moment that comes next. */
  nextMoment(): number;
  /** A watch begins, the first or another one: its dictionaries start empty. */
  begin(): void;
  /** A batch as it came. Answers, as a text, why it makes no sense: then the watch has to begin anew. */
  batch(batch: Batch): string | null;
  /** `watching` is said by the first moment that is whole. `reason`: one sentence. With an error nothing was ever seen. */
  status(status: LiveStatus, reason: string, error?: EngineError): void;
  /** Goroutines that nothing can wake, as found after the newest moment. */
  found(message: UnreachableMessage): void;
  /** Payloads of batches that say anew all that is so at the newest moment; none before the first one. */
  key(): readonly Uint8Array<ArrayBuffer>[];
  /** Rows of dictionaries that only grow while a watch goes on. */
  dictionaryRows(): number;
}

/** What to find out of the memory of a process. */
export interface LookRequest {
  /** Longest stop for a proof, ms; null = it is not stopped. */
  readonly maxStopMs: number | null;
  /** Goroutines for which it is wanted what keeps the object that they wait for. */
  readonly explain: readonly number[];
}

/** A watch that runs. */
export interface LiveSource {
  pace(goroutinesEveryMs: number, countersEveryMs: number): Promise<Result<null, EngineError>>;
  /** Begins to write down all that comes, at a place that the host knows by this id; `` ends it. */
  record(target: string): Promise<Result<LiveRecording | null, EngineError>>;
  recording(): LiveRecording | null;
  /** What was recorded so far, and can be read again. */
  tapes(): readonly Tape[];
  /** Looks for goroutines that nothing can wake; what is found is handed to the feed, and recorded, before this answers. */
  look(
    asked: LookRequest,
    signal: AbortSignal,
    far: (progress: LookProgress) => void,
  ): Promise<Result<null, EngineError>>;
  /** Ends the watch and what is recorded of it. What it ends with is no status any more. */
  stop(): Promise<void>;
}
export interface LiveRecording {
  readonly name: string;
  readonly bytes: number;
}

export function isLiveInput(input: object): input is LiveInput {
  return 'start' in input;
}
