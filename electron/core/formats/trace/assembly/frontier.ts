import * as host from './host';
import { BEYOND, take } from './memory';
import { UNDECODABLE } from './problems';
import { addThread, findThread, Thread, threadAt, threads } from './state';

/*
 * The next event of every thread, and the heap that tells whose is earliest: batchcursor.go, step by step, so that events of the same
 * time come in the same order. A thread's batches are read in the order of the file.
 */

/** By type: arguments of a timed event after its time, plus one; 0 = not a timed event. The host fills it once. */
export const TIMED: usize = memory.data(256);

/** Nanoseconds a tick; the time that becomes 0. */
let tickNs: f64 = 0;
let baseNs: f64 = 0;
/** By batch, from the host: thread and ticks of the header, bytes; and the next batch of the same thread. */
let batchThread: usize = 0;
let batchTicks: usize = 0;
let batchSize: usize = 0;
let batchNext: usize = 0;

/** Threads that have events left; the heap's entries: a time and an address, 16 bytes. */
export let size: u32 = 0;
let heap: usize = 0;

/** Room for the columns of so many batches; the host fills the first three. */
export function beginBatches(count: u32, tick: f64, base: f64): void {
  tickNs = tick;
  baseNs = base;
  batchThread = take(count << 3);
  batchTicks = take(count << 3);
  batchSize = take(count << 2);
  batchNext = take(count << 2);
}

export function batchThreadAt(): usize {
  return batchThread;
}

export function batchTicksAt(): usize {
  return batchTicks;
}

export function batchSizeAt(): usize {
  return batchSize;
}

/** Sets up the frontier over `count` batches. */
export function beginFrontier(count: i32): void {
  for (let i = 0; i < count; i++) {
    // M 2^64−1 is 2^64 as a double and comes out of the conversion as it was.
    const id = <u64>load<f64>(batchThread + (i << 3));
    const known = findThread(id);
    const t = known === null ? addThread(id) : known;
    if (t.next < 0) t.next = i;
    else store<i32>(batchNext + (t.final << 2), i);
    t.final = i;
    store<i32>(batchNext + (i << 2), -1);
    t.largest = max(t.largest, load<u32>(batchSize + (i << 2)));
  }
  const cursors = threads.count;
  // Two more, which are never.
  heap = take((cursors + 2) << 4);
  size = 0;
  for (let c: u32 = 0; c < cursors + 2; c++) store<f64>(heap + (c << 4), Infinity);
  for (let c: u32 = 0; c < cursors; c++) {
    const t = threadAt(c);
    if (!read(t)) continue;
    put(size, t.time, t);
    up(size++);
  }
}

function timeAt(place: u32): f64 {
  return load<f64>(heap + (place << 4));
}

export function cursorAt(place: u32): Thread {
  return changetype<Thread>(<usize>load<u32>(heap + (place << 4), 8));
}

function put(place: u32, time: f64, t: Thread): void {
  store<f64>(heap + (place << 4), time);
  store<u32>(heap + (place << 4), <u32>changetype<usize>(t), 8);
}

function swap(a: u32, b: u32): void {
  const time = timeAt(a);
  const t = cursorAt(a);
  put(a, timeAt(b), cursorAt(b));
  put(b, time, t);
}

/** Goes on to the next event of the thread at a place of the heap. */
export function advance(place: u32): void {
  const t = cursorAt(place);
  if (!read(t)) {
    remove(place);
    return;
  }
  const at = t.time;
  store<f64>(heap + (place << 4), at);
  // The earliest thread mostly stays the earliest.
  if (place === 0) {
    if (at > timeAt(1) || at > timeAt(2)) down(0);
  } else if (up(place) === place) {
    down(place);
  }
}

/** Sorts the heap by time, equal times in their order; it is still a heap then. Few places are wrong, if any. */
export function sort(): void {
  for (let i: u32 = 1; i < size; i++) {
    const time = timeAt(i);
    if (!(time < timeAt(i - 1))) continue;
    const t = cursorAt(i);
    let j = i;
    for (; j > 0 && time < timeAt(j - 1); j--) put(j, timeAt(j - 1), cursorAt(j - 1));
    put(j, time, t);
  }
}

