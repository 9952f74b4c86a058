import { useCallback, useMemo, type JSX } from 'react';
import { TRACE_RANGE_NAMES, TRACE_RANGE_SORTS, type TraceRangeName, type TraceRangeRow } from '@core/api/trace';
import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import { momentText } from '../../charts/trace-scale';
import { errorText } from '../../client/error-text';
import { usePages } from '../../client/use-pages';
import { viewOf } from '../../state/view';
import type { Column } from '../../ui/table/columns';
import { Table } from '../../ui/table/table';
import { timeColumn } from './cells';
import { sortFor, useSame, withSort, type TabProps } from './tab';
import { inLanguage, msg, t } from '../../i18n/t';

const keyOf = (row: TraceRangeRow): string => String(row.id);
const WORDS: Readonly<Record<TraceRangeName, string>> = inLanguage({
  gc: msg('GC cycles'),
  stw: msg('pauses'),
  'mark assist': msg('mark assists'),
  sweep: msg('sweeps'),
});

/** GC cycles, stop-the-world pauses, assists and sweeps one by one. A selected one is marked in the overview; Enter zooms to it. */
export function RangesTab({ info, capture, trace, onChange, onMark, summary }: TabProps): JSX.Element {
  const { doc } = info;
  const sort = sortFor(trace, 'ranges', TRACE_RANGE_SORTS, { id: 'duration', descending: true });
  const question = useSame({
    ...{ doc, capture, range: trace.range, kinds: trace.ranges },
    ...{ sort: sort.id, descending: sort.descending },
  });
  const page = useCallback((offset: number, limit: number) => ({ ...question, offset, limit }), [question]);
  const { answer, rows, error } = usePages('traceRanges', page, keyOf);
  const durationNs = summary?.durationNs ?? 0;
  const columns = useMemo(() => rangeColumns(durationNs), [durationNs]);
  const endOf = (row: TraceRangeRow): number => row.endNs ?? durationNs;
  const toggle = (kind: TraceRangeName): void =>
    onChange({
      ranges: trace.ranges.includes(kind) ? trace.ranges.filter((other) => other !== kind) : [...trace.ranges, kind],
    });
  return (
    <div className="with-bar">
      <div className="bar" role="group" aria-label={t('Show')}>
        {TRACE_RANGE_NAMES.map((kind) => (
          <button
            key={kind}
            type="button"
            className="chip-btn"
            aria-pressed={trace.ranges.includes(kind)}
            onClick={() => toggle(kind)}
          >
            {WORDS[kind]} <b>{summary === null ? '' : formatCount(countOf(kind, summary))}</b>
          </button>
        ))}
        {summary !== null && <Facts summary={summary} />}
      </div>
      <div className="list">
        <Table
          label={t('GC and pauses')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          selected={trace.selected.ranges}
          onSelect={(row) => {
            onMark({ fromNs: row.startNs, toNs: endOf(row) });
            viewOf(doc).touch((now) => ({
              trace: { ...now.trace, selected: { ...now.trace.selected, ranges: keyOf(row) } },
            }));
          }}
          onOpen={(row) => onChange({ zoom: around(row.startNs, endOf(row), durationNs) })}
          sort={sort}
          onSort={(next) => onChange(withSort(trace, 'ranges', next))}
          empty={
            error !== null
              ? errorText(error)
              : answer === null
                ? undefined
                : t('None of these in this part of the trace.')
          }
          foot={() => (
            <>
              <kbd>Enter</kbd> {t('zooms to the selected one.')}
            </>
          )}
          autoFocus
        />
      </div>
    </div>
  );
}

type Summary = NonNullable<TabProps['summary']>;

function countOf(kind: TraceRangeName, { gc, stw }: Summary): number {
  switch (kind) {
    case 'gc':
      return gc.cycles;
    case 'stw':
      return stw.all.count;
    case 'mark assist':
      return gc.assists;
    case 'sweep':
      return gc.sweeps;
  }
}

/** Pauses in percentiles; what the collector left at worst is in the inspector. */
function Facts({ summary }: { readonly summary: Summary }): JSX.Element {
  const { stw } = summary;
  return (
    <span className="facts clip">
      {stw.all.count > 0 && (
        <span>
          <span className="d2">{t('pauses p50')}</span> {formatNanoseconds(stw.all.p50)} <span className="d2">p99</span>{' '}
          {formatNanoseconds(stw.all.p99)} <span className="d2">{t('max')}</span> {formatNanoseconds(stw.all.max)}
        </span>
      )}
    </span>
  );
}

/** A range of time with as much again on each side, at least 10 µs. */
function around(fromNs: number, toNs: number, durationNs: number): { readonly fromNs: number; readonly toNs: number } {
  const margin = Math.max(10_000, toNs - fromNs);
  return { fromNs: Math.max(0, fromNs - margin), toNs: Math.min(durationNs, toNs + margin) };
}

function rangeColumns(durationNs: number): readonly Column<TraceRangeRow>[] {
  const text = ({ kind, name }: TraceRangeRow): string =>
    kind === 'stw' ? t('STW {name}', { name }) : kind === 'gc' ? t('concurrent mark') : kind;
  const bytes = (value: number | null): JSX.Element =>
    value === null || value === 0 ? <span className="d">–</span> : <>{formatBytes(value)}</>;
  return [
    {
      id: 'kind',
      title: t('What'),
      width: 190,
      min: 168,
      grow: 1,
      sortable: true,
      cell: (row) => <span title={text(row)}>{text(row)}</span>,
      value: text,
    },
    {
      id: 'start',
      title: t('Begun'),
      width: 104,
      align: 'right',
      sortable: true,
      cell: (row) => momentText(row.startNs, durationNs, durationNs / 1e6),
      value: (row) => row.startNs,
    },
    timeColumn('duration', t('Duration'), (row) => (row.endNs ?? durationNs) - row.startNs, {
      width: 84,
      cell: (row) =>
        row.endNs === null ? <span className="d2">{t('not ended')}</span> : formatNanoseconds(row.endNs - row.startNs),
    }),
    {
      id: 'goroutine',
      title: t('On'),
      width: 66,
      align: 'right',
      sortable: true,
      cell: (row) =>
        row.goid !== null ? `g ${row.goid}` : row.proc !== null ? `P ${row.proc}` : <span className="d">–</span>,
      value: (row) => row.goid ?? (row.proc === null ? '' : `P ${row.proc}`),
    },
    {
      id: 'heap',
      title: t('Heap before'),
      width: 96,
      align: 'right',
      cell: (row) => bytes(row.heapBytes),
      value: (row) => row.heapBytes ?? '',
    },
    {
      id: 'goal',
      title: t('Goal'),
      width: 78,
      align: 'right',
      cell: (row) => bytes(row.goalBytes),
      value: (row) => row.goalBytes ?? '',
    },
    {
      id: 'swept',
      title: t('Swept'),
      width: 78,
      align: 'right',
      cell: (row) => bytes(row.sweptBytes),
      value: (row) => row.sweptBytes,
    },
    {
      id: 'reclaimed',
      title: t('Given back'),
      width: 86,
      align: 'right',
      cell: (row) => bytes(row.reclaimedBytes),
      value: (row) => row.reclaimedBytes,
    },
  ];
}
