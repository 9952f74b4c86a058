import type { OrderState } from './order-state';
import { G_GONE, G_RUNNABLE, G_RUNNING, G_SYSCALL, G_WAITING, P_ABANDONED, P_RUNNING, P_SYSCALL } from './order-state';
import { IN_SYSCALL, NOT_EXIST, RUNNABLE, RUNNING, WAITING } from './profiles';
import {
  GO_BLOCK,
  GO_CREATE_BLOCKED,
  GO_DESTROY,
  GO_STATUS_STACK,
  GO_STOP,
  GO_SWITCH_DESTROY,
  NO_THREAD,
} from './wire';

/*
 * What events of goroutines do (advanceGo… of order.go). Each answers whether the event could advance: false = another thread's
 * event must come first. Where order.go gives up because an event contradicts the state, the contradiction is counted and the
 * event applied. `c` is the cursor, which is the thread.
 */

const STATE_OF_STATUS = Uint8Array.of(0, RUNNABLE, RUNNING, IN_SYSCALL, WAITING);

/** Whether a goroutine runs here and may do what it says; else the event has no effect. */
function runs(s: OrderState, c: number, g: number, status: number): boolean {
  if (g < 0) {
    s.contradict(c);
    return false;
  }
  if (s.goroutines.status[g] !== status) s.contradict(c);
  return true;
}

export function goStatus(s: OrderState, c: number): boolean {
  const id = s.arg(c * 4);
  const thread = s.arg(c * 4 + 1);
  const status = s.arg(c * 4 + 2);
  const stack = s.type[c] === GO_STATUS_STACK ? s.tables.stack(s.arg(c * 4 + 3)) : 0;
  s.stamp(c);
  const { goroutines } = s;
  if (status < 1 || status > 4) {
    s.contradict(c);
    return true;
  }
  const g = goroutines.of(id);
  // A CPU sample may have named it before.
  const fresh =
    goroutines.status[g] === G_GONE && goroutines.saidState[g] === 0 && Number.isNaN(goroutines.createdNs[g]);
  if (fresh) {
    goroutines.saidState[g] = STATE_OF_STATUS[status];
    goroutines.saidNs[g] = s.now[0];
    goroutines.saidStack[g] = stack;
    goroutines.ownStack[g] = stack;
  } else if (goroutines.status[g] !== status) {
    s.contradict(c);
  }
  goroutines.status[g] = status;
  goroutines.seq[g] = 0;
  if (status === G_RUNNING) s.bindG(c, g);
  else if (status === G_SYSCALL) bindSyscall(s, c, g, thread);
  if (s.initial && fresh) {
    const held = status === G_RUNNING || (status === G_SYSCALL && s.threadG[c] === g) ? s.held[c] : 0;
    s.rows.push(g, STATE_OF_STATUS[status], 0, stack, held);
  }
  return true;
}

/** A goroutine in a system call: on this thread, or on one that has been in it for all of the generation. */
function bindSyscall(s: OrderState, c: number, g: number, thread: number): void {
  if (thread === NO_THREAD) {
    s.contradict(c);
    return;
  }
  let m = s.findThread(thread);
  if (m < 0) m = s.addThread(thread);
  if (s.threadG[m] >= 0 && s.threadG[m] !== g && m !== c) s.contradict(c);
  s.bindG(m, g);
}

export function goCreate(s: OrderState, c: number): boolean {
  const blocked = s.type[c] === GO_CREATE_BLOCKED;
  const creator = s.threadG[c];
  if (s.threadP[c] < 0 || (creator >= 0 && s.goroutines.status[creator] !== G_RUNNING)) s.contradict(c);
  const g = created(s, c);
  const entry = s.tables.stack(s.arg(c * 4 + 1));
  const stack = s.tables.stack(s.arg(c * 4 + 2));
  s.stamp(c);
  const { goroutines } = s;
  goroutines.status[g] = blocked ? G_WAITING : G_RUNNABLE;
  if (Number.isNaN(goroutines.createdNs[g])) goroutines.createdNs[g] = s.now[0];
  goroutines.creator[g] = creator + 1;
  goroutines.creationStack[g] = stack;
  goroutines.entryStack[g] = entry;
  s.rows.push(g, blocked ? WAITING : RUNNABLE, 0, stack, creator + 1);
  return true;
}

