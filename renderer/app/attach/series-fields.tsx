import type { JSX } from 'react';
import type { UrlSeries } from '@core/api/live';
import { formatCount } from '@core/base/format';
import { t } from '../../i18n/t';
import { CHOICES } from '../../state/preferences';

/** How a URL is asked: how often, in which form, and whether it may cost the program a garbage collection. */
export function SeriesFields(props: {
  readonly series: UrlSeries;
  readonly onChange: (series: UrlSeries) => void;
}): JSX.Element {
  const { series, onChange } = props;
  const lastsS = ((series.moments - 1) * series.everyMs) / 1000;
  return (
    <div className="at-pace">
      <label>
        <span>{t('How many')}</span>
        <select
          className="pick"
          value={series.moments}
          onChange={(event) => onChange({ ...series, moments: Number(event.target.value) })}
        >
          {CHOICES.moments.map((moments) => (
            <option key={moments} value={moments}>
              {t('{moments, plural, one {# moment} other {# moments}}', { moments })}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('How often')}</span>
        <select
          className="pick"
          value={series.everyMs}
          disabled={series.moments === 1}
          onChange={(event) => onChange({ ...series, everyMs: Number(event.target.value) })}
        >
          {CHOICES.everyMs.map((everyMs) => (
            <option key={everyMs} value={everyMs}>
              {t('every {seconds}\u00a0s', { seconds: everyMs / 1000 })}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('Goroutines')}</span>
        <select
          className="pick"
          value={series.stacks}
          onChange={(event) => {
            const stacks = (['auto', 'all', 'counts'] as const).find((one) => one === event.target.value);
            if (stacks !== undefined) onChange({ ...series, stacks });
          }}
        >
          <option value="auto">{t('all stacks below 20,000')}</option>
          <option value="all">{t('all stacks (debug=2)')}</option>
          <option value="counts">{t('counts (debug=0)')}</option>
        </select>
      </label>
      <label>
        <span>{t('Collect garbage first')}</span>
        <select
          className="pick"
          value={series.collect ? 'on' : 'off'}
          onChange={(event) => onChange({ ...series, collect: event.target.value === 'on' })}
        >
          <option value="off">{t('off')}</option>
          <option value="on">{t('on, for each moment')}</option>
        </select>
      </label>
      <p className="d2" role="status">
        {series.moments === 1
          ? t('One moment tells no growth.')
          : series.moments === 2
            ? t('Two moments tell a difference; three can tell a trend.')
            : t('Takes {seconds}\u00a0s.', { seconds: formatCount(lastsS) })}
      </p>
    </div>
  );
}
