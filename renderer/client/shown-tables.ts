import { useEffect, useSyncExternalStore } from 'react';
import type { Params } from '@core/api/queries';
import type { TableName, TableQuestion } from '@core/api/table';

/** A table on screen that can be saved with all its rows: its document and its question. */
export interface ShownTable {
  readonly doc: string;
  readonly table: TableQuestion;
}

let shown: readonly ShownTable[] = [];
const listeners = new Set<() => void>();

function publish(next: readonly ShownTable[]): void {
  shown = next;
  for (const listener of [...listeners]) listener();
}

/** Offers the table of a question for as long as the component shows it; null = none. Compared by content. */
export function useShownTable<N extends TableName>(question: N, params: Params<N> | null): void {
  const content = params === null ? null : JSON.stringify({ question, params });
  useEffect(() => {
    if (content === null) return;
    const { params: asked, ...rest } = JSON.parse(content) as { readonly question: N; readonly params: Params<N> };
    const { doc } = asked;
    const own: ShownTable = { doc, table: { ...rest, params: asked } as TableQuestion };
    publish([...shown, own]);
    return () => publish(shown.filter((other) => other !== own));
  }, [content]);
}

/** The tables of a document on screen, in the order in which they appeared; of one question the last. */
export function useShownTables(doc: string): readonly TableQuestion[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  const own = all.filter((one) => one.doc === doc).map(({ table }) => table);
  return own.filter(({ question }, i) => own.findLastIndex((other) => other.question === question) === i);
}
