import type { CaptureInfo } from '@core/api/document';
import type { Normalize } from '@core/api/profile';
import type { Change, DiffAnswer, DiffRow } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { paint, printable, proseWidth, table, type Column, type TerminalStyle } from '../terminal';
import { jsonText } from './json';
import { counted, noteLines } from './names';

export interface DiffReport {
  readonly base: CaptureInfo;
  readonly newer: CaptureInfo;
  readonly normalized: Normalize;
  readonly sort: 'flat' | 'cum';
  readonly answer: DiffAnswer;
  readonly rows: readonly DiffRow[];
}

/** `parkscope.diff/1`. Values are in the sample type's own unit; `percent` is of the base's total, null where that is 0. */
export function diffJson({ base, newer, normalized, sort, answer, rows }: DiffReport): string {
  const { sampleType, totalRows, unchanged } = answer;
  const percent = (delta: number) => (answer.base.total === 0 ? null : (100 * delta) / answer.base.total);
  const change = (values: Change) => ({ ...values, percent: percent(values.delta) });
  return jsonText('parkscope.diff/1', {
    sampleType,
    base: { name: base.name, ...answer.base },
    new: { name: newer.name, ...answer.new },
    ...{ normalized: normalized !== false, normalize: byOf(normalized), sort, totalRows, unchanged },
    rows: rows.map(({ function: name, file, flat, cum }) => ({
      ...{ function: name, file, ...change(flat) },
      cum: change(cum),
    })),
  });
}

/** As on the command line; null where nothing is scaled. */
function byOf(normalized: Normalize): string | null {
  if (typeof normalized === 'boolean') return normalized ? 'total' : null;
  return normalized === 'duration' ? normalized : normalized.function;
}

function scaledText(normalized: Normalize): string {
  if (typeof normalized === 'boolean') return normalized ? ', scaled to the same total' : '';
  if (normalized === 'duration') return ', scaled to the same duration';
  return `, scaled to the same ${printable(normalized.function)}`;
}

const column = (head: string): Column => ({ head, align: 'right' });
const FLAT = [column('Δ flat'), column('Δ%')];
const CUM = [column('Δ cum'), column('Δcum%')];

export function diffText({ base, newer, normalized, sort, answer, rows }: DiffReport, style: TerminalStyle): string {
  const { type, unit } = answer.sampleType;
  const value = (amount: number) => formatValue(amount, unit).replace('\u00a0', ' ');
  const signed = (amount: number) => (amount > 0 ? `+${value(amount)}` : value(amount));
  const share = (amount: number) => {
    const text = formatShare(amount, answer.base.total).replace('\u00a0', '');
    return amount > 0 && answer.base.total !== 0 ? `+${text}` : text;
  };
  const change = ({ delta }: Change) => [signed(delta), share(delta)];
  // What rows are sorted by comes first, with its two values.
  const byCum = sort === 'cum';
  const columns: readonly Column[] = [
    ...[column('base'), column('new'), ...(byCum ? [...CUM, ...FLAT] : [...FLAT, ...CUM])],
    { head: 'function', align: 'left', shrink: true },
  ];
  const cells = rows.map(({ function: name, flat, cum }) => {
    const [first, second] = byCum ? [cum, flat] : [flat, cum];
    return [value(first.base), value(first.new), ...change(first), ...change(second), printable(name)];
  });
  const delta = answer.new.shown - answer.base.shown;
  const filtered = answer.base.shown !== answer.base.total || answer.new.shown !== answer.new.total;
  const totals = `${value(answer.base.shown)} → ${value(answer.new.shown)} (${signed(delta)}, ${share(delta)})`;
  const rest = answer.totalRows - rows.length;
  const same = answer.unchanged === 0 ? '' : `; ${counted(answer.unchanged, 'function')} unchanged`;
  return `${[
    `${paint(style, 'bold', printable(`${base.name} → ${newer.name}: ${type}`))} (${printable(unit)})${scaledText(normalized)}`,
    `${filtered ? 'What passes the filter: ' : ''}${totals}; shares are of the base's ${value(answer.base.total)}${same}`,
    ...[base, newer].flatMap((capture) => noteLines(style, printable(capture), proseWidth(style))),
    ...(answer.totalRows === 0
      ? [filtered && answer.unchanged === 0 ? 'No sample passes the filter.' : 'No function differs.']
      : table(style, columns, cells)),
    ...(rest > 0
      ? [
          paint(
            style,
            'dim',
            `… ${counted(rest, 'more function')} (of ${formatCount(answer.totalRows)}; -n 0 prints all)`,
          ),
        ]
      : []),
  ].join('\n')}\n`;
}
