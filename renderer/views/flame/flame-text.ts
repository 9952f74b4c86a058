import type { FlameAnswer } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { withinError } from '@core/base/box-colours';
import { FLAG_INLINED, FLAG_TICK, drawnBoxes } from '../../charts/flame-geometry';
import { symbolText } from '../../ui/symbol/symbol-parts';
import { t, type Values } from '../../i18n/t';

const MINUS = '\u2212';
/** What the engine calls the box that stands for everything. */
const ROOT = 'root';

/** `codec.Encode, 25.7 s, 12.0 %, was 22.1 s, now 25.7 s, +16.3 %`. */
function boxWords({ sides, sampleType }: FlameAnswer, box: number, words: Values): string {
  if (sides === null)
    return t('{inlined, select, yes {{who}, {value}, {share}, inlined} other {{who}, {value}, {share}}}', words);
  const [base, now] = [sides.base[box]!, sides.now[box]!];
  return t(
    '{inlined, select, yes {{who}, {value}, {share}, was {base}, now {now}, {change}, inlined} other {{who}, {value}, {share}, was {base}, now {now}, {change}}}',
    {
      ...words,
      base: formatValue(base, sampleType.unit),
      now: formatValue(now, sampleType.unit),
      change: changeShare(base, now),
    },
  );
}

/** Label of the box that stands for everything: `all  214.6 s`; `` where the first box is something else. */
export function rootText({ crumbs, names, name, total, sampleType: { unit }, sides }: FlameAnswer): string {
  if (crumbs.length > 1 || names[name[0]!]?.function !== ROOT) return '';
  if (sides === null) return t('all  {total}', { total: formatValue(total, unit) });
  const [base, now] = [sides.base[0]!, sides.now[0]!];
  return t('all  {now} in B, {signedValue}', {
    now: formatValue(now, unit),
    signedValue: signedValue(now - base, unit),
  });
}

/** `388 boxes drawn, 2,730 narrower than a pixel shown as ticks.` */
export function drawnText(answer: FlameAnswer): string {
  const drawn = drawnBoxes(answer);
  const boxes = t('{drawn, plural, one {# box} other {# boxes}} drawn', { drawn });
  return answer.narrow === 0
    ? t('{boxes}.', { boxes })
    : t('{boxes}, {narrow} narrower than a pixel shown as ticks.', { boxes, narrow: formatCount(answer.narrow) });
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
  if (answer.crumbs.length > 1)
    return orNarrow
      ? t('{who} is outside this zoom, or narrower than a pixel.', { who })
      : t('{who} is outside this zoom.', { who });
  return orNarrow
    ? t('{who} is narrower than a pixel.', { who })
    : t('No sample that is shown passes through {who}.', { who });
}

/** `54 boxes, 18.2 %`; `` without a search. */
export function matchText(answer: FlameAnswer | null): string {
  if (answer === null || answer.matches === null) return '';
  const { boxes, value } = answer.matches;
  if (boxes === 0) return t('no box');
  return `${formatCount(boxes)} ${boxes === 1 ? 'box' : 'boxes'}, ${formatShare(value, answer.zoomed)}`;
}

/** What a screen reader says of a box: `codec.Encode, 25.7 s, 12.0 %`. */
export function boxText(answer: FlameAnswer, box: number, ownModule: string): string {
  const value = formatValue(answer.cum[box]!, answer.sampleType.unit);
  const share = formatShare(answer.cum[box]!, answer.total);
  const flags = answer.flags[box]!;
  if ((flags & FLAG_TICK) !== 0)
    return t('{merged} narrow boxes, {value}, {share}', { merged: formatCount(answer.merged[box]!), value, share });
  const name = answer.names[answer.name[box]!]?.function ?? '';
  const inlined = (flags & FLAG_INLINED) !== 0 ? 'yes' : 'no';
  const who = box === 0 && rootText(answer) !== '' ? t('all') : symbolText(name, ownModule);
  return boxWords(answer, box, { who, value, share, inlined });
}

/** Numbers of a tooltip, a title and two cells a row. */
export interface TipTable {
  readonly head: readonly [string, string];
  readonly rows: readonly {
    readonly title: string;
    readonly cells: readonly [string, string];
    readonly tone?: 'up' | 'down';
  }[];
}

/**
 * Of a profile: the value, its share of all, and of the zoomed box while zoomed. Of a difference: both sides, the change, and how much of
 * it sampling may have made.
 */
export function tipTable(answer: FlameAnswer, box: number): TipTable {
  const flat = answer.flat[box]!;
  const cum = answer.cum[box]!;
  const { unit } = answer.sampleType;
  const zoomed = answer.crumbs.length > 1;
  if (answer.sides !== null) return changeTable(answer.sides, box, unit, zoomed ? t('of focus') : t('of all'));
  const shares = (title: string, whole: number) =>
    ({ title, cells: [formatShare(flat, whole), formatShare(cum, whole)] }) as const;
  return {
    head: ['flat', 'cum'],
    rows: [
      { title: valueWord(unit), cells: [formatValue(flat, unit), formatValue(cum, unit)] },
      shares(t('Of all'), answer.total),
      ...(zoomed ? [shares(t('Of focus'), answer.zoomed)] : []),
    ],
  };
}

function changeTable(sides: NonNullable<FlameAnswer['sides']>, box: number, unit: string, of: string): TipTable {
  const [base, now, error] = [sides.base[box]!, sides.now[box]!, sides.error[box]!];
  const delta = now - base;
  return {
    head: [valueWord(unit).toLowerCase(), of],
    rows: [
      { title: 'A', cells: [formatValue(base, unit), formatShare(base, sides.base[0]!)] },
      { title: 'B', cells: [formatValue(now, unit), formatShare(now, sides.now[0]!)] },
      {
        title: t('Change'),
        cells: [signedValue(delta, unit), changeShare(base, now)],
        ...(delta === 0 || withinError(base, now, error) ? {} : { tone: delta > 0 ? 'up' : 'down' }),
      },
      { title: t('Certainty'), cells: [certaintyText(base, now, error, unit), ''] },
    ],
  };
}

/** `+5.73 s`, `−12 MiB`. */
export function signedValue(value: number, unit: string): string {
  return value > 0 ? `+${formatValue(value, unit)}` : formatValue(value, unit);
}

/** `+26.0 %`; `new` and `gone` where a side has nothing. */
export function changeShare(base: number, now: number): string {
  if (now === base) return formatShare(0, 1);
  if (base === 0) return 'new';
  if (now === 0) return 'gone';
  const text = formatShare(Math.abs(now - base), Math.abs(base));
  return `${now > base ? '+' : MINUS}${text}`;
}

/** `beyond ±1.1 s`: two standard deviations of sampling. `exact` where nothing is sampled, `not known` where the profile does not say. */
export function certaintyText(base: number, now: number, error: number, unit: string): string {
  if (Number.isNaN(error)) return t('not known');
  if (error === 0) return 'exact';
  return `${withinError(base, now, error) ? 'within' : 'beyond'} ±${formatValue(2 * error, unit)}`;
}

function valueWord(unit: string): string {
  switch (unit) {
    case 'nanoseconds':
    case 'microseconds':
    case 'milliseconds':
    case 'seconds':
      return t('Time');
    case 'bytes':
      return t('Memory');
    default:
      return t('Count');
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
