import { X } from 'lucide-react';
import { useCallback, useMemo, useState, type JSX } from 'react';
import type { GoroutineMember } from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { usePages } from '../../client/use-pages';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import type { Column } from '../../ui/table/columns';
import { Table } from '../../ui/table/table';
import type { Operation } from '@core/api/operation';
import { t } from '../../i18n/t';

interface MembersProps {
  readonly doc: string;
  readonly capture: number;
  readonly group: string;
  /** `41,205 chan send (leaked)`. */
  readonly title: string;
  readonly operation: Operation;
  readonly onClose: () => void;
}

/** Members differ in id, wait, creator and labels; which of these the format has decides the columns. */
function memberColumns(operation: Operation, first: GoroutineMember | undefined): readonly Column<GoroutineMember>[] {
  const hasIds = first?.goid !== null;
  const id: Column<GoroutineMember> = {
    id: 'goid',
    title: hasIds ? t('Goroutine') : t('Goroutines'),
    width: 110,
    align: 'right',
    cell: (row) => (row.goid === null ? formatCount(row.count) : `g ${row.goid}`),
    value: (row) => row.goid ?? row.count,
  };
  const state: Column<GoroutineMember> = {
    id: 'state',
    title: t('State'),
    width: 180,
    cell: (row) => (
      <>
        <StateGlyph kind={stateKind(operation, row.state)} />
        {row.state}
      </>
    ),
    value: (row) => row.state,
  };
  const waits: Column<GoroutineMember> = {
    id: 'waits',
    title: t('Waits'),
    width: 90,
    align: 'right',
    cell: (row) => (
      <span className="d2">
        {row.waitMinutes === null ? t('<1\u00a0min') : t('{waitMinutes}\u00a0min', { waitMinutes: row.waitMinutes })}
      </span>
    ),
    value: (row) => row.waitMinutes ?? '',
  };
  const creator: Column<GoroutineMember> = {
    id: 'creator',
    title: t('Created in'),
    width: 110,
    align: 'right',
    cell: (row) => (row.creatorGoid === null ? <span className="d">?</span> : `g ${row.creatorGoid}`),
    value: (row) => row.creatorGoid ?? '',
  };
  const labels: Column<GoroutineMember> = {
    id: 'labels',
    title: t('Labels'),
    width: 240,
    grow: 1,
    cell: (row) => labelsText(row) || <span className="d">–</span>,
    value: labelsText,
  };
  return hasIds ? [id, state, waits, creator, labels] : [id, state, labels];
}

const labelsText = (row: GoroutineMember): string =>
  Object.entries(row.labels)
    .map(([key, value]) => `${key}=${value}`)
    .join('  ');

const keyOf = (row: GoroutineMember): string =>
  row.goid === null ? `${row.count} ${row.state} ${labelsText(row)}` : String(row.goid);

/** Every goroutine of one group, a page at a time. Escape goes back to the stacks. */
export function Members({ doc, capture, group, title, operation, onClose }: MembersProps): JSX.Element {
  const [selected, setSelected] = useState<string | null>(null);
  const page = useCallback(
    (offset: number, limit: number) => ({ doc, capture, group, offset, limit }),
    [doc, capture, group],
  );
  const { rows, answer, error } = usePages('goroutineMembers', page, keyOf);
  const first = answer?.rows[0];
  const columns = useMemo(() => memberColumns(operation, first), [operation, first]);
  return (
    <section
      className="members"
      aria-label={t('Members of {title}', { title })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className="hd">
        <span>{title}</span>
        <span className="d2">{error === null ? '' : error.message}</span>
        <span className="grow" />
        <button type="button" className="btn q" onClick={onClose}>
          {t('Back to stacks')} <kbd>Esc</kbd>
        </button>
        <button type="button" className="x" aria-label={t('Close the list')} onClick={onClose}>
          <X size={12} strokeWidth={1.3} aria-hidden />
        </button>
      </div>
      <Table
        label={t('Goroutines: {title}', { title })}
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        selected={selected}
        onSelect={(row) => setSelected(keyOf(row))}
        sort={null}
        autoFocus
      />
    </section>
  );
}
