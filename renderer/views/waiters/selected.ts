import type { WaiterRow, WaitersAnswer } from '@core/api/waiters';
import { useQuery } from '../../client/use-query';
import { useView } from '../../state/view';
import { objectKey, rowOfGroup } from './match';

/** The first page, which the graph shows and in which a selection is looked up first. */
const PAGE = 200;
/** Rows in which it is looked up then. */
const MOST = 5000;

/**
 * The selected row: by what it stands for, else the one in which the selected group of goroutines waits. The view and the inspector
 * beside it ask the same, so it is answered once.
 */
export function useSelectedWaiter(
  doc: string,
  capture: number | null,
): { readonly answer: WaitersAnswer | null; readonly row: WaiterRow | null } {
  const { filter, waiters, selection } = useView(doc);
  const { object, group } = selection;
  const asked = capture === null ? null : { doc, capture, filter, show: waiters.show, offset: 0, limit: PAGE };
  const { answer } = useQuery('waiters', asked);
  const grouped = object === null && group !== null && capture !== null ? { doc, capture, group } : null;
  const detail = useQuery('goroutineGroup', grouped).answer;
  const find = (rows: readonly WaiterRow[]): WaiterRow | null => {
    if (object !== null) return rows.find((row) => objectKey(row) === object) ?? null;
    if (group === null || detail === null || detail.row.group !== group) return null;
    return rowOfGroup(rows, detail.row, detail.goroutines) ?? null;
  };
  const near = answer === null ? null : find(answer.rows);
  const far = (object !== null || detail !== null) && near === null && answer !== null && answer.total > PAGE;
  const more = useQuery('waiters', far && asked !== null ? { ...asked, limit: MOST } : null).answer;
  return { answer, row: near ?? (far && more !== null ? find(more.rows) : null) };
}