function created(s: OrderState, c: number): number {
  const { goroutines } = s;
  const known = s.findGoroutine(c * 4);
  if (known < 0) return goroutines.add(s.arg(c * 4));
  if (goroutines.status[known] !== G_GONE) s.contradict(c);
  goroutines.seq[known] = 0;
  goroutines.endedNs[known] = NaN;
  return known;
}

export function goCreateSyscall(s: OrderState, c: number): boolean {
  if (s.threadG[c] >= 0) s.contradict(c);
  const g = created(s, c);
  s.stamp(c);
  s.goroutines.status[g] = G_SYSCALL;
  if (Number.isNaN(s.goroutines.createdNs[g])) s.goroutines.createdNs[g] = s.now[0];
  s.bindG(c, g);
  s.rows.push(g, IN_SYSCALL, 0, 0, s.held[c]);
  return true;
}

export function goStart(s: OrderState, c: number): boolean {
  const { goroutines } = s;
  const seq = s.args[c * 4 + 1];
  let g = s.findGoroutine(c * 4);
  if (g < 0 || goroutines.status[g] !== G_RUNNABLE || goroutines.seq[g] + 1 !== seq) {
    if (!s.force) return false;
    if (g < 0) g = goroutines.add(s.arg(c * 4));
  }
  if (s.threadG[c] >= 0 || s.threadP[c] < 0) s.contradict(c);
  s.stamp(c);
  goroutines.status[g] = G_RUNNING;
  goroutines.seq[g] = seq;
  s.bindG(c, g);
  s.rows.push(g, RUNNING, 0, 0, s.held[c]);
  return true;
}

/** GoDestroy, GoStop, GoBlock. */
export function goStopExec(s: OrderState, c: number): boolean {
  const type = s.type[c];
  const g = s.threadG[c];
  s.stamp(c);
  if (!runs(s, c, g, G_RUNNING)) return true;
  const { goroutines } = s;
  s.bindG(c, -1);
  if (type === GO_DESTROY) {
    goroutines.status[g] = G_GONE;
    goroutines.endedNs[g] = s.now[0];
    return true;
  }
  const reason = s.reasons.of(s.arg(c * 4));
  const stack = s.tables.stack(s.arg(c * 4 + 1));
  if (stack !== 0) goroutines.ownStack[g] = stack;
  if (type === GO_BLOCK) {
    goroutines.status[g] = G_WAITING;
    s.rows.push(g, WAITING, reason, stack, 0);
  } else if (type === GO_STOP) {
    goroutines.status[g] = G_RUNNABLE;
    s.rows.push(g, RUNNABLE, reason, stack, 0);
  }
  return true;
}

export function goUnblock(s: OrderState, c: number): boolean {
  const { goroutines } = s;
  const seq = s.args[c * 4 + 1];
  let g = s.findGoroutine(c * 4);
  if (g < 0 || goroutines.status[g] !== G_WAITING || goroutines.seq[g] + 1 !== seq) {
    if (!s.force) return false;
    if (g < 0) g = goroutines.add(s.arg(c * 4));
  }
  s.stamp(c);
  goroutines.status[g] = G_RUNNABLE;
  goroutines.seq[g] = seq;
  s.rows.push(g, RUNNABLE, 0, s.tables.stack(s.arg(c * 4 + 2)), s.threadG[c] + 1);
  return true;
}

