import type { OrderState } from './order-state';
import { P_ABANDONED, P_IDLE, P_RUNNING, P_SYSCALL } from './order-state';

/* What events of Ps do (advanceProc… of order.go); see order-goroutines.ts. */

/** States of ProcColumns. */
const IDLE = 0;
const RUNNING = 1;
const TO_BE_TAKEN = 3;

export function procStatus(s: OrderState, c: number): boolean {
  const id = s.arg(c * 4);
  const status = s.arg(c * 4 + 1);
  s.stamp(c);
  if (status < 1 || status > 4) {
    s.contradict(c);
    return true;
  }
  let p = s.procs.find(id);
  let taken = status === P_ABANDONED;
  if (p < 0) {
    p = s.addProc(id);
    s.procStatus[p] = status;
  } else if (taken && s.procStatus[p] === P_SYSCALL) {
    // Whose system call it is, is known after all.
    taken = false;
  } else if (s.procStatus[p] !== status) {
    s.contradict(c);
    s.procStatus[p] = status;
  }
  s.procSeq[p] = 0;
  const holds = status === P_RUNNING || status === P_SYSCALL;
  if (holds) s.bindP(c, p);
  if (holds || taken || status === P_IDLE)
    s.procChange(p, holds ? RUNNING : taken ? TO_BE_TAKEN : IDLE, holds ? c : -1);
  return true;
}

export function procStart(s: OrderState, c: number): boolean {
  const id = s.arg(c * 4);
  const seq = s.arg(c * 4 + 1);
  let p = s.procs.find(id);
  if (p < 0 || s.procStatus[p] !== P_IDLE || s.procSeq[p] + 1 !== seq || s.threadP[c] >= 0) {
    if (!s.force) return false;
    if (p < 0) p = s.addProc(id);
  }
  s.stamp(c);
  s.procStatus[p] = P_RUNNING;
  s.procSeq[p] = seq;
  s.bindP(c, p);
  s.procChange(p, RUNNING, c);
  return true;
}

export function procStop(s: OrderState, c: number): boolean {
  const p = s.threadP[c];
  s.stamp(c);
  if (p < 0) {
    s.contradict(c);
    return true;
  }
  if (s.procStatus[p] !== P_RUNNING && s.procStatus[p] !== P_SYSCALL) s.contradict(c);
  s.procStatus[p] = P_IDLE;
  s.bindP(c, -1);
  s.procChange(p, IDLE, -1);
  return true;
}

export function procSteal(s: OrderState, c: number): boolean {
  const id = s.arg(c * 4);
  const seq = s.arg(c * 4 + 1);
  let p = s.procs.find(id);
  const status = p < 0 ? 0 : s.procStatus[p];
  if ((status !== P_SYSCALL && status !== P_ABANDONED) || s.procSeq[p] + 1 !== seq) {
    if (!s.force) return false;
    if (p < 0) p = s.addProc(id);
  }
  s.stamp(c);
  s.procStatus[p] = P_IDLE;
  s.procSeq[p] = seq;
  s.procChange(p, IDLE, -1);
  // An abandoned P's thread may have moved on; nothing is known of it.
  if (status === P_ABANDONED) return true;
  const from = s.findThread(s.arg(c * 4 + 2));
  if (from < 0 || s.threadP[from] !== p) s.contradict(c);
  else s.bindP(from, -1);
  return true;
}
