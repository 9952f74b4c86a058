import type { CompareAnswer, CompareParams } from './compare';
import type { DocumentInfo } from './document';
import type { Finding, LeakComparison, Origin, StackFrame, CodeRef, Tier } from './findings';
import type { LiveAnswer, LiveParams, LooksAnswer, LooksParams } from './live';
import type { MetricNamesAnswer, MetricNamesParams, MetricSeriesAnswer, MetricSeriesParams } from './metrics';
import type { Operation } from './operation';
import type { CaptureParams, DocParams, Filter, Page } from './params';
import type {
  CallTreeAnswer,
  CallTreeParams,
  Change,
  FlameWidth,
  Granularity,
  LabelsAnswer,
  LabelsParams,
  Normalize,
  ProfileParams,
  Shape,
  SourceAnswer,
  SourceParams,
  TimelineAnswer,
  TimelineParams,
} from './profile';
import type { RuleResultsAnswer } from './rules';
import type {
  TraceGoroutinesAnswer,
  TraceGoroutinesParams,
  TraceGroupDetail,
  TraceGroupParams,
  TraceGroupsAnswer,
  TraceGroupsParams,
  TraceNamesAnswer,
  TraceNamesParams,
  TraceParams,
  TraceRangesAnswer,
  TraceRangesParams,
  TraceSpansAnswer,
  TraceSpansParams,
  TraceSummaryAnswer,
  TraceTimelineAnswer,
  TraceTimelineParams,
  TraceWakeupsAnswer,
  TraceWakeupsParams,
} from './trace';
import type { GroupWaits, WaitersAnswer, WaitersParams } from './waiters';

export { NO_FILTER } from './params';
export type { CaptureParams, DocParams, Filter, Page } from './params';
export type { Change, Combination, ProfileParams } from './profile';

/**
 * Every question a host can ask the Engine: `name → {params, answer}`. Client, dispatcher and CLI are derived from this map;
 * a new question is one entry here and one function in core/query. Params and answers are plain data (they are copied between
 * processes), and every answer is view-sized: list questions take `limit` and say what they left out.
 */
export interface Queries {
  /** Everything `info` and the window's frame show about a document. */
  document: { params: DocParams; answer: DocumentInfo };
  /** All findings, sorted by tier, then cost. */
  findings: { params: DocParams; answer: FindingsAnswer };
  /** Verdicts from memory beside the runtime's own leak profile; null where the document has not both. */
  leakComparison: { params: DocParams; answer: LeakComparison | null };
  /** What the rules of users said, which findings are suppressed and why (rules.ts). */
  ruleResults: { params: DocParams; answer: RuleResultsAnswer };
  goroutineGroups: { params: GoroutineGroupsParams; answer: GoroutineGroupsAnswer };
  /** One group with its representative stack(s). */
  goroutineGroup: { params: GroupParams; answer: GoroutineGroupDetail };
  /** Members of a group, by ascending goroutine id (by weight, descending, where the format has no ids). */
  goroutineMembers: { params: GroupParams & Page; answer: GoroutineMembersAnswer };
  /** Who waits for what, and who could release it (waiters.ts). */
  waiters: { params: WaitersParams; answer: WaitersAnswer };
  top: { params: TopParams; answer: TopAnswer };
  flame: { params: FlameParams; answer: FlameAnswer };
  /** Numbers, callers and callees of one function (inspector). */
  functionDetail: { params: ProfileParams & { readonly function: string }; answer: FunctionDetailAnswer };
  /** A level of the call tree (profile.ts). */
  callTree: { params: CallTreeParams; answer: CallTreeAnswer };
  labels: { params: LabelsParams; answer: LabelsAnswer };
  source: { params: SourceParams; answer: SourceAnswer };
  /** Profiles over time (profile.ts). */
  timeline: { params: TimelineParams; answer: TimelineAnswer };
  /** How many goroutines (or how much of the sample type) each part of a filter alone leaves: for the "no match" screen. */
  filterParts: { params: ProfileParams; answer: FilterPartsAnswer };

