import { throwIfCancelled } from '@core/base/cancel';
import type { ByteSource } from '@core/base/source';
import { VarintReader } from './varint';
import {
  BATCH_CPU_SAMPLES,
  BATCH_EVENTS,
  BATCH_STACKS,
  BATCH_STRINGS,
  BATCH_SYNC,
  CPU_SAMPLES,
  END_OF_GENERATION,
  EVENT_BATCH,
  EXPERIMENTAL_BATCH,
  FREQUENCY,
  MAX_BATCH,
  STACKS,
  STRINGS,
  SYNC,
} from './wire';
import { BatchList } from './batch-list';

const HEADER = 16;
const CHUNK = 1024 * 1024;
/** Room for the first generation. */
const FIRST_GENERATION = 32 * 1024 * 1024;
/** The same without its events. */
const FIRST_TABLES = 1024 * 1024;
/** A batch's header has at most two bytes and four numbers. */
const HEADER_LIMIT = 2 + 4 * 10;

/** Why reading stopped. */
type ScanEnd =
  | { readonly why: 'end' }
  /** The file ends inside a batch, which begins at `offset`; what there is of it was kept. */
  | { readonly why: 'cut'; readonly offset: number }
  | { readonly why: 'damage'; readonly offset: number; readonly reason: string };

/** One generation's batches, as stored. */
export interface StoredGeneration {
  readonly generation: number;
  readonly batches: BatchList;
  /** Its end was seen: the next generation began, EndOfGeneration came, or (before 1.26) the file ended. */
  readonly whole: boolean;
}

/**
 * Reads a trace batch by batch, by their sizes alone, and hands over its generations (generation.go, batch.go). Holds one generation
 * at a time. Before wire version 26 a generation ends where a batch of another one begins, from 26 on at its EndOfGeneration.
 */
export class Scanner {
  /** Batches of experiments, which are left out. */
  experimental = 0;
  /** Bytes of the file that were read. */
  position = HEADER;
  end: ScanEnd | null = null;
  readonly #source: ByteSource;
  readonly #version: number;
  readonly #signal: AbortSignal | null;
  #window: Uint8Array = new Uint8Array(0);
  /** Offset of the window in the file; next byte to read in the window. */
  #windowAt = HEADER;
  #at = 0;
  #exhausted = false;
  #buffer: Uint8Array | null = null;
  /** Batches of the generation that is being read; null before the first of them. */
  #current: BatchList | null = null;
  /** Room that it is made with. What is not written to takes no memory; growing leaves the smaller buffers behind. */
  #expected: number;
  #generation = 0;
  readonly #spare: ArrayBuffer[] = [];
  readonly #descriptor: number | null;

  /** `inPlace` = who decodes can read the source's descriptor: events are left in the file. */
  constructor(source: ByteSource, version: number, signal: AbortSignal | null, inPlace: boolean) {
    this.#source = source;
    this.#version = version;
    this.#signal = signal;
    this.#descriptor = inPlace ? (source.descriptor ?? null) : null;
    this.#expected = Math.min(source.size, this.#descriptor === null ? FIRST_GENERATION : FIRST_TABLES);
  }

  /** Gives the buffer of a generation back that nobody reads any more. */
  reuse(buffer: ArrayBuffer): void {
    // After the end nobody needs it.
    if (this.end === null) this.#spare.push(buffer);
  }

