import type { TraceChangeTable } from '@core/model/trace';
import { IdTable } from './id-table';

/** Entries of the cache in front of the table, a power of two. */
const CACHE = 4096;
const SHIFT = 32 - 12;
/** Stacks below have keys that fit an Int32. */
const SMALL_STACK = 1 << 20;

/** Place of a key in `nearKey`. */
export function slotOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> SHIFT;
}

/**
 * What state changes of a generation do: each combination of state, reason and stack is one number, in order of appearance. A program
 * has a few hundred of them, so a row is narrow and the table is small.
 */
export class Changes {
  /** Key: state in the low 3 bits, the reason in the next 8, then the stack. */
  readonly #keys = new IdTable();
  /** Those of small stacks that came lately, at `slotOf` their keys. */
  readonly nearKey = new Int32Array(CACHE).fill(-1);
  readonly nearChange = new Int32Array(CACHE);

  get count(): number {
    return this.#keys.count;
  }

  of(state: number, reason: number, stack: number): number {
    if (stack >= SMALL_STACK) return this.#keys.of(stack * 2048 + reason * 8 + state);
    const key = (stack << 11) | (reason << 3) | state;
    const slot = slotOf(key);
    if (this.nearKey[slot] === key) return this.nearChange[slot];
    const change = this.#keys.of(key);
    this.nearKey[slot] = key;
    this.nearChange[slot] = change;
    return change;
  }

  /** The state by change. */
  states(): Uint8Array {
    return Uint8Array.from(this.#keys.ids.subarray(0, this.count), (key) => key % 8);
  }

  /** The table, with the generation's numbers. */
  finish(): TraceChangeTable {
    const keys = this.#keys.ids.subarray(0, this.count);
    return {
      state: this.states(),
      reason: Uint8Array.from(keys, (key) => Math.floor(key / 8) % 256),
      stack: Uint32Array.from(keys, (key) => Math.floor(key / 2048)),
    };
  }

  clear(): void {
    this.#keys.clear();
    this.nearKey.fill(-1);
  }
}
