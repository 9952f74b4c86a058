import { useCallback, useContext, useSyncExternalStore } from 'react';
import { QueryCacheContext } from './use-query';

/** When a document's first question without an answer was asked (performance.now), `stopped` when the user gave it up, null when none waits. */
export function useWaiting(doc: string): number | 'stopped' | null {
  const cache = useContext(QueryCacheContext);
  if (cache === null) throw new Error('useWaiting outside QueryCacheContext');
  const watch = useCallback((listener: () => void) => cache.watch(listener), [cache]);
  return useSyncExternalStore(watch, () => cache.waiting(doc));
}
