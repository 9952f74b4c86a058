import { useCallback, useMemo, useState, type JSX } from 'react';
import { TRACE_GOROUTINE_SORTS, TRACE_GROUP_SORTS, type TraceGoroutineRow, type TraceGroupRow } from '@core/api/trace';
import { formatCount } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { usePages } from '../../client/use-pages';
import { withPart } from '../../state/filter-text';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { exactPattern } from '../../ui/symbol/symbol-parts';
import type { Column } from '../../ui/table/columns';
import { Table } from '../../ui/table/table';
import { CommandKey } from '../../ui/keys/caps';
import { codeColumn, kindTime, timeColumn, timesColumn } from './cells';
import { OpenedList } from './opened-list';
import { momentText } from '../../charts/trace-scale';
import { sortFor, useSame, withSort, type TabProps } from './tab';
import { rich, t } from '../../i18n/t';

const keyOf = (row: TraceGroupRow): string => row.group;

/** Goroutines by the function they run. Enter lists the members of one. */
export function GroupsTab(props: TabProps): JSX.Element {
  const { info, capture, trace, onChange } = props;
  const { doc, ownModule } = info;
  const { filter } = useView(doc);
  const sort = sortFor(trace, 'groups', TRACE_GROUP_SORTS, { id: 'runnable', descending: true });
  const question = useSame({ doc, capture, range: trace.range, filter, sort: sort.id, descending: sort.descending });
  const page = useCallback((offset: number, limit: number) => ({ ...question, offset, limit }), [question]);
  const { answer, rows, error } = usePages('traceGroups', page, keyOf);
  const columns = useMemo(() => groupColumns(ownModule), [ownModule]);
  const selected = trace.selected.groups;
  const row = selected === null ? undefined : rows.at(rows.indexOf(selected));
  const name = row?.entry?.function ?? null;
  const commands = useMemo<readonly Command[]>(() => {
    const add = (kind: 'focus' | 'ignore') => (): void => {
      if (name === null) return;
      const value = exactPattern(name);
      viewOf(doc).change((now) => ({ filter: withPart(now.filter, { kind, value }) }));
    };
    const enabled = (): boolean => name !== null;
    return [
      viewCommand('trace.focus', { enabled, run: add('focus') }),
      viewCommand('trace.ignore', { enabled, run: add('ignore') }),
    ];
  }, [name, doc]);
  useCommands(commands);
  const onSelect = useCallback(
    (next: TraceGroupRow) =>
      viewOf(doc).touch((now) => ({
        trace: { ...now.trace, selected: { ...now.trace.selected, groups: next.group } },
      })),
    [doc],
  );
  const opened = trace.opened.groups;
  if (opened !== null) {
    return <Members {...props} group={opened} title={rows.at(rows.indexOf(opened))?.entry?.function ?? null} />;
  }
  return (
    <Table
      label={t('Goroutines by function')}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={selected}
      onSelect={onSelect}
      onOpen={(next) => onChange({ opened: { ...trace.opened, groups: next.group } })}
      sort={sort}
      onSort={(next) => onChange(withSort(trace, 'groups', next))}
      empty={error !== null ? errorText(error) : answer === null ? undefined : t('No goroutine passes the filter.')}
      foot={({ last }) => {
        if (answer === null) return null;
        const below = Math.max(0, answer.total - last - 1);
        const { shown, all } = answer.goroutines;
        return (
          <>
            {below > 0
              ? t('{below} more functions below.', { below: formatCount(below) })
              : t('{total} functions.', { total: formatCount(answer.total) })}{' '}
            {shown === all
              ? ''
              : t('{shown} of {all} goroutines are in this part and pass the filter.', {
                  shown: formatCount(shown),
                  all: formatCount(all),
                })}{' '}
            {rich('{enter} lists the goroutines of one, {f} keeps only it.', {
              enter: <kbd>Enter</kbd>,
              f: <CommandKey id="focus" none="–" />,
            })}
          </>
        );
      }}
      autoFocus
    />
  );
}

