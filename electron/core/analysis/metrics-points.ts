import type { LinePart, MetricIndex } from './metrics';
import { NO_LIMIT } from './metrics-vocabulary';

/** Points of one line, ascending in time. `scrape` is the number of the scrape, −1 for points that say their own time. */
export interface Line {
  /** ms since the epoch, or the number of the scrape where `timed` is false. */
  readonly t: Float64Array;
  readonly v: Float64Array;
  readonly scrape: Int32Array;
  /** False: `t` counts scrapes. */
  readonly timed: boolean;
}

export const NO_POINTS: Line = {
  t: new Float64Array(0),
  v: new Float64Array(0),
  scrape: new Int32Array(0),
  timed: true,
};

interface Raw {
  readonly t: number;
  readonly v: number;
  readonly scrape: number;
}

/** The points of a merged series. */
export function seriesLine(index: MetricIndex, series: number): Line {
  const parts = index.series.at(series).map(({ capture, row }) => ({ capture, terms: [{ series: row, factor: 1 }] }));
  return partsLine(index, parts);
}

/** The points of sums of series: where a scrape lacks one of the terms, it has no point. */
export function partsLine(index: MetricIndex, parts: readonly LinePart[]): Line {
  const found: Raw[] = [];
  // A ring of pauses tells the moment of each: they need no clock. Where only some points do, all follow the scrapes.
  let own = true;
  for (const part of parts) own = addPart(index, part, found) && own;
  const timed = own || index.clock.kind === 'time';
  const raw = timed ? found : found.map((point) => ({ ...point, t: point.scrape + 1 }));
  raw.sort((a, b) => a.t - b.t || a.scrape - b.scrape);
  const kept: Raw[] = [];
  for (const point of raw) {
    const last = kept[kept.length - 1];
    // The same moment in two captures is the same point, read twice.
    if (last !== undefined && last.t === point.t) kept[kept.length - 1] = point;
    else kept.push(point);
  }
  return {
    t: Float64Array.from(kept, ({ t }) => t),
    v: Float64Array.from(kept, ({ v }) => v),
    scrape: Int32Array.from(kept, ({ scrape }) => (own ? -1 : scrape)),
    timed,
  };
}

/** Appends the points of a part; true when all of them say their own time. */
function addPart({ captures, clock }: MetricIndex, { capture, terms }: LinePart, found: Raw[]): boolean {
  const { points, series } = captures[capture].metrics;
  const base = clock.base[capture];
  const [first, ...others] = terms;
  const more = others.map(({ series: row, factor }) => {
    const byScrape = new Map<number, number>();
    for (let i = series.first[row]; i < series.first[row + 1]; i++)
      byScrape.set(points.scrape[i], factor * points.value[i]);
    return byScrape;
  });
  let own = true;
  for (let i = series.first[first.series]; i < series.first[first.series + 1]; i++) {
    const scrape = points.scrape[i];
    let v = first.factor * points.value[i];
    for (const values of more) v += values.get(scrape) ?? NaN;
    if (more.length > 0 && Number.isNaN(v)) continue;
    if (v >= NO_LIMIT) v = Infinity;
    const time = points.timeMs[i];
    const said = !Number.isNaN(time);
    if (!said) own = false;
    found.push({ t: said ? time : clock.at[base + scrape], v, scrape: base + scrape });
  }
  return own;
}

/** A counter as change per second (per scrape where there is no time), and how often the process began anew. */
export interface Rate {
  readonly line: Line;
  /** Moments at which the counter fell: a new process. Its first value counts as its increase. */
  readonly restarts: readonly number[];
}

export function rateOf({ t, v, scrape, timed }: Line): Rate {
  const count = Math.max(0, t.length - 1);
  const rate = new Float64Array(count);
  const restarts: number[] = [];
  for (let i = 0; i < count; i++) {
    const change = v[i + 1] - v[i];
    if (change < 0) restarts.push(t[i + 1]);
    rate[i] = (change < 0 ? v[i + 1] : change) / (timed ? (t[i + 1] - t[i]) / 1000 : 1);
  }
  return { line: { t: t.slice(1), v: rate, scrape: scrape.slice(1), timed }, restarts };
}

/** Falls of a counter. */
export function restartsOf({ t, v }: Line): number[] {
  const found: number[] = [];
  for (let i = 1; i < t.length; i++) if (v[i] < v[i - 1]) found.push(t[i]);
  return found;
}

/** One bound of a histogram and the points of its bucket. */
export interface BucketLine {
  /** Upper bound, Infinity for the last. */
  readonly le: number;
  readonly line: Line;
}

