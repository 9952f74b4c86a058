import type { Distribution } from '@core/api/trace';
import { GrowableColumn } from '@core/base/columns';

const NO_VALUES: Distribution = { count: 0, sum: 0, p50: 0, p99: 0, max: 0 };

/** Row of the nearest-rank percentile among `count` sorted values. */
function rankOf(share: number, count: number): number {
  return Math.max(0, Math.ceil(share * count) - 1);
}

/** Of values in any order; sorts them in place. */
export function distributionOf(values: Float64Array): Distribution {
  const count = values.length;
  if (count === 0) return NO_VALUES;
  values.sort();
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  return { count, sum, p50: values[rankOf(0.5, count)], p99: values[rankOf(0.99, count)], max: values[count - 1] };
}

/** Distributions of pairs (class, value), one a class. */
export function distributionsOf(classes: ArrayLike<number>, values: Float64Array, count: number): Distribution[] {
  return split(classes, values, count).map(distributionOf);
}

/** Eight buckets an octave, values from 1 ns to 2⁵⁰ ns. */
const PER_OCTAVE = 8;
const BUCKETS = 51 * PER_OCTAVE;
/** Values in a block: a list of blocks grows without copying. */
const BLOCK = 1 << 18;

function bucketOf(value: number): number {
  return value < 1 ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log2(value) * PER_OCTAVE));
}

/**
 * Distributions of values that arrive one by one, millions of them, for some classes and for all together. Exact: coarse buckets say
 * where a percentile lies, and only the values of that bucket are sorted. Takes 12 bytes a value.
 */
export class Distributions {
  readonly #classes: number;
  readonly #owners: Uint32Array[] = [];
  readonly #values: Float64Array[] = [];
  #length = 0;

  constructor(classes: number) {
    this.#classes = classes;
  }

  add(owner: number, value: number): void {
    const at = this.#length++ & (BLOCK - 1);
    if (at === 0) {
      this.#owners.push(new Uint32Array(BLOCK));
      this.#values.push(new Float64Array(BLOCK));
    }
    this.#owners[this.#owners.length - 1][at] = owner;
    this.#values[this.#values.length - 1][at] = value;
  }

  #each(visit: (owner: number, value: number) => void): void {
    for (let block = 0, left = this.#length; left > 0; block++, left -= BLOCK) {
      const owners = this.#owners[block];
      const values = this.#values[block];
      const end = Math.min(left, BLOCK);
      for (let i = 0; i < end; i++) visit(owners[i], values[i]);
    }
  }

  /** One a class, then one of all. */
  finish(): Distribution[] {
    const all = this.#classes;
    const rows = all + 1;
    const counts = new Uint32Array(rows * BUCKETS);
    const total = new Float64Array(rows);
    const sum = new Float64Array(rows);
    const max = new Float64Array(rows);
    this.#each((owner, value) => {
      const bucket = bucketOf(value);
      counts[owner * BUCKETS + bucket]++;
      counts[all * BUCKETS + bucket]++;
      total[owner]++;
      sum[owner] += value;
      sum[all] += value;
      if (value > max[owner]) max[owner] = value;
    });
    for (let row = 0; row < all; row++) {
      total[all] += total[row];
      max[all] = Math.max(max[all], max[row]);
    }
    const ranks = [0.5, 0.99].map((share) => this.#bucketsOf(share, counts, total));
    const kept = ranks.map(() => ({ owner: new GrowableColumn(Uint32Array), value: new GrowableColumn(Float64Array) }));
    this.#each((owner, value) => {
      const bucket = bucketOf(value);
      for (let p = 0; p < ranks.length; p++) {
        const { bucket: wanted } = ranks[p];
        if (wanted[owner] === bucket) {
          kept[p].owner.push(owner);
          kept[p].value.push(value);
        }
        if (wanted[all] === bucket) {
          kept[p].owner.push(all);
          kept[p].value.push(value);
        }
      }
    });
    const percentiles = ranks.map(({ at }, p) => {
      const values = split(kept[p].owner.finish(), kept[p].value.finish(), rows);
      return (row: number): number => values[row].sort()[at[row]];
    });
    return Array.from({ length: rows }, (_, row) =>
      total[row] === 0
        ? NO_VALUES
        : { count: total[row], sum: sum[row], p50: percentiles[0](row), p99: percentiles[1](row), max: max[row] },
    );
  }

  /** The bucket in which a percentile lies, by row, and its place among the values there; −1 = no values. */
  #bucketsOf(share: number, counts: Uint32Array, total: Float64Array): { bucket: Int32Array; at: Float64Array } {
    const bucket = new Int32Array(total.length).fill(-1);
    const at = new Float64Array(total.length);
    for (let row = 0; row < total.length; row++) {
      if (total[row] === 0) continue;
      let left = rankOf(share, total[row]);
      let b = 0;
      while (counts[row * BUCKETS + b] <= left) left -= counts[row * BUCKETS + b++];
      bucket[row] = b;
      at[row] = left;
    }
    return { bucket, at };
  }
}

/** Values by owner, each in the order they come. */
function split(owner: ArrayLike<number>, values: Float64Array, rows: number): Float64Array[] {
  const first = new Uint32Array(rows + 1);
  for (let i = 0; i < values.length; i++) first[owner[i] + 1]++;
  for (let row = 0; row < rows; row++) first[row + 1] += first[row];
  const fill = first.slice(0, rows);
  const sorted = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) sorted[fill[owner[i]]++] = values[i];
  return Array.from({ length: rows }, (_, row) => sorted.subarray(first[row], first[row + 1]));
}
