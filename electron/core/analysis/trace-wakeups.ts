import type { TimeRange } from '@core/api/trace';
import { GrowableColumn } from '@core/base/columns';
import { PairTable } from '@core/model/frame-builder';
import type { Capture } from '@core/model/tables';
import type { TraceTables } from '@core/model/trace';
import type { Analyses } from './analyses';
import { RUNTIME } from './origin';
import { RUNNABLE, WAITING, walkIntervals, type Breathe } from './trace-walk';

/** Who woke whom: one row for each (function that woke, function that waited, reason). Columns by row. */
export interface WakeupTable {
  readonly count: number;
  /** FrameId + 1 of the longest wait's waker and woken place (or entry); 0 = no goroutine, or no stack. */
  readonly waker: Uint32Array;
  readonly woken: Uint32Array;
  /** Row of `reasons`. */
  readonly reason: Uint32Array;
  readonly wakeups: Uint32Array;
  readonly waitNs: Float64Array;
  readonly maxNs: Float64Array;
  /** Of the longest wait: when it ended, row + 1 of the waker, row of the woken, their stacks. */
  readonly atNs: Float64Array;
  readonly by: Uint32Array;
  readonly goroutine: Uint32Array;
  readonly wakerStack: Uint32Array;
  readonly wokenStack: Uint32Array;
  readonly total: number;
}

/**
 * Counts waits that end inside the range. With a filter, those of which either side passes. By `site` a side is the place in the
 * program where it woke or waited, by `entry` the function that the goroutine runs.
 */
export async function computeWakeups(
  capture: Capture,
  trace: TraceTables,
  { sites, origins }: Pick<Analyses, 'sites' | 'origins'>,
  range: TimeRange,
  by: 'site' | 'entry',
  keep: Uint8Array | null,
  breathe: Breathe,
): Promise<WakeupTable> {
  const { func } = capture.frames;
  // Of a goroutine of the runtime its own function tells more than where in the scheduler it waits.
  const place = (stack: number, goroutine: number): number => {
    if (stack === 0) return 0;
    const frame = sites.site[stack];
    const inRuntime = frame >= 0 && origins.origin[func[frame]] === RUNTIME;
    return inRuntime && entry[goroutine] !== 0 ? entry[goroutine] : frame + 1;
  };
  const { entry } = trace.goroutines;
  const sides = new PairTable();
  const edges = new PairTable();
  const columns = (): GrowableColumn<Uint32Array> => new GrowableColumn(Uint32Array, 256);
  const numbers = (): GrowableColumn<Float64Array> => new GrowableColumn(Float64Array, 256);
  const [waker, woken, wakeups, wakerGoroutine, goroutine, wakerStack, wokenStack] = Array.from({ length: 7 }, columns);
  const [waitNs, maxNs, atNs] = Array.from({ length: 3 }, numbers);
  let total = 0;
  await walkIntervals(
    trace,
    range,
    null,
    (g, state, reason, stack, _by, start, end, next, nextStack, nextBy) => {
      if (state !== WAITING || next !== RUNNABLE || end < range.fromNs || end > range.toNs) return;
      if (keep?.[g] === 0 && (nextBy === 0 || keep[nextBy - 1] === 0)) return;
      const wakerFrame = nextBy === 0 ? 0 : by === 'entry' ? entry[nextBy - 1] : place(nextStack, nextBy - 1);
      const wokenFrame = by === 'entry' ? entry[g] : place(stack, g);
      const pair = sides.id(
        wakerFrame === 0 ? 0 : func[wakerFrame - 1] + 1,
        wokenFrame === 0 ? 0 : func[wokenFrame - 1] + 1,
      );
      const row = edges.id(pair, reason);
      const waited = end - start;
      if (row === wakeups.length) {
        for (const column of [waker, woken, wakeups, wakerGoroutine, goroutine, wakerStack, wokenStack]) column.push(0);
        for (const column of [waitNs, maxNs, atNs]) column.push(0);
        maxNs.data[row] = -1;
      }
      total++;
      wakeups.data[row]++;
      waitNs.data[row] += waited;
      if (waited <= maxNs.data[row]) return;
      maxNs.data[row] = waited;
      atNs.data[row] = end;
      waker.data[row] = wakerFrame;
      woken.data[row] = wokenFrame;
      wakerGoroutine.data[row] = nextBy;
      goroutine.data[row] = g;
      wakerStack.data[row] = nextStack;
      wokenStack.data[row] = stack;
    },
    breathe,
  );
  return {
    count: edges.count,
    ...{ waker: waker.finish(), woken: woken.finish(), reason: edges.b.finish(), wakeups: wakeups.finish() },
    ...{ waitNs: waitNs.finish(), maxNs: maxNs.finish(), atNs: atNs.finish(), by: wakerGoroutine.finish() },
    ...{ goroutine: goroutine.finish(), wakerStack: wakerStack.finish(), wokenStack: wokenStack.finish(), total },
  };
}

export function wakeupBytes(table: WakeupTable): number {
  return table.count * (8 * 4 + 3 * 8);
}
