import type { TimeRange } from '@core/api/trace';
import { PairTable } from '@core/model/frame-builder';
import type { Capture } from '@core/model/tables';
import type { TraceTables } from '@core/model/trace';
import { kindReader, RUNNABLE, RUNNING, walkIntervals, type Breathe } from './trace-walk';

/** Where the time of some goroutines went, largest first. */
export interface TracePlace {
  /** Row of TRACE_KINDS. */
  readonly kind: number;
  /** Row of `reasons`. */
  readonly reason: number;
  readonly stack: number;
  readonly count: number;
  readonly ns: number;
}

/**
 * Time of the goroutines of one group by kind, reason and stack. A goroutine that waits for a P is where it had been waiting (the stack
 * of the event is its waker's); running time counts where it ended, which is the first stack known of it.
 */
export async function tracePlaces(
  capture: Capture,
  trace: TraceTables,
  range: TimeRange,
  groupOf: Int32Array,
  group: number,
  breathe: Breathe,
): Promise<TracePlace[]> {
  const kindOf = kindReader(capture, trace);
  const wanted = Uint8Array.from(groupOf, (own) => (own === group ? 1 : 0));
  const keys = new PairTable();
  const counts: number[] = [];
  const times: number[] = [];
  const lastStack = new Uint32Array(trace.goroutines.count);
  await walkIntervals(
    trace,
    range,
    wanted,
    (g, state, reason, stack, by, start, end, next, nextStack, nextBy) => {
      let at = stack;
      if (state === RUNNING) at = next === RUNNABLE && nextBy !== 0 ? 0 : nextStack;
      else if (state === RUNNABLE && by !== 0) at = lastStack[g];
      else lastStack[g] = stack;
      const key = keys.id(at, kindOf(state, reason, stack) * 65536 + reason);
      if (key === counts.length) {
        counts.push(0);
        times.push(0);
      }
      counts[key]++;
      times[key] += Math.min(end, range.toNs) - Math.max(start, range.fromNs);
    },
    breathe,
  );
  const places = counts.map((count, key) => ({
    kind: keys.b.data[key] >>> 16,
    reason: keys.b.data[key] & 0xffff,
    stack: keys.a.data[key],
    count,
    ns: times[key],
  }));
  return places.sort((a, b) => b.ns - a.ns || b.count - a.count);
}
