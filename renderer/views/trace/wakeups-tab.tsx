import { useCallback, useMemo, type JSX } from 'react';
import { TRACE_WAKEUP_SORTS, type TraceWakeupRow } from '@core/api/trace';
import { formatCount } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { usePages } from '../../client/use-pages';
import { useView, viewOf } from '../../state/view';
import { Segments } from '../../ui/segments';
import type { Column } from '../../ui/table/columns';
import { Table } from '../../ui/table/table';
import { codeColumn, KindWord, timeColumn } from './cells';
import { reasonText } from './words';
import { sortFor, useSame, withSort, type TabProps } from './tab';
import { msg, t } from '../../i18n/t';

const keyOf = (row: TraceWakeupRow): string => row.edge;
/** Who wakes without being a goroutine. */
const NOBODY = msg('timer, network or runtime');

/** Who woke whom. The inspector shows both stacks of the longest wait of the selected pair. */
export function WakeupsTab({ info, capture, trace, onChange }: TabProps): JSX.Element {
  const { doc, ownModule } = info;
  const { filter } = useView(doc);
  const sort = sortFor(trace, 'wakeups', TRACE_WAKEUP_SORTS, { id: 'wait', descending: true });
  const question = useSame({
    ...{ doc, capture, range: trace.range, filter, by: trace.wakeupsBy },
    ...{ sort: sort.id, descending: sort.descending },
  });
  const page = useCallback((offset: number, limit: number) => ({ ...question, offset, limit }), [question]);
  const { answer, rows, error } = usePages('traceWakeups', page, keyOf);
  const place = trace.wakeupsBy === 'site';
  const columns = useMemo<readonly Column<TraceWakeupRow>[]>(
    () => [
      codeColumn('woken', t('Woken'), (row) => row.woken, { ownModule, place }),
      {
        id: 'reason',
        title: t('Waited in'),
        width: 122,
        min: 96,
        grow: 0.2,
        cell: (row) => <KindWord kind={row.kind} text={reasonText(row.reason)} />,
        value: (row) => reasonText(row.reason),
        fit: (row) => reasonText(row.reason).length * 6.4 + 18,
      },
      codeColumn('waker', t('By'), (row) => row.waker, { ownModule, place, none: t(NOBODY) }),
      {
        id: 'count',
        title: t('Times'),
        width: 64,
        align: 'right',
        sortable: true,
        cell: (row) => formatCount(row.count),
        value: (row) => row.count,
      },
      timeColumn('wait', t('Waited'), (row) => row.waitNs),
      timeColumn('max', t('Longest'), (row) => row.maxNs),
    ],
    [ownModule, place],
  );
  return (
    <div className="with-bar">
      <div className="bar">
        <span className="d2">{t('By')}</span>
        <Segments
          label={t('Pairs by')}
          options={[
            { value: 'site', text: t('place in the code') },
            { value: 'entry', text: t('function that runs') },
          ]}
          value={trace.wakeupsBy}
          onChange={(wakeupsBy) => onChange({ wakeupsBy, selected: { ...trace.selected, wakeups: null } })}
        />
        {answer !== null && (
          <span className="d2">
            {t('{count} wake-ups in {total} pairs', {
              count: formatCount(answer.count),
              total: formatCount(answer.total),
            })}
          </span>
        )}
      </div>
      <div className="list">
        <Table
          label={t('Who woke whom')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          selected={trace.selected.wakeups}
          onSelect={(row) =>
            viewOf(doc).touch((now) => ({
              trace: { ...now.trace, selected: { ...now.trace.selected, wakeups: row.edge } },
            }))
          }
          sort={sort}
          onSort={(next) => onChange(withSort(trace, 'wakeups', next))}
          empty={error !== null ? errorText(error) : answer === null ? undefined : t('Nobody was woken in this part.')}
          autoFocus
        />
      </div>
    </div>
  );
}
