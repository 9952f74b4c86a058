import { Search } from 'lucide-react';
import { useMemo, type JSX } from 'react';
import type { MetricRow } from '@core/api/metrics';
import { formatCount } from '@core/base/format';
import { metricValue } from '../../charts/metric-text';
import { Sparkline } from '../../charts/sparkline';
import { viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import type { Column } from '../../ui/table/columns';
import type { RowSource } from '../../ui/table/row-source';
import { Table } from '../../ui/table/table';
import { inLanguage, msg, t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

export const rowKey = (row: MetricRow): string => row.metric;
const SEARCH = 'metric-search';

const unitOf = ({ shows, unit }: MetricRow): string => (shows === 'rate' ? `${unit}/s` : unit);

const COLUMNS: readonly Column<MetricRow>[] = [
  {
    id: 'group',
    title: msg('Group'),
    width: 92,
    cell: (row) => (row.heads ? <span className="b clip">{fromEngine(row.group)}</span> : null),
    value: (row) => row.group,
  },
  {
    id: 'title',
    title: msg('Metric'),
    width: 180,
    min: 110,
    grow: 1,
    cell: (row) => (
      <span
        className={row.title === row.name ? 'm clip' : 'clip'}
        title={row.title === row.name ? row.name : `${fromEngine(row.title)}\n${row.name}`}
      >
        {fromEngine(row.title)}
      </span>
    ),
    value: (row) => row.name,
  },
  {
    id: 'trend',
    title: msg('Trend'),
    width: 78,
    cell: (row) => <Sparkline values={row.spark} />,
    value: (row) => row.spark.join(' '),
  },
  {
    id: 'last',
    title: msg('Last'),
    width: 92,
    align: 'right',
    cell: (row) =>
      row.last === null ? (
        <span className="d">{row.sets > 1 ? t('{sets} series', { sets: formatCount(row.sets) }) : '–'}</span>
      ) : (
        <span title={WHAT[row.shows]}>{metricValue(row.last, unitOf(row))}</span>
      ),
    value: (row) => row.last ?? '',
  },
];
const WHAT = inLanguage({
  '': msg('Last value'),
  rate: msg('Change per second'),
  sum: msg('Sum over all label sets'),
  p99: msg('99th percentile'),
});

/** Names with their trend and last value; typing narrows them. */
export function MetricList(props: {
  readonly doc: string;
  readonly all: number;
  readonly rows: RowSource<MetricRow>;
  readonly search: string;
  readonly selected: string | null;
  readonly error: string | null;
}): JSX.Element {
  const { doc, all, rows, search, selected, error } = props;
  const change = (next: { readonly search?: string; readonly metric?: string; readonly labels?: string }): void =>
    viewOf(doc).touch((now) => ({ metrics: { ...now.metrics, ...next } }));
  const commands = useMemo<readonly Command[]>(
    () => [viewCommand('metrics.search', { run: () => document.getElementById(SEARCH)?.focus() })],
    [],
  );
  useCommands(commands);
  return (
    <div className="names">
      <div className="tools">
        <label className="inp">
          <Search size={14} aria-hidden />
          <input
            id={SEARCH}
            type="search"
            placeholder={t('Search metrics')}
            aria-label={t('Search metrics')}
            value={search}
            onChange={(event) => change({ search: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && search !== '') {
                event.stopPropagation();
                change({ search: '' });
              }
            }}
          />
        </label>
        <span className="d2">
          {search === ''
            ? formatCount(all)
            : t('{total} of {all}', { total: formatCount(rows.total), all: formatCount(all) })}
        </span>
      </div>
      <div className="list">
        <Table
          label={t('Metrics')}
          columns={COLUMNS}
          rows={rows}
          rowKey={rowKey}
          selected={selected}
          // Another metric has other labels.
          onSelect={(row) => change(row.metric === selected ? {} : { metric: row.metric, labels: '' })}
          sort={null}
          empty={error ?? (search === '' ? undefined : t('No metric has this in its name.'))}
          autoFocus
        />
      </div>
    </div>
  );
}
