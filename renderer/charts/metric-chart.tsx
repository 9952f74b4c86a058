import { useCallback, useMemo, type JSX } from 'react';
import type { MetricSeriesAnswer } from '@core/api/metrics';
import { themeToken } from '../ui/theme';
import { chartFont } from './chart-font';
import { EChart } from './echart';
import { LINE_TOKENS, metricOption, metricSentence } from './metric-option';

/** Lines of one metric over time. */
export function MetricChart({
  answer,
  height,
}: {
  readonly answer: MetricSeriesAnswer;
  readonly height: number;
}): JSX.Element {
  const option = useCallback(
    () =>
      metricOption(answer, {
        lines: LINE_TOKENS.map(themeToken),
        ink: themeToken('--ink'),
        ink2: themeToken('--ink-2'),
        grid: themeToken('--line'),
        raised: themeToken('--raised'),
        font: chartFont(),
      }),
    [answer],
  );
  const label = useMemo(() => metricSentence(answer), [answer]);
  return <EChart option={option} label={label} width="100%" height={height} />;
}
