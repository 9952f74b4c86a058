import { packagePath } from '@core/base/go-name';
import type { CodeRef, Tier } from '@core/api/findings';
import { OPERATIONS, type Operation } from '@core/api/operation';
import type { Analyses } from '@core/analysis/analyses';
import type { GroupTable } from '@core/analysis/group';
import { memStatsOf } from '@core/analysis/metrics';
import { codeRef } from '@core/analysis/site';
import { orderByTime } from '@core/analysis/trend';
import type { GoroutineTable } from '@core/model/tables';
import { ALLOW_PATTERNS, AllowMatcher, type AllowEntry } from './allow-list';
import { StackMarks } from './facts/stack-marks';
import { processMemory, type ProcessMemory } from './cost';

/** The goroutines of one capture, grouped by site: the unit that rules judge. */
export interface GoroutineView {
  /** Index of the capture in its document. */
  readonly index: number;
  readonly analysis: Analyses;
  readonly table: GoroutineTable;
  readonly groups: GroupTable;
  /** True when the capture is cut: counts are lower bounds. */
  readonly atLeast: boolean;
}

/** Which groups of goroutines a surer rule has reported, in whichever capture. */
export class Claims {
  readonly #views = new Map<GoroutineView, { readonly rows: Uint8Array; readonly handles: Set<string> }>();

  add(view: GoroutineView, group: number): void {
    let own = this.#views.get(view);
    if (own === undefined)
      this.#views.set(view, (own = { rows: new Uint8Array(view.groups.count), handles: new Set() }));
    own.rows[group] = 1;
    own.handles.add(view.groups.handle(group));
  }

  /** A handle costs something; it is made only where another capture has claims. */
  has(view: GoroutineView, group: number): boolean {
    for (const [other, { rows, handles }] of this.#views) {
      if (other === view ? rows[group] === 1 : handles.has(view.groups.handle(group))) return true;
    }
    return false;
  }
}

/** What rules see: the captures of one document, worked out once. */
export interface RuleContext {
  readonly analyses: readonly Analyses[];
  /** The goroutine capture that is judged: the last one. */
  readonly goroutines: GoroutineView | null;
  /** The goroutine captures of the last process: the series, by their own time where all have one, else as given. */
  readonly series: readonly GoroutineView[];
  /** The runtime's own leak profile. */
  readonly leakProfile: GoroutineView | null;
  /** The last heap (or allocs) capture. */
  readonly heap: { readonly index: number; readonly analysis: Analyses } | null;
  readonly memStats: { readonly index: number; readonly values: Readonly<Record<string, number>> } | null;
  /** What the document says about the memory of its process. */
  readonly memory: ProcessMemory;
  /** Goroutines that a surer rule has reported, and handles of other things (allocation sites). */
  readonly claims: Claims;
  readonly claimed: Set<string>;
  /** Findings that were counted, not made: beyond the largest `MOST_FINDINGS` of a rule. */
  readonly folded: Record<Tier, number>;
}

export function ruleContext(analyses: readonly Analyses[]): RuleContext {
  const series: GoroutineView[] = [];
  let leakProfile: GoroutineView | null = null;
  let heap: RuleContext['heap'] = null;
  let memStats: RuleContext['memStats'] = null;
  analyses.forEach((analysis, index) => {
    const { capture } = analysis;
    const table = capture.goroutines;
    if (table !== null) {
      const atLeast = capture.notes.some((note) => note.kind === 'truncated');
      const view: GoroutineView = { index, analysis, table, atLeast, groups: analysis.groups('site') };
      if (capture.kind === 'goroutineleak') leakProfile = view;
      else {
        // A series is of one process: ids of another one may be the same and mean nothing. The leak profile is no part of it.
        if (capture.otherProcess === true) series.length = 0;
        series.push(view);
      }
    }
    if (capture.kind === 'heap' || capture.kind === 'allocs') heap = { index, analysis };
    const values = memStatsOf(capture);
    if (values !== null) memStats = { index, values };
  });
  const { order } = orderByTime(series.map(({ analysis }) => analysis.capture));
  const ordered = order.map((i) => series[i]);
  return {
    analyses,
    memory: processMemory(analyses),
    goroutines: ordered.at(-1) ?? null,
    series: ordered,
    leakProfile,
    heap,
    memStats,
    claims: new Claims(),
    claimed: new Set(),
    folded: { proven: 0, strong: 0, suspect: 0, info: 0 },
  };
}

