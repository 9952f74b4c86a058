import { IdTable, Known } from './ids';
import { take, takeZeros, widened } from './memory';

/** GoStatus of the wire, and states as rows of TRACE_STATES: they are the same numbers. */
export const GONE = 0;
export const RUNNABLE = 1;
export const RUNNING = 2;
export const IN_SYSCALL = 3;
export const WAITING = 4;

/** ProcStatus of the wire. */
export const P_RUNNING = 1;
export const P_IDLE = 2;
export const P_SYSCALL = 3;
/** In a system call of which it is not known whose: it is about to be taken away. */
export const P_ABANDONED = 4;

/** M 2^64−1: events that belong to no thread. */
export const NO_THREAD: u64 = 0xffffffffffffffff;
/** Highest P that has a place in the columns. */
export const MOST_PROC: u64 = 65534;

/** What is known of a goroutine. What most events need comes first. */
@unmanaged
export class Goroutine extends Known {
  /** Number in the generation, by first appearance; −1 = nobody. */
  index: i32;
  status: i32;
  /** Last sequence number. */
  seq: u64;
  /** Time of its last row in the chunk, and its change; −1 until it runs there. */
  since: f64;
  last: i32;
  /** The last stack known to be its own; 0 = none. */
  ownStack: u32;
  /** NaN = not here. */
  endedNs: f64;
  /** Row + 1 of what is said of its creation, and of what GoStatus said first (births.ts); 0 = nothing. */
  birth: u32;
  said: u32;
  /** Its open ranges; NOTHING_OPEN = it never had any. */
  open: OpenRanges;
  /** Rows in the chunk so far, and its number there: a chunk has 2^15 rows. */
  rows: u16;
  slot: u16;
}

/** A goroutine's stop-the-world and mark assist, as ranges.ts has them. Few goroutines ever have one. */
@unmanaged
export class OpenRanges {
  stw: u32;
  assist: u32;
}

@unmanaged
export class Proc extends Known {
  status: i32;
  /** Its sweep, as ranges.ts has it. */
  sweep: u32;
  seq: u64;
}

/** A thread: the next of its events, and what it holds. */
@unmanaged
export class Thread extends Known {
  /** Time of the next event, ns since the base; its type and up to four arguments. */
  time: f64;
  type: i32;
  /** For the `actor` column: the number of its P, plus one; 0 = none. */
  held: u32;
  a0: u64;
  a1: u64;
  a2: u64;
  a3: u64;
  /** NOBODY and NO_PROC = none. */
  g: Goroutine;
  p: Proc;
  /** Next byte to read, end of the batch, first byte of the event. */
  at: usize;
  end: usize;
  begin: usize;
  /** Where its batches are put, one at a time; bytes of the largest. */
  room: usize;
  largest: u32;
  /** Its batch, the one after it, and the last; −1 = none. */
  batch: i32;
  next: i32;
  final: i32;
}

export let NOBODY: Goroutine = changetype<Goroutine>(0);
export let NO_PROC: Proc = changetype<Proc>(0);
let NOTHING_OPEN: OpenRanges = changetype<OpenRanges>(0);
/** The thread that is none. */
export let nowhere: Thread = changetype<Thread>(0);

export let goroutines: IdTable = changetype<IdTable>(0);
export let threads: IdTable = changetype<IdTable>(0);
let procs: IdTable = changetype<IdTable>(0);

/** Goroutines in the order of their indices, in slabs; the addresses of these. */
const SLAB_SHIFT = 6;
const SLAB: u32 = 1 << SLAB_SHIFT;
let slabs: usize = 0;
let slabRoom: u32 = 0;
/** Threads by index: their addresses. */
let threadList: usize = 0;
let threadRoom: u32 = 0;

/** Goroutines that came lately, by the low bits of their ids: neighbours are near each other there. */
let near: usize = 0;
let nearMask: usize = 0;

/** `bytes` = size of the generation. */
export function beginState(bytes: u32): void {
  goroutines = newIds();
  threads = newIds();
  procs = newIds();
  slabRoom = threadRoom = 16;
  slabs = take(4 * 16);
  threadList = take(4 * 16);
  nearMask = 255;
  while (nearMask < 0x7fff && nearMask < bytes >>> 6) nearMask = nearMask * 2 + 1;
  near = takeZeros((nearMask + 1) << 2);
  NOBODY = changetype<Goroutine>(takeZeros(offsetof<Goroutine>()));
  NOBODY.index = -1;
  NOTHING_OPEN = changetype<OpenRanges>(takeZeros(offsetof<OpenRanges>()));
  NOBODY.open = NOTHING_OPEN;
  NO_PROC = changetype<Proc>(takeZeros(offsetof<Proc>()));
  nowhere = changetype<Thread>(0);
}

