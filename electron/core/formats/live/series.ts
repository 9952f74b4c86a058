import type { Note } from '@core/api/document';
import type { LiveInfo } from '@core/api/live';
import { formatCount } from '@core/base/format';
import type { Batch } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import type { History, KeptMoment, LiveMoments, LiveTables, WeightRow } from '@core/model/live';
import type { Capture } from '@core/model/tables';
import type { Unreachable, Verdicts } from '@core/model/unreachable';
import { momentCapture } from './capture';
import { Channels } from './channels';
import { column } from './columns';
import { Counters, Pauses } from './counters';
import { Facts } from './facts';
import { ChangeLog, TimeRows } from './history';
import { KeptMoments, type KeepPlan, type WholeMoment, type Written } from './kept';
import { isOfMoment, Segment } from './segment';

/** Six hours at one a second; of what is older there is less and less. */
const MOST_MOMENTS = 21_600;
/** Numbers over time, changes written down: 12 bytes each. */
const MOST_CHANGES = 4_000_000;

/** Of dictionaries, which watches that have ended leave behind. */
const MOST_ROWS = 3_000_000;

export interface SeriesOptions extends KeepPlan {
  readonly format: 'live' | 'recording';
  /** What captures are called, before the number of their moment. */
  readonly name: string;
  /** Number of its first moment; 0. */
  readonly first?: number;
}

/**
 * A process over time, from the batches of one watch after the other: `begin` each, then `take` what comes. Numbers of all moments are
 * kept, in bounded memory; all that is known of a moment is kept for some.
 */
export class LiveSeries implements LiveTables {
  readonly #options: SeriesOptions;
  readonly #facts = new Facts();
  readonly #segments: Segment[] = [];
  #segment: Segment | null = null;
  /** Between two watches the process became another one: its captures are no series with those before. */
  #otherProcess = false;
  #unreachable: Verdicts | null = null;
  readonly #moments = new TimeRows(5, MOST_MOMENTS);
  readonly #first: number;
  #taken = 0;
  #momentRow: Readonly<Record<string, number>> = {};
  #rejected = 0;
  #dropped = 0;
  readonly #states = new Map<string, ChangeLog>();
  #changes = 0;
  readonly counters = new Counters();
  readonly pauses = new Pauses();
  readonly #channels = new Channels();
  weight: WeightRow | null = null;
  /** How a recording came to its end, a sentence; `` where it does not say, and while a process is watched. */
  ended = '';
  /** Where moments are that are not kept. */
  written: Written = { has: () => false, read: () => Promise.resolve(null) };
  readonly #kept: KeptMoments;
  #newest: { readonly head: KeptMoment; readonly spanNs: number; built: Capture | null } | null = null;

  constructor(options: SeriesOptions) {
    this.#options = options;
    this.#first = options.first ?? 0;
    this.#kept = new KeptMoments(options);
  }

  /** Another watch begins: its dictionaries start empty. */
  begin(): void {
    this.#closeNewest();
    this.#segment?.release();
    this.#forget();
    this.#segment = new Segment();
  }

  /**
   * Answers whether a moment became whole, or, as a text, why the batch does not fit: then nothing of this watch can be read on, and what
   * was is kept.
   */
  take(batch: Batch): boolean | string {
    try {
      return this.#read(batch);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.#closeNewest();
      this.#segment?.release();
      this.#segment = null;
      return error.message;
    }
  }

