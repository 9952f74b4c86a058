import type { TimeRange } from '@core/api/trace';
import { GrowableColumn } from '@core/base/columns';
import type { TraceTables } from '@core/model/trace';
import { endOf, rangesOf } from './trace-gc';
import { RUNNING, walkIntervals, type Breathe } from './trace-walk';

export interface UtilisationWindow {
  readonly windowNs: number;
  readonly share: number;
  readonly atNs: number;
}

const WINDOWS = [1e6, 5e6, 10e6, 50e6, 100e6, 1e9];

/**
 * Minimum mutator utilisation (internal/trace/gc.go, MutatorUtilizationV2 with STW, background and assist): the least share of P time
 * that is left to the program in any window of a length. The share at a moment is a step function; the least window begins or ends at a
 * step, so one pass over the steps a length is exact. `workers[g]` marks the collector's goroutines.
 */
export async function minimumUtilisation(
  trace: TraceTables,
  range: TimeRange,
  workers: Uint8Array,
  breathe: Breathe,
): Promise<UtilisationWindow[]> {
  const lengths = WINDOWS.filter((window) => window <= range.toNs - range.fromNs);
  if (lengths.length === 0 || trace.procCount === 0) return [];
  const steps = await collectSteps(trace, range, workers, breathe);
  const { at, used } = steps;
  await breathe(at.length * lengths.length);
  return lengths.map((windowNs) => {
    const least = leastWindow(at, used, range, windowNs);
    return { windowNs, share: Math.min(1, Math.max(0, 1 - least.used / windowNs)), atNs: least.atNs };
  });
}

/** The share of P time the collector takes, from each step on; the first step is at the beginning of the range. */
interface Steps {
  readonly at: Float64Array;
  readonly used: Float64Array;
}

async function collectSteps(
  trace: TraceTables,
  range: TimeRange,
  workers: Uint8Array,
  breathe: Breathe,
): Promise<Steps> {
  const time = new GrowableColumn(Float64Array);
  const procs = new GrowableColumn(Int32Array);
  const stops = new GrowableColumn(Int32Array);
  const add = (start: number, end: number, proc: number, stop: number): void => {
    const from = Math.max(start, range.fromNs);
    const to = Math.min(end, range.toNs);
    if (!(to > from)) return;
    time.push(from);
    procs.push(proc);
    stops.push(stop);
    time.push(to);
    procs.push(-proc);
    stops.push(-stop);
  };
  for (const row of rangesOf(trace, 'stw', range)) add(trace.ranges.startNs[row], endOf(trace, row), 0, 1);
  const assists = assistsByGoroutine(trace, range);
  const wanted = workers.slice();
  for (const goroutine of assists.keys()) wanted[goroutine] = 1;
  await walkIntervals(
    trace,
    range,
    wanted,
    (g, state, _reason, _stack, _by, start, end) => {
      if (state !== RUNNING) return;
      if (workers[g] === 1) {
        add(start, end, 1, 0);
        return;
      }
      // Assists of one goroutine follow each other, as its intervals do.
      const own = assists.get(g);
      if (own === undefined) return;
      while (own.next < own.rows.length && endOf(trace, own.rows[own.next]) <= start) own.next++;
      for (let i = own.next; i < own.rows.length && trace.ranges.startNs[own.rows[i]] < end; i++) {
        const row = own.rows[i];
        add(Math.max(start, trace.ranges.startNs[row]), Math.min(end, endOf(trace, row)), 1, 0);
      }
    },
    breathe,
  );
  const order = new Uint32Array(time.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => time.data[a] - time.data[b]);
  const at = new Float64Array(order.length + 1);
  const used = new Float64Array(order.length + 1);
  at[0] = range.fromNs;
  let running = 0;
  let stopped = 0;
  for (let i = 0; i < order.length; i++) {
    running += procs.data[order[i]];
    stopped += stops.data[order[i]];
    at[i + 1] = time.data[order[i]];
    used[i + 1] = stopped > 0 ? 1 : Math.min(1, running / trace.procCount);
  }
  return { at, used };
}

function assistsByGoroutine(trace: TraceTables, range: TimeRange): Map<number, { rows: number[]; next: number }> {
  const out = new Map<number, { rows: number[]; next: number }>();
  for (const row of rangesOf(trace, 'mark assist', range)) {
    const goroutine = trace.ranges.goroutine[row] - 1;
    if (goroutine < 0) continue;
    const own = out.get(goroutine);
    if (own === undefined) out.set(goroutine, { rows: [row], next: 0 });
    else own.rows.push(row);
  }
  return out;
}

/** The window of a length in which the collector took most; windows that begin at a step, then those that end at one. */
function leastWindow(
  at: Float64Array,
  used: Float64Array,
  range: TimeRange,
  windowNs: number,
): { used: number; atNs: number } {
  const n = at.length;
  const taken = new Float64Array(n);
  for (let i = 1; i < n; i++) taken[i] = taken[i - 1] + used[i - 1] * (at[i] - at[i - 1]);
  const until = (cursor: number, time: number): number => taken[cursor] + used[cursor] * (time - at[cursor]);
  let most = 0;
  let best = range.fromNs;
  for (const offset of [0, -windowNs]) {
    let low = 0;
    let high = 0;
    for (let i = 0; i < n; i++) {
      const from = at[i] + offset;
      const to = from + windowNs;
      if (from < range.fromNs || to > range.toNs) continue;
      while (low + 1 < n && at[low + 1] <= from) low++;
      while (high + 1 < n && at[high + 1] <= to) high++;
      const sum = until(high, to) - until(low, from);
      if (sum <= most) continue;
      most = sum;
      best = from;
    }
  }
  return { used: most, atNs: best };
}