function newIds(): IdTable {
  const table = changetype<IdTable>(take(offsetof<IdTable>()));
  table.clear();
  return table;
}

export class Goroutines {
  /** The goroutine with an id, NOBODY if it is new. Part of its callers, which a decorator can ask for methods only. */
  @inline
  static find(id: u64): Goroutine {
    const place = near + (((<usize>id) & nearMask) << 2);
    const known = <usize>load<u32>(place);
    if (known !== 0 && changetype<Known>(known).id === id) return changetype<Goroutine>(known);
    return findFar(id, place);
  }
}

function findFar(id: u64, place: usize): Goroutine {
  const found = goroutines.find(id);
  if (found === 0) return NOBODY;
  store<u32>(place, <u32>found);
  return changetype<Goroutine>(found);
}

export function goroutineOf(id: u64): Goroutine {
  const known = Goroutines.find(id);
  return known === NOBODY ? addGoroutine(id) : known;
}

export function addGoroutine(id: u64): Goroutine {
  const index = goroutines.count;
  if ((index & (SLAB - 1)) === 0) addSlab(index >>> SLAB_SHIFT);
  const g = goroutineAt(index);
  g.id = id;
  g.index = index;
  g.last = -1;
  g.endedNs = NaN;
  g.open = NOTHING_OPEN;
  goroutines.add(changetype<usize>(g));
  return g;
}

function addSlab(slab: u32): void {
  if (slab === slabRoom) {
    slabs = widened(slabs, slabRoom << 2, slabRoom << 3);
    slabRoom *= 2;
  }
  store<u32>(slabs + (slab << 2), <u32>takeZeros(offsetof<Goroutine>() << SLAB_SHIFT));
}

export function goroutineAt(index: u32): Goroutine {
  const slab = <usize>load<u32>(slabs + ((index >>> SLAB_SHIFT) << 2));
  return changetype<Goroutine>(slab + (index & (SLAB - 1)) * offsetof<Goroutine>());
}

/** A goroutine's open ranges, to be written. */
export function rangesOf(g: Goroutine): OpenRanges {
  if (g.open === NOTHING_OPEN) g.open = changetype<OpenRanges>(takeZeros(offsetof<OpenRanges>()));
  return g.open;
}

/** The thread with an id, null if it is new. */
export function findThread(id: u64): Thread | null {
  return changetype<Thread | null>(threads.find(id));
}

export function addThread(id: u64): Thread {
  const index = threads.count;
  if (index === threadRoom) {
    threadList = widened(threadList, threadRoom << 2, threadRoom << 3);
    threadRoom *= 2;
  }
  const t = changetype<Thread>(takeZeros(offsetof<Thread>()));
  t.id = id;
  t.g = NOBODY;
  t.p = NO_PROC;
  t.batch = t.next = t.final = -1;
  if (id === NO_THREAD) nowhere = t;
  store<u32>(threadList + (index << 2), <u32>changetype<usize>(t));
  threads.add(changetype<usize>(t));
  return t;
}

export function threadAt(index: u32): Thread {
  return changetype<Thread>(<usize>load<u32>(threadList + (index << 2)));
}

/** The P with an id, NO_PROC if it is new. */
export function findProc(id: u64): Proc {
  const found = procs.find(id);
  return found === 0 ? NO_PROC : changetype<Proc>(found);
}

export function addProc(id: u64): Proc {
  const p = changetype<Proc>(takeZeros(offsetof<Proc>()));
  p.id = id;
  p.status = P_IDLE;
  procs.add(changetype<usize>(p));
  return p;
}

export function bindG(t: Thread, g: Goroutine): void {
  if (t !== nowhere) t.g = g;
}

export function bindP(t: Thread, p: Proc): void {
  if (t === nowhere) return;
  t.p = p;
  t.held = p === NO_PROC || p.id > MOST_PROC ? 0 : <u32>p.id + 1;
}
