import * as host from './host';
import { List, newList } from './lists';
import { LARGE_ID } from './problems';
import { now } from './rows';
import {
  addProc as newProc,
  bindP,
  findProc,
  findThread,
  MOST_PROC,
  NO_PROC,
  NO_THREAD,
  nowhere,
  P_ABANDONED,
  P_IDLE,
  P_RUNNING,
  P_SYSCALL,
  Proc,
  Thread,
} from './state';
import { contradict, force, Stream } from './stream';

/* What events of Ps do (advanceProc… of order.go); see goroutines.ts. */

/** States of ProcColumns. */
const IDLE = 0;
const HELD = 1;
const TO_BE_TAKEN = 3;

/** Changes of Ps: time, thread (doubles), number (16 bits), state (8 bits). */
const ROW: u32 = 19;
let rows: List = changetype<List>(0);

export function beginProcs(): void {
  rows = newList(ROW);
}

export function procList(): List {
  return rows;
}

/** A change of a P: `state` as ProcColumns has it; who holds it now, null = nobody known. */
export function procChange(p: Proc, state: i32, holder: Thread | null): void {
  if (p.id > MOST_PROC) return;
  const row = rows.add();
  store<f64>(rows.at(row, 0, 8), now);
  store<f64>(rows.at(row, 8, 8), holder === null || holder === nowhere ? -1 : <f64>holder.id);
  store<u16>(rows.at(row, 16, 2), <u16>p.id);
  store<u8>(rows.at(row, 18, 1), <u8>state);
}

function addProc(id: u64): Proc {
  if (id > MOST_PROC) host.problem(LARGE_ID, -1, 0);
  return newProc(id);
}

export function procStatus(t: Thread): bool {
  const id = t.a0;
  Stream.stamp(t);
  if (t.a1 < 1 || t.a1 > 4) {
    contradict(t);
    return true;
  }
  const status = <i32>t.a1;
  let p = findProc(id);
  let taken = status === P_ABANDONED;
  if (p === NO_PROC) {
    p = addProc(id);
    p.status = status;
  } else if (taken && p.status === P_SYSCALL) {
    // Whose system call it is, is known after all.
    taken = false;
  } else if (p.status !== status) {
    contradict(t);
    p.status = status;
  }
  p.seq = 0;
  const holds = status === P_RUNNING || status === P_SYSCALL;
  if (holds) bindP(t, p);
  if (holds) procChange(p, HELD, t);
  else if (taken) procChange(p, TO_BE_TAKEN, null);
  else if (status === P_IDLE) procChange(p, IDLE, null);
  return true;
}

export function procStart(t: Thread): bool {
  let p = findProc(t.a0);
  if (p === NO_PROC || p.status !== P_IDLE || p.seq + 1 !== t.a1 || t.p !== NO_PROC) {
    if (!force) return false;
    if (p === NO_PROC) p = addProc(t.a0);
  }
  Stream.stamp(t);
  p.status = P_RUNNING;
  p.seq = t.a1;
  bindP(t, p);
  procChange(p, HELD, t);
  return true;
}

export function procStop(t: Thread): bool {
  const p = t.p;
  Stream.stamp(t);
  if (p === NO_PROC) {
    contradict(t);
    return true;
  }
  if (p.status !== P_RUNNING && p.status !== P_SYSCALL) contradict(t);
  p.status = P_IDLE;
  bindP(t, NO_PROC);
  procChange(p, IDLE, null);
  return true;
}

export function procSteal(t: Thread): bool {
  let p = findProc(t.a0);
  const status = p.status;
  if ((status !== P_SYSCALL && status !== P_ABANDONED) || p.seq + 1 !== t.a1) {
    if (!force) return false;
    if (p === NO_PROC) p = addProc(t.a0);
  }
  Stream.stamp(t);
  p.status = P_IDLE;
  p.seq = t.a1;
  procChange(p, IDLE, null);
  // An abandoned P's thread may have moved on; nothing is known of it.
  if (status === P_ABANDONED) return true;
  const from = findThread(t.a2);
  if (from === null || t.a2 === NO_THREAD || from.p !== p) contradict(t);
  else bindP(from, NO_PROC);
  return true;
}
