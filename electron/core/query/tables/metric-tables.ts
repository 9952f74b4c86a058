import type { MetricRow } from '@core/api/metrics';
import { QUESTIONS } from '../questions/registry';
import { column, pageOf, type TableColumn, type TableOf } from './table';

export const metricNames: TableOf<'metricNames'> = async (params, { doc, run, page }) => {
  const { rows, total } = await QUESTIONS.metricNames(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<MetricRow>[] = [
    column('group', ({ group }) => group),
    column('metric', ({ title }) => title),
    column('name', ({ name }) => name),
    column('type', ({ type }) => type),
    column('unit', ({ unit }) => unit),
    column('series', ({ sets }) => sets),
    column('points', ({ points }) => points),
    column('last', ({ last }) => last),
    column('last is', ({ shows }) => (shows === '' ? 'value' : shows)),
    column('help', ({ help }) => help),
  ];
  return pageOf(columns, rows, total);
};

/** Points that a line may have: all that the question gives. */
const POINTS = 4096;

/** A row for each point of each line. */
export const metricSeries: TableOf<'metricSeries'> = async (params, task) => {
  const answer = await QUESTIONS.metricSeries(task.doc, { ...params, width: POINTS }, task.run);
  const { lines, unit, clock, row, folded } = answer;
  task.note('lines with smaller values are left out', folded);
  task.note(
    'points are thinned to one a step of the chart',
    lines.reduce((sum, { points, t: times }) => sum + Math.max(0, points - times.length), 0),
  );
  const rows = lines.flatMap(({ label, t: times, value }) =>
    Array.from(times, (at, i) => ({ label, at, value: value[i] })),
  );
  type Row = (typeof rows)[number];
  const head = `${row.name}${unit === '' ? '' : ` (${unit})`}`;
  const isTimed = clock.kind === 'time';
  const columns = [
    column<Row>('line', ({ label }) => label),
    column<Row>(isTimed ? 'time (UTC)' : 'scrape', ({ at }) => (isTimed ? new Date(at).toISOString() : at + 1)),
    column<Row>(head, ({ value }) => (Number.isFinite(value) ? value : null)),
  ];
  return pageOf(columns, rows);
};
