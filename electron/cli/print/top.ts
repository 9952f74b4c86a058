import type { CaptureInfo } from '@core/api/document';
import type { TopAnswer, TopRow } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { paint, printable, proseWidth, table, type Column, type TerminalStyle } from '../terminal';
import { jsonText } from './json';
import { counted, noteLines } from './names';

export interface TopReport {
  /** What was added up, and what was taken away: then values may be negative, and shares are of magnitudes. */
  readonly inputs: readonly CaptureInfo[];
  readonly bases: readonly CaptureInfo[];
  /** Further captures in the file. */
  readonly unseen: number;
  readonly answer: TopAnswer;
  readonly rows: readonly TopRow[];
}

const names = (captures: readonly CaptureInfo[]): string[] => captures.map(({ name }) => name);

/** `parkscope.top/1`. `total` is of all samples, `shown` of those that pass the filter. */
export function topJson({ inputs, bases, answer, rows }: TopReport): string {
  return jsonText('parkscope.top/1', {
    ...(inputs.length + bases.length === 1 ? {} : { inputs: names(inputs), bases: names(bases) }),
    sampleType: answer.sampleType,
    total: answer.total,
    shown: answer.shown,
    totalRows: answer.totalRows,
    rows: rows.map(({ function: name, file, flat, cum }) => ({ function: name, file, flat, cum })),
  });
}

const COLUMNS: readonly Column[] = [
  { head: 'flat', align: 'right' },
  { head: 'flat%', align: 'right' },
  { head: 'sum%', align: 'right' },
  { head: 'cum', align: 'right' },
  { head: 'cum%', align: 'right' },
  { head: 'function', align: 'left', shrink: true },
];

export function topText(report: TopReport, style: TerminalStyle): string {
  const { inputs, bases, unseen, answer, rows } = report;
  const added = (captures: readonly CaptureInfo[]) => names(captures).join(' + ');
  const away = bases.length > 1 ? `(${added(bases)})` : added(bases);
  const title = bases.length === 0 ? added(inputs) : `${added(inputs)} − ${away}`;
  const { type, unit } = answer.sampleType;
  const value = (amount: number) => formatValue(amount, unit).replace('\u00a0', ' ');
  const share = (amount: number) => formatShare(amount, answer.total).replace('\u00a0', '');
  let sum = 0;
  const cells = rows.map((row) => {
    sum += row.flat;
    return [value(row.flat), share(row.flat), share(sum), value(row.cum), share(row.cum), printable(row.function)];
  });
  const shown = `${value(answer.shown)} (${share(answer.shown)})`;
  const same = answer.shown === answer.total;
  const of = bases.length > 0 ? `, difference ${shown}` : same ? '' : `, ${shown} pass the filter`;
  const rest = answer.totalRows - rows.length;
  return (
    [
      `${paint(style, 'bold', printable(`${title}: ${type}`))} (${printable(unit)}), total ${value(answer.total)}${of}`,
      ...[...inputs, ...bases].flatMap((capture) => noteLines(style, printable(capture), proseWidth(style))),
      ...(unseen > 0
        ? [
            paint(
              style,
              'yellow',
              `note: ${counted(unseen, 'more capture')} beside this one, the first profile, not shown.`,
            ),
          ]
        : []),
      ...(answer.totalRows === 0
        ? [answer.total === 0 ? 'No sample has a value of this type.' : 'No sample passes the filter.']
        : table(style, COLUMNS, cells)),
      ...(rest > 0
        ? [
            paint(
              style,
              'dim',
              `… ${counted(rest, 'more function')} (of ${formatCount(answer.totalRows)}; -n 0 prints all)`,
            ),
          ]
        : []),
    ].join('\n') + '\n'
  );
}
