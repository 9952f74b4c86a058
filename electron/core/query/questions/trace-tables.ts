import type { Analyses } from '@core/analysis/analyses';
import type { CompiledFilter } from '@core/analysis/filter';
import { isEmptyFilter } from '@core/analysis/filter';
import { keepTraceGoroutines } from '@core/analysis/trace-filter';
import { computeTraceGroups, traceGroupBytes, type TraceGroupTable } from '@core/analysis/trace-groups';
import { cutRange } from '@core/analysis/trace-walk';
import type { TimeRange } from '@core/api/trace';
import type { Capture } from '@core/model/tables';
import type { TraceTables } from '@core/model/trace';
import type { OpenDocument } from '../document';
import { badParams } from '../failure';
import { checkCapture, checkNumber } from '../params';
import type { Run } from './question';

/** What the questions about one trace share: tables that depend on range and filter, kept in the document's memo. */
export interface TraceOf {
  readonly doc: OpenDocument;
  readonly index: number;
  readonly analyses: Analyses;
  readonly capture: Capture;
  readonly trace: TraceTables;
}

export function checkTrace(doc: OpenDocument, index: number): TraceOf {
  const analyses = checkCapture(doc, index);
  const { capture } = analyses;
  const { trace, name, kind } = capture;
  if (trace !== null) return { doc, index, analyses, capture, trace };
  const what = kind === 'metrics' ? 'has metrics' : `is a ${kind} profile`;
  throw badParams(
    'capture',
    `${name} ${what}, not an execution trace`,
    'Record one: curl -o trace.out "http://HOST:PORT/debug/pprof/trace?seconds=5"',
  );
}

export function checkRange({ trace }: TraceOf, range: TimeRange | null): TimeRange {
  if (range === null) return cutRange(trace, null);
  const fromNs = checkNumber('range.fromNs', range.fromNs, -Number.MAX_VALUE, Number.MAX_VALUE);
  const toNs = checkNumber('range.toNs', range.toNs, -Number.MAX_VALUE, Number.MAX_VALUE);
  if (toNs < fromNs) throw badParams('range', `range ends at ${toNs}, before it begins at ${fromNs}`);
  return cutRange(trace, { fromNs, toNs });
}

export function rangeKey({ fromNs, toNs }: TimeRange): string {
  return `${fromNs}-${toNs}`;
}

/** Computes with pauses what the memo does not hold. Two askers at once may compute twice; the second result is dropped. */
export async function memoised<T>(
  { doc, index }: TraceOf,
  key: string,
  compute: () => Promise<T>,
  bytesOf: (value: T) => number,
): Promise<T> {
  const full = `trace ${index} ${key}`;
  const held = doc.memo.find<T>(full);
  // Asking again makes it the most recently used.
  if (held !== undefined) return doc.memo.get(full, () => held, bytesOf);
  const value = await compute();
  return doc.memo.get(full, () => value, bytesOf);
}

export async function traceKeep(of: TraceOf, filter: CompiledFilter, run: Run): Promise<Uint8Array | null> {
  if (isEmptyFilter(filter)) return null;
  return memoised(
    of,
    `keep ${filter.key}`,
    () => keepTraceGoroutines(of.capture, of.trace, filter, run.breathe),
    (keep) => keep?.byteLength ?? 0,
  );
}

export async function traceGroupTable(
  of: TraceOf,
  range: TimeRange,
  filter: CompiledFilter,
  run: Run,
): Promise<TraceGroupTable> {
  const keep = await traceKeep(of, filter, run);
  return memoised(
    of,
    `groups ${rangeKey(range)} ${filter.key}`,
    () => computeTraceGroups(of.capture, of.trace, range, keep, run.breathe),
    traceGroupBytes,
  );
}

/** Times that were summed up as differences may miss zero by a rounding. */
export function timesOf(column: Float64Array, row: number, kinds: number): number[] {
  return Array.from(column.subarray(row * kinds, (row + 1) * kinds), (ns) => Math.max(0, ns));
}

/** Goroutine id of row + 1; null for 0. */
export function goidOf({ trace }: TraceOf, row: number): number | null {
  return row === 0 ? null : trace.goroutines.id[row - 1];
}

/** A time that the trace may not hold. */
export function knownTime(ns: number): number | null {
  return Number.isNaN(ns) ? null : ns;
}
