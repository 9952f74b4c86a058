import { analyse } from '@core/analysis/analyses';
import { engineError, type EngineError } from '@core/api/errors';
import type { DocumentInfo } from '@core/api/document';
import type { ExportAnswer } from '@core/api/export';
import {
  PROTOCOL_VERSION,
  type EngineStatus,
  type FileParams,
  type Progress,
  type QueryLogEntry,
} from '@core/api/protocol';
import type { Answer, Params, QueryName } from '@core/api/queries';
import type { CheckRulesAnswer, CheckRulesParams, RuleBookAnswer } from '@core/api/rules';
import { Cancelled, throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { err, ok, type Result } from '@core/base/result';
import type { ByteSink } from '@core/base/sink';
import type { ByteSource } from '@core/base/source';
import type { Pool } from '@core/formats/pool';
import type { Capture } from '@core/model/tables';
import { BUILT_IN } from '@core/rules/built-in';
import { checkRuleText, RuleBook, type RuleFolders } from '@core/rules/user/book';
import { answerBytes } from './answer-size';
import type { LiveTick, ProbeAnswer, ProcessesAnswer } from '@core/api/live';
import { captureInfo, documentTitle, tablesBytes, type OpenDocument } from './document';
import { exportCapture } from './export';
import { exportPicture } from './export-picture';
import { exportReport } from './export-report';
import { exportTable } from './export-table';
import { done, internalError, QuestionFailed } from './failure';
import { Memo } from './memo';
import type { SourceFinder } from './sources';
import { isLiveInput, type LiveInput, type LiveRecording } from './live-input';
import { allFailed, fewFailed, wholeProgress, type CallOptions, type FailedInput, type OpenRequest } from './inputs';
import { LiveSession } from './live-session';
import { fetchLeaks } from './runtime-leaks';
import { findings } from './questions/findings';
import type { Run } from './questions/question';
import { recallAt } from './live-moment';
import { readInput } from './read-input';
import { RecordingDocument, recordingAmong } from './recording-document';
import { QUESTIONS } from './questions/registry';

export type { CallOptions, FailedInput, OpenRequest } from './inputs';

export interface EngineHost {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Memory of the process, bytes; absent where the engine has no process of its own. */
  processBytes?(): number;
  /** Threads for pieces of work of parsers; absent where the host has none to spare. */
  readonly pool?: Pool;
  /** Finds source files; absent where the host has none. */
  readonly sources?: SourceFinder;
  /** The HTML page that reports are written into (electron/setup/report-page.mjs); absent where the host has none. */
  readonly reportPage?: () => Promise<string>;
  /** Milliseconds since the epoch, for suppressions that expire; without it none does. */
  date?(): number;
  /** What this machine runs; absent where the host cannot look. */
  processes?(signal: AbortSignal | null): Promise<Result<ProcessesAnswer, EngineError>>;
  /** What the URL behind a grant offers; absent where the host fetches nothing. */
  probe?(source: string, signal: AbortSignal | null): Promise<Result<ProbeAnswer, EngineError>>;
  /** The runtime's own leak profile, from the URL behind a grant; absent where the host fetches nothing. */
  leaks?(source: string, signal: AbortSignal | null): Promise<Result<ByteSource, EngineError>>;
  /** What should not happen outside of any question. */
  failed?(error: unknown): void;
}

const LOG_LENGTH = 200;
/** Results under filters, per document, bytes. */
const MEMO_BUDGET = 128 << 20;
/** Steps over fewer rows than this take a few milliseconds: no pause before them. */
const ROWS_WITHOUT_PAUSE = 50_000;
/** A pause takes a millisecond or more: thousands of short questions about a large capture (one a group) shall not each make one. */
const PAUSE_EVERY_MS = 10;

/**
 * Holds open documents and answers questions about them. Never throws: whatever goes wrong is an `EngineError`, a defect of ours
 * included (`internal`), so that one bad file cannot take the others along.
 */
export class Engine {
  readonly #host: EngineHost;
  readonly #documents = new Map<string, OpenDocument>();
  /** What documents were opened from, where that was asked to be kept. */
  readonly #inputs = new Map<string, readonly ByteSource[]>();
  readonly #log: QueryLogEntry[] = [];
  #pausedAt = -Infinity;
  readonly #rules = new RuleBook();
  readonly #rulesChanged = new Set<(revision: number) => void>();
  readonly #live = new Map<string, LiveSession>();
  readonly #ticks = new Set<(tick: LiveTick) => void>();

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
      const [process] = inputs.filter(isLiveInput);
      if (process !== undefined) return this.#watch(doc, process, inputs.length, options.signal ?? null);
      const started = this.#host.now();
      const captures: Capture[] = [];
      const read: ByteSource[] = [];
      const failed: FailedInput[] = [];
      const whole = wholeProgress(inputs, options);
      for (const [at, input] of inputs.entries()) {
        throwIfCancelled(options.signal);
        if ('error' in input) {
          failed.push(input);
          continue;
        }
        if (isLiveInput(input)) continue;
        const opened = await readInput(input, this.#host.pool, whole(at));
        if (opened.ok) {
          captures.push(...opened.value);
          read.push(input);
        } else failed.push({ name: input.name, error: opened.error });
      }
      throwIfCancelled(options.signal);
      if (captures.length === 0) throw new QuestionFailed(allFailed(failed));
      const analyses = analyse(captures);
      const info: DocumentInfo = {
        doc,
        title: documentTitle(captures),
        captures: analyses.map(captureInfo),
        failed: fewFailed(failed),
        ownModule: analyses[0].ownModule,
        memoryBytes: tablesBytes(captures),
        openMs: this.#host.now() - started,
      };
      this.#forget(doc);
      const opened = { info, analyses, memo: new Memo(MEMO_BUDGET), builtIn: null, judged: null };
      const recording = recordingAmong(analyses);
      const document = recording === null ? opened : new RecordingDocument(opened, recording);
      this.#documents.set(doc, document);
      if (request.keepInputs === true) this.#inputs.set(doc, read);
      return document.info;
    });
  }

  async #watch(doc: string, input: LiveInput, inputs: number, signal: AbortSignal | null): Promise<DocumentInfo> {
    if (inputs > 1) {
      const hint = 'Attach to one process; open files as a document of their own.';
      throw new QuestionFailed(
        engineError('bad-params', 'A live document is of one process', { field: 'inputs', hint }),
      );
    }
    this.#forget(doc);
    const session = new LiveSession(doc, input, {
      now: () => this.#host.now(),
      memoBudget: MEMO_BUDGET,
      judge: (document) => findings(document, { doc }, this.#run(null)),
      tick: (tick) => {
        for (const listener of this.#ticks) listener(tick);
      },
      failed: (error) => this.#host.failed?.(error),
    });
    let info: Result<DocumentInfo, EngineError>;
    try {
      info = await session.opened(signal);
    } catch (error) {
      await session.close();
      throw error;
    }
    if (!info.ok) {
      await session.close();
      throw new QuestionFailed(info.error);
    }
    this.#live.set(doc, session);
    this.#documents.set(doc, session.document);
    return info.value;
  }

  close(doc: string): void {
    this.#forget(doc);
  }

  #forget(doc: string): void {
    const session = this.#live.get(doc);
    this.#live.delete(doc);
    this.#documents.delete(doc);
    this.#inputs.delete(doc);
    session?.close().catch((error: unknown) => this.#host.failed?.(error));
  }

  /** Returns the function that ends the subscription. */
  onLive(listener: (tick: LiveTick) => void): () => void {
    this.#ticks.add(listener);
    return () => this.#ticks.delete(listener);
  }

  processes(signal: AbortSignal | null = null): Promise<Result<ProcessesAnswer, EngineError>> {
    return this.#guarded('processes', '', async () => {
      const { processes } = this.#host;
      if (processes === undefined) {
        const hint = 'Use the desktop window, or parkscope ps.';
        throw new QuestionFailed(engineError('unreadable', 'Processes cannot be listed here', { hint }));
      }
      return done(await processes(signal));
    });
  }

  probe(source: string, signal: AbortSignal | null = null): Promise<Result<ProbeAnswer, EngineError>> {
    return this.#guarded('probe', '', async () => {
      const { probe } = this.#host;
      if (probe === undefined) throw new QuestionFailed(engineError('unreadable', 'URLs cannot be asked here'));
      return done(await probe(source, signal));
    });
  }

  freeze(doc: string): Promise<Result<{ readonly capture: number }, EngineError>> {
    return this.#guarded('freeze', doc, () => Promise.resolve({ capture: done(this.#session(doc).freeze()) }));
  }

  /** Makes the moment nearest to a time one that can be looked at, where it is written: answers its capture index. */
  recall(
    doc: string,
    atMs: number,
    signal: AbortSignal | null = null,
  ): Promise<Result<{ readonly capture: number }, EngineError>> {
    return this.#guarded('recall', doc, async () => ({ capture: await recallAt(this.#document(doc), atMs, signal) }));
  }

  record(doc: string, target: string): Promise<Result<LiveRecording | null, EngineError>> {
    return this.#guarded('record', doc, async () => done(await this.#session(doc).record(target)));
  }

  pace(doc: string, goroutinesEveryMs: number, countersEveryMs: number): Promise<Result<null, EngineError>> {
    return this.#guarded('pace', doc, async () =>
      done(await this.#session(doc).pace(goroutinesEveryMs, countersEveryMs)),
    );
  }

  /** Looks for goroutines that nothing can wake; with `maxStopMs` the process is stopped for a proof. Answers when it is over. */
  look(
    doc: string,
    maxStopMs: number | null = null,
    signal: AbortSignal | null = null,
  ): Promise<Result<null, EngineError>> {
    return this.#guarded('look', doc, async () => done(await this.#session(doc).look(maxStopMs, signal)));
  }

  /** Looks once more and asks the runtime of the process for its own leak profile: `leakComparison` has both from then on. */
  askRuntime(doc: string, source: string, signal: AbortSignal | null = null): Promise<Result<null, EngineError>> {
    return this.#guarded('askRuntime', doc, async () => {
      const session = this.#session(doc);
      const fetch = (): Promise<Result<Capture, EngineError>> =>
        fetchLeaks(this.#host, source, (input) => readInput(input, this.#host.pool, { signal }), signal);
      return done(await session.askRuntime(fetch, () => this.#dateMs() ?? 0, signal));
    });
  }

  endLook(doc: string): Promise<Result<null, EngineError>> {
    return this.#guarded('endLook', doc, async () => {
      await this.#session(doc).endLook();
      return null;
    });
  }

  detach(doc: string): Promise<Result<null, EngineError>> {
    return this.#guarded('detach', doc, async () => {
      await this.#session(doc).detach();
      return null;
    });
  }

  #session(doc: string): LiveSession {
    const { info } = this.#document(doc);
    const session = this.#live.get(doc);
    if (session !== undefined) return session;
    throw new QuestionFailed(engineError('bad-params', `${info.title} is not being watched`, { field: 'doc' }));
  }

  query<N extends QueryName>(
    name: N,
    params: Params<N>,
    signal: AbortSignal | null = null,
  ): Promise<Result<Answer<N>, EngineError>> {
    return this.#guarded(name, params.doc, async () => {
      const doc = this.#document(params.doc);
      throwIfCancelled(signal);
      this.#live.get(params.doc)?.prepare(name);
      return QUESTIONS[name](doc, params, this.#run(signal));
    });
  }

  #run(signal: AbortSignal | null): Run {
    return {
      now: () => this.#host.now(),
      signal,
      rules: this.#rules.inForce,
      dateMs: this.#dateMs(),
      sources: this.#host.sources ?? null,
      breathe: async (rows) => {
        if (rows >= ROWS_WITHOUT_PAUSE && this.#host.now() - this.#pausedAt >= PAUSE_EVERY_MS) {
          await yieldToHost();
          this.#pausedAt = this.#host.now();
        }
        throwIfCancelled(signal);
      },
    };
  }

  /** Writes a capture, a table, a picture or a report of the document into `sink`, which is closed or aborted in any case. */
  export(
    params: FileParams,
    sink: ByteSink,
    { signal, onProgress }: CallOptions = {},
  ): Promise<Result<ExportAnswer, EngineError>> {
    return this.#guarded('export', params.doc, async () => {
      if (!this.#documents.has(params.doc)) await sink.abort();
      const doc = this.#document(params.doc);
      const options = { signal: signal ?? null, onProgress: (progress: Progress) => onProgress?.(progress) };
      const run = this.#run(options.signal);
      if (params.to === 'csv') return exportTable(doc, params, sink, run, options);
      if ('bytes' in params || 'flames' in params) return exportPicture(doc, params, sink, run, options);
      if (params.to !== 'html') return exportCapture(doc, params, sink, run, options);
      return exportReport(doc, this.#inputs.get(params.doc) ?? [], params, this.#host.reportPage, sink, options);
    });
  }

  /** Takes the rule files that a host found. Open documents are judged by them when their findings are asked for next. */
  loadRules(found: RuleFolders): RuleBookAnswer {
    if (this.#rules.load(found)) for (const listener of this.#rulesChanged) listener(this.#rules.inForce.revision);
    return this.ruleBook();
  }

  /** Rules and suppressions in force, and what is wrong with the others. */
  ruleBook(): RuleBookAnswer {
    return this.#rules.answer(this.#dateMs(), BUILT_IN);
  }

  checkRules(params: CheckRulesParams): CheckRulesAnswer {
    return checkRuleText(params, this.#dateMs());
  }

  /** Returns the function that ends the subscription. */
  onRulesChanged(listener: (revision: number) => void): () => void {
    this.#rulesChanged.add(listener);
    return () => this.#rulesChanged.delete(listener);
  }

  #dateMs(): number | null {
    return this.#host.date?.() ?? null;
  }

  #document(id: string): OpenDocument {
    const doc = this.#documents.get(id);
    if (doc !== undefined) return doc;
    throw new QuestionFailed(
      engineError('not-found', `Document ${id} is not open`, { hint: 'Open it again.', field: 'doc' }),
    );
  }

  status(): EngineStatus {
    let memoryBytes = 0;
    for (const { info, memo, analyses } of this.#documents.values()) {
      memoryBytes += info.memoryBytes + memo.byteLength;
      // Not for…of: those of a watched process have holes, which forEach leaves out.
      analyses.forEach(({ byteLength }) => {
        memoryBytes += byteLength;
      });
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
      else result = err(internalError(`The question ${name} failed`, error));
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
