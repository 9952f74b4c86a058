import { analyse } from '@core/analysis/analyses';
import { engineError, type EngineError } from '@core/api/errors';
import type { DocumentInfo } from '@core/api/document';
import { PROTOCOL_VERSION, type EngineStatus, type Progress, type QueryLogEntry } from '@core/api/protocol';
import type { Answer, Params, QueryName } from '@core/api/queries';
import { Cancelled, throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { err, ok, type Result } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import type { Capture } from '@core/model/tables';
import { answerBytes } from './answer-size';
import { captureInfo, documentTitle, tablesBytes, type OpenDocument } from './document';
import { QuestionFailed } from './failure';
import { Memo } from './memo';
import { QUESTIONS } from './questions/registry';

/** An input that the host could not even hand over (no permission, gone). */
export interface FailedInput {
  readonly name: string;
  readonly error: EngineError;
}

export interface OpenRequest {
  readonly doc: string;
  /** Captures of the document, in this order. */
  readonly inputs: readonly (ByteSource | FailedInput)[];
}

export interface CallOptions {
  readonly signal?: AbortSignal | null;
  onProgress?(progress: Progress): void;
}

export interface EngineHost {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Memory of the process, bytes; absent where the engine has no process of its own. */
  processBytes?(): number;
}

const LOG_LENGTH = 200;
/** Results under filters, per document, bytes. */
const MEMO_BUDGET = 128 << 20;
/** Steps over fewer rows than this take a few milliseconds: no pause before them. */
const ROWS_WITHOUT_PAUSE = 50_000;

/**
 * Holds open documents and answers questions about them. Never throws: whatever goes wrong is an `EngineError`, a defect of ours
 * included (`internal`), so that one bad file cannot take the others along.
 */
export class Engine {
  readonly #host: EngineHost;
  readonly #documents = new Map<string, OpenDocument>();
  readonly #log: QueryLogEntry[] = [];

  constructor(host: EngineHost) {
    this.#host = host;
  }

  /**
   * Reads the inputs and keeps them as document `doc` (which it replaces if it is open). Inputs that cannot be read are in
   * `DocumentInfo.failed`; when there is nothing else, the first one's error is the answer.
   */
  open(request: OpenRequest, options: CallOptions = {}): Promise<Result<DocumentInfo, EngineError>> {
    const { doc, inputs } = request;
    return this.#guarded('open', doc, async () => {
      const started = this.#host.now();
      const captures: Capture[] = [];
      const failed: FailedInput[] = [];
      for (const input of inputs) {
        throwIfCancelled(options.signal);
        if ('error' in input) {
          failed.push(input);
          continue;
        }
        const opened = await this.#read(input, options);
        if (opened.ok) captures.push(...opened.value);
        else failed.push({ name: input.name, error: opened.error });
      }
      throwIfCancelled(options.signal);
      const first = failed[0];
      if (captures.length === 0) {
        throw new QuestionFailed(
          first?.error ?? engineError('bad-params', 'Nothing to open was named', { field: 'inputs' }),
        );
      }
      const analyses = analyse(captures);
      const info: DocumentInfo = {
        doc,
        title: documentTitle(captures),
        captures: analyses.map(captureInfo),
        failed,
        ownModule: analyses[0].ownModule,
        memoryBytes: tablesBytes(captures),
        openMs: this.#host.now() - started,
      };
      this.#documents.set(doc, { info, analyses, memo: new Memo(MEMO_BUDGET), judged: null });
      return info;
    });
  }

  /** A defect in one input's parser must not lose the other inputs. */
  async #read(
    source: ByteSource,
    { signal, onProgress }: CallOptions,
  ): Promise<Result<readonly Capture[], EngineError>> {
    try {
      return await openSource(source, { signal: signal ?? null, progress: (progress) => onProgress?.(progress) });
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      return err(internal(`${source.name} could not be read`, error));
    }
  }

  close(doc: string): void {
    this.#documents.delete(doc);
  }

  query<N extends QueryName>(
    name: N,
    params: Params<N>,
    signal: AbortSignal | null = null,
  ): Promise<Result<Answer<N>, EngineError>> {
    return this.#guarded(name, params.doc, async () => {
      const doc = this.#documents.get(params.doc);
      if (doc === undefined) {
        throw new QuestionFailed(
          engineError('not-found', `Document ${params.doc} is not open`, { hint: 'Open it again.', field: 'doc' }),
        );
      }
      throwIfCancelled(signal);
      return QUESTIONS[name](doc, params, {
        now: () => this.#host.now(),
        signal,
        async breathe(rows) {
          if (rows >= ROWS_WITHOUT_PAUSE) await yieldToHost();
          throwIfCancelled(signal);
        },
      });
    });
  }

  status(): EngineStatus {
    let memoryBytes = 0;
    for (const { info, memo, analyses } of this.#documents.values()) {
      memoryBytes += info.memoryBytes + memo.byteLength;
      for (const { byteLength } of analyses) memoryBytes += byteLength;
    }
    return {
      protocol: PROTOCOL_VERSION,
      memoryBytes,
      processBytes: this.#host.processBytes?.() ?? null,
      documents: [...this.#documents.keys()],
      log: [...this.#log],
    };
  }

  async #guarded<T>(name: string, doc: string, run: () => Promise<T>): Promise<Result<T, EngineError>> {
    const started = this.#host.now();
    let result: Result<T, EngineError>;
    try {
      result = ok(await run());
    } catch (error) {
      if (error instanceof Cancelled) result = err(engineError('cancelled', 'Cancelled'));
      else if (error instanceof QuestionFailed) result = err(error.error);
      else result = err(internal(`The question ${name} failed`, error));
    }
    this.#log.push({
      name,
      doc,
      ms: this.#host.now() - started,
      answerBytes: result.ok ? answerBytes(result.value) : 0,
      outcome: result.ok ? 'ok' : result.error.code === 'cancelled' ? 'cancelled' : 'err',
    });
    if (this.#log.length > LOG_LENGTH) this.#log.shift();
    return result;
  }
}

function internal(message: string, error: unknown): EngineError {
  return engineError('internal', message, {
    reason: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect of Parkscope: please report it with the file, if you may share it.',
    excerpt: error instanceof Error ? (error.stack ?? null) : null,
  });
}
