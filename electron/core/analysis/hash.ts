import { hashPair } from '@core/base/hash-seed';

/**
 * Keys of groups and findings as 64-bit hashes in two 32-bit lanes, made of text only (names, base names of files, lines), never of
 * row numbers: the same site has the same key in every capture and every run. Among 500 000 keys a collision has a chance of 10⁻⁸.
 */

/** FNV-1a over UTF-16 code units; another `seed` makes an independent lane. */
export function hashText(text: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return finish(h);
}

/** Murmur3's step: order matters, so `mix(mix(h, a), b)` differs from `mix(mix(h, b), a)`. */
export function mix(h: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let out = h ^ Math.imul(k, 0x1b873593);
  out = (out << 13) | (out >>> 19);
  return (Math.imul(out, 5) + 0xe6546b64) | 0;
}

/** Murmur3's finaliser. */
export function finish(h: number): number {
  let out = h ^ (h >>> 16);
  out = Math.imul(out, 0x85ebca6b);
  out ^= out >>> 13;
  out = Math.imul(out, 0xc2b2ae35);
  return out ^ (out >>> 16);
}

/** 16 hex digits. */
function hexKey(high: number, low: number): string {
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}

/** Short stable id of a textual key, for ids of findings: 12 hex digits. */
export function textKey(text: string): string {
  return hexKey(hashText(text, 0), hashText(text, 0x5bd1e995)).slice(0, 12);
}

/** Dense numbers 0, 1, 2 … for two-lane hashes, in order of first sight. Open addressing: half a million keys without an object each. */
export class KeyTable {
  #count = 0;
  #high: Int32Array;
  #low: Int32Array;
  #slots: Int32Array;
  #mask: number;

  /** `expected` is a guess: too small costs copies, too large address space. */
  constructor(expected = 512) {
    let size = 512;
    while (size < expected) size *= 2;
    this.#high = new Int32Array(size);
    this.#low = new Int32Array(size);
    this.#slots = new Int32Array(size * 2);
    this.#mask = size * 2 - 1;
  }

  get count(): number {
    return this.#count;
  }

  intern(high: number, low: number): number {
    let slot = hashPair(low, high) & this.#mask;
    for (;;) {
      const held = this.#slots[slot];
      if (held === 0) break;
      if (this.#low[held - 1] === low && this.#high[held - 1] === high) return held - 1;
      slot = (slot + 1) & this.#mask;
    }
    if (this.#count === this.#high.length) {
      this.#grow();
      slot = hashPair(low, high) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    }
    const id = this.#count++;
    this.#slots[slot] = id + 1;
    this.#high[id] = high;
    this.#low[id] = low;
    return id;
  }

  hex(id: number): string {
    return hexKey(this.#high[id], this.#low[id]);
  }

  /** The number of a key as `hex` gives it; −1 = never seen. */
  find(hex: string): number {
    const high = parseInt(hex.slice(0, 8), 16) | 0;
    const low = parseInt(hex.slice(8), 16) | 0;
    for (let slot = hashPair(low, high) & this.#mask; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const id = this.#slots[slot] - 1;
      if (this.#low[id] === low && this.#high[id] === high) return id;
    }
    return -1;
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    const high = new Int32Array(size >> 1);
    const low = new Int32Array(size >> 1);
    high.set(this.#high);
    low.set(this.#low);
    this.#high = high;
    this.#low = low;
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
    for (let id = 0; id < this.#count; id++) {
      let slot = hashPair(low[id], high[id]) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = id + 1;
    }
  }
}
