import type { LiveStatus } from '@core/api/live';
import type { EngineError } from '@core/api/errors';
import type { Result } from '@core/base/result';
import type { Batch } from '@core/base/wire/batches';

/** A process that a host can watch: an input of `open` that makes a live document. */
export interface LiveInput {
  /** For people: `ingestd (4711)`. */
  readonly name: string;
  /** Begins to watch. What goes wrong, now or later, is a status. */
  start(feed: LiveFeed): LiveSource;
}

/** Where a host puts what it sees. */
export interface LiveFeed {
  /** A watch begins, the first or another one: its dictionaries start empty. */
  begin(): void;
  /** A batch as it came. Answers, as a text, why it makes no sense: then the watch has to begin anew. */
  batch(batch: Batch): string | null;
  /** `watching` is said by the first moment that is whole. `reason`: one sentence. With an error nothing was ever seen. */
  status(status: LiveStatus, reason: string, error?: EngineError): void;
  /** Payloads of batches that say anew all that is so at the newest moment; none before the first one. */
  key(): readonly Uint8Array<ArrayBuffer>[];
  /** Rows of dictionaries that only grow while a watch goes on. */
  dictionaryRows(): number;
}

/** A watch that runs. */
export interface LiveSource {
  pace(goroutinesEveryMs: number, countersEveryMs: number): Promise<Result<null, EngineError>>;
  /** Begins to write down all that comes, at a place that the host knows by this id; `` ends it. */
  record(target: string): Promise<Result<LiveRecording | null, EngineError>>;
  recording(): LiveRecording | null;
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
