import type { TimeRange } from './trace';
import type { Origin } from './findings';
import type { CaptureParams, Filter, Page } from './params';

/** How profiles are looked at beyond one tree of functions: granularity, callers and callees, differences, call trees. */

/**
 * How what is compared is scaled first: not at all; `true` by its total (-normalize of pprof); by how long both were recorded; by what a
 * function has in both, which then has the same. A function is told by its name, or the short one where that is of one function only.
 */
export type Normalize = boolean | 'duration' | { readonly function: string };

/** Several captures of one document as one profile: what `go tool pprof` makes of several files and of -base. */
export interface Combination {
  /** Captures added to the question's own. */
  readonly add: readonly number[];
  /** Captures whose sum is taken away; [] = none. */
  readonly subtract: readonly number[];
  /** -diff_base: totals are those of what is taken away, whose samples keep apart with the label `pprof::base`. */
  readonly relative: boolean;
  /** First scale what is not taken away to what is. */
  readonly normalize: Normalize;
}

export interface ProfileParams extends CaptureParams {
  /** Index in `CaptureInfo.sampleTypes` of the capture. */
  readonly sampleType: number;
  readonly filter: Filter;
  /** Frames that the capture's writer hides (`CaptureInfo.hidesFrames`) are shown. */
  readonly runtimeFrames?: boolean;
  readonly combine?: Combination;
  /** Of an execution trace: only what lies in this part of it. Not with `combine`. */
  readonly range?: TimeRange;
}

export interface Change {
  readonly base: number;
  readonly new: number;
  /** `new` − `base`. */
  readonly delta: number;
}

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
/** The same, or how much more the newer side has where samples end: what became less has no box then. */
export const FLAME_WIDTHS = [...DIFF_WIDTHS, 'growth'] as const;
export type FlameWidth = (typeof FLAME_WIDTHS)[number];

export const TREE_SORTS = ['cum', 'flat', 'name'] as const;
export type TreeSort = (typeof TREE_SORTS)[number];

/** One level of a call tree. */
export interface CallTreeParams extends ProfileParams, Page {
  readonly by?: Granularity;
  /** Label key whose values become the first level (pprof's -tagroot). */
  readonly root?: string;
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

/** Samples by their labels, under the filter. */
export interface LabelsParams extends ProfileParams {
  /** Plain text in key or value, case-insensitive; `` = all. */
  readonly search: string;
  /** Values a key may list, 1 … 1000; the rest is counted. */
  readonly limit: number;
}
export interface LabelKeyRow {
  readonly key: string;
  /** Unit of numeric values; null where they are texts. */
  readonly unit: string | null;
  /** Sum of the samples that have the key; the rest of `shown` has none. */
  readonly labelled: number;
  /** Smallest and largest number, null for texts. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** Largest first. */
  readonly values: readonly {
    readonly value: string;
    readonly sum: number;
    readonly samples: number;
  }[];
  readonly valuesTotal: number;
}
export interface LabelsAnswer {
  readonly sampleType: { readonly type: string; readonly unit: string };
  readonly total: number;
  readonly shown: number;
  readonly keys: readonly LabelKeyRow[];
  readonly tookMs: number;
}

/** Lines of one function with what was sampled on them, and its source where the host finds it. */
export interface SourceParams extends ProfileParams {
  readonly function: string;
  /** Source file; `` = that of the function with most of the value. Of a file, all its functions are shown. */
  readonly file: string;
}
export interface SourceLine {
  readonly line: number;
  /** Samples that end on the line, and those that go through it, each once. */
  readonly flat: number;
  readonly cum: number;
  /** What the line calls, largest first, at most 5; `` where the profile does not say. */
  readonly calls: readonly { readonly function: string; readonly cum: number }[];
}
export interface SourceAnswer {
  readonly sampleType: { readonly type: string; readonly unit: string };
  readonly total: number;
  readonly function: string;
  readonly file: string;
  readonly origin: Origin;
  readonly flat: number;
  readonly cum: number;
  /** Lines with samples, ascending. */
  readonly lines: readonly SourceLine[];
  /** Samples in the function whose line the profile does not tell. */
  readonly unplaced: number;
  /** The text around the lines, first line number `from`; null where the file was not found. */
  readonly code: {
    readonly path: string;
    readonly from: number;
    readonly lines: readonly string[];
    /** Lines of the whole file. */
    readonly of: number;
    /** The file was changed after the profile was taken: lines may not fit. */
    readonly newer: boolean;
  } | null;
  /** Where it was looked for, in order. */
  readonly looked: readonly string[];
  readonly tookMs: number;
}

/** Whose memory it is: the function that allocated, or the innermost one of the program's own code above it. */
export const ATTRIBUTIONS = ['leaf', 'own'] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

/** Profiles of one kind over time, as areas that add up. */
export interface TimelineParams {
  readonly doc: string;
  /** Kind of the captures, `heap`; and the sample type by name, `inuse_space`. */
  readonly kind: 'heap' | 'allocs' | 'goroutine' | 'cpu' | 'block' | 'mutex' | 'custom';
  readonly sampleType: string;
  readonly filter: Filter;
  readonly by: Granularity;
  readonly attribute: Attribution;
  /** Areas wanted, 1 … 50; the rest is one area. */
  readonly limit: number;
}
export interface TimelineAnswer {
  readonly sampleType: { readonly type: string; readonly unit: string };
  /** Captures in order of time. `atMs` counts from 0 in order where they have no time (`clock` order). */
  readonly captures: readonly {
    readonly capture: number;
    readonly atMs: number;
    readonly total: number;
    readonly shown: number;
  }[];
  readonly clock: 'time' | 'order';
  /** Largest at its largest moment first. */
  readonly areas: readonly {
    readonly name: string;
    readonly origin: Origin;
    readonly values: Float64Array;
    /** Theil–Sen slope per minute; null for fewer than three captures or without times. */
    readonly perMinute: number | null;
    /** Last value less the first. */
    readonly change: number;
  }[];
  readonly rest: { readonly areas: number; readonly values: Float64Array };
  readonly tookMs: number;
}
