/**
 * Where a table's rows come from: all at once, or page by page from the engine. Rows that are not there yet are `undefined`
 * and appear when the source re-renders its owner.
 */
export interface RowSource<R> {
  readonly total: number;
  at(index: number): R | undefined;
  /** The table shows `[first, last]` now. May be called during an effect, any number of times. */
  want(first: number, last: number): void;
  /** Index of a row among those that are there, or −1. */
  indexOf(key: string): number;
  /** Rows shown belong to an earlier question. */
  readonly stale: boolean;
}

/** Rows that are all there. */
export function rowsOf<R>(rows: readonly R[], keyOf: (row: R) => string, stale = false): RowSource<R> {
  return {
    total: rows.length,
    at: (index) => rows[index],
    want: () => undefined,
    indexOf: (key) => rows.findIndex((row) => keyOf(row) === key),
    stale,
  };
}

/** Pages (numbers) that hold the rows `[first, last]` of `total`. */
export function pagesFor(first: number, last: number, total: number, pageSize: number): readonly number[] {
  const from = Math.max(0, Math.floor(first / pageSize));
  const to = Math.min(Math.floor(last / pageSize), Math.ceil(total / pageSize) - 1);
  const pages: number[] = [];
  for (let page = from; page <= to; page++) pages.push(page);
  return pages;
}
