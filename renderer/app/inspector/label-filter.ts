import type { LabelKeyRow } from '@core/api/profile';
import { escapeRegExp, type FilterPart } from '../../state/filter-text';

/** Keeps samples whose label has the value. */
export function equalsPart(key: string, value: string): FilterPart {
  return { kind: 'label', key, value };
}

/**
 * Drops samples whose label has the value, as -tagignore takes it: a pattern, in which a comma would part two, or a number with its unit.
 */
export function withoutValuePart({ key, unit }: Pick<LabelKeyRow, 'key' | 'unit'>, value: string): FilterPart {
  const number = unit === null ? null : /^[+-]?\d+/.exec(value);
  const expression =
    number === null ? `^${escapeRegExp(value).replaceAll(',', '\\x2c')}$` : `${number[0]}${unitText(unit)}`;
  return { kind: 'tagIgnore', value: `${key}=${expression}` };
}

/** Keeps numbers from `low` to `high`; `` is an open end. Null where neither is a whole number. */
export function rangePart(
  { key, unit }: Pick<LabelKeyRow, 'key' | 'unit'>,
  low: string,
  high: string,
): FilterPart | null {
  const end = (text: string): string | null =>
    /^[+-]?\d+$/.test(text.trim()) ? `${text.trim()}${unitText(unit)}` : null;
  const [from, to] = [end(low), end(high)];
  if ((from === null && low.trim() !== '') || (to === null && high.trim() !== '') || (from === null && to === null))
    return null;
  return { kind: 'label', key, value: `${from ?? ''}:${to ?? ''}` };
}

/** A unit that a range may have behind its numbers. */
function unitText(unit: string | null): string {
  return unit !== null && /^[A-Za-z]+$/.test(unit) ? unit : '';
}
