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

/** The rows of a column that is complete, in place: what is reserved beyond them was never touched, a copy would hold them twice. */
export function filled<C extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(column: GrowableColumn<C>): C {
  return column.data.subarray(0, column.length) as C;
}

/** Rows by value, equal ones as they are; null = they are in this order. To sort takes several times the column's memory. */
export function risingOrder(column: Float64Array): Uint32Array | null {
  let row = 1;
  while (row < column.length && !(column[row] < column[row - 1])) row++;
  if (row >= column.length) return null;
  return Uint32Array.from(column.keys()).sort((a, b) => column[a] - column[b]);
}

/** The column in an order of its rows. */
export function inOrder<C extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(
  column: C,
  order: Uint32Array | null,
): C {
  if (order === null) return column;
  const sorted = column.slice() as C;
  for (let i = 0; i < order.length; i++) sorted[i] = column[order[i]];
  return sorted;
}
