/** A value of a table; null = an empty cell. */
export type Cell = string | number | null;

/** A line of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front, which shows it as text. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
