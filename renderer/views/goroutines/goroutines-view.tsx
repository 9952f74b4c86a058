import { useCallback, useEffect, useMemo, useRef, useState, type JSX } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import {
  GROUP_SORTS,
  type GoroutineGroupRow,
  type GoroutineGroupsAnswer,
  type GroupBy,
  type GroupSort,
} from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { useNoMatch } from '../../client/use-no-match';
import { usePages, type Pages } from '../../client/use-pages';
import { captureFor, possibleGroupBy } from '../../state/scope';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { Halves } from '../../ui/halves';
import { NoMatch } from '../../ui/no-match';
import { Segments } from '../../ui/segments';
import { StatusItem } from '../../ui/status-slot';
import { Table } from '../../ui/table/table';
import { stateText } from '../../ui/state-text';
import { groupColumns } from './group-columns';
import { groupByOfHandle, putColumn, seriesCaptures, stackColumns } from './group-text';
import { Members } from './members';
import { StackColumns } from './stack-columns';
import { StatesBar } from './states-bar';
import { inLanguage, msg, rich, t } from '../../i18n/t';
import './goroutines.css';

const keyOf = (row: GoroutineGroupRow): string => row.group;
const SORT_WORDS: Readonly<Record<GroupSort, string>> = inLanguage({
  count: msg('count'),
  state: msg('state'),
  waits: msg('waits'),
  site: msg('site'),
  line: msg('line'),
  creator: msg('creator'),
});
const isSort = (id: string): id is GroupSort => GROUP_SORTS.some((sort) => sort === id);

export function GoroutinesView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const capture = captureFor(info, state, 'goroutines');
  return capture === null ? null : <Groups key={info.doc} info={info} capture={capture} />;
}

