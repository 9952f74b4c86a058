import type { ECharts, EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState, type JSX } from 'react';
import { drawsChart } from './picture/drawers';
import { useThemeVersion } from '../ui/theme';
import { t } from '../i18n/t';

interface EChartProps {
  /** Builds the option for the theme in force; called again when the theme changes. Memoise it. */
  readonly option: () => EChartsCoreOption;
  /** One sentence that says what the chart shows. */
  readonly label: string;
  readonly width: number | '100%';
  readonly height: number;
}

/** Owns one ECharts instance: made when the code has arrived, resized with its box, disposed with the component. */
export function EChart({ option, label, width, height }: EChartProps): JSX.Element {
  const host = useRef<HTMLDivElement | null>(null);
  const [chart, setChart] = useState<ECharts | null>(null);
  const [failure, setFailure] = useState('');
  const theme = useThemeVersion();

  useEffect(() => {
    let made: ECharts | null = null;
    let gone = false;
    import('./echarts-runtime').then(
      ({ init }) => {
        if (gone || host.current === null) return;
        made = init(host.current, null, { renderer: 'canvas' });
        setChart(made);
      },
      (error: unknown) => setFailure(String(error)),
    );
    return () => {
      gone = true;
      made?.dispose();
    };
  }, []);
  useEffect(() => {
    if (chart === null || host.current === null) return;
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(host.current);
    return () => observer.disconnect();
  }, [chart]);
  useEffect(() => {
    chart?.setOption(option(), true);
  }, [chart, option, theme]);
  useEffect(() => {
    if (chart === null || host.current === null) return;
    drawsChart(host.current, {
      png: (scale) => chart.getDataURL({ type: 'png', pixelRatio: scale, backgroundColor: 'transparent' }),
      svg: async () => {
        const { chartElements } = await import('./echarts-svg');
        return chartElements(option(), chart.getWidth(), chart.getHeight());
      },
    });
  }, [chart, option]);

  return (
    <div ref={host} role="img" aria-label={label} style={{ width, height }}>
      {failure !== '' && <span className="d">{t('The chart could not be loaded: {failure}', { failure })}</span>}
    </div>
  );
}