/**
 * Quantiles of what was observed between one scrape and the one before (of all since the start where there is one scrape only), by
 * Prometheus's rule: linear within a bucket, from 0 in the first where its bound is positive, the last finite bound above that. NaN
 * where nothing was observed. Buckets of several label sets are added up.
 */
export function quantileLines(buckets: readonly BucketLine[], quantiles: readonly number[]): Line[] {
  const bounds = [...new Set(buckets.map(({ le }) => le))].sort((a, b) => a - b);
  const at = new Map(bounds.map((le, i) => [le, i]));
  const moments = [...new Set(buckets.flatMap(({ line }) => [...line.t]))].sort((a, b) => a - b);
  const row = new Map(moments.map((t, i) => [t, i]));
  const scrape = new Int32Array(moments.length).fill(-1);
  // Row: moment, column: bound. What a bucket gained; its first point counts in full only where there is one moment.
  const gained = Array.from(moments, () => new Float64Array(bounds.length));
  const timed = buckets.every(({ line }) => line.timed);
  for (const { le, line } of buckets) {
    const column = at.get(le) ?? 0;
    for (let i = 0; i < line.t.length; i++) {
      const moment = row.get(line.t[i]) ?? 0;
      scrape[moment] = line.scrape[i];
      const change = i === 0 ? (moments.length === 1 ? line.v[0] : 0) : line.v[i] - line.v[i - 1];
      gained[moment][column] += change < 0 ? line.v[i] : change;
    }
  }
  const from = moments.length === 1 ? 0 : 1;
  const t = Float64Array.from(moments.slice(from));
  return quantiles.map((q) => ({
    t,
    v: Float64Array.from(gained.slice(from), (cumulative) => quantile(bounds, cumulative, q)),
    scrape: scrape.slice(from),
    timed,
  }));
}

/** `cumulative[i]` observations are at most `bounds[i]`. */
export function quantile(bounds: readonly number[], cumulative: ArrayLike<number>, q: number): number {
  const last = bounds.length - 1;
  if (last < 0) return NaN;
  const total = cumulative[last];
  if (!(total > 0)) return NaN;
  const rank = q * total;
  let i = 0;
  while (i < last && cumulative[i] < rank) i++;
  // Above the last finite bound nothing is known but that.
  if (bounds[i] === Infinity) return i === 0 ? NaN : bounds[i - 1];
  const low = i > 0 ? bounds[i - 1] : bounds[0] > 0 ? 0 : bounds[0];
  const below = i > 0 ? cumulative[i - 1] : 0;
  const inside = cumulative[i] - below;
  return inside <= 0 ? bounds[i] : low + (bounds[i] - low) * Math.min(1, Math.max(0, (rank - below) / inside));
}

/** A line as wide as a chart: per column of pixels the last value, the least and the greatest. NaN in `value` is a gap. */
export interface ThinLine {
  readonly t: Float64Array;
  readonly value: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** At most `width` points of `[from, to]`, with a gap where a scrape in between has no point. */
export function thin({ t, v, scrape }: Line, from: number, to: number, width: number): ThinLine {
  let start = 0;
  while (start < t.length && t[start] < from) start++;
  let end = t.length;
  while (end > start && t[end - 1] > to) end--;
  const out: { t: number; value: number; low: number; high: number }[] = [];
  const step = end - start > width ? (to - from) / width : 0;
  for (let i = start; i < end; i++) {
    const gap = i > start && scrape[i] >= 0 && scrape[i] - scrape[i - 1] > 1;
    const last = out[out.length - 1];
    if (step > 0 && last !== undefined && Math.floor((last.t - from) / step) === Math.floor((t[i] - from) / step)) {
      out[out.length - 1] = { t: t[i], value: v[i], low: least(last.low, v[i]), high: greatest(last.high, v[i]) };
      continue;
    }
    if (gap && step === 0) out.push({ t: t[i - 1] + (t[i] - t[i - 1]) / 2, value: NaN, low: NaN, high: NaN });
    out.push({ t: t[i], value: v[i], low: v[i], high: v[i] });
  }
  return {
    t: Float64Array.from(out, (point) => point.t),
    value: Float64Array.from(out, (point) => point.value),
    low: Float64Array.from(out, (point) => point.low),
    high: Float64Array.from(out, (point) => point.high),
  };
}

function least(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}
function greatest(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}

/** The last value that is a number; NaN without any. */
export function lastValue({ v }: Line): number {
  for (let i = v.length - 1; i >= 0; i--) if (!Number.isNaN(v[i])) return v[i];
  return NaN;
}