function Groups({ info, capture }: { readonly info: DocumentInfo; readonly capture: CaptureInfo }): JSX.Element {
  const { doc } = info;
  const state = useView(doc);
  const { filter, selection } = state;
  const { sort, descending, columns: pinned } = state.goroutines;
  const view = useMemo(() => viewOf(doc), [doc]);
  const wantedBy = state.goroutines.groupBy;
  const groupBy = possibleGroupBy(wantedBy, capture);
  useFollowHandle(doc, selection.group, groupBy);

  const page = useCallback(
    (offset: number, limit: number) => ({
      doc,
      capture: capture.index,
      groupBy,
      filter,
      sort,
      descending,
      offset,
      limit,
    }),
    [doc, capture.index, groupBy, filter, sort, descending],
  );
  const groups = usePages('goroutineGroups', page, keyOf);
  const { answer, rows } = groups;
  const all = answer?.goroutines.all ?? 0;
  const atLeast = answer?.atLeast ?? false;

  // Before anything is chosen the first group's stack is there: the pane is never empty without reason.
  const previewed = selection.group ?? rows.at(0)?.group ?? null;
  const shown = useMemo(() => stackColumns(pinned, previewed), [pinned, previewed]);
  const series = useMemo(() => seriesCaptures(info, capture), [info, capture]);
  const columns = useMemo(
    () =>
      groupColumns({
        ownModule: info.ownModule,
        capture,
        series,
        groupBy,
        all: Math.max(1, all),
        atLeast,
        columnOf: (group) => shown.find((column) => column.group === group)?.number ?? 0,
      }),
    [info.ownModule, capture, series, groupBy, all, atLeast, shown],
  );

  const [members, setMembers] = useState<string | null>(null);
  const selectedRow = selection.group === null ? undefined : rows.at(rows.indexOf(selection.group));
  const onSelect = useCallback((row: GoroutineGroupRow) => view.select({ group: row.group }), [view]);
  const put = (at: number, group: string): void =>
    view.change((now) => ({
      goroutines: { ...now.goroutines, columns: putColumn(now.goroutines.columns, at, group) },
    }));
  const noMatch = useNoMatch(
    answer !== null && answer.total === 0 && !rows.stale
      ? { doc, capture: capture.index, sampleType: capture.defaultSampleType, filter }
      : null,
    'goroutine',
    (value) => `${formatCount(value)} ${value === 1 ? 'goroutine' : 'goroutines'}`,
  );
  const [tableShare, setTableShare] = useLayout<number>('goroutines.table', 56);

  return (
    <div className="goroutines">
      <GroupTools
        capture={capture}
        groupBy={groupBy}
        answer={answer}
        chosen={filter.operations}
        onGroupBy={(by) => {
          setMembers(null);
          view.change((now) => ({
            goroutines: { ...now.goroutines, groupBy: by },
            selection: { ...now.selection, group: null },
          }));
        }}
        onOperations={(operations) => view.change((now) => ({ filter: { ...now.filter, operations } }))}
      />
      <Halves
        label={t('Height of the table')}
        share={tableShare}
        onShare={setTableShare}
        upper={
          noMatch !== null ? (
            <NoMatch {...noMatch} />
          ) : (
            <Table
              label={t('Groups of goroutines')}
              columns={columns}
              rows={rows}
              rowKey={keyOf}
              selected={selection.group}
              onSelect={onSelect}
              onOpen={(row) => {
                view.select({ group: row.group });
                setMembers(row.group);
              }}
              rowCommands={{
                'groups.mark': (row) => put(markColumn(pinned, row.group), row.group),
                'groups.first-column': (row) => put(0, row.group),
                'groups.second-column': (row) => put(1, row.group),
                'groups.third-column': (row) => put(2, row.group),
              }}
              rowClass={(row) => (shown.some((column) => column.group === row.group) ? 'cmp' : '')}
              sort={{ id: sort, descending }}
              onSort={({ id, descending: down }) => {
                if (isSort(id))
                  view.change((now) => ({ goroutines: { ...now.goroutines, sort: id, descending: down } }));
              }}
              foot={({ last }) => <Foot groups={groups} last={last} sort={sort} />}
              autoFocus
            />
          )
        }
        lower={
          members !== null ? (
            <Members
              key={members}
              doc={doc}
              capture={capture.index}
              group={members}
              title={memberTitle(rows.at(rows.indexOf(members)))}
              operation={rows.at(rows.indexOf(members))?.operation ?? 'other'}
              onClose={() => setMembers(null)}
            />
          ) : (
            <StackColumns
              info={info}
              capture={capture}
              columns={shown}
              onClose={(at, group) => put(at, group)}
              onMembers={setMembers}
            />
          )
        }
      />
      <Status answer={answer} selected={selectedRow} />
    </div>
  );
}

/** `x` marks: the first free column, or the one it stands in already (which empties it). */
function markColumn(columns: readonly (string | null)[], group: string): number {
  const there = columns.indexOf(group);
  if (there >= 0) return there;
  const free = [0, 1, 2].find((i) => (columns[i] ?? null) === null);
  return free ?? 2;
}

const memberTitle = (row: GoroutineGroupRow | undefined): string =>
  row === undefined ? t('Members') : `${formatCount(row.count)} ${stateText(row)}`;

/**
 * A selection that came from elsewhere (a finding's evidence) may be a group by something else than what is shown: then its grouping
 * is shown. Changing the grouping here clears the selection, so this never undoes it.
 */
function useFollowHandle(doc: string, group: string | null, groupBy: GroupBy): void {
  const followed = useRef<string | null>(null);
  useEffect(() => {
    if (group === followed.current) return;
    followed.current = group;
    const by = groupByOfHandle(group);
    if (by === null || by === groupBy) return;
    viewOf(doc).touch((now) => ({ goroutines: { ...now.goroutines, groupBy: by } }));
  }, [doc, group, groupBy]);
}

