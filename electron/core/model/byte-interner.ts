import type { Strings } from '@core/base/strings';

/**
 * Interns ranges of a byte buffer: for text formats, where nearly every line was seen before. One copy of every distinct range is
 * kept (the input is not), decoded as UTF-8 when first asked for. Id 0 is the empty string.
 */
export class ByteInterner implements Strings {
  #arena: Uint8Array;
  #used = 0;
  #count = 1;
  /** Range of id `i` is `[#start[i], #start[i + 1])` of the arena. */
  #start: Uint32Array;
  #hash: Uint32Array;
  #slots: Int32Array;
  #mask: number;
  /** Scratch for texts that are plain ASCII. */
  readonly #plain = new Uint8Array(256);
  readonly #decoded: (string | undefined)[] = [''];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor() {
    this.#arena = new Uint8Array(64 * 1024);
    this.#start = new Uint32Array(1024);
    this.#hash = new Uint32Array(1024);
    this.#slots = new Int32Array(2048);
    this.#mask = 2047;
  }

  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return this.#arena.length + this.#start.byteLength + this.#hash.byteLength + this.#slots.byteLength;
  }

  intern(bytes: Uint8Array, start: number, end: number): number {
    let hash = HASH_SEED;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], HASH_STEP);
    return this.internHashed(bytes, start, end, hash);
  }

  /** `hash` as `HASH_SEED` and `HASH_STEP` build it, for callers that read the bytes anyway. */
  internHashed(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const length = end - start;
    if (length <= 0) return 0;
    const key = (hash ^ (hash >>> 15)) >>> 0;
    let slot = key & this.#mask;
    for (;;) {
      const id = this.#slots[slot];
      if (id === 0) break;
      if (this.#hash[id] === key && this.#equals(id, bytes, start, length)) return id;
      slot = (slot + 1) & this.#mask;
    }
    if (this.#count + 1 >= this.#start.length) {
      this.#grow();
      slot = key & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    }
    const id = this.#count++;
    this.#slots[slot] = id;
    this.#hash[id] = key;
    if (this.#used + length > this.#arena.length) {
      const arena = new Uint8Array(Math.max(this.#arena.length * 2, this.#used + length));
      arena.set(this.#arena);
      this.#arena = arena;
    }
    this.#arena.set(bytes.subarray(start, end), this.#used);
    this.#start[id] = this.#used;
    this.#used += length;
    this.#start[id + 1] = this.#used;
    return id;
  }

  /** For values that are strings already. */
  internString(value: string): number {
    // Labels of half a million goroutines are short and plain, and an encoder makes an array for each.
    const { length } = value;
    const plain = this.#plain;
    if (length <= plain.length) {
      let units = 0;
      for (let at = 0; at < length; at++) units |= plain[at] = value.charCodeAt(at);
      if (units < 0x80) return this.intern(plain, 0, length);
    }
    const bytes = encoder.encode(value);
    return this.intern(bytes, 0, bytes.length);
  }

  get(id: number): string {
    const known = this.#decoded[id];
    if (known !== undefined) return known;
    if (id < 0 || id >= this.#count) return '';
    const value = this.#decoder.decode(this.#arena.subarray(this.#start[id], this.#start[id + 1]));
    this.#decoded[id] = value;
    return value;
  }

  /** Gives back what only interning needs; the strings stay. Nothing can be interned after it. */
  seal(): Strings {
    this.#arena = this.#arena.slice(0, this.#used);
    this.#start = this.#start.slice(0, this.#count + 1);
    this.#hash = new Uint32Array(0);
    this.#slots = new Int32Array(0);
    return this;
  }

  #equals(id: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = this.#start[id];
    if (this.#start[id + 1] - from !== length) return false;
    const arena = this.#arena;
    for (let i = 0; i < length; i++) if (arena[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    for (let id = 1; id < this.#count; id++) {
      let slot = this.#hash[id] & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = id;
    }
    const start = new Uint32Array(size >> 1);
    start.set(this.#start);
    this.#start = start;
    const hash = new Uint32Array(size >> 1);
    hash.set(this.#hash);
    this.#hash = hash;
  }
}

const encoder = new TextEncoder();

/** FNV-1a: `hash = imul(hash ^ byte, HASH_STEP)` from `HASH_SEED`. */
export const HASH_SEED = 0x811c9dc5 | 0;
export const HASH_STEP = 0x01000193;
