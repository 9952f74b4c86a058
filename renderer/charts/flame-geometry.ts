import type { FlameAnswer } from '@core/api/queries';

/** Height of a level, px: 18 of box and 1 of gap. */
export const LEVEL_HEIGHT = 19;
export const FLAG_INLINED = 1;
export const FLAG_MATCH = 2;
export const FLAG_TICK = 4;

/** Roots at the bottom, or at the top. */
export type FlameMode = 'flame' | 'icicle';

/**
 * The boxes of an answer by level, each level from left to right: what painting and hit tests walk.
 * Level `l` is `order[start[l], start[l + 1])`.
 */
export interface FlameLevels {
  readonly answer: FlameAnswer;
  readonly start: Uint32Array;
  readonly order: Uint32Array;
  /** Width the boxes were laid out for, px. */
  readonly width: number;
}

/** Sorts once per answer; linear, since the engine already lists siblings from left to right. */
export function flameLevels(answer: FlameAnswer): FlameLevels {
  const { count, level, x, w } = answer;
  let depth = 0;
  for (let i = 0; i < count; i++) depth = Math.max(depth, level[i]! + 1);
  const start = new Uint32Array(depth + 1);
  for (let i = 0; i < count; i++) start[level[i]! + 1]!++;
  for (let l = 0; l < depth; l++) start[l + 1]! += start[l]!;
  const next = start.slice(0, depth);
  const order = new Uint32Array(count);
  const sorted = new Uint8Array(depth).fill(1);
  const end = new Float32Array(depth).fill(-1);
  for (let i = 0; i < count; i++) {
    const l = level[i]!;
    order[next[l]!++] = i;
    if (x[i]! < end[l]!) sorted[l] = 0;
    end[l] = x[i]!;
  }
  for (let l = 0; l < depth; l++) {
    if (sorted[l] === 0) order.subarray(start[l], start[l + 1]).sort((a, b) => x[a]! - x[b]!);
  }
  return { answer, start, order, width: count === 0 ? 0 : x[0]! + w[0]! };
}

/** Levels drawn. */
export function depthOf(levels: FlameLevels): number {
  return levels.start.length - 1;
}

/** Height of the whole drawing, px. */
export function contentHeight(levels: FlameLevels): number {
  return depthOf(levels) * LEVEL_HEIGHT;
}

/** Upper edge of a level in the drawing, px. Flames grow upwards from the root, icicles hang from it. */
export function levelTop(level: number, depth: number, mode: FlameMode): number {
  return (mode === 'icicle' ? level : depth - 1 - level) * LEVEL_HEIGHT;
}

/** Levels in sight, `[from, to)`. */
export function visibleLevels(
  depth: number,
  mode: FlameMode,
  scrollTop: number,
  height: number,
): { readonly from: number; readonly to: number } {
  const first = Math.max(0, Math.floor(scrollTop / LEVEL_HEIGHT));
  const last = Math.min(depth, Math.ceil((scrollTop + height) / LEVEL_HEIGHT));
  if (last <= first) return { from: 0, to: 0 };
  return mode === 'icicle' ? { from: first, to: last } : { from: depth - last, to: depth - first };
}

/** Box under a point of the drawing, or −1. `scale` = px of the drawing per px of the layout. Ticks are a pixel wide. */
export function hitTest(levels: FlameLevels, px: number, py: number, mode: FlameMode, scale: number): number {
  const depth = depthOf(levels);
  const row = Math.floor(py / LEVEL_HEIGHT);
  const level = mode === 'icicle' ? row : depth - 1 - row;
  if (level < 0 || level >= depth) return -1;
  const { order, start, answer } = levels;
  const at = px / scale;
  // Last box of the level that begins at or before the point.
  let low = start[level]!;
  let high = start[level + 1]! - 1;
  let found = -1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const box = order[mid]!;
    if (answer.x[box]! <= at) {
      found = box;
      low = mid + 1;
    } else high = mid - 1;
  }
  if (found < 0) return -1;
  return at < answer.x[found]! + Math.max(answer.w[found]!, 1 / scale) ? found : -1;
}

