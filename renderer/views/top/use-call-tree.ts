import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CallTreeAnswer, CallTreeParams } from '@core/api/profile';
import type { EngineError } from '@core/api/errors';
import { useQuery } from '../../client/use-query';
import { useWorkspace } from '../../client/use-workspace';
import { visibleRows, type Level, type TreeRow } from './tree-rows';

/** Rows of a level that one question asks for. */
const PAGE = 500;
/** Steps that unfolding the heaviest path takes at most; deeper stacks are unfolded again from there. */
const DEEPEST = 200;

export interface CallTree {
  readonly answer: CallTreeAnswer | null;
  readonly error: EngineError | null;
  readonly stale: boolean;
  readonly rows: readonly TreeRow[];
  readonly unfold: (node: string) => void;
  readonly fold: (node: string) => void;
  /** Unfolds a row, its heaviest child, that one's … as long as there is one that has most of its parent. */
  readonly unfoldHeaviest: (node: string | null) => void;
  readonly more: (of: string) => void;
}

interface Unfolded {
  readonly key: string;
  readonly levels: ReadonlyMap<string, Level>;
  readonly open: ReadonlySet<string>;
}

/** A call tree, level by level, as it is unfolded. Another question (filter, sort, sample type) begins folded. */
export function useCallTree(params: Omit<CallTreeParams, 'parent' | 'offset' | 'limit'>): CallTree {
  const { client } = useWorkspace();
  const { answer, error, stale } = useQuery('callTree', { ...params, parent: null, offset: 0, limit: PAGE });
  const key = JSON.stringify(params);
  const [unfolded, setUnfolded] = useState<Unfolded>({ key, levels: new Map(), open: new Set() });
  const [failed, setFailed] = useState<EngineError | null>(null);
  const now = useRef(unfolded);
  const asked = useRef(params);
  useEffect(() => {
    asked.current = params;
  });
  useEffect(() => {
    if (now.current.key === key) return;
    now.current = { key, levels: new Map(), open: new Set() };
    setUnfolded(now.current);
    setFailed(null);
  }, [key]);
  const change = useCallback((next: Partial<Unfolded>) => {
    now.current = { ...now.current, ...next };
    setUnfolded(now.current);
  }, []);

  /** The rows of a level from an offset on; null when the question changed meanwhile or failed. */
  const load = useCallback(
    async (node: string, offset: number): Promise<Level | null> => {
      const known = now.current.levels.get(node);
      if (known !== undefined && offset < known.rows.length) return known;
      const { key: before } = now.current;
      const result = await client.call('callTree', {
        ...asked.current,
        parent: node === '' ? null : node,
        offset,
        limit: PAGE,
      });
      if (now.current.key !== before) return null;
      if (!result.ok) {
        setFailed(result.error);
        return null;
      }
      const level = { rows: [...(known?.rows ?? []), ...result.value.rows], total: result.value.totalRows };
      change({ levels: new Map(now.current.levels).set(node, level) });
      return level;
    },
    [client, change],
  );
  const unfold = useCallback(
    (node: string) => {
      change({ open: new Set(now.current.open).add(node) });
      void load(node, 0);
    },
    [change, load],
  );
  const fold = useCallback(
    (node: string) => change({ open: new Set([...now.current.open].filter((other) => other !== node)) }),
    [change],
  );
  const first = answer?.rows;
  const unfoldHeaviest = useCallback(
    (node: string | null) => {
      const follow = async (): Promise<void> => {
        let at = node ?? first?.find((row) => row.children > 0)?.node ?? null;
        for (let i = 0; at !== null && i < DEEPEST; i++) {
          change({ open: new Set(now.current.open).add(at) });
          const level: Level | null = await load(at, 0);
          if (level === null) return;
          const [heaviest] = [...level.rows].sort((a, b) => Math.abs(b.cum) - Math.abs(a.cum));
          at = heaviest !== undefined && heaviest.children > 0 ? heaviest.node : null;
        }
      };
      void follow();
    },
    [first, change, load],
  );
  const more = useCallback(
    (of: string) => {
      const there = now.current.levels.get(of)?.rows.length ?? (of === '' ? PAGE : 0);
      if (of === '' && !now.current.levels.has('') && answer !== null)
        now.current = {
          ...now.current,
          levels: new Map(now.current.levels).set('', { rows: answer.rows, total: answer.totalRows }),
        };
      void load(of, there);
    },
    [answer, load],
  );
  const rows = useMemo(() => {
    if (answer === null) return [];
    const same = unfolded.key === key && !stale;
    const levels = new Map(same ? unfolded.levels : []);
    if (!levels.has('')) levels.set('', { rows: answer.rows, total: answer.totalRows });
    return visibleRows(levels, same ? unfolded.open : new Set());
  }, [answer, stale, unfolded, key]);
  return { answer, error: error ?? failed, stale, rows, unfold, fold, unfoldHeaviest, more };
}
