import * as event from '../event-types';
import { annotation } from './annotations';
import { advance, cursorAt, problemAt, size, sort } from './frontier';
import * as go from './goroutines';
import { take } from './memory';
import { WAITED } from './problems';
import * as proc from './procs';
import * as range from './ranges';
import { now } from './rows';
import { goroutineOf, RUNNABLE, Thread, WAITING } from './state';
import { force, setForce, Stream } from './stream';

/** When so many events had to be forced, and one in so many, nothing is waited for any more. */
const FORCED_MOST: u64 = 256;
const FORCED_SHARE: u64 = 64;
/** Attempts in vain for each event, beyond a start that is free: threads by the thousand must not cost their square. */
const VAIN_FREE: u64 = 100_000;
const VAIN_SHARE: u64 = 64;

/** Nothing is known from before. */
let initial: bool = false;
/** Events so far, those that were forced, attempts in vain. */
export let events: u32 = 0;
let forced: u64 = 0;
let vain: u64 = 0;

/** CPU samples by time, from the host: time and goroutine, which become the final time and the goroutine's index + 1. */
let sampleTime: usize = 0;
let sampleGoroutine: usize = 0;
let samples: u32 = 0;
let sample: u32 = 0;

/** Room for so many samples; the host fills it. */
export function beginOrder(first: bool, count: u32): void {
  initial = first;
  events = 0;
  forced = vain = 0;
  samples = count;
  sample = 0;
  sampleTime = take(count << 3);
  sampleGoroutine = take(count << 3);
}

export function sampleTimeAt(): usize {
  return sampleTime;
}

export function sampleGoroutineAt(): usize {
  return sampleGoroutine;
}

/**
 * Brings the events of a generation into their order and applies them (Reader.ReadEvent): the earliest event goes first if it may,
 * else the earliest that may. When none may, the order is broken: the earliest is applied all the same and counted. Stops after
 * `most` events: an engine goes on to better code only between calls. Answers whether there are more.
 */
export function run(most: u32): bool {
  for (let left = most; size > 0; left--) {
    if (left === 0) return true;
    const t = cursorAt(0);
    if (sample < samples) addSamples(t.time);
    const place = apply(t) ? 0 : wait();
    events++;
    advance(place);
  }
  addSamples(Infinity);
  return false;
}

/** The place of the event that goes first instead of the heap's first. */
function wait(): u32 {
  sort();
  let place: u32 = 1;
  while (place < size && !apply(cursorAt(place))) place++;
  vain += place;
  const stuck = place === size;
  if (stuck) {
    place = 0;
    forced++;
    problemAt(WAITED, cursorAt(0));
    setForce(true);
    apply(cursorAt(0));
  }
  setForce(forced > FORCED_MOST + events / FORCED_SHARE || vain > VAIN_FREE + VAIN_SHARE * events);
  if (force && !stuck) problemAt(WAITED, cursorAt(0));
  return place;
}

/** The samples before a time. */
function addSamples(until: f64): void {
  for (; sample < samples; sample++) {
    const at = sampleTime + (sample << 3);
    if (!(load<f64>(at) < until)) return;
    Stream.next(load<f64>(at));
    store<f64>(at, now);
    const named = sampleGoroutine + (sample << 3);
    const id = <u64>load<f64>(named);
    store<f64>(named, id === 0 ? 0 : <f64>(goroutineOf(id).index + 1));
  }
}

/** Applies a thread's event; false when it has to wait. */
function apply(t: Thread): bool {
  switch (t.type) {
    case event.GO_START:
      return go.goStart(t);
    case event.GO_STOP:
      return go.goPause(t, RUNNABLE);
    case event.GO_BLOCK:
      return go.goPause(t, WAITING);
    case event.GO_DESTROY:
      return go.goDestroy(t);
    case event.GO_UNBLOCK:
      return go.goUnblock(t);
    case event.GO_CREATE:
    case event.GO_CREATE_BLOCKED:
      return go.goCreate(t);
    case event.GO_STATUS:
    case event.GO_STATUS_STACK:
      return go.goStatus(t, initial);
    case event.GO_SYSCALL_BEGIN:
      return go.goSyscallBegin(t);
    case event.GO_SYSCALL_END:
      return go.goSyscallEnd(t);
    case event.GO_SYSCALL_END_BLOCKED:
      return go.goSyscallEndBlocked(t);
    case event.GO_CREATE_SYSCALL:
      return go.goCreateSyscall(t);
    case event.GO_DESTROY_SYSCALL:
      return go.goDestroySyscall(t);
    case event.GO_SWITCH:
    case event.GO_SWITCH_DESTROY:
      return go.goSwitch(t);
    case event.PROC_START:
      return proc.procStart(t);
    case event.PROC_STOP:
      return proc.procStop(t);
    case event.PROC_STEAL:
      return proc.procSteal(t);
    case event.PROC_STATUS:
      return proc.procStatus(t);
    case event.HEAP_ALLOC:
    case event.HEAP_GOAL:
      return range.heapMetric(t);
    case event.STW_BEGIN:
      return range.stwBegin(t);
    case event.STW_END:
      return range.stwEnd(t);
    case event.GC_ACTIVE:
      return range.gcActive(t);
    case event.GC_BEGIN:
      return range.gcBegin(t);
    case event.GC_END:
      return range.gcEnd(t);
    case event.GC_SWEEP_ACTIVE:
    case event.GC_SWEEP_BEGIN:
      return range.sweepBegin(t);
    case event.GC_SWEEP_END:
      return range.sweepEnd(t);
    case event.GC_MARK_ASSIST_ACTIVE:
      return range.assistActive(t);
    case event.GC_MARK_ASSIST_BEGIN:
      return range.assistBegin(t);
    case event.GC_MARK_ASSIST_END:
      return range.assistEnd(t);
    case event.PROCS_CHANGE:
    case event.GO_LABEL:
    case event.USER_TASK_BEGIN:
    case event.USER_TASK_END:
    case event.USER_REGION_BEGIN:
    case event.USER_REGION_END:
    case event.USER_LOG:
      return annotation(t);
    default:
      // An event of an experiment: counted, but not shown.
      Stream.stamp(t);
      return true;
  }
}
