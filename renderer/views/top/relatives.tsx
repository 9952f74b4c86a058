import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { FunctionDetailAnswer } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { viewOf } from '../../state/view';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import { BarCell } from '../../ui/table/cells';
import type { Column } from '../../ui/table/columns';
import type { RowSource } from '../../ui/table/row-source';
import { Table } from '../../ui/table/table';
import { t } from '../../i18n/t';

type Relative = FunctionDetailAnswer['callers'][number];
const keyOf = (row: Relative): string => row.function;

function walkTo(doc: string, row: Relative): void {
  viewOf(doc).select({ function: row.function, node: null });
}

/** Callers or callees of a function as a table; Enter or a double-click on one walks there. */
export function Relatives(props: {
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
