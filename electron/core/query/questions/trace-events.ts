import { ORIGINS, RUNTIME } from '@core/analysis/origin';
import { codeRef, stackFrames } from '@core/analysis/site';
import { computeSpans, spanBytes, spansIn, type SpanKind, type SpanTable } from '@core/analysis/trace-spans';
import { KIND_COUNT, kindReader, WAITING, type KindOf } from '@core/analysis/trace-walk';
import { endOf, rangesOf } from '@core/analysis/trace-gc';
import { computeWakeups, wakeupBytes, type WakeupTable } from '@core/analysis/trace-wakeups';
import type { Origin } from '@core/api/findings';
import {
  TRACE_KINDS,
  TRACE_NAME_SORTS,
  TRACE_RANGE_NAMES,
  TRACE_RANGE_SORTS,
  TRACE_SPAN_SORTS,
  TRACE_WAKEUP_SORTS,
  type TraceNameSort,
  type TraceNamesAnswer,
  type TraceNamesParams,
  type TraceRangeRow,
  type TraceWakeupRow,
  type TraceWakeupSort,
} from '@core/api/trace';
import { NO_PROC, RANGE_KINDS } from '@core/model/trace';
import { rowsWithinAnswer } from '../answer-size';
import type { OpenDocument } from '../document';
import { badParams } from '../failure';
import { checkBoolean, checkFilter, checkOneOf, checkPage, checkText } from '../params';
import type { Question, Run } from './question';
import { checkRange, checkTrace, goidOf, knownTime, memoised, rangeKey, timesOf, traceKeep } from './trace-tables';
import type { TraceOf } from './trace-tables';

/** Rows `0 … count`, by a number or a text, then as they are. */
function sortedRows(count: number, key: (row: number) => number | string, descending: boolean): Uint32Array {
  const keys = Array.from({ length: count }, (_, row) => key(row));
  const sign = descending ? -1 : 1;
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  return order.sort((a, b) => (keys[a] < keys[b] ? -sign : keys[a] > keys[b] ? sign : a - b));
}

export const traceWakeups: Question<'traceWakeups'> = async (doc, params, run) => {
  const started = run.now();
  const of = checkTrace(doc, params.capture);
  const range = checkRange(of, params.range);
  const filter = checkFilter(params.filter);
  const by = checkOneOf('by', params.by, ['site', 'entry'] as const);
  const sort = checkOneOf('sort', params.sort, TRACE_WAKEUP_SORTS);
  const descending = checkBoolean('descending', params.descending);
  const { offset, limit } = checkPage(params);
  const { capture, trace, analyses } = of;
  const keep = await traceKeep(of, filter, run);
  await run.breathe(capture.stacks.count);
  const table = await memoised(
    of,
    `wakeups ${by} ${rangeKey(range)} ${filter.key}`,
    () => computeWakeups(capture, trace, analyses, range, by, keep, run.breathe),
    wakeupBytes,
  );
  const page = sortedRows(table.count, wakeupKey(of, table, sort), descending).subarray(offset, offset + limit);
  const kindOf = kindReader(capture, trace);
  const rows = rowsWithinAnswer(page.length, (i) => wakeupRow(of, table, page[i], by, kindOf));
  return {
    ...{ rows, total: table.count, folded: table.count - rows.length, count: table.total },
    tookMs: run.now() - started,
  };
};

function wakeupKey(of: TraceOf, table: WakeupTable, sort: TraceWakeupSort): (row: number) => number | string {
  const name = (frames: Uint32Array) => (row: number) => codeRef(of.capture, frames[row] - 1)?.function ?? '';
  switch (sort) {
    case 'waker':
      return name(table.waker);
    case 'woken':
      return name(table.woken);
    case 'count':
      return (row) => table.wakeups[row];
    case 'wait':
      return (row) => table.waitNs[row];
    case 'max':
      return (row) => table.maxNs[row];
  }
}

