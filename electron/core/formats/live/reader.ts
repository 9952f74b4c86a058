import type { Note } from '@core/api/document';
import { formatCount } from '@core/base/format';
import { decodeBatch } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import { TapeIndex } from '@core/base/wire/tape';
import { unreachableMessage } from '@core/base/wire/unreachable';
import type { Block, Gap } from './blocks';
import type { LiveSeries } from './series';
import { lookSentences, unreachableOf } from './unreachable';

/** Puts what is in blocks into a series, counts what cannot be, and remembers where the moments are written. */
export class RecordingReader {
  readonly #series: LiveSeries;
  /** False until something says all that is so: then what comes is changes of what is known. */
  #known = false;
  /** In a key that says again what is known. */
  #skipping = false;
  readonly gaps: Gap[] = [];
  readonly index = new TapeIndex();
  /** Blocks that are whole, but are changes of what was lost before them. */
  #useless = 0;
  #firstUseless = -1;
  #problems = 0;
  #problem = '';
  #problemAt = -1;
  #ended = '';
  /** Of the last look at what can be reached, or why there was none. */
  #looked: readonly string[] = [];

  constructor(series: LiveSeries) {
    this.#series = series;
  }

  /** `enough`: asked after each frame; then the rest of the block is left. */
  read(block: Block | Gap, enough: () => boolean = () => false): void {
    if (!('plain' in block)) {
      this.gaps.push(block);
      if (!block.tail) this.#known = false;
      return;
    }
    this.index.add(block.at, block.end - block.at);
    let used = false;
    let at = 0;
    const { plain } = block;
    const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
    while (at < plain.length) {
      const length = at + FRAME_HEADER <= plain.length ? view.getUint32(at, true) : Infinity;
      const from = at + FRAME_HEADER;
      if (from + length > plain.length) {
        this.#wrong('a frame is longer than its block', block);
        break;
      }
      // A batch is read in place: at offset 0 of a buffer of its own its columns are aligned.
      const payload = plain.slice(from, from + length);
      if (plain[at + 4] === 0) used = this.#control(payload, block) || used;
      else used = this.#batch(payload, block) || used;
      at = from + length;
      if (enough()) return;
    }
    if (used) return;
    this.#useless++;
    if (this.#firstUseless < 0) this.#firstUseless = block.at;
  }

  #control(payload: Uint8Array, block: Block): boolean {
    const message = controlOf(payload);
    switch (message?.type) {
      case 'start':
        // Another run: what it says is of another watch.
        this.#known = false;
        this.#skipping = false;
        return true;
      case 'begin':
        this.index.enter(this.#series.nextMoment);
        this.#series.begin();
        this.#known = true;
        this.#skipping = false;
        this.#ended = '';
        return true;
      case 'key':
        // What is known already is the newest moment.
        this.index.enter(this.#series.nextMoment - (this.#known ? 1 : 0));
        this.#skipping = this.#known;
        if (!this.#known) this.#series.begin();
        this.#known = true;
        return true;
      case 'key-end':
        this.#skipping = false;
        return true;
      case 'end':
        this.#ended = message.reason;
        return true;
      case 'unreachable':
        return this.#unreachable(message.value, block);
      case 'unlooked':
        this.#looked = [`Not looked for proof: ${message.reason}`];
        return true;
      case undefined:
        this.#wrong('a control frame is none', block);
        return false;
      default:
        // Additions of later versions.
        return true;
    }
  }

  #unreachable(value: unknown, block: Block): boolean {
    if (!this.#known) return false;
    try {
      const message = unreachableMessage(value, 'unreachable');
      if (!this.#series.found(unreachableOf(message))) throw new Mismatch('unreachable', 'verdict on a moment');
      this.#looked = lookSentences(message);
      return true;
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.#wrong(error.message, block);
      return false;
    }
  }

  #batch(payload: Uint8Array<ArrayBuffer>, block: Block): boolean {
    if (this.#skipping) return true;
    if (!this.#known) return false;
    const batch = decodeBatch(payload);
    const taken = batch.ok ? this.#series.take(batch.value) : batch.error;
    if (typeof taken !== 'string') return true;
    this.#wrong(taken, block);
    this.#known = false;
    return false;
  }

  #wrong(what: string, { at }: Block): void {
    this.#problems++;
    if (this.#problem !== '') return;
    this.#problem = what;
    this.#problemAt = at;
  }

  get problem(): { readonly what: string; readonly at: number } | null {
    if (this.#problem !== '') return { what: this.#problem, at: this.#problemAt };
    const damaged = this.gaps.find(({ tail }) => !tail);
    return damaged === undefined ? null : { what: 'a block of it is damaged', at: damaged.at };
  }

  /** Why the last watch came to its end, a sentence; ``. */
  get ended(): string {
    return this.#ended;
  }

  notes(cut: boolean, size: number): Note[] {
    const notes: Note[] = [];
    const damaged = this.gaps.filter(({ tail }) => !tail);
    const tail = this.gaps.find((gap) => gap.tail);
    const say = (kind: Note['kind'], message: string, count: number, offset: number | null): void =>
      void notes.push({ kind, message, count, offset, hint: '' });
    if (damaged.length > 0) {
      const lost = damaged.reduce((sum, { bytes }) => sum + bytes, 0);
      say('skipped', `${formatCount(lost)} damaged bytes are left out.`, lost, damaged[0].at);
    }
    if (this.#useless > 0)
      say(
        'skipped',
        `${formatCount(this.#useless)} ${this.#useless === 1 ? 'block says' : 'blocks say'} what changed since something that is lost, and ${this.#useless === 1 ? 'is' : 'are'} left out.`,
        this.#useless,
        this.#firstUseless,
      );
    if (this.#problems > 0)
      say('skipped', `What was recorded makes no sense in places: ${this.#problem}.`, this.#problems, this.#problemAt);
    if (tail !== undefined)
      say(
        'truncated',
        `The recording ends in the midst of a block, ${formatCount(tail.bytes)} bytes before its end: what was seen last is missing.`,
        tail.bytes,
        tail.at,
      );
    else if (cut) say('truncated', 'The packed recording ends early: what was seen last is missing.', 1, size);
    if (this.#ended !== '') say('info', this.#ended, 1, null);
    for (const sentence of this.#looked) say('info', sentence, 1, null);
    return notes;
  }
}

const FRAME_HEADER = 5;

interface Control {
  readonly type: string;
  /** Of an `end` or `unlooked`. */
  readonly reason: string;
  /** All of it. */
  readonly value: object;
}

/** Null for what is no control frame. */
function controlOf(payload: Uint8Array): Control | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string')
      return null;
    const reason = 'reason' in value && typeof value.reason === 'string' ? value.reason : '';
    return { type: value.type, reason, value };
  } catch (error) {
    // What TextDecoder and JSON.parse throw for foreign bytes.
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}