  /** Metrics of all captures by name (metrics.ts, as the next). */
  metricNames: { params: MetricNamesParams; answer: MetricNamesAnswer };
  /** Points of one metric over time, as wide as a chart. */
  metricSeries: { params: MetricSeriesParams; answer: MetricSeriesAnswer };
  /** A live document, or a recording, over time (live.ts). */
  live: { params: LiveParams; answer: LiveAnswer };
  /** Goroutines that can never wake: what was looked for in the memory of a watched process (live.ts). */
  looks: { params: LooksParams; answer: LooksAnswer };
  /** Functions by what changed between two captures of the document. */
  diff: { params: DiffParams; answer: DiffAnswer };
  /** Two captures in totals, metrics and findings (compare.ts). */
  compare: { params: CompareParams; answer: CompareAnswer };

  /** An execution trace in numbers (trace.ts, as all that follow). */
  traceSummary: { params: TraceParams; answer: TraceSummaryAnswer };
  /** Goroutines by the function they run. */
  traceGroups: { params: TraceGroupsParams; answer: TraceGroupsAnswer };
  /** One of these groups: where its time went. */
  traceGroup: { params: TraceGroupParams; answer: TraceGroupDetail };
  traceGoroutines: { params: TraceGoroutinesParams; answer: TraceGoroutinesAnswer };
  /** Buckets for the overview: states, Ps, heap, GC on one clock. */
  traceTimeline: { params: TraceTimelineParams; answer: TraceTimelineAnswer };
  traceWakeups: { params: TraceWakeupsParams; answer: TraceWakeupsAnswer };
  /** GC cycles, pauses, assists, sweeps one by one. */
  traceRanges: { params: TraceRangesParams; answer: TraceRangesAnswer };
  /** User tasks and regions by name. */
  traceTasks: { params: TraceNamesParams; answer: TraceNamesAnswer };
  traceRegions: { params: TraceNamesParams; answer: TraceNamesAnswer };
  /** Tasks or regions one by one. */
  traceSpans: { params: TraceSpansParams; answer: TraceSpansAnswer };
}

export type QueryName = keyof Queries;
export type Params<N extends QueryName> = Queries[N]['params'];
export type Answer<N extends QueryName> = Queries[N]['answer'];

export interface FindingsAnswer {
  readonly findings: readonly Finding[];
  /** Counts by tier, those that are not in `findings` included, the suppressed ones not. */
  readonly summary: Readonly<Record<Tier, number>>;
  /** Findings that a suppression silences: in neither `findings` nor `summary`; `ruleResults` lists them. */
  readonly suppressed: Readonly<Record<Tier, number>>;
  /** What users should know of their rules and suppressions, one sentence each: mistakes, expired entries. */
  readonly ruleNotes: readonly string[];
  /** Of the rules and suppressions that these findings are judged by. */
  readonly rulesRevision: number;
  /** Findings beyond the 200 largest of a rule, or beyond the size of an answer: counted in `summary`, not listed. */
  readonly folded: number;
  /** Goroutines that no finding names (of the last goroutine capture), or null without goroutines. */
  readonly unmatched: number | null;
  /** Time the rules took, ms. */
  readonly judgedMs: number;
}

export type GroupBy = 'stack' | 'site' | 'creator' | 'state' | `label:${string}`;
export const GROUP_SORTS = ['count', 'state', 'waits', 'site', 'line', 'creator'] as const;
export type GroupSort = (typeof GROUP_SORTS)[number];