function wakeupRow(of: TraceOf, table: WakeupTable, row: number, by: 'site' | 'entry', kindOf: KindOf): TraceWakeupRow {
  const { capture, analyses, trace } = of;
  const { frames } = capture;
  const origin = (frame: number): Origin =>
    ORIGINS[frame === 0 ? RUNTIME : analyses.origins.origin[frames.func[frame - 1]]];
  const place = (frame: number): TraceWakeupRow['waker'] => {
    const ref = codeRef(capture, frame - 1);
    return ref !== null && by === 'entry' ? { ...ref, line: 0 } : ref;
  };
  const reason = table.reason[row];
  const name = (frame: number): number => (frame === 0 ? 0 : frames.func[frame - 1] + 1);
  return {
    edge: `w-${name(table.waker[row])}-${name(table.woken[row])}-${reason}`,
    waker: place(table.waker[row]),
    wakerOrigin: origin(table.waker[row]),
    woken: place(table.woken[row]),
    wokenOrigin: origin(table.woken[row]),
    kind: TRACE_KINDS[kindOf(WAITING, reason, table.wokenStack[row])],
    reason: trace.reasons[reason],
    count: table.wakeups[row],
    waitNs: table.waitNs[row],
    maxNs: table.maxNs[row],
    longest: {
      atNs: table.atNs[row],
      wakerGoid: goidOf(of, table.by[row]),
      wokenGoid: trace.goroutines.id[table.goroutine[row]],
      wakerStack: stackFrames(capture, analyses.origins, table.wakerStack[row]),
      wokenStack: stackFrames(capture, analyses.origins, table.wokenStack[row]),
    },
  };
}

export const traceRanges: Question<'traceRanges'> = async (doc, params, run) => {
  const of = checkTrace(doc, params.capture);
  const range = checkRange(of, params.range);
  const sort = checkOneOf('sort', params.sort, TRACE_RANGE_SORTS);
  const descending = checkBoolean('descending', params.descending);
  const { offset, limit } = checkPage(params);
  if (!Array.isArray(params.kinds)) throw badParams('kinds', 'kinds is not a list');
  const wanted = [...new Set(params.kinds.map((kind, i) => checkOneOf(`kinds[${i}]`, kind, TRACE_RANGE_NAMES)))];
  const { trace, capture } = of;
  const { ranges } = trace;
  await run.breathe(ranges.count * wanted.length);
  const found = Uint32Array.from(wanted.flatMap((kind) => [...rangesOf(trace, kind, range)])).sort();
  const kind = (row: number): string => `${RANGE_KINDS[ranges.kind[row]]} ${capture.strings.get(ranges.name[row])}`;
  const keys: Record<typeof sort, (row: number) => number | string> = {
    start: (row) => ranges.startNs[row],
    kind,
    duration: (row) => endOf(trace, row) - ranges.startNs[row],
    goroutine: (row) => goidOf(of, ranges.goroutine[row]) ?? -1,
  };
  const key = keys[sort];
  const page = sortedRows(found.length, (i) => key(found[i]), descending).subarray(offset, offset + limit);
  const rows = rowsWithinAnswer(page.length, (i) => rangeRow(of, found[page[i]]));
  return { rows, total: found.length, folded: found.length - rows.length };
};

function rangeRow(of: TraceOf, row: number): TraceRangeRow {
  const { trace, capture, analyses } = of;
  const { ranges } = trace;
  const kind = RANGE_KINDS[ranges.kind[row]];
  const startNs = ranges.startNs[row];
  return {
    id: row,
    kind,
    name: capture.strings.get(ranges.name[row]),
    startNs,
    endNs: knownTime(ranges.endNs[row]),
    goid: goidOf(of, ranges.goroutine[row]),
    proc: ranges.proc[row] === NO_PROC ? null : ranges.proc[row],
    sweptBytes: ranges.sweptBytes[row],
    reclaimedBytes: ranges.reclaimedBytes[row],
    heapBytes: kind === 'gc' ? heapBefore(of, startNs, 0) : null,
    goalBytes: kind === 'gc' ? heapBefore(of, startNs, 1) : null,
    stack: stackFrames(capture, analyses.origins, ranges.stack[row]),
  };
}

/** The last report of a kind at or before a moment. */
function heapBefore({ trace }: TraceOf, at: number, kind: number): number | null {
  const { heap } = trace;
  let low = 0;
  let high = heap.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (heap.atNs[middle] <= at) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= 0; i--) if (heap.kind[i] === kind) return heap.bytes[i];
  return null;
}

