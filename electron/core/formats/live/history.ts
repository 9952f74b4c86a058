import type { History } from '@core/model/live';

/** A `History` that is written. Values are whole numbers below 2^32. */
export class ChangeLog implements History {
  length = 0;
  #atMs = new Float64Array(2);
  #value = new Uint32Array(2);

  /** Times ascend; a value that is the last one again is not written down. */
  write(ms: number, value: number): boolean {
    if (value === (this.length === 0 ? 0 : this.#value[this.length - 1])) return false;
    if (this.length === this.#atMs.length) {
      this.#atMs = doubled(this.#atMs, new Float64Array(this.length * 2));
      this.#value = doubled(this.#value, new Uint32Array(this.length * 2));
    }
    this.#atMs[this.length] = ms;
    this.#value[this.length++] = value;
    return true;
  }

  at(ms: number): number {
    const row = lastAtOrBefore(this.#atMs, this.length, ms);
    return row < 0 ? 0 : this.#value[row];
  }

  get last(): number {
    return this.length === 0 ? 0 : this.#value[this.length - 1];
  }

  /** Forgets every second change of the older half. Answers how many are left. */
  thin(): number {
    const half = this.length >> 1;
    let kept = 0;
    for (let row = 0; row < this.length; row++) {
      if (row < half && row % 2 === 0 && row > 0) continue;
      this.#atMs[kept] = this.#atMs[row];
      this.#value[kept++] = this.#value[row];
    }
    this.length = kept;
    return kept;
  }
}

function doubled<C extends Float64Array | Uint32Array>(from: C, to: C): C {
  to.set(from);
  return to;
}

/** Row of the last of `count` ascending times that is not after `ms`; −1 = all are. */
export function lastAtOrBefore(times: Float64Array, count: number, ms: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Rows of numbers over time, in columns that grow up to `most` rows; then every second row of the older half is forgotten, so that an
 * hour fits and days do, with less detail the older they are.
 */
export class TimeRows {
  count = 0;
  readonly columns: Float64Array[] = [];
  readonly #most: number;
  #room = 64;

  constructor(columns: number, most: number) {
    this.#most = most;
    for (let i = 0; i < columns; i++) this.addColumn();
  }

  /** NaN in the rows so far. */
  addColumn(): number {
    return this.columns.push(new Float64Array(this.#room).fill(NaN)) - 1;
  }

  /** Appends a row of NaN and answers its number. The first column should be the time. */
  add(): number {
    if (this.count === this.#most) this.#thin();
    if (this.count === this.#room) {
      this.#room = Math.min(this.#most, this.#room * 2);
      this.columns.forEach((old, i) => {
        this.columns[i] = new Float64Array(this.#room).fill(NaN);
        this.columns[i].set(old);
      });
    }
    for (const column of this.columns) column[this.count] = NaN;
    return this.count++;
  }

  get byteLength(): number {
    return this.columns.length * this.#room * 8;
  }

  #thin(): void {
    const half = this.count >> 1;
    let kept = 0;
    for (let row = 0; row < this.count; row++) {
      if (row < half && row % 2 === 1) continue;
      for (const column of this.columns) column[kept] = column[row];
      kept++;
    }
    this.count = kept;
  }
}
