import type { MetricMode, MetricRow } from '@core/api/metrics';
import { familyName, labelOf, labelText, type Metric, type MetricIndex } from './metrics';
import {
  lastValue,
  NO_POINTS,
  partsLine,
  quantileLines,
  rateOf,
  restartsOf,
  seriesLine,
  thin,
  type BucketLine,
  type Line,
} from './metrics-points';

/** A line of a chart before it is thinned. */
export interface NamedLine {
  readonly label: string;
  readonly line: Line;
}
export interface Lines {
  readonly lines: readonly NamedLine[];
  readonly restarts: readonly number[];
}

const QUANTILES = [0.5, 0.9, 0.99];
const SPARK_POINTS = 24;
/** Label sets of one metric that are looked at for a sum or a chart; beyond it the largest are not searched for. */
const MOST_SETS = 5000;

/** Modes that make sense for a metric, the one to show first in front. */
export function modesOf({ type }: Metric): readonly MetricMode[] {
  switch (type) {
    case 'histogram':
    case 'summary':
      return ['quantiles', 'rate'];
    case 'counter':
    case 'unknown':
      return ['value', 'rate'];
    case 'gauge':
      return ['value'];
  }
}

/** The lines of a metric, one a label set (quantiles: one a quantile), unsorted. `matches` sees the text of the labels. */
export function linesOf(
  index: MetricIndex,
  metric: Metric,
  mode: MetricMode,
  matches: (labels: string) => boolean,
): Lines {
  const restarts = new Set<number>();
  const asRate = (line: Line): Line => {
    const rate = rateOf(line);
    for (const moment of rate.restarts) restarts.add(moment);
    return rate.line;
  };
  const lines: NamedLine[] = [];
  if (metric.parts !== null) {
    const line = partsLine(index, metric.parts);
    if (metric.type === 'counter') restartsOf(line).forEach((moment) => restarts.add(moment));
    if (matches('')) lines.push({ label: '', line: mode === 'rate' ? asRate(line) : line });
    return { lines, restarts: [...restarts] };
  }
  if (mode === 'quantiles') return { lines: quantilesOf(index, metric, matches), restarts: [] };
  for (const series of plainMembers(index, metric).slice(0, MOST_SETS)) {
    const label = labelsOf(index, series);
    if (!matches(label)) continue;
    const line = seriesLine(index, series);
    if (metric.type === 'counter') restartsOf(line).forEach((moment) => restarts.add(moment));
    lines.push({ label, line: mode === 'rate' ? asRate(line) : line });
  }
  return { lines, restarts: [...restarts].sort((a, b) => a - b) };
}

function quantilesOf(index: MetricIndex, metric: Metric, matches: (labels: string) => boolean): NamedLine[] {
  if (metric.type === 'summary') {
    const lines: NamedLine[] = [];
    for (const series of metric.members) {
      const { capture, labels } = placeOf(index, series);
      const quantile = labelOf(capture, labels, 'quantile');
      const rest = labelText(capture, labels, 'quantile');
      if (quantile === null || !matches(rest)) continue;
      const name = quantileName(Number(quantile));
      lines.push({ label: rest === '' ? name : `${name} ${rest}`, line: seriesLine(index, series) });
    }
    return lines;
  }
  const buckets = bucketsOf(index, metric, matches);
  if (buckets.length === 0) return [];
  return quantileLines(buckets, QUANTILES).map((line, i) => ({ label: quantileName(QUANTILES[i]), line }));
}

/** `p50`, `p99.9`; the ends are the least and the greatest. */
function quantileName(quantile: number): string {
  if (quantile === 0) return 'min';
  return quantile === 1 ? 'max' : `p${Number((quantile * 100).toFixed(4))}`;
}

function bucketsOf(index: MetricIndex, metric: Metric, matches: (labels: string) => boolean): BucketLine[] {
  const buckets: BucketLine[] = [];
  for (const series of metric.members) {
    const { capture, labels } = placeOf(index, series);
    const le = labelOf(capture, labels, 'le');
    const bound = le === null ? NaN : le === '+Inf' || le === 'Inf' ? Infinity : Number(le);
    if (Number.isNaN(bound) || !matches(labelText(capture, labels, 'le'))) continue;
    buckets.push({ le: bound, line: seriesLine(index, series) });
  }
  return buckets;
}

