import type { Analyses } from '@core/analysis/analyses';
import { indexMetrics, type Metric, type MetricIndex } from '@core/analysis/metrics';
import { linesOf } from '@core/analysis/metrics-lines';
import { partsLine, seriesLine, type Line } from '@core/analysis/metrics-points';
import type { Evidence } from '@core/api/findings';
import { METRIC_TYPES } from '@core/model/metrics';
import { NO_FACTS, type Table, type TableRow } from './table';
import type { Row, Value, ValueMap } from './value';

const NO_LABELS: ValueMap = new Map();

/** One line over time: a series, a number every Go process has, or a histogram with its quantiles. */
interface MetricLine {
  readonly name: string;
  readonly labels: ValueMap;
  readonly type: string;
  readonly unit: string;
  /** Empty for a histogram, whose numbers are `quantiles`. */
  readonly line: Line | null;
  /** p50, p90, p99 on one axis; null but for histograms. */
  readonly quantiles: readonly Line[] | null;
}

/** All metrics of a document, by series; null without any. */
export function metricTable(documents: readonly Analyses[]): Table | null {
  const index = indexMetrics(documents.map(({ capture }) => capture));
  if (index.captures.length === 0) return null;
  const byName = new Map<string, Metric>();
  for (const metric of index.metrics) if (metric.parts === null) byName.set(metric.name, metric);

  function* rows(): Iterable<TableRow> {
    for (const metric of index.metrics) {
      const { type, unit, id, parts } = metric;
      const base = { name: id.startsWith('go:') ? id : metric.name, labels: NO_LABELS, type, unit };
      if (parts !== null) yield* lineRow({ ...base, line: partsLine(index, parts), quantiles: null });
      else if (type === 'histogram') {
        const quantiles = linesOf(index, metric, 'quantiles', () => true).lines.map(({ line }) => line);
        if (quantiles.length === 3) yield* lineRow({ ...base, line: null, quantiles });
      }
    }
    for (let series = 0; series < index.series.count; series++) yield* lineRow(seriesOf(index, series, byName));
  }
  return rows;
}

function seriesOf(index: MetricIndex, series: number, byName: ReadonlyMap<string, Metric>): MetricLine {
  const { strings, labelSets, metrics } = index.captures[index.series.capture[series]];
  const row = index.series.row[series];
  const set = metrics.series.labels[row];
  const labels = new Map<string, string>();
  for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++)
    labels.set(strings.get(labelSets.key[e]), strings.get(labelSets.value[e]));
  const name = strings.get(metrics.series.name[row]);
  const unit = strings.get(metrics.series.unit[row]) || (byName.get(name)?.unit ?? '');
  const type = METRIC_TYPES[metrics.series.type[row]];
  return { name, labels, type, unit, line: seriesLine(index, series), quantiles: null };
}

function* lineRow(metric: MetricLine): Iterable<TableRow> {
  const axis = metric.line ?? metric.quantiles?.[0];
  const last = (axis?.t.length ?? 0) - 1;
  if (axis === undefined || last < 0) return;
  const time = (at: number): number => (axis.timed ? axis.t[at] : NaN);
  const row = (at: number): Row => pointRow(metric, at);
  yield {
    key: `${metric.name}{${labelText(metric.labels)}}`,
    timeMs: time(last),
    weight: 0,
    row: row(last),
    *before() {
      for (let at = last - 1; at >= 0; at--) yield { timeMs: time(at), row: row(at) };
    },
    describe: () => ({ ...NO_FACTS, evidence: [evidenceOf(metric)] }),
  };
}

function labelText(labels: ValueMap): string {
  return [...labels].map(([key, value]) => `${String(key)}=${JSON.stringify(String(value))}`).join(', ');
}

function evidenceOf({ name, labels, line, quantiles }: MetricLine): Evidence {
  const points = (line ?? quantiles?.[0])?.t.length ?? 0;
  const set = labelText(labels);
  return {
    text: `${name}${set === '' ? '' : `{${set}}`} has ${points} ${points === 1 ? 'point' : 'points'}.`,
    link: '',
    target: null,
  };
}

function pointRow({ name, labels, type, unit, line, quantiles }: MetricLine, at: number): Row {
  return (field): Value => {
    switch (field) {
      case 'name':
        return name;
      case 'labels':
        return labels;
      case 'kind':
        return type;
      case 'unit':
        return unit;
      case 'value':
        return line?.v[at] ?? NaN;
      case 'perSecond':
        return line === null ? NaN : rateAt(line, at);
      case 'p50':
      case 'p90':
      case 'p99':
        return quantiles?.[['p50', 'p90', 'p99'].indexOf(field)].v[at] ?? NaN;
      default:
        return null;
    }
  };
}

/** A counter that falls began anew: what it shows is its increase. */
function rateAt({ t, v, timed }: Line, at: number): number {
  if (!timed || at === 0) return NaN;
  const change = v[at] < v[at - 1] ? v[at] : v[at] - v[at - 1];
  return (change * 1000) / (t[at] - t[at - 1]);
}
