import { csvLine } from '@core/base/csv';
import type { ReactNode } from 'react';
import { t } from '../../i18n/t';

/** What a cell may use of its column. */
export interface CellRoom {
  /** Content width, px (without the padding). */
  readonly width: number;
}

export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** Name of a column without a title, for screen readers. */
  readonly spoken?: string;
  /** Width before anybody dragged it, px, padding included. */
  readonly width: number;
  /** Least width, px; 40 when absent. */
  readonly min?: number;
  /** Share of the room left over; 0 (absent) keeps its width. */
  readonly grow?: number;
  /** Numbers are right-aligned. */
  readonly align?: 'left' | 'right';
  /** Clicking the head sorts by it. Numbers begin descending, words ascending. */
  readonly sortable?: boolean;
  readonly cell: (row: R, room: CellRoom) => ReactNode;
  /** Raw value, for TSV: numbers ungrouped and without unit, names in full. */
  readonly value: (row: R) => string | number;
  /** Content width that shows a row's cell whole, px; guessed from `value` when absent. */
  readonly fit?: (row: R) => number;
}

/** Order of the rows: a column's id. */
export interface TableSort {
  readonly id: string;
  readonly descending: boolean;
}

export const CELL_PADDING = 16;
const LEAST = 40;
const MOST = 900;

/**
 * Widths of the columns in `available` px. Columns keep their own width (or the one they were dragged to); what is left over goes
 * to those that grow, and what is missing comes from them, down to their least width. Then the table scrolls sideways.
 */
export function layoutColumns<R>(
  columns: readonly Column<R>[],
  dragged: ReadonlyMap<string, number>,
  available: number,
): readonly number[] {
  const least = (column: Column<R>): number => column.min ?? LEAST;
  const widths = columns.map((column) => Math.max(least(column), dragged.get(column.id) ?? column.width));
  const flexible = columns.map((column) => (dragged.has(column.id) ? 0 : (column.grow ?? 0)));
  let slack = available - widths.reduce((sum, width) => sum + width, 0);
  // Shrinking may hit a least width; what it could not give is asked of the others in the next round.
  for (let round = 0; round < columns.length && Math.abs(slack) >= 1; round++) {
    const open = columns.map((column, i) =>
      flexible[i]! > 0 && (slack > 0 || widths[i]! > least(column)) ? flexible[i]! : 0,
    );
    const shares = open.reduce((sum, share) => sum + share, 0);
    if (shares === 0) break;
    const before = slack;
    columns.forEach((column, i) => {
      if (open[i] === 0) return;
      const next = Math.max(least(column), widths[i]! + Math.trunc((before * open[i]!) / shares));
      slack -= next - widths[i]!;
      widths[i] = next;
    });
    if (slack === before) {
      // Less than a pixel each: the first takes what is left.
      const first = open.findIndex((share) => share > 0);
      widths[first] = Math.max(least(columns[first]!), widths[first]! + slack);
      break;
    }
  }
  return widths;
}

/** About the width of a head's text, CSS px: a Chinese character is as wide as two letters. */
function titleWidth(title: string): number {
  let width = 0;
  for (const char of title) width += char > '\u2e80' ? 12 : 6.6;
  return width;
}

/** Width at which every given row's cell and the head are whole. */
export function fitWidth<R>(column: Column<R>, rows: readonly R[]): number {
  let content = titleWidth(t(column.title)) + (column.sortable === true ? 14 : 0);
  for (const row of rows) content = Math.max(content, column.fit?.(row) ?? String(column.value(row)).length * 6.6);
  return Math.min(MOST, Math.max(column.min ?? LEAST, Math.ceil(content) + CELL_PADDING));
}

/** Order after a click on a head: the same column turns round, another begins at its natural end. */
export function nextSort<R>(column: Column<R>, now: TableSort | null): TableSort {
  if (now?.id === column.id) return { id: column.id, descending: !now.descending };
  return { id: column.id, descending: column.align === 'right' };
}

/** Header and rows, tab-separated, raw values; tabs and line ends inside a value become spaces. */
export function toTsv<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const named = columns.filter((column) => column.title !== '');
  const clean = (value: string | number): string => String(value).replace(/[\t\r\n]+/g, ' ');
  const lines = [named.map((column) => clean(t(column.title)))];
  for (const row of rows) lines.push(named.map((column) => clean(column.value(row))));
  return `${lines.map((line) => line.join('\t')).join('\n')}\n`;
}

/** The same as CSV, which spreadsheets and scripts read as it is. */
export function toCsv<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const named = columns.filter((column) => column.title !== '');
  const lines = rows.map((row) => csvLine(named.map((column) => column.value(row))));
  return csvLine(named.map((column) => t(column.title))) + lines.join('');
}

/** The same as a Markdown table. */
export function toMarkdown<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const named = columns.filter((column) => column.title !== '');
  const clean = (value: string | number): string => String(value).replace(/\s+/g, ' ').replace(/\|/g, '\\|');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(named.map((column) => t(column.title))),
    line(named.map((column) => (column.align === 'right' ? '---:' : '---'))),
    ...rows.map((row) => line(named.map((column) => clean(column.value(row))))),
    '',
  ].join('\n');
}
