import { useMemo, type JSX } from 'react';
import type { MetricLine, MetricSeriesAnswer } from '@core/api/metrics';
import { formatCount } from '@core/base/format';
import { lineDash, LINE_TOKENS } from '../../charts/metric-option';
import { metricValue } from '../../charts/metric-text';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

interface Numbers {
  readonly least: number | null;
  readonly greatest: number | null;
}

function numbersOf({ low, high }: MetricLine): Numbers {
  const lows = [...low].filter((value) => !Number.isNaN(value));
  const highs = [...high].filter((value) => !Number.isNaN(value));
  return {
    least: lows.length === 0 ? null : lows.reduce((a, b) => Math.min(a, b)),
    greatest: highs.length === 0 ? null : highs.reduce((a, b) => Math.max(a, b)),
  };
}

/** The lines of the chart with their numbers: also its legend. */
export function LineTable({ answer }: { readonly answer: MetricSeriesAnswer }): JSX.Element {
  const { lines, unit, folded, row } = answer;
  const numbers = useMemo(() => lines.map(numbersOf), [lines]);
  return (
    <div className="lines" tabIndex={0} role="region" aria-label={t('Numbers of the lines')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{row.sets > 1 ? t('Labels') : t('Line')}</th>
            <th scope="col">{t('Last')}</th>
            <th scope="col">{t('Least')}</th>
            <th scope="col">{t('Greatest')}</th>
            <th scope="col">{t('Points')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={line.label}>
              <th scope="row">
                <span className="line">
                  <svg width="22" height="8" aria-hidden="true">
                    <path
                      d="M1 4h20"
                      stroke={`var(${LINE_TOKENS[at % LINE_TOKENS.length] ?? '--ink'})`}
                      strokeWidth="2"
                      strokeDasharray={{ solid: 'none', dashed: '5 3', dotted: '2 2' }[lineDash(at)]}
                    />
                  </svg>
                  <span className={line.label.includes('=') ? 'm clip' : 'clip'} title={line.label}>
                    {line.label === '' ? fromEngine(row.title) : line.label}
                  </span>
                </span>
              </th>
              <td className="b">{metricValue(line.last, unit)}</td>
              <td>{metricValue(numbers[at]?.least ?? null, unit)}</td>
              <td>{metricValue(numbers[at]?.greatest ?? null, unit)}</td>
              <td>{formatCount(line.points)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {folded > 0 && (
        <p className="d2">
          {t('{folded} more series have smaller values. Narrow them by their labels to see others.', {
            folded: formatCount(folded),
          })}
        </p>
      )}
    </div>
  );
}