export const traceTasks: Question<'traceTasks'> = (doc, params, run) => spansByName(doc, params, run, 'tasks');
export const traceRegions: Question<'traceRegions'> = (doc, params, run) => spansByName(doc, params, run, 'regions');

async function spansByName(
  doc: OpenDocument,
  params: TraceNamesParams,
  run: Run,
  kind: SpanKind,
): Promise<TraceNamesAnswer> {
  const started = run.now();
  const of = checkTrace(doc, params.capture);
  const range = checkRange(of, params.range);
  const sort = checkOneOf('sort', params.sort, TRACE_NAME_SORTS);
  const descending = checkBoolean('descending', params.descending);
  const { offset, limit } = checkPage(params);
  const table = await memoised(
    of,
    `${kind} ${rangeKey(range)}`,
    () => computeSpans(of.capture, of.trace, kind, range, run.breathe),
    spanBytes,
  );
  const name = (row: number): string => of.capture.strings.get(table.name[row]);
  const page = sortedRows(table.count, nameKey(table, name, sort), descending).subarray(offset, offset + limit);
  const rows = rowsWithinAnswer(page.length, (i) => {
    const row = page[i];
    return {
      name: name(row),
      count: table.spans[row],
      complete: table.durations[row].count,
      durations: table.durations[row],
      times: timesOf(table.times, row, KIND_COUNT),
      goroutines: table.goroutines[row],
    };
  });
  return {
    ...{ rows, total: table.count, folded: table.count - rows.length, count: table.total },
    tookMs: run.now() - started,
  };
}

function nameKey(
  { spans, durations }: SpanTable,
  name: (row: number) => string,
  sort: TraceNameSort,
): (row: number) => number | string {
  switch (sort) {
    case 'name':
      return name;
    case 'count':
      return (row) => spans[row];
    case 'total':
      return (row) => durations[row].sum;
    case 'p50':
    case 'p99':
    case 'max':
      return (row) => durations[row][sort];
  }
}

export const traceSpans: Question<'traceSpans'> = async (doc, params, run) => {
  const of = checkTrace(doc, params.capture);
  const range = checkRange(of, params.range);
  const kind = checkOneOf('of', params.of, ['tasks', 'regions'] as const);
  const name = params.name === null ? null : checkText('name', params.name);
  const sort = checkOneOf('sort', params.sort, TRACE_SPAN_SORTS);
  const descending = checkBoolean('descending', params.descending);
  const { offset, limit } = checkPage(params);
  const { trace, capture } = of;
  const table = trace[kind];
  await run.breathe(table.count);
  let found = spansIn(trace, kind, range);
  if (name !== null) found = found.filter((row) => capture.strings.get(table.name[row]) === name);
  const start = (row: number): number => (Number.isNaN(table.startNs[row]) ? 0 : table.startNs[row]);
  const keys: Record<typeof sort, (row: number) => number | string> = {
    start,
    // What did not end lasted at least to the end of the trace.
    duration: (row) => (Number.isNaN(table.endNs[row]) ? trace.endNs : table.endNs[row]) - start(row),
    name: (row) => capture.strings.get(table.name[row]),
  };
  const key = keys[sort];
  const page = sortedRows(found.length, (i) => key(found[i]), descending).subarray(offset, offset + limit);
  const taskId = (row: number): number | null => (row === 0 ? null : trace.tasks.id[row - 1]);
  const rows = rowsWithinAnswer(page.length, (i) => {
    const row = found[page[i]];
    return {
      id: kind === 'tasks' ? trace.tasks.id[row] : row,
      name: capture.strings.get(table.name[row]),
      startNs: knownTime(table.startNs[row]),
      endNs: knownTime(table.endNs[row]),
      // A region holds the row of its goroutine, a task row + 1.
      goid:
        kind === 'tasks' ? goidOf(of, trace.tasks.goroutine[row]) : trace.goroutines.id[trace.regions.goroutine[row]],
      task: taskId(kind === 'tasks' ? trace.tasks.parent[row] : trace.regions.task[row]),
    };
  });
  return { rows, total: found.length, folded: found.length - rows.length };
};