function GroupTools(props: {
  readonly capture: CaptureInfo;
  readonly groupBy: GroupBy;
  readonly answer: GoroutineGroupsAnswer | null;
  readonly chosen: Parameters<typeof StatesBar>[0]['chosen'];
  readonly onGroupBy: (by: GroupBy) => void;
  readonly onOperations: Parameters<typeof StatesBar>[0]['onChange'];
}): JSX.Element {
  const { capture, groupBy, answer } = props;
  const [firstLabel] = capture.labelKeys;
  const byLabel = groupBy.startsWith('label:');
  const options = [
    { value: 'stack', text: t('stack') },
    { value: 'site', text: t('site') },
    ...(capture.format === 'goroutine-dump' ? [{ value: 'creator', text: t('creator') }] : []),
    { value: 'state', text: t('state') },
    ...(firstLabel === undefined ? [] : [{ value: 'label', text: t('label') }]),
  ];
  return (
    <div className="tools">
      <span className="d2">{t('Group by')}</span>
      <Segments
        label={t('Group by')}
        options={options}
        value={byLabel ? 'label' : groupBy}
        onChange={(value) => props.onGroupBy(asGroupBy(value, firstLabel))}
      />
      {byLabel && capture.labelKeys.length > 1 && (
        <select
          className="pick"
          aria-label={t('Label to group by')}
          value={groupBy.slice('label:'.length)}
          onChange={(event) => props.onGroupBy(`label:${event.target.value}`)}
        >
          {capture.labelKeys.map((key) => (
            <option key={key}>{key}</option>
          ))}
        </select>
      )}
      <span className="d2 gap">{t('States')}</span>
      <StatesBar states={answer?.states ?? []} chosen={props.chosen} onChange={props.onOperations} />
    </div>
  );
}

function asGroupBy(value: string, firstLabel: string | undefined): GroupBy {
  switch (value) {
    case 'site':
    case 'creator':
    case 'state':
      return value;
    case 'label':
      return firstLabel === undefined ? 'stack' : `label:${firstLabel}`;
    default:
      return 'stack';
  }
}

/** What lies below the last visible row, and how to put stacks side by side. */
function Foot(props: {
  readonly groups: Pages<'goroutineGroups'>;
  readonly last: number;
  readonly sort: GroupSort;
}): JSX.Element | null {
  const { answer, rows } = props.groups;
  if (answer === null) return null;
  const below = Math.max(0, answer.total - props.last - 1);
  return (
    <>
      {belowText(props.groups, rows.total, props.last, below)}{' '}
      {rich(
        'Sorted by {sort}; press {one}–{three} on a row to set it beside another, {enter} to list its goroutines.',
        { sort: SORT_WORDS[props.sort], one: <kbd>1</kbd>, three: <kbd>3</kbd>, enter: <kbd>Enter</kbd> },
      )}
    </>
  );
}

function belowText({ answer, rows }: Pages<'goroutineGroups'>, total: number, last: number, below: number): string {
  if (below === 0 || answer === null) return t('{total, plural, one {# group} other {# groups}}.', { total });
  let above = 0;
  let known = true;
  for (let i = 0; i <= last; i++) {
    const row = rows.at(i);
    if (row === undefined) known = false;
    else above += row.count;
  }
  return known
    ? t('{below, plural, one {# more group} other {# more groups}}, {goroutines} goroutines, below.', {
        below,
        goroutines: formatCount(answer.goroutines.shown - above),
      })
    : t('{below, plural, one {# more group} other {# more groups}}, below.', { below });
}

function Status(props: {
  readonly answer: GoroutineGroupsAnswer | null;
  readonly selected: GoroutineGroupRow | undefined;
}): JSX.Element | null {
  const { answer, selected } = props;
  if (answer === null) return null;
  const { shown, all } = answer.goroutines;
  return (
    <>
      <StatusItem place="left">
        {t('{shown} goroutines in {total, plural, one {# group} other {# groups}}', {
          shown: `${answer.atLeast ? '≥\u00a0' : ''}${
            shown === all
              ? formatCount(shown)
              : t('{shown} of {all}', { shown: formatCount(shown), all: formatCount(all) })
          }`,
          total: answer.total,
        })}
      </StatusItem>
      {selected !== undefined && (
        <StatusItem place="selection">
          {t('1 group selected, {count} goroutines', { count: formatCount(selected.count) })}
        </StatusItem>
      )}
      <StatusItem place="timing">{t('Grouped in {ms} ms', { ms: Math.max(1, Math.round(answer.tookMs)) })}</StatusItem>
    </>
  );
}