export interface GoroutineGroupsParams extends CaptureParams, Page {
  readonly groupBy: GroupBy;
  readonly filter: Filter;
  readonly sort: GroupSort;
  readonly descending: boolean;
}
export interface GroupParams extends CaptureParams {
  /** A handle `g-…`. */
  readonly group: string;
  /** Members that pass; all of them when left out. */
  readonly filter?: Filter;
}
export interface GoroutineGroupRow {
  /** Handle, stable while the document is open and across sorts and filters: `g-…`. */
  readonly group: string;
  readonly count: number;
  /** As the runtime prints it (`chan send (nil chan)`), or the operation where the format has no wait reason; `mixed`. Site, entry
   * and creator are null where members differ. */
  readonly state: string;
  readonly operation: Operation;
  readonly leaked: boolean;
  /** Printed minutes: ± one GC cycle of error. Null when no member prints any. */
  readonly waitMinutes: { readonly min: number; readonly max: number } | null;
  /** First frame that is not runtime, sync or poll plumbing. */
  readonly site: CodeRef | null;
  readonly siteOrigin: Origin;
  readonly entry: CodeRef | null;
  readonly creator: CodeRef | null;
  /** The value grouped by, for label groups; ``. */
  readonly label: string;
  /**
   * Counts of the same group under the same filter in every capture of the document that has the same kind (0 when absent), in
   * order: all goroutine profiles, or all leak profiles.
   */
  readonly series: readonly number[];
  readonly stacks: number;
}
export interface StateCount {
  readonly operation: Operation;
  readonly state: string;
  readonly count: number;
}
export interface GoroutineGroupsAnswer {
  readonly rows: readonly GoroutineGroupRow[];
  /** Groups after filtering. */
  readonly total: number;
  /** Groups after filtering that are not in `rows`, and their goroutines. */
  readonly folded: { readonly groups: number; readonly goroutines: number };
  readonly goroutines: { readonly all: number; readonly shown: number };
  /** Counts by operation before the filter's own `operations`, largest first. */
  readonly states: readonly StateCount[];
  /** True when the capture is truncated: counts are lower bounds. */
  readonly atLeast: boolean;
  readonly tookMs: number;
}
export interface GoroutineGroupDetail {
  readonly row: GoroutineGroupRow;
  /** Up to 3 different stacks, most frequent first. */
  readonly stacks: readonly { readonly count: number; readonly frames: readonly StackFrame[] }[];
  readonly creator: StackFrame | null;
  /** Distinct goroutines that created members; null when the format does not say. */
  readonly creators: number | null;
  readonly idRange: { readonly first: number; readonly last: number } | null;
  readonly goroutines: readonly number[];
  readonly labels: readonly {
    readonly key: string;
    readonly values: readonly { readonly value: string; readonly count: number }[];
  }[];
  readonly lockedToThread: number;
  /** What they wait for, of those that pass the filter; null where nothing says it. */
  readonly waitsOn: GroupWaits | null;
  /**
   * The `go` statements behind the group's first goroutine, nearest first, where the dump has them (GODEBUG=tracebackancestors=N):
   * who ran each, where it stood, and where that goroutine itself was made.
   */
  readonly ancestors?: readonly {
    readonly goid: number;
    readonly frames: readonly StackFrame[];
    readonly creator: StackFrame | null;
  }[];
}
export interface GoroutineMember {
  /** Null where the format has no ids; then `count` goroutines share this row. */
  readonly goid: number | null;
  readonly count: number;
  readonly state: string;
  readonly waitMinutes: number | null;
  readonly creatorGoid: number | null;
  readonly labels: Readonly<Record<string, string>>;
}
export interface GoroutineMembersAnswer {
  readonly rows: readonly GoroutineMember[];
  readonly total: number;
  readonly folded: number;
}

export const TOP_SORTS = ['flat', 'cum', 'function', 'package'] as const;
export type TopSort = (typeof TOP_SORTS)[number];
export interface TopParams extends ProfileParams, Page {
  readonly sort: TopSort;
  readonly descending: boolean;
  readonly by?: Granularity;
}
export interface TopRow {
  readonly function: string;
  readonly file: string;
  readonly flat: number;
  readonly cum: number;
  readonly origin: Origin;
}
export interface TopAnswer {
  readonly sampleType: { readonly type: string; readonly unit: string };
  /** What shares refer to: magnitudes of all samples before the filter (in a relative combination, of the base's). */
  readonly total: number;
  /** Sum over the samples that pass the filter. */
  readonly shown: number;
  readonly rows: readonly TopRow[];
  readonly totalRows: number;
  readonly folded: number;
  readonly tookMs: number;
}

export interface FlameParams extends ProfileParams {
  /** Handle of the box to zoom to (`f-…`), or null for the whole. */
  readonly zoom: string | null;
  /** Width of the canvas, CSS px: boxes narrower than `minPx` are merged into ticks and counted. */
  readonly width: number;
  readonly minPx: number;
  /** Highlights boxes whose function contains this text, case-insensitive; ``. */
  readonly search: string;
  /** Instead of `zoom`: names from the root to the box. Where the path ends early, its last box there is zoomed to. */
  readonly path?: readonly string[];
  readonly by?: Granularity;
  /** Label key whose values become the first level (pprof's -tagroot). */
  readonly root?: string;
  readonly shape?: Shape;
  /** What widths are, with `combine.subtract`: then the answer has `sides`. Without it a difference is drawn as a profile of what is more. */
  readonly diff?: FlameWidth;
}
/**
 * Boxes as parallel columns, root first, parents before children, siblings left to right, heaviest first (left heavy).
 * `x` and `w` are in CSS px of `width`. At most `width × depth` boxes whatever the profile's size.
 */
