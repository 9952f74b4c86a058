import type { Distribution, TimeRange } from '@core/api/trace';
import { RANGE_KINDS, type RangeKind, type TraceTables } from '@core/model/trace';
import { distributionOf } from './trace-distribution';

/** Rows of the range table of one kind that overlap a range, by start. */
export function rangesOf(trace: TraceTables, kind: RangeKind, { fromNs, toNs }: TimeRange): Uint32Array {
  const { ranges } = trace;
  const wanted = RANGE_KINDS.indexOf(kind);
  const rows: number[] = [];
  for (let i = 0; i < ranges.count; i++) {
    if (ranges.kind[i] === wanted && ranges.startNs[i] <= toNs && endOf(trace, i) >= fromNs) rows.push(i);
  }
  return Uint32Array.from(rows);
}

/** The end of a range; one that is open at the end of the trace ends there. */
export function endOf({ ranges, endNs }: TraceTables, row: number): number {
  const end = ranges.endNs[row];
  return Number.isNaN(end) ? endNs : end;
}

/** How much of a range of time lies in concurrent mark phases. */
export class GcClock {
  readonly #start: Float64Array;
  readonly #end: Float64Array;
  /** Marked time before each phase. */
  readonly #before: Float64Array;

  constructor(trace: TraceTables) {
    const starts: number[] = [];
    const ends: number[] = [];
    for (const row of rangesOf(trace, 'gc', { fromNs: 0, toNs: trace.endNs })) {
      const start = trace.ranges.startNs[row];
      const end = endOf(trace, row);
      const last = ends.length - 1;
      // Phases do not overlap; a damaged trace may say so, and then they are one.
      if (last >= 0 && start <= ends[last]) ends[last] = Math.max(ends[last], end);
      else {
        starts.push(start);
        ends.push(end);
      }
    }
    this.#start = Float64Array.from(starts);
    this.#end = Float64Array.from(ends);
    this.#before = new Float64Array(starts.length);
    for (let i = 1; i < starts.length; i++) this.#before[i] = this.#before[i - 1] + ends[i - 1] - starts[i - 1];
  }

  /** ns of `[from, to]` inside a phase. */
  overlap(from: number, to: number): number {
    return to <= from || this.#start.length === 0 ? 0 : this.#until(to) - this.#until(from);
  }

  #until(at: number): number {
    let low = 0;
    let high = this.#start.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#start[middle] <= at) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    return this.#before[low - 1] + Math.min(at, this.#end[low - 1]) - this.#start[low - 1];
  }
}

/** Count and time of ranges of a kind, cut to the range. */
export function rangeTotals(trace: TraceTables, kind: RangeKind, range: TimeRange): { count: number; ns: number } {
  const rows = rangesOf(trace, kind, range);
  let ns = 0;
  for (const row of rows) {
    ns += Math.min(endOf(trace, row), range.toNs) - Math.max(trace.ranges.startNs[row], range.fromNs);
  }
  return { count: rows.length, ns };
}

/** Stop-the-world pauses of a range by what the world stopped for. A pause counts whole, and when it ended in the trace. */
export function pauses(
  trace: TraceTables,
  range: TimeRange,
  nameOf: (string: number) => string,
): { readonly all: Distribution; readonly kinds: { readonly kind: string; readonly pauses: Distribution }[] } {
  const byName = new Map<number, number[]>();
  const all: number[] = [];
  for (const row of rangesOf(trace, 'stw', range)) {
    if (Number.isNaN(trace.ranges.endNs[row])) continue;
    const ns = trace.ranges.endNs[row] - trace.ranges.startNs[row];
    const name = trace.ranges.name[row];
    const list = byName.get(name) ?? [];
    list.push(ns);
    byName.set(name, list);
    all.push(ns);
  }
  const kinds = [...byName].map(([name, values]) => ({
    kind: nameOf(name),
    pauses: distributionOf(Float64Array.from(values)),
  }));
  kinds.sort((a, b) => b.pauses.sum - a.pauses.sum || (a.kind < b.kind ? -1 : 1));
  return { all: distributionOf(Float64Array.from(all)), kinds };
}

/** Live heap and goal in a range; null where the trace has no report before its end. */
export function heapSummary(
  { heap }: TraceTables,
  { fromNs, toNs }: TimeRange,
): { firstBytes: number; lastBytes: number; maxBytes: number; maxGoalBytes: number } | null {
  let firstBytes = -1;
  let lastBytes = -1;
  let maxBytes = -1;
  let goal = 0;
  let maxGoalBytes = 0;
  for (let i = 0; i < heap.count && heap.atNs[i] <= toNs; i++) {
    const bytes = heap.bytes[i];
    const inside = heap.atNs[i] >= fromNs;
    if (heap.kind[i] === 1) {
      goal = bytes;
      if (inside && bytes > maxGoalBytes) maxGoalBytes = bytes;
      continue;
    }
    // The last report before the range holds at its beginning.
    if (!inside || firstBytes < 0) firstBytes = bytes;
    if (!inside) maxBytes = bytes;
    else if (bytes > maxBytes) maxBytes = bytes;
    lastBytes = bytes;
  }
  return lastBytes < 0 ? null : { firstBytes, lastBytes, maxBytes, maxGoalBytes: Math.max(maxGoalBytes, goal) };
}
