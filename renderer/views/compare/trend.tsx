import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { TimelineAnswer, TimelineParams } from '@core/api/profile';
import { formatCount, formatValue } from '@core/base/format';
import { Pictured } from '../../charts/picture/pictured';
import { SmallMultiple } from '../../charts/small-multiple';
import { Sparkline } from '../../charts/sparkline';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { useView, viewOf } from '../../state/view';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import type { Column, TableSort } from '../../ui/table/columns';
import { fixedRows } from '../../ui/table/fixed-rows';
import { Table } from '../../ui/table/table';
import { changeClass, signedValue } from './change-text';
import { msg, t } from '../../i18n/t';

type Area = TimelineAnswer['areas'][number];
const keyOf = (area: Area): string => area.name;
const MULTIPLES = 8;
const MOST = 50;

/** Number that a column sorts by. */
function trendKey(area: Area, id: string): number | string {
  switch (id) {
    case 'function':
      return area.name;
    case 'first':
      return area.values[0] ?? 0;
    case 'last':
      return area.values[area.values.length - 1] ?? 0;
    case 'slope':
      return area.perMinute ?? 0;
    default:
      return Math.abs(area.change);
  }
}

function sortedTrend(areas: readonly Area[], { id, descending }: TableSort): readonly Area[] {
  const sign = descending ? -1 : 1;
  return [...areas].sort((x, y) => {
    const [a, b] = [trendKey(x, id), trendKey(y, id)];
    return a === b ? (x.name < y.name ? -1 : 1) : sign * (a < b ? -1 : 1);
  });
}

/** Three and more captures: what each function had in every one of them, drawn and in numbers. */
export function Trend(props: {
  readonly info: DocumentInfo;
  readonly kind: TimelineParams['kind'];
  readonly sampleType: string;
  readonly onOpen: (name: string) => void;
}): JSX.Element {
  const { info, kind, sampleType, onOpen } = props;
  const { doc, ownModule } = info;
  const { compare, filter, selection } = useView(doc);
  // What goroutines end in is nearly always the runtime's gopark: whose they are is what grows.
  const attribute = kind === 'goroutine' ? 'own' : 'leaf';
  const { answer, error, stale } = useQuery('timeline', {
    ...{ doc, kind, sampleType, filter },
    ...{ by: 'function', attribute, limit: MOST },
  });
  const sort = compare.sorts.trend;
  const sorted = useMemo(() => sortedTrend(answer?.areas ?? [], sort), [answer, sort]);
  const rows = useMemo(() => fixedRows(sorted, keyOf, stale), [sorted, stale]);
  const unit = answer?.sampleType.unit ?? 'count';
  const columns = useMemo((): readonly Column<Area>[] => trendColumns(unit, ownModule), [unit, ownModule]);
  const view = viewOf(doc);
  if (error !== null) return <p className="cmp-none">{errorText(error)}</p>;
  if (answer === null) return <div aria-busy="true" />;
  const times = answer.captures.map(({ atMs }) => atMs);
  const drawn = sorted.slice(0, MULTIPLES);
  const most = drawn.reduce((max, { values }) => Math.max(max, ...values), 0);
  return (
    <div className="cmp-trend">
      <Pictured title={t('Functions over all captures')} lines={[sampleType.replaceAll('_', ' ')]}>
        <ul className="multiples" aria-label={t('Functions over all captures, on one scale')}>
          {drawn.map((area) => (
            <li key={area.name}>
              <button
                type="button"
                className={selection.function === area.name ? 'on' : ''}
                onClick={() => view.select({ function: area.name, node: null })}
                onDoubleClick={() => onOpen(area.name)}
              >
                <Symbol name={area.name} ownModule={ownModule} chars={26} />
                <SmallMultiple
                  {...{ values: area.values, times, most, width: 168, height: 44 }}
                  colour={area.change > 0 ? 'var(--d2)' : area.change < 0 ? 'var(--d-2)' : 'var(--ink-3)'}
                />
                <span className="d2 sm">
                  {formatValue(area.values[0] ?? 0, unit)} →{' '}
                  {formatValue(area.values[area.values.length - 1] ?? 0, unit)}
                  <span className="sr">, {signedValue(area.change, unit)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Pictured>
      <div className="list">
        <Table
          label={t('Functions over all captures')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          selected={selection.function}
          onSelect={({ name }) => view.select({ function: name, node: null })}
          onOpen={({ name }) => onOpen(name)}
          sort={sort}
          onSort={({ id, descending }) =>
            view.change((now) => ({
              compare: { ...now.compare, sorts: { ...now.compare.sorts, trend: { id, descending } } },
            }))
          }
          empty={t('No sample passes the filter in any capture.')}
          foot={() => (
            <>
              {t(
                attribute === 'own'
                  ? msg(
                      '{captures} captures{clock, select, order { in order, without time} other {}}; goroutines by the innermost function of your own code.',
                    )
                  : msg(
                      '{captures} captures{clock, select, order { in order, without time} other {}}; values of the function itself.',
                    ),
                { captures: formatCount(answer.captures.length), clock: answer.clock },
              )}{' '}
              {answer.rest.areas > 0 &&
                t('{areas} smaller functions are not listed.', { areas: formatCount(answer.rest.areas) })}
            </>
          )}
        />
      </div>
    </div>
  );
}

/** What is counted grows by whole ones: under half of one a minute is none, and no signed nothing. */
function rate(perMinute: number, unit: string): number {
  return unit === 'count' ? Math.round(perMinute) + 0 : perMinute;
}

function trendColumns(unit: string, ownModule: string): readonly Column<Area>[] {
  const number = (id: string, title: string, of: (area: Area) => number): Column<Area> => ({
    ...{ id, title, width: 92, align: 'right', sortable: true },
    cell: (area) => formatValue(of(area), unit),
    value: of,
  });
  return [
    {
      ...{ id: 'function', title: t('Function'), width: 240, min: 140, grow: 1, sortable: true },
      cell: ({ name }, { width }) => <Symbol name={name} ownModule={ownModule} chars={codeChars(width)} />,
      value: ({ name }) => name,
    },
    number('first', t('First'), ({ values }) => values[0] ?? 0),
    number('last', t('Last'), ({ values }) => values[values.length - 1] ?? 0),
    {
      ...{ id: 'change', title: 'Δ', spoken: t('Change'), width: 96, align: 'right', sortable: true },
      cell: ({ change }) => <span className={changeClass(change, false)}>{signedValue(change, unit)}</span>,
      value: ({ change }) => change,
    },
    {
      ...{ id: 'slope', title: t('Per minute'), width: 110, align: 'right', sortable: true },
      cell: ({ perMinute }) =>
        perMinute === null ? <span className="d">–</span> : `${signedValue(rate(perMinute, unit), unit)}/min`,
      value: ({ perMinute }) => perMinute ?? '',
    },
    {
      ...{ id: 'spark', title: t('Trend'), width: 84 },
      cell: ({ values }) => <Sparkline values={Array.from(values)} />,
      value: ({ values }) => Array.from(values).join(' '),
    },
  ];
}
