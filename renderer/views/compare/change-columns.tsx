import type { Change } from '@core/api/profile';
import { formatValue } from '@core/base/format';
import type { Column } from '../../ui/table/columns';
import { certaintyText, changeClass, changeShare, mayBeChance, signedValue } from './change-text';
import { t } from '../../i18n/t';

interface ChangeColumnsContext<R> {
  readonly change: (row: R) => Change;
  readonly unit: (row: R) => string;
  /** One standard deviation; null not known; undefined: it does not apply. */
  readonly error: (row: R) => number | null | undefined;
  readonly format?: (value: number, unit: string) => string;
  readonly sortable: boolean;
  /** Least width of the certainty; 0 leaves the column out. */
  readonly certainty: number;
}

/** A, B, Δ, Δ %, certainty: the same in every table of changes. What may be chance is grey. */
export function changeColumns<R>(context: ChangeColumnsContext<R>): readonly Column<R>[] {
  const { change, unit, error, sortable } = context;
  const format = context.format ?? formatValue;
  const number = (id: 'base' | 'new', title: string): Column<R> => ({
    id,
    title,
    width: 84,
    align: 'right',
    sortable,
    cell: (row) => <span className={dimmed(row)}>{format(change(row)[id], unit(row))}</span>,
    value: (row) => change(row)[id],
    fit: (row) => format(change(row)[id], unit(row)).length * 6.8,
  });
  const chance = (row: R): boolean => mayBeChance(change(row), error(row) ?? null);
  const dimmed = (row: R): string => (chance(row) ? 'd2' : '');
  const signed = (row: R): string => {
    const { delta } = change(row);
    return delta > 0 ? `+${format(delta, unit(row))}` : format(delta, unit(row));
  };
  const columns: Column<R>[] = [
    number('base', 'A'),
    number('new', 'B'),
    {
      id: 'change',
      title: 'Δ',
      spoken: t('Change'),
      width: 92,
      align: 'right',
      sortable,
      cell: (row) => <span className={changeClass(change(row).delta, chance(row))}>{signed(row)}</span>,
      value: (row) => change(row).delta,
      fit: (row) => signedValue(change(row).delta, unit(row)).length * 6.8,
    },
    {
      id: 'share',
      title: 'Δ %',
      spoken: t('Change in percent'),
      width: 76,
      align: 'right',
      sortable,
      cell: (row) => <span className={changeClass(change(row).delta, chance(row))}>{changeShare(change(row))}</span>,
      value: (row) => {
        const { base, delta } = change(row);
        return base === 0 ? '' : Number(((100 * delta) / Math.abs(base)).toFixed(4));
      },
      fit: () => 50,
    },
  ];
  if (context.certainty > 0) {
    columns.push({
      id: 'certainty',
      title: t('Certainty'),
      width: context.certainty,
      cell: (row) => {
        const of = error(row);
        return <span className="d2">{of === undefined ? '' : certaintyText(change(row).delta, of, unit(row))}</span>;
      },
      value: (row) => error(row) ?? '',
      fit: (row) => certaintyText(change(row).delta, error(row) ?? null, unit(row)).length * 6.4,
    });
  }
  return columns;
}
