import type { OrderState } from './order-state';
import { GC, MARK_ASSIST, STW, SWEEP } from './range-list';
import { GC_SWEEP_ACTIVE, HEAP_GOAL } from './wire';

/*
 * What events of the garbage collector and stop-the-worlds do (advanceGC…, advanceGoRange… of order.go); see order-goroutines.ts.
 * A range that is open when a generation begins is told in it (…Active); one that ends untold is a contradiction, and began before.
 */

/** A goroutine that may or must be there, as index + 1. */
function current(s: OrderState, c: number): number {
  const g = s.threadG[c];
  if (g < 0) s.contradict(c);
  return g + 1;
}

export function gcActive(s: OrderState, c: number): boolean {
  const seq = s.arg(c * 4);
  if (s.gcState !== 'unknown' && seq !== s.gcSeq + 1 && !s.force) return false;
  s.gcSeq = seq;
  s.gcState = 'on';
  s.stamp(c);
  if (s.gcRange === 0) s.gcRange = s.ranges.begin(GC, true, s.now[0], 0, -1);
  return true;
}

export function gcBegin(s: OrderState, c: number): boolean {
  const seq = s.arg(c * 4);
  if (s.gcState !== 'unknown') {
    if (seq !== s.gcSeq + 1 && !s.force) return false;
    if (s.gcState === 'on') s.contradict(c);
  }
  s.gcSeq = seq;
  s.gcState = 'on';
  s.stamp(c);
  s.gcRange = s.ranges.begin(GC, false, s.now[0], s.threadG[c] + 1, -1, 0, s.tables.stack(s.arg(c * 4 + 1)));
  return true;
}

export function gcEnd(s: OrderState, c: number): boolean {
  const seq = s.arg(c * 4);
  if (seq !== s.gcSeq + 1 && !s.force) return false;
  if (s.gcState !== 'on') s.contradict(c);
  s.gcSeq = seq;
  s.gcState = 'off';
  s.stamp(c);
  if (s.gcRange === 0) s.gcRange = s.ranges.begin(GC, true, s.now[0], 0, -1);
  s.ranges.end(s.gcRange, s.now[0]);
  s.gcRange = 0;
  return true;
}

/** GCSweepActive names its P, GCSweepBegin is on the thread's own. */
export function sweepBegin(s: OrderState, c: number): boolean {
  const active = s.type[c] === GC_SWEEP_ACTIVE;
  const p = active ? s.procs.find(s.arg(c * 4)) : s.threadP[c];
  s.stamp(c);
  if (p < 0) {
    s.contradict(c);
    return true;
  }
  if (s.procSweep[p] !== 0) s.contradict(c);
  const stack = active ? 0 : s.tables.stack(s.arg(c * 4));
  const goroutine = active ? 0 : s.threadG[c] + 1;
  s.procSweep[p] = s.ranges.begin(SWEEP, active, s.now[0], goroutine, s.procs.ids[p], 0, stack);
  return true;
}

export function sweepEnd(s: OrderState, c: number): boolean {
  const p = s.threadP[c];
  s.stamp(c);
  if (p < 0) {
    s.contradict(c);
    return true;
  }
  if (s.procSweep[p] === 0) s.contradict(c);
  const range = s.procSweep[p] || s.ranges.begin(SWEEP, true, s.now[0], s.threadG[c] + 1, s.procs.ids[p]);
  s.ranges.end(range, s.now[0], s.arg(c * 4), s.arg(c * 4 + 1));
  s.procSweep[p] = 0;
  return true;
}

export function assistActive(s: OrderState, c: number): boolean {
  const g = s.goroutines.find(s.arg(c * 4));
  s.stamp(c);
  if (g < 0) s.contradict(c);
  else if (s.goroutines.assist[g] === 0)
    s.goroutines.assist[g] = s.ranges.begin(MARK_ASSIST, true, s.now[0], g + 1, -1);
  return true;
}

export function assistBegin(s: OrderState, c: number): boolean {
  const goroutine = current(s, c);
  s.stamp(c);
  if (goroutine === 0) return true;
  if (s.goroutines.assist[goroutine - 1] !== 0) s.contradict(c);
  const stack = s.tables.stack(s.arg(c * 4));
  s.goroutines.assist[goroutine - 1] = s.ranges.begin(MARK_ASSIST, false, s.now[0], goroutine, -1, 0, stack);
  return true;
}

export function assistEnd(s: OrderState, c: number): boolean {
  const goroutine = current(s, c);
  s.stamp(c);
  if (goroutine === 0) return true;
  const { assist } = s.goroutines;
  if (assist[goroutine - 1] === 0) s.contradict(c);
  s.ranges.end(assist[goroutine - 1] || s.ranges.begin(MARK_ASSIST, true, s.now[0], goroutine, -1), s.now[0]);
  assist[goroutine - 1] = 0;
  return true;
}

export function stwBegin(s: OrderState, c: number): boolean {
  const goroutine = current(s, c);
  s.stamp(c);
  if (goroutine === 0) return true;
  const { stw } = s.goroutines;
  if (stw[goroutine - 1] !== 0) s.contradict(c);
  const kind = s.tables.string(s.arg(c * 4));
  stw[goroutine - 1] = s.ranges.begin(STW, false, s.now[0], goroutine, -1, kind, s.tables.stack(s.arg(c * 4 + 1)));
  return true;
}

export function stwEnd(s: OrderState, c: number): boolean {
  const goroutine = current(s, c);
  s.stamp(c);
  if (goroutine === 0) return true;
  const { stw } = s.goroutines;
  if (stw[goroutine - 1] === 0) s.contradict(c);
  s.ranges.end(stw[goroutine - 1] || s.ranges.begin(STW, true, s.now[0], goroutine, -1), s.now[0]);
  stw[goroutine - 1] = 0;
  return true;
}

export function heapMetric(s: OrderState, c: number): boolean {
  s.stamp(c);
  if (s.threadP[c] < 0) s.contradict(c);
  s.heap.add(s.type[c] === HEAP_GOAL ? 1 : 0, s.now[0], s.arg(c * 4));
  return true;
}
