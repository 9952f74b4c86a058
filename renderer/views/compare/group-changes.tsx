import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { GoroutineGroupRow, GoroutineGroupsAnswer } from '@core/api/queries';
import type { Change } from '@core/api/profile';
import { formatCount } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import type { Sides } from '../../state/sides';
import { useView, viewOf } from '../../state/view';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import { stateText } from '../../ui/state-text';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import type { Column, TableSort } from '../../ui/table/columns';
import { fixedRows } from '../../ui/table/fixed-rows';
import { Table } from '../../ui/table/table';
import { changeColumns } from './change-columns';
import { rich, t } from '../../i18n/t';

/** Largest groups of each side that are asked for; smaller ones are counted. */
const MOST = 1000;

interface GroupChange extends Change {
  readonly row: GoroutineGroupRow;
}
const keyOf = ({ row }: GroupChange): string => row.group;

/** Groups of both sides, those of one side alone included. `series` of a row has the count in the other capture. */
function groupChanges(
  a: GoroutineGroupsAnswer,
  b: GoroutineGroupsAnswer,
  place: { readonly a: number; readonly b: number },
): readonly GroupChange[] {
  const rows = new Map<string, GroupChange>();
  const add = (row: GoroutineGroupRow, base: number, now: number): void => {
    rows.set(row.group, { row, base, new: now, delta: now - base });
  };
  for (const row of b.rows) add(row, row.series[place.a] ?? 0, row.count);
  for (const row of a.rows) if (!rows.has(row.group)) add(row, row.count, row.series[place.b] ?? 0);
  return [...rows.values()].filter(({ delta }) => delta !== 0);
}

const SORTS: Readonly<Record<string, (row: GroupChange) => number | string>> = {
  base: (row) => row.base,
  new: (row) => row.new,
  change: (row) => Math.abs(row.delta),
  share: (row) => (row.base === 0 ? Infinity : row.delta / row.base),
  state: ({ row }) => stateText(row),
  site: ({ row }) => row.site?.function ?? '',
};

function sortedGroups(rows: readonly GroupChange[], { id, descending }: TableSort): readonly GroupChange[] {
  const key = SORTS[id] ?? ((row: GroupChange) => Math.abs(row.delta));
  const sign = descending ? -1 : 1;
  return [...rows].sort((x, y) => {
    const [a, b] = [key(x), key(y)];
    return a === b ? (x.row.group < y.row.group ? -1 : 1) : sign * (a < b ? -1 : 1);
  });
}

/** Groups of goroutines by what changed; Enter shows the selected one among the groups of the capture that has it. */
export function GroupChanges({ info, sides }: { readonly info: DocumentInfo; readonly sides: Sides }): JSX.Element {
  const { doc, ownModule } = info;
  const { compare, filter, selection } = useView(doc);
  const asked = { doc, groupBy: 'stack', filter, sort: 'count', descending: true, offset: 0, limit: MOST } as const;
  const a = useQuery('goroutineGroups', { ...asked, capture: sides.a.index });
  const b = useQuery('goroutineGroups', { ...asked, capture: sides.b.index });
  const sort = compare.sorts.groups;
  const stale = a.stale || b.stale;
  const place = useMemo(() => {
    const alike = info.captures.filter(({ kind, counts }) => counts.goroutines !== null && kind === sides.b.kind);
    return { a: alike.indexOf(sides.a), b: alike.indexOf(sides.b) };
  }, [info, sides]);
  const changes = useMemo(
    () => (a.answer === null || b.answer === null ? [] : groupChanges(a.answer, b.answer, place)),
    [a.answer, b.answer, place],
  );
  const rows = useMemo(() => fixedRows(sortedGroups(changes, sort), keyOf, stale), [changes, sort, stale]);
  const columns = useMemo(
    (): readonly Column<GroupChange>[] => [
      {
        id: 'state',
        title: t('State'),
        width: 150,
        min: 110,
        sortable: true,
        cell: ({ row }) => (
          <span title={stateText(row)}>
            <StateGlyph kind={stateKind(row.operation, row.state)} />
            {stateText(row)}
          </span>
        ),
        value: ({ row }) => stateText(row),
      },
      {
        id: 'site',
        title: t('Stands in'),
        width: 220,
        min: 130,
        grow: 1,
        sortable: true,
        cell: ({ row }, { width }) =>
          row.site === null ? (
            <span className="d">–</span>
          ) : (
            <Symbol name={row.site.function} ownModule={ownModule} chars={codeChars(width)} />
          ),
        value: ({ row }) => row.site?.function ?? '',
      },
      ...changeColumns<GroupChange>({
        change: (row) => row,
        unit: () => 'count',
        error: () => 0,
        sortable: true,
        certainty: 0,
      }),
    ],
    [ownModule],
  );
  const view = viewOf(doc);
  const failed = a.error ?? b.error;
  const more = [a.answer, b.answer].reduce((sum, answer) => sum + (answer?.folded.groups ?? 0), 0);
  return (
    <Table
      label={t('Groups by what changed')}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={selection.group}
      onSelect={({ row }) => view.select({ group: row.group })}
      onOpen={({ row, new: now }) =>
        view.change((state) => ({
          view: 'goroutines',
          capture: now > 0 ? sides.b.index : sides.a.index,
          selection: { ...state.selection, group: row.group },
        }))
      }
      sort={sort}
      onSort={({ id, descending }) =>
        view.change((now) => ({
          compare: { ...now.compare, sorts: { ...now.compare.sorts, groups: { id, descending } } },
        }))
      }
      empty={
        failed !== null
          ? errorText(failed)
          : a.answer === null || b.answer === null
            ? undefined
            : t('Every group has as many goroutines in B as in A.')
      }
      foot={() => (
        <>
          {more > 0
            ? t('{total} groups changed, {more} small ones were not looked at.', {
                total: formatCount(rows.total),
                more: formatCount(more),
              })
            : t('{total} groups changed.', { total: formatCount(rows.total) })}{' '}
          {rich('{enter} shows the selected one in Groups.', { enter: <kbd>Enter</kbd> })}
        </>
      )}
      autoFocus
    />
  );
}