export function operationOf(view: GoroutineView, group: number): Operation {
  return OPERATIONS[view.groups.operation[group]] ?? 'other';
}

interface Allowing {
  readonly matcher: AllowMatcher;
  /** Stacks without a single name of the list, which are most, are known at once. */
  readonly marks: StackMarks;
}

const allowing = new WeakMap<Analyses, Allowing>();

/** The entry of the allow-list that the group's most frequent stack matches. */
export function allowedGroup(view: GoroutineView, group: number): AllowEntry | null {
  const { capture } = view.analysis;
  const { stacks, frames, functions, strings } = capture;
  let known = allowing.get(view.analysis);
  if (known === undefined) {
    const matcher = new AllowMatcher(functions.count, (id) => strings.get(functions.name[id]));
    allowing.set(view.analysis, (known = { matcher, marks: new StackMarks(view.analysis, ALLOW_PATTERNS) }));
  }
  const leaf = view.table.stack[view.groups.sample[group]];
  if (known.marks.isBare(leaf)) return null;
  const stack: number[] = [];
  for (let at = leaf; at !== 0; at = stacks.prefix[at]) stack.push(frames.func[stacks.frame[at]]);
  return known.matcher.match(stack, operationOf(view, group));
}

const present = new WeakMap<Analyses, Set<string>>();

/** Names of all functions that are on the stack of some goroutine. */
function presentFunctions(view: GoroutineView): Set<string> {
  let names = present.get(view.analysis);
  if (names === undefined) {
    names = new Set();
    const { stacks, frames, functions, strings } = view.analysis.capture;
    const used = new Uint8Array(stacks.count);
    for (let i = 0; i < view.table.count; i++) used[view.table.stack[i]] = 1;
    const seen = new Uint8Array(functions.count);
    for (let i = stacks.count - 1; i > 0; i--) {
      if (used[i] === 0) continue;
      used[stacks.prefix[i]] = 1;
      seen[frames.func[stacks.frame[i]]] = 1;
    }
    for (let i = 0; i < functions.count; i++) if (seen[i] === 1) names.add(strings.get(functions.name[i]));
    present.set(view.analysis, names);
  }
  return names;
}

/** Who ran the `go` statement of a group. */
export interface Creator {
  readonly ref: CodeRef;
  /** False when only the name of the closure tells (profiles do not record creators): the compiler names closures after their function. */
  readonly printed: boolean;
}

const CLOSURE = /^(.+?)(?:\.(?:func|gowrap)\d+(?:\.\d+)*|-range\d+)+$/;

export function creatorOf(view: GoroutineView, group: number): Creator | null {
  const { capture } = view.analysis;
  const frame = view.groups.creator[group];
  const printed = codeRef(capture, frame);
  if (printed !== null) return { ref: printed, printed: true };
  const entry = codeRef(capture, view.groups.entry[group]);
  const outer = entry === null ? null : CLOSURE.exec(entry.function);
  // A closure of package level (`glob..func1`) has no function around it.
  if (entry === null || outer === null || outer[1].endsWith('.') || packagePath(outer[1]) === '') return null;
  return { ref: { function: outer[1], file: entry.file, line: 0 }, printed: false };
}

/** True when some goroutine has `name` on its stack, false when none has: whoever was in it has returned. */
export function isOnSomeStack(view: GoroutineView, name: string): boolean {
  return presentFunctions(view).has(name);
}
