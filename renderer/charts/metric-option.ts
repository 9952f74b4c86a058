import type { EChartsCoreOption } from 'echarts/core';
import type { MetricSeriesAnswer } from '@core/api/metrics';
import { metricValue } from './metric-text';
import { t as message } from '../i18n/t';

/** Colours of the theme in force, resolved. */
export interface MetricTheme {
  /** Of the lines, in turn; every following round is dashed. */
  readonly lines: readonly string[];
  readonly ink: string;
  readonly ink2: string;
  readonly grid: string;
  readonly raised: string;
  readonly font: string;
}

/** Tokens of the lines: cool hues and textures of their own, since crimson to amber are verdicts. */
export const LINE_TOKENS = [
  '--accent',
  '--st-lock',
  '--st-run',
  '--st-send',
  '--st-gc',
  '--st-sleep',
  '--st-io',
  '--st-runnable',
];
const DASHES = ['solid', 'dashed', 'dotted'] as const;

export function lineDash(at: number): (typeof DASHES)[number] {
  return DASHES[Math.floor(at / LINE_TOKENS.length) % DASHES.length] ?? 'solid';
}

const STEPS_BYTES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const STEPS = [1, 2, 2.5, 5, 10];

/** Ticks at round numbers of the unit (powers of two for bytes), from 0 unless the values are far from it. */
export function valueRange(low: number, high: number, unit: string): { min: number; max: number; step: number } {
  if (!(low <= high)) return { min: 0, max: 1, step: 0.5 };
  const span = high - low;
  // A change of less than a twentieth would not be seen on a scale from 0.
  const fromZero = low >= 0 && (low <= high / 2 || span === 0);
  const bottom = fromZero ? 0 : low;
  const least = Math.max((high - bottom) / 4, Math.abs(high) * 1e-9, 1e-12);
  let step: number;
  if (unit.startsWith('bytes')) {
    const power = 1024 ** Math.max(0, Math.floor(Math.log(least) / Math.log(1024)));
    step = (STEPS_BYTES.find((size) => size * power >= least) ?? 1024) * power;
  } else {
    const power = 10 ** Math.floor(Math.log10(least));
    step = (STEPS.find((size) => size * power >= least * 0.999) ?? 10) * power;
  }
  const min = Math.floor(bottom / step) * step;
  return { min, max: Math.max(min + step, Math.ceil(high / step - 1e-9) * step), step };
}

/** Moment on the clock of an answer: `14:06:10`, with the day where the range is longer than one, `scrape 3`. */
export function momentText(t: number, { clock, range }: Pick<MetricSeriesAnswer, 'clock' | 'range'>): string {
  if (clock.kind === 'order') return message('scrape {round}', { round: Math.round(t) });
  const date = new Date(t);
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const span = range.to - range.from;
  if (span < 10_000) return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return span > 86_400_000 ? `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}` : time;
}

function axisText(t: number, answer: MetricSeriesAnswer): string {
  if (answer.clock.kind === 'order') return Number.isInteger(t) ? String(t) : '';
  const text = momentText(t, answer);
  const span = answer.range.to - answer.range.from;
  if (span > 86_400_000) return text.slice(5, 16);
  return span > 600_000 ? text.slice(0, 5) : text;
}

