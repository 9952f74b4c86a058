import type { Change } from '@core/api/profile';
import type { ComparedTotal } from '@core/api/compare';
import { formatShare, formatValue } from '@core/base/format';
import { withinError } from '@core/base/box-colours';
import { t } from '../../i18n/t';

const NBSP = '\u00a0';

/** `+37.3 s`, `−7.76 s`, `0`. */
export function signedValue(value: number, unit: string): string {
  return value > 0 ? `+${formatValue(value, unit)}` : formatValue(value, unit);
}

/** Change as a share of the base: `+17.4 %`, `new`, `gone`. */
export function changeShare({ base, new: now, delta }: Change): string {
  if (delta === 0) return `0${NBSP}%`;
  if (base === 0) return 'new';
  if (now === 0) return 'gone';
  const share = formatShare(delta, Math.abs(base));
  return delta > 0 ? `+${share}` : share;
}

/** How sure a change is, `beyond ±1.1 s` (two standard deviations, 95 %). `exact` where nothing was sampled. */
export function certaintyText(delta: number, error: number | null, unit: string): string {
  if (error === null || Number.isNaN(error)) return t('sampling not known');
  if (error === 0) return 'exact';
  return `${Math.abs(delta) <= 2 * error ? 'within' : 'beyond'} ±${formatValue(2 * error, unit)}`;
}

/** True where a change may be chance. */
export function mayBeChance({ base, new: now }: Change, error: number | null): boolean {
  return error !== null && withinError(base, now, error);
}

/** Class of a change's ink: more and less are told apart by sign first. */
export function changeClass(delta: number, chance: boolean): string {
  if (chance || delta === 0) return 'd2';
  return delta > 0 ? 'up' : 'down';
}

/** `inuse_space` as words: `in use, bytes`. */
export function typeWords(type: string, unit: string): string {
  const words = type.replaceAll('_', ' ').replace('inuse', 'in use').replace('alloc ', 'allocated ');
  const noun = words.replace(' space', '');
  if (unit === 'count' || unit === '') return words;
  return `${noun}, ${unit === 'nanoseconds' ? 'time' : unit}`;
}

/** One line of the table of totals and metrics. */
export interface TotalRow extends Change {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  /** `undefined`: read off the process, nothing to be uncertain about but the moment. */
  readonly error: number | null | undefined;
}

export function totalRow({ type, unit, base, new: now, error }: ComparedTotal): TotalRow {
  return { key: `type ${type}`, title: typeWords(type, unit), unit, base, new: now, delta: now - base, error };
}
