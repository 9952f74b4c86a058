import { useCallback, useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { DIFF_COLUMNS, type DiffColumn, type DiffParams, type DiffRow } from '@core/api/queries';
import { formatCount, formatShare } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { usePages } from '../../client/use-pages';
import { useView, viewOf } from '../../state/view';
import { StatusItem } from '../../ui/status-slot';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import { symbolText } from '../../ui/symbol/symbol-parts';
import { ChangeBar } from '../../ui/table/cells';
import type { Column, TableSort } from '../../ui/table/columns';
import { Table } from '../../ui/table/table';
import { changeColumns } from './change-columns';
import { mayBeChance } from './change-text';
import { rich, t } from '../../i18n/t';

const keyOf = (row: DiffRow): string => row.function;
const isColumn = (id: string): id is DiffColumn => DIFF_COLUMNS.some((column) => column === id);

export type DiffAsked = Omit<DiffParams, 'sort' | 'column' | 'ascending' | 'offset' | 'limit'>;

/** Functions by what changed; Enter shows the selected one in the difference of the flame graphs. */
export function FunctionChanges(props: {
  readonly info: DocumentInfo;
  readonly asked: DiffAsked;
  readonly onOpen: (name: string) => void;
}): JSX.Element {
  const { info, asked, onOpen } = props;
  const { doc, ownModule } = info;
  const { compare, selection } = useView(doc);
  const { measure } = compare;
  const sort = compare.sorts.functions;
  const column = isColumn(sort.id) ? sort.id : 'change';
  const content = JSON.stringify({ ...asked, sort: measure, column, ascending: !sort.descending });
  const page = useCallback(
    (offset: number, limit: number) => ({
      ...(JSON.parse(content) as Omit<DiffParams, 'offset' | 'limit'>),
      offset,
      limit,
    }),
    [content],
  );
  const { answer, rows, error } = usePages('diff', page, keyOf);
  const unit = answer?.sampleType.unit ?? 'count';
  const net = answer === null ? 0 : answer.new.shown - answer.base.shown;
  const most = useMemo(
    () => (answer?.rows ?? []).reduce((max, row) => Math.max(max, Math.abs(row[measure].delta)), 0),
    [answer, measure],
  );
  const columns = useMemo((): readonly Column<DiffRow>[] => {
    const changes = changeColumns<DiffRow>({
      change: (row) => row[measure],
      unit: () => unit,
      error: (row) => row.error?.[measure] ?? null,
      sortable: true,
      certainty: 130,
    });
    const certainty = changes.at(-1);
    return [
      {
        id: 'function',
        title: t('Function'),
        width: 240,
        min: 140,
        grow: 1,
        sortable: true,
        cell: (row, { width }) => (
          <span className={mayBeChance(row[measure], row.error?.[measure] ?? null) ? 'faint' : ''}>
            <Symbol name={row.function} ownModule={ownModule} chars={codeChars(width)} />
          </span>
        ),
        value: (row) => row.function,
        fit: (row) => symbolText(row.function, ownModule).length * 6.25,
      },
      ...changes.slice(0, -1),
      {
        id: 'of-change',
        title: t('Share of the change'),
        width: 150,
        cell: (row) => (
          <ChangeBar
            delta={row[measure].delta}
            most={most}
            grey={mayBeChance(row[measure], row.error?.[measure] ?? null)}
            title={t('{abs} of the largest change', { abs: formatShare(Math.abs(row[measure].delta), most) })}
          />
        ),
        value: (row) => (net === 0 ? '' : Number(((100 * row[measure].delta) / Math.abs(net)).toFixed(4))),
      },
      ...(certainty === undefined ? [] : [certainty]),
    ];
  }, [measure, unit, ownModule, most, net]);
  const view = viewOf(doc);
  const onSort = ({ id, descending }: TableSort): void =>
    view.change((now) => ({
      compare: { ...now.compare, sorts: { ...now.compare.sorts, functions: { id, descending } } },
    }));
  return (
    <>
      <Table
        label={t('Functions by what changed')}
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        selected={selection.function}
        onSelect={(row) => view.select({ function: row.function, node: null })}
        onOpen={(row) => onOpen(row.function)}
        sort={{ id: column, descending: sort.descending }}
        onSort={onSort}
        empty={
          error !== null
            ? errorText(error)
            : answer === null
              ? undefined
              : t('Nothing changed: {unchanged} functions are the same in A and B.', {
                  unchanged: formatCount(answer.unchanged),
                })
        }
        foot={({ last }) => {
          const below = Math.max(0, rows.total - last - 1);
          const unchanged = formatCount(answer?.unchanged ?? 0);
          return (
            <>
              {below > 0
                ? t('{below} more below, {unchanged} are the same.', { below: formatCount(below), unchanged })
                : t('{total} functions changed, {unchanged} are the same.', {
                    total: formatCount(rows.total),
                    unchanged,
                  })}{' '}
              {rich('{enter} shows the selected one in Flame.', { enter: <kbd>Enter</kbd> })}
            </>
          );
        }}
        autoFocus
      />
      {answer !== null && (
        <>
          <StatusItem place="left">{t('grey: within sampling error (95 %)')}</StatusItem>
          <StatusItem place="timing">
            {t('Compared in {max} ms', { max: Math.max(1, Math.round(answer.tookMs)) })}
          </StatusItem>
        </>
      )}
    </>
  );
}
