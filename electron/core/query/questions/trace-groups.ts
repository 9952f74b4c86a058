import { ORIGINS, RUNTIME } from '@core/analysis/origin';
import { codeRef, stackFrames } from '@core/analysis/site';
import type { TraceGroupTable } from '@core/analysis/trace-groups';
import { tracePlaces } from '@core/analysis/trace-places';
import { blockedOf, KIND_COUNT, KIND_RUNNABLE, KIND_RUNNING, KIND_SYSCALL } from '@core/analysis/trace-walk';
import {
  TRACE_GOROUTINE_SORTS,
  TRACE_GROUP_SORTS,
  TRACE_KINDS,
  type BlockReason,
  type TraceGoroutineRow,
  type TraceGoroutineSort,
  type TraceGroupDetail,
  type TraceGroupRow,
  type TraceGroupSort,
} from '@core/api/trace';
import { rowsWithinAnswer } from '../answer-size';
import { notFound } from '../failure';
import { checkBoolean, checkFilter, checkOneOf, checkPage } from '../params';
import type { Question } from './question';
import { checkRange, checkTrace, goidOf, knownTime, timesOf, traceGroupTable, type TraceOf } from './trace-tables';

export const traceGroups: Question<'traceGroups'> = async (doc, params, run) => {
  const started = run.now();
  const of = checkTrace(doc, params.capture);
  const range = checkRange(of, params.range);
  const filter = checkFilter(params.filter);
  const sort = checkOneOf('sort', params.sort, TRACE_GROUP_SORTS);
  const descending = checkBoolean('descending', params.descending);
  const { offset, limit } = checkPage(params);
  const table = await traceGroupTable(of, range, filter, run);
  const page = sortGroups(of, table, sort, descending).subarray(offset, offset + limit);
  const rows = rowsWithinAnswer(page.length, (i) => groupRow(of, table, page[i]));
  let shown = 0;
  let mostNs = 0;
  for (let group = 0; group < table.count; group++) {
    shown += table.size[group];
    mostNs = Math.max(mostNs, totalOf(table, group));
  }
  const inRows = rows.reduce((sum, { count }) => sum + count, 0);
  return {
    rows,
    total: table.count,
    folded: { groups: table.count - rows.length, goroutines: shown - inRows },
    goroutines: { all: of.trace.goroutines.count, shown },
    mostNs,
    tookMs: run.now() - started,
  };
};

function sortGroups(of: TraceOf, table: TraceGroupTable, sort: TraceGroupSort, descending: boolean): Uint32Array {
  const order = Uint32Array.from({ length: table.count }, (_, i) => i);
  const sign = descending ? -1 : 1;
  const tie = (a: number, b: number): number => totalOf(table, b) - totalOf(table, a) || a - b;
  if (sort === 'function') {
    const names = Array.from({ length: table.count }, (_, group) => nameOf(of, table, group));
    return order.sort((a, b) => sign * (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : 0) || tie(a, b));
  }
  const keys = Float64Array.from({ length: table.count }, (_, group) => groupKey(table, group, sort));
  return order.sort((a, b) => sign * (keys[a] - keys[b]) || tie(a, b));
}

function groupKey(table: TraceGroupTable, group: number, sort: Exclude<TraceGroupSort, 'function'>): number {
  const at = group * KIND_COUNT;
  switch (sort) {
    case 'count':
      return table.size[group];
    case 'total':
      return totalOf(table, group);
    case 'running':
      return table.groupTimes[at + KIND_RUNNING];
    case 'runnable':
      return table.groupTimes[at + KIND_RUNNABLE];
    case 'syscall':
      return table.groupTimes[at + KIND_SYSCALL];
    case 'blocked':
      return blockedOf(table.groupTimes, at);
    case 'latency':
      return table.latency[group].p99;
    case 'assist':
      return table.groupAssist[group];
  }
}

function totalOf({ groupTimes }: TraceGroupTable, group: number): number {
  let sum = 0;
  for (let kind = 0; kind < KIND_COUNT; kind++) sum += groupTimes[group * KIND_COUNT + kind];
  return sum;
}

function nameOf({ capture }: TraceOf, table: TraceGroupTable, group: number): string {
  const func = table.func[group];
  return func === 0 ? '' : capture.strings.get(capture.functions.name[func - 1]);
}

function groupRow(of: TraceOf, table: TraceGroupTable, group: number): TraceGroupRow {
  const { capture, analyses, trace } = of;
  const func = table.func[group];
  const entry = codeRef(capture, table.entry[group] - 1);
  const reasons: BlockReason[] = [];
  for (let reason = 0; reason < trace.reasons.length; reason++) {
    const at = group * trace.reasons.length + reason;
    const count = table.reasonCount[at];
    if (count > 0) reasons.push({ reason: trace.reasons[reason], count, ns: table.reasonNs[at] });
  }
  reasons.sort((a, b) => b.ns - a.ns || b.count - a.count);
  const times = timesOf(table.groupTimes, group, KIND_COUNT);
  return {
    group: `e-${func}`,
    // The line where one of them was seen says nothing of the function.
    entry: entry === null ? null : { ...entry, line: 0 },
    origin: ORIGINS[func === 0 ? RUNTIME : analyses.origins.origin[func - 1]],
    count: table.size[group],
    begun: table.begun[group],
    ended: table.ended[group],
    times,
    blockedNs: blockedOf(times),
    reasons,
    latency: table.latency[group],
    lifetime: table.lifetime[group],
    assistNs: table.groupAssist[group],
    gcOverlapNs: table.groupGcOverlap[group],
  };
}

