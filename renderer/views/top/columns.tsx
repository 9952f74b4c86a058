import type { JSX } from 'react';
import type { Granularity, Shape } from '@core/api/profile';
import type { TopRow } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { functionColumns, type FunctionColumnsContext } from '../../ui/functions/function-columns';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import type { Column } from '../../ui/table/columns';
import type { TreeRow } from './tree-rows';
import { inLanguage, msg, t } from '../../i18n/t';

const TITLES: Readonly<Record<Granularity, string>> = inLanguage({
  function: msg('Function'),
  line: msg('Line'),
  file: msg('File'),
  package: msg('Package'),
  module: msg('Module'),
});

export const PLURAL_TITLES: Readonly<Record<Granularity, string>> = inLanguage({
  function: msg('Functions'),
  line: msg('Lines'),
  file: msg('Files'),
  package: msg('Packages'),
  module: msg('Modules'),
});

/** `41 functions`. */
export function countOf(by: Granularity, n: number): string {
  return t(COUNTS[by], { n });
}

const COUNTS: Readonly<Record<Granularity, string>> = {
  function: msg('{n, plural, one {# function} other {# functions}}'),
  line: msg('{n, plural, one {# line} other {# lines}}'),
  file: msg('{n, plural, one {# file} other {# files}}'),
  package: msg('{n, plural, one {# package} other {# packages}}'),
  module: msg('{n, plural, one {# module} other {# modules}}'),
};

/** The function of a row by lines: `main.run:12` is a line of `main.run`. */
export function functionOfLine(name: string): string {
  return name.replace(/:\d+$/, '');
}

/** The columns of functions, with what is true of rows that are none. */
export function topColumns(by: Granularity, context: Omit<FunctionColumnsContext, 'title'>): readonly Column<TopRow>[] {
  const columns = functionColumns({ ...context, title: TITLES[by] });
  if (by === 'function') return columns;
  return columns
    .filter((column) => column.id !== 'package' || by === 'line')
    .map((column) =>
      column.id === 'function' && by !== 'line'
        ? { ...column, cell: (row: TopRow) => <span title={row.function}>{row.function}</span> }
        : column,
    );
}

interface TreeColumnsContext {
  readonly unit: string;
  readonly total: number;
  readonly ownModule: string;
  readonly by: Granularity;
  readonly direction: Shape['direction'];
  readonly search: string;
  readonly onToggle: (row: TreeRow, all: boolean) => void;
}

/** Name with its place in the tree first, then the numbers. */
export function treeColumns(context: TreeColumnsContext): readonly Column<TreeRow>[] {
  const { unit, total } = context;
  const amount = (id: 'flat' | 'cum', title: string): readonly Column<TreeRow>[] => [
    {
      id,
      title,
      width: 86,
      align: 'right',
      sortable: true,
      cell: ({ row, more }) => (more > 0 ? '' : formatValue(row[id], unit)),
      value: ({ row }) => row[id],
    },
    {
      id: `${id} share`,
      title: '%',
      width: 66,
      align: 'right',
      cell: ({ row, more }) => (more > 0 ? '' : <span className="d2">{formatShare(row[id], total)}</span>),
      value: ({ row }) => (total === 0 ? '' : Number(((100 * row[id]) / total).toFixed(4))),
    },
  ];
  return [
    ...amount('cum', t('Cum')),
    // Upwards, flat would be of the outermost callers, which says nothing of the row.
    ...(context.direction === 'down' ? amount('flat', t('Flat')) : []),
    {
      id: 'name',
      title: TITLES[context.by],
      width: 360,
      min: 200,
      grow: 1,
      sortable: true,
      cell: (row, { width }) => <TreeCell {...context} row={row} width={width} />,
      value: ({ row, level }) => `${'  '.repeat(level - 1)}${row.function}`,
    },
  ];
}

const INDENT = 16;
/** Deeper rows keep the indent of this level, so that their names stay in sight; the level is written before them. */
const DEEPEST_INDENT = 24;

function TreeCell({
  row: { row, level, expanded, more, of },
  width,
  ownModule,
  by,
  search,
  onToggle,
}: TreeColumnsContext & { readonly row: TreeRow; readonly width: number }): JSX.Element {
  const indent = Math.min(level - 1, DEEPEST_INDENT) * INDENT;
  const found = search !== '' && row.function.toLowerCase().includes(search.toLowerCase());
  const room = width - indent - 20;
  return (
    <span className="tree-cell" style={{ paddingLeft: indent }}>
      <span
        className="twist"
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          onToggle({ row, level, expanded, more, of }, event.altKey);
        }}
      >
        {expanded === null ? '' : expanded ? '▾' : '▸'}
      </span>
      {level - 1 > DEEPEST_INDENT && <span className="d">{level} </span>}
      {more > 0 ? (
        <span className="lnk">{t('{more} smaller ones: show more', { more: formatCount(more) })}</span>
      ) : (
        <span className={found ? 'found' : undefined}>
          {by === 'function' || by === 'line' ? (
            <Symbol name={row.function} ownModule={ownModule} chars={Math.max(12, codeChars(room))} />
          ) : (
            row.function
          )}
        </span>
      )}
      {row.inlined && <span className="d"> {t('inlined')}</span>}
    </span>
  );
}
