import * as event from '../event-types';
import { born, say } from './births';
import { procChange } from './procs';
import {
  addGoroutine,
  addThread,
  bindG,
  bindP,
  Goroutines,
  findThread,
  GONE,
  Goroutine,
  goroutineOf,
  IN_SYSCALL,
  NO_PROC,
  NO_THREAD,
  NOBODY,
  P_ABANDONED,
  P_RUNNING,
  P_SYSCALL,
  RUNNABLE,
  RUNNING,
  Thread,
  WAITING,
} from './state';
import { contradict, force, Stream } from './stream';
import { now, Rows } from './rows';
import { reasonOf, Stacks } from './tables';

/*
 * What events of goroutines do (advanceGo… of order.go). Each answers whether the event could advance: false = another thread's
 * event must come first. Where order.go gives up because an event contradicts the state, the contradiction is counted and the
 * event applied.
 */

/* Conditions of events, as methods: a decorator that makes them part of their callers is for those alone. */
class May {
  /** Whether a goroutine runs here and may do what it says; else the event has no effect. */
  @inline
  static run(t: Thread, g: Goroutine, status: i32): bool {
    if (g === NOBODY) {
      contradict(t);
      return false;
    }
    if (g.status !== status) contradict(t);
    return true;
  }

  /** The goroutine that an event names, if it has this status and the event is its next; NOBODY if the event has to wait. */
  @inline
  static follow(t: Thread, status: i32): Goroutine {
    const g = Goroutines.find(t.a0);
    if (g !== NOBODY && g.status === status && g.seq + 1 === t.a1) return g;
    if (!force) return NOBODY;
    return g === NOBODY ? addGoroutine(t.a0) : g;
  }
}

/** `initial` = nothing is known from before: statuses begin the life of goroutines instead of restating it. */
export function goStatus(t: Thread, initial: bool): bool {
  const id = t.a0;
  const thread = t.a1;
  const status = t.a2;
  const stack = t.type === event.GO_STATUS_STACK ? Stacks.of(t.a3) : 0;
  Stream.stamp(t);
  if (status < 1 || status > 4) {
    contradict(t);
    return true;
  }
  const state = <i32>status;
  const g = goroutineOf(id);
  // A CPU sample may have named it before.
  const fresh = g.status === GONE && g.said === 0 && g.birth === 0;
  if (fresh) {
    say(g, state, stack);
    g.ownStack = stack;
  } else if (g.status !== state) {
    contradict(t);
  }
  g.status = state;
  g.seq = 0;
  if (state === RUNNING) bindG(t, g);
  else if (state === IN_SYSCALL) bindSyscall(t, g, thread);
  if (initial && fresh) {
    const holds = state === RUNNING || (state === IN_SYSCALL && t.g === g);
    Rows.change(g, state, 0, stack, holds ? t.held : 0);
  }
  return true;
}

/** A goroutine in a system call: on this thread, or on one that has been in it for all of the generation. */
function bindSyscall(t: Thread, g: Goroutine, id: u64): void {
  if (id === NO_THREAD) {
    contradict(t);
    return;
  }
  const known = findThread(id);
  const m = known === null ? addThread(id) : known;
  if (m.g !== NOBODY && m.g !== g && m !== t) contradict(t);
  bindG(m, g);
}

export function goCreate(t: Thread): bool {
  const blocked = t.type === event.GO_CREATE_BLOCKED;
  const creator = t.g;
  if (t.p === NO_PROC || (creator !== NOBODY && creator.status !== RUNNING)) contradict(t);
  const g = created(t);
  const entry = Stacks.of(t.a1);
  const stack = Stacks.of(t.a2);
  Stream.stamp(t);
  g.status = blocked ? WAITING : RUNNABLE;
  born(g, creator.index + 1, stack, entry);
  Rows.change(g, g.status, 0, stack, creator.index + 1);
  return true;
}

function created(t: Thread): Goroutine {
  const known = Goroutines.find(t.a0);
  if (known === NOBODY) return addGoroutine(t.a0);
  if (known.status !== GONE) contradict(t);
  known.seq = 0;
  known.endedNs = NaN;
  return known;
}

export function goCreateSyscall(t: Thread): bool {
  if (t.g !== NOBODY) contradict(t);
  const g = created(t);
  Stream.stamp(t);
  g.status = IN_SYSCALL;
  if (g.birth === 0) born(g, 0, 0, 0);
  bindG(t, g);
  Rows.change(g, IN_SYSCALL, 0, 0, t.held);
  return true;
}

