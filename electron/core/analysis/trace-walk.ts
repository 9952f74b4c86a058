import { FIRST_BLOCKED, TRACE_KINDS, type TimeRange, type TraceKind } from '@core/api/trace';
import { OPERATIONS, type Operation } from '@core/api/operation';
import { stackWaits } from '@core/model/operation';
import type { Capture } from '@core/model/tables';
import { TRACE_STATES, type TraceChunk, type TraceTables } from '@core/model/trace';

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
 * those behind it nothing. Times in between are not sorted: who needs a clock uses buckets. `only` (a byte a goroutine, null = all)
 * skips the others, which is most of the work where few matter.
 */
export async function walkIntervals(
  trace: TraceTables,
  range: TimeRange,
  only: Uint8Array | null,
  visit: VisitInterval,
  breathe: Breathe,
): Promise<void> {
  const { fromNs, toNs } = range;
  const { count, endedNs } = trace.goroutines;
  const held: Held = {
    since: new Float64Array(count),
    state: new Uint8Array(count),
    reason: new Uint16Array(count),
    stack: new Uint32Array(count),
    by: new Uint32Array(count),
  };
  for (const chunk of trace.chunks) {
    if (chunk.startNs > toNs) break;
    await breathe(chunk.offsetNs.length);
    if (chunk.endNs < fromNs) skipChunk(chunk, held, only);
    else walkChunk(chunk, range, held, only, visit);
  }
  await breathe(count);
  const { since, state, reason, stack, by } = held;
  for (let g = 0; g < count; g++) {
    if (!isSpent(state[g])) continue;
    const end = endedNs[g] >= since[g] ? endedNs[g] : trace.endNs;
    if (end >= fromNs && since[g] <= toNs) {
      visit(g, state[g], reason[g], stack[g], by[g], since[g], end, NO_NEXT, 0, 0);
    }
  }
}

/** What each goroutine was doing when the last chunk ended, and since when. */
interface Held {
  readonly since: Float64Array;
  readonly state: Uint8Array;
  readonly reason: Uint16Array;
  readonly stack: Uint32Array;
  readonly by: Uint32Array;
}

function walkChunk(
  chunk: TraceChunk,
  { fromNs, toNs }: TimeRange,
  held: Held,
  only: Uint8Array | null,
  visit: VisitInterval,
): void {
  const { goroutine, first, offsetNs, startNs, change, actor, actors } = chunk;
  const { state, reason, stack } = chunk.changes;
  for (let k = 0; k < goroutine.length; k++) {
    const g = goroutine[k];
    if (only !== null && only[g] === 0) continue;
    let nowState = held.state[g];
    let nowSince = held.since[g];
    let nowReason = held.reason[g];
    let nowStack = held.stack[g];
    let nowBy = held.by[g];
    const end = first[k + 1];
    for (let i = first[k]; i < end; i++) {
      const what = change[i];
      const next = state[what];
      if (next === nowState) {
        if (nowStack === 0) nowStack = stack[what];
        continue;
      }
      const at = startNs + offsetNs[i];
      const by = next === RUNNABLE || next === WAITING ? actors[actor[i]] : 0;
      if (isSpent(nowState) && at >= fromNs && nowSince <= toNs) {
        visit(g, nowState, nowReason, nowStack, nowBy, nowSince, at, next, stack[what], by);
      }
      nowState = next;
      nowSince = at;
      nowReason = reason[what];
      nowStack = stack[what];
      nowBy = by;
    }
    held.state[g] = nowState;
    held.since[g] = nowSince;
    held.reason[g] = nowReason;
    held.stack[g] = nowStack;
    held.by[g] = nowBy;
  }
}

/** Takes from a chunk before the range what its goroutines do at its end. */
function skipChunk(chunk: TraceChunk, held: Held, only: Uint8Array | null): void {
  const { goroutine, first, offsetNs, startNs, change, actor, actors } = chunk;
  const { state, reason, stack } = chunk.changes;
  for (let k = 0; k < goroutine.length; k++) {
    const g = goroutine[k];
    if (only !== null && only[g] === 0) continue;
    let i = first[k + 1] - 1;
    while (i > first[k] && state[change[i - 1]] === state[change[i]]) i--;
    // The first row may say again what the chunk before ended with.
    const what = change[i];
    const entered = state[what];
    if (i < first[k] || (i === first[k] && entered === held.state[g])) continue;
    held.state[g] = entered;
    held.since[g] = startNs + offsetNs[i];
    held.reason[g] = reason[what];
    held.stack[g] = stack[what];
    held.by[g] = entered === RUNNABLE || entered === WAITING ? actors[actor[i]] : 0;
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
const KIND_OTHER = kindRow('other');
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

const KIND_OF_OPERATION: Readonly<Record<Operation, TraceKind>> = {
  'chan send': 'chan send',
  'chan receive': 'chan receive',
  select: 'select',
  'mutex lock': 'sync',
  'rwmutex rlock': 'sync',
  'rwmutex lock': 'sync',
  'waitgroup wait': 'sync',
  'cond wait': 'sync',
  semacquire: 'sync',
  sleep: 'sleep',
  'io wait': 'io wait',
  syscall: 'syscall',
  other: 'other',
};

/** Row of TRACE_KINDS of an interval, by its state, reason and stack. */
export type KindOf = (state: number, reason: number, stack: number) => number;

/** A wait that began before the trace has no reason; its stack (if the trace has that) says in what it is. */
export function kindReader(capture: Capture, trace: TraceTables): KindOf {
  const byReason = trace.reasons.map((reason) =>
    reason === '' ? -1 : kindRow(Object.hasOwn(KIND_OF_REASON, reason) ? KIND_OF_REASON[reason] : 'other'),
  );
  const waits = stackWaits(capture);
  return (state, reason, stack) => {
    if (state === RUNNING) return KIND_RUNNING;
    if (state === RUNNABLE) return KIND_RUNNABLE;
    if (state === SYSCALL) return KIND_SYSCALL;
    const told = byReason[reason];
    if (told >= 0) return told;
    const seen = stack === 0 ? null : waits(stack);
    return seen === null ? KIND_OTHER : kindRow(KIND_OF_OPERATION[OPERATIONS[seen.operation]]);
  };
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
