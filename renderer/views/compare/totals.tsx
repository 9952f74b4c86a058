import { useMemo, type JSX } from 'react';
import type { CompareAnswer } from '@core/api/compare';
import type { CaptureInfo } from '@core/api/document';
import { formatCount } from '@core/base/format';
import { metricValue } from '../../charts/metric-text';
import type { Sides } from '../../state/sides';
import type { Column } from '../../ui/table/columns';
import { fixedRows } from '../../ui/table/fixed-rows';
import { Table } from '../../ui/table/table';
import { changeColumns } from './change-columns';
import { totalRow, type TotalRow } from './change-text';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

const keyOf = (row: TotalRow): string => row.key;
const nothing = (): void => undefined;

/** What both captures say of themselves as numbers: totals of the samples, length, goroutines, metrics. */
function totalRows(answer: CompareAnswer, { a, b }: Sides): readonly TotalRow[] {
  const own = (
    key: string,
    title: string,
    unit: string,
    of: (capture: CaptureInfo) => number | null,
  ): readonly TotalRow[] => {
    const [base, now] = [of(a), of(b)];
    return base === null || now === null
      ? []
      : [{ key, title, unit, base, new: now, delta: now - base, error: undefined }];
  };
  const metrics = answer.metrics.map(({ metric, title, unit, base, new: now }): TotalRow => ({
    ...{ key: `metric ${metric}`, title, unit, base, new: now, delta: now - base, error: undefined },
  }));
  return [
    ...answer.totals.map(totalRow),
    // A profile of goroutines counts them as its samples.
    ...(answer.totals.some(({ type }) => type === 'goroutine')
      ? []
      : own('goroutines', 'goroutines', '', ({ counts }) => counts.goroutines)),
    ...own('duration', 'recorded', 'nanoseconds', ({ durationNs }) => durationNs),
    ...own('functions', 'functions', '', ({ counts }) => (counts.functions === 0 ? null : counts.functions)),
    ...metrics,
  ];
}

/** Totals and metrics of A and B. */
export function Totals({ answer, sides }: { readonly answer: CompareAnswer; readonly sides: Sides }): JSX.Element {
  const rows = useMemo(() => fixedRows(totalRows(answer, sides), keyOf), [answer, sides]);
  const columns = useMemo(
    (): readonly Column<TotalRow>[] => [
      {
        id: 'title',
        title: t('Total or metric'),
        width: 170,
        min: 110,
        grow: 1,
        cell: (row) => (
          <span className="clip" title={fromEngine(row.title)}>
            {fromEngine(row.title)}
          </span>
        ),
        value: (row) => row.title,
      },
      ...changeColumns<TotalRow>({
        change: (row) => row,
        unit: (row) => (row.unit === 'count' ? '' : row.unit),
        error: (row) => row.error,
        format: metricValue,
        sortable: false,
        certainty: 124,
      }),
    ],
    [],
  );
  return (
    <Table
      label={t('Totals and metrics')}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={null}
      onSelect={nothing}
      sort={null}
      empty={t('The captures have no number in common.')}
      {...(answer.metricsFolded > 0
        ? {
            foot: () =>
              t('{metricsFolded} more metrics: see Metrics.', { metricsFolded: formatCount(answer.metricsFolded) }),
          }
        : {})}
    />
  );
}
