import type { WaiterRow } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import type { Column } from '../../ui/table/columns';
import { ObjectIcon } from './object-icon';
import { drawnKind, minutesText, objectLines, operationText, placeText, releaserText } from './words';
import { t } from '../../i18n/t';

/** The graph in rows: whatever it draws stands here in words. What a capture does not have has no column. */
export function waiterColumns(
  ownModule: string,
  has: { readonly states: boolean; readonly cycles: boolean },
): readonly Column<WaiterRow>[] {
  const first = (row: WaiterRow): WaiterRow['groups'][number] | undefined => row.groups[0];
  const columns: readonly Column<WaiterRow>[] = [
    {
      id: 'waiting',
      title: t('Waiting'),
      width: 68,
      align: 'right',
      cell: (row) => <span className="b">{formatCount(row.waiting)}</span>,
      value: (row) => row.waiting,
    },
    {
      id: 'state',
      title: t('State'),
      width: 124,
      min: 100,
      cell: (row) => {
        const group = first(row);
        if (group === undefined) return null;
        return (
          <>
            <StateGlyph kind={stateKind(group.operation, group.state)} /> {operationText(group)}
          </>
        );
      },
      value: (row) => first(row)?.state ?? '',
    },
    {
      id: 'site',
      title: t('Where'),
      width: 170,
      min: 96,
      grow: 2,
      cell: (row, { width }) => {
        const site = first(row)?.site ?? null;
        return site === null ? (
          <span className="d">–</span>
        ) : (
          <Symbol name={site.function} ownModule={ownModule} chars={codeChars(width)} />
        );
      },
      value: (row) => first(row)?.site?.function ?? '',
    },
    {
      id: 'line',
      title: t('Line'),
      width: 104,
      cell: (row) => <span className="m d2">{first(row) === undefined ? '' : placeText(row.groups[0]!)}</span>,
      value: (row) => (first(row) === undefined ? '' : placeText(row.groups[0]!)),
    },
    {
      id: 'waits',
      title: t('Waits'),
      width: 70,
      align: 'right',
      cell: (row) => <span className="d2">{minutesText(first(row)?.waitMinutes ?? null)}</span>,
      value: (row) => first(row)?.waitMinutes?.max ?? '',
    },
    {
      id: 'object',
      title: t('For'),
      width: 180,
      min: 112,
      grow: 2,
      cell: (row) => (
        <>
          <ObjectIcon kind={drawnKind(row)} size={14} /> {objectLines(row)[0]}{' '}
          {row.kind === 'channel' && <span className="m d2">{row.address}</span>}
        </>
      ),
      value: (row) => `${objectLines(row)[0]}${row.kind === 'channel' ? ` ${row.address}` : ''}`.trimEnd(),
    },
    {
      id: 'objectState',
      title: t('Its state'),
      width: 130,
      min: 78,
      grow: 1,
      cell: (row) => <span className="d2">{row.state}</span>,
      value: (row) => row.state,
    },
    {
      id: 'releasers',
      title: t('Who could release it'),
      width: 190,
      min: 112,
      grow: 2,
      cell: (row) => <span className={row.nobody ? 'wt-proven' : undefined}>{releaserText(row)}</span>,
      value: releaserText,
    },
    {
      id: 'certainty',
      title: t('Known'),
      width: 70,
      cell: (row) => (row.fact ? 'fact' : <span className="d2">{t('probable')}</span>),
      value: (row) => (row.fact ? 'fact' : 'probable'),
    },
    {
      id: 'cycle',
      title: t('Cycle'),
      width: 50,
      align: 'right',
      cell: (row) => (row.cycle === 0 ? null : <span className="wt-proven">{row.cycle}</span>),
      value: (row) => (row.cycle === 0 ? '' : row.cycle),
    },
  ];
  return columns.filter(({ id }) => (id !== 'objectState' || has.states) && (id !== 'cycle' || has.cycles));
}
