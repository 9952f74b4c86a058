import type { CodeRef } from '@core/api/findings';
import type { Params } from '@core/api/queries';
import type { TableName } from '@core/api/table';
import type { Cell } from '@core/base/csv';
import type { OpenDocument } from '../document';
import type { Run } from '../questions/question';
import type { CodeNames } from './code-names';

/** A column of a table of rows. */
export interface TableColumn<Row> {
  /** What a number is in stands behind it: `flat (bytes)`. */
  readonly head: string;
  cell(row: Row): Cell;
}

/** Some rows as cells, and how many there are in all. A question that gives all at once has one page, however long, and is asked once. */
export interface TablePage {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly total: number;
}

export interface TableTask {
  readonly doc: OpenDocument;
  readonly names: CodeNames;
  readonly run: Run;
  readonly page: { readonly offset: number; readonly limit: number };
  /** Something that the question does not give in rows. `words`: what follows the number. For tables of one page. */
  note(words: string, count: number): void;
}

/** Asks for a page of the rows of a question. */
export type TableOf<N extends TableName> = (params: Params<N>, task: TableTask) => Promise<TablePage>;

export function pageOf<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  total = rows.length,
): TablePage {
  return {
    head: columns.map(({ head }) => head),
    rows: rows.map((row) => columns.map((column) => column.cell(row))),
    total,
  };
}

export function column<Row>(head: string, cell: (row: Row) => Cell): TableColumn<Row> {
  return { head, cell };
}

/** A place in the code: function, file, line. */
export function placeColumns<Row>(
  what: string,
  of: (row: Row) => CodeRef | null,
  names: CodeNames,
): readonly TableColumn<Row>[] {
  return [
    column(what, (row) => {
      const place = of(row);
      return place === null ? null : names.function(place.function, null);
    }),
    column(`${what} file`, (row) => {
      const place = of(row);
      return place === null ? null : names.file(place.file, place.function, null);
    }),
    column(`${what} line`, (row) => of(row)?.line ?? null),
  ];
}
