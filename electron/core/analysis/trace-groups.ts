import type { Distribution, TimeRange } from '@core/api/trace';
import type { Capture } from '@core/model/tables';
import { RANGE_KINDS, type TraceTables } from '@core/model/trace';
import { Distributions, distributionsOf } from './trace-distribution';
import { GcClock } from './trace-gc';
import { KIND_COUNT, kindReader, RUNNABLE, RUNNING, WAITING, walkIntervals, type Breathe } from './trace-walk';

/** Goroutines of a trace by the function they run, with what they did in a range. Columns by goroutine and by group. */
export interface TraceGroupTable {
  readonly range: TimeRange;
  /** Group of each goroutine; −1 = not in the range, or filtered out. */
  readonly groupOf: Int32Array;
  /** By goroutine: `times[g * KIND_COUNT + kind]` ns. */
  readonly times: Float64Array;
  readonly assist: Float64Array;
  readonly gcOverlap: Float64Array;
  /** Longest wait for a P that ended in the range. */
  readonly maxLatency: Float64Array;
  readonly count: number;
  /** FunctionId + 1 of each group; 0 = unknown. */
  readonly func: Uint32Array;
  /** FrameId + 1 of one of its entry frames. */
  readonly entry: Uint32Array;
  readonly size: Uint32Array;
  readonly begun: Uint32Array;
  readonly ended: Uint32Array;
  /** By group: `groupTimes[group * KIND_COUNT + kind]` ns. */
  readonly groupTimes: Float64Array;
  readonly groupAssist: Float64Array;
  readonly groupGcOverlap: Float64Array;
  /** By group and row of `reasons`: blocked ns and number of waits. */
  readonly reasonNs: Float64Array;
  readonly reasonCount: Uint32Array;
  /** One a group, then of all. */
  readonly latency: readonly Distribution[];
  readonly lifetime: readonly Distribution[];
}

/** One byte a goroutine: exists at some moment of the range. */
function inRange({ goroutines }: TraceTables, { fromNs, toNs }: TimeRange): Uint8Array {
  const out = new Uint8Array(goroutines.count);
  for (let g = 0; g < goroutines.count; g++) {
    // NaN (before the trace, alive at the end) fails both comparisons.
    out[g] = goroutines.createdNs[g] > toNs || goroutines.endedNs[g] < fromNs ? 0 : 1;
  }
  return out;
}

export async function computeTraceGroups(
  capture: Capture,
  trace: TraceTables,
  range: TimeRange,
  keep: Uint8Array | null,
  breathe: Breathe,
): Promise<TraceGroupTable> {
  const { goroutines, reasons } = trace;
  const n = goroutines.count;
  const present = inRange(trace, range);
  const groupOf = new Int32Array(n).fill(-1);
  const rowOf = new Int32Array(capture.functions.count + 1).fill(-1);
  const isNamed = (func: number): boolean => capture.strings.get(capture.functions.name[func]) !== '';
  const funcs: number[] = [];
  const entries: number[] = [];
  for (let g = 0; g < n; g++) {
    if (present[g] === 0 || keep?.[g] === 0) continue;
    // A file that was cut has frames without names.
    const entry =
      goroutines.entry[g] !== 0 && isNamed(capture.frames.func[goroutines.entry[g] - 1]) ? goroutines.entry[g] : 0;
    const func = entry === 0 ? 0 : capture.frames.func[entry - 1] + 1;
    if (rowOf[func] < 0) {
      rowOf[func] = funcs.push(func) - 1;
      entries.push(entry);
    }
    groupOf[g] = rowOf[func];
  }
  const count = funcs.length;
  const wanted = Uint8Array.from(groupOf, (group) => (group < 0 ? 0 : 1));
  const kindOf = kindReader(capture, trace);
  const times = new Float64Array(n * KIND_COUNT);
  const gcOverlap = new Float64Array(n);
  const maxLatency = new Float64Array(n);
  const reasonNs = new Float64Array(count * reasons.length);
  const reasonCount = new Uint32Array(count * reasons.length);
  const latencies = new Distributions(count);
  const gc = new GcClock(trace);
  const { fromNs, toNs } = range;
  await walkIntervals(
    trace,
    range,
    wanted,
    (g, state, reason, stack, _by, start, end, next) => {
      const group = groupOf[g];
      const from = start > fromNs ? start : fromNs;
      const to = end < toNs ? end : toNs;
      const spent = to - from;
      const kind = kindOf(state, reason, stack);
      times[g * KIND_COUNT + kind] += spent;
      if (state === WAITING) {
        reasonNs[group * reasons.length + reason] += spent;
        reasonCount[group * reasons.length + reason]++;
      } else if (state === RUNNING) {
        gcOverlap[g] += gc.overlap(from, to);
      } else if (state === RUNNABLE && next === RUNNING && end >= fromNs && end <= toNs) {
        latencies.add(group, end - start);
        if (end - start > maxLatency[g]) maxLatency[g] = end - start;
      }
    },
    breathe,
  );
  const assist = assistTimes(trace, range);
  await breathe(n);
  const size = new Uint32Array(count);
  const begun = new Uint32Array(count);
  const ended = new Uint32Array(count);
  const groupTimes = new Float64Array(count * KIND_COUNT);
  const groupAssist = new Float64Array(count);
  const groupGcOverlap = new Float64Array(count);
  const livedGroup: number[] = [];
  const lived: number[] = [];
  for (let g = 0; g < n; g++) {
    const group = groupOf[g];
    if (group < 0) continue;
    const created = goroutines.createdNs[g];
    const gone = goroutines.endedNs[g];
    size[group]++;
    if (created >= fromNs && created <= toNs) begun[group]++;
    if (gone >= fromNs && gone <= toNs) {
      ended[group]++;
      if (gone >= created) {
        livedGroup.push(group);
        lived.push(gone - created);
      }
    }
    groupAssist[group] += assist[g];
    groupGcOverlap[group] += gcOverlap[g];
    for (let kind = 0; kind < KIND_COUNT; kind++) {
      groupTimes[group * KIND_COUNT + kind] += times[g * KIND_COUNT + kind];
    }
  }
  return {
    ...{ range, groupOf, times, assist, gcOverlap, maxLatency, count },
    ...{ func: Uint32Array.from(funcs), entry: Uint32Array.from(entries), size, begun, ended },
    ...{ groupTimes, groupAssist, groupGcOverlap, reasonNs, reasonCount },
    latency: latencies.finish(),
    lifetime: distributionsOf(livedGroup, Float64Array.from(lived), count),
  };
}

const ASSIST = RANGE_KINDS.indexOf('mark assist');

function assistTimes({ ranges, goroutines, endNs }: TraceTables, { fromNs, toNs }: TimeRange): Float64Array {
  const out = new Float64Array(goroutines.count);
  for (let i = 0; i < ranges.count; i++) {
    if (ranges.kind[i] !== ASSIST || ranges.goroutine[i] === 0) continue;
    const end = ranges.endNs[i] >= 0 ? ranges.endNs[i] : endNs;
    const spent = Math.min(end, toNs) - Math.max(ranges.startNs[i], fromNs);
    if (spent > 0) out[ranges.goroutine[i] - 1] += spent;
  }
  return out;
}

export function traceGroupBytes(table: TraceGroupTable): number {
  let bytes = 0;
  for (const column of Object.values(table)) {
    if (ArrayBuffer.isView(column)) bytes += column.byteLength;
    else if (Array.isArray(column)) bytes += column.length * 80;
  }
  return bytes;
}
