import type { EChartsCoreOption } from 'echarts/core';
import { AREA_GRID, gapsAfter, stackAreas, totalAt, type AreaModel } from './area-model';
import { valueRange } from './metric-option';
import { metricValue } from './metric-text';
import { t } from '../i18n/t';

/** Colours of the theme in force, resolved. `colour` gives a custom property's value. */
export interface AreaTheme {
  readonly colour: (token: string) => string;
  readonly font: string;
}

export interface AreaScale {
  readonly from: number;
  readonly to: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The ceiling is on the scale. */
  readonly limited: boolean;
}

/** Clock and values that a drawing spans. A ceiling more than twice as high as everything else would flatten it: it is left out. */
export function areaScale({ times, areas, overlays, limit, unit }: AreaModel): AreaScale {
  let high = 0;
  times.forEach((_, at) => (high = Math.max(high, totalAt(areas, at))));
  const [from, to] = [times[0] ?? 0, times[times.length - 1] ?? 0];
  for (const { t, v } of overlays)
    v.forEach((value, i) => {
      if (Number.isFinite(value) && (t[i] ?? 0) >= from && (t[i] ?? 0) <= to) high = Math.max(high, value);
    });
  const limited = limit !== null && limit <= 2 * high;
  const range = valueRange(0, limited ? Math.max(high, limit * 1.02) : high, unit);
  return { from, to: to > from ? to : from + 1, ...range, limited };
}

/** `14:06:10`, with the day where the whole lasts longer than one; `3` in order. */
export function momentLabel(t: number, { clock, times }: Pick<AreaModel, 'clock' | 'times'>): string {
  if (clock === 'order') return String(Math.round(t) + 1);
  const date = new Date(t);
  const two = (n: number): string => String(n).padStart(2, '0');
  const span = (times[times.length - 1] ?? 0) - (times[0] ?? 0);
  const text = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (span < 10_000) return `${text}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return span > 86_400_000 ? `${two(date.getMonth() + 1)}-${two(date.getDate())} ${text.slice(0, 5)}` : text;
}

/** Areas painted from the highest edge down, each opaque over the one above it; lines over them. Never animated. */
export function areaOption(model: AreaModel, theme: AreaTheme): EChartsCoreOption {
  const { areas, overlays, times, unit, limit } = model;
  const scale = areaScale(model);
  const text = { fontFamily: theme.font, fontSize: 11.5, color: theme.colour('--ink-2') };
  const edges = stackAreas(areas, times.length);
  const gaps = new Set(gapsAfter(times, model.clock));
  const points = (edge: Float64Array): (readonly [number, number | null])[] =>
    times.flatMap((t, i): (readonly [number, number | null])[] =>
      gaps.has(i)
        ? [
            [t, edge[i] ?? null],
            [t, null],
          ]
        : [[t, edge[i] ?? null]],
    );
  const base = { type: 'line', silent: true, symbol: 'none', emphasis: { disabled: true } } as const;
  const painted = areas
    .map((area, i) => ({
      ...base,
      name: area.name,
      data: points(edges[i] ?? new Float64Array(0)),
      z: 2 + (areas.length - i) * 0.01,
      lineStyle: { color: theme.colour('--canvas'), width: 1 },
      areaStyle: { color: theme.colour(area.token), opacity: 1, origin: 0 },
    }))
    .reverse();
  const lines = overlays.map((line) => ({
    ...base,
    name: line.name,
    data: line.t.map((t, i): readonly [number, number | null] => [
      t,
      Number.isFinite(line.v[i]) ? (line.v[i] ?? null) : null,
    ]),
    z: 5,
    lineStyle: { color: theme.colour(line.token), width: 1.6, type: line.dash },
  }));
  const ceiling =
    limit === null || !scale.limited
      ? []
      : [
          {
            ...base,
            name: t('limit'),
            data: [
              [scale.from, limit],
              [scale.to, limit],
            ],
            z: 5,
            lineStyle: { color: theme.colour('--proven'), width: 1.6 },
          },
        ];
  return {
    animation: false,
    // The plot lies where AREA_GRID says, labels or not: the brush counts with it.
    grid: { ...AREA_GRID, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: scale.from,
      max: scale.to,
      ...(model.clock === 'order' ? { minInterval: 1 } : {}),
      axisLine: { lineStyle: { color: theme.colour('--line-2') } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        ...text,
        margin: 16,
        hideOverlap: true,
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
        formatter: (t: number) => (model.clock === 'order' && !Number.isInteger(t) ? '' : momentLabel(t, model)),
      },
    },
    yAxis: {
      type: 'value',
      min: scale.min,
      max: scale.max,
      interval: scale.step,
      axisLabel: { ...text, formatter: (value: number) => metricValue(value, unit) },
      splitLine: { lineStyle: { color: theme.colour('--line'), width: 1 } },
    },
    series: [...painted, ...lines, ...ceiling],
  };
}

/** The chart in one sentence. */
export function areaSentence(model: AreaModel): string {
  const { times, areas, unit, clock } = model;
  const last = times.length - 1;
  if (last < 0) return t('No captures');
  const value = (at: number): string => metricValue(totalAt(areas, at), unit);
  const at = (i: number): string => momentLabel(times[i] ?? 0, model);
  const values = {
    first: value(0),
    from: at(0),
    last: value(last),
    to: at(last),
    areas: areas.length,
    moments: times.length,
  };
  return clock === 'order'
    ? t('{first} in capture {from}, {last} in capture {to}, in {areas} areas over {moments} captures', values)
    : t('{first} at {from}, {last} at {to}, in {areas} areas over {moments} moments', values);
}
