import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { EngineError } from '@core/api/errors';
import type { Answer, Params } from '@core/api/queries';
import { useSession } from '../state/session';
import { QueryCache } from './query-cache';
import { useShownTable } from './shown-tables';
import { QueryCacheContext, useQuery } from './use-query';

/** List questions: they take `offset` and `limit` and answer `rows`. */
export type PagedName =
  | 'diff'
  | 'goroutineGroups'
  | 'goroutineMembers'
  | 'metricNames'
  | 'top'
  | 'traceGroups'
  | 'traceGoroutines'
  | 'traceWakeups'
  | 'traceRanges'
  | 'traceTasks'
  | 'traceRegions'
  | 'traceSpans'
  | 'waiters';
type RowOf<N extends PagedName> = Answer<N>['rows'][number];

export interface Pages<N extends PagedName> {
  /** The first page's answer: totals, states, times. While a changed question is on its way, the one before it. */
  readonly answer: Answer<N> | null;
  readonly error: EngineError | null;
  readonly elapsedMs: number | null;
  readonly rows: {
    readonly total: number;
    at(index: number): RowOf<N> | undefined;
    want(first: number, last: number): void;
    indexOf(key: string): number;
    readonly stale: boolean;
  };
}

const PAGE = 200;
const MOST_PAGES = 60;

/** All rows of an answer, not only those of its page. */
function totalOf(answer: Answer<PagedName>): number {
  return 'totalRows' in answer ? answer.totalRows : answer.total;
}

/** Pages after the first, of the answer whose first page is `first`. */
interface Held<N extends PagedName> {
  readonly first: readonly RowOf<N>[] | null;
  readonly pages: ReadonlyMap<number, readonly RowOf<N>[]>;
}

/**
 * The rows of a list question, a page at a time, as a table wants them: pages in sight are asked for, those that were seen stay (up
 * to 12,000 rows). After a change of the question the old rows stay until the first page of the new one is there.
 */
export function usePages<N extends PagedName>(
  name: N,
  /** Parameters of the page at `offset`; null asks nothing. Compared by what it gives for the first page. */
  page: ((offset: number, limit: number) => Params<N>) | null,
  keyOf: (row: RowOf<N>) => string,
): Pages<N> {
  const params = page === null ? null : page(0, PAGE);
  const doc = params === null ? '' : params.doc;
  const epoch = useSession((s) => s.documents.find((d) => d.id === doc)?.epoch ?? 0);
  const ready = useSession((s) => s.documents.find((d) => d.id === doc)?.status === 'ready');
  const cache = useContext(QueryCacheContext);
  const first = useQuery(name, params);
  useShownTable(name, params);
  const key = params === null ? '' : QueryCache.key(name, params, epoch);

  const shown: readonly RowOf<N>[] | null = first.answer === null ? null : first.answer.rows;
  const [held, setHeld] = useState<Held<N>>({ first: null, pages: new Map() });
  const [wanted, setWanted] = useState<readonly number[]>([]);
  const wantedKey = wanted.join(' ');

  const builder = useRef(page);
  useEffect(() => {
    builder.current = page;
  });
  const current = first.stale ? null : shown;
  useEffect(() => {
    const build = builder.current;
    if (cache === null || build === null || !ready || key === '' || wantedKey === '' || current === null) return;
    const stops = wantedKey.split(' ').map((text) => {
      const at = Number(text);
      const asked = build(at * PAGE, PAGE);
      const pageKey = QueryCache.key(name, asked, epoch);
      const take = (): void => {
        const { answer } = cache.peek<N>(pageKey);
        if (answer !== null) setHeld((now) => withPage(now, current, at, answer.rows));
      };
      const stop = cache.use(pageKey, name, asked, take);
      take();
      return stop;
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, [cache, name, key, epoch, ready, wantedKey, current]);

  const total = first.answer === null ? 0 : totalOf(first.answer);
  const want = useCallback(
    (from: number, to: number) => {
      const pages: number[] = [];
      const last = Math.min(Math.floor(to / PAGE), Math.ceil(total / PAGE) - 1);
      for (let at = Math.floor(Math.max(0, from) / PAGE); at <= last; at++) if (at > 0) pages.push(at);
      // More than needed stays wanted (select all), so that scrolling inside it does not ask again.
      setWanted((now) => (pages.every((at) => now.includes(at)) ? now : pages));
    },
    [total],
  );
  const rows = useMemo(() => {
    const pages = held.first === shown ? held.pages : NO_PAGES;
    const pageAt = (at: number): readonly RowOf<N>[] | undefined => (at === 0 ? (shown ?? undefined) : pages.get(at));
    return {
      total,
      at: (index: number): RowOf<N> | undefined => pageAt(Math.floor(index / PAGE))?.[index % PAGE],
      want,
      indexOf: (row: string): number => {
        for (const at of [0, ...pages.keys()]) {
          const found = pageAt(at)?.findIndex((candidate) => keyOf(candidate) === row) ?? -1;
          if (found >= 0) return at * PAGE + found;
        }
        return -1;
      },
      stale: first.stale,
    };
  }, [total, want, held, shown, first.stale, keyOf]);
  return { answer: first.answer, error: first.error, elapsedMs: first.elapsedMs, rows };
}

const NO_PAGES: ReadonlyMap<number, readonly never[]> = new Map<number, readonly never[]>();

function withPage<N extends PagedName>(
  now: Held<N>,
  first: readonly RowOf<N>[],
  at: number,
  rows: readonly RowOf<N>[],
): Held<N> {
  const same = now.first === first;
  if (same && now.pages.get(at) === rows) return now;
  const pages = new Map(same ? now.pages : []);
  pages.set(at, rows);
  for (const old of pages.keys()) {
    if (pages.size < MOST_PAGES) break;
    if (old !== at) pages.delete(old);
  }
  return { first, pages };
}
