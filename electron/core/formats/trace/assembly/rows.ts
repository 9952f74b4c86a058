import * as host from './host';
import { take, takeZeros, widened } from './memory';
import { Goroutine, goroutines, RUNNING } from './state';

/*
 * State changes in order of time, as they are found. A chunk of them at a time is grouped by goroutine, each goroutine's in order of
 * time, and handed to the host.
 */

/** Rows a chunk: what is grouped at once should stay near the processor. */
const CHUNK_ROWS: u32 = 1 << 15;
/** A row as it is found: time, number of its goroutine in the chunk, change and actor. */
const ROW: usize = 24;

/** Final time of the event at hand. */
export let now: f64 = 0;

let found: usize = 0;
let count: u32 = 0;
let startNs: f64 = 0;
/** Goroutines of the chunk so far, by first appearance: their addresses. */
let list: usize = 0;
let active: u32 = 0;
/** Bits that any change or actor of the chunk has. */
let changeBits: u32 = 0;
let actorBits: u32 = 0;

/** The grouped chunk, as the host takes it. */
let goroutineColumn: usize = 0;
let firstColumn: usize = 0;
let nextRow: usize = 0;
let offsetColumn: usize = 0;
let changeColumn: usize = 0;
let actorColumn: usize = 0;

/**
 * What state changes do: each combination of state (3 bits), reason (8 bits) and stack is one number, in order of appearance. A program
 * has a few hundred of them, so a row is narrow and the table is small.
 */
let keys: usize = 0;
/** By change: the time from there to the goroutine's next row in the chunk, from its first run in the chunk on. */
let profile: usize = 0;
let changes: u32 = 0;
let changeRoom: u32 = 0;
/** Change + 1 behind its key, by hash. */
let slots: usize = 0;
let slotMask: u32 = 0;

export function setNow(time: f64): void {
  now = time;
}

export function beginRows(atNs: f64): void {
  now = startNs = atNs;
  count = active = changeBits = actorBits = 0;
  found = take(<usize>CHUNK_ROWS * ROW);
  list = take(CHUNK_ROWS << 2);
  goroutineColumn = take(CHUNK_ROWS << 2);
  firstColumn = take((CHUNK_ROWS + 1) << 2);
  nextRow = take(CHUNK_ROWS << 2);
  offsetColumn = take(CHUNK_ROWS << 3);
  changeColumn = take(CHUNK_ROWS << 2);
  actorColumn = take(CHUNK_ROWS << 2);
  changes = 0;
  changeRoom = 64;
  keys = take(changeRoom << 3);
  profile = takeZeros(changeRoom << 3);
  slotMask = 127;
  slots = takeZeros((slotMask + 1) << 4);
}

/* What nine tenths of the events go through is a method: a decorator that makes it part of its callers is for those alone. */
export class Rows {
  /** A goroutine's state changes now. `actor` as TraceChunk has it, but a goroutine is its index + 1. */
  @inline
  static change(g: Goroutine, state: u32, reason: u32, stack: u32, actor: u32): void {
    if (count === CHUNK_ROWS) next();
    const what = Rows.changeOf(((<u64>stack) << 11) | (reason << 3) | state);
    if (g.rows++ === 0) {
      g.slot = <u16>active;
      store<u32>(list + (active++ << 2), <u32>changetype<usize>(g));
    }
    const last = g.last;
    if (last >= 0) {
      const sum = profile + (last << 3);
      store<f64>(sum, load<f64>(sum) + (now - g.since));
    }
    if (last >= 0 || state === RUNNING) {
      g.last = what;
      g.since = now;
    }
    const row = found + <usize>count * ROW;
    count++;
    store<f64>(row, now);
    store<u32>(row, g.slot, 8);
    store<u32>(row, what, 12);
    store<u32>(row, actor, 16);
    changeBits |= what;
    actorBits |= actor;
  }

  @inline
  private static changeOf(key: u64): u32 {
    let slot = hash(key) & slotMask;
    while (true) {
      const at = slots + ((<usize>slot) << 4);
      const known = load<u32>(at, 8);
      if (known === 0) return addChange(key, slot);
      if (load<u64>(at) === key) return known - 1;
      slot = (slot + 1) & slotMask;
    }
  }
}

function hash(key: u64): u32 {
  return <u32>((key * 0x9e3779b97f4a7c15) >>> 32);
}

function addChange(key: u64, slot: u32): u32 {
  const index = changes++;
  if (index === changeRoom) {
    keys = widened(keys, changeRoom << 3, changeRoom << 4);
    profile = widened(profile, changeRoom << 3, changeRoom << 4);
    changeRoom *= 2;
  }
  store<u64>(keys + (index << 3), key);
  const at = slots + ((<usize>slot) << 4);
  store<u64>(at, key);
  store<u32>(at, index + 1, 8);
  if (changes * 2 > slotMask) rehash();
  return index;
}

