import { HASH_SEED } from '@core/base/hash-seed';
import type { StackTable } from './tables';

/**
 * Builds the prefix tree of stacks. `child(prefix, frame)` finds or adds; callers walk a stack root → leaf.
 *
 * A stack that is seen for the first time is appended in one go, so the first child of row `i` is nearly always row `i + 1`: that
 * is looked at first and costs no memory. Only the other children are in the hash table (open addressing, ids only), at most
 * one per stack that a caller walks.
 */
export class StackBuilder {
  #count = 1;
  #prefix: Uint32Array;
  #frame: Uint32Array;
  /** Ids of children that are not next to their prefix; 0 = free. */
  #slots: Uint32Array;
  /** `hash(prefix, frame) >>> shift` is the first slot to look at. */
  #shift: number;
  /** Entries in `slots`. */
  #branches = 0;

  /** Both figures are guesses, in rows and in stacks walked; too small ones cost a copy, too large ones address space. */
  constructor(expectedStacks = 1024, expectedBranches = expectedStacks >> 2) {
    let bits = 8;
    while (1 << bits < expectedBranches * 2 && bits < 30) bits++;
    this.#slots = new Uint32Array(1 << bits);
    this.#shift = 32 - bits;
    const rows = Math.max(64, expectedStacks + 1);
    this.#prefix = new Uint32Array(rows);
    this.#frame = new Uint32Array(rows);
  }

  /** The stack of `frame` called from `prefix`. */
  child(prefix: number, frame: number): number {
    const next = prefix + 1;
    if (next < this.#count) {
      if (this.#prefix[next] === prefix && this.#frame[next] === frame) return next;
      if (this.#branches * 2 >= this.#slots.length) this.#rehash();
      const slots = this.#slots;
      const mask = slots.length - 1;
      let slot = hash(prefix, frame) >>> this.#shift;
      for (let id = slots[slot]; id !== 0; id = slots[slot]) {
        if (this.#prefix[id] === prefix && this.#frame[id] === frame) return id;
        slot = (slot + 1) & mask;
      }
      slots[slot] = this.#count;
      this.#branches++;
    }
    if (this.#count === this.#prefix.length) this.#grow();
    this.#prefix[this.#count] = prefix;
    this.#frame[this.#count] = frame;
    return this.#count++;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * The table; the builder must not be used after it. The columns stay views of what was reserved: the unused end was never
   * touched, so it holds no memory, and a copy would hold twice the table for a moment.
   */
  finish(): StackTable {
    const count = this.#count;
    const prefix = this.#prefix.subarray(0, count);
    return { count, prefix, frame: this.#frame.subarray(0, count), depth: stackDepths(prefix) };
  }

  #grow(): void {
    const rows = this.#prefix.length * 2;
    this.#prefix = widenColumn(this.#prefix, this.#count, rows);
    this.#frame = widenColumn(this.#frame, this.#count, rows);
  }

  #rehash(): void {
    const old = this.#slots;
    const slots = new Uint32Array(old.length * 2);
    const mask = slots.length - 1;
    this.#shift--;
    this.#slots = slots;
    for (const id of old) {
      if (id === 0) continue;
      let slot = hash(this.#prefix[id], this.#frame[id]) >>> this.#shift;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
  }
}

/** Column `depth` of a prefix tree, as narrow as its deepest stack allows. */
export function stackDepths(prefix: Uint32Array): Uint16Array | Uint32Array {
  const count = prefix.length;
  const depth = new Uint16Array(count);
  for (let i = 1; i < count; i++) {
    const below = depth[prefix[i]];
    if (below === 0xffff) return deepDepths(prefix);
    depth[i] = below + 1;
  }
  return depth;
}

function deepDepths(prefix: Uint32Array): Uint32Array {
  const depth = new Uint32Array(prefix.length);
  for (let i = 1; i < prefix.length; i++) depth[i] = depth[prefix[i]] + 1;
  return depth;
}

/** A copy of the first `used` rows with room for `length`. */
export function widenColumn<C extends Uint16Array | Uint32Array>(column: C, used: number, length: number): C {
  const wide = new (column.constructor as new (length: number) => C)(length);
  wide.set(column.subarray(0, used));
  return wide;
}

/** Multiplicative hash of a (prefix, frame) pair; its high bits are the good ones. */
function hash(prefix: number, frame: number): number {
  const h = Math.imul(prefix ^ HASH_SEED, 0x9e3779b1) ^ Math.imul(frame, 0x85ebca6b);
  return Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
}
