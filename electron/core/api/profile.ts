import type { ProfileParams, Change } from './queries';
import type { Origin } from './findings';
import type { Page } from './params';

/** How profiles are looked at beyond one tree of functions: granularity, callers and callees, differences, call trees. */

/** What a box or a row is. */
export const GRANULARITIES = ['function', 'line', 'file', 'package', 'module'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** Which tree: `down` from the root to what is called, `up` from a leaf (or from `at`) to its callers. */
export interface Shape {
  readonly direction: 'down' | 'up';
  /** Name of the function (or line, file …) that the tree begins at: all its calls merged, the outermost one of a stack; null = the whole. */
  readonly at: string | null;
}
export const WHOLE: Shape = { direction: 'down', at: null };

/** Widths of a difference: the newer side, the base, or whichever is larger where samples end. */
export const DIFF_WIDTHS = ['new', 'base', 'larger'] as const;
export type DiffWidth = (typeof DIFF_WIDTHS)[number];

export const TREE_SORTS = ['cum', 'flat', 'name'] as const;
export type TreeSort = (typeof TREE_SORTS)[number];

/** One level of a call tree. */
export interface CallTreeParams extends ProfileParams, Page {
  readonly by?: Granularity;
  readonly shape?: Shape;
  /** Handle of the row to unfold, `f-…`; null = the first level. */
  readonly parent: string | null;
  readonly sort: TreeSort;
}
export interface CallTreeRow {
  readonly node: string;
  readonly function: string;
  readonly file: string;
  readonly origin: Origin;
  readonly inlined: boolean;
  /** Of a tree upwards: what ends here is the outermost caller. */
  readonly flat: number;
  readonly cum: number;
  /** Only with `combine.subtract`: both sides. */
  readonly change: { readonly flat: Change; readonly cum: Change } | null;
  /** Rows that unfolding shows. */
  readonly children: number;
}
export interface CallTreeAnswer {
  readonly sampleType: { readonly type: string; readonly unit: string };
  readonly total: number;
  readonly shown: number;
  readonly rows: readonly CallTreeRow[];
  readonly totalRows: number;
  readonly folded: number;
  readonly tookMs: number;
}
