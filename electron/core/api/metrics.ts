/** Questions about the metrics of a document: all its captures that have some, as series on one clock. */

export type MetricTypeName = 'unknown' | 'gauge' | 'counter' | 'histogram' | 'summary';

/** `value` as it was written · `rate` change per second · `quantiles` of a histogram or a summary. */
export const METRIC_MODES = ['value', 'rate', 'quantiles'] as const;
export type MetricMode = (typeof METRIC_MODES)[number];

export interface MetricNamesParams {
  readonly doc: string;
  /** A page of the list, as in every list question. */
  readonly offset: number;
  readonly limit: number;
  /** Plain text, case-insensitive, in the title, the name as written or the help; `` = all. */
  readonly search: string;
}
export interface MetricRow {
  /** Handle, the same for the same metric of any document: `go:heap-inuse`, `counter:shop_requests_total`. */
  readonly metric: string;
  /** `Heap in use` for what every Go process has, else the name as written. */
  readonly title: string;
  /** As written; of a sum all its names: `/memory/classes/heap/objects:bytes + /memory/classes/heap/unused:bytes`. */
  readonly name: string;
  /** `Go runtime`, `Process`, else the first word of the names; metrics of one group follow each other. */
  readonly group: string;
  readonly type: MetricTypeName;
  /** `bytes`, `seconds`; `` = a count, or not said. */
  readonly unit: string;
  readonly help: string;
  /** The first row of its group among those that match the search. */
  readonly heads: boolean;
  /** Label sets; a histogram has one for all its buckets. */
  readonly sets: number;
  readonly points: number;
  /** Null where there is no one number to show: several gauges, no value, infinity (no limit). */
  readonly last: number | null;
  /** What `last` and `spark` are: `` the value · `rate` per second · `sum` of all sets · `p99` of a histogram. */
  readonly shows: '' | 'rate' | 'sum' | 'p99';
  /** Up to 24 values over the whole time, finite ones; empty where there are fewer than two. */
  readonly spark: readonly number[];
}
export interface MetricNamesAnswer {
  readonly rows: readonly MetricRow[];
  /** Metrics that match; `all` without the search. */
  readonly total: number;
  readonly all: number;
  /** Scrapes in all captures. */
  readonly scrapes: number;
  readonly clock: MetricClock;
}
export interface MetricClock {
  /** `time` is ms since the epoch; `order` counts scrapes from 1. */
  readonly kind: 'time' | 'order';
  /** Why the scrapes have no time, one clause; ``. */
  readonly reason: string;
}

export interface MetricSeriesParams {
  readonly doc: string;
  /** A handle of `metricNames`. */
  readonly metric: string;
  /** Null: what suits the type (quantiles of histograms and summaries, else the value). */
  readonly mode: MetricMode | null;
  /** Only label sets whose text contains this, case-insensitive; ``. */
  readonly labels: string;
  /** Range of the clock, inclusive; null = all. */
  readonly from: number | null;
  readonly to: number | null;
  /** Points that a line may have, px of the chart: 16 … 4096. */
  readonly width: number;
}
export interface MetricLine {
  /** `method="GET"`, `p99`; `` where there is one line only. */
  readonly label: string;
  /** Last finite value in the range, null without any. */
  readonly last: number | null;
  /** Points in the range before they were thinned. */
  readonly points: number;
  /** Parallel columns. `value` is the last in its column of pixels, `low` and `high` its range; NaN is a gap. */
  readonly t: Float64Array;
  readonly value: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}
export interface MetricSeriesAnswer {
  readonly row: MetricRow;
  readonly mode: MetricMode;
  /** Modes that make sense for the metric. */
  readonly modes: readonly MetricMode[];
  /** Unit of the values shown: `bytes/s`. */
  readonly unit: string;
  readonly clock: MetricClock;
  /** What is shown, and all there is. */
  readonly range: { readonly from: number; readonly to: number };
  readonly whole: { readonly from: number; readonly to: number };
  /** At most 20, largest last value first (quantiles: lowest first). */
  readonly lines: readonly MetricLine[];
  /** Lines that are not in `lines`. */
  readonly folded: number;
  /** Moments at which a counter fell, at most 100: the process began anew. */
  readonly restarts: readonly number[];
  readonly tookMs: number;
}
