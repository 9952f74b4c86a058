import { useMemo, type JSX } from 'react';
import type { TimelineAnswer } from '@core/api/profile';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { Sparkline } from '../../charts/sparkline';
import { useSettings } from '../../state/settings';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import type { Column } from '../../ui/table/columns';
import { fixedRows } from '../../ui/table/fixed-rows';
import { Table } from '../../ui/table/table';
import { grownMost, type Grown } from './heap-model';
import type { Range } from './plot';

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
  const letters = useSettings((s) => s.letterKeys);
  const { unit } = answer.sampleType;
  const grown = useMemo(() => grownMost(answer, range.from, range.to), [answer, range.from, range.to]);
  const rows = useMemo(() => fixedRows(grown, keyOf, stale), [grown, stale]);
  const columns = useMemo((): readonly Column<Grown>[] => {
    const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatValue(value, unit)}`;
    return [
      {
        ...{ id: 'function', title: 'Grew most from A to B', width: 260, min: 150, grow: 1 },
        cell: ({ name }, { width }) => <Symbol name={name} ownModule={ownModule} chars={codeChars(width)} />,
        value: ({ name }) => name,
      },
      {
        ...{ id: 'change', title: 'Change', width: 100, align: 'right' },
        cell: ({ change }) => <span className={change > 0 ? 'up' : 'down'}>{signed(change)}</span>,
        value: ({ change }) => change,
      },
      {
        ...{ id: 'share', title: 'Share', width: 70, align: 'right' },
        cell: ({ share, change }) => <span className="d2">{change > 0 ? formatShare(share, 1) : ''}</span>,
        value: ({ share }) => share,
      },
      {
        ...{ id: 'slope', title: 'Slope', width: 120, align: 'right' },
        cell: ({ perMinute }) =>
          perMinute === null ? <span className="d">–</span> : <span>{signed(Math.round(perMinute))}/min</span>,
        value: ({ perMinute }) => perMinute ?? '',
      },
      {
        ...{ id: 'spark', title: `${formatCount(answer.captures.length)} captures`, width: 92 },
        cell: ({ values }) => <Sparkline values={values} />,
        value: ({ values }) => values.join(' '),
      },
    ];
  }, [unit, ownModule, answer]);
  return (
    <Table
      label="Grew most from A to B"
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={props.selected}
      onSelect={({ name }) => props.onSelect(name)}
      onOpen={({ name }) => props.onOpen(name)}
      sort={null}
      empty="Nothing changed between A and B."
      foot={() => (
        <>
          {formatCount(rows.total)} functions changed.{' '}
          {answer.rest.areas > 0 ? `${formatCount(answer.rest.areas)} small ones are not listed. ` : ''}
          <kbd>Enter</kbd> shows the growth in Flame.
        </>
      )}
      letters={letters}
      autoFocus
    />
  );
}
