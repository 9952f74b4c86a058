import {
  TRACE_KINDS,
  type Distribution,
  type TraceGoroutineRow,
  type TraceGroupRow,
  type TraceNameRow,
  type TraceRangeRow,
  type TraceSpanRow,
  type TraceWakeupRow,
} from '@core/api/trace';
import { QUESTIONS } from '../questions/registry';
import { column, pageOf, placeColumns, type TableColumn, type TableOf } from './table';

/** Time in each state. */
function timeColumns<Row extends { readonly times: readonly number[] }>(): readonly TableColumn<Row>[] {
  return TRACE_KINDS.map((kind, i) => column(`${kind} (ns)`, ({ times }) => times[i]));
}

function distributionColumns<Row>(what: string, of: (row: Row) => Distribution): readonly TableColumn<Row>[] {
  const known = (row: Row, value: number): number | null => (of(row).count === 0 ? null : value);
  return [
    column(`${what} sum (ns)`, (row) => of(row).sum),
    column(`${what} p50 (ns)`, (row) => known(row, of(row).p50)),
    column(`${what} p99 (ns)`, (row) => known(row, of(row).p99)),
    column(`${what} max (ns)`, (row) => known(row, of(row).max)),
  ];
}

export const traceGroups: TableOf<'traceGroups'> = async (params, { doc, names, run, page }) => {
  const { rows, total } = await QUESTIONS.traceGroups(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<TraceGroupRow>[] = [
    ...placeColumns<TraceGroupRow>('function', ({ entry }) => entry, names),
    column('origin', ({ origin }) => origin),
    column('goroutines', ({ count }) => count),
    column('begun', ({ begun }) => begun),
    column('ended', ({ ended }) => ended),
    ...timeColumns<TraceGroupRow>(),
    column('blocked (ns)', ({ blockedNs }) => blockedNs),
    column('mark assist (ns)', ({ assistNs }) => assistNs),
    ...distributionColumns<TraceGroupRow>('waiting for a P', ({ latency }) => latency),
    ...distributionColumns<TraceGroupRow>('lifetime', ({ lifetime }) => lifetime),
  ];
  return pageOf(columns, rows, total);
};

export const traceGoroutines: TableOf<'traceGoroutines'> = async (params, { doc, run, page }) => {
  const { rows, total } = await QUESTIONS.traceGoroutines(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<TraceGoroutineRow>[] = [
    column('goroutine', ({ goid }) => goid),
    column('created (ns)', ({ createdNs }) => createdNs),
    column('ended (ns)', ({ endedNs }) => endedNs),
    column('created by goroutine', ({ creatorGoid }) => creatorGoid),
    column('label', ({ label }) => label),
    ...timeColumns<TraceGoroutineRow>(),
    column('blocked (ns)', ({ blockedNs }) => blockedNs),
    column('mark assist (ns)', ({ assistNs }) => assistNs),
    column('longest wait for a P (ns)', ({ maxLatencyNs }) => maxLatencyNs),
  ];
  return pageOf(columns, rows, total);
};

export const traceWakeups: TableOf<'traceWakeups'> = async (params, { doc, names, run, page }) => {
  const { rows, total } = await QUESTIONS.traceWakeups(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<TraceWakeupRow>[] = [
    ...placeColumns<TraceWakeupRow>('woken', ({ woken }) => woken, names),
    ...placeColumns<TraceWakeupRow>('waker', ({ waker }) => waker, names),
    column('waited in', ({ reason }) => reason),
    column('state', ({ kind }) => kind),
    column('count', ({ count }) => count),
    column('waits (ns)', ({ waitNs }) => waitNs),
    column('longest (ns)', ({ maxNs }) => maxNs),
    column('longest at (ns)', ({ longest }) => longest.atNs),
    column('longest of goroutine', ({ longest }) => longest.wokenGoid),
    column('woken by goroutine', ({ longest }) => longest.wakerGoid),
  ];
  return pageOf(columns, rows, total);
};

export const traceRanges: TableOf<'traceRanges'> = async (params, { doc, run, page }) => {
  const { rows, total } = await QUESTIONS.traceRanges(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<TraceRangeRow>[] = [
    column('kind', ({ kind }) => kind),
    column('stopped for', ({ name }) => name),
    column('start (ns)', ({ startNs }) => startNs),
    column('end (ns)', ({ endNs }) => endNs),
    column('duration (ns)', ({ startNs, endNs }) => (endNs === null ? null : endNs - startNs)),
    column('goroutine', ({ goid }) => goid),
    column('P', ({ proc }) => proc),
    column('swept (bytes)', ({ sweptBytes }) => sweptBytes),
    column('reclaimed (bytes)', ({ reclaimedBytes }) => reclaimedBytes),
    column('heap (bytes)', ({ heapBytes }) => heapBytes),
    column('goal (bytes)', ({ goalBytes }) => goalBytes),
  ];
  return pageOf(columns, rows, total);
};

function nameColumns(): readonly TableColumn<TraceNameRow>[] {
  return [
    column('name', ({ name }) => name),
    column('count', ({ count }) => count),
    column('complete', ({ complete }) => complete),
    column('goroutines', ({ goroutines }) => goroutines),
    ...distributionColumns<TraceNameRow>('duration', ({ durations }) => durations),
    ...timeColumns<TraceNameRow>(),
  ];
}

export const traceTasks: TableOf<'traceTasks'> = async (params, { doc, run, page }) => {
  const { rows, total } = await QUESTIONS.traceTasks(doc, { ...params, ...page }, run);
  return pageOf(nameColumns(), rows, total);
};

export const traceRegions: TableOf<'traceRegions'> = async (params, { doc, run, page }) => {
  const { rows, total } = await QUESTIONS.traceRegions(doc, { ...params, ...page }, run);
  return pageOf(nameColumns(), rows, total);
};

export const traceSpans: TableOf<'traceSpans'> = async (params, { doc, run, page }) => {
  const { rows, total } = await QUESTIONS.traceSpans(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<TraceSpanRow>[] = [
    column('name', ({ name }) => name),
    column('id', ({ id }) => id),
    column('start (ns)', ({ startNs }) => startNs),
    column('end (ns)', ({ endNs }) => endNs),
    column('duration (ns)', ({ startNs, endNs }) => (startNs === null || endNs === null ? null : endNs - startNs)),
    column('goroutine', ({ goid }) => goid),
    column('task', ({ task }) => task),
  ];
  return pageOf(columns, rows, total);
};
