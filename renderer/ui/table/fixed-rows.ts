import type { RowSource } from './row-source';

const nothing = (): void => undefined;

/** Rows that are all there. */
export function fixedRows<R>(rows: readonly R[], keyOf: (row: R) => string, stale = false): RowSource<R> {
  return {
    total: rows.length,
    at: (index) => rows[index],
    want: nothing,
    indexOf: (key) => rows.findIndex((row) => keyOf(row) === key),
    stale,
  };
}
