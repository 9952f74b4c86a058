import { useMemo, type JSX } from 'react';
import type { MetricSeriesAnswer } from '@core/api/metrics';
import { momentText } from '../../charts/metric-option';
import { metricValue } from '../../charts/metric-text';
import type { Column } from '../../ui/table/columns';
import type { RowSource } from '../../ui/table/row-source';
import { Table } from '../../ui/table/table';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** All values of one moment, by line. */
interface PointRow {
  readonly t: number;
  readonly values: readonly (number | null)[];
}

const rowKey = (row: PointRow): string => String(row.t);
const nothing = (): void => undefined;

/** The chart as numbers: a row a moment, a column a line. */
export function PointTable({ answer }: { readonly answer: MetricSeriesAnswer }): JSX.Element {
  const rows = useMemo(() => sourceOf(rowsOf(answer)), [answer]);
  const columns = useMemo(() => columnsOf(answer), [answer]);
  return (
    <Table
      label={t('{title} as numbers', { title: fromEngine(answer.row.title) })}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      selected={null}
      onSelect={nothing}
      sort={null}
      empty={t('It has no points.')}
    />
  );
}

function rowsOf({ lines }: MetricSeriesAnswer): readonly PointRow[] {
  const byTime = new Map<number, (number | null)[]>();
  lines.forEach((line, at) => {
    line.t.forEach((t, i) => {
      const value = line.value[i] ?? NaN;
      // A gap lies between two moments: it is no point.
      if (Number.isNaN(value)) return;
      const values = byTime.get(t) ?? lines.map(() => null);
      values[at] = value;
      byTime.set(t, values);
    });
  });
  return [...byTime].sort(([a], [b]) => a - b).map(([t, values]) => ({ t, values }));
}

function sourceOf(rows: readonly PointRow[]): RowSource<PointRow> {
  return {
    total: rows.length,
    at: (index) => rows[index],
    want: nothing,
    indexOf: (key) => rows.findIndex((row) => rowKey(row) === key),
    stale: false,
  };
}

function columnsOf(answer: MetricSeriesAnswer): readonly Column<PointRow>[] {
  const time: Column<PointRow> = {
    id: 't',
    title: answer.clock.kind === 'time' ? t('Time') : t('Scrape'),
    width: 150,
    cell: (row) => momentText(row.t, answer),
    value: (row) => (answer.clock.kind === 'time' ? new Date(row.t).toISOString() : row.t),
  };
  const values = answer.lines.map((line, at): Column<PointRow> => ({
    id: String(at),
    title: line.label === '' ? fromEngine(answer.row.title) : line.label,
    width: 130,
    align: 'right',
    cell: (row) => metricValue(row.values[at] ?? null, answer.unit),
    value: (row) => row.values[at] ?? '',
  }));
  return [time, ...values];
}