  /** The oldest watches go, with what is kept of them, when dictionaries of all are too large. */
  #forget(): void {
    let rows = this.#segments.reduce((sum, { dictionaryRows }) => sum + dictionaryRows, 0);
    for (let oldest = this.#segments[0]; rows > MOST_ROWS && this.#segments.length > 1; oldest = this.#segments[0]) {
      rows -= oldest.dictionaryRows;
      this.#kept.forget(oldest.toMs);
      this.#segments.shift();
    }
  }

  #read(batch: Batch): boolean {
    switch (batch.table) {
      case 'facts':
        if (this.#facts.take(batch)) {
          this.#otherProcess = this.#taken > 0;
          this.#unreachable = null;
        }
        return false;
      case 'counters':
        this.counters.take(batch);
        return false;
      case 'pauses':
        this.pauses.take(batch);
        return false;
      case 'weight':
        this.#weigh(batch);
        return false;
      case 'moments':
        for (let row = 0; row < batch.rows; row++) this.#close(batch, row);
        return batch.rows > 0;
      default:
        if (this.#segment === null) throw new Mismatch(batch.table, 'table of a watch that has begun');
        // Other tables are additions of a later minor.
        if (isOfMoment(batch)) this.#segment.add(batch);
        return false;
    }
  }

  #close(batch: Batch, row: number): void {
    const segment = this.#segment;
    if (segment === null) throw new Mismatch('moments', 'row of a watch that has begun');
    const value = (name: string): number => column(batch, name, 'f64')[row];
    this.#momentRow = Object.fromEntries([...batch.columns.keys()].map((name) => [name, value(name)]));
    const [atMs, everyMs, spanNs] = [value('atMs'), value('everyMs'), value('spanNs')];
    const before = this.#newest?.head.atMs ?? -Infinity;
    if (!(Math.abs(atMs) < 8.64e15)) throw new Mismatch(`moments.atMs ${atMs}`, 'time');
    this.#closeNewest();
    // A clock that was set back must not turn the order of the moments.
    const at = Math.max(atMs, before);
    this.#changes += segment.close(at, value('holdsRead') !== 0);
    if (this.#segments.at(-1) !== segment) this.#segments.push(segment);
    const goroutines = segment.rows.count - segment.rows.system;
    const moment = this.#moments.add();
    const number = this.nextMoment;
    [at, everyMs, goroutines, spanNs, number].forEach((one, i) => (this.#moments.columns[i][moment] = one));
    this.#rejected = value('torn') + value('moved');
    this.#dropped += value('dropped');
    this.#countStates(segment, at);
    this.#channels.close(segment, at);
    this.#taken++;
    this.#newest = { head: { number, atMs: at, goroutines, frozen: false, recalled: false }, spanNs, built: null };
    if (this.#changes > MOST_CHANGES) this.#thin();
  }

  #countStates({ places, dictionary }: Segment, atMs: number): void {
    const counts = new Map<string, number>();
    for (const [state, count] of places.states()) {
      const text = dictionary.strings.get(state);
      counts.set(text, (counts.get(text) ?? 0) + count);
    }
    for (const state of this.#states.keys()) if (!counts.has(state)) counts.set(state, 0);
    for (const [state, count] of counts) {
      let log = this.#states.get(state);
      if (log === undefined) this.#states.set(state, (log = new ChangeLog()));
      if (log.write(atMs, count)) this.#changes++;
    }
  }

  #weigh(batch: Batch): void {
    const row = batch.rows - 1;
    if (row < 0) return;
    const value = (name: string): number => column(batch, name, 'f64')[row];
    this.weight = {
      ...{ atMs: value('atMs'), cpuPercent: value('cpuPercent'), rssBytes: value('rssBytes') },
      ...{ slowdownPercent: value('slowdownPercent'), slowdownError: value('slowdownError') },
      ...{ goroutinesEveryMs: value('goroutinesEveryMs'), countersEveryMs: value('countersEveryMs') },
      ...{ limited: value('limited') !== 0, dropped: value('dropped'), lateP99Ns: value('lateP99Ns') },
    };
  }

  /** The newest moment goes by: it is kept whole, or only its numbers are. */
  #closeNewest(): void {
    const newest = this.#newest;
    if (newest === null) return;
    this.#kept.pass(newest.head, newest.built !== null, () => this.#build());
    this.#newest = null;
  }

  /** The row of `moments` that closed the newest moment; null when there is none. */
  momentRow(): Readonly<Record<string, number>> | null {
    return this.#newest === null ? null : this.#momentRow;
  }

  #build(): Capture {
    const newest = this.#newest;
    const segment = this.#segment;
    if (newest === null || segment === null) throw new Error('live: no moment is at hand');
    if (newest.built !== null) return newest.built;
    const { name, format } = this.#options;
    newest.built = momentCapture(segment, {
      ...{ name: `${name} #${newest.head.number + 1}`, format, goVersion: this.info.goVersion || null },
      ...{
        timeMs: newest.head.atMs,
        durationNs: newest.spanNs,
        notes: this.#notes(),
        otherProcess: this.#otherProcess,
        unreachable: this.#unreachable,
      },
    });
    // Said once, by the first capture of the other process.
    this.#otherProcess = false;
    return newest.built;
  }

  /** What people should know of the newest moment. */
  #notes(): Note[] {
    const notes: Note[] = [];
    const count = (name: string): number => this.#momentRow[name] ?? 0;
    const say = (many: number, message: string): void => {
      if (many > 0) notes.push({ kind: 'info', message, count: many, offset: null, hint: '' });
    };
    say(count('moved'), `${goroutines(count('moved'))} changed whenever looked at: without a stack.`);
    say(count('torn'), `${goroutines(count('torn'))} had frames that make no sense: without a stack.`);
    say(count('labelsUnread'), `${formatCount(count('labelsUnread'))} sets of labels could not be read.`);
    for (const sentence of this.missing) say(1, sentence);
    return notes;
  }

  /** What was found of the process after the newest moment, which carries it as those after it do. False when there was no moment yet. */
  found(unreachable: Unreachable): boolean {
    if (this.#taken === 0) return false;
    const proof = unreachable.grade === 'proven' ? unreachable : (this.#unreachable?.proof ?? null);
    this.#unreachable = { look: unreachable, proof };
    if (this.#newest === null) return true;
    this.#otherProcess ||= this.#newest.built?.otherProcess === true;
    this.#newest.built = null;
    return true;
  }

  /** Keeps the newest moment for good; null when there is none. */
  freeze(): number | null {
    if (this.#newest === null) return null;
    const { number } = this.#newest.head;
    this.#build();
    this.#newest = { ...this.#newest, head: { ...this.#newest.head, frozen: true } };
    return number;
  }

  /** Number of the moment that comes next. */
  get nextMoment(): number {
    return this.#first + this.#taken;
  }

  isWritten(number: number): boolean {
    return this.written.has(number);
  }

  async recall(number: number, signal: AbortSignal | null): Promise<boolean> {
    if (this.kept.some((one) => one.number === number)) return true;
    const moment = await this.written.read(number, signal);
    if (moment !== null) this.#kept.recall(moment);
    return moment !== null;
  }

  /** Moments that can be looked at, ascending; the newest is made when it is looked at. */
  get kept(): readonly WholeMoment[] {
    const newest = this.#newest;
    if (newest === null) return this.#kept.list;
    const build = (): Capture => {
      if (newest.built !== null) return newest.built;
      if (newest !== this.#newest) throw new Error('live: a moment was looked at after it had gone');
      return this.#build();
    };
    return [
      ...this.#kept.list,
      {
        ...newest.head,
        get capture() {
          return build();
        },
      },
    ];
  }

  get info(): LiveInfo {
    return this.#facts.info;
  }
  get missing(): readonly string[] {
    return this.#facts.missing;
  }
  get processors(): number {
    return this.#facts.processors;
  }
  get segments(): readonly Segment[] {
    return this.#segments;
  }
  /** The watch that goes on; null before `begin` and after a batch that did not fit. */
  get segment(): Segment | null {
    return this.#segment;
  }
  get facts(): ReadonlyMap<string, string> {
    return this.#facts.all;
  }
  get states(): ReadonlyMap<string, History> {
    return this.#states;
  }
  get channels() {
    return this.#channels.list;
  }

  get moments(): LiveMoments {
    const { count, columns } = this.#moments;
    const [atMs, everyMs, goroutines, spanNs, number] = columns;
    const totals = { rejected: this.#rejected, dropped: this.#dropped + this.counters.dropped, taken: this.#taken };
    return { count, atMs, everyMs, goroutines, spanNs, number, ...totals };
  }

  get byteLength(): number {
    let bytes =
      this.#moments.byteLength + this.counters.byteLength + this.pauses.byteLength + this.#channels.byteLength;
    for (const { length } of this.#states.values()) bytes += length * 12;
    for (const { places, rows } of this.#segments) bytes += places.byteLength + rows.count * 45;
    return bytes;
  }

  #thin(): void {
    this.#changes = 0;
    for (const log of this.#states.values()) this.#changes += log.thin();
    for (const { places } of this.#segments) this.#changes += places.thin();
  }
}

function goroutines(count: number): string {
  return count === 1 ? '1 goroutine' : `${formatCount(count)} goroutines`;
}