  /** The next generation, null after the last. Rejects with the host's I/O error. */
  async next(): Promise<StoredGeneration | null> {
    while (this.end === null) {
      if (this.#window.length - this.#at < MAX_BATCH + HEADER_LIMIT && !this.#exhausted) await this.#fill();
      const done = this.#step();
      this.position = this.#windowAt + this.#at;
      if (done !== null) return done;
    }
    if (this.#count === 0) return null;
    // Before 26 nothing but the end of the file ends the last generation.
    return this.#take(this.#version < 26 && this.end.why === 'end');
  }

  /** Moves the window to the next byte. The few bytes of a batch that straddles are read again: joining two pieces costs more. */
  async #fill(): Promise<void> {
    const from = this.#windowAt + this.#at;
    const size = Math.min(CHUNK, Math.max(0, this.#source.size - from));
    const window = await this.#load(from, size);
    throwIfCancelled(this.#signal);
    this.#windowAt = from;
    this.#at = 0;
    this.#window = window;
    // A file that shrank while it was read ends here.
    this.#exhausted = window.length < CHUNK || from + window.length >= this.#source.size;
  }

  /** Into the same buffer again and again where the source can. */
  async #load(from: number, size: number): Promise<Uint8Array> {
    const source = this.#source;
    if (source.readInto === undefined) return source.read(from, size);
    this.#buffer ??= new Uint8Array(Math.min(CHUNK, source.size));
    const target = this.#buffer.subarray(0, size);
    return target.subarray(0, await source.readInto(target, from));
  }

  /** Reads one batch; a generation when that ended it. */
  #step(): StoredGeneration | null {
    const start = this.#at;
    const reader = new VarintReader(this.#window, start, this.#window.length);
    if (reader.done) {
      this.end = { why: 'end' };
      return null;
    }
    const type = reader.byte();
    if (type === END_OF_GENERATION && this.#version >= 26) {
      this.#at = reader.at;
      return this.#count === 0 ? null : this.#take(true);
    }
    if (type !== EVENT_BATCH && type !== EXPERIMENTAL_BATCH) return this.#damage(`byte ${type} begins no batch`);
    if (type === EXPERIMENTAL_BATCH) reader.byte();
    const generation = reader.next();
    const thread = reader.next();
    const ticks = reader.next();
    const size = reader.next();
    if (reader.failed) {
      if (this.#window.length - start >= HEADER_LIMIT) return this.#damage('a number is longer than ten bytes');
      this.end = { why: 'cut', offset: this.#windowAt + start };
      return null;
    }
    if (size > MAX_BATCH) return this.#damage(`a batch claims ${size} bytes, the most is ${MAX_BATCH}`);
    if (generation === 0) return this.#damage('generation 0 does not exist');
    const known = this.#generation;
    if (known !== 0 && generation < known) return this.#damage(`generation ${generation} comes after ${known}`);
    // The batch that begins the next generation is read again, as its first.
    if (known !== 0 && generation !== known && this.#count > 0) return this.#take(this.#version < 26);
    this.#generation = generation;
    const end = reader.at + size;
    const cut = end > this.#window.length;
    if (cut) this.end = { why: 'cut', offset: this.#windowAt + start };
    const stop = Math.min(end, this.#window.length);
    this.#at = stop;
    if (type === EXPERIMENTAL_BATCH) {
      this.experimental++;
      this.#batches().seeTime(ticks);
      return null;
    }
    // One without a byte tells nothing but its time, unless it is all that there is.
    if (size === 0 && this.#count > 0) {
      this.#batches().seeTime(ticks);
      return null;
    }
    const kind = stop > reader.at ? this.#kindOf(this.#window[reader.at]) : BATCH_EVENTS;
    this.#batches().add(kind, thread, ticks, this.#window.subarray(reader.at, stop), this.#windowAt + reader.at);
    return null;
  }

  #kindOf(first: number): number {
    switch (first) {
      case STRINGS:
        return BATCH_STRINGS;
      case STACKS:
        return BATCH_STACKS;
      case CPU_SAMPLES:
        return BATCH_CPU_SAMPLES;
      case FREQUENCY:
        return this.#version < 25 ? BATCH_SYNC : BATCH_EVENTS;
      case SYNC:
        return this.#version >= 25 ? BATCH_SYNC : BATCH_EVENTS;
      default:
        return BATCH_EVENTS;
    }
  }

  /** Batches of the generation at hand. */
  get #count(): number {
    return this.#current?.count ?? 0;
  }

  /** The generation at hand. It begins only with its first batch: until then a buffer may have come back. */
  #batches(): BatchList {
    this.#current ??= new BatchList(this.#expected, this.#spare.pop() ?? null, this.#descriptor);
    return this.#current;
  }

  #take(whole: boolean): StoredGeneration {
    const batches = this.#batches();
    // Generations of one trace are alike.
    this.#expected = Math.min(batches.length * 1.25, this.#source.size - this.#windowAt);
    this.#current = null;
    return { generation: this.#generation, batches, whole };
  }

  #damage(reason: string): null {
    this.end = { why: 'damage', offset: this.#windowAt + this.#at, reason };
    return null;
  }
}
