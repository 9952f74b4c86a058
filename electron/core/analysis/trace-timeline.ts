import type { TimeRange } from '@core/api/trace';
import type { Capture } from '@core/model/tables';
import { NO_PROC, type TraceTables } from '@core/model/trace';
import { KIND_COUNT, KIND_RUNNABLE, KIND_RUNNING, kindReader, walkIntervals, type Breathe } from './trace-walk';

/** Equal buckets over a range of time: see `TraceTimelineAnswer` for what the columns mean. */
export interface TraceBuckets {
  readonly bucketNs: number;
  readonly states: readonly Float32Array[];
  readonly runQueue: Float32Array;
  readonly procs: Float32Array;
  readonly gcProcs: Float32Array;
  readonly heap: Float64Array;
  readonly goal: Float64Array;
}

/** The run queue is looked at eight times a bucket, so that a short burst is not averaged away. */
const FINE = 8;
/** What every collector worker runs (runtime/mgc.go). */
const GC_WORKER = 'runtime.gcBgMarkWorker';

export async function computeTraceBuckets(
  capture: Capture,
  trace: TraceTables,
  range: TimeRange,
  width: number,
  keep: Uint8Array | null,
  breathe: Breathe,
): Promise<TraceBuckets> {
  // A trace of one moment has one bucket of a nanosecond.
  const bucketNs = Math.max(1, range.toNs - range.fromNs) / width;
  const kindOf = kindReader(capture, trace);
  const states = Array.from({ length: KIND_COUNT }, () => new Spread(width, range.fromNs, bucketNs));
  const queue = new Spread(width * FINE, range.fromNs, bucketNs / FINE);
  const gcWorkers = new Spread(width, range.fromNs, bucketNs);
  const workers = gcWorkerRows(capture, trace);
  await walkIntervals(
    trace,
    range,
    null,
    (g, state, reason, stack, _by, start, end) => {
      const kind = kindOf(state, reason, stack);
      if (kind === KIND_RUNNING && workers[g] === 1) gcWorkers.add(start, end);
      if (keep?.[g] === 0) return;
      states[kind].add(start, end);
      if (kind === KIND_RUNNABLE) queue.add(start, end);
    },
    breathe,
  );
  const fine = queue.means();
  const runQueue = new Float32Array(width);
  for (let i = 0; i < fine.length; i++) {
    const bucket = Math.floor(i / FINE);
    if (fine[i] > runQueue[bucket]) runQueue[bucket] = fine[i];
  }
  return {
    bucketNs,
    states: states.map((spread) => spread.means()),
    runQueue,
    procs: procUse(trace, range, width, bucketNs),
    gcProcs: gcWorkers.means(),
    ...heapColumns(trace, range, width, bucketNs),
  };
}

/**
 * Time spread over buckets in constant time an interval: the two buckets at its ends get their part, those in between are counted where
 * they begin and end and summed up once.
 */
class Spread {
  readonly #part: Float64Array;
  readonly #step: Float64Array;
  readonly #from: number;
  readonly #bucketNs: number;

  constructor(width: number, from: number, bucketNs: number) {
    this.#part = new Float64Array(width);
    this.#step = new Float64Array(width + 1);
    this.#from = from;
    this.#bucketNs = bucketNs;
  }

  add(start: number, end: number): void {
    const width = this.#part.length;
    const from = Math.max(0, (start - this.#from) / this.#bucketNs);
    const to = Math.min(width, (end - this.#from) / this.#bucketNs);
    if (!(to > from)) return;
    const first = Math.min(width - 1, Math.floor(from));
    const last = Math.min(width - 1, Math.floor(to));
    if (first === last) {
      this.#part[first] += to - from;
      return;
    }
    this.#part[first] += first + 1 - from;
    this.#part[last] += to - last;
    this.#step[first + 1]++;
    this.#step[last]--;
  }

  /** Mean number of intervals at once, a bucket. */
  means(): Float32Array {
    const out = new Float32Array(this.#part.length);
    let whole = 0;
    for (let i = 0; i < out.length; i++) {
      whole += this.#step[i];
      out[i] = whole + this.#part[i];
    }
    return out;
  }
}

/** One byte a goroutine: a worker of the collector. */
export function gcWorkerRows({ frames, functions, strings }: Capture, { goroutines }: TraceTables): Uint8Array {
  const out = new Uint8Array(goroutines.count);
  const isWorker = new Map<number, number>();
  for (let g = 0; g < goroutines.count; g++) {
    if (goroutines.entry[g] === 0) continue;
    const func = frames.func[goroutines.entry[g] - 1];
    let worker = isWorker.get(func);
    if (worker === undefined) {
      worker = strings.get(functions.name[func]) === GC_WORKER ? 1 : 0;
      isWorker.set(func, worker);
    }
    out[g] = worker;
  }
  return out;
}

const PROC_RUNNING = 1;

/** Calls `visit` for every interval in which a P ran. */
export function walkProcs(trace: TraceTables, visit: (proc: number, start: number, end: number) => void): void {
  const { procs } = trace;
  const since = new Float64Array(NO_PROC + 1).fill(-1);
  for (let i = 0; i < procs.count; i++) {
    const proc = procs.proc[i];
    const runs = procs.state[i] === PROC_RUNNING;
    if (since[proc] < 0 && runs) since[proc] = procs.atNs[i];
    else if (since[proc] >= 0 && !runs) {
      visit(proc, since[proc], procs.atNs[i]);
      since[proc] = -1;
    }
  }
  for (let proc = 0; proc <= NO_PROC; proc++) if (since[proc] >= 0) visit(proc, since[proc], trace.endNs);
}

function procUse(trace: TraceTables, range: TimeRange, width: number, bucketNs: number): Float32Array {
  const spread = new Spread(width, range.fromNs, bucketNs);
  walkProcs(trace, (_proc, start, end) => spread.add(start, end));
  return spread.means();
}

/** Largest live heap of a bucket, or what was reported last before it, and the last goal; NaN before the first report of either. */
function heapColumns(
  trace: TraceTables,
  range: TimeRange,
  width: number,
  bucketNs: number,
): { readonly heap: Float64Array; readonly goal: Float64Array } {
  const column = (kind: number, fold: (held: number, bytes: number) => number): Float64Array => {
    const { heap } = trace;
    const out = new Float64Array(width).fill(NaN);
    let held = NaN;
    let settled = 0;
    const carry = (to: number): void => {
      for (; settled < to; settled++) if (Number.isNaN(out[settled])) out[settled] = held;
    };
    for (let i = 0; i < heap.count && heap.atNs[i] <= range.toNs; i++) {
      if (heap.kind[i] !== kind) continue;
      const at = heap.atNs[i];
      const bytes = heap.bytes[i];
      if (at >= range.fromNs) {
        const here = Math.min(width - 1, Math.floor((at - range.fromNs) / bucketNs));
        carry(here);
        out[here] = Number.isNaN(out[here]) ? bytes : fold(out[here], bytes);
      }
      held = bytes;
    }
    carry(width);
    return out;
  };
  return { heap: column(0, Math.max), goal: column(1, (_held, bytes) => bytes) };
}

export function traceBucketsBytes(buckets: TraceBuckets): number {
  return buckets.procs.length * (4 * (KIND_COUNT + 3) + 16);
}