function rehash(): void {
  slotMask = slotMask * 2 + 1;
  slots = takeZeros((slotMask + 1) << 4);
  for (let index: u32 = 0; index < changes; index++) {
    const key = load<u64>(keys + (index << 3));
    let slot = hash(key) & slotMask;
    while (load<u32>(slots + ((<usize>slot) << 4), 8) !== 0) slot = (slot + 1) & slotMask;
    store<u64>(slots + ((<usize>slot) << 4), key);
    store<u32>(slots + ((<usize>slot) << 4), index + 1, 8);
  }
}

/** Ends a chunk where its last row is, and begins the next now. */
function next(): void {
  flush(load<f64>(found + <usize>(CHUNK_ROWS - 1) * ROW));
  startNs = now;
}

/** Ends a chunk at a time. */
export function flush(endNs: f64): void {
  let sum: u32 = 0;
  for (let k: u32 = 0; k < active; k++) {
    const g = changetype<Goroutine>(<usize>load<u32>(list + (k << 2)));
    store<u32>(goroutineColumn + (k << 2), g.index);
    store<u32>(firstColumn + (k << 2), sum);
    store<u32>(nextRow + (k << 2), sum);
    sum += g.rows;
    g.rows = 0;
    g.last = -1;
  }
  store<u32>(firstColumn + (active << 2), sum);
  const plain = shortOffsets(endNs) && narrow(changeBits) && narrow(actorBits);
  if (plain) groupNarrow();
  else groupWide(shortOffsets(endNs), narrow(changeBits), narrow(actorBits));
  host.chunk(startNs, endNs, plain && sound());
  count = active = changeBits = actorBits = 0;
}

function shortOffsets(endNs: f64): bool {
  return endNs - startNs < 4294967296;
}

function narrow(bits: u32): bool {
  return bits >>> 16 === 0;
}

/** Nearly all chunks. */
function groupNarrow(): void {
  const end = found + <usize>count * ROW;
  for (let row = found; row < end; row += ROW) {
    const place = nextRow + (load<u32>(row, 8) << 2);
    const at = load<u32>(place);
    store<u32>(place, at + 1);
    store<u32>(offsetColumn + (at << 2), <u32>(load<f64>(row) - startNs));
    store<u16>(changeColumn + (at << 1), <u16>load<u32>(row, 12));
    store<u16>(actorColumn + (at << 1), <u16>load<u32>(row, 16));
  }
}

/** Whether the grouped rows are what assertRows (model/trace-integrity.ts) asks for: nearly all chunks are walked here. */
function sound(): bool {
  if (load<u32>(firstColumn + (active << 2)) !== count) return false;
  let wrong: u32 = 0;
  let mostChange: u32 = 0;
  let mostActor: u32 = 0;
  for (let k: u32 = 0; k < active; k++) {
    const from = load<u32>(firstColumn + (k << 2));
    const to = load<u32>(firstColumn + (k << 2), 4);
    if (from >= to || to > count) return false;
    let before: u32 = 0;
    for (let row = from; row < to; row++) {
      const offset = load<u32>(offsetColumn + (row << 2));
      wrong |= select<u32>(1, 0, offset < before);
      before = offset;
      mostChange = max<u32>(mostChange, load<u16>(changeColumn + (row << 1)));
      mostActor = max<u32>(mostActor, load<u16>(actorColumn + (row << 1)));
    }
  }
  return wrong === 0 && (count === 0 || mostChange < changes) && mostActor <= goroutines.count;
}

function groupWide(short: bool, narrowChange: bool, narrowActor: bool): void {
  const end = found + <usize>count * ROW;
  for (let row = found; row < end; row += ROW) {
    const place = nextRow + (load<u32>(row, 8) << 2);
    const at = load<u32>(place);
    store<u32>(place, at + 1);
    const offset = load<f64>(row) - startNs;
    if (short) store<u32>(offsetColumn + (at << 2), <u32>offset);
    else store<f64>(offsetColumn + (at << 3), offset);
    const what = load<u32>(row, 12);
    if (narrowChange) store<u16>(changeColumn + (at << 1), <u16>what);
    else store<u32>(changeColumn + (at << 2), what);
    const actor = load<u32>(row, 16);
    if (narrowActor) store<u16>(actorColumn + (at << 1), <u16>actor);
    else store<u32>(actorColumn + (at << 2), actor);
  }
}

/* What `host.chunk` finds: the columns of the chunk at hand. */

export function chunkRows(): u32 {
  return count;
}

export function chunkGoroutines(): u32 {
  return active;
}

/** Bytes of a value. */
export function chunkChangeWidth(): u32 {
  return narrow(changeBits) ? 2 : 4;
}

export function chunkActorWidth(): u32 {
  return narrow(actorBits) ? 2 : 4;
}

export function chunkGoroutineAt(): usize {
  return goroutineColumn;
}

export function chunkFirstAt(): usize {
  return firstColumn;
}

export function chunkOffsetAt(): usize {
  return offsetColumn;
}

export function chunkChangeAt(): usize {
  return changeColumn;
}

export function chunkActorAt(): usize {
  return actorColumn;
}

export function changeCount(): u32 {
  return changes;
}

/** Keys as above, 64 bits each. */
export function changeKeysAt(): usize {
  return keys;
}

export function profileAt(): usize {
  return profile;
}
