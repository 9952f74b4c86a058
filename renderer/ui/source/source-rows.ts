import type { SourceAnswer, SourceLine } from '@core/api/profile';

/** `code` a line with its text · `bare` one with samples whose text is not there · `note` the room under a line for what is said of it. */
export interface SourceRow {
  readonly kind: 'code' | 'bare' | 'note';
  readonly line: number;
}

/** Rows of a piece of source, ascending. Lines with samples outside the text (a changed file) are there, too. */
export function rowsOf(answer: Pick<SourceAnswer, 'code' | 'lines'>, noted: readonly number[]): readonly SourceRow[] {
  const { code } = answer;
  const rows = new Map<number, SourceRow>();
  for (const { line } of answer.lines) rows.set(line, { kind: 'bare', line });
  code?.lines.forEach((_, i) => rows.set(code.from + i, { kind: 'code', line: code.from + i }));
  const notes = new Set(noted);
  return [...rows.values()]
    .sort((a, b) => a.line - b.line)
    .flatMap((row) => (notes.has(row.line) ? [row, { kind: 'note' as const, line: row.line }] : [row]));
}

/** Step of the heat scale, 0 (nothing) … 8, by the share of the line with most. */
export function heatOf(line: SourceLine | undefined, most: number): number {
  if (line === undefined || most === 0 || line.cum === 0) return 0;
  return Math.max(1, Math.min(8, Math.round((8 * Math.abs(line.cum)) / most)));
}

/** Lines by what is spent on them: flat first, since every line above it in the file may have the same cum. */
export function hotLines(lines: readonly SourceLine[]): readonly number[] {
  const weight = ({ flat, cum }: SourceLine): number => Math.max(Math.abs(flat), Math.abs(cum));
  return [...lines].sort((a, b) => weight(b) - weight(a) || a.line - b.line).map(({ line }) => line);
}

/** The next hot line after one, round about; null without any. Hot lines have at least a twentieth of the hottest. */
export function nextHot(lines: readonly SourceLine[], after: number | null): number | null {
  const [first] = hotLines(lines);
  const most = lines.find(({ line }) => line === first);
  if (first === undefined || most === undefined) return null;
  const least = Math.max(Math.abs(most.cum), Math.abs(most.flat)) / 20;
  const order = hotLines(lines.filter((line) => Math.max(Math.abs(line.cum), Math.abs(line.flat)) >= least));
  return after === null ? first : (order[(order.indexOf(after) + 1) % order.length] ?? first);
}
