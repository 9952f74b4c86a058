import { FIRST_BLOCKED, TRACE_KINDS, type TimeRange, type TraceKind } from '@core/api/trace';
import { TRACE_STATES, type TraceTables } from '@core/model/trace';

/** Lets a cancel in between two chunks; `rows` is what comes next. */
export type Breathe = (rows: number) => Promise<void>;

const NOT_EXIST = TRACE_STATES.indexOf('not exist');
export const RUNNABLE = TRACE_STATES.indexOf('runnable');
export const RUNNING = TRACE_STATES.indexOf('running');
const SYSCALL = TRACE_STATES.indexOf('syscall');
export const WAITING = TRACE_STATES.indexOf('waiting');
/** `nextState` of an interval that lasts to the end of the goroutine or of the trace. */
const NO_NEXT = -1;

/**
 * One interval of one goroutine, in which it stayed in one state: `[start, end)`, not cut to the range. `stack` is where the state
 * began: for runnable that is the waker's, if there was one. `by` is who caused it (row + 1; 0 = itself or nobody, and for states other
 * than runnable and waiting). `next…` describe the change that ended it.
 */
export type VisitInterval = (
  goroutine: number,
  state: number,
  reason: number,
  stack: number,
  by: number,
  start: number,
  end: number,
  nextState: number,
  nextStack: number,
  nextBy: number,
) => void;

/**
 * Visits every interval (runnable, running, syscall, waiting) that overlaps `range`: for each goroutine in order of time, goroutines in
 * no particular order. An interval that a generation merely restates stays one. Chunks before the range cost one row a goroutine,
 * those behind it nothing. Times in between are not sorted: who needs a clock uses buckets.
 */
export async function walkIntervals(
  trace: TraceTables,
  range: TimeRange,
  visit: VisitInterval,
  breathe: Breathe,
): Promise<void> {
  const { fromNs, toNs } = range;
  const { count, endedNs } = trace.goroutines;
  const since = new Float64Array(count);
  const state = new Uint8Array(count);
  const reason = new Uint16Array(count);
  const stack = new Uint32Array(count);
  const by = new Uint32Array(count);
  for (const chunk of trace.chunks) {
    if (chunk.startNs > toNs) break;
    await breathe(chunk.offsetNs.length);
    const { goroutine, first, offsetNs, startNs } = chunk;
    const before = chunk.endNs < fromNs;
    for (let k = 0; k < goroutine.length; k++) {
      const g = goroutine[k];
      const end = first[k + 1];
      for (let i = before ? Math.max(first[k], end - 1) : first[k]; i < end; i++) {
        const next = chunk.state[i];
        const held = state[g];
        if (next === held) {
          if (stack[g] === 0) stack[g] = chunk.stack[i];
          continue;
        }
        const at = startNs + offsetNs[i];
        const actor = next === RUNNABLE || next === WAITING ? chunk.actor[i] : 0;
        const start = since[g];
        if (isSpent(held) && at >= fromNs && start <= toNs) {
          visit(g, held, reason[g], stack[g], by[g], start, at, next, chunk.stack[i], actor);
        }
        state[g] = next;
        since[g] = at;
        reason[g] = chunk.reason[i];
        stack[g] = chunk.stack[i];
        by[g] = actor;
      }
    }
  }
  await breathe(count);
  for (let g = 0; g < count; g++) {
    if (!isSpent(state[g])) continue;
    const end = endedNs[g] >= since[g] ? endedNs[g] : trace.endNs;
    if (end >= fromNs && since[g] <= toNs) {
      visit(g, state[g], reason[g], stack[g], by[g], since[g], end, NO_NEXT, 0, 0);
    }
  }
}

/** Whether time in a state is a goroutine's time: it exists and what it does is known. */
function isSpent(state: number): boolean {
  return state > NOT_EXIST && state <= WAITING;
}

/** Rows of TRACE_KINDS. */
export const KIND_RUNNING = kindRow('running');
export const KIND_RUNNABLE = kindRow('runnable');
export const KIND_SYSCALL = kindRow('syscall');
export const KIND_COUNT = TRACE_KINDS.length;

function kindRow(kind: TraceKind): number {
  return TRACE_KINDS.indexOf(kind);
}

/**
 * The runtime's words (traceBlockReasonStrings of runtime/traceruntime.go) that mean one of our kinds. `sync.(*Cond).Wait` counts as
 * sync; what is not listed is `other`.
 */
const KIND_OF_REASON: Readonly<Record<string, TraceKind>> = {
  network: 'io wait',
  'chan send': 'chan send',
  'chan receive': 'chan receive',
  select: 'select',
  sync: 'sync',
  'sync.(*Cond).Wait': 'sync',
  sleep: 'sleep',
  'GC mark assist wait for work': 'gc',
  'GC background sweeper wait': 'gc',
  'wait until GC ends': 'gc',
  'GC weak to strong wait': 'gc',
};

/** Row of TRACE_KINDS by row of `reasons`, for waiting goroutines. */
export function reasonKinds(reasons: readonly string[]): Uint8Array {
  return Uint8Array.from(reasons, (reason) => {
    const kind = Object.hasOwn(KIND_OF_REASON, reason) ? KIND_OF_REASON[reason] : 'other';
    return kindRow(kind);
  });
}

/** Row of TRACE_KINDS of an interval. */
export function kindOf(state: number, reason: number, kinds: Uint8Array): number {
  if (state === RUNNING) return KIND_RUNNING;
  if (state === RUNNABLE) return KIND_RUNNABLE;
  return state === SYSCALL ? KIND_SYSCALL : kinds[reason];
}

/** Sum of the blocked kinds. */
export function blockedOf(times: ArrayLike<number>, offset = 0): number {
  let sum = 0;
  for (let kind = FIRST_BLOCKED; kind < KIND_COUNT; kind++) sum += times[offset + kind];
  return sum;
}

/** The whole trace, or the part of it that is asked for. Never empty unless the trace is. */
export function cutRange(trace: TraceTables, range: TimeRange | null): TimeRange {
  if (range === null) return { fromNs: 0, toNs: trace.endNs };
  const fromNs = Math.max(0, Math.min(range.fromNs, trace.endNs));
  return { fromNs, toNs: Math.max(fromNs, Math.min(range.toNs, trace.endNs)) };
}
