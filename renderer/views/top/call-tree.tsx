import { useCallback, useMemo, useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { TREE_SORTS, type Granularity, type Shape, type TreeSort } from '@core/api/profile';
import type { ProfileParams } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { viewOf } from '../../state/view';
import { announce } from '../../ui/announce';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { StatusItem } from '../../ui/status-slot';
import type { RowSource } from '../../ui/table/row-source';
import { Table } from '../../ui/table/table';
import { CommandKey } from '../../ui/keys/caps';
import { functionOfLine, treeColumns } from './columns';
import { findRow, parentIndex, type TreeRow } from './tree-rows';
import { useCallTree } from './use-call-tree';
import { rich, t } from '../../i18n/t';

const keyOf = ({ row }: TreeRow): string => row.node;
const isTreeSort = (id: string): id is TreeSort => TREE_SORTS.some((sort) => sort === id);

/** The call tree from the root down, or from the leaves up, a row a call. */
export function CallTreeTable(props: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly direction: Shape['direction'];
  readonly by: Granularity;
  readonly search: string;
}): JSX.Element {
  const { info, params, direction, by, search } = props;
  const view = useMemo(() => viewOf(info.doc), [info.doc]);
  // Not the table's order: among the children of a call its whole weight matters first.
  const [sort, setSort] = useState<TreeSort>('cum');
  const tree = useCallTree({ ...params, by, shape: { direction, at: null }, sort });
  const { answer, rows, stale, unfold, fold, unfoldHeaviest, more } = tree;
  const [selected, setSelected] = useState<string | null>(null);
  const at = rows.findIndex((row) => row.row.node === selected);

  const onSelect = useCallback(
    ({ row, more: rest }: TreeRow) => {
      setSelected(row.node);
      if (rest > 0) return;
      if (by === 'function') view.select({ function: row.function, node: null });
      if (by === 'line') view.select({ function: functionOfLine(row.function), node: null });
    },
    [by, view],
  );
  const toggle = useCallback(
    ({ row, expanded, more: rest, of }: TreeRow, all: boolean) => {
      if (rest > 0) more(of);
      else if (expanded === true) fold(row.node);
      else if (all) unfoldHeaviest(row.node);
      else if (expanded === false) unfold(row.node);
    },
    [more, fold, unfold, unfoldHeaviest],
  );
  const goTo = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row !== undefined) onSelect(row);
    },
    [rows, onSelect],
  );
  const indexOf = (row: TreeRow): number => rows.findIndex(({ row: { node } }) => node === row.row.node);
  const rowCommands = {
    'tree.unfold': (row: TreeRow): void => {
      if (row.expanded === false) unfold(row.row.node);
      else if (row.expanded === true) goTo(indexOf(row) + 1);
    },
    'tree.fold': (row: TreeRow): void => {
      if (row.expanded === true) fold(row.row.node);
      else goTo(parentIndex(rows, indexOf(row)));
    },
    'tree.branch': (row: TreeRow): void => unfoldHeaviest(row.row.node),
  };
  const commands = useMemo<readonly Command[]>(() => {
    const step = (by: 1 | -1) => (): void => {
      const found = findRow(rows, search, at, by);
      if (found < 0) announce(t('No unfolded row matches {search}', { search }));
      else goTo(found);
    };
    const possible = (): boolean => search !== '';
    return [
      viewCommand('tree.next', { enabled: possible, run: step(1) }),
      viewCommand('tree.previous', { enabled: possible, run: step(-1) }),
      viewCommand('tree.heaviest', { run: () => unfoldHeaviest(selected) }),
    ];
  }, [rows, search, at, goTo, unfoldHeaviest, selected]);
  useCommands(commands);

  const unit = answer?.sampleType.unit ?? 'count';
  const total = answer?.total ?? 0;
  const columns = useMemo(
    () => treeColumns({ unit, total, direction, ownModule: info.ownModule, by, search, onToggle: toggle }),
    [unit, total, direction, info.ownModule, by, search, toggle],
  );
  const source = useMemo<RowSource<TreeRow>>(
    () => ({
      total: rows.length,
      at: (index) => rows[index],
      want: () => undefined,
      indexOf: (key) => rows.findIndex(({ row }) => row.node === key),
      stale,
    }),
    [rows, stale],
  );
  const chosen = at < 0 ? undefined : rows[at];
  return (
    <>
      <Table
        label={direction === 'down' ? t('Call tree, top down') : t('Call tree, bottom up')}
        columns={columns}
        rows={source}
        rowKey={keyOf}
        selected={selected}
        onSelect={onSelect}
        onOpen={(row) => toggle(row, false)}
        rowCommands={rowCommands}
        tree={({ level, expanded }) => ({ level, expanded })}
        sort={{ id: sort, descending: sort !== 'name' }}
        onSort={({ id }) => {
          if (isTreeSort(id)) setSort(id);
        }}
        empty={
          tree.error !== null ? errorText(tree.error) : answer === null ? undefined : t('No sample passes the filter.')
        }
        foot={() => (
          <>
            {tree.error !== null && rows.length > 0 ? `${errorText(tree.error)} ` : ''}
            {rich('{rows} rows unfolded. {right} unfolds, {o} unfolds the heaviest path.', {
              rows: formatCount(rows.length),
              right: <kbd>→</kbd>,
              o: <CommandKey id="tree.heaviest" none="–" />,
            })}
          </>
        )}
        autoFocus
      />
      {answer !== null && (
        <>
          <StatusItem place="left">
            {answer.sampleType.type.replaceAll('_', ' ')}, {formatValue(total, unit)}
          </StatusItem>
          {chosen !== undefined && chosen.more === 0 && (
            <StatusItem place="selection">
              {t('level {level}, {cum}, {share}', {
                level: chosen.level,
                cum: formatValue(chosen.row.cum, unit),
                share: formatShare(chosen.row.cum, total),
              })}
            </StatusItem>
          )}
        </>
      )}
    </>
  );
}
