import type { JSX } from 'react';
import type { Tier } from '@core/api/findings';
import { t } from '../i18n/t';

/** In the language of the window at the time of asking. */
export const TIER_WORDS: Readonly<Record<Tier, string>> = {
  get proven() {
    return t('Proven');
  },
  get strong() {
    return t('Strong');
  },
  get suspect() {
    return t('Suspect');
  },
  get info() {
    return t('Info');
  },
};

const SHAPES: Readonly<Record<Tier, JSX.Element>> = {
  proven: (
    <>
      <path d="M4.3 .8h5.4l3.5 3.5v5.4l-3.5 3.5H4.3L.8 9.7V4.3z" fill="var(--proven)" />
      <path d="M3.6 7h6.8" stroke="var(--canvas)" strokeWidth="2" />
    </>
  ),
  strong: <path d="M7 1.2 13.4 12.6H.6z" fill="var(--strong)" />,
  suspect: (
    <>
      <path d="M7 1.2 12.8 7 7 12.8 1.2 7z" fill="none" stroke="var(--suspect)" strokeWidth="1.6" />
      <circle cx="7" cy="7" r="1.4" fill="var(--suspect)" />
    </>
  ),
  info: <circle cx="7" cy="7" r="5.2" fill="none" stroke="var(--info)" strokeWidth="1.3" />,
};

/** Verdict glyph: the fuller and the more angular, the surer. `named` when its word does not stand beside it. */
export function Verdict({
  tier,
  size = 14,
  named = true,
}: {
  tier: Tier;
  size?: number;
  named?: boolean;
}): JSX.Element {
  const name = named ? { role: 'img', 'aria-label': TIER_WORDS[tier] } : { 'aria-hidden': true };
  return (
    <svg className="gl" width={size} height={size} viewBox="0 0 14 14" {...name}>
      {SHAPES[tier]}
    </svg>
  );
}