/** Series that stand for a label set each: of a histogram or summary its counts (of runtime/metrics, which has none, the last bucket). */
function plainMembers(index: MetricIndex, { type, members, name }: Metric): readonly number[] {
  if (type !== 'histogram' && type !== 'summary') return members;
  const counts = members.filter((series) => nameOf(index, series).endsWith('_count'));
  if (counts.length > 0) return counts;
  return members.filter((series) => {
    const { capture, labels } = placeOf(index, series);
    return labelOf(capture, labels, 'le') === '+Inf' && familyName(nameOf(index, series), type) === name;
  });
}

function placeOf(index: MetricIndex, series: number) {
  const capture = index.captures[index.series.capture[series]];
  const row = index.series.row[series];
  return { capture, row, labels: capture.metrics.series.labels[row] };
}

function nameOf(index: MetricIndex, series: number): string {
  const { capture, row } = placeOf(index, series);
  return capture.strings.get(capture.metrics.series.name[row]);
}

/** Text of a series' labels, without the bound of the bucket that stands for a histogram. */
function labelsOf(index: MetricIndex, series: number): string {
  const { capture, labels } = placeOf(index, series);
  return labelText(capture, labels, 'le');
}

/** The row of the list. */
export function metricRow(index: MetricIndex, metric: Metric): Omit<MetricRow, 'heads'> {
  const { id, title, name, group, type, unit, help } = metric;
  const sets = metric.parts === null ? plainMembers(index, metric).length : 1;
  const { line, shows } = shownLine(index, metric, sets);
  const last = lastValue(line);
  return {
    ...{ metric: id, title, name, group, type, unit, help, sets, shows },
    points: line.t.length,
    last: Number.isFinite(last) ? last : null,
    spark: sparkOf(line),
  };
}

/** The one line that stands for a metric in the list. */
function shownLine(index: MetricIndex, metric: Metric, sets: number): { line: Line; shows: MetricRow['shows'] } {
  const all = (): boolean => true;
  if (metric.type === 'histogram') {
    const buckets = sets > MOST_SETS ? [] : bucketsOf(index, metric, all);
    return { line: quantileLines(buckets, [0.99])[0] ?? NO_POINTS, shows: 'p99' };
  }
  if (metric.type === 'summary') {
    const quantiles = linesOf(index, metric, 'quantiles', all).lines;
    const top = quantiles.find(({ label }) => label === 'p99') ?? quantiles.at(-1);
    return sets > 1 || top === undefined ? { line: NO_POINTS, shows: '' } : { line: top.line, shows: 'p99' };
  }
  const { lines } = linesOf(index, metric, 'value', all);
  const [first] = lines;
  if (first === undefined) return { line: NO_POINTS, shows: '' };
  const counts = metric.type === 'counter';
  if (lines.length > 1 && !counts) return { line: NO_POINTS, shows: '' };
  // A counter by itself only rises: how fast is what is worth seeing, where there is a time to measure it by.
  const rising = counts && first.line.timed && first.line.t.length > 2;
  if (lines.length === 1)
    return rising ? { line: rateOf(first.line).line, shows: 'rate' } : { line: first.line, shows: '' };
  const sum = sumOf(lines.map(({ line }) => (rising ? rateOf(line).line : line)));
  return { line: sum, shows: rising ? 'rate' : 'sum' };
}

function sumOf(lines: readonly Line[]): Line {
  const sums = new Map<number, number>();
  for (const { t, v } of lines) for (let i = 0; i < t.length; i++) sums.set(t[i], (sums.get(t[i]) ?? 0) + v[i]);
  const t = Float64Array.from(sums.keys()).sort();
  return {
    t,
    v: t.map((moment) => sums.get(moment) ?? NaN),
    scrape: new Int32Array(t.length).fill(-1),
    timed: lines[0]?.timed ?? true,
  };
}

function sparkOf(line: Line): number[] {
  if (line.t.length < 2) return [];
  const { value } = thin(line, line.t[0], line.t[line.t.length - 1], SPARK_POINTS);
  const finite = [...value].filter(Number.isFinite).slice(-SPARK_POINTS);
  return finite.length < 2 ? [] : finite;
}
