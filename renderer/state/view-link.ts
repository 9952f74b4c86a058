import { DIFF_WIDTHS, GRANULARITIES, type Normalize } from '@core/api/profile';
import { GROUP_SORTS, NO_FILTER, TOP_SORTS, type GroupBy } from '@core/api/queries';
import { TRACE_RANGE_NAMES } from '@core/api/trace';
import { WAITER_SHOWS } from '@core/api/waiters';
import { formatFilter, parseFilter } from './filter-text';
import { COMPARE_TABS } from './compare';
import { FLAME_MODES } from './flame';
import { HEAP_BY } from './heap';
import { INITIAL_VIEW, type ViewState } from './view';

/**
 * What is shown of a document, as plain data for links and reports: only what differs from the beginning, the filter as text, and nothing
 * that is good in one run of the engine only (handles of boxes and rows). Small enough for a URL.
 */
export function writeView(state: ViewState): unknown {
  const { zoom } = state.flame;
  const portable = {
    ...pick(state, ['view', 'capture', 'sampleType', 'runtimeFrames', 'top', 'source', 'heap', 'waiters']),
    filter: formatFilter(state.filter),
    selection: pick(state.selection, ['finding', 'function', 'object']),
    goroutines: pick(state.goroutines, ['groupBy', 'sort', 'descending']),
    flame: { ...state.flame, zoom: zoom === null ? null : { path: zoom.path } },
    compare: pick(state.compare, ['tab', 'measure']),
    metrics: pick(state.metrics, ['metric', 'search', 'labels']),
    trace: pick(state.trace, ['tab', 'range', 'zoom', 'wakeupsBy', 'spansOf', 'ranges']),
  };
  return difference(portable, { ...INITIAL_VIEW, filter: '' }) ?? {};
}

/**
 * The other way round, from anywhere: what does not fit is as at the beginning. Null for what is no view at all. A filter whose text cannot
 * be read is none.
 */
export function readView(given: unknown): ViewState | null {
  if (typeof given !== 'object' || given === null) return null;
  const now = INITIAL_VIEW;
  const read = shape(given);
  const part = (name: keyof ViewState): Fields => shape(read.value(name));
  const [selection, flame, goroutines] = [part('selection'), part('flame'), part('goroutines')];
  const [waiters, top, source, trace] = [part('waiters'), part('top'), part('source'), part('trace')];
  const [heap, metrics, compare] = [part('heap'), part('metrics'), part('compare')];
  const filter = parseFilter(read.text('filter', ''));
  const path = shape(flame.value('zoom')).value('path');
  return {
    ...now,
    view: read.one('view', VIEWS, now.view),
    capture: read.index('capture'),
    sampleType: read.index('sampleType'),
    runtimeFrames: read.flag('runtimeFrames', false),
    filter: filter.ok ? filter.value : NO_FILTER,
    selection: {
      ...now.selection,
      finding: selection.name('finding'),
      function: selection.name('function'),
      object: selection.name('object'),
    },
    goroutines: {
      ...now.goroutines,
      groupBy: groupBy(goroutines.text('groupBy', 'stack')),
      sort: goroutines.one('sort', GROUP_SORTS, 'count'),
      descending: goroutines.flag('descending', true),
    },
    waiters: {
      as: waiters.one('as', ['graph', 'table'], 'graph'),
      show: waiters.one('show', WAITER_SHOWS, 'stuck'),
      all: waiters.flag('all', false),
    },
    flame: {
      mode: flame.one('mode', FLAME_MODES, now.flame.mode),
      zoom: isTexts(path) && path.length > 0 ? { node: '', path, tree: '' } : null,
      search: flame.text('search', ''),
      by: flame.one('by', GRANULARITIES, 'function'),
      colour: flame.one('colour', ['package', 'module'], 'package'),
      root: flame.name('root'),
      at: flame.name('at'),
      base: flame.index('base'),
      width: flame.one('width', DIFF_WIDTHS, now.flame.width),
      normalize: normalize(flame.value('normalize')),
    },
    top: {
      sort: top.one('sort', TOP_SORTS, 'flat'),
      descending: top.flag('descending', true),
      as: top.one('as', ['table', 'down', 'up'], 'table'),
      by: top.one('by', GRANULARITIES, 'function'),
      beside: top.one('beside', ['nothing', 'sandwich', 'source'], now.top.beside),
    },
    source: { file: source.text('file', ''), of: source.name('of') },
    trace: {
      ...now.trace,
      tab: trace.one('tab', ['groups', 'wakeups', 'ranges', 'spans'], 'groups'),
      range: range(trace.value('range')),
      zoom: range(trace.value('zoom')),
      wakeupsBy: trace.one('wakeupsBy', ['site', 'entry'], 'site'),
      spansOf: trace.one('spansOf', ['tasks', 'regions'], 'tasks'),
      ranges: traceRanges(trace.value('ranges')),
    },
    heap: {
      sampleType: heap.name('sampleType'),
      by: heap.one('by', HEAP_BY, 'package'),
      attribute: heap.one('attribute', ['own', 'leaf'], 'own'),
      range: moments(heap.value('range')),
    },
    metrics: {
      ...now.metrics,
      metric: metrics.name('metric'),
      search: metrics.text('search', ''),
      labels: metrics.text('labels', ''),
    },
    compare: {
      ...now.compare,
      tab: compare.one('tab', COMPARE_TABS, 'functions'),
      measure: compare.one('measure', ['flat', 'cum'], 'cum'),
    },
  };
}

