import type { Origin } from '@core/api/findings';
import type { TopRow } from '@core/api/queries';
import { formatShare, formatValue } from '@core/base/format';
import { packagePath } from '@core/base/go-name';
import { Symbol, codeChars } from '../symbol/symbol';
import { symbolText } from '../symbol/symbol-parts';
import { BarCell } from '../table/cells';
import type { Column } from '../table/columns';
import { inLanguage, msg, t } from '../../i18n/t';

export interface FunctionColumnsContext {
  readonly unit: string;
  /** Sum over all samples: what 100 % is. */
  readonly total: number;
  /** Largest flat value of all rows: what a full bar is. */
  readonly most: number;
  readonly ownModule: string;
  readonly title: string;
  /** Sum of the flat values down to a row, where rows are sorted by it; null hides the column. */
  readonly sumTo: ((row: TopRow) => number | null) | null;
}

const WORDS: Readonly<Record<Origin, string>> = inLanguage({
  own: msg('own'),
  dependency: msg('dependency'),
  std: msg('standard'),
  runtime: msg('runtime'),
});

/** Flat and cum with their shares, function, package: the same in Top and below the flame graph. */
export function functionColumns(context: FunctionColumnsContext): readonly Column<TopRow>[] {
  const { unit, total, most, ownModule, sumTo } = context;
  const share = (id: string, of: (row: TopRow) => number | null): Column<TopRow> => ({
    id,
    title: id === 'sum' ? t('Sum %') : '%',
    width: 66,
    align: 'right',
    cell: (row) => {
      const value = of(row);
      return <span className="d2">{value === null ? '' : formatShare(value, total)}</span>;
    },
    value: (row) => {
      const value = of(row);
      return value === null || total === 0 ? '' : Number(((100 * value) / total).toFixed(4));
    },
    fit: () => 44,
  });
  const columns: Column<TopRow>[] = [
    {
      id: 'flat',
      title: t('Flat'),
      width: 86,
      align: 'right',
      sortable: true,
      cell: (row) => (
        <BarCell
          text={formatValue(row.flat, unit)}
          share={most > 0 && row.flat / most > 0.01 ? row.flat / most : 0}
          colour="var(--accent)"
        />
      ),
      value: (row) => row.flat,
      fit: (row) => formatValue(row.flat, unit).length * 6.8,
    },
    share('flat share', (row) => row.flat),
    {
      id: 'cum',
      title: t('Cum'),
      width: 86,
      align: 'right',
      sortable: true,
      cell: (row) => formatValue(row.cum, unit),
      value: (row) => row.cum,
      fit: (row) => formatValue(row.cum, unit).length * 6.8,
    },
    share('cum share', (row) => row.cum),
  ];
  if (sumTo !== null) columns.push(share('sum', sumTo));
  columns.push(
    {
      id: 'function',
      title: context.title,
      width: 260,
      min: 120,
      grow: 1,
      sortable: true,
      cell: (row, { width }) => <Symbol name={row.function} ownModule={ownModule} chars={codeChars(width)} />,
      value: (row) => row.function,
      fit: (row) => symbolText(row.function, ownModule).length * 6.25,
    },
    {
      id: 'package',
      title: t('Package'),
      width: 130,
      min: 70,
      grow: 1,
      sortable: true,
      cell: (row, { width }) => <PackageCell row={row} ownModule={ownModule} width={width} />,
      value: (row) => packagePath(row.function),
      fit: (row) => (packagePath(row.function).length + WORDS[row.origin].length + 2) * 6.4,
    },
  );
  return columns;
}

function PackageCell({
  row,
  ownModule,
  width,
}: {
  readonly row: TopRow;
  readonly ownModule: string;
  readonly width: number;
}) {
  const path = packagePath(row.function);
  const own = ownModule !== '' && path.startsWith(`${ownModule}/`) ? path.slice(ownModule.length + 1) : path;
  const word = WORDS[row.origin];
  // The runtime's package says whose it is by its name.
  if (own === word || own === '') return <span className="d2">{word}</span>;
  if (width < 110)
    return (
      <span className="d2" title={path}>
        {word}
      </span>
    );
  return (
    <span title={path}>
      <span className="d2">{word}</span> <span className="d">{own.slice(own.lastIndexOf('/') + 1)}</span>
    </span>
  );
}
