import { annotationList, beginAnnotations } from './annotations';
import { beginBirths, birthList, statusList } from './births';
import { batchSizeAt, batchThreadAt, batchTicksAt, beginBatches, beginFrontier, TIMED } from './frontier';
import { BLOCK, List } from './lists';
import { release, take } from './memory';
import { beginOrder, events, run, sampleGoroutineAt, sampleTimeAt } from './order';
import { beginProcs, procList } from './procs';
import { beginRanges, heapList, rangeList } from './ranges';
import * as rows from './rows';
import { beginState, goroutineAt, goroutines, threadAt, threads } from './state';
import { beginStream, earlyList, emitted, implied, typeCounts } from './stream';
import { beginTables, stackRowsAt, stringRowsAt } from './tables';

/* What the host calls (machine.ts), in this order: begin, fill what it made room for, start, run, finish, read the columns. */

/** Room for `goroutineBlock`. */
let goroutineRows: usize = 0;

export function timedAt(): usize {
  return TIMED;
}

/** Begins a generation and makes room for what the host knows of it. */
export function begin(
  batches: u32,
  bytes: u32,
  tickNs: f64,
  baseNs: f64,
  syncNs: f64,
  initial: bool,
  strings: u32,
  stacks: u32,
  samples: u32,
): void {
  release();
  beginBatches(batches, tickNs, baseNs);
  beginTables(strings, stacks);
  beginOrder(initial, samples);
  beginState(bytes);
  goroutineRows = take(20 * BLOCK);
  rows.beginRows(syncNs);
  beginStream(syncNs);
  beginProcs();
  beginRanges();
  beginAnnotations();
  beginBirths();
}

/** The batches are there: the first event of each thread is read. */
export function start(batches: i32): void {
  beginFrontier(batches);
}

export { run, batchThreadAt, batchTicksAt, batchSizeAt, stringRowsAt, stackRowsAt, sampleTimeAt, sampleGoroutineAt };
export {
  changeCount,
  changeKeysAt,
  chunkActorAt,
  chunkActorWidth,
  chunkChangeAt,
  chunkChangeWidth,
  chunkFirstAt,
  chunkGoroutineAt,
  chunkGoroutines,
  chunkOffsetAt,
  chunkRows,
  profileAt,
} from './rows';

/** Ends the last chunk. Gives the time of the last event. */
export function finish(): f64 {
  rows.flush(rows.now);
  return rows.now;
}

export function eventCount(): u32 {
  return events;
}

export function emittedCount(): u32 {
  return emitted;
}

export function impliedCount(): u32 {
  return implied;
}

/** 256 numbers of 32 bits. */
export function typeCountsAt(): usize {
  return typeCounts;
}

/** Lists by number: Ps, ranges, heap, annotations, times of the stream's start, creations and first statuses of goroutines. */
function list(table: i32): List {
  switch (table) {
    case 0:
      return procList();
    case 1:
      return rangeList();
    case 2:
      return heapList();
    case 3:
      return annotationList();
    case 4:
      return earlyList();
    case 5:
      return birthList();
    default:
      return statusList();
  }
}

export function listCount(table: i32): u32 {
  return list(table).count;
}

/** Addresses of the blocks. */
export function listBlocksAt(table: i32): usize {
  return list(table).blocks;
}

export function goroutineCount(): u32 {
  return goroutines.count;
}

/** What GoroutineColumns says of up to BLOCK goroutines, laid out as a block of a list: id and end (doubles), own stack (32 bits). */
export function goroutineBlock(from: u32): usize {
  const end = min(from + BLOCK, goroutines.count);
  for (let i = from; i < end; i++) {
    const g = goroutineAt(i);
    const wide = goroutineRows + ((i - from) << 3);
    store<f64>(wide, <f64>g.id);
    store<f64>(wide + 8 * BLOCK, g.endedNs);
    store<u32>(goroutineRows + 16 * BLOCK + ((i - from) << 2), g.ownStack);
  }
  return goroutineRows;
}

export function threadCount(): u32 {
  return threads.count;
}

/** Ids of the threads that events came from or that were said to hold a goroutine; doubles, 2^64 for none. */
export function threadColumn(): usize {
  const count = threads.count;
  const at = take(count << 3);
  for (let i: u32 = 0; i < count; i++) store<f64>(at + (i << 3), <f64>threadAt(i).id);
  return at;
}
