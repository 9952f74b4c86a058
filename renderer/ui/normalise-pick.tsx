import type { JSX } from 'react';
import type { CaptureInfo } from '@core/api/document';
import type { Normalize } from '@core/api/profile';
import { shortName } from '@core/base/go-name';
import { t } from '../i18n/t';
import { Segments } from './segments';

/** By what a difference is scaled, as it is chosen. */
export type NormalizeBy = 'off' | 'total' | 'duration' | 'function';

export function normalizeBy(normalize: Normalize): NormalizeBy {
  if (typeof normalize === 'boolean') return normalize ? 'total' : 'off';
  return normalize === 'duration' ? normalize : 'function';
}

interface NormalisePickProps {
  readonly value: Normalize;
  readonly a: CaptureInfo;
  readonly b: CaptureInfo;
  /** The function that is selected, here or in another view; null = none. */
  readonly selected: string | null;
  readonly onChange: (value: Normalize) => void;
}

/** By what B is scaled to A: what cannot be (no duration, no function selected) is not offered. */
export function NormalisePick({ value, a, b, selected, onChange }: NormalisePickProps): JSX.Element {
  const timed = [a, b].every(({ durationNs }) => durationNs !== null && durationNs > 0);
  const chosen = normalizeBy(value);
  const held = typeof value === 'object' ? value.function : null;
  const name = held ?? selected;
  const onPick = (by: NormalizeBy): void => {
    if (by === 'off' || by === 'total') onChange(by === 'total');
    else if (by === 'duration') onChange(by);
    else if (selected !== null) onChange({ function: selected });
  };
  return (
    <>
      <span className="d2">{t('Normalise')}</span>
      <Segments<NormalizeBy>
        label={t('Normalise')}
        options={[
          { value: 'off', text: t('off'), title: t('Values as they are') },
          { value: 'total', text: t('total'), title: t('B is scaled to the total of A') },
          ...(timed || chosen === 'duration'
            ? [{ value: 'duration' as const, text: t('duration'), title: t('B is scaled to how long A was recorded') }]
            : []),
          ...(name === null
            ? []
            : [
                {
                  value: 'function' as const,
                  text: shortName(name),
                  title: t('B is scaled so that this function has as much as in A'),
                },
              ]),
        ]}
        value={chosen}
        onChange={onPick}
      />
      {held !== null && selected !== null && selected !== held && (
        <button
          type="button"
          className="btn q"
          title={t('Scale by {name} instead', { name: selected })}
          onClick={() => onChange({ function: selected })}
        >
          {t('by {name}', { name: shortName(selected) })}
        </button>
      )}
    </>
  );
}
