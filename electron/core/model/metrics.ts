/**
 * Metrics of one capture: a scrape, a `/debug/vars`, the MemStats of a heap profile, or several scrapes in one file. One row a point;
 * points of a series in the order of the file. Labels are in the capture's `labelSets`, texts in its `strings`.
 */
export interface MetricTables {
  readonly series: MetricSeriesTable;
  readonly points: MetricPointTable;
  /**
   * Moment of each scrape in the file, in order: ms since the epoch; NaN = not said, then the capture's own time where there is one
   * scrape only. Never empty.
   */
  readonly scrapeTimeMs: Float64Array;
}

export const METRIC_TYPES = ['unknown', 'gauge', 'counter', 'histogram', 'summary'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/**
 * A series: one name with one label set. A histogram is its `_bucket`, `_sum`, `_count` series, as in the text formats: buckets are
 * cumulative and have the label `le`. A histogram of runtime/metrics has only buckets, under its own name.
 */
export interface MetricSeriesTable {
  readonly count: number;
  /** StringId of the name as written: `go_goroutines`, `/sched/goroutines:goroutines`, `memstats.HeapAlloc`. */
  readonly name: Uint32Array;
  /** LabelSetId. */
  readonly labels: Uint32Array;
  /** Row of METRIC_TYPES. */
  readonly type: Uint8Array;
  /** StringId: `bytes`, `seconds`; 0 = not said. */
  readonly unit: Uint32Array;
  /** StringId of the help text; 0 = none. */
  readonly help: Uint32Array;
  /** Points of series i: `[first[i], first[i + 1])`; count + 1 offsets. */
  readonly first: Uint32Array;
}

export interface MetricPointTable {
  readonly count: number;
  /** ms since the epoch where the point says its own time; NaN = that of its scrape. */
  readonly timeMs: Float64Array;
  /** Row of `scrapeTimeMs`. */
  readonly scrape: Uint32Array;
  /** As written, NaN and infinities too. Integers are exact up to 2^53. */
  readonly value: Float64Array;
}

/** Memory held, bytes. */
export function metricBytes({ series, points, scrapeTimeMs }: MetricTables): number {
  let bytes = scrapeTimeMs.byteLength;
  for (const table of [series, points])
    for (const column of Object.values(table)) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
  return bytes;
}
