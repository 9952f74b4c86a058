import type { EChartsCoreOption } from 'echarts/core';
import { formatCount } from '@core/base/format';
import { t } from '../i18n/t';

/** One capture of a series. */
export interface TrendPoint {
  /** Moment of the capture, ms since the epoch; null = unknown, then captures are numbered. */
  readonly timeMs: number | null;
  readonly count: number;
}

/** Colours of the theme in force, resolved (a canvas knows no custom properties). */
export interface TrendTheme {
  readonly line: string;
  readonly ink: string;
  readonly ink2: string;
  readonly grid: string;
  readonly canvas: string;
  /** Font family for numbers. */
  readonly font: string;
}

/** `14:06`, with seconds where the whole series lasts less than four minutes. */
export function trendLabels(points: readonly TrendPoint[]): readonly string[] {
  const times = points.map((point) => point.timeMs);
  const first = times[0];
  const last = times[times.length - 1];
  if (
    times.some((time) => time === null) ||
    first === null ||
    last === null ||
    first === undefined ||
    last === undefined
  ) {
    return points.map((_, i) => String(i + 1));
  }
  const seconds = Math.abs(last - first) < 240_000;
  const two = (n: number): string => String(n).padStart(2, '0');
  return times.map((time) => {
    const date = new Date(time ?? 0);
    const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
    return seconds ? `${minutes}:${two(date.getSeconds())}` : minutes;
  });
}

/** Counts on an axis: `950`, `36 k`, `1.3 M`. */
export function axisCount(value: number): string {
  const [scaled, unit] =
    value >= 1e6 ? [value / 1e6, '\u00a0M'] : value >= 10_000 ? [value / 1e3, '\u00a0k'] : [value, ''];
  return (Number.isInteger(scaled) ? formatCount(scaled) : scaled.toFixed(1)) + unit;
}

/** A difference below this is none, goroutines. */
const LEAST_CHANGE = 5;

/**
 * Ticks that enclose the counts without beginning at zero when the change would then be invisible: 2 to 4 steps of 1, 2 or 5 times a
 * power of ten. A series that is as good as flat begins at zero: drawn large, one goroutine more would look like growth.
 */
export function trendRange(counts: readonly number[]): {
  readonly min: number;
  readonly max: number;
  readonly step: number;
} {
  const low = Math.min(...counts);
  const high = Math.max(...counts);
  const changed = high - low >= LEAST_CHANGE;
  const floor = changed && high - low < low ? low - (high - low) * 0.1 : 0;
  const span = Math.max(high - Math.max(0, floor), 1);
  const power = 10 ** Math.floor(Math.log10(span / 2));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => span / size <= 3) ?? power * 10,
  );
  const min = Math.max(0, Math.floor(floor / step) * step);
  return { min, max: Math.max(min + step, Math.ceil(high / step) * step), step };
}

/** Line with a ring a capture, the last count spelt out at its end. Never animated. */
export function trendOption(points: readonly TrendPoint[], theme: TrendTheme): EChartsCoreOption {
  const counts = points.map((point) => point.count);
  const labels = trendLabels(points);
  const { min, max, step } = trendRange(counts);
  const timed = points.every((point) => point.timeMs !== null);
  const text = { fontFamily: theme.font, fontSize: 11.5, color: theme.ink2 };
  return {
    animation: false,
    grid: { left: 40, right: 54, top: 14, bottom: 24 },
    xAxis: {
      type: 'category',
      data: labels,
      boundaryGap: false,
      name: timed ? '' : t('capture'),
      axisLine: { show: false },
      axisTick: { show: false },
      // The outer labels stay between the ends of the line, clear of the counts beside it.
      axisLabel: {
        ...text,
        margin: 9,
        hideOverlap: true,
        showMinLabel: true,
        showMaxLabel: true,
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
      },
    },
    yAxis: {
      type: 'value',
      min,
      max,
      interval: step,
      axisLabel: { ...text, formatter: axisCount },
      splitLine: { lineStyle: { color: theme.grid, width: 1 } },
    },
    series: [
      {
        type: 'line',
        data: counts.map((value, i) =>
          i === counts.length - 1
            ? {
                value,
                label: {
                  show: true,
                  position: 'right',
                  formatter: formatCount(value),
                  fontFamily: theme.font,
                  fontSize: 12,
                  fontWeight: 600,
                  color: theme.ink,
                },
              }
            : value,
        ),
        symbol: 'circle',
        symbolSize: 6,
        showAllSymbol: points.length <= 40,
        itemStyle: { color: theme.canvas, borderColor: theme.line, borderWidth: 1.6 },
        lineStyle: { color: theme.line, width: 1.8 },
        emphasis: { disabled: true },
        silent: true,
        clip: false,
      },
    ],
  };
}

/** The chart in one sentence. */
export function trendSentence(points: readonly TrendPoint[]): string {
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return t('No captures');
  const labels = trendLabels(points);
  const values = {
    first: formatCount(first.count),
    from: labels[0] ?? '',
    last: formatCount(last.count),
    to: labels[labels.length - 1] ?? '',
    captures: points.length,
  };
  return first.timeMs === null
    ? t('{first} goroutines in capture {from}, {last} in capture {to}, {captures} captures', values)
    : t('{first} goroutines at {from}, {last} at {to}, {captures} captures', values);
}
