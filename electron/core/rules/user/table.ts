import type { Finding } from '@core/api/findings';
import type { Row } from './value';

/** A row of a table: now, and in the captures before. */
export interface TableRow {
  /** The same thing has the same key in every capture, for the finding's id. */
  readonly key: string;
  readonly row: Row;
  /** Moment of the row, ms since the epoch; NaN = the captures do not tell. */
  readonly timeMs: number;
  /** Size for the order of findings. */
  readonly weight: number;
  /** The row at earlier moments, newest first; null where it was not there. */
  before(): Iterable<{ readonly timeMs: number; readonly row: Row | null }>;
  /** What a finding about it shows; the rule adds the rest. */
  describe(): RowFacts;
}

export type RowFacts = Pick<
  Finding,
  | 'operation'
  | 'site'
  | 'entry'
  | 'creator'
  | 'count'
  | 'atLeast'
  | 'series'
  | 'growthPerMinute'
  | 'bytes'
  | 'goroutines'
  | 'evidence'
  | 'stack'
>;

export const NO_FACTS: RowFacts = {
  operation: 'other',
  site: null,
  entry: null,
  creator: null,
  count: 0,
  atLeast: false,
  series: [],
  growthPerMinute: null,
  bytes: null,
  goroutines: [],
  evidence: [],
  stack: [],
};

/** A table of a document: its rows at the last capture. Null = the document has no such table. */
export type Table = () => Iterable<TableRow>;

/** Files that were copied together share a moment: their times say nothing about the process. */
const NEAREST_FILE_MS = 5000;
const NEAREST_MS = 1000;

/** Moments of captures in their order; null where they cannot be those of a series. */
export function momentsOf(
  captures: readonly { readonly timeMs: number | null; readonly timeSource: 'capture' | 'file' | null }[],
): readonly number[] | null {
  const moments: number[] = [];
  for (const { timeMs, timeSource } of captures) {
    const last = moments[moments.length - 1];
    if (timeMs === null) return null;
    if (last !== undefined && timeMs - last < (timeSource === 'file' ? NEAREST_FILE_MS : NEAREST_MS)) return null;
    moments.push(timeMs);
  }
  return moments;
}

/** Change a minute between the first and the last of these; NaN without a time between them. */
export function perMinute(first: number, last: number, spanMs: number): number {
  return spanMs > 0 ? ((last - first) * 60_000) / spanMs : NaN;
}