export interface FlameAnswer {
  readonly sampleType: { readonly type: string; readonly unit: string };
  readonly total: number;
  /** Value of the zoomed box: what the full width stands for. */
  readonly zoomed: number;
  /** From the root to the zoomed box. */
  readonly crumbs: readonly { readonly node: string; readonly name: string }[];
  readonly depth: number;
  readonly count: number;
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly level: Uint16Array;
  /** Index in `names`. */
  readonly name: Uint32Array;
  readonly cum: Float64Array;
  readonly flat: Float64Array;
  /** bit 0 inlined · bit 1 search match · bit 2 a tick that stands for `merged[i]` boxes. */
  readonly flags: Uint8Array;
  /** Boxes a tick stands for; 1 for ordinary boxes. */
  readonly merged: Uint32Array;
  /** Node number: the handle of box i is `f-<node[i]>`. */
  readonly node: Uint32Array;
  /** Index of the parent box, −1 for the first. */
  readonly parent: Int32Array;
  readonly names: readonly {
    readonly function: string;
    readonly file: string;
    readonly origin: Origin;
    readonly package: string;
  }[];
  /** Of a difference: both sides of each box, and one standard deviation of their change from sampling (NaN: not known, 0: exact). */
  readonly sides: { readonly base: Float64Array; readonly now: Float64Array; readonly error: Float64Array } | null;
  /** Boxes narrower than `minPx`, in ticks; of callers and callees, which are merged as far as they are looked at, at least. */
  readonly narrow: number;
  readonly matches: { readonly boxes: number; readonly value: number } | null;
  readonly tookMs: number;
}

export interface FunctionDetailAnswer {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly origin: Origin;
  readonly flat: number;
  readonly cum: number;
  readonly total: number;
  /** At most 50 each, largest first; `…Total` = how many there are. */
  readonly callers: readonly { readonly function: string; readonly value: number }[];
  readonly callees: readonly { readonly function: string; readonly value: number }[];
  readonly callersTotal: number;
  readonly calleesTotal: number;
  readonly labels: readonly { readonly key: string; readonly value: string; readonly sum: number }[];
}
export interface FilterPartsAnswer {
  readonly all: number;
  readonly parts: readonly { readonly part: string; readonly value: string; readonly leaves: number }[];
}

/** `capture` is the newer one; both must be profiles of one kind. */
export interface DiffParams extends CaptureParams, Page {
  /** Index of the capture to compare with. */
  readonly base: number;
  /** Index in `CaptureInfo.sampleTypes` of `capture`; `base` must have the type, too. */
  readonly sampleType: number;
  readonly filter: Filter;
  /** First scale the newer one to the base. */
  readonly normalize: Normalize;
  /** Rows by the magnitude of this change, largest first. */
  readonly sort: 'flat' | 'cum';
  /** What of it the order is by; `change` = its magnitude, which is what is left out means. `share`: of the base, new ones first. */
  readonly column?: DiffColumn;
  /** Smallest first. */
  readonly ascending?: boolean;
  readonly by?: Granularity;
  readonly runtimeFrames?: boolean;
}
export const DIFF_COLUMNS = ['change', 'base', 'new', 'share', 'function'] as const;
export type DiffColumn = (typeof DIFF_COLUMNS)[number];
export interface DiffRow {
  readonly function: string;
  readonly file: string;
  readonly flat: Change;
  readonly cum: Change;
  /** One standard deviation of the change from sampling, in the unit; 0 exact, null not known. Within two of them it may be chance. */
  readonly error: { readonly flat: number; readonly cum: number } | null;
  readonly origin: Origin;
}
export interface DiffAnswer {
  readonly sampleType: { readonly type: string; readonly unit: string };
  /** Per side: all samples, and those that pass the filter. Shares of a change refer to `base.total`. */
  readonly base: { readonly total: number; readonly shown: number };
  readonly new: { readonly total: number; readonly shown: number };
  /** Functions of which something changed. */
  readonly rows: readonly DiffRow[];
  readonly totalRows: number;
  readonly folded: number;
  /** Functions that are the same on both sides: no rows. */
  readonly unchanged: number;
  readonly tookMs: number;
}
