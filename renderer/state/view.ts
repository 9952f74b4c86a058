import { create } from 'zustand';
import { NO_FILTER, type Filter, type GroupBy, type GroupSort } from '@core/api/queries';
import type { MetricMode } from '@core/api/metrics';
import type { TimeRange, TraceRangeName } from '@core/api/trace';
import { flameSettings, INITIAL_FLAME, type FlameState, type FlameZoom } from './flame';
import type { WaiterShow } from '@core/api/waiters';
import { INITIAL_COMPARE, type CompareState } from './compare';
import { INITIAL_HEAP, type HeapState } from './heap';
import { INITIAL_SOURCE, INITIAL_TOP, type SourceState, type TopState } from './top';

/** Views that exist; the registry lists them in the order of the rail. */
export type ViewId =
  | 'live'
  | 'findings'
  | 'rules'
  | 'goroutines'
  | 'waiters'
  | 'flame'
  | 'top'
  | 'source'
  | 'trace'
  | 'heap'
  | 'metrics'
  | 'compare';

/** The one selection of all views: a slot per kind of thing, so that a view finds again what was selected in it. */
export interface Selection {
  /** `Finding.id`. */
  readonly finding: string | null;
  /** `GoroutineGroupRow.group`. */
  readonly group: string | null;
  /** Full name of a function. */
  readonly function: string | null;
  /** Flame box `f-…`. */
  readonly node: string | null;
  /** What goroutines wait for, the same in every capture (`objectKey`); null where `group` says it. */
  readonly object: string | null;
}

export interface WaitersState {
  readonly as: 'graph' | 'table';
  readonly show: WaiterShow;
  /** Every object is drawn, not only the first ones. */
  readonly all: boolean;
}

export type RulesTab = 'yours' | 'muted' | 'built-in';

export type TraceTab = 'groups' | 'wakeups' | 'ranges' | 'spans';
export interface TraceState {
  readonly tab: TraceTab;
  /** The chosen part of the trace, which every table follows; null = all of it. */
  readonly range: TimeRange | null;
  /** What the overview spans; null = all of it. */
  readonly zoom: TimeRange | null;
  /** Order of each table, by its name: a tab, or a list that a tab opens. */
  readonly sorts: Readonly<Record<string, { readonly id: string; readonly descending: boolean }>>;
  /** Selected row of each tab. */
  readonly selected: Readonly<Record<TraceTab, string | null>>;
  /** Row of a tab whose members are listed in place of the tab. */
  readonly opened: Readonly<Record<TraceTab, string | null>>;
  readonly wakeupsBy: 'site' | 'entry';
  readonly spansOf: 'tasks' | 'regions';
  readonly ranges: readonly TraceRangeName[];
}

export interface MetricsState {
  /** Handle of the metric shown, `go:heap-inuse`; null = the first. */
  readonly metric: string | null;
  readonly search: string;
  /** What is shown of a metric, by handle, where it is not what suits its type. */
  readonly mode: Readonly<Record<string, MetricMode>>;
  /** Part of the labels of the series shown; ``. */
  readonly labels: string;
}

/** Everything that decides what the window shows of one document. Plain data, so it can be undone, stored and sent. */
export interface ViewState {
  readonly version: 1;
  readonly view: ViewId;
  /** Index of a capture, or null: the one a view prefers (`captureFor`). */
  readonly capture: number | null;
  /** Index in the capture's sample types, or null: its default. */
  readonly sampleType: number | null;
  readonly filter: Filter;
  /** Frames that a profile wants hidden are shown. Boxes of the flame graph have other numbers then. */
  readonly runtimeFrames: boolean;
  readonly selection: Selection;
  readonly goroutines: {
    readonly groupBy: GroupBy;
    readonly sort: GroupSort;
    readonly descending: boolean;
    /** Group handles put side by side, column 1 first; null = empty column. */
    readonly columns: readonly (string | null)[];
  };
  readonly waiters: WaitersState;
  readonly flame: FlameState;
  readonly top: TopState;
  readonly source: SourceState;
  readonly trace: TraceState;
  readonly heap: HeapState;
  readonly metrics: MetricsState;
  readonly compare: CompareState;
  readonly rules: { readonly tab: RulesTab };
}

const NO_ROW = { groups: null, wakeups: null, ranges: null, spans: null } as const;

export const INITIAL_VIEW: ViewState = {
  version: 1,
  view: 'findings',
  capture: null,
  sampleType: null,
  filter: NO_FILTER,
  runtimeFrames: false,
  selection: { finding: null, group: null, function: null, node: null, object: null },
  goroutines: { groupBy: 'stack', sort: 'count', descending: true, columns: [null, null, null] },
  waiters: { as: 'graph', show: 'stuck', all: false },
  flame: INITIAL_FLAME,
  top: INITIAL_TOP,
  source: INITIAL_SOURCE,
  trace: {
    ...{ tab: 'groups', range: null, zoom: null, sorts: {}, selected: NO_ROW, opened: NO_ROW },
    ...{ wakeupsBy: 'site', spansOf: 'tasks', ranges: ['gc', 'stw'] },
  },
  heap: INITIAL_HEAP,
  compare: INITIAL_COMPARE,
  metrics: { metric: null, search: '', mode: {}, labels: '' },
  rules: { tab: 'yours' },
};

/** Where one is, as back and forward understand it. */
type Place = Pick<ViewState, 'view' | 'capture' | 'selection' | 'runtimeFrames'> & { readonly zoom: FlameZoom | null };

