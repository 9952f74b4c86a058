import { mannKendall, type MannKendall } from './mann-kendall-stat';
import { theilSen, type TheilSen } from './theil-sen-stat';

/**
 * How a number goes on: `growing` still rises at the end as it did · `plateau` has risen and stands · `sawtooth` falls back again and
 * again and does not get higher · `falling` · `steady` · `unclear` none of these, or too few points.
 */
export type Shape = 'growing' | 'plateau' | 'sawtooth' | 'falling' | 'steady' | 'unclear';

/** What a shape was decided by; in the units of the values and of the times. */
export interface ShapeBasis {
  /** Medians of the first and of the last third; NaN below three points. */
  readonly first: number;
  readonly last: number;
  /** A change below this is none: three times the noise, or what the asker said. */
  readonly tolerance: number;
  /** From the middle of the first third to the middle of the last. */
  readonly meanSlope: number;
  /** Theil–Sen slope of the last third (at least three points; two where there are fewer than five). */
  readonly lastSlope: number;
  /** Falls by at least three tenths of the whole span. */
  readonly drops: number;
}

export interface Trend extends TheilSen, MannKendall {
  /** Points that counted: finite, those of one time as one (their median). */
  readonly points: number;
  /** Points left out because their value or time is no finite number. */
  readonly skipped: number;
  readonly shape: Shape;
  readonly basis: ShapeBasis;
  /**
   * What so many points can say at all: `nothing` (two or fewer), `monotone` (three or four: every order of them has a chance of 1/6 or
   * 1/24, so nothing is significant at 1 %), `trend` (five or more).
   */
  readonly claim: 'nothing' | 'monotone' | 'trend';
}

export interface TrendOptions {
  /** Standard deviation of one value by the way it is measured (sampling); 0 where it is counted. */
  readonly noise?: number;
  /** A change that is none, in units of the values: below it a series is steady. */
  readonly least?: number;
}

/** From so many points on a test can be significant at 1 %. */
const TREND_POINTS = 5;
/** Of the mean slope, at the end: above it still grows, below it stands. */
const STILL = 0.5;
const STANDS = 0.2;
/** Of the whole span: a fall that counts. */
const DROP = 0.3;

/**
 * Slope, test and shape of a series. `times` in any order and unit (captures without times: 0, 1, 2 …); both as long. Adding to the
 * values changes no slope, p or shape, nor does scaling by a positive number, of the options as well.
 */
export function trendOf(times: ArrayLike<number>, values: ArrayLike<number>, options: TrendOptions = {}): Trend {
  const { t, v, skipped } = cleaned(times, values);
  const n = v.length;
  const test = mannKendall(v);
  const troughs = troughsOf(v, Math.max(3 * (options.noise ?? 0), options.least ?? 0));
  const basis = basisOf(t, v, options, troughs.length);
  return {
    ...theilSen(t, v),
    ...test,
    points: n,
    skipped,
    shape: shapeOf(v, test.s, basis, troughs),
    basis,
    claim: n < 3 ? 'nothing' : n < TREND_POINTS ? 'monotone' : 'trend',
  };
}

/** Ascending in time; of points at one time, the median: they say nothing about a trend. */
function cleaned(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
): { readonly t: Float64Array; readonly v: Float64Array; readonly skipped: number } {
  const rows: number[] = [];
  let ascending = true;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]) || !Number.isFinite(times[i])) continue;
    if (rows.length > 0 && times[i] <= times[rows[rows.length - 1]]) ascending = false;
    rows.push(i);
  }
  const skipped = values.length - rows.length;
  if (ascending) {
    return { t: Float64Array.from(rows, (i) => times[i]), v: Float64Array.from(rows, (i) => values[i]), skipped };
  }
  rows.sort((a, b) => times[a] - times[b] || a - b);
  const t: number[] = [];
  const v: number[] = [];
  for (let from = 0, i = 1; i <= rows.length; i++) {
    if (i < rows.length && times[rows[i]] === times[rows[from]]) continue;
    t.push(times[rows[from]]);
    v.push(median(rows.slice(from, i).map((row) => values[row])));
    from = i;
  }
  return { t: Float64Array.from(t), v: Float64Array.from(v), skipped };
}

/** NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  return n === 0 ? NaN : (sorted[Math.floor((n - 1) / 2)] + sorted[Math.floor(n / 2)]) / 2;
}

function basisOf(t: Float64Array, v: Float64Array, { noise = 0, least = 0 }: TrendOptions, drops: number): ShapeBasis {
  const n = v.length;
  if (n < 3) return { first: NaN, last: NaN, tolerance: NaN, meanSlope: NaN, lastSlope: NaN, drops: 0 };
  const third = Math.floor(n / 3);
  const first = median(v.subarray(0, third));
  const last = median(v.subarray(n - third));
  const tail = n < TREND_POINTS ? 2 : Math.max(3, Math.ceil(n / 3));
  return {
    first,
    last,
    tolerance: Math.max(3 * noise, least),
    meanSlope: (last - first) / (median(t.subarray(n - third)) - median(t.subarray(0, third))),
    lastSlope: theilSen(t.subarray(n - tail), v.subarray(n - tail)).slope,
    drops,
  };
}

function extent(values: ArrayLike<number>): number {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  return values.length === 0 ? 0 : most - least;
}

/** The lowest value after each fall by at least `DROP` of the span (and more than `tolerance`), up to the next such rise or the end. */
function troughsOf(v: ArrayLike<number>, tolerance: number): number[] {
  const turn = Math.max(DROP * extent(v), tolerance);
  const lows: number[] = [];
  let high = v[0];
  let low = v[0];
  let fallen = false;
  for (let i = 1; i < v.length; i++) {
    high = Math.max(high, v[i]);
    low = Math.min(low, v[i]);
    if (!fallen && high - v[i] >= turn && high > v[i]) {
      fallen = true;
      low = v[i];
    } else if (fallen && v[i] - low >= turn && v[i] > low) {
      lows.push(low);
      fallen = false;
      high = v[i];
    }
  }
  if (fallen) lows.push(low);
  return lows;
}

function shapeOf(v: ArrayLike<number>, s: number, basis: ShapeBasis, troughs: readonly number[]): Shape {
  const { first, last, tolerance, meanSlope, lastSlope } = basis;
  const n = v.length;
  if (n < 3) return 'unclear';
  const span = extent(v);
  if (span <= tolerance) return 'steady';
  if (troughs.length > 0 && n >= TREND_POINTS) {
    // Garbage on top of a leak is a saw whose troughs rise; a saw that comes down to where it began is none.
    const rising = troughs.every((low, i) => low > (i === 0 ? v[0] : troughs[i - 1]));
    const raised = troughs[troughs.length - 1] - v[0];
    if (troughs.length > 1 && !(rising && raised > Math.max(tolerance, DROP * span))) return 'sawtooth';
    if (troughs.length === 1 && raised <= DROP * span && last > first - tolerance) return 'sawtooth';
  }
  if (last - first < -tolerance && s < 0) return 'falling';
  if (last - first > tolerance && s > 0) {
    const ratio = lastSlope / meanSlope;
    if (ratio <= STANDS) return 'plateau';
    // Three or four points must all rise: one that does not is a third of what is known.
    return ratio >= STILL && (n >= TREND_POINTS || isRising(v)) ? 'growing' : 'unclear';
  }
  return 'unclear';
}

function isRising(v: ArrayLike<number>): boolean {
  for (let i = 1; i < v.length; i++) if (v[i] <= v[i - 1]) return false;
  return true;
}

/** Why the shape is what it is, as the end of a sentence: `it still rises at the end, at 97 % of its mean slope`. */
export function shapeReason({ shape, basis, points }: Trend): string {
  const share = Math.round((100 * basis.lastSlope) / basis.meanSlope);
  switch (shape) {
    case 'growing':
      return `it still rises at the end, at ${share}\u00a0% of its mean slope`;
    case 'plateau':
      return 'it has risen and stands at the end';
    case 'sawtooth':
      return basis.drops === 1 ? 'it fell back once' : `it fell back ${basis.drops} times`;
    case 'falling':
      return 'it falls';
    case 'steady':
      return 'it does not change by more than its noise';
    case 'unclear':
      return points < 3
        ? 'two values have no shape'
        : basis.last > basis.first
          ? `it slows down at the end, to ${share}\u00a0% of its mean slope`
          : 'it goes up and down';
  }
}

/** When something was captured, as `Capture` has it. */
export interface Moment {
  readonly timeMs: number | null;
  readonly timeSource: 'capture' | 'file' | null;
}

/** An order and its times, ready for `trendOf`. */
export interface TimeOrder {
  /** Indices into what was given, first to last. */
  readonly order: readonly number[];
  /** Of each in that order: minutes since the first where `timed`, else 0, 1, 2 … */
  readonly times: Float64Array;
  readonly timed: boolean;
}

/** Captures closer together than this, all in all, share a moment: nothing can be said per minute. */
const NEAREST_MS = 1000;
/** Files that were copied or checked out together have times that say nothing about the process. */
const NEAREST_FILE_MS = 5000;

/**
 * By their own time where all have one from the capture itself, else as given (a file's time is that of a copy as often as not). Times
 * of files are used for slopes only where they agree with the order and lie apart.
 */
export function orderByTime(moments: readonly Moment[]): TimeOrder {
  const order = moments.map((_, i) => i);
  const own = moments.every(({ timeMs, timeSource }) => timeMs !== null && timeSource === 'capture');
  const at = (i: number): number => moments[i].timeMs ?? NaN;
  if (own) order.sort((a, b) => at(a) - at(b) || a - b);
  const span = order.length === 0 ? NaN : at(order[order.length - 1]) - at(order[0]);
  const ascending = order.every((index, i) => i === 0 || at(index) >= at(order[i - 1]));
  // One unknown time makes the comparison with its neighbours false.
  const timed = ascending && span >= (own ? NEAREST_MS : NEAREST_FILE_MS);
  return {
    order,
    timed,
    times: Float64Array.from(order, (index, i) => (timed ? (at(index) - at(order[0])) / 60_000 : i)),
  };
}
