import type { JSX } from 'react';
import type { ProcessRow } from '@core/api/live';
import { formatBytes, formatCount } from '@core/base/format';
import { MiniArea, type MiniPoint } from '../../charts/mini-area';
import { HISTORY_MS, type Look } from './processes';
import { t } from '../../i18n/t';

/** The last half minute of the chosen process, from the list's own looks. */
export function ProcessCharts(props: {
  readonly row: ProcessRow;
  readonly looks: readonly Look[];
  readonly takenMs: number;
}): JSX.Element {
  const { row, looks, takenMs } = props;
  const points = (value: (look: Look) => number | null): readonly MiniPoint[] =>
    looks.map((look) => ({ at: look.atMs, value: value(look) }));
  const range = { from: takenMs - HISTORY_MS, to: takenMs };
  return (
    <section className="at-charts" aria-label={t('{row}, last 30 s', { row: row.name })}>
      <h3>{t('{pid}, last 30\u00a0s', { pid: row.pid })}</h3>
      <div>
        {row.go !== null && (
          <figure>
            <figcaption>
              <span className="d2">{t('Goroutines')}</span>
              <b>{row.goroutines === null ? '?' : formatCount(row.goroutines)}</b>
            </figcaption>
            <MiniArea points={points((look) => look.goroutines)} {...range} colour="var(--st-send)" />
          </figure>
        )}
        <figure>
          <figcaption>
            <span className="d2">RSS</span>
            <b>{formatBytes(row.rssBytes)}</b>
          </figcaption>
          <MiniArea points={points((look) => look.rssBytes)} {...range} colour="var(--ink-2)" />
        </figure>
        <figure>
          <figcaption>
            <span className="d2">{t('CPU')}</span>
            <b>{coresText(row.cpuPercent)}</b>
          </figcaption>
          <MiniArea points={points((look) => look.cpuPercent)} {...range} colour="var(--st-run)" fromZero />
        </figure>
      </div>
    </section>
  );
}

function coresText(percent: number | null): string {
  if (percent === null) return '?';
  return percent < 99.5 ? `${percent.toFixed(1)}\u00a0%` : `${(percent / 100).toFixed(1)}\u00a0cores`;
}
