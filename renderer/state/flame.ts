import type { DiffWidth, Granularity, Normalize } from '@core/api/profile';

export const FLAME_MODES = ['flame', 'icicle', 'sandwich', 'diff'] as const;
export type FlameMode = (typeof FLAME_MODES)[number];

/** What colours tell: the package of own code, whose code it is, or (of a difference, always) what became less and more. */
export type FlameColouring = 'package' | 'module';

/** The box that is zoomed to. Its handle is good in the tree it was taken from; in every other one the names lead to it. */
export interface FlameZoom {
  /** `f-12`. */
  readonly node: string;
  /** From below the root to the box. */
  readonly path: readonly string[];
  /** What tree `node` belongs to: equal for equal trees. */
  readonly tree: string;
}

/** What the flame view shows, beside the capture and the filter. Plain data. */
export interface FlameState {
  readonly mode: FlameMode;
  /** Null = the whole. Of flame, icicle and diff. */
  readonly zoom: FlameZoom | null;
  readonly search: string;
  readonly by: Granularity;
  readonly colour: FlameColouring;
  /** Label key whose values stand side by side; null = none. */
  readonly root: string | null;
  /** Function (or line, file …) in the middle of the sandwich; null = the heaviest. */
  readonly at: string | null;
  /** Index of capture A of a difference; B is the view's own. Null = the one before B of the same kind. */
  readonly base: number | null;
  /** What the widths of a difference are. */
  readonly width: DiffWidth;
  /** By what B is scaled to A. */
  readonly normalize: Normalize;
}

export const INITIAL_FLAME: FlameState = {
  mode: 'icicle',
  zoom: null,
  search: '',
  by: 'function',
  colour: 'package',
  root: null,
  at: null,
  base: null,
  width: 'new',
  normalize: false,
};

/** What undo brings back: everything that was set. The zoom is gone back from, a search is typed. */
export function flameSettings(state: FlameState): unknown {
  return { ...state, zoom: null, search: '' };
}
