import { useMemo, type JSX } from 'react';
import type { TimelineAnswer } from '@core/api/profile';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { Sparkline } from '../../charts/sparkline';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import type { Column } from '../../ui/table/columns';
import { fixedRows } from '../../ui/table/fixed-rows';
import { Table } from '../../ui/table/table';
import { grownMost, type Grown } from './heap-model';
import type { Range } from './plot';
import { rich, t } from '../../i18n/t';

const keyOf = (row: Grown): string => row.name;

/** Functions that grew most between A and B, with their slopes; Enter shows the growth in Flame. */
export function GrownTable(props: {
  readonly answer: TimelineAnswer;
  readonly range: Range;
  readonly ownModule: string;
  readonly selected: string | null;
  readonly stale: boolean;
  readonly onSelect: (name: string) => void;
  readonly onOpen: (name: string) => void;
}): JSX.Element {
  const { answer, range, ownModule, stale } = props;
  const { unit } = answer.sampleType;
  const grown = useMemo(() => grownMost(answer, range.from, range.to), [answer, range.from, range.to]);
  const rows = useMemo(() => fixedRows(grown, keyOf, stale), [grown, stale]);
  const columns = useMemo((): readonly Column<Grown>[] => {
    const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatValue(value, unit)}`;
    return [
      {
        ...{ id: 'function', title: t('Grew most from A to B'), width: 260, min: 150, grow: 1 },
        cell: ({ name }, { width }) => <Symbol name={name} ownModule={ownModule} chars={codeChars(width)} />,
        value: ({ name }) => name,
      },
      {
        ...{ id: 'change', title: t('Change'), width: 100, align: 'right' },
        cell: ({ change }) => <span className={change > 0 ? 'up' : 'down'}>{signed(change)}</span>,
        value: ({ change }) => change,
      },
      {
        ...{ id: 'share', title: t('Share'), width: 70, align: 'right' },
        cell: ({ share, change }) => <span className="d2">{change > 0 ? formatShare(share, 1) : ''}</span>,
        value: ({ share }) => share,
      },
      {
        ...{ id: 'slope', title: t('Slope'), width: 120, align: 'right' },
        cell: ({ perMinute }) =>
          perMinute === null ? (
            <span className="d">–</span>
          ) : (
            <span>{t('{signed}/min', { signed: signed(Math.round(perMinute)) })}</span>
          ),
        value: ({ perMinute }) => perMinute ?? '',
      },
      {
        ...{
          id: 'spark',
          title: t('{captures} captures', { captures: formatCount(answer.captures.length) }),
          width: 92,
        },
        cell: ({ values }) => <Sparkline values={values} />,
        value: ({ values }) => values.join(' '),
      },
    ];
  }, [unit, ownModule, answer]);
  return (
    <Table
      label={t('Grew most from A to B')}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={props.selected}
      onSelect={({ name }) => props.onSelect(name)}
      onOpen={({ name }) => props.onOpen(name)}
      sort={null}
      empty={t('Nothing changed between A and B.')}
      foot={() => (
        <>
          {t('{total} functions changed.', { total: formatCount(rows.total) })}{' '}
          {answer.rest.areas > 0 && t('{areas} small ones are not listed.', { areas: formatCount(answer.rest.areas) })}{' '}
          {rich('{enter} shows the growth in Flame.', { enter: <kbd>Enter</kbd> })}
        </>
      )}
      autoFocus
    />
  );
}
