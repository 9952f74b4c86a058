import type { DocumentInfo } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import type { FindingsAnswer, QueryName } from '@core/api/queries';
import type { LiveStatus, LiveTick } from '@core/api/live';
import { Cancelled } from '@core/base/cancel';
import { err, ok, type Result } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import type { Batch } from '@core/base/wire/batches';
import type { UnreachableMessage } from '@core/base/wire/unreachable';
import { keyBatches } from '@core/formats/live/key';
import { isRecording, readRecording } from '@core/formats/live/parse';
import { LiveSeries } from '@core/formats/live/series';
import { writtenIn } from '@core/formats/live/tape';
import type { TapeIndex } from '@core/base/wire/tape';
import { unreachableOf } from '@core/formats/live/unreachable';
import type { Capture } from '@core/model/tables';
import { LiveDocument } from './live-document';
import type { LiveFeed, LiveInput, LiveRecording, LiveSource } from './live-input';
import { LiveLooks } from './live-look';

/** Between two ticks, ms. */
const TICK_MS = 250;
/** Between two judgements; and they may take a tenth of the time. */
const JUDGE_MS = 1_000;
const JUDGE_SHARE = 0.1;
/** Captures of moments of one document, bytes. */
const CAPTURES_BUDGET = 128 << 20;

export interface SessionHost {
  /** Milliseconds, monotonic. */
  now(): number;
  readonly memoBudget: number;
  judge(document: LiveDocument): Promise<FindingsAnswer>;
  tick(tick: LiveTick): void;
  /** What should not happen. */
  failed(error: unknown): void;
}

/** A process that is watched, and the document that grows with it. */
export class LiveSession implements LiveFeed {
  readonly document: LiveDocument;
  readonly #doc: string;
  readonly #name: string;
  readonly #host: SessionHost;
  readonly #series: LiveSeries;
  readonly #source: LiveSource;
  readonly #looks: LiveLooks;
  #opened: ((outcome: Result<DocumentInfo, EngineError>) => void) | null = null;
  readonly #first: Promise<Result<DocumentInfo, EngineError>>;
  #tickedAt = -Infinity;
  #ticking = false;
  #judged = { moments: 0, endedAt: -Infinity, tookMs: 0 };
  #judging = false;
  /** Verdicts came that no judgement knows of. */
  #found = false;
  #later = false;
  #closed = false;

