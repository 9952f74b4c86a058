import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { FunctionDetailAnswer, ProfileParams } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { viewOf } from '../../state/view';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import { BarCell } from '../../ui/table/cells';
import type { Column } from '../../ui/table/columns';
import type { RowSource } from '../../ui/table/row-source';
import { Table } from '../../ui/table/table';
import { t } from '../../i18n/t';

type Relative = FunctionDetailAnswer['callers'][number];
const keyOf = (row: Relative): string => row.function;

/** Callers above, the function, callees below: Enter or a double-click on one walks there. */
export function Sandwich(props: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly name: string;
  readonly unit: string;
}): JSX.Element {
  const { info, params, name, unit } = props;
  const { answer, error, stale } = useQuery('functionDetail', { ...params, function: name });
  if (answer === null) return <p className="beside-empty d2">{error === null ? '' : errorText(error)}</p>;
  const list = (title: string, rows: readonly Relative[], total: number): JSX.Element => (
    <Relatives info={info} title={title} rows={rows} total={total} of={answer.cum} unit={unit} stale={stale} />
  );
  return (
    <div className="sandwich">
      {list(t('Callers'), answer.callers, answer.callersTotal)}
      <div className="sandwich-self" title={answer.function}>
        <span className="clip grow">
          <Symbol name={answer.function} ownModule={info.ownModule} />
        </span>
        <span>{t('flat {flat}', { flat: formatValue(answer.flat, unit) })}</span>
        <b>
          {t('cum {cum}, {share}', {
            cum: formatValue(answer.cum, unit),
            share: formatShare(answer.cum, answer.total),
          })}
        </b>
      </div>
      {list(t('Callees'), answer.callees, answer.calleesTotal)}
      <div className="sandwich-foot d2">{t('Shares and bars are of this function’s cum.')}</div>
    </div>
  );
}

function walkTo(doc: string, row: Relative): void {
  viewOf(doc).select({ function: row.function, node: null });
}

function Relatives(props: {
  readonly info: DocumentInfo;
  readonly title: string;
  readonly rows: readonly Relative[];
  readonly total: number;
  readonly of: number;
  readonly unit: string;
  readonly stale: boolean;
}): JSX.Element {
  const { info, title, rows, total, of, unit, stale } = props;
  const { doc, ownModule } = info;
  const source = useMemo<RowSource<Relative>>(
    () => ({
      total: rows.length,
      at: (index) => rows[index],
      want: () => undefined,
      indexOf: () => -1,
      stale,
    }),
    [rows, stale],
  );
  const columns = useMemo<readonly Column<Relative>[]>(
    () => [
      {
        id: 'value',
        title: t('Value'),
        width: 92,
        align: 'right',
        cell: (row) => (
          <BarCell
            text={formatValue(row.value, unit)}
            share={of === 0 ? 0 : Math.abs(row.value / of)}
            colour="var(--accent)"
          />
        ),
        value: (row) => row.value,
      },
      {
        id: 'share',
        title: '%',
        width: 64,
        align: 'right',
        cell: (row) => <span className="d2">{formatShare(row.value, of)}</span>,
        value: (row) => (of === 0 ? '' : Number(((100 * row.value) / of).toFixed(4))),
      },
      {
        id: 'function',
        title: t('Function'),
        width: 200,
        min: 100,
        grow: 1,
        cell: (row, { width }) => (
          // For the pointer; keys have Enter on the row.
          <button type="button" className="walk" tabIndex={-1} onClick={() => walkTo(doc, row)}>
            <Symbol name={row.function} ownModule={ownModule} chars={codeChars(width)} />
          </button>
        ),
        value: (row) => row.function,
      },
    ],
    [unit, of, ownModule, doc],
  );
  return (
    <section className="sandwich-side" aria-label={title}>
      <h3 className="hd">
        {title}, {formatCount(total)}
        {total > rows.length && (
          <span className="d2">{t('the {rows} largest are listed', { rows: formatCount(rows.length) })}</span>
        )}
      </h3>
      <Table
        label={t('{title} of the selected function', { title })}
        columns={columns}
        rows={source}
        rowKey={keyOf}
        selected={null}
        onSelect={() => undefined}
        onOpen={(row) => walkTo(doc, row)}
        sort={null}
        empty={
          title === 'Callers' ? t('Nothing calls it: it begins its stacks.') : t('It calls nothing that was sampled.')
        }
      />
    </section>
  );
}
