import type { StackTable } from './tables';

/**
 * Builds the prefix tree of stacks. `child(prefix, frame)` finds or adds; callers walk a stack root → leaf.
 *
 * A stack that is seen for the first time is appended in one go, so the first child of row `i` is nearly always row `i + 1`: that
 * is looked at first and costs no memory. Only the other children are in the hash table (open addressing, ids only), at most
 * one per stack that a caller walks. The columns are public because a decoder with millions of frames inlines `child`
 * (formats/pprof/fill.ts); nothing else may write to them.
 */
export class StackBuilder {
  /** Rows in use. */
  count = 1;
  prefix: Uint32Array;
  frame: Uint32Array;
  /** Ids of children that are not next to their prefix; 0 = free. */
  slots: Uint32Array;
  /** `hashStack(prefix, frame) >>> shift` is the first slot to look at. */
  shift: number;
  /** Entries in `slots`. */
  branches = 0;

  /** Both figures are guesses, in rows and in stacks walked; too small ones cost a copy, too large ones address space. */
  constructor(expectedStacks = 1024, expectedBranches = expectedStacks >> 2) {
    let bits = 8;
    while (1 << bits < expectedBranches * 2 && bits < 30) bits++;
    this.slots = new Uint32Array(1 << bits);
    this.shift = 32 - bits;
    const rows = Math.max(64, expectedStacks + 1);
    this.prefix = new Uint32Array(rows);
    this.frame = new Uint32Array(rows);
  }

  /** The stack of `frame` called from `prefix`. */
  child(prefix: number, frame: number): number {
    const next = prefix + 1;
    if (next < this.count) {
      if (this.prefix[next] === prefix && this.frame[next] === frame) return next;
      if (this.branches * 2 >= this.slots.length) this.#rehash();
      const { slots } = this;
      const mask = slots.length - 1;
      let slot = hashStack(prefix, frame) >>> this.shift;
      for (let id = slots[slot]; id !== 0; id = slots[slot]) {
        if (this.prefix[id] === prefix && this.frame[id] === frame) return id;
        slot = (slot + 1) & mask;
      }
      slots[slot] = this.count;
      this.branches++;
    }
    if (this.count === this.prefix.length) this.reserve(this.count + 1);
    this.prefix[this.count] = prefix;
    this.frame[this.count] = frame;
    return this.count++;
  }

  /** Makes room for `rows` rows in all; replaces `prefix` and `frame`. */
  reserve(rows: number): void {
    if (rows <= this.prefix.length) return;
    const room = Math.max(rows, this.prefix.length * 2);
    this.prefix = widen(this.prefix, this.count, room);
    this.frame = widen(this.frame, this.count, room);
  }

  /**
   * The table; the builder must not be used after it. The columns stay views of what was reserved: the unused end was never
   * touched, so it holds no memory, and a copy would hold twice the table for a moment.
   */
  finish(): StackTable {
    const { count } = this;
    const prefix = this.prefix.subarray(0, count);
    let depth: Uint16Array | Uint32Array = new Uint16Array(count);
    for (let i = 1; i < count; i++) {
      const below = depth[prefix[i]];
      if (below === 0xffff) {
        depth = deepDepths(prefix, count);
        break;
      }
      depth[i] = below + 1;
    }
    return { count, prefix, frame: this.frame.subarray(0, count), depth };
  }

  #rehash(): void {
    const old = this.slots;
    const slots = new Uint32Array(old.length * 2);
    const mask = slots.length - 1;
    this.shift--;
    this.slots = slots;
    for (const id of old) {
      if (id === 0) continue;
      let slot = hashStack(this.prefix[id], this.frame[id]) >>> this.shift;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
  }
}

/** Multiplicative hash of a (prefix, frame) pair; its high bits are the good ones. */
export function hashStack(prefix: number, frame: number): number {
  const h = Math.imul(prefix, 0x9e3779b1) ^ Math.imul(frame, 0x85ebca6b);
  return Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
}

function deepDepths(prefix: Uint32Array, count: number): Uint32Array {
  const depth = new Uint32Array(count);
  for (let i = 1; i < count; i++) depth[i] = depth[prefix[i]] + 1;
  return depth;
}

function widen(column: Uint32Array, used: number, length: number): Uint32Array {
  const wide = new Uint32Array(length);
  wide.set(column.subarray(0, used));
  return wide;
}
