import { useCallback, useMemo, useState, type JSX } from 'react';
import { TRACE_NAME_SORTS, TRACE_SPAN_SORTS, type TraceNameRow, type TraceSpanRow } from '@core/api/trace';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { momentText } from '../../charts/trace-scale';
import { errorText } from '../../client/error-text';
import { usePages } from '../../client/use-pages';
import { viewOf } from '../../state/view';
import { Segments } from '../../ui/segments';
import type { Column } from '../../ui/table/columns';
import { Table } from '../../ui/table/table';
import { timeColumn, timesColumn } from './cells';
import { OpenedList } from './opened-list';
import { sortFor, useSame, withSort, type TabProps } from './tab';
import { t } from '../../i18n/t';

const keyOf = (row: TraceNameRow): string => row.name;

/** Tasks or regions by name. Enter lists those of one name. */
export function SpansTab(props: TabProps): JSX.Element {
  const { info, capture, trace, onChange, summary } = props;
  const { doc } = info;
  const of = trace.spansOf;
  const sort = sortFor(trace, 'names', TRACE_NAME_SORTS, { id: 'total', descending: true });
  const question = useSame({ doc, capture, range: trace.range, sort: sort.id, descending: sort.descending });
  const page = useCallback((offset: number, limit: number) => ({ ...question, offset, limit }), [question]);
  const { answer, rows, error } = usePages(of === 'tasks' ? 'traceTasks' : 'traceRegions', page, keyOf);
  const columns = useMemo(() => nameColumns(of), [of]);
  const opened = trace.opened.spans;
  if (opened !== null) return <Instances {...props} name={opened} />;
  const none =
    (summary?.[of] ?? 0) === 0
      ? of === 'tasks'
        ? t('The program marks no tasks. trace.NewTask(ctx, "name") begins one; End() ends it.')
        : t('The program marks no regions. trace.WithRegion(ctx, "name", fn) measures one.')
      : of === 'tasks'
        ? t('No tasks in this part of the trace.')
        : t('No regions in this part of the trace.');
  return (
    <div className="with-bar">
      <div className="bar">
        <Segments
          label={t('Tasks or regions')}
          options={[
            { value: 'tasks', text: t('tasks'), title: t('From trace.NewTask to End, on any goroutine') },
            { value: 'regions', text: t('regions'), title: t('A part of one goroutine') },
          ]}
          value={of}
          onChange={(spansOf) => onChange({ spansOf, selected: { ...trace.selected, spans: null } })}
        />
        {answer !== null && answer.total > 0 && (
          <span className="d2">
            {t('{count} {of} of {total, plural, one {# name} other {# names}}', {
              count: formatCount(answer.count),
              of,
              total: answer.total,
            })}
          </span>
        )}
      </div>
      <div className="list">
        <Table
          label={of === 'tasks' ? t('Tasks by name') : t('Regions by name')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          selected={trace.selected.spans}
          onSelect={(row) =>
            viewOf(doc).touch((now) => ({
              trace: { ...now.trace, selected: { ...now.trace.selected, spans: row.name } },
            }))
          }
          onOpen={(row) => onChange({ opened: { ...trace.opened, spans: row.name } })}
          sort={sort}
          onSort={(next) => onChange(withSort(trace, 'names', next))}
          empty={error !== null ? errorText(error) : answer === null ? undefined : none}
          autoFocus
        />
      </div>
    </div>
  );
}

function nameColumns(of: 'tasks' | 'regions'): readonly Column<TraceNameRow>[] {
  const count = (id: string, title: string, value: (row: TraceNameRow) => number): Column<TraceNameRow> => ({
    id,
    title,
    width: 84,
    align: 'right',
    cell: (row) => formatCount(value(row)),
    value,
  });
  return [
    {
      id: 'name',
      title: of === 'tasks' ? t('Task') : t('Region'),
      width: 220,
      min: 120,
      grow: 1,
      sortable: true,
      cell: (row) => (
        <span title={row.name}>
          {row.name === '' ? <span className="d2">{t('name not in the trace')}</span> : row.name}
        </span>
      ),
      value: (row) => row.name,
    },
    { ...count('count', t('Count'), (row) => row.count), sortable: true },
    {
      ...count('open', t('Not whole'), (row) => row.count - row.complete),
      cell: (row) =>
        row.count === row.complete ? (
          <span className="d">–</span>
        ) : (
          <span title={t('Begun before the trace or not ended in it')}>{formatCount(row.count - row.complete)}</span>
        ),
    },
    timeColumn('p50', 'p50', (row) => row.durations.p50),
    timeColumn('p99', 'p99', (row) => row.durations.p99),
    timeColumn('max', t('Longest'), (row) => row.durations.max),
    timeColumn('total', t('Total'), (row) => row.durations.sum),
    count('goroutines', t('Goroutines'), (row) => row.goroutines),
    timesColumn((row) => row.times),
  ];
}

const spanKey = (row: TraceSpanRow): string => String(row.id);

/** Tasks or regions of one name, one by one. Enter makes the selected one the chosen part. */
function Instances(props: TabProps & { readonly name: string }): JSX.Element {
  const { info, capture, trace, onChange, onMark, name, summary } = props;
  const of = trace.spansOf;
  const sort = sortFor(trace, 'instances', TRACE_SPAN_SORTS, { id: 'duration', descending: true });
  const question = useSame({
    ...{ doc: info.doc, capture, range: trace.range, of, name },
    ...{ sort: sort.id, descending: sort.descending },
  });
  const page = useCallback((offset: number, limit: number) => ({ ...question, offset, limit }), [question]);
  const { answer, rows, error } = usePages('traceSpans', page, spanKey);
  const durationNs = summary?.durationNs ?? 0;
  const [selected, setSelected] = useState<string | null>(null);
  const columns = useMemo(() => spanColumns(of, durationNs), [of, durationNs]);
  const timesOf = (row: TraceSpanRow) => ({ fromNs: row.startNs ?? 0, toNs: row.endNs ?? durationNs });
  return (
    <OpenedList
      title={name === '' ? t('name not in the trace') : name}
      symbol={null}
      ownModule={info.ownModule}
      note={answer === null ? '' : `${formatCount(answer.total)} ${of}`}
      onClose={() => onChange({ opened: { ...trace.opened, spans: null } })}
    >
      <Table
        label={of === 'tasks' ? t('Tasks called {name}', { name }) : t('Regions called {name}', { name })}
        columns={columns}
        rows={rows}
        rowKey={spanKey}
        selected={selected}
        onSelect={(row) => {
          setSelected(spanKey(row));
          onMark(timesOf(row));
        }}
        onOpen={(row) => onChange({ range: timesOf(row) })}
        sort={sort}
        onSort={(next) => onChange(withSort(trace, 'instances', next))}
        empty={error === null ? undefined : errorText(error)}
        foot={() => (
          <>
            <kbd>Enter</kbd> {t('makes its time the chosen part of the trace.')}
          </>
        )}
        autoFocus
      />
    </OpenedList>
  );
}

function spanColumns(of: 'tasks' | 'regions', durationNs: number): readonly Column<TraceSpanRow>[] {
  const moment = (at: number | null, otherwise: string): JSX.Element =>
    at === null ? <span className="d2">{otherwise}</span> : <>{momentText(at, durationNs, durationNs / 1e6)}</>;
  const goid = (value: number | null): JSX.Element | string =>
    value === null ? <span className="d">–</span> : `g ${value}`;
  return [
    ...(of === 'tasks'
      ? [
          {
            id: 'id',
            title: t('Task'),
            width: 80,
            align: 'right',
            cell: (row) => String(row.id),
            value: (row) => row.id,
          } satisfies Column<TraceSpanRow>,
        ]
      : []),
    {
      id: 'start',
      title: t('Begun'),
      width: 130,
      align: 'right',
      sortable: true,
      cell: (row) => moment(row.startNs, 'before'),
      value: (row) => row.startNs ?? '',
    },
    {
      id: 'end',
      title: t('Ended'),
      width: 130,
      align: 'right',
      cell: (row) => moment(row.endNs, t('not ended')),
      value: (row) => row.endNs ?? '',
    },
    {
      id: 'duration',
      title: t('Duration'),
      width: 110,
      align: 'right',
      sortable: true,
      cell: (row) => (
        <span className={row.startNs === null || row.endNs === null ? 'd2' : undefined}>
          {row.startNs === null || row.endNs === null ? '≥\u00a0' : ''}
          {formatNanoseconds((row.endNs ?? durationNs) - (row.startNs ?? 0))}
        </span>
      ),
      value: (row) => (row.endNs ?? durationNs) - (row.startNs ?? 0),
    },
    {
      id: 'goroutine',
      title: of === 'tasks' ? t('Begun by') : t('Goroutine'),
      width: 100,
      align: 'right',
      cell: (row) => goid(row.goid),
      value: (row) => row.goid ?? '',
    },
    {
      id: 'task',
      title: of === 'tasks' ? t('Parent') : t('Task'),
      width: 100,
      align: 'right',
      cell: (row) => (row.task === null ? <span className="d">–</span> : String(row.task)),
      value: (row) => row.task ?? '',
    },
  ];
}
