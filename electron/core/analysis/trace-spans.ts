import type { Distribution, TimeRange } from '@core/api/trace';
import { GrowableColumn } from '@core/base/columns';
import { PairTable } from '@core/model/frame-builder';
import type { Capture } from '@core/model/tables';
import type { TraceTables } from '@core/model/trace';
import { distributionsOf } from './trace-distribution';
import { KIND_COUNT, kindReader, walkIntervals, type Breathe } from './trace-walk';

export type SpanKind = 'tasks' | 'regions';

/** Tasks or regions by name. Columns by name. */
export interface SpanTable {
  readonly count: number;
  /** StringId. */
  readonly name: Uint32Array;
  readonly spans: Uint32Array;
  readonly durations: readonly Distribution[];
  /** `times[row * KIND_COUNT + kind]` ns. */
  readonly times: Float64Array;
  readonly goroutines: Uint32Array;
  readonly total: number;
}

/** Rows that overlap a range, in order; one without begin or end reaches to that end of the trace. */
export function spansIn(trace: TraceTables, of: SpanKind, { fromNs, toNs }: TimeRange): Uint32Array {
  const { count, startNs, endNs } = trace[of];
  const rows = new GrowableColumn(Uint32Array);
  // NaN fails both comparisons.
  for (let i = 0; i < count; i++) if (!(startNs[i] > toNs) && !(endNs[i] < fromNs)) rows.push(i);
  return rows.finish();
}

export async function computeSpans(
  capture: Capture,
  trace: TraceTables,
  of: SpanKind,
  range: TimeRange,
  breathe: Breathe,
): Promise<SpanTable> {
  const table = trace[of];
  const rows = spansIn(trace, of, range);
  const rowOfName = new Map<number, number>();
  const names: number[] = [];
  const spans: number[] = [];
  const who = new PairTable();
  const slots = new Int32Array(table.count).fill(-1);
  const complete: number[] = [];
  const durations: number[] = [];
  for (const i of rows) {
    const name = table.name[i];
    let slot = rowOfName.get(name);
    if (slot === undefined) {
      slot = names.push(name) - 1;
      rowOfName.set(name, slot);
      spans.push(0);
    }
    slots[i] = slot;
    spans[slot]++;
    who.id(slot, table.goroutine[i]);
    const duration = table.endNs[i] - table.startNs[i];
    if (duration >= 0) {
      complete.push(slot);
      durations.push(duration);
    }
  }
  const count = names.length;
  const goroutines = new Uint32Array(count);
  for (let i = 0; i < who.count; i++) goroutines[who.a.data[i]]++;
  await breathe(rows.length);
  const windows = of === 'regions' ? regionWindows(trace, rows, slots, range) : taskWindows(trace, rows, slots, range);
  return {
    ...{ count, name: Uint32Array.from(names), spans: Uint32Array.from(spans), goroutines, total: rows.length },
    durations: distributionsOf(complete, Float64Array.from(durations), count),
    times: await timesInWindows(capture, trace, range, windows, count, breathe),
  };
}

/** A goroutine's time between two moments, for a row of the result. */
class Windows {
  readonly goroutine = new GrowableColumn(Uint32Array);
  readonly slot = new GrowableColumn(Uint32Array);
  readonly from = new GrowableColumn(Float64Array);
  readonly to = new GrowableColumn(Float64Array);
  readonly #range: TimeRange;
  readonly #endNs: number;

  constructor(range: TimeRange, endNs: number) {
    this.#range = range;
    this.#endNs = endNs;
  }