export function goStart(t: Thread): bool {
  const g = May.follow(t, RUNNABLE);
  if (g === NOBODY) return false;
  if (t.g !== NOBODY || t.p === NO_PROC) contradict(t);
  Stream.stamp(t);
  g.status = RUNNING;
  g.seq = t.a1;
  bindG(t, g);
  Rows.change(g, RUNNING, 0, 0, t.held);
  return true;
}

/** GoStop and GoBlock: `status` is what comes of it. */
export function goPause(t: Thread, status: i32): bool {
  const g = t.g;
  Stream.stamp(t);
  if (!May.run(t, g, RUNNING)) return true;
  bindG(t, NOBODY);
  const reason = reasonOf(t.a0);
  const stack = Stacks.of(t.a1);
  if (stack !== 0) g.ownStack = stack;
  g.status = status;
  Rows.change(g, status, reason, stack, 0);
  return true;
}

export function goDestroy(t: Thread): bool {
  const g = t.g;
  Stream.stamp(t);
  if (!May.run(t, g, RUNNING)) return true;
  bindG(t, NOBODY);
  g.status = GONE;
  g.endedNs = now;
  return true;
}

export function goUnblock(t: Thread): bool {
  const g = May.follow(t, WAITING);
  if (g === NOBODY) return false;
  Stream.stamp(t);
  g.status = RUNNABLE;
  g.seq = t.a1;
  Rows.change(g, RUNNABLE, 0, Stacks.of(t.a2), t.g.index + 1);
  return true;
}

/** A coroutine switch: three changes in one event. */
export function goSwitch(t: Thread): bool {
  const g = t.g;
  const next = May.follow(t, WAITING);
  if (next === NOBODY) return false;
  Stream.stamp(t);
  Rows.change(next, RUNNABLE, 0, 0, g.index + 1);
  Stream.stampImplied(t);
  if (May.run(t, g, RUNNING)) {
    if (t.type === event.GO_SWITCH_DESTROY) {
      g.status = GONE;
      g.endedNs = now;
    } else {
      g.status = WAITING;
      Rows.change(g, WAITING, 0, 0, 0);
    }
  }
  Stream.stampImplied(t);
  next.status = RUNNING;
  next.seq = t.a1;
  bindG(t, next);
  Rows.change(next, RUNNING, 0, 0, t.held);
  return true;
}

export function goSyscallBegin(t: Thread): bool {
  const g = t.g;
  const p = t.p;
  Stream.stamp(t);
  if (!May.run(t, g, RUNNING)) return true;
  const stack = Stacks.of(t.a1);
  g.status = IN_SYSCALL;
  if (stack !== 0) g.ownStack = stack;
  if (p !== NO_PROC) {
    if (p.seq + 1 !== t.a0) contradict(t);
    p.status = P_SYSCALL;
    p.seq = t.a0;
  } else {
    contradict(t);
  }
  Rows.change(g, IN_SYSCALL, 0, stack, t.held);
  return true;
}

export function goSyscallEnd(t: Thread): bool {
  const g = t.g;
  const p = t.p;
  Stream.stamp(t);
  if (!May.run(t, g, IN_SYSCALL)) return true;
  g.status = RUNNING;
  if (p.status !== P_SYSCALL) contradict(t);
  if (p !== NO_PROC) p.status = P_RUNNING;
  Rows.change(g, RUNNING, 0, 0, t.held);
  return true;
}

export function goSyscallEndBlocked(t: Thread): bool {
  const g = t.g;
  if (!force) {
    // The thread loses its P first.
    if (t.p.status === P_SYSCALL) return false;
    // In its first event of a generation a thread may be told by another one's GoStatus which goroutine it holds.
    if (g === NOBODY) return false;
  }
  Stream.stamp(t);
  if (!May.run(t, g, IN_SYSCALL)) return true;
  g.status = RUNNABLE;
  bindG(t, NOBODY);
  Rows.change(g, RUNNABLE, 0, 0, 0);
  return true;
}

export function goDestroySyscall(t: Thread): bool {
  const g = t.g;
  const p = t.p;
  if (p !== NO_PROC) {
    if (p.status !== P_SYSCALL) contradict(t);
    p.status = P_ABANDONED;
    bindP(t, NO_PROC);
    Stream.stampImplied(t);
    procChange(p, 0, null);
  }
  Stream.stamp(t);
  if (!May.run(t, g, IN_SYSCALL)) return true;
  g.status = GONE;
  g.endedNs = now;
  bindG(t, NOBODY);
  // The goroutine of a C thread's callbacks comes again under the same id.
  Rows.change(g, GONE, 0, 0, 0);
  return true;
}
