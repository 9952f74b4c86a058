import { createContext, useCallback, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { EngineError } from '@core/api/errors';
import type { Answer, Params, QueryName } from '@core/api/queries';
import { useSession } from '../state/session';
import { IDLE, QueryCache } from './query-cache';

export const QueryCacheContext = createContext<QueryCache | null>(null);

export interface QueryResult<N extends QueryName> {
  /** The answer; while a changed question is on its way, the one before it. */
  readonly answer: Answer<N> | null;
  /** Why the present question has no answer. `answer` then still holds the one before it. */
  readonly error: EngineError | null;
  /** `answer` belongs to earlier params, or to an engine that is gone. */
  readonly stale: boolean;
  readonly loading: boolean;
  readonly elapsedMs: number | null;
  readonly refetch: () => void;
}

/**
 * Asks a question for as long as the component shows it; `null` params ask nothing. Params are compared by content.
 * Changing them cancels the question before; its last answer stays until the new one is there, so nothing jumps.
 * Asked again by itself when a restarted engine has reopened the document.
 */
export function useQuery<N extends QueryName>(name: N, params: Params<N> | null): QueryResult<N> {
  const cache = useContext(QueryCacheContext);
  if (cache === null) throw new Error('useQuery outside QueryCacheContext');
  const doc = params === null ? '' : params.doc;
  const epoch = useSession((state) => state.documents.find((d) => d.id === doc)?.epoch ?? 0);
  const ready = useSession((state) => state.documents.find((d) => d.id === doc)?.status === 'ready');
  const key = params === null ? '' : QueryCache.key(name, params, epoch);

  const asked = useRef(params);
  useEffect(() => {
    asked.current = params;
  });
  const subscribe = useCallback(
    (listener: () => void) => {
      if (key === '' || !ready || asked.current === null) return () => undefined;
      return cache.use(key, name, asked.current, listener);
    },
    [cache, key, name, ready],
  );
  const state = useSyncExternalStore(subscribe, () => (key === '' ? IDLE : cache.peek<N>(key)));

  const last = useRef<{ doc: string; name: N; answer: Answer<N>; elapsedMs: number | null } | null>(null);
  useEffect(() => {
    if (state.answer !== null) last.current = { doc, name, answer: state.answer, elapsedMs: state.elapsedMs };
    else if (last.current?.doc !== doc || last.current.name !== name) last.current = null;
  });
  const before = last.current?.doc === doc && last.current.name === name ? last.current : null;
  const refetch = useCallback(() => cache.refetch(key), [cache, key]);
  return {
    answer: state.answer ?? before?.answer ?? null,
    error: state.error,
    stale: (state.answer === null && before !== null) || !ready,
    loading: state.loading,
    elapsedMs: state.elapsedMs ?? before?.elapsedMs ?? null,
    refetch,
  };
}
