import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import type { Batch } from '@core/base/wire/batches';
import type { LookProgress, UnreachableMessage } from '@core/base/wire/unreachable';
import type { Tape, TapeIndex } from '@core/base/wire/tape';
import type { LiveFeed, LiveInput, LiveRecording, LiveSource, LookRequest } from '@core/query/live-input';
import type { SidecarError } from '../../sidecar/errors';
import { findUnreachable, type Reach } from '../../sidecar/reach';
import { reachMessage, reachRefused } from '../../sidecar/reach-message';
import type { Sampler } from '../../sidecar/supervisor';
import { watchProcess, type Watching } from '../../sidecar/watch';
import { blindError, blindReason } from './blind';
import { openFile } from '../file-source';
import { Recorder, readPart } from './recorder';
import type { Samplers } from './samplers';
import { liveError } from './words';

export interface WatchPlan {
  readonly pid: number;
  /** When the process started, where the caller knows: another one that has its pid now is not watched. ms since the epoch, ± 20. */
  readonly startMs: number | null;
  /** Id of a place that it was recorded to before: the document begins with that. `` = there is none. */
  readonly continues: string;
  readonly goroutinesEveryMs: number;
  readonly countersEveryMs: number;
  /** Whether its memory is looked at for what can never wake as soon as there is a suspect. */
  readonly looks: boolean;
}

export const WATCH_PLAN = {
  startMs: null,
  continues: '',
  goroutinesEveryMs: 1_000,
  countersEveryMs: 100,
  looks: true,
} as const;

/** Finds the file for the id of a place to record to; an error where nobody chose it. */
export type FindTarget = (id: string) => Promise<Result<string, EngineError>>;

/** A sampler that dies is started again after so long; after the last of them it is tried once in a while. ms. */
const RETRY_MS = [100, 500, 2_000, 5_000, 15_000];
/** Dictionaries that have grown beyond this are begun anew: a program that makes a channel for each request has no end of them. */
const MOST_ROWS = 1_000_000;
/** Unless it had a good part of them from the start: then that is how large it is. */
const GROWN = 4;
/** Tables that are part of no moment. */
const BESIDE: ReadonlySet<string> = new Set(['facts', 'counters', 'pauses', 'weight']);
/** Of the start of a process: its clock ticks are 10 ms. */
const START_APART_MS = 50;

/** A process of this machine as an input of `open`. */
export function watchInput(samplers: Samplers, name: string, plan: WatchPlan, findTarget: FindTarget): LiveInput {
  return {
    ...{ name, looks: plan.looks },
    start: (feed) => new Watch(samplers, plan, feed, findTarget),
  };
}

/** `blind`: goroutines cannot be read. `again`: it begins anew. */
interface Why {
  readonly status: 'ended' | 'blind' | 'again';
  readonly reason: string;
}

/** A file that was written, or is. */
class Recorded implements Tape {
  readonly file: string;
  readonly index: TapeIndex;
  last: number | null;
  readonly #recorder: Recorder | null;

  constructor(file: string, index: TapeIndex, recorder: Recorder | null, last: number | null) {
    this.file = file;
    this.index = index;
    this.#recorder = recorder;
    this.last = last;
  }

  read(at: number, length: number): Promise<Uint8Array> {
    return readPart(this.file, at, length);
  }

  async flush(): Promise<void> {
    await this.#recorder?.flush();
  }

  end(last: number): void {
    this.last ??= last;
  }
}

class Watch implements LiveSource {
  readonly #samplers: Samplers;
  readonly #feed: LiveFeed;
  readonly #findTarget: FindTarget;
  readonly #pid: number;
  #name = '';
  #startMs: number | null;
  #everyMs: { goroutines: number; counters: number };
  readonly #stop = new AbortController();
  /** Of the watch that runs, for one that has to begin anew. */
  #again = new AbortController();
  #watching: Watching | null = null;
  #recorder: Recorder | null = null;
  /** Everything that was recorded, oldest first. */
  readonly #tapes: Recorded[] = [];
  /** Recording begins with the next moment. */
  #armed: Recorder | null = null;
  #moment = false;
  /** What a recording that begins later has to say, too: the newest proof, and the newest look. */
  #proof: UnreachableMessage | null = null;
  #look: UnreachableMessage | null = null;
  /** Nothing of the next moment has come yet. */
  #whole = false;
  #failures = 0;
  /** Of dictionaries, at the first moment of the watch that runs. */
  #firstRows: number | null = null;
  #over = false;
  /** Why we ended the watch that runs; null = we did not. */
  #why: Why | null = null;
  readonly #done: Promise<void>;
  /** Resolves when it is known which process it is, or that nothing is watched any more. */
  readonly #known: Promise<void>;
  #tellKnown = (): void => undefined;

  constructor(samplers: Samplers, plan: WatchPlan, feed: LiveFeed, findTarget: FindTarget) {
    this.#samplers = samplers;
    this.#feed = feed;
    this.#findTarget = findTarget;
    this.#pid = plan.pid;
    this.#startMs = plan.startMs;
    this.#everyMs = { goroutines: plan.goroutinesEveryMs, counters: plan.countersEveryMs };
    this.#known = new Promise((resolve) => (this.#tellKnown = resolve));
    this.#done = this.#run(plan.continues);
  }

