import { useMemo, type JSX } from 'react';
import type { EngineError } from '@core/api/errors';
import type { DiffAnswer, DiffRow } from '@core/api/queries';
import { formatCount, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { withinError } from '@core/base/box-colours';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import { ChangeBar } from '../../ui/table/cells';
import type { Column } from '../../ui/table/columns';
import { Table } from '../../ui/table/table';
import { certaintyText, changeShare, signedValue } from './flame-text';
import { t } from '../../i18n/t';

const keyOf = (row: DiffRow): string => row.function;

/** Functions by what changed in them and below them, largest change first; grey where it may be chance. */
export function DiffTable(props: {
  readonly answer: DiffAnswer | null;
  readonly error: EngineError | null;
  readonly stale: boolean;
  readonly ownModule: string;
  readonly selected: string | null;
  readonly onSelect: (name: string) => void;
  readonly onOpen: (name: string) => void;
}): JSX.Element {
  const { answer, ownModule, stale } = props;
  const columns = useMemo(() => columnsOf(answer, ownModule), [answer, ownModule]);
  const rows = useMemo(() => {
    const all = answer?.rows ?? [];
    return {
      total: all.length,
      at: (index: number) => all[index],
      want: () => undefined,
      indexOf: (key: string) => all.findIndex((row) => row.function === key),
      stale,
    };
  }, [answer, stale]);
  return (
    <Table
      label={t('Largest changes')}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={props.selected}
      onSelect={(row) => props.onSelect(row.function)}
      onOpen={(row) => props.onOpen(row.function)}
      sort={{ id: 'delta', descending: true }}
      rowClass={(row) => (mayBeChance(row) ? 'd' : '')}
      empty={props.error !== null ? errorText(props.error) : answer === null ? '' : t('Nothing changed.')}
      foot={({ last }) => footText(answer, last)}
    />
  );
}

function mayBeChance({ cum, error }: DiffRow): boolean {
  return error !== null && withinError(cum.base, cum.new, error.cum);
}

function footText(answer: DiffAnswer | null, last: number): string {
  if (answer === null) return '';
  const below = answer.totalRows - last - 1;
  const changed =
    below > 0
      ? t('{below} smaller changes below.', { below: formatCount(below) })
      : t('{totalRows} functions changed.', { totalRows: formatCount(answer.totalRows) });
  if (answer.unchanged === 0) return changed;
  return `${changed} ${t('{unchanged} functions did not change.', { unchanged: formatCount(answer.unchanged) })}`;
}

function columnsOf(answer: DiffAnswer | null, ownModule: string): readonly Column<DiffRow>[] {
  const unit = answer?.sampleType.unit ?? 'count';
  const most = Math.max(0, ...(answer?.rows ?? []).map(({ cum }) => Math.abs(cum.delta)));
  const tone = (row: DiffRow): string =>
    mayBeChance(row) || row.cum.delta === 0 ? '' : row.cum.delta > 0 ? 'up' : 'down';
  const value = (id: 'base' | 'new', title: string): Column<DiffRow> => ({
    id,
    title,
    width: 92,
    align: 'right',
    cell: (row) => formatValue(row.cum[id], unit),
    value: (row) => row.cum[id],
  });
  return [
    {
      id: 'function',
      title: t('Function'),
      width: 260,
      min: 120,
      grow: 1,
      cell: (row, { width }) => <Symbol name={row.function} ownModule={ownModule} chars={codeChars(width)} />,
      value: (row) => row.function,
    },
    value('base', t('A, cum')),
    value('new', t('B, cum')),
    {
      id: 'delta',
      title: 'Δ',
      width: 92,
      align: 'right',
      cell: (row) => <span className={tone(row)}>{signedValue(row.cum.delta, unit)}</span>,
      value: (row) => row.cum.delta,
    },
    {
      id: 'share',
      title: 'Δ %',
      width: 80,
      align: 'right',
      cell: (row) => <span className={tone(row)}>{changeShare(row.cum.base, row.cum.new)}</span>,
      value: (row) => (row.cum.base === 0 ? '' : Number(((100 * row.cum.delta) / row.cum.base).toFixed(4))),
    },
    {
      id: 'bar',
      title: t('Share of the change'),
      width: 150,
      cell: (row) => <ChangeBar delta={row.cum.delta} most={most} grey={mayBeChance(row)} />,
      value: (row) => row.cum.delta,
    },
    {
      id: 'certainty',
      title: t('Certainty'),
      width: 130,
      cell: (row) => (
        <span className="d2">{certaintyText(row.cum.base, row.cum.new, row.error?.cum ?? NaN, unit)}</span>
      ),
      value: (row) => row.error?.cum ?? '',
    },
  ];
}
