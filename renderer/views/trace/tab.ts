import { useMemo, useRef } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { TimeRange, TraceSummaryAnswer } from '@core/api/trace';
import type { TraceState } from '../../state/view';
import type { TableSort } from '../../ui/table/columns';

/** What every tab of the view gets. */
export interface TabProps {
  readonly info: DocumentInfo;
  readonly capture: number;
  readonly trace: TraceState;
  readonly onChange: (change: Partial<TraceState>) => void;
  /** Marks an interval in the overview. */
  readonly onMark: (mark: TimeRange | null) => void;
  readonly summary: TraceSummaryAnswer | null;
}

/** The order of a table: what was chosen for it, where it is one that the question knows, else its own. */
export function sortFor<S extends string>(
  trace: TraceState,
  table: string,
  allowed: readonly S[],
  otherwise: { readonly id: S; readonly descending: boolean },
): { readonly id: S; readonly descending: boolean } {
  const held = trace.sorts[table];
  const id = allowed.find((candidate) => candidate === held?.id);
  return held === undefined || id === undefined ? otherwise : { id, descending: held.descending };
}

export function withSort(trace: TraceState, table: string, sort: TableSort): Pick<TraceState, 'sorts'> {
  return { sorts: { ...trace.sorts, [table]: sort } };
}

/** The value of last time while it has the same content: what pages of a table are built from. */
export function useSame<T>(value: T): T {
  const content = JSON.stringify(value);
  const held = useRef(value);
  return useMemo(() => {
    if (JSON.stringify(held.current) !== content) held.current = JSON.parse(content) as T;
    return held.current;
  }, [content]);
}