  /** What was recorded by an engine before this one is there from the start. */
  async #goOn(target: string): Promise<void> {
    const file = await this.#findTarget(target);
    const opened = file.ok ? await openFile(file.value) : file;
    const recording = opened.ok ? opened.value : { name: file.ok ? path.basename(file.value) : '', ...opened };
    const index = await this.#feed.replay(recording, this.#stop.signal);
    if (opened.ok) await opened.value.close();
    // What comes is watched all the same.
    if (!file.ok || index === null) return;
    this.#moment = index.first !== null;
    this.#tapes.push(new Recorded(file.value, index, null, this.#feed.nextMoment() - 1));
  }

  async #run(continues: string): Promise<void> {
    if (continues !== '') await this.#goOn(continues);
    while (!this.#stop.signal.aborted && !this.#over) {
      const sampler = await this.#samplers.get();
      // Ended while it was being started.
      if (this.#stop.signal.aborted) break;
      const failed = sampler.ok ? await this.#watch(sampler.value) : sampler.error;
      if (failed === null || this.#stop.signal.aborted) continue;
      if (sampler.ok) await this.#samplers.lost(sampler.value);
      if (!this.#moment) {
        this.#end(failed.message, liveError(failed));
        continue;
      }
      this.#feed.status('lost', `The sampler stopped: ${failed.message}; it is being started again.`);
      const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)];
      // A stop ends the pause.
      await sleep(wait, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
    await this.#endRecording();
  }

  /** One watch until it ends. Answers why the sampler has to be started again; null when that is not so. */
  async #watch(sampler: Sampler): Promise<SidecarError | null> {
    this.#again = new AbortController();
    this.#why = null;
    const abort = (): void => this.#again.abort();
    this.#stop.signal.addEventListener('abort', abort);
    this.#feed.begin();
    this.#whole = false;
    this.#firstRows = null;
    this.#recorder?.begin(this.#feed.nextMoment());
    const { goroutines, counters } = this.#everyMs;
    const asked = { pid: this.#pid, goroutinesEveryMs: goroutines, countersEveryMs: counters, holders: true };
    this.#watching = watchProcess(sampler, asked, (batch) => this.#take(batch), this.#again.signal);
    const done = await this.#watching.done;
    this.#watching = null;
    this.#stop.signal.removeEventListener('abort', abort);
    // Set while the watch ran, which the compiler does not see.
    const why = this.#why as Why | null;
    if (why?.status === 'ended') this.#end(why.reason);
    else if (why?.status === 'blind') this.#end(why.reason, await blindError(sampler, this.#pid, why.reason));
    else if (done.ok) this.#end(done.value.reason === '' ? 'The process ended.' : done.value.reason);
    else if (done.error.code === 'lost' || done.error.code === 'protocol') return done.error;
    else if (done.error.code !== 'cancelled') this.#end(done.error.message, liveError(done.error));
    return null;
  }

  #take(batch: Batch): void {
    if (this.#again.signal.aborted) return;
    if (batch.table === 'facts' && this.#isOther(batch)) {
      this.#why = { status: 'ended', reason: `The process ended; process ${this.#pid} is another one now.` };
      return this.#again.abort();
    }
    const blind = blindReason(batch);
    if (blind !== null) {
      this.#why = { status: 'blind', reason: blind };
      return this.#again.abort();
    }
    this.#recorder?.batch(batch.payload);
    const problem = this.#feed.batch(batch);
    if (problem !== null) {
      this.#feed.status('lost', `What the sampler said made no sense: ${problem}; the watch begins anew.`);
      return this.#beginAnew();
    }
    this.#whole = batch.table === 'moments' || (this.#whole && BESIDE.has(batch.table));
    if (batch.table !== 'moments') return;
    this.#moment = true;
    this.#failures = 0;
    this.#atMoment();
    const rows = this.#feed.dictionaryRows();
    this.#firstRows ??= rows;
    if (rows > Math.max(MOST_ROWS, GROWN * this.#firstRows)) this.#beginAnew();
  }

  #beginAnew(): void {
    this.#why = { status: 'again', reason: '' };
    this.#again.abort();
  }

  /** Everything that is known is whole now. */
  #atMoment(): void {
    const recorder = this.#recorder;
    if (recorder !== null && recorder.failure !== null) {
      this.#recorder = null;
      this.#tapes.at(-1)?.end(this.#feed.nextMoment() - 2);
      this.#feed.status('watching', `The recording ended: ${recorder.failure.message}.`);
      recorder.close().catch(() => undefined);
    } else if (recorder?.wantsKey === true) this.#sayAll(recorder);
    this.#beginRecording();
  }

  /** Where a moment has just become whole: what is known can be said in one piece. */
  #beginRecording(): void {
    if (this.#armed === null || !this.#whole) return;
    this.#recorder = this.#armed;
    this.#armed = null;
    this.#sayAll(this.#recorder);
  }

  #sayAll(recorder: Recorder): void {
    recorder.key(this.#feed.key(), this.#feed.nextMoment() - 1);
    if (this.#proof !== null) recorder.unreachable(this.#proof);
    if (this.#look !== null && this.#look !== this.#proof) recorder.unreachable(this.#look);
  }

  #isOther(batch: Batch): boolean {
    const [keys, values] = [batch.columns.get('key'), batch.columns.get('value')];
    if (keys?.type !== 'text' || values?.type !== 'text') return false;
    const said = (key: string): string => values.values[keys.values.indexOf(key)] ?? '';
    this.#name = said('name');
    const startMs = Number(said('startMs') || NaN);
    if (Number.isNaN(startMs)) return false;
    if (this.#startMs !== null && Math.abs(startMs - this.#startMs) > START_APART_MS) return true;
    this.#startMs = startMs;
    this.#tellKnown();
    return false;
  }

  #end(reason: string, error?: EngineError): void {
    this.#over = true;
    this.#tellKnown();
    this.#recorder?.end('ended', reason);
    this.#feed.status('ended', reason, ...(error === undefined ? [] : [error]));
  }

  async pace(goroutinesEveryMs: number, countersEveryMs: number): Promise<Result<null, EngineError>> {
    this.#everyMs = { goroutines: goroutinesEveryMs, counters: countersEveryMs };
    const changed = await this.#watching?.pace(goroutinesEveryMs, countersEveryMs);
    return changed === undefined || changed.ok ? ok(null) : err(liveError(changed.error));
  }

  async record(target: string): Promise<Result<LiveRecording | null, EngineError>> {
    await this.#endRecording();
    if (target === '') return ok(null);
    // Of one that goes on from a recording nothing is known yet when it is there.
    if (this.#startMs === null || this.#name === '') await this.#known;
    if (this.#over || this.#startMs === null)
      return err(engineError('bad-params', 'Nothing is watched any more that could be recorded', { field: 'target' }));
    const file = await this.#findTarget(target);
    if (!file.ok) return file;
    try {
      const process = { pid: this.#pid, startMs: this.#startMs, name: this.#name };
      const before = this.#tapes.findIndex((tape) => tape.file === file.value);
      this.#armed = await Recorder.open(file.value, process, this.#tapes[before]?.index);
      if (before >= 0) this.#tapes.splice(before, 1);
      this.#tapes.push(new Recorded(file.value, this.#armed.index, this.#armed, null));
      this.#beginRecording();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const hint = 'Choose another folder.';
      return err(engineError('unwritable', 'The recording could not be begun', { reason, hint }));
    }
    return ok(this.recording());
  }

  recording(): LiveRecording | null {
    const recorder = this.#recorder ?? this.#armed;
    return recorder === null ? null : { name: recorder.name, bytes: recorder.bytes };
  }

  async look(
    { maxStopMs, explain }: LookRequest,
    signal: AbortSignal,
    far: (progress: LookProgress) => void,
  ): Promise<Result<null, EngineError>> {
    const asked = { pid: this.#pid, explain, ...(maxStopMs === null ? {} : { prove: true, maxStopMs }) };
    const found = await this.#reach(asked, signal, far);
    if (!found.ok) {
      if (found.error.code !== 'cancelled') this.#recorder?.unlooked(reachRefused(found.error));
      return err(liveError(found.error));
    }
    const message = reachMessage(found.value, '');
    if (!message.ok) return err(engineError('too-large', `${this.#name}: ${message.error}`));
    this.#look = message.value;
    if (message.value.grade === 'proven') this.#proof = message.value;
    this.#recorder?.unreachable(message.value);
    this.#feed.found(message.value);
    return ok(null);
  }

  tapes(): readonly Tape[] {
    return this.#tapes;
  }

  /**
   * By a sampler of its own: the one that watches keeps to a budget of CPU time and memory, and would hardly watch any more. A program that the
   * other one has started may be readable by that one only.
   */
  async #reach(
    asked: Parameters<typeof findUnreachable>[1],
    signal: AbortSignal,
    far: (progress: LookProgress) => void,
  ): Promise<Result<Reach, SidecarError>> {
    const own = await this.#samplers.another();
    if (!own.ok) return own;
    const found = await findUnreachable(own.value, asked, signal, far);
    await own.value.close();
    if (found.ok || found.error.code !== 'no-permission') return found;
    const watching = await this.#samplers.get();
    return watching.ok ? findUnreachable(watching.value, asked, signal, far) : watching;
  }

  async #endRecording(): Promise<void> {
    const open = [this.#recorder, this.#armed];
    this.#recorder = null;
    this.#armed = null;
    for (const recorder of open) await recorder?.close();
    this.#tapes.at(-1)?.end(this.#feed.nextMoment() - 1);
  }

  async stop(): Promise<void> {
    this.#recorder?.end('detached', 'The watch was ended.');
    this.#stop.abort();
    this.#tellKnown();
    await this.#done;
  }
}
