import type { GrowableColumn } from '@core/base/columns';

/**
 * Columns of a table, written to by row: a `push` for each of them costs several times as much, and more to compile than to run where
 * the rows are hundreds of thousands. `widen` makes room for all, `counted` says at the end how many rows there are.
 */
export type Columns = Readonly<
  Record<
    string,
    | GrowableColumn<Float64Array>
    | GrowableColumn<Uint32Array>
    | GrowableColumn<Uint16Array>
    | GrowableColumn<Uint8Array>
  >
>;

/** Makes room for more than the `count` rows there are. */
export function widen(columns: Columns, count: number): void {
  for (const column of Object.values(counted(columns, count))) column.reserve(count + 1);
}

/** The same columns, which know how many rows they have. */
export function counted<C extends Columns>(columns: C, count: number): C {
  for (const column of Object.values(columns)) column.length = count;
  return columns;
}

/** Rows that a table of one generation begins with: a damaged trace has ten thousands of generations with nothing in them. */
export const FEW = 8;
