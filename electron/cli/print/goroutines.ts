import type { CaptureInfo } from '@core/api/document';
import type { GoroutineGroupDetail, GoroutineGroupRow, GoroutineGroupsAnswer, GroupBy } from '@core/api/queries';
import type { GroupWaits } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { paint, printable, proseWidth, table, type Column, type TerminalStyle } from '../terminal';
import { counted, noteLines, placeText, stackLines, symbolText } from './names';

/** One group of `parkscope.goroutines/1`, as text to be put into the list. */
export function groupJson(
  row: GoroutineGroupRow,
  detail: GoroutineGroupDetail,
  waitsOn: GroupWaits | null = detail.waitsOn,
): string {
  const { count, state, operation, waitMinutes, creator, site, entry, leaked, label, stacks } = row;
  const labels = Object.fromEntries(
    detail.labels.map(({ key, values }) => [key, Object.fromEntries(values.map(({ value, count: n }) => [value, n]))]),
  );
  const group = {
    ...{ count, state, operation, waitMinutes, labels, creator },
    waitsOn,
    goroutines: detail.goroutines,
    stack: (detail.stacks[0]?.frames ?? []).map(({ function: name, file, line, inlined }) => ({
      function: name,
      file,
      line,
      inlined,
    })),
    ...{ site, entry, leaked, label, stacks },
    ...(detail.ancestors === undefined ? {} : { ancestors: detail.ancestors }),
  };
  return JSON.stringify(group, null, 2).replaceAll('\n', '\n    ');
}

export function goroutinesText(
  rawCapture: CaptureInfo,
  groupBy: GroupBy,
  answer: GoroutineGroupsAnswer,
  rawRows: readonly GoroutineGroupRow[],
  rawDetails: readonly GoroutineGroupDetail[],
  style: TerminalStyle,
): string {
  const capture = printable(rawCapture);
  const rows = printable(rawRows);
  const details = printable(rawDetails);
  const { all, shown } = answer.goroutines;
  const most = answer.atLeast ? '≥ ' : '';
  const passing = all === shown ? '' : `, ${formatCount(shown)} pass the filter`;
  const states = answer.states.map(({ state, count }) => `${formatCount(count)} ${state}`).join(', ');
  const lines = [
    `${paint(style, 'bold', `${capture.name}: ${most}${counted(all, 'goroutine')}`)}${passing}, ${counted(answer.total, 'group')} by ${printable(groupBy)}`,
    ...(states === '' ? [] : [paint(style, 'dim', states)]),
    ...noteLines(style, capture, proseWidth(style)),
    '',
  ];
  if (groupBy === 'stack') details.forEach((detail) => lines.push(...stackGroup(detail, style), ''));
  else lines.push(...groupTable(rows, groupBy, style));
  const rest = answer.total - rows.length;
  if (rest > 0) {
    const left = shown - rows.reduce((sum, { count }) => sum + count, 0);
    lines.push(
      paint(style, 'dim', `… ${counted(rest, 'more group')} with ${counted(left, 'goroutine')} (-n 0 prints all)`),
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function stackGroup(
  { row, stacks, creator, idRange, waitsOn, ancestors = [] }: GoroutineGroupDetail,
  style: TerminalStyle,
): string[] {
  const facts = [row.state, ...(row.leaked ? ['leaked'] : []), waitText(row)].filter((fact) => fact !== '');
  const ids =
    idRange === null ? '' : `  g ${idRange.first}${idRange.last === idRange.first ? '' : ` … ${idRange.last}`}`;
  const [most] = stacks;
  return [
    `${paint(style, 'bold', `${formatCount(row.count).padStart(8)}  ${facts.join(', ')}`)}${paint(style, 'dim', ids)}`,
    ...(waitsOn === null ? [] : [`          ${waitsOnText(waitsOn)}`]),
    ...(most === undefined ? [] : stackLines(style, most.frames, creator, '          ')),
    ...ancestors.flatMap(({ goid, frames, creator: maker }) => [
      paint(style, 'dim', `          from goroutine ${goid}, which was at`),
      ...stackLines(style, frames, maker, '            '),
    ]),
  ];
}

/** `waits on Mutex 0xc000…, locked, 3 wait`; with a `?` what is guessed. */
function waitsOnText({ title, state, type, fact }: GroupWaits): string {
  const of = type === '' ? '' : ` of ${symbolText(type)}`;
  return `waits on ${title}${title.includes(' of ') ? '' : of}${fact ? '' : '?'}${state === '' ? '' : `, ${state}`}`;
}

function groupTable(rows: readonly GoroutineGroupRow[], groupBy: GroupBy, style: TerminalStyle): string[] {
  const name = (ref: GoroutineGroupRow['site']) => (ref === null ? '–' : symbolText(ref.function));
  const place = (ref: GoroutineGroupRow['site']) => (ref === null ? '' : placeText(ref));
  const column = (head: string, cell: (row: GoroutineGroupRow) => string, more: Partial<Column> = {}) => ({
    column: { head, align: 'left', ...more } as Column,
    cell,
  });
  const columns = [
    column('count', (row) => formatCount(row.count), { align: 'right' }),
    ...(groupBy.startsWith('label:') ? [column(groupBy.slice('label:'.length), (row) => row.label || '–')] : []),
    column('state', (row) => (row.leaked ? `${row.state} (leaked)` : row.state)),
    column('waits', waitText),
    column('site', (row) => name(row.site), { shrink: true }),
    column('line', (row) => place(row.site)),
    ...(groupBy === 'site' ? [column('entry', (row) => name(row.entry), { shrink: true })] : []),
    column('creator', (row) => name(row.creator), { shrink: true }),
    column('stacks', (row) => formatCount(row.stacks), { align: 'right' }),
  ];
  const used = columns.filter(
    ({ column: { head }, cell }) => head === 'count' || rows.some((row) => !['', '–'].includes(cell(row))),
  );
  return table(
    style,
    used.map(({ column: shown }) => shown),
    rows.map((row) => used.map(({ cell }) => cell(row))),
  );
}

/** Printed minutes err by a cycle of the garbage collector either way. */
function waitText({ waitMinutes }: GoroutineGroupRow): string {
  if (waitMinutes === null) return '';
  const { min, max } = waitMinutes;
  return min === max ? `${min} min` : `${min}–${max} min`;
}