/** An event that contradicts what came before, or is read wrongly. */
export function problemAt(kind: i32, t: Thread): void {
  host.problem(kind, t.batch, <u32>(t.begin - t.room));
}

/** Reads the next event; false at the thread's end. */
function read(t: Thread): bool {
  while (true) {
    let at = t.at;
    const end = t.end;
    if (at === end) {
      if (!open(t)) return false;
      continue;
    }
    t.begin = at;
    const type = <i32>load<u8>(at++);
    const values = <usize>load<u8>(TIMED + type);
    if (values === 0) {
      skip(t);
      continue;
    }
    let ticks: u64 = load<u8>(at++);
    if (ticks >= 0x80) {
      ticks = rest(at - 1);
      at = after;
    }
    let to = changetype<usize>(t) + offsetof<Thread>('a0');
    for (const past = to + ((values - 1) << 3); to < past; to += 8) {
      let value: u64 = load<u32>(at);
      if ((value & 0x80) === 0) {
        value &= 0x7f;
        at++;
      } else {
        const stop = ~value & 0x80808080;
        if (stop === 0) {
          value = rest(at);
          at = after;
        } else {
          at += <usize>(ctz(stop) >> 3) + 1;
          value &= stop ^ (stop - 1);
          value = (value & 0x7f) | ((value >>> 1) & 0x3f80) | ((value >>> 2) & 0x1fc000) | ((value >>> 3) & 0xfe00000);
        }
      }
      store<u64>(to, value);
    }
    if (at > end) {
      skip(t);
      continue;
    }
    t.type = type;
    t.time += trunc(<f64>ticks * tickNs);
    t.at = at;
    return true;
  }
}

/** Behind the value that `rest` read. */
let after: usize = 0;

/**
 * The value whose first byte is `first`, a continued one. One that is no uint64 puts `after` beyond all ends. Values above 2^53 are as
 * near as a double comes, because all columns of ids are doubles.
 */
function rest(from: usize): u64 {
  let at = from;
  let value: u64 = 0;
  for (let shift: u64 = 0; shift < 70; shift += 7) {
    const byte: u64 = load<u8>(at++);
    value |= (byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (shift === 63 && byte > 1) break;
    after = at;
    return value < 1 << 53 ? value : <u64>(<f64>value);
  }
  after = ((<usize>memory.size()) << 16) - (BEYOND >> 1);
  return 0;
}

function open(t: Thread): bool {
  const batch = t.next;
  if (batch < 0) return false;
  t.batch = batch;
  t.next = load<i32>(batchNext + (batch << 2));
  if (t.room === 0) t.room = take(t.largest);
  t.at = t.room;
  t.end = t.room + load<u32>(batchSize + (batch << 2));
  host.fetch(batch, t.room);
  t.time = trunc(load<f64>(batchTicks + (batch << 3)) * tickNs) - baseNs;
  return true;
}

/** Leaves the rest of a batch out. */
function skip(t: Thread): void {
  problemAt(UNDECODABLE, t);
  t.at = t.end;
}

function up(from: u32): u32 {
  let i = from;
  while (i > 0) {
    const parent = (i - 1) >>> 1;
    if (!(timeAt(parent) > timeAt(i))) break;
    swap(i, parent);
    i = parent;
  }
  return i;
}

/** Sinks an entry to its place. What is behind the heap is never: nobody asks for its size. */
function down(from: u32): void {
  const time = timeAt(from);
  const t = cursorAt(from);
  let i = from;
  while (true) {
    const left: u32 = (i << 1) + 1;
    if (left >= size) break;
    // The left one of two that are equal, without a branch that nothing predicts.
    const child = left + select<u32>(1, 0, timeAt(left + 1) < timeAt(left));
    if (!(timeAt(child) < time)) break;
    put(i, timeAt(child), cursorAt(child));
    i = child;
  }
  put(i, time, t);
}

function remove(place: u32): void {
  let i = place;
  while (i > 0) {
    const parent = (i - 1) >>> 1;
    swap(i, parent);
    i = parent;
  }
  size--;
  put(0, timeAt(size), cursorAt(size));
  store<f64>(heap + (size << 4), Infinity);
  down(0);
}
