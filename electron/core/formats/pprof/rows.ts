import { HASH_SEED } from '@core/base/hash-seed';

/**
 * Finds equal rows of a few parallel columns: open addressing, ids only, sized once for `rows` rows. For tables that are small
 * beside the samples (functions, locations, frames, label sets).
 */
export class RowIndex {
  readonly #columns: readonly Uint32Array[];
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor(columns: readonly Uint32Array[], rows: number) {
    let size = 16;
    while (size < rows * 2) size *= 2;
    this.#columns = columns;
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
  }

  /** The first added row that equals `row`, or `row` itself, which then is in the index. */
  add(row: number): number {
    const columns = this.#columns;
    let hash = HASH_SEED;
    for (const column of columns) hash = mix(hash, column[row]);
    let slot = settle(hash) & this.#mask;
    for (let other = this.#slots[slot]; other !== 0; other = this.#slots[slot]) {
      let same = true;
      for (const column of columns) {
        if (column[other - 1] !== column[row]) {
          same = false;
          break;
        }
      }
      if (same) return other - 1;
      slot = (slot + 1) & this.#mask;
    }
    this.#slots[slot] = row + 1;
    return row;
  }

  /** The row of a pair in an index of two columns, or −1. */
  find(first: number, second: number): number {
    const [a, b] = this.#columns;
    let slot = settle(mix(mix(HASH_SEED, first), second)) & this.#mask;
    for (let row = this.#slots[slot]; row !== 0; row = this.#slots[slot]) {
      if (a[row - 1] === first && b[row - 1] === second) return row - 1;
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }
}

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x9e3779b1) ^ (hash >>> 15);
}

function settle(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return h ^ (h >>> 13);
}
