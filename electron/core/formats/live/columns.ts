import type { Batch, Column } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';

type ValuesOf<T extends Column['type']> = Extract<Column, { readonly type: T }>['values'];

/** A column of a batch, of the type that the contract says; else a `Mismatch`. */
export function column<T extends Column['type']>(batch: Batch, name: string, type: T): ValuesOf<T> {
  const found = batch.columns.get(name);
  if (found?.type !== type) throw new Mismatch(`${batch.table}.${name}`, `column of ${type}`);
  // The types of a column and its values go together.
  return found.values as ValuesOf<T>;
}

/** A row of another table of `count` rows. */
export function below(value: number, count: number, what: string): number {
  if (value < count) return value;
  throw new Mismatch(`${what} ${value}`, `row of ${count}`);
}