/** A coroutine switch: three changes in one event. */
export function goSwitch(s: OrderState, c: number): boolean {
  const { goroutines } = s;
  const g = s.threadG[c];
  const seq = s.args[c * 4 + 1];
  let next = s.findGoroutine(c * 4);
  if (next < 0 || goroutines.status[next] !== G_WAITING || goroutines.seq[next] + 1 !== seq) {
    if (!s.force) return false;
    if (next < 0) next = goroutines.add(s.arg(c * 4));
  }
  s.stamp(c);
  s.rows.push(next, RUNNABLE, 0, 0, g + 1);
  s.stampImplied(c);
  if (runs(s, c, g, G_RUNNING)) {
    if (s.type[c] === GO_SWITCH_DESTROY) {
      goroutines.status[g] = G_GONE;
      goroutines.endedNs[g] = s.now[0];
    } else {
      goroutines.status[g] = G_WAITING;
      s.rows.push(g, WAITING, 0, 0, 0);
    }
  }
  s.stampImplied(c);
  goroutines.status[next] = G_RUNNING;
  goroutines.seq[next] = seq;
  s.bindG(c, next);
  s.rows.push(next, RUNNING, 0, 0, s.held[c]);
  return true;
}

export function goSyscallBegin(s: OrderState, c: number): boolean {
  const g = s.threadG[c];
  const p = s.threadP[c];
  s.stamp(c);
  if (!runs(s, c, g, G_RUNNING)) return true;
  const stack = s.tables.stack(s.arg(c * 4 + 1));
  s.goroutines.status[g] = G_SYSCALL;
  if (stack !== 0) s.goroutines.ownStack[g] = stack;
  if (p >= 0) {
    const seq = s.arg(c * 4);
    if (s.procSeq[p] + 1 !== seq) s.contradict(c);
    s.procStatus[p] = P_SYSCALL;
    s.procSeq[p] = seq;
  } else {
    s.contradict(c);
  }
  s.rows.push(g, IN_SYSCALL, 0, stack, s.held[c]);
  return true;
}

export function goSyscallEnd(s: OrderState, c: number): boolean {
  const g = s.threadG[c];
  const p = s.threadP[c];
  s.stamp(c);
  if (!runs(s, c, g, G_SYSCALL)) return true;
  s.goroutines.status[g] = G_RUNNING;
  if (p < 0 || s.procStatus[p] !== P_SYSCALL) s.contradict(c);
  if (p >= 0) s.procStatus[p] = P_RUNNING;
  s.rows.push(g, RUNNING, 0, 0, s.held[c]);
  return true;
}

export function goSyscallEndBlocked(s: OrderState, c: number): boolean {
  const g = s.threadG[c];
  const p = s.threadP[c];
  if (!s.force) {
    // The thread loses its P first.
    if (p >= 0 && s.procStatus[p] === P_SYSCALL) return false;
    // In its first event of a generation a thread may be told by another one's GoStatus which goroutine it holds.
    if (g < 0) return false;
  }
  s.stamp(c);
  if (!runs(s, c, g, G_SYSCALL)) return true;
  s.goroutines.status[g] = G_RUNNABLE;
  s.bindG(c, -1);
  s.rows.push(g, RUNNABLE, 0, 0, 0);
  return true;
}

export function goDestroySyscall(s: OrderState, c: number): boolean {
  const g = s.threadG[c];
  const p = s.threadP[c];
  if (p >= 0) {
    if (s.procStatus[p] !== P_SYSCALL) s.contradict(c);
    s.procStatus[p] = P_ABANDONED;
    s.bindP(c, -1);
    s.stampImplied(c);
    s.procChange(p, 0, -1);
  }
  s.stamp(c);
  if (!runs(s, c, g, G_SYSCALL)) return true;
  s.goroutines.status[g] = G_GONE;
  s.goroutines.endedNs[g] = s.now[0];
  s.bindG(c, -1);
  // The goroutine of a C thread's callbacks comes again under the same id.
  s.rows.push(g, NOT_EXIST, 0, 0, 0);
  return true;
}