interface History {
  readonly now: ViewState;
  readonly undo: readonly ViewState[];
  readonly redo: readonly ViewState[];
  readonly back: readonly Place[];
  readonly forward: readonly Place[];
}

/** A change of the view state: new values, or a function from the present one. */
export type ViewChange = Partial<ViewState> | ((now: ViewState) => Partial<ViewState>);

export interface ViewStore {
  readonly byDocument: Readonly<Record<string, History>>;
  /** Changes what is shown. A change of view, capture or zoom can be gone back from; every other one can be undone. */
  readonly change: (doc: string, change: ViewChange) => void;
  /** A change that is not worth undoing (moving the selection, typing a search). */
  readonly touch: (doc: string, change: ViewChange) => void;
  readonly undo: (doc: string) => void;
  readonly redo: (doc: string) => void;
  readonly back: (doc: string) => void;
  readonly forward: (doc: string) => void;
  readonly forget: (doc: string) => void;
}

const DEPTH = 100;
const NEW: History = { now: INITIAL_VIEW, undo: [], redo: [], back: [], forward: [] };

const placeOf = (state: ViewState): Place => ({
  view: state.view,
  capture: state.capture,
  selection: state.selection,
  runtimeFrames: state.runtimeFrames,
  zoom: state.flame.zoom,
});
/** Settings stay as they are; a box is not gone back to where boxes have other numbers now. */
const goTo = (state: ViewState, place: Place): ViewState => {
  const same = place.runtimeFrames === state.runtimeFrames;
  return {
    ...state,
    view: place.view,
    capture: place.capture,
    selection: same ? place.selection : { ...place.selection, node: null },
    flame: { ...state.flame, zoom: same ? place.zoom : null },
  };
};
const push = <T>(stack: readonly T[], item: T): readonly T[] => [...stack.slice(-(DEPTH - 1)), item];

function apply(now: ViewState, change: ViewChange): ViewState {
  return { ...now, ...(typeof change === 'function' ? change(now) : change) };
}

function changed(history: History, change: ViewChange): History {
  const { now } = history;
  const next = apply(now, change);
  const moved = next.view !== now.view || next.capture !== now.capture || next.flame.zoom !== now.flame.zoom;
  const travelled = moved ? { back: push(history.back, placeOf(now)), forward: [] } : {};
  // Going elsewhere is undone with Back; undo is for what was set: filter, grouping, order.
  const stays = JSON.stringify(settings(next)) === JSON.stringify(settings(now));
  const undoable = stays ? {} : { undo: push(history.undo, now), redo: [] };
  return { ...history, ...travelled, ...undoable, now: next };
}

const settings = (state: ViewState): unknown => [
  state.sampleType,
  state.filter,
  state.runtimeFrames,
  state.goroutines,
  state.waiters,
  flameSettings(state.flame),
  state.top,
  state.heap,
  state.compare,
  { ...state.trace, selected: null },
];

function stepped(history: History, direction: 'undo' | 'redo'): History {
  const from = history[direction];
  const target = from.at(-1);
  if (target === undefined) return history;
  const other = direction === 'undo' ? 'redo' : 'undo';
  return { ...history, [direction]: from.slice(0, -1), [other]: push(history[other], history.now), now: target };
}

function travelled(history: History, direction: 'back' | 'forward'): History {
  const from = history[direction];
  const target = from.at(-1);
  if (target === undefined) return history;
  const other = direction === 'back' ? 'forward' : 'back';
  const now = goTo(history.now, target);
  return { ...history, [direction]: from.slice(0, -1), [other]: push(history[other], placeOf(history.now)), now };
}

export const useViewStore = create<ViewStore>()((set) => {
  const edit = (doc: string, step: (history: History) => History): void =>
    set((s) => ({ byDocument: { ...s.byDocument, [doc]: step(s.byDocument[doc] ?? NEW) } }));
  return {
    byDocument: {},
    change: (doc, change) => edit(doc, (h) => changed(h, change)),
    touch: (doc, change) => edit(doc, (h) => ({ ...h, now: apply(h.now, change) })),
    undo: (doc) => edit(doc, (h) => stepped(h, 'undo')),
    redo: (doc) => edit(doc, (h) => stepped(h, 'redo')),
    back: (doc) => edit(doc, (h) => travelled(h, 'back')),
    forward: (doc) => edit(doc, (h) => travelled(h, 'forward')),
    forget: (doc) =>
      set((s) => ({ byDocument: Object.fromEntries(Object.entries(s.byDocument).filter(([id]) => id !== doc)) })),
  };
});

/** The view state of a document; `INITIAL_VIEW` before anything was changed. */
export function useView(doc: string): ViewState {
  return useViewStore((s) => s.byDocument[doc]?.now ?? INITIAL_VIEW);
}

/** Changes of one document's view state, for event handlers. Stable. */
export function viewOf(doc: string): {
  readonly get: () => ViewState;
  readonly change: (change: ViewChange) => void;
  readonly touch: (change: ViewChange) => void;
  readonly select: (selection: Partial<Selection>) => void;
} {
  const store = useViewStore.getState;
  return {
    get: () => store().byDocument[doc]?.now ?? INITIAL_VIEW,
    change: (change) => store().change(doc, change),
    touch: (change) => store().touch(doc, change),
    select: (selection) => store().touch(doc, (now) => ({ selection: { ...now.selection, ...selection } })),
  };
}