function findGroup(table: TraceGroupTable, handle: unknown): number {
  const digits = typeof handle === 'string' ? /^e-(\d{1,10})$/.exec(handle) : null;
  const group = digits === null ? -1 : table.func.indexOf(Number(digits[1]));
  if (group >= 0) return group;
  throw notFound(`No goroutines of group ${JSON.stringify(handle)} in this range`, 'Choose a wider range of time.');
}

const MOST_PLACES = 40;
const MOST_CREATORS = 5;

export const traceGroup: Question<'traceGroup'> = async (doc, params, run) => {
  const of = checkTrace(doc, params.capture);
  const { capture, analyses, trace } = of;
  const range = checkRange(of, params.range);
  const filter = checkFilter(params.filter);
  const table = await traceGroupTable(of, range, filter, run);
  const group = findGroup(table, params.group);
  const places = await tracePlaces(capture, trace, range, table.groupOf, group, run.breathe);
  const creators = new Map<number, number>();
  const labels = new Set<number>();
  for (let g = 0; g < trace.goroutines.count; g++) {
    if (table.groupOf[g] !== group) continue;
    const stack = trace.goroutines.creationStack[g];
    if (stack !== 0) creators.set(stack, (creators.get(stack) ?? 0) + 1);
    labels.add(trace.goroutines.label[g]);
  }
  const frames = (stack: number): ReturnType<typeof stackFrames> => stackFrames(capture, analyses.origins, stack);
  const listed = places.slice(0, MOST_PLACES);
  const [label = 0] = labels.size === 1 ? labels : [];
  return {
    row: groupRow(of, table, group),
    places: listed.map(({ kind, reason, count, ns, stack }): TraceGroupDetail['places'][number] => ({
      ...{ kind: TRACE_KINDS[kind], reason: trace.reasons[reason], count, ns, stack: frames(stack) },
    })),
    folded: {
      places: places.length - listed.length,
      ns: places.slice(MOST_PLACES).reduce((sum, { ns }) => sum + ns, 0),
    },
    creators: [...creators]
      .sort((a, b) => b[1] - a[1])
      .slice(0, MOST_CREATORS)
      .map(([stack, count]) => ({ count, stack: frames(stack) })),
    label: capture.strings.get(label),
  };
};

export const traceGoroutines: Question<'traceGoroutines'> = async (doc, params, run) => {
  const of = checkTrace(doc, params.capture);
  const range = checkRange(of, params.range);
  const filter = checkFilter(params.filter);
  const sort = checkOneOf('sort', params.sort, TRACE_GOROUTINE_SORTS);
  const descending = checkBoolean('descending', params.descending);
  const { offset, limit } = checkPage(params);
  const table = await traceGroupTable(of, range, filter, run);
  const group = findGroup(table, params.group);
  const members = new Uint32Array(table.size[group]);
  let filled = 0;
  for (let g = 0; g < table.groupOf.length; g++) if (table.groupOf[g] === group) members[filled++] = g;
  const sign = descending ? -1 : 1;
  const key = goroutineKey(of, table, sort);
  const { id } = of.trace.goroutines;
  members.sort((a, b) => sign * (key(a) - key(b)) || id[a] - id[b]);
  const page = members.subarray(offset, offset + limit);
  const rows = rowsWithinAnswer(page.length, (i) => goroutineRow(of, table, page[i]));
  return { rows, total: members.length, folded: members.length - rows.length };
};

function goroutineKey(
  { trace }: TraceOf,
  table: TraceGroupTable,
  sort: TraceGoroutineSort,
): (goroutine: number) => number {
  const { id, createdNs } = trace.goroutines;
  const time = (kind: number) => (g: number) => table.times[g * KIND_COUNT + kind];
  switch (sort) {
    case 'goroutine':
      return (g) => id[g];
    case 'start':
      // Before the trace comes before everything in it.
      return (g) => (Number.isNaN(createdNs[g]) ? -1 : createdNs[g]);
    case 'total':
      return (g) => table.times.subarray(g * KIND_COUNT, (g + 1) * KIND_COUNT).reduce((sum, ns) => sum + ns, 0);
    case 'running':
      return time(KIND_RUNNING);
    case 'runnable':
      return time(KIND_RUNNABLE);
    case 'syscall':
      return time(KIND_SYSCALL);
    case 'blocked':
      return (g) => blockedOf(table.times, g * KIND_COUNT);
    case 'latency':
      return (g) => table.maxLatency[g];
  }
}

function goroutineRow(of: TraceOf, table: TraceGroupTable, g: number): TraceGoroutineRow {
  const { goroutines } = of.trace;
  const times = timesOf(table.times, g, KIND_COUNT);
  return {
    goid: goroutines.id[g],
    createdNs: knownTime(goroutines.createdNs[g]),
    endedNs: knownTime(goroutines.endedNs[g]),
    creatorGoid: goidOf(of, goroutines.creator[g]),
    label: of.capture.strings.get(goroutines.label[g]),
    times,
    blockedNs: blockedOf(times),
    assistNs: table.assist[g],
    gcOverlapNs: table.gcOverlap[g],
    maxLatencyNs: table.maxLatency[g],
  };
}