/** Lines over time, gaps left open, restarts marked; the pointer's moment shows all values. Never animated. */
export function metricOption(answer: MetricSeriesAnswer, theme: MetricTheme): EChartsCoreOption {
  const { lines, unit, range, restarts } = answer;
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines) {
    for (const value of line.low) if (Number.isFinite(value) && value < low) low = value;
    for (const value of line.high) if (Number.isFinite(value) && value > high) high = value;
  }
  const scale = valueRange(low, high, unit);
  const text = { fontFamily: theme.font, fontSize: 11.5, color: theme.ink2 };
  const single = lines.every((line) => line.t.length < 2);
  const pad = range.to > range.from ? 0 : 1;
  return {
    animation: false,
    grid: { left: 84, right: 36, top: 14, bottom: 30 },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: theme.raised,
      borderColor: theme.grid,
      textStyle: { ...text, color: theme.ink },
      axisPointer: { type: 'line', lineStyle: { color: theme.ink2, width: 1, type: 'solid' } },
      formatter: (points: unknown) => tooltip(points, answer, theme),
    },
    xAxis: {
      type: 'value',
      min: range.from - pad,
      max: range.to + pad,
      ...(answer.clock.kind === 'order' ? { minInterval: 1 } : {}),
      axisLine: { lineStyle: { color: theme.grid } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...text, margin: 9, hideOverlap: true, formatter: (t: number) => axisText(t, answer) },
    },
    yAxis: {
      type: 'value',
      min: scale.min,
      max: scale.max,
      interval: scale.step,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, formatter: (value: number) => metricValue(value, unit) },
      splitLine: { lineStyle: { color: theme.grid, width: 1 } },
    },
    series: lines.map((line, at) => {
      const colour = theme.lines[at % theme.lines.length] ?? theme.ink;
      return {
        type: 'line',
        name: line.label,
        data: Array.from(line.t, (t, i) => [t, Number.isFinite(line.value[i]) ? line.value[i] : null]),
        connectNulls: false,
        symbol: 'circle',
        symbolSize: single ? 7 : 5,
        showSymbol: line.t.length <= 60,
        itemStyle: { color: colour },
        lineStyle: { color: colour, width: 1.6, type: lineDash(at) },
        emphasis: { disabled: true },
        ...(at === 0 && restarts.length > 0
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                animation: false,
                lineStyle: { color: theme.ink2, type: 'dashed', width: 1 },
                label: { ...text, formatter: 'restart', position: 'insideEndTop' },
                data: restarts.map((moment) => ({ xAxis: moment })),
              },
            }
          : {}),
      };
    }),
  };
}

interface TooltipPoint {
  readonly seriesIndex: number;
  readonly value: readonly [number, number | null];
}

function isPoint(point: unknown): point is TooltipPoint {
  return (
    typeof point === 'object' &&
    point !== null &&
    'seriesIndex' in point &&
    'value' in point &&
    Array.isArray(point.value)
  );
}

/** Built as elements: labels come from files, and text nodes need no escaping. */
function tooltip(points: unknown, answer: MetricSeriesAnswer, theme: MetricTheme): HTMLElement {
  const box = document.createElement('div');
  const found = Array.isArray(points) ? points.filter(isPoint) : [];
  const [first] = found;
  if (first === undefined) return box;
  const head = document.createElement('div');
  head.textContent = momentText(first.value[0], answer);
  head.style.color = theme.ink2;
  box.append(head);
  for (const { seriesIndex, value } of found) {
    const row = document.createElement('div');
    const label = answer.lines[seriesIndex]?.label ?? '';
    row.textContent = `${label === '' ? '' : `${label}: `}${metricValue(value[1], answer.unit)}`;
    row.style.borderLeft = `3px solid ${theme.lines[seriesIndex % theme.lines.length] ?? theme.ink}`;
    row.style.paddingLeft = '6px';
    box.append(row);
  }
  return box;
}

/** The chart in one sentence. */
export function metricSentence({ row, lines, unit, clock, range, mode, restarts }: MetricSeriesAnswer): string {
  const [line] = lines;
  if (line === undefined) return message('{title}: no points', { title: row.title });
  const what =
    mode === 'rate'
      ? message('{clock, select, time {{title}, change per second} other {{title}, change per scrape}}', {
          title: row.title,
          clock: clock.kind,
        })
      : row.title;
  const when = message('{from} to {to}', {
    from: momentText(range.from, { clock, range }),
    to: momentText(range.to, { clock, range }),
  });
  if (lines.length > 1)
    return message('{what}: {lines} lines, {when}{restarts, plural, =0 {} one {, # restart} other {, # restarts}}', {
      what,
      lines: lines.length,
      when,
      restarts: restarts.length,
    });
  const values = [...line.value].filter((value) => !Number.isNaN(value));
  const first = values[0] ?? null;
  return message(
    '{what}: {first} at the start, {last} at the end, {when}{restarts, plural, =0 {} one {, # restart} other {, # restarts}}',
    {
      what,
      first: metricValue(first, unit),
      last: metricValue(line.last, unit),
      when,
      restarts: restarts.length,
    },
  );
}
