import type { StackTable } from './tables';

/**
 * Builds the prefix tree of stacks. `child(prefix, frame)` finds or adds; callers walk a stack root → leaf. An open-addressing
 * table of ids (not of keys): the key of an id is in the columns themselves.
 */
export class StackBuilder {
  #count = 1;
  #prefix: Uint32Array;
  #frame: Uint32Array;
  #depth: Uint32Array;
  #slots: Int32Array;
  #mask: number;

  constructor(expectedStacks = 1024) {
    let size = 1024;
    while (size < expectedStacks * 2) size *= 2;
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
    this.#prefix = new Uint32Array(size >> 1);
    this.#frame = new Uint32Array(size >> 1);
    this.#depth = new Uint32Array(size >> 1);
  }

  get count(): number {
    return this.#count;
  }

  /** The stack of `frame` called from `prefix`. */
  child(prefix: number, frame: number): number {
    let slot = hash(prefix, frame) & this.#mask;
    for (;;) {
      const id = this.#slots[slot];
      if (id === 0) break;
      if (this.#prefix[id] === prefix && this.#frame[id] === frame) return id;
      slot = (slot + 1) & this.#mask;
    }
    if (this.#count === this.#prefix.length) {
      this.#grow();
      slot = hash(prefix, frame) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    }
    const id = this.#count++;
    this.#slots[slot] = id;
    this.#prefix[id] = prefix;
    this.#frame[id] = frame;
    this.#depth[id] = this.#depth[prefix] + 1;
    return id;
  }

  finish(): StackTable {
    const count = this.#count;
    return {
      count,
      prefix: this.#prefix.slice(0, count),
      frame: this.#frame.slice(0, count),
      depth: this.#depth.slice(0, count),
    };
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    for (let id = 1; id < this.#count; id++) {
      let slot = hash(this.#prefix[id], this.#frame[id]) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = id;
    }
    this.#prefix = widen(this.#prefix, size >> 1);
    this.#frame = widen(this.#frame, size >> 1);
    this.#depth = widen(this.#depth, size >> 1);
  }
}

function widen(column: Uint32Array, length: number): Uint32Array {
  const wide = new Uint32Array(length);
  wide.set(column);
  return wide;
}

function hash(prefix: number, frame: number): number {
  let h = Math.imul(prefix, 0x9e3779b1) ^ Math.imul(frame, 0x85ebca6b);
  h ^= h >>> 15;
  return Math.imul(h, 0x2c1b3c6d) ^ (h >>> 12);
}