function groupColumns(ownModule: string): readonly Column<TraceGroupRow>[] {
  return [
    codeColumn('function', t('Function'), (row) => row.entry, { ownModule, place: false }),
    {
      id: 'count',
      title: t('Count'),
      width: 58,
      align: 'right',
      sortable: true,
      cell: (row) => formatCount(row.count),
      value: (row) => row.count,
    },
    timesColumn((row) => row.times),
    timeColumn('running', t('Running'), (row) => kindTime(row.times, 'running')),
    timeColumn('runnable', t('Runnable'), (row) => kindTime(row.times, 'runnable'), { width: 84 }),
    timeColumn('latency', t('p99 wait'), (row) => row.latency.p99, { width: 74 }),
    timeColumn('blocked', t('Blocked'), (row) => row.blockedNs),
    timeColumn('syscall', t('Syscall'), (row) => kindTime(row.times, 'syscall')),
    timeColumn('assist', t('Assist'), (row) => row.assistNs, { width: 66 }),
  ];
}

const memberKey = (row: TraceGoroutineRow): string => String(row.goid);

/** The goroutines of one function. Escape goes back. */
function Members(props: TabProps & { readonly group: string; readonly title: string | null }): JSX.Element {
  const { info, capture, trace, onChange, group, title, summary } = props;
  const { filter } = useView(info.doc);
  const sort = sortFor(trace, 'members', TRACE_GOROUTINE_SORTS, { id: 'total', descending: true });
  const question = useSame({
    ...{ doc: info.doc, capture, range: trace.range, filter, group },
    ...{ sort: sort.id, descending: sort.descending },
  });
  const page = useCallback((offset: number, limit: number) => ({ ...question, offset, limit }), [question]);
  const { answer, rows, error } = usePages('traceGoroutines', page, memberKey);
  const [selected, setSelected] = useState<string | null>(null);
  const durationNs = summary?.durationNs ?? 0;
  const columns = useMemo(() => memberColumns(durationNs), [durationNs]);
  return (
    <OpenedList
      title={title ?? t('goroutines whose function is not known')}
      symbol={title}
      ownModule={info.ownModule}
      note={answer === null ? '' : t('{total} goroutines', { total: formatCount(answer.total) })}
      onClose={() => onChange({ opened: { ...trace.opened, groups: null } })}
    >
      <Table
        label={t('Goroutines of {title}', { title: title ?? t('no known function') })}
        columns={columns}
        rows={rows}
        rowKey={memberKey}
        selected={selected}
        onSelect={(row) => setSelected(memberKey(row))}
        sort={sort}
        onSort={(next) => onChange(withSort(trace, 'members', next))}
        empty={error === null ? undefined : errorText(error)}
        autoFocus
      />
    </OpenedList>
  );
}

function memberColumns(durationNs: number): readonly Column<TraceGoroutineRow>[] {
  const moment = (at: number | null, otherwise: string): JSX.Element =>
    at === null ? <span className="d2">{otherwise}</span> : <>{momentText(at, durationNs, durationNs / 1e5)}</>;
  return [
    {
      id: 'goroutine',
      title: t('Goroutine'),
      width: 96,
      align: 'right',
      sortable: true,
      cell: (row) => `g ${row.goid}`,
      value: (row) => row.goid,
    },
    {
      id: 'start',
      title: t('Begun'),
      width: 104,
      align: 'right',
      sortable: true,
      cell: (row) => moment(row.createdNs, 'before'),
      value: (row) => row.createdNs ?? '',
    },
    {
      id: 'end',
      title: t('Ended'),
      width: 104,
      align: 'right',
      cell: (row) => moment(row.endedNs, 'alive'),
      value: (row) => row.endedNs ?? '',
    },
    {
      id: 'creator',
      title: t('By'),
      width: 80,
      align: 'right',
      cell: (row) => (row.creatorGoid === null ? <span className="d">?</span> : `g ${row.creatorGoid}`),
      value: (row) => row.creatorGoid ?? '',
    },
    timesColumn((row) => row.times),
    timeColumn('running', t('Running'), (row) => kindTime(row.times, 'running')),
    timeColumn('runnable', t('Runnable'), (row) => kindTime(row.times, 'runnable'), { width: 84 }),
    timeColumn('latency', t('Longest wait'), (row) => row.maxLatencyNs, { width: 100 }),
    timeColumn('blocked', t('Blocked'), (row) => row.blockedNs),
    timeColumn('syscall', t('Syscall'), (row) => kindTime(row.times, 'syscall')),
    {
      id: 'label',
      title: t('Label'),
      width: 110,
      grow: 0.5,
      cell: (row) => (row.label === '' ? <span className="d">–</span> : row.label),
      value: (row) => row.label,
    },
  ];
}
