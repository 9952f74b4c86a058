import { useCallback, useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { TOP_SORTS, type ProfileParams, type TopRow, type TopSort } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { samplesText, useNoMatch } from '../../client/use-no-match';
import { usePages } from '../../client/use-pages';
import { withPart } from '../../state/filter-text';
import { profileParams } from '../../state/scope';
import { useSettings } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { functionColumns } from '../../ui/functions/function-columns';
import { NoMatch } from '../../ui/no-match';
import { Segments } from '../../ui/segments';
import { StatusItem } from '../../ui/status-slot';
import { exactPattern } from '../../ui/symbol/symbol-parts';
import { Table } from '../../ui/table/table';
import './top.css';

const keyOf = (row: TopRow): string => row.function;
const isSort = (id: string): id is TopSort => TOP_SORTS.some((sort) => sort === id);

export function TopView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const params = profileParams(info, useView(info.doc));
  return params === null ? null : <Top info={info} params={params} />;
}

/** Functions by flat or cumulative value. Enter shows the selected one in the flame graph. */
function Top({ info, params }: { readonly info: DocumentInfo; readonly params: ProfileParams }): JSX.Element {
  const { doc, ownModule } = info;
  const { selection, top } = useView(doc);
  const letters = useSettings((s) => s.letterKeys);
  const view = useMemo(() => viewOf(doc), [doc]);
  const content = JSON.stringify({ ...params, sort: top.sort, descending: top.descending });
  const page = useCallback(
    (offset: number, limit: number) => ({
      ...(JSON.parse(content) as ProfileParams & { sort: TopSort; descending: boolean }),
      offset,
      limit,
    }),
    [content],
  );
  const { answer, rows, error } = usePages('top', page, keyOf);
  const unit = answer?.sampleType.unit ?? 'count';
  const total = answer?.total ?? 0;
  const most = useMemo(() => (answer?.rows ?? []).reduce((max, row) => Math.max(max, row.flat), 0), [answer]);
  const columns = useMemo(
    () => functionColumns({ unit, total, most, ownModule, title: 'Function', sumTo: null }),
    [unit, total, most, ownModule],
  );
  const noMatch = useNoMatch(
    answer !== null && answer.totalRows === 0 && !rows.stale ? params : null,
    'sample',
    (value) => (answer === null ? '' : samplesText(value, answer.sampleType)),
  );
  const onSelect = useCallback((row: TopRow) => view.select({ function: row.function, node: null }), [view]);
  const name = selection.function;
  const commands = useMemo<readonly Command[]>(() => {
    const add = (kind: 'focus' | 'ignore'): void => {
      if (name === null) return;
      const value = exactPattern(name);
      view.change((now) => ({ filter: withPart(now.filter, { kind, value }) }));
    };
    const chosen = (): boolean => name !== null;
    return [
      {
        id: 'top.focus',
        title: 'Focus on the selected function',
        group: 'Filter',
        keys: ['f'],
        enabled: chosen,
        run: () => add('focus'),
      },
      {
        id: 'top.ignore',
        title: 'Ignore the selected function',
        group: 'Filter',
        keys: ['i'],
        enabled: chosen,
        run: () => add('ignore'),
      },
    ];
  }, [name, view]);
  useCommands(commands);
  const selected = name === null ? undefined : rows.at(rows.indexOf(name));

  return (
    <div className="top">
      <div className="tools">
        <span className="d2">Sort by</span>
        <Segments
          label="Sort by"
          options={[
            { value: 'flat', text: 'flat', title: 'What the function itself takes' },
            { value: 'cum', text: 'cum', title: 'With everything it calls' },
          ]}
          value={top.sort}
          onChange={(sort) => view.change((now) => ({ top: { ...now.top, sort, descending: true } }))}
        />
        <span className="grow" />
        {answer !== null && (
          <span className="d2">
            {formatValue(answer.shown, unit)}
            {answer.shown === answer.total
              ? ''
              : ` of ${formatValue(total, unit)}, ${formatShare(answer.shown, total)}`}
            {' in '}
            {formatCount(answer.totalRows)} {answer.totalRows === 1 ? 'function' : 'functions'}
          </span>
        )}
      </div>
      <div className="list">
        {noMatch !== null ? (
          <NoMatch {...noMatch} />
        ) : (
          <Table
            label="Functions"
            columns={columns}
            rows={rows}
            rowKey={keyOf}
            selected={name}
            onSelect={onSelect}
            onOpen={(row) =>
              view.change((now) => ({
                view: 'flame',
                selection: { ...now.selection, function: row.function, node: null },
              }))
            }
            sort={{ id: top.sort, descending: top.descending }}
            onSort={({ id, descending }) => {
              if (isSort(id)) view.change((now) => ({ top: { ...now.top, sort: id, descending } }));
            }}
            empty={error === null ? undefined : errorText(error)}
            foot={({ last }) => {
              const below = rows.total - last - 1;
              return (
                <>
                  {below > 0 ? `${formatCount(below)} more functions below.` : `${formatCount(rows.total)} functions.`}{' '}
                  <kbd>Enter</kbd> shows the selected one in Flame, <kbd>f</kbd> keeps only what passes through it.
                </>
              );
            }}
            letters={letters}
            autoFocus
          />
        )}
      </div>
      {answer !== null && (
        <>
          <StatusItem place="left">
            {answer.sampleType.type.replaceAll('_', ' ')}, {formatValue(total, unit)}
          </StatusItem>
          {selected !== undefined && (
            <StatusItem place="selection">1 selected, {formatValue(selected.cum, unit)}</StatusItem>
          )}
          <StatusItem place="timing">Sorted in {Math.max(1, Math.round(answer.tookMs))} ms</StatusItem>
        </>
      )}
    </div>
  );
}
