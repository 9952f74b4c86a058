import { useMemo } from 'react';
import type { WaiterRow, WaitersAnswer } from '@core/api/waiters';
import { useQuery } from '../../client/use-query';
import { useView } from '../../state/view';
import { objectKey, rowOfGroup } from './words';

/** The first page, which the graph shows and in which a selection is looked up. */
export const PAGE = 200;

/** The selected row of an answer: by what it stands for, else the one in which the selected group of goroutines waits. */
export function useSelectedRow(doc: string, capture: number | null, answer: WaitersAnswer | null): WaiterRow | null {
  const { object, group } = useView(doc).selection;
  const asked = object === null && group !== null && capture !== null ? { doc, capture, group } : null;
  const detail = useQuery('goroutineGroup', asked).answer;
  return useMemo(() => {
    const rows = answer?.rows ?? [];
    if (object !== null) return rows.find((row) => objectKey(row) === object) ?? null;
    if (group === null || detail === null || detail.row.group !== group) return null;
    return rowOfGroup(rows, detail.row, detail.goroutines) ?? null;
  }, [answer, object, group, detail]);
}

/** The same for a pane beside the view: it asks what the view asks, so the answer is there already. */
export function useSelectedWaiter(
  doc: string,
  capture: number | null,
): { readonly answer: WaitersAnswer | null; readonly row: WaiterRow | null } {
  const { filter, waiters } = useView(doc);
  const asked = capture === null ? null : { doc, capture, filter, show: waiters.show, offset: 0, limit: PAGE };
  const { answer } = useQuery('waiters', asked);
  return { answer, row: useSelectedRow(doc, capture, answer) };
}
