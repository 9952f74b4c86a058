/** Metrics of one capture: a scrape, a `/debug/vars`, the MemStats of a heap profile. One row a point; points of a series in order of time. */
export interface MetricTables {
  readonly series: MetricSeriesTable;
  readonly points: MetricPointTable;
}

export const METRIC_TYPES = ['unknown', 'gauge', 'counter', 'histogram', 'summary'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** A series: one name with one label set. A histogram is its `_bucket`, `_sum`, `_count` series, as in the text formats. */
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
  /** Points of series i: `[first[i], first[i + 1])`. */
  readonly first: Uint32Array;
}

export interface MetricPointTable {
  readonly count: number;
  /** ms since the epoch; NaN = the capture's own time. */
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
}
