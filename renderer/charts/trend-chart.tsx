import { useCallback, useMemo, useState, type JSX } from 'react';
import { formatCount } from '@core/base/format';
import { presses } from '../ui/keys/bindings';
import { themeToken } from '../ui/theme';
import { chartFont } from './chart-font';
import { EChart } from './echart';
import { Pictured } from './picture/pictured';
import { trendLabels, trendOption, trendSentence, type TrendPoint } from './trend-option';
import { t } from '../i18n/t';

/** Counts of one finding over the captures of a series. Alt+T shows the numbers as a table. */
export function TrendChart({
  points,
  tone = 'ink',
  height = 102,
}: {
  readonly points: readonly TrendPoint[];
  /** Token of the line: the tier of the finding. */
  readonly tone?: string;
  readonly height?: number;
}): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const content = JSON.stringify(points);
  const label = useMemo(() => trendSentence(JSON.parse(content) as TrendPoint[]), [content]);
  const option = useCallback(
    () =>
      trendOption(JSON.parse(content) as TrendPoint[], {
        line: themeToken(`--${tone}`),
        ink: themeToken('--ink'),
        ink2: themeToken('--ink-2'),
        grid: themeToken('--line'),
        canvas: themeToken('--canvas'),
        font: chartFont(),
      }),
    [content, tone],
  );
  const labels = asTable ? trendLabels(points) : [];
  return (
    <div
      tabIndex={0}
      title={t('Alt+T shows the numbers')}
      onKeyDown={(event) => {
        if (!presses(event.nativeEvent, 'metrics.table')) return;
        event.preventDefault();
        setAsTable((now) => !now);
      }}
    >
      {asTable ? (
        <table style={{ height, width: '100%' }} aria-label={label}>
          <tbody>
            {points.map((point, i) => (
              <tr key={i}>
                <th scope="row" className="d">
                  {labels[i]}
                </th>
                <td className="r">{formatCount(point.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Pictured title={t('Goroutines over time')} lines={[label]}>
          <div>
            <EChart option={option} label={label} width="100%" height={height} />
          </div>
        </Pictured>
      )}
    </div>
  );
}