  constructor(doc: string, input: LiveInput, host: SessionHost) {
    this.#doc = doc;
    this.#name = input.name;
    this.#host = host;
    const started = host.now();
    this.#series = new LiveSeries({ format: 'live', name: input.name, captureBytes: CAPTURES_BUDGET });
    this.document = new LiveDocument(doc, input.name, this.#series, {
      status: 'watching',
      memo: host.memoBudget,
      now: () => host.now(),
      failed: () => this.#unread,
      openMs: () => (this.#firstAt ?? host.now()) - started,
      recording: () => this.#source.recording(),
      looks: () => this.#looks,
    });
    this.#looks = new LiveLooks(input.looks, {
      now: () => host.now(),
      look: (asked, signal, far) => this.#source.look(asked, signal, far),
      changed: () => this.#tickSoon(),
    });
    this.#first = new Promise((resolve) => (this.#opened = resolve));
    this.#series.written = writtenIn(() => this.#source.tapes(), { format: 'live', name: input.name });
    this.#source = input.start(this);
  }

  #firstAt: number | null = null;
  /** Why a recording that the document should have begun with is not there. */
  #unread: DocumentInfo['failed'] = [];

  /** The document with its first moment; else why there is none. Rejects with `Cancelled` when the signal aborts before it came. */
  async opened(signal: AbortSignal | null): Promise<Result<DocumentInfo, EngineError>> {
    if (signal === null) return this.#first;
    let abort = (): void => undefined;
    const aborted = new Promise<null>((resolve) => {
      abort = () => resolve(null);
      signal.addEventListener('abort', abort, { once: true });
    });
    const outcome = signal.aborted ? null : await Promise.race([this.#first, aborted]);
    signal.removeEventListener('abort', abort);
    if (outcome === null) throw new Cancelled();
    return outcome;
  }

  begin(): void {
    this.#series.begin();
  }

  async replay(recording: ByteSource | DocumentInfo['failed'][number], signal: AbortSignal): Promise<TapeIndex | null> {
    const failed = (error: EngineError): null => {
      this.#unread = [{ name: recording.name, error }];
      return null;
    };
    if ('error' in recording) return failed(recording.error);
    const unread = `What was recorded in ${recording.name} cannot be read`;
    try {
      if (!(await isRecording(recording))) return failed(engineError('unrecognised', unread));
      const { index } = await readRecording(recording, this.#series, { signal, progress: () => undefined });
      if (this.#series.moments.count > 0) this.#whole();
      return index;
    } catch (error) {
      if (error instanceof Cancelled) return null;
      const reason = error instanceof Error ? error.message : String(error);
      return failed(engineError('unreadable', unread, { reason }));
    }
  }

  nextMoment(): number {
    return this.#series.nextMoment;
  }

  /** There is something to show. */
  #whole(): void {
    if (this.#firstAt !== null) return;
    this.#firstAt = this.#host.now();
    this.#opened?.(ok(this.document.info));
  }

  batch(batch: Batch): string | null {
    if (this.#closed) return null;
    const taken = this.#series.take(batch);
    if (typeof taken === 'string') return taken;
    if (taken && !isOver(this.document.status)) {
      this.document.status = 'watching';
      this.document.reason = '';
    }
    if (taken) this.#whole();
    if (this.#firstAt !== null) this.#tickSoon();
    return null;
  }

  status(status: LiveStatus, reason: string, error?: EngineError): void {
    // After the user ended it nothing else does.
    if (this.#closed || this.document.status === 'detached') return;
    const changed = this.document.status !== status;
    this.document.status = status;
    this.document.reason = reason;
    if (this.#firstAt !== null) {
      // However short it lasts.
      if (changed) this.#tell();
      return this.#tickSoon();
    }
    const over = error ?? (isOver(status) ? engineError('unreadable', `${this.#name}: ${reason}`) : null);
    if (over !== null) this.#opened?.(err(over));
  }

  found(message: UnreachableMessage): void {
    this.#found = this.#series.found(unreachableOf(message));
    this.#looks.stopped(message.scanned.stopNs);
    this.document.forgetNewest();
    this.#tickSoon();
  }

  key(): readonly Uint8Array<ArrayBuffer>[] {
    return keyBatches(this.#series);
  }

  dictionaryRows(): number {
    return this.#series.segment?.dictionaryRows ?? 0;
  }

  freeze(): Result<number, EngineError> {
    const number = this.#series.freeze();
    if (number === null) return err(engineError('not-found', `${this.#name} has no moment yet`));
    this.#tickSoon();
    return ok(this.document.indexOf(number));
  }

  pace(goroutinesEveryMs: number, countersEveryMs: number): Promise<Result<null, EngineError>> {
    return this.#source.pace(goroutinesEveryMs, countersEveryMs);
  }

  async record(target: string): Promise<Result<LiveRecording | null, EngineError>> {
    const done = await this.#source.record(target);
    this.#tickSoon();
    return done;
  }

  /** Looks for goroutines that nothing can wake; with `maxStopMs` to prove it. */
  async look(maxStopMs: number | null, signal: AbortSignal | null): Promise<Result<null, EngineError>> {
    if (isOver(this.document.status))
      return err(engineError('bad-params', `${this.#name} is not watched any more`, { field: 'doc' }));
    return this.#looks.ask(maxStopMs, signal);
  }

  /** What the runtime itself says of leaked goroutines, `fetch`ed right after a look: little leaks between the two. */
  async askRuntime(
    fetch: () => Promise<Result<Capture, EngineError>>,
    nowMs: () => number,
    signal: AbortSignal | null,
  ): Promise<Result<null, EngineError>> {
    const looked = await this.look(null, signal);
    if (!looked.ok) return looked;
    const profile = await fetch();
    if (!profile.ok) return profile;
    this.document.runtimeSaid(profile.value, nowMs());
    this.#tickSoon();
    return ok(null);
  }

  async endLook(): Promise<void> {
    await this.#looks.end();
  }

  /** By the wish of the user: the document stays. */
  async detach(): Promise<void> {
    await this.#looks.end();
    if (!isOver(this.document.status)) this.status('detached', 'You ended the watch.');
    await this.#source.stop();
  }

  /** The document is closed. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#looks.end();
    await this.#source.stop();
  }

  /** A question is about to be answered: what it is about should be new. */
  prepare(name: QueryName): void {
    if (name === 'metricNames' || name === 'metricSeries') this.document.refreshMetrics();
    if (name === 'findings' || name === 'ruleResults') this.document.settle();
  }

  /** The last moments of all are judged, too. */
  #judgeLater(ms: number): void {
    if (this.#later) return;
    this.#later = true;
    setTimeout(() => {
      this.#later = false;
      this.#tickSoon();
    }, ms);
  }

  #tickSoon(): void {
    if (this.#ticking || this.#closed) return;
    this.#ticking = true;
    setTimeout(() => void this.#tick().catch((error: unknown) => this.#host.failed(error)), this.#tickIn());
  }

  #tickIn(): number {
    return Math.max(0, this.#tickedAt + TICK_MS - this.#host.now());
  }

  async #tick(): Promise<void> {
    this.#ticking = false;
    if (this.#closed) return;
    this.#tickedAt = this.#host.now();
    this.#tell();
    await this.#judge();
  }

  #tell(): void {
    const { moments } = this.#series;
    this.#host.tick({
      ...{ doc: this.#doc, status: this.document.status, judged: this.document.judgements, moments: moments.taken },
      lastMs: moments.count === 0 ? 0 : moments.atMs[moments.count - 1],
    });
  }

  /** About once a second, when there is something new, and never more than a tenth of the time. */
  async #judge(): Promise<void> {
    const { taken } = this.#series.moments;
    const { moments, endedAt, tookMs } = this.#judged;
    const next = endedAt + Math.max(JUDGE_MS, tookMs * (1 / JUDGE_SHARE - 1));
    if (this.#judging || (taken === moments && !this.#found)) return;
    const early = next - this.#host.now();
    if (early > 0) return this.#judgeLater(early);
    this.#judging = true;
    try {
      this.#found = false;
      this.document.rejudge();
      const { findings, judgedMs } = await this.#host.judge(this.document);
      this.document.markFindings(findings);
      if (this.document.status === 'watching' && !this.#closed) this.#looks.consider(findings);
      this.#judged = { moments: taken, endedAt: this.#host.now(), tookMs: judgedMs };
    } finally {
      this.#judging = false;
    }
    // Its own tick says that there are other findings.
    this.#tickSoon();
  }
}

function isOver(status: LiveStatus): boolean {
  return status === 'ended' || status === 'detached';
}