  add(goroutine: number, slot: number, start: number, end: number): void {
    const from = Math.max(Number.isNaN(start) ? 0 : start, this.#range.fromNs);
    const to = Math.min(Number.isNaN(end) ? this.#endNs : end, this.#range.toNs);
    if (!(to > from)) return;
    this.goroutine.push(goroutine);
    this.slot.push(slot);
    this.from.push(from);
    this.to.push(to);
  }
}

function regionWindows(trace: TraceTables, rows: Uint32Array, slots: Int32Array, range: TimeRange): Windows {
  const windows = new Windows(range, trace.endNs);
  const { goroutine, startNs, endNs } = trace.regions;
  for (const i of rows) windows.add(goroutine[i], slots[i], startNs[i], endNs[i]);
  return windows;
}

/** Of a task: its outermost regions on each goroutine; without any, the goroutine that began it from its begin to its end. */
function taskWindows(trace: TraceTables, rows: Uint32Array, slots: Int32Array, range: TimeRange): Windows {
  const windows = new Windows(range, trace.endNs);
  const { tasks, regions } = trace;
  const hasRegions = new Uint8Array(tasks.count);
  const order = new GrowableColumn(Uint32Array);
  for (let i = 0; i < regions.count; i++) {
    if (regions.task[i] === 0 || slots[regions.task[i] - 1] < 0) continue;
    hasRegions[regions.task[i] - 1] = 1;
    order.push(i);
  }
  const startOf = (i: number): number => (Number.isNaN(regions.startNs[i]) ? 0 : regions.startNs[i]);
  const endOf = (i: number): number => (Number.isNaN(regions.endNs[i]) ? trace.endNs : regions.endNs[i]);
  const sorted = order
    .finish()
    .sort((a, b) => regions.goroutine[a] - regions.goroutine[b] || startOf(a) - startOf(b) || endOf(b) - endOf(a));
  const coveredUntil = new Map<number, number>();
  let goroutine = -1;
  for (const i of sorted) {
    if (regions.goroutine[i] !== goroutine) {
      goroutine = regions.goroutine[i];
      coveredUntil.clear();
    }
    const task = regions.task[i] - 1;
    const covered = coveredUntil.get(task) ?? -1;
    // Regions of one goroutine nest, so one that begins inside another ends there too.
    if (startOf(i) < covered) continue;
    coveredUntil.set(task, endOf(i));
    windows.add(goroutine, slots[task], startOf(i), endOf(i));
  }
  for (const i of rows) {
    if (hasRegions[i] === 1 || tasks.goroutine[i] === 0) continue;
    windows.add(tasks.goroutine[i] - 1, slots[i], tasks.startNs[i], tasks.endNs[i]);
  }
  return windows;
}

/**
 * Time by kind inside windows, summed by slot. Each end of a window is a probe of its goroutine's running totals (the sum at the end
 * less the sum at the beginning), so windows that nest cost no more than others.
 */
async function timesInWindows(
  capture: Capture,
  trace: TraceTables,
  range: TimeRange,
  windows: Windows,
  slotCount: number,
  breathe: Breathe,
): Promise<Float64Array> {
  const out = new Float64Array(slotCount * KIND_COUNT);
  const count = windows.goroutine.length;
  if (count === 0) return out;
  const goroutines = windows.goroutine.finish();
  const slot = windows.slot.finish();
  // Probe p is the begin (even) or end (odd) of window p >> 1; sorted by goroutine, then time.
  const timeOf = (probe: number): number => ((probe & 1) === 0 ? windows.from : windows.to).data[probe >> 1];
  const first = new Uint32Array(trace.goroutines.count + 1);
  for (let i = 0; i < count; i++) first[goroutines[i] + 1] += 2;
  for (let g = 0; g < trace.goroutines.count; g++) first[g + 1] += first[g];
  const probes = new Uint32Array(count * 2);
  const fill = first.slice(0, trace.goroutines.count);
  for (let probe = 0; probe < count * 2; probe++) probes[fill[goroutines[probe >> 1]]++] = probe;
  const rowOf = new Int32Array(trace.goroutines.count).fill(-1);
  let measured = 0;
  for (let g = 0; g < trace.goroutines.count; g++) {
    if (first[g + 1] === first[g]) continue;
    rowOf[g] = measured++;
    probes.subarray(first[g], first[g + 1]).sort((a, b) => timeOf(a) - timeOf(b));
  }
  await breathe(count);

  const next = first.slice(0, trace.goroutines.count);
  const totals = new Float64Array(measured * KIND_COUNT);
  const kindOf = kindReader(capture, trace);
  const wanted = Uint8Array.from(rowOf, (row) => (row < 0 ? 0 : 1));
  /** Adds the totals of a goroutine, and `extra` ns of a kind, for a probe. */
  const take = (probe: number, row: number, kind: number, extra: number): void => {
    const sign = (probe & 1) === 0 ? -1 : 1;
    const at = slot[probe >> 1] * KIND_COUNT;
    for (let k = 0; k < KIND_COUNT; k++) out[at + k] += sign * totals[row * KIND_COUNT + k];
    out[at + kind] += sign * extra;
  };
  await walkIntervals(
    trace,
    range,
    wanted,
    (g, state, reason, stack, _by, start, end) => {
      const row = rowOf[g];
      const kind = kindOf(state, reason, stack);
      const from = Math.max(start, range.fromNs);
      const to = Math.min(end, range.toNs);
      const last = first[g + 1];
      while (next[g] < last && timeOf(probes[next[g]]) <= to) {
        const probe = probes[next[g]++];
        take(probe, row, kind, Math.max(0, timeOf(probe) - from));
      }
      totals[row * KIND_COUNT + kind] += to - from;
    },
    breathe,
  );
  for (let g = 0; g < rowOf.length; g++) {
    for (; next[g] < first[g + 1]; next[g]++) take(probes[next[g]], rowOf[g], 0, 0);
  }
  return out;
}

export function spanBytes(table: SpanTable): number {
  return table.count * (KIND_COUNT * 8 + 100);
}