const VIEWS = [
  ...(['live', 'findings', 'rules', 'goroutines', 'waiters', 'flame', 'top', 'source'] as const),
  ...(['trace', 'heap', 'metrics', 'compare'] as const),
];

/** Names of functions with all their type parameters are long; nothing is longer. */
const LONGEST = 4096;
const DEEPEST = 1024;

/** Reads the fields of what may be anything; each answers the second parameter where the field does not fit. */
interface Fields {
  value(field: string): unknown;
  text(field: string, otherwise: string): string;
  name(field: string): string | null;
  flag(field: string, otherwise: boolean): boolean;
  index(field: string): number | null;
  one<T extends string>(field: string, of: readonly T[], otherwise: T): T;
}

function shape(given: unknown): Fields {
  const fields = typeof given === 'object' && given !== null ? new Map<string, unknown>(Object.entries(given)) : null;
  const value = (field: string): unknown => fields?.get(field);
  const name = (field: string): string | null => {
    const text = value(field);
    return typeof text === 'string' && text.length <= LONGEST ? text : null;
  };
  return {
    value,
    name,
    text: (field, otherwise) => name(field) ?? otherwise,
    flag: (field, otherwise) => (typeof value(field) === 'boolean' ? value(field) === true : otherwise),
    index: (field) => whole(value(field)),
    one: (field, of, otherwise) => of.find((one) => one === value(field)) ?? otherwise,
  };
}

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : null;
}

function isTexts(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= DEEPEST &&
    value.every((text) => typeof text === 'string' && text.length <= LONGEST)
  );
}

function groupBy(text: string): GroupBy {
  if (text.startsWith('label:')) return `label:${text.slice('label:'.length)}`;
  return (['stack', 'site', 'creator', 'state'] as const).find((by) => by === text) ?? 'stack';
}

/** A part of a trace, ns. */
function range(given: unknown): ViewState['trace']['range'] {
  const [fromNs, toNs] = [shape(given).value('fromNs'), shape(given).value('toNs')];
  const fits = typeof fromNs === 'number' && typeof toNs === 'number' && fromNs < toNs;
  return fits ? { fromNs, toNs } : null;
}

function moments(given: unknown): ViewState['heap']['range'] {
  const [from, to] = [shape(given).index('from'), shape(given).index('to')];
  return from === null || to === null ? null : { from, to };
}

function traceRanges(given: unknown): ViewState['trace']['ranges'] {
  if (!Array.isArray(given)) return INITIAL_VIEW.trace.ranges;
  return TRACE_RANGE_NAMES.filter((name) => given.includes(name));
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

/** What of `value` is not as in `initial`; undefined when nothing is. */
function difference(value: unknown, initial: unknown): unknown {
  if (!isPlain(value) || !isPlain(initial))
    return JSON.stringify(value) === JSON.stringify(initial) ? undefined : value;
  const different = Object.entries(value)
    .map(([key, part]) => [key, difference(part, initial[key])] as const)
    .filter(([, part]) => part !== undefined);
  return different.length === 0 ? undefined : Object.fromEntries(different);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function normalize(given: unknown): Normalize {
  if (typeof given === 'boolean' || given === 'duration') return given;
  const name = shape(given).name('function');
  return name === null ? false : { function: name };
}
