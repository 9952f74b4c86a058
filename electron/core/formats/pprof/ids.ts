import type { FieldReader } from './wire';
import { hugeCount } from './wire';
import { RowIndex } from './rows';

/**
 * From the 64-bit ids of a table to its rows. Ids are any non-zero numbers (addresses occur); Go writes 1, 2, 3 …, and then the
 * table is a plain array.
 */
export class IdTable {
  /** Row + 1 by id where ids are small; null where they are sparse. */
  readonly direct: Uint32Array | null;
  readonly count: number;
  readonly #index: RowIndex | null;

  private constructor(count: number, direct: Uint32Array | null, index: RowIndex | null) {
    this.count = count;
    this.direct = direct;
    this.#index = index;
  }

  /** `complain(row, why)` must throw; it is called for an id 0 and for an id that occurs twice. */
  static build(
    low: Uint32Array,
    high: Uint32Array,
    what: string,
    complain: (row: number, why: string) => never,
  ): IdTable {
    const count = low.length;
    let largest = 0;
    for (let row = 0; row < count; row++) {
      if (low[row] === 0 && high[row] === 0) complain(row, `a ${what} has the id 0, which is reserved`);
      largest = Math.max(largest, high[row] !== 0 ? Infinity : low[row]);
    }
    const twice = (row: number): never => complain(row, `two ${what}s have the id ${hugeCount(low[row], high[row])}`);
    if (largest <= count * 4 + 1024) {
      const direct = new Uint32Array(largest + 1);
      for (let row = 0; row < count; row++) {
        if (direct[low[row]] !== 0) twice(row);
        direct[low[row]] = row + 1;
      }
      return new IdTable(count, direct, null);
    }
    const index = new RowIndex([low, high], count);
    for (let row = 0; row < count; row++) if (index.add(row) !== row) twice(row);
    return new IdTable(count, null, index);
  }

  /** Row of an id, or −1. */
  row(low: number, high: number): number {
    if (this.#index !== null) return this.#index.find(low, high);
    return high !== 0 || this.direct === null || low >= this.direct.length ? -1 : this.direct[low] - 1;
  }
}

/** Columns of ids read with `FieldReader`, two halves. */
export class IdColumn {
  readonly low: Uint32Array;
  readonly high: Uint32Array;

  constructor(count: number) {
    this.low = new Uint32Array(count);
    this.high = new Uint32Array(count);
  }

  set(row: number, reader: FieldReader): void {
    this.low[row] = reader.low;
    this.high[row] = reader.high;
  }
}
