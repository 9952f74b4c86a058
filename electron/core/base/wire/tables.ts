import type { Batch, Column } from './batches';
import { Mismatch } from './checks';

type Shapes = Readonly<Record<string, Readonly<Record<string, Column['type']>>>>;
type ValueOf<T extends Column['type']> = T extends 'text' ? string : T extends 'u64' ? bigint : number;

/** The value of one column in the row at hand. */
export type Row<S extends Shapes[string]> = <C extends keyof S & string>(column: C) => ValueOf<S[C]>;

/**
 * Collects the batches of one call and reads the rows of their tables. Tables and columns that are not in `shapes` are additions
 * of a later minor and are left out; a column that is missing or of another type is a `Mismatch` when the rows are read.
 */
export class TableReader<T extends Shapes> {
  readonly #shapes: T;
  readonly #batches = new Map<string, Batch[]>();

  constructor(shapes: T) {
    this.#shapes = shapes;
  }

  add(batch: Batch): void {
    if (!Object.hasOwn(this.#shapes, batch.table)) return;
    const known = this.#batches.get(batch.table);
    if (known === undefined) this.#batches.set(batch.table, [batch]);
    else known.push(batch);
  }

  /** What `read` makes of each row, in order. */
  rows<N extends keyof T & string, R>(table: N, read: (row: Row<T[N]>, index: number) => R): R[] {
    const rows: R[] = [];
    for (const batch of this.#batches.get(table) ?? []) {
      for (const [name, type] of Object.entries(this.#shapes[table] ?? {})) {
        if (batch.columns.get(name)?.type !== type) throw new Mismatch(`${table}.${name}`, `column of ${type}`);
      }
      for (let i = 0; i < batch.rows; i++) {
        // Checked above: the column is there, of the type that the shape says.
        const row = ((name: string) => batch.columns.get(name)?.values[i]) as Row<T[N]>;
        rows.push(read(row, rows.length));
      }
    }
    return rows;
  }
}
