import type { JSX } from 'react';
import { formatNanoseconds } from '@core/base/format';
import type { UrlSeries } from '@core/api/live';
import { msg, t } from '../../i18n/t';
import { PreferenceRow } from './preference-row';
import type { SectionProps } from './section';

const STACK_WORDS: Readonly<Record<UrlSeries['stacks'], string>> = {
  auto: msg('all stacks below 20,000'),
  all: msg('all stacks (debug=2)'),
  counts: msg('counts (debug=0)'),
};

const everyText = (ms: number): string =>
  t('every {ms}', { ms: formatNanoseconds(ms * 1e6).replace(/\.0+(?=\D)/, '') });
const switchText = (on: boolean): string => (on ? t('on') : t('off'));

/** What the Attach dialog begins with. */
export function SamplerSection({ shown }: SectionProps): JSX.Element {
  return (
    <>
      {shown.has('counters') && <PreferenceRow id="counters" name="countersEveryMs" say={everyText} />}
      {shown.has('goroutines') && <PreferenceRow id="goroutines" name="goroutinesEveryMs" say={everyText} />}
      {shown.has('record') && <PreferenceRow id="record" name="record" say={switchText} />}
      {shown.has('moments') && (
        <PreferenceRow
          id="moments"
          name="moments"
          say={(moments) => t('{moments, plural, one {# moment} other {# moments}}', { moments })}
        />
      )}
      {shown.has('every') && <PreferenceRow id="every" name="everyMs" say={everyText} />}
      {shown.has('stacks') && <PreferenceRow id="stacks" name="stacks" say={(stacks) => t(STACK_WORDS[stacks])} />}
      {shown.has('collect') && <PreferenceRow id="collect" name="collect" say={switchText} />}
    </>
  );
}
