import type { Frontier } from './frontier';
import { annotation, experiment } from './order-annotations';
import * as go from './order-goroutines';
import { procStart, procStatus, procSteal, procStop } from './order-procs';
import * as ranges from './order-ranges';
import type { applyOrdinary } from './order-quick';
import type { OrderState } from './order-state';
import type { SampleList } from './lists';
import type { StoredSamples } from './tables';
import * as wire from './wire';

/** When so many events had to be forced, and one in so many, nothing is waited for any more. */
const FORCED_MOST = 256;
const FORCED_SHARE = 64;
/** Attempts in vain for each event, beyond a start that is free: threads by the thousand must not cost their square. */
const VAIN_FREE = 100_000;
const VAIN_SHARE = 64;

/**
 * Brings the events of a generation into their order and applies them (Reader.ReadEvent): the earliest event goes first if it may,
 * else the earliest that may. When none may, the order is broken: the earliest is applied all the same and counted. Gives the
 * number of events as stored. `quick` applies what is ordinary, or nothing: the rest is done one by one.
 */
export function putInOrder(
  state: OrderState,
  frontier: Frontier,
  stored: StoredSamples,
  samples: SampleList,
  quick: typeof applyOrdinary,
): number {
  let events = 0;
  let forced = 0;
  let vain = 0;
  let sample = 0;
  const { heap, time } = frontier;
  while (frontier.size > 0) {
    events += quick(state, frontier, sample < stored.count ? stored.time[sample] : Infinity);
    if (frontier.size === 0) break;
    let place = 0;
    const cursor = heap[0];
    while (sample < stored.count && stored.time[sample] < time[cursor]) addSample(state, stored, sample++, samples);
    if (!apply(state, cursor)) {
      frontier.sort();
      place = 1;
      while (place < frontier.size && !apply(state, heap[place])) place++;
      vain += place;
      const stuck = place === frontier.size;
      if (stuck) {
        place = 0;
        forced++;
        state.problems.add('waited', frontier.offset(heap[0]));
        state.force = true;
        apply(state, heap[0]);
      }
      state.force = forced > FORCED_MOST + events / FORCED_SHARE || vain > VAIN_FREE + VAIN_SHARE * events;
      if (state.force && !stuck) state.problems.add('waited', frontier.offset(heap[0]));
    }
    events++;
    frontier.advance(place);
  }
  while (sample < stored.count) addSample(state, stored, sample++, samples);
  return events + stored.count;
}

function addSample(state: OrderState, stored: StoredSamples, i: number, samples: SampleList): void {
  state.stampSample(stored.time, i);
  const id = stored.goroutine[i];
  const goroutine = id === 0 ? 0 : state.goroutines.of(id) + 1;
  const proc = stored.proc[i];
  samples.add(state.now[0], goroutine, proc < 0xffff ? proc : 0xffff, stored.thread[i], stored.stack[i]);
}

/** Applies a cursor's event; false when it has to wait. */
function apply(s: OrderState, c: number): boolean {
  switch (s.type[c]) {
    case wire.GO_START:
      return go.goStart(s, c);
    case wire.GO_STOP:
    case wire.GO_BLOCK:
    case wire.GO_DESTROY:
      return go.goStopExec(s, c);
    case wire.GO_UNBLOCK:
      return go.goUnblock(s, c);
    case wire.GO_CREATE:
    case wire.GO_CREATE_BLOCKED:
      return go.goCreate(s, c);
    case wire.GO_STATUS:
    case wire.GO_STATUS_STACK:
      return go.goStatus(s, c);
    case wire.GO_SYSCALL_BEGIN:
      return go.goSyscallBegin(s, c);
    case wire.GO_SYSCALL_END:
      return go.goSyscallEnd(s, c);
    case wire.GO_SYSCALL_END_BLOCKED:
      return go.goSyscallEndBlocked(s, c);
    case wire.GO_CREATE_SYSCALL:
      return go.goCreateSyscall(s, c);
    case wire.GO_DESTROY_SYSCALL:
      return go.goDestroySyscall(s, c);
    case wire.GO_SWITCH:
    case wire.GO_SWITCH_DESTROY:
      return go.goSwitch(s, c);
    case wire.PROC_START:
      return procStart(s, c);
    case wire.PROC_STOP:
      return procStop(s, c);
    case wire.PROC_STEAL:
      return procSteal(s, c);
    case wire.PROC_STATUS:
      return procStatus(s, c);
    case wire.HEAP_ALLOC:
    case wire.HEAP_GOAL:
      return ranges.heapMetric(s, c);
    case wire.STW_BEGIN:
      return ranges.stwBegin(s, c);
    case wire.STW_END:
      return ranges.stwEnd(s, c);
    case wire.GC_ACTIVE:
      return ranges.gcActive(s, c);
    case wire.GC_BEGIN:
      return ranges.gcBegin(s, c);
    case wire.GC_END:
      return ranges.gcEnd(s, c);
    case wire.GC_SWEEP_ACTIVE:
    case wire.GC_SWEEP_BEGIN:
      return ranges.sweepBegin(s, c);
    case wire.GC_SWEEP_END:
      return ranges.sweepEnd(s, c);
    case wire.GC_MARK_ASSIST_ACTIVE:
      return ranges.assistActive(s, c);
    case wire.GC_MARK_ASSIST_BEGIN:
      return ranges.assistBegin(s, c);
    case wire.GC_MARK_ASSIST_END:
      return ranges.assistEnd(s, c);
    case wire.PROCS_CHANGE:
    case wire.GO_LABEL:
    case wire.USER_TASK_BEGIN:
    case wire.USER_TASK_END:
    case wire.USER_REGION_BEGIN:
    case wire.USER_REGION_END:
    case wire.USER_LOG:
      return annotation(s, c);
    default:
      return experiment(s, c);
  }
}
