import type { Distribution, TimeRange } from '@core/api/trace';
import { GrowableColumn } from '@core/base/columns';
import type { TraceTables } from '@core/model/trace';
import { RUNNABLE, RUNNING, walkIntervals, type Breathe } from './trace-walk';

export const NO_VALUES: Distribution = { count: 0, sum: 0, p50: 0, p99: 0, max: 0 };

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

function bucketOf(value: number): number {
  return value < 1 ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log2(value) * PER_OCTAVE));
}

/**
 * Waits for a P (from runnable to running) that end inside the range, by class of goroutine (`classOf[g]`, −1 = left out), the last
 * entry of the result being all of them. Exact, and without keeping the tens of millions of waits of a large trace: a first walk counts
 * them in coarse buckets, a second keeps those in the buckets that hold a wanted rank.
 */
export async function schedulingLatencies(
  trace: TraceTables,
  range: TimeRange,
  classOf: Int32Array,
  classes: number,
  breathe: Breathe,
): Promise<Distribution[]> {
  const rows = classes + 1;
  const counts = new Uint32Array(rows * BUCKETS);
  const total = new Float64Array(rows);
  const sum = new Float64Array(rows);
  const max = new Float64Array(rows);
  const isWait = (g: number, state: number, end: number, next: number): boolean =>
    state === RUNNABLE && next === RUNNING && classOf[g] >= 0 && end >= range.fromNs && end <= range.toNs;
  await walkIntervals(
    trace,
    range,
    (g, state, _reason, _stack, _by, start, end, next) => {
      if (!isWait(g, state, end, next)) return;
      const value = end - start;
      const bucket = bucketOf(value);
      for (let row = classOf[g]; ; row = classes) {
        counts[row * BUCKETS + bucket]++;
        total[row]++;
        sum[row] += value;
        if (value > max[row]) max[row] = value;
        if (row === classes) break;
      }
    },
    breathe,
  );

  // The bucket of each wanted rank, and how many values lie below it.
  const wanted = [0.5, 0.99].map((share) => {
    const bucket = new Int32Array(rows).fill(-1);
    const below = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      if (total[row] === 0) continue;
      const rank = rankOf(share, total[row]);
      let b = 0;
      while (below[row] + counts[row * BUCKETS + b] <= rank) below[row] += counts[row * BUCKETS + b++];
      bucket[row] = b;
    }
    return { share, bucket, below, owner: new GrowableColumn(Uint32Array), value: new GrowableColumn(Float64Array) };
  });
  await walkIntervals(
    trace,
    range,
    (g, state, _reason, _stack, _by, start, end, next) => {
      if (!isWait(g, state, end, next)) return;
      const value = end - start;
      const bucket = bucketOf(value);
      for (let row = classOf[g]; ; row = classes) {
        for (const { bucket: at, owner, value: kept } of wanted) {
          if (at[row] !== bucket) continue;
          owner.push(row);
          kept.push(value);
        }
        if (row === classes) break;
      }
    },
    breathe,
  );
  const percentiles = wanted.map(({ share, below, owner, value }) => {
    const values = split(owner.finish(), value.finish(), rows);
    return (row: number): number => values[row].sort()[rankOf(share, total[row]) - below[row]];
  });
  return Array.from({ length: rows }, (_, row) =>
    total[row] === 0
      ? NO_VALUES
      : { count: total[row], sum: sum[row], p50: percentiles[0](row), p99: percentiles[1](row), max: max[row] },
  );
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
