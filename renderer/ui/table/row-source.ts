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
