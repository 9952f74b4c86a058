import * as event from '../event-types';
import { List, newList } from './lists';
import { now } from './rows';
import { findProc, Goroutines, MOST_PROC, NO_PROC, NOBODY, rangesOf, Thread } from './state';
import { contradict, force, Stream } from './stream';
import { Stacks, stringOf } from './tables';

/*
 * What events of the garbage collector and stop-the-worlds do (advanceGC…, advanceGoRange… of order.go); see goroutines.ts.
 * A range that is open when a generation begins is told in it (…Active); one that ends untold is a contradiction, and began before. One
 * that begins while it is open goes on.
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
/** Row + 1 of the open mark phase; 0 = there was none, OVER = it ended. */
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

/** A range ended here: one that ends without another's beginning did not begin before the generation either. */
const OVER: u32 = 0xffffffff;

function isOpen(range: u32): bool {
  return range !== 0 && range !== OVER;
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
  if (!isOpen(gcRange)) gcRange = begin(GC, true, 0, NO_NUMBER, 0, 0);
  return true;
}

export function gcBegin(t: Thread): bool {
  if (gcKnown) {
    if (t.a0 !== gcSeq + 1 && !force) return false;
    if (gcOn) contradict(t);
  }
  setGc(t.a0, true);
  Stream.stamp(t);
  const stack = Stacks.of(t.a1);
  if (!isOpen(gcRange)) gcRange = begin(GC, false, t.g.index + 1, NO_NUMBER, 0, stack);
  return true;
}

export function gcEnd(t: Thread): bool {
  if (t.a0 !== gcSeq + 1 && !force) return false;
  if (!gcOn) contradict(t);
  setGc(t.a0, false);
  Stream.stamp(t);
  if (gcRange === 0) gcRange = begin(GC, true, 0, NO_NUMBER, 0, 0);
  if (gcRange !== OVER) end(gcRange, 0, 0);
  gcRange = OVER;
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
  const stack = active ? 0 : Stacks.of(t.a0);
  if (isOpen(p.sweep)) contradict(t);
  else p.sweep = begin(SWEEP, active, active ? 0 : t.g.index + 1, p.id, 0, stack);
  return true;
}

export function sweepEnd(t: Thread): bool {
  const p = t.p;
  Stream.stamp(t);
  if (p === NO_PROC) {
    contradict(t);
    return true;
  }
  if (!isOpen(p.sweep)) contradict(t);
  if (p.sweep === 0) p.sweep = begin(SWEEP, true, t.g.index + 1, p.id, 0, 0);
  if (p.sweep !== OVER) end(p.sweep, <f64>t.a0, <f64>t.a1);
  p.sweep = OVER;
  return true;
}

export function assistActive(t: Thread): bool {
  const g = Goroutines.find(t.a0);
  Stream.stamp(t);
  if (g === NOBODY) contradict(t);
  else if (!isOpen(g.open.assist)) rangesOf(g).assist = begin(MARK_ASSIST, true, g.index + 1, NO_NUMBER, 0, 0);
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
  const stack = Stacks.of(t.a0);
  if (isOpen(g.open.assist)) contradict(t);
  else rangesOf(g).assist = begin(MARK_ASSIST, false, g.index + 1, NO_NUMBER, 0, stack);
  return true;
}

export function assistEnd(t: Thread): bool {
  const g = t.g;
  Stream.stamp(t);
  if (nobody(t)) return true;
  const open = rangesOf(g);
  if (!isOpen(open.assist)) contradict(t);
  if (open.assist === 0) open.assist = begin(MARK_ASSIST, true, g.index + 1, NO_NUMBER, 0, 0);
  if (open.assist !== OVER) end(open.assist, 0, 0);
  open.assist = OVER;
  return true;
}

export function stwBegin(t: Thread): bool {
  const g = t.g;
  Stream.stamp(t);
  if (nobody(t)) return true;
  const name = stringOf(t.a0);
  const stack = Stacks.of(t.a1);
  if (isOpen(g.open.stw)) contradict(t);
  else rangesOf(g).stw = begin(STW, false, g.index + 1, NO_NUMBER, name, stack);
  return true;
}

export function stwEnd(t: Thread): bool {
  const g = t.g;
  Stream.stamp(t);
  if (nobody(t)) return true;
  const open = rangesOf(g);
  if (!isOpen(open.stw)) contradict(t);
  if (open.stw === 0) open.stw = begin(STW, true, g.index + 1, NO_NUMBER, 0, 0);
  if (open.stw !== OVER) end(open.stw, 0, 0);
  open.stw = OVER;
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
