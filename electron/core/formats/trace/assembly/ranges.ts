import * as event from '../event-types';
import { List, newList } from './lists';
import { now } from './rows';
import { findProc, Goroutines, MOST_PROC, NO_PROC, NOBODY, Thread } from './state';
import { contradict, force, Stream } from './stream';
import { Stacks, stringOf } from './tables';

/*
 * What events of the garbage collector and stop-the-worlds do (advanceGC…, advanceGoRange… of order.go); see goroutines.ts.
 * A range that is open when a generation begins is told in it (…Active); one that ends untold is a contradiction, and began before.
 */

/** Rows of RANGE_KINDS. */
const GC = 0;
const SWEEP = 1;
const MARK_ASSIST = 2;
const STW = 3;

const NO_NUMBER = 0xffff;

/** By start: start, end, swept and reclaimed bytes (doubles), name, goroutine and stack (32 bits), P (16), kind, continued (8). */
const ROW: u32 = 48;
let ranges: List = changetype<List>(0);
/** HeapAlloc and HeapGoal: time and bytes (doubles), kind (8 bits). */
const HEAP_ROW: u32 = 17;
let heapRows: List = changetype<List>(0);

let gcSeq: u64 = 0;
let gcKnown: bool = false;
let gcOn: bool = false;
/** Row + 1 of the open mark phase. */
let gcRange: u32 = 0;

export function beginRanges(): void {
  ranges = newList(ROW);
  heapRows = newList(HEAP_ROW);
  gcSeq = 0;
  gcKnown = gcOn = false;
  gcRange = 0;
}

export function rangeList(): List {
  return ranges;
}

export function heapList(): List {
  return heapRows;
}

/** Adds an open range and gives its row + 1. `goroutine` is index + 1, `proc` a P's number. */
function begin(kind: i32, continued: bool, goroutine: u32, proc: u64, name: u32, stack: u32): u32 {
  const row = ranges.add();
  store<f64>(ranges.at(row, 0, 8), now);
  store<f64>(ranges.at(row, 8, 8), NaN);
  store<f64>(ranges.at(row, 16, 8), 0);
  store<f64>(ranges.at(row, 24, 8), 0);
  store<u32>(ranges.at(row, 32, 4), name);
  store<u32>(ranges.at(row, 36, 4), goroutine);
  store<u32>(ranges.at(row, 40, 4), stack);
  store<u16>(ranges.at(row, 44, 2), proc > MOST_PROC ? NO_NUMBER : <u16>proc);
  store<u8>(ranges.at(row, 46, 1), <u8>kind);
  store<u8>(ranges.at(row, 47, 1), continued ? 1 : 0);
  return row + 1;
}

/** Ends the range of `begin`'s answer. */
function end(range: u32, swept: f64, reclaimed: f64): void {
  store<f64>(ranges.at(range - 1, 8, 8), now);
  store<f64>(ranges.at(range - 1, 16, 8), swept);
  store<f64>(ranges.at(range - 1, 24, 8), reclaimed);
}

function setGc(seq: u64, on: bool): void {
  gcKnown = true;
  gcSeq = seq;
  gcOn = on;
}

export function gcActive(t: Thread): bool {
  if (gcKnown && t.a0 !== gcSeq + 1 && !force) return false;
  setGc(t.a0, true);
  Stream.stamp(t);
  if (gcRange === 0) gcRange = begin(GC, true, 0, NO_NUMBER, 0, 0);
  return true;
}

export function gcBegin(t: Thread): bool {
  if (gcKnown) {
    if (t.a0 !== gcSeq + 1 && !force) return false;
    if (gcOn) contradict(t);
  }
  setGc(t.a0, true);
  Stream.stamp(t);
  gcRange = begin(GC, false, t.g.index + 1, NO_NUMBER, 0, Stacks.of(t.a1));
  return true;
}

export function gcEnd(t: Thread): bool {
  if (t.a0 !== gcSeq + 1 && !force) return false;
  if (!gcOn) contradict(t);
  setGc(t.a0, false);
  Stream.stamp(t);
  if (gcRange === 0) gcRange = begin(GC, true, 0, NO_NUMBER, 0, 0);
  end(gcRange, 0, 0);
  gcRange = 0;
  return true;
}

/** GCSweepActive names its P, GCSweepBegin is on the thread's own. */
export function sweepBegin(t: Thread): bool {
  const active = t.type === event.GC_SWEEP_ACTIVE;
  const p = active ? findProc(t.a0) : t.p;
  Stream.stamp(t);
  if (p === NO_PROC) {
    contradict(t);
    return true;
  }
  if (p.sweep !== 0) contradict(t);
  const stack = active ? 0 : Stacks.of(t.a0);
  p.sweep = begin(SWEEP, active, active ? 0 : t.g.index + 1, p.id, 0, stack);
  return true;
}

export function sweepEnd(t: Thread): bool {
  const p = t.p;
  Stream.stamp(t);
  if (p === NO_PROC) {
    contradict(t);
    return true;
  }
  if (p.sweep === 0) {
    contradict(t);
    p.sweep = begin(SWEEP, true, t.g.index + 1, p.id, 0, 0);
  }
  end(p.sweep, <f64>t.a0, <f64>t.a1);
  p.sweep = 0;
  return true;
}

export function assistActive(t: Thread): bool {
  const g = Goroutines.find(t.a0);
  Stream.stamp(t);
  if (g === NOBODY) contradict(t);
  else if (g.assist === 0) g.assist = begin(MARK_ASSIST, true, g.index + 1, NO_NUMBER, 0, 0);
  return true;
}

/** Whether no goroutine runs here, which must be. */
function nobody(t: Thread): bool {
  if (t.g === NOBODY) contradict(t);
  return t.g === NOBODY;
}

export function assistBegin(t: Thread): bool {
  const g = t.g;
  Stream.stamp(t);
  if (nobody(t)) return true;
  if (g.assist !== 0) contradict(t);
  g.assist = begin(MARK_ASSIST, false, g.index + 1, NO_NUMBER, 0, Stacks.of(t.a0));
  return true;
}

export function assistEnd(t: Thread): bool {
  const g = t.g;
  Stream.stamp(t);
  if (nobody(t)) return true;
  if (g.assist === 0) {
    contradict(t);
    g.assist = begin(MARK_ASSIST, true, g.index + 1, NO_NUMBER, 0, 0);
  }
  end(g.assist, 0, 0);
  g.assist = 0;
  return true;
}

export function stwBegin(t: Thread): bool {
  const g = t.g;
  Stream.stamp(t);
  if (nobody(t)) return true;
  if (g.stw !== 0) contradict(t);
  g.stw = begin(STW, false, g.index + 1, NO_NUMBER, stringOf(t.a0), Stacks.of(t.a1));
  return true;
}

export function stwEnd(t: Thread): bool {
  const g = t.g;
  Stream.stamp(t);
  if (nobody(t)) return true;
  if (g.stw === 0) {
    contradict(t);
    g.stw = begin(STW, true, g.index + 1, NO_NUMBER, 0, 0);
  }
  end(g.stw, 0, 0);
  g.stw = 0;
  return true;
}

export function heapMetric(t: Thread): bool {
  Stream.stamp(t);
  if (t.p === NO_PROC) contradict(t);
  const row = heapRows.add();
  store<f64>(heapRows.at(row, 0, 8), now);
  store<f64>(heapRows.at(row, 8, 8), <f64>t.a0);
  store<u8>(heapRows.at(row, 16, 1), t.type === event.HEAP_GOAL ? 1 : 0);
  return true;
}
