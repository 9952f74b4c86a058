import { indexMetrics, type Metric, type MetricIndex } from '@core/analysis/metrics';
import { linesOf, metricRow, modesOf } from '@core/analysis/metrics-lines';
import { lastValue, thin, type Line } from '@core/analysis/metrics-points';
import { METRIC_MODES, type MetricLine, type MetricMode } from '@core/api/metrics';
import { rowsWithinAnswer } from '../answer-size';
import type { OpenDocument } from '../document';
import { badParams, notFound } from '../failure';
import { checkNumber, checkOneOf, checkPage, checkText } from '../params';
import type { Question, Run } from './question';

/** Lines of a chart: more than these nobody tells apart. */
const MOST_LINES = 20;
const MOST_RESTARTS = 100;

async function indexOf(doc: OpenDocument, run: Run): Promise<MetricIndex> {
  const captures = doc.analyses.map(({ capture }) => capture);
  if (captures.every(({ metrics }) => metrics === null)) {
    const title = doc.info.title;
    throw badParams('doc', `${title} has no metrics`, 'Open /debug/vars or /metrics of the process as well.');
  }
  await run.breathe(captures.reduce((sum, { metrics }) => sum + (metrics?.series.count ?? 0), 0));
  return doc.memo.get(
    'metrics',
    () => indexMetrics(captures),
    ({ byteLength }) => byteLength,
  );
}

export const metricNames: Question<'metricNames'> = async (doc, params, run) => {
  const search = checkText('search', params.search).trim().toLowerCase();
  const { offset, limit } = checkPage(params);
  const index = await indexOf(doc, run);
  const { metrics, clock } = index;
  const found = search === '' ? metrics : metrics.filter((metric) => matchesSearch(metric, search));
  const page = found.slice(offset, offset + limit);
  await run.breathe(page.reduce((sum, { members }) => sum + members.length, 0));
  const rows = rowsWithinAnswer(page.length, (i) => ({
    ...rowOf(doc, index, page[i]),
    heads: offset + i === 0 || found[offset + i - 1].group !== page[i].group,
  }));
  const { kind, reason } = clock;
  return { rows, total: found.length, all: metrics.length, scrapes: clock.at.length, clock: { kind, reason } };
};

function matchesSearch({ title, name, help }: Metric, search: string): boolean {
  return [title, name, help].some((text) => text.toLowerCase().includes(search));
}

function rowOf(doc: OpenDocument, index: MetricIndex, metric: Metric) {
  return doc.memo.get(
    `metric ${metric.id}`,
    () => metricRow(index, metric),
    () => 600,
  );
}

export const metricSeries: Question<'metricSeries'> = async (doc, params, run) => {
  const started = run.now();
  const id = checkText('metric', params.metric);
  const labels = checkText('labels', params.labels).trim().toLowerCase();
  const width = checkNumber('width', params.width, 16, 4096);
  const index = await indexOf(doc, run);
  const metric = index.metrics.find((candidate) => candidate.id === id);
  if (metric === undefined) throw notFound(`There is no metric ${JSON.stringify(id)} in ${doc.info.title}`);
  const modes = modesOf(metric);
  const mode: MetricMode = params.mode === null ? modes[0] : checkOneOf('mode', params.mode, METRIC_MODES);
  if (!modes.includes(mode))
    throw badParams('mode', `mode is ${JSON.stringify(mode)}; a ${metric.type} has ${modes.join(' and ')}`);
  await run.breathe(metric.members.length * 100);
  const { lines, restarts } = linesOf(
    index,
    metric,
    mode,
    (text) => labels === '' || text.toLowerCase().includes(labels),
  );
  await run.breathe(metric.members.length * 100);
  const whole = rangeOf(lines.map(({ line }) => line));
  const range = {
    from: params.from === null ? whole.from : checkNumber('from', params.from, -8.64e15, 8.64e15),
    to: params.to === null ? whole.to : checkNumber('to', params.to, -8.64e15, 8.64e15),
  };
  if (range.from > range.to) throw badParams('to', 'to is before from');
  const ranked = lines.map(({ label, line }) => ({ label, line, last: lastValue(line) }));
  if (mode !== 'quantiles') ranked.sort((a, b) => number(b.last) - number(a.last) || (a.label < b.label ? -1 : 1));
  const shown = ranked.slice(0, MOST_LINES).map(({ label, line }): MetricLine => {
    const columns = thin(line, range.from, range.to, Math.floor(width));
    const last = lastValue({ ...line, v: columns.value });
    return { label, last: Number.isFinite(last) ? last : null, points: inRange(line, range), ...columns };
  });
  const timed = lines.every(({ line }) => line.timed);
  const per = mode !== 'rate' ? '' : timed ? '/s' : '/scrape';
  const unit = mode === 'rate' && metric.type !== 'counter' && metric.type !== 'unknown' ? '' : metric.unit;
  return {
    row: { ...rowOf(doc, index, metric), heads: false },
    mode,
    modes,
    unit: unit + per,
    clock: timed ? { kind: 'time', reason: '' } : { kind: 'order', reason: index.clock.reason },
    range,
    whole,
    lines: shown,
    folded: ranked.length - shown.length,
    restarts: restarts.filter((moment) => moment >= range.from && moment <= range.to).slice(0, MOST_RESTARTS),
    tookMs: run.now() - started,
  };
};

/** What is no number sorts last. */
function number(value: number): number {
  return Number.isNaN(value) ? -Infinity : value === Infinity ? Number.MAX_VALUE : value;
}

function rangeOf(lines: readonly Line[]): { readonly from: number; readonly to: number } {
  let from = Infinity;
  let to = -Infinity;
  for (const { t } of lines) {
    if (t.length === 0) continue;
    from = Math.min(from, t[0]);
    to = Math.max(to, t[t.length - 1]);
  }
  return from <= to ? { from, to } : { from: 0, to: 0 };
}

function inRange({ t }: Line, { from, to }: { readonly from: number; readonly to: number }): number {
  let count = 0;
  for (const moment of t) if (moment >= from && moment <= to) count++;
  return count;
}
