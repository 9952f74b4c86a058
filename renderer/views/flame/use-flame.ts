import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { EngineError } from '@core/api/errors';
import type { FlameAnswer } from '@core/api/queries';
import { useQuery } from '../../client/use-query';
import type { FlameZoom } from '../../state/flame';
import { boxOfNode } from '../../charts/flame-geometry';
import { treeKey, zoomParams, type TreeParams } from './flame-params';

/** Boxes narrower than this are ticks, px. */
const MIN_PX = 1;

/** One picture: its question, its answer, and where the keyboard stands in it. */
export interface Flame {
  /** Null asks nothing. */
  readonly tree: TreeParams | null;
  readonly key: string;
  readonly answer: FlameAnswer | null;
  readonly error: EngineError | null;
  readonly stale: boolean;
  /** To be told the width of the drawing, px. */
  readonly onWidth: (width: number) => void;
  /** Box of the keyboard, 0 at first. It outlives a new layout by its node. */
  readonly focused: number;
  readonly focus: (box: number) => void;
}

export function useFlame(tree: TreeParams | null, zoom: FlameZoom | null, search: string): Flame {
  const [width, onWidth] = useSettledWidth();
  const key = tree === null ? '' : treeKey(tree);
  const { answer, error, stale } = useQuery(
    'flame',
    tree === null || width === 0 ? null : { ...tree, ...zoomParams(zoom, key), width, minPx: MIN_PX, search },
  );
  const [node, setNode] = useState<number | null>(null);
  const focused = useMemo(
    () => (answer === null || node === null ? 0 : Math.max(0, boxOfNode(answer, node))),
    [answer, node],
  );
  const focus = useCallback((box: number) => setNode(answer?.node[box] ?? null), [answer]);
  return { tree, key, answer, error, stale, onWidth, focused, focus };
}

/** A width that has stood still for a moment, so that dragging an edge asks once; the picture is scaled meanwhile. */
function useSettledWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = useCallback((next: number) => {
    clearTimeout(timer.current);
    setWidth((now) => {
      if (now === 0) return next;
      timer.current = setTimeout(() => setWidth(next), 80);
      return now;
    });
  }, []);
  return [width, settle];
}
