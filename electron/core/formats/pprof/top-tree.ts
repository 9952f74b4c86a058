import { HASH_SEED } from '@core/base/hash-seed';
import type { Places } from './places';

/** Locations at most: a hash table of 128 KiB, which stays in the second-level cache, and rows that fit into 16 bits. */
const LIMIT = 8192;
/** Locations of more frames stay out, so that every row fits. */
const MOST_FRAMES = 7;

/** No location + 1. */
const NO_KEY = 0xffffffff;

/**
 * The part of the prefix tree that most samples share, small enough for the processor's cache: each sample is walked down here as far as it
 * goes, and may add one location. Paths that many samples take so grow deepest (as in LZ78), whatever the profile looks like. What
 * is left of a sample's run is the work of tree.ts.
 */
export class TopTree {
  readonly prefix: Uint32Array;
  readonly frame: Uint32Array;
  /** Rows, the empty stack among them. */
  count = 1;
  /**
   * Open addressing, two words each: the location + 1 (0 = free), and the row called from (high 16 bits) with the row of the
   * location's innermost frame (low 16 bits). The first word to look at is `(hashTop(row, location + 1) >>> shift) << 1`.
   */
  readonly slots: Uint32Array;
  /** Two words a row: the location + 1 and innermost row of what was added there first, which is the one to guess. */
  readonly likely: Uint32Array;
  readonly shift: number;
  /** No location can be added any more. */
  full = false;
  #locations = 0;
  readonly #limit: number;

  constructor(samples: number) {
    let bits = 4;
    while (1 << bits < Math.min(LIMIT, samples)) bits++;
    this.#limit = 1 << bits;
    this.prefix = new Uint32Array(this.#limit * (MOST_FRAMES + 1));
    this.frame = new Uint32Array(this.#limit * (MOST_FRAMES + 1));
    this.slots = new Uint32Array(this.#limit * 4);
    this.likely = new Uint32Array(this.#limit * (MOST_FRAMES + 1) * 2).fill(NO_KEY);
    this.shift = 31 - bits;
  }

  /** Adds a location of `more + 1` frames at a free slot; its innermost row, or −1 where it must stay out. */
  add(slot: number, key: number, row: number, outer: number, more: number): number {
    if (this.full || more > MOST_FRAMES) return -1;
    let node = row;
    for (let frame = outer; frame <= outer + more; frame++) {
      this.prefix[this.count] = node;
      this.frame[this.count] = frame;
      node = this.count++;
    }
    if (this.likely[row * 2] === NO_KEY) {
      this.likely[row * 2] = key;
      this.likely[row * 2 + 1] = node;
    }
    this.slots[slot] = key;
    this.slots[slot + 1] = (row << 16) | node;
    this.full = ++this.#locations === this.#limit - 1;
    return node;
  }
}

/** Its high bits are the good ones. */
function hashTop(row: number, key: number): number {
  const h = Math.imul(row ^ HASH_SEED, 0x9e3779b1) ^ Math.imul(key, 0x85ebca6b);
  return Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
}

/**
 * Walks all samples down the tree, which grows on the way. `rest` = first and behind the last of the locations of a sample, two words
 * each: what is left of them; `stack` = where they have arrived.
 */
export function walkTop(top: TopTree, places: Places, rest: Uint32Array, stack: Uint32Array): void {
  const { location } = places.runs;
  const { slots, shift, likely } = top;
  const { unfold, more } = places;
  const mask = slots.length - 1;
  let growing = 0;
  const walk = (to: number, grow: boolean): void => {
    for (let row = 0; row < to; row++) {
      const first = rest[row * 2];
      let q = rest[row * 2 + 1];
      let node = stack[row];
      while (q > first) {
        const at = location[--q];
        const key = at + 1;
        if (likely[node + node] === key) {
          node = likely[node + node + 1];
          continue;
        }
        let slot = (hashTop(node, key) >>> shift) << 1;
        while (slots[slot] !== 0 && (slots[slot] !== key || slots[slot + 1] >>> 16 !== node)) slot = (slot + 2) & mask;
        if (slots[slot] !== 0) {
          node = slots[slot + 1] & 0xffff;
          continue;
        }
        let found = -1;
        if (grow && !top.full) {
          growing = row + 1;
          found = top.add(slot, key, node, unfold[at] >> 3, more[at]);
        }
        if (found < 0) q++;
        else node = found;
        break;
      }
      stack[row] = node;
      rest[row * 2 + 1] = q;
    }
  };
  walk(stack.length, true);
  // Those that came by before it was grown may go on.
  walk(growing, false);
}
