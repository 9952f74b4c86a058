import type { DiffParams, GoroutineGroupsParams, TopParams } from './queries';

/** Writes every row that a question has an answer for as CSV (RFC 4180, UTF-8): raw numbers in the unit of the column's head. */
export interface TableParams {
  readonly doc: string;
  readonly to: 'csv';
  readonly table: TableQuestion;
  /** Names of functions and files that are not Go's own are replaced, as in `ExportParams`. Only of functions. */
  readonly anonymise: boolean;
}

/** A question without the page that is asked for. */
export type TableQuestion =
  | { readonly question: 'top'; readonly params: Omit<TopParams, 'doc' | 'offset' | 'limit'> }
  | { readonly question: 'goroutineGroups'; readonly params: Omit<GoroutineGroupsParams, 'doc' | 'offset' | 'limit'> }
  | { readonly question: 'diff'; readonly params: Omit<DiffParams, 'doc' | 'offset' | 'limit'> };