export type FlameStep = 'parent' | 'child' | 'previous' | 'next' | 'first' | 'last';

/**
 * The box that a key leads to, or the same box when there is none: its parent, its widest child (a tick only where there is no other),
 * its neighbour under one parent, ticks included: what they stand for is reached through them.
 */
export function stepFrom(levels: FlameLevels, box: number, step: FlameStep): number {
  const { answer } = levels;
  if (answer.count === 0) return -1;
  if (box < 0) return 0;
  const siblings = siblingsOf(levels, box);
  const at = siblings.indexOf(box);
  switch (step) {
    case 'parent':
      return answer.parent[box]! >= 0 ? answer.parent[box]! : box;
    case 'child': {
      if ((answer.flags[box]! & FLAG_TICK) !== 0) return box;
      const children = childrenOf(levels, box);
      const boxes = children.filter((child) => (answer.flags[child]! & FLAG_TICK) === 0);
      let best = -1;
      for (const child of boxes.length > 0 ? boxes : children)
        if (best < 0 || answer.w[child]! > answer.w[best]!) best = child;
      return best < 0 ? box : best;
    }
    case 'previous':
      return siblings[at - 1] ?? box;
    case 'next':
      return siblings[at + 1] ?? box;
    case 'first':
      return 0;
    case 'last':
      return siblings[siblings.length - 1] ?? box;
  }
}

/** Direct children, left to right, ticks included. */
export function childrenOf(levels: FlameLevels, box: number): number[] {
  const { answer, order, start } = levels;
  const level = answer.level[box]! + 1;
  const children: number[] = [];
  if (level >= depthOf(levels)) return children;
  // Children lie within their parent's width, so the run begins at its left edge.
  let low = start[level]!;
  let high = start[level + 1]!;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (answer.x[order[mid]!]! < answer.x[box]! - 0.01) low = mid + 1;
    else high = mid;
  }
  const right = answer.x[box]! + answer.w[box]!;
  for (let i = low; i < start[level + 1]! && answer.x[order[i]!]! <= right; i++) {
    if (answer.parent[order[i]!] === box) children.push(order[i]!);
  }
  return children;
}

/** The boxes and the tick under the same parent, left to right. */
export function siblingsOf(levels: FlameLevels, box: number): number[] {
  const parent = levels.answer.parent[box]!;
  if (parent < 0) return [box];
  return childrenOf(levels, parent);
}

/** Boxes drawn as boxes. */
export function drawnBoxes(answer: FlameAnswer): number {
  let drawn = 0;
  for (let i = 0; i < answer.count; i++) if ((answer.flags[i]! & FLAG_TICK) === 0) drawn++;
  return drawn;
}

/** The box with this node number, else the tick that is named by it, else −1. */
export function boxOfNode(answer: FlameAnswer, node: number): number {
  let tick = -1;
  for (let i = 0; i < answer.count; i++) {
    if (answer.node[i] !== node) continue;
    if ((answer.flags[i]! & FLAG_TICK) === 0) return i;
    tick = i;
  }
  return tick;
}

/** Names from below the root of the whole tree to a box: what is zoomed to, then down to it. */
export function pathOf(answer: FlameAnswer, box: number): readonly string[] {
  const down: string[] = [];
  for (let at = box; at >= 0 && answer.parent[at]! >= 0; at = answer.parent[at]!)
    down.unshift(answer.names[answer.name[at]!]?.function ?? '');
  return [...answer.crumbs.slice(1).map((crumb) => crumb.name), ...down];
}

/** Number in a handle `f-12`, or −1. */
export function nodeOfHandle(handle: string | null): number {
  const match = handle === null ? null : /^f-(\d+)$/.exec(handle);
  return match === null ? -1 : Number(match[1]);
}
