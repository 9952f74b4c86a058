import type { FlameAnswer } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { FLAG_INLINED, FLAG_TICK, drawnBoxes } from '../../charts/flame-geometry';
import { symbolText } from '../../ui/symbol/symbol-parts';

/** `388 boxes drawn, 2,730 narrower than a pixel shown as ticks.` */
export function drawnText(answer: FlameAnswer): string {
  const drawn = drawnBoxes(answer);
  const boxes = `${formatCount(drawn)} ${drawn === 1 ? 'box' : 'boxes'} drawn`;
  return answer.narrow === 0
    ? `${boxes}.`
    : `${boxes}, ${formatCount(answer.narrow)} narrower than a pixel shown as ticks.`;
}

/**
 * Why a selected function has no box in the picture: `codec.Encode is outside this zoom.` Empty where it has one, or where the path
 * of the zoom names it.
 */
export function notDrawnText(answer: FlameAnswer, name: string, ownModule: string): string {
  const row = answer.names.findIndex((candidate) => candidate.function === name);
  if (row >= 0 && answer.name.includes(row)) return '';
  if (answer.crumbs.some((crumb) => crumb.name === name)) return '';
  const who = symbolText(name, ownModule);
  const orNarrow = answer.narrow > 0;
  if (answer.crumbs.length > 1) return `${who} is outside this zoom${orNarrow ? ', or narrower than a pixel' : ''}.`;
  return orNarrow ? `${who} is narrower than a pixel.` : `No sample that is shown passes through ${who}.`;
}

/** `54 boxes, 18.2 %`; `` without a search. */
export function matchText(answer: FlameAnswer | null): string {
  if (answer === null || answer.matches === null) return '';
  const { boxes, value } = answer.matches;
  if (boxes === 0) return 'no box';
  return `${formatCount(boxes)} ${boxes === 1 ? 'box' : 'boxes'}, ${formatShare(value, answer.zoomed)}`;
}

/** What a screen reader says of a box: `codec.Encode, 25.7 s, 12.0 %`. */
export function boxText(answer: FlameAnswer, box: number, ownModule: string): string {
  const value = formatValue(answer.cum[box]!, answer.sampleType.unit);
  const share = formatShare(answer.cum[box]!, answer.total);
  const flags = answer.flags[box]!;
  if ((flags & FLAG_TICK) !== 0) return `${formatCount(answer.merged[box]!)} narrow boxes, ${value}, ${share}`;
  const name = answer.names[answer.name[box]!]?.function ?? '';
  const inlined = (flags & FLAG_INLINED) !== 0 ? ', inlined' : '';
  return `${answer.parent[box]! < 0 && answer.crumbs.length <= 1 ? 'all' : symbolText(name, ownModule)}, ${value}, ${share}${inlined}`;
}

export interface TipRow {
  readonly title: string;
  readonly flat: string;
  readonly cum: string;
}

/** Numbers of a tooltip: the value, its share of all, and of the zoomed box while zoomed. */
export function tipRows(answer: FlameAnswer, box: number): readonly TipRow[] {
  const flat = answer.flat[box]!;
  const cum = answer.cum[box]!;
  const { unit } = answer.sampleType;
  const rows: TipRow[] = [
    { title: valueWord(unit), flat: formatValue(flat, unit), cum: formatValue(cum, unit) },
    { title: 'Of all', flat: formatShare(flat, answer.total), cum: formatShare(cum, answer.total) },
  ];
  if (answer.crumbs.length > 1) {
    rows.push({ title: 'Of focus', flat: formatShare(flat, answer.zoomed), cum: formatShare(cum, answer.zoomed) });
  }
  return rows;
}

function valueWord(unit: string): string {
  switch (unit) {
    case 'nanoseconds':
    case 'microseconds':
    case 'milliseconds':
    case 'seconds':
      return 'Time';
    case 'bytes':
      return 'Memory';
    default:
      return 'Count';
  }
}

/** Next box that matches the search after (or before) a box, in reading order; −1 = none. */
export function nextMatch(
  answer: FlameAnswer,
  from: number,
  step: 1 | -1,
  isMatch: (flags: number) => boolean,
): number {
  for (let k = 1; k <= answer.count; k++) {
    const at = (((from + step * k) % answer.count) + answer.count) % answer.count;
    if (isMatch(answer.flags[at]!) && (answer.flags[at]! & FLAG_TICK) === 0) return at;
  }
  return -1;
}
