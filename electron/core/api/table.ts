import type { Params } from './queries';

/** Questions of which the rows can be written as a table. */
export const TABLE_QUESTIONS = [
  'top',
  'diff',
  'goroutineGroups',
  'goroutineMembers',
  'waiters',
  'findings',
  'labels',
  'timeline',
  'metricNames',
  'metricSeries',
  'traceGroups',
  'traceGoroutines',
  'traceWakeups',
  'traceRanges',
  'traceTasks',
  'traceRegions',
  'traceSpans',
] as const;
export type TableName = (typeof TABLE_QUESTIONS)[number];

/** Writes every row that a question has an answer for as CSV (RFC 4180, UTF-8): raw numbers in the unit of the column's head. */
export interface TableParams {
  readonly doc: string;
  readonly to: 'csv';
  readonly table: TableQuestion;
  /** Names of functions and files that are not Go's own are replaced, as in `ExportParams`. Only of functions and groups. */
  readonly anonymise: boolean;
}

/** A question without the page that is asked for. */
export type TableQuestion = {
  [N in TableName]: { readonly question: N; readonly params: Omit<Params<N>, 'doc' | 'offset' | 'limit'> };
}[TableName];
