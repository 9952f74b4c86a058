/** What integrity walks are made of; each throws on the first row that is wrong. */

/** A reference column: as many rows as its table, each below the size of the table that it leads to. */
export function below(name: string, column: ArrayLike<number>, count: number, limit: number): void {
  if (column.length !== count) fail(name, `has ${column.length} rows, not ${count}`);
  for (let i = 0; i < count; i++) if (column[i] >= limit) fail(name, `row ${i} is ${column[i]}, the limit is ${limit}`);
}

export function sized(name: string, count: number, columns: readonly ArrayLike<number>[]): void {
  for (const column of columns)
    if (column.length !== count) fail(name, `a column has ${column.length} rows, not ${count}`);
}

export function fail(name: string, what: string): never {
  throw new Error(`integrity: ${name} ${what}`);
}
