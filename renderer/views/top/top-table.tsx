import { useCallback, useMemo, useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Granularity } from '@core/api/profile';
import { TOP_SORTS, type ProfileParams, type TopRow, type TopSort } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { samplesText, useNoMatch } from '../../client/use-no-match';
import { usePages } from '../../client/use-pages';
import { useView, viewOf } from '../../state/view';
import { NoMatch } from '../../ui/no-match';
import { StatusItem } from '../../ui/status-slot';
import { Table } from '../../ui/table/table';
import { CommandKey } from '../../ui/keys/caps';
import { countOf, functionOfLine, PLURAL_TITLES, topColumns } from './columns';
import { rich, t } from '../../i18n/t';

const keyOf = (row: TopRow): string => row.function;
const isSort = (id: string): id is TopSort => TOP_SORTS.some((sort) => sort === id);

/** Functions (or lines, files …) by flat or cumulative value, sorted by the engine. Enter shows the selected function in Flame. */
export function TopTable({
  info,
  params,
  by,
}: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly by: Granularity;
}): JSX.Element {
  const { doc, ownModule } = info;
  const { selection, top } = useView(doc);
  const { sort, descending } = top;
  const view = useMemo(() => viewOf(doc), [doc]);
  const content = JSON.stringify({ ...params, sort, descending, by });
  const page = useCallback(
    (offset: number, limit: number) => ({
      ...(JSON.parse(content) as ProfileParams & { sort: TopSort; descending: boolean; by: Granularity }),
      offset,
      limit,
    }),
    [content],
  );
  const { answer, rows, error } = usePages('top', page, keyOf);
  const unit = answer?.sampleType.unit ?? 'count';
  const total = answer?.total ?? 0;
  const most = useMemo(() => (answer?.rows ?? []).reduce((max, row) => Math.max(max, row.flat), 0), [answer]);
  const sums = useMemo(() => {
    const out = new Map<string, number>();
    let sum = 0;
    for (let i = 0; i < rows.total; i++) {
      const row = rows.at(i);
      if (row === undefined) break;
      out.set(row.function, (sum += row.flat));
    }
    return out;
  }, [rows]);
  const columns = useMemo(() => {
    // A running sum is one of what stands above only in that order.
    const running = sort === 'flat' && descending;
    const sumTo = running ? (row: TopRow) => sums.get(row.function) ?? null : null;
    return topColumns(by, { unit, total, most, ownModule, sumTo });
  }, [by, unit, total, most, ownModule, sums, sort, descending]);
  const noMatch = useNoMatch(
    answer !== null && answer.totalRows === 0 && !rows.stale ? params : null,
    'sample',
    (value) => (answer === null ? '' : samplesText(value, answer.sampleType)),
  );
  // Rows that are no functions are selected here only: the other views speak of functions.
  const [other, setOther] = useState<{ readonly by: Granularity; readonly key: string } | null>(null);
  const name = by === 'function' ? selection.function : other?.by === by ? other.key : null;
  const onSelect = useCallback(
    (row: TopRow) => {
      setOther({ by, key: row.function });
      if (by === 'function') view.select({ function: row.function, node: null });
      if (by === 'line') view.select({ function: functionOfLine(row.function), node: null });
    },
    [view, by],
  );
  const open = (row: TopRow): void => {
    if (by === 'file') {
      view.change((now) => ({ view: 'source', source: { file: row.file, of: now.selection.function } }));
      return;
    }
    onSelect(row);
    if (by === 'function' || by === 'line') view.change({ view: by === 'line' ? 'source' : 'flame' });
  };
  const selected = name === null ? undefined : rows.at(rows.indexOf(name));
  const noun = (count: number): string => countOf(by, count);

  if (noMatch !== null) return <NoMatch {...noMatch} />;
  return (
    <>
      <Table
        label={PLURAL_TITLES[by]}
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        selected={name}
        onSelect={onSelect}
        onOpen={open}
        sort={{ id: sort, descending }}
        onSort={({ id, descending: down }) => {
          if (isSort(id)) view.change((now) => ({ top: { ...now.top, sort: id, descending: down } }));
        }}
        empty={error === null ? undefined : errorText(error)}
        foot={({ last }) => {
          if (answer === null) return null;
          const below = rows.total - last - 1;
          const left = answer.shown === answer.total ? '' : filterText(answer.shown, total, unit);
          return (
            <>
              {below > 0
                ? t('{noun} below, {total} in all.', { noun: noun(below), total: formatCount(rows.total) })
                : `${noun(rows.total)}.`}
              {left !== '' && ` ${left}`}
              {by === 'function' && (
                <>
                  {' '}
                  {rich('{enter} shows it in Flame, {f} keeps only what passes through it.', {
                    enter: <kbd>Enter</kbd>,
                    f: <CommandKey id="focus" none="–" />,
                  })}
                </>
              )}
            </>
          );
        }}
        autoFocus
      />
      {answer !== null && (
        <>
          <StatusItem place="left">
            {answer.sampleType.type.replaceAll('_', ' ')}, {formatValue(total, unit)}
          </StatusItem>
          {selected !== undefined && (
            <StatusItem place="selection">
              {t('1 selected, {cum}', { cum: formatValue(selected.cum, unit) })}
            </StatusItem>
          )}
          <StatusItem place="timing">
            {t('Sorted in {ms} ms', { ms: Math.max(1, Math.round(answer.tookMs)) })}
          </StatusItem>
        </>
      )}
    </>
  );
}

function filterText(shown: number, total: number, unit: string): string {
  return t('The filter leaves {shown} of {total}, {share}.', {
    shown: formatValue(shown, unit),
    total: formatValue(total, unit),
    share: formatShare(shown, total),
  });
}
