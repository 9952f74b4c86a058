import { Changes } from './changes';
import type { RowChunk } from './generation';
import { RUNNING } from './profiles';

/** Rows a chunk: what is sorted at once should stay near the processor. */
export const CHUNK_ROWS = 1 << 15;

/**
 * State changes in order of time, as they are found; a chunk of them at a time is grouped by goroutine. Its memory is used again for
 * the next chunk and the next generation.
 */
export class RowBuffer {
  chunks: RowChunk[] = [];
  readonly changes = new Changes();
  /** Time by change, as GenerationOutput has it. */
  profile = new Float64Array(0);
  /** Time of the row that is pushed. */
  readonly now = new Float64Array(1);
  count = 0;
  /** Goroutine, time, change and actor by row. Grouped, the first of them is the row in the chunk. */
  readonly goroutine = new Uint32Array(CHUNK_ROWS);
  readonly time = new Float64Array(CHUNK_ROWS);
  readonly change = new Uint32Array(CHUNK_ROWS);
  readonly actor = new Uint32Array(CHUNK_ROWS);
  /** Goroutines of the chunk so far, by first appearance. */
  active = 0;
  readonly list = new Uint32Array(CHUNK_ROWS);
  /** By goroutine: its rows in the chunk; while they are grouped, the next of them. */
  rowsOf = new Uint32Array(64);
  /** By goroutine: change and time of its last row in the chunk; −1 until it runs there. */
  last = new Int32Array(64).fill(-1);
  since = new Float64Array(64);
  #startNs = 0;
  /** Bits that any change or actor of the chunk has. */
  #changeBits = 0;
  #actorBits = 0;

  /** Takes over what was written to the columns. */
  take(count: number, active: number, changeBits: number, actorBits: number): void {
    this.count = count;
    this.active = active;
    this.#changeBits |= changeBits;
    this.#actorBits |= actorBits;
  }

  push(goroutine: number, state: number, reason: number, stack: number, actor: number): void {
    if (this.count === CHUNK_ROWS) this.#next();
    if (goroutine >= this.rowsOf.length) this.#widen(goroutine);
    const change = this.changes.of(state, reason, stack);
    if (change >= this.profile.length) this.profile = widened(this.profile, change * 2);
    const now = this.now[0];
    if (this.rowsOf[goroutine]++ === 0) this.list[this.active++] = goroutine;
    const last = this.last[goroutine];
    if (last >= 0) this.profile[last] += now - this.since[goroutine];
    if (last >= 0 || state === RUNNING) {
      this.last[goroutine] = change;
      this.since[goroutine] = now;
    }
    const row = this.count++;
    this.#changeBits |= change;
    this.#actorBits |= actor;
    this.goroutine[row] = goroutine;
    this.time[row] = now;
    this.change[row] = change;
    this.actor[row] = actor;
  }

  begin(startNs: number): void {
    this.chunks = [];
    this.changes.clear();
    this.profile = new Float64Array(16);
    this.count = 0;
    this.#startNs = startNs;
  }

  /** Ends a chunk where its last row is, and begins the next now. */
  #next(): void {
    const startNs = this.now[0];
    this.now[0] = this.time[CHUNK_ROWS - 1];
    this.flush();
    this.now[0] = startNs;
    this.#startNs = startNs;
  }

  #widen(goroutine: number): void {
    const had = this.rowsOf.length;
    const size = Math.max(goroutine + 1, had * 2);
    const rows = new Uint32Array(size);
    rows.set(this.rowsOf);
    this.rowsOf = rows;
    const last = new Int32Array(size).fill(-1, had);
    last.set(this.last);
    this.last = last;
    this.since = widened(this.since, size);
  }

  /** Ends a chunk, at the time `now`: its rows by goroutine, each goroutine's in order of time. */
  flush(): void {
    const count = this.count;
    const active = this.active;
    const goroutine = this.list.slice(0, active);
    const first = new Uint32Array(active + 1);
    startRows(goroutine, this.rowsOf, first);
    const startNs = this.#startNs;
    const short = this.now[0] - startNs < 2 ** 32;
    const at = this.goroutine;
    placeRows(at, count, this.rowsOf);
    const offsetNs = (short ? offsets32 : offsets64)(this.time, at, count, startNs);
    const change = spread(this.change, at, count, this.#changeBits);
    const actor = spread(this.actor, at, count, this.#actorBits);
    forget(goroutine, this.rowsOf, this.last);
    this.chunks.push({ checked: false, startNs, endNs: this.now[0], goroutine, first, offsetNs, change, actor });
    this.count = 0;
    this.active = 0;
    this.#changeBits = 0;
    this.#actorBits = 0;
  }
}

/*
 * Each loop is a function of its own: one function with several of them is compiled once for each, in the middle of it. And each
 * width of a column has its own loop: one that sees both checks which at every value.
 */

/** From how many rows each goroutine has to the first row of each. */
function startRows(goroutine: Uint32Array, rows: Uint32Array, first: Uint32Array): void {
  let sum = 0;
  for (let k = 0; k < goroutine.length; k++) {
    const g = goroutine[k];
    const count = rows[g];
    rows[g] = sum;
    sum += count;
    first[k + 1] = sum;
  }
}

/** From the goroutine of a row to its place. */
function placeRows(row: Uint32Array, count: number, next: Uint32Array): void {
  for (let i = 0; i < count; i++) row[i] = next[row[i]]++;
}

function forget(goroutine: Uint32Array, rows: Uint32Array, last: Int32Array): void {
  for (let k = 0; k < goroutine.length; k++) {
    rows[goroutine[k]] = 0;
    last[goroutine[k]] = -1;
  }
}

/** The first `count` values, each in its row; as narrow as `bits`, which holds all of theirs. */
function spread(values: Uint32Array, row: Uint32Array, count: number, bits: number): Uint16Array | Uint32Array {
  return bits >>> 16 === 0 ? spread16(values, row, count) : spread32(values, row, count);
}

function offsets32(time: Float64Array, row: Uint32Array, count: number, startNs: number): Uint32Array {
  const column = new Uint32Array(count);
  for (let i = 0; i < count; i++) column[row[i]] = time[i] - startNs;
  return column;
}

function offsets64(time: Float64Array, row: Uint32Array, count: number, startNs: number): Float64Array {
  const column = new Float64Array(count);
  for (let i = 0; i < count; i++) column[row[i]] = time[i] - startNs;
  return column;
}

function spread16(values: Uint32Array, row: Uint32Array, count: number): Uint16Array {
  const column = new Uint16Array(count);
  for (let i = 0; i < count; i++) column[row[i]] = values[i];
  return column;
}

function spread32(values: Uint32Array, row: Uint32Array, count: number): Uint32Array {
  const column = new Uint32Array(count);
  for (let i = 0; i < count; i++) column[row[i]] = values[i];
  return column;
}

function widened(column: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
  if (column.length >= size) return column;
  const wider = new Float64Array(size);
  wider.set(column);
  return wider;
}

type Rows = Pick<RowChunk, 'first' | 'offsetNs' | 'change'>;

/** Rows `[from, to)`: the first in which the goroutine runs; `to` when it does not. `state` = the state by change. */
export function firstRun({ change }: Rows, state: Uint8Array, from: number, to: number): number {
  let row = from;
  while (row < to && state[change[row]] !== RUNNING) row++;
  return row;
}

/**
 * Adds to `sums` (by change) the time between two rows of the same goroutine in a chunk, from the first in which it runs: go tool
 * trace counts from there. `state` = the state by change; `sign` −1 takes away what was added.
 */
export function addProfile(chunk: Rows, state: Uint8Array, sums: Float64Array, sign: 1 | -1): void {
  const { first, offsetNs, change } = chunk;
  for (let k = 0; k + 1 < first.length; k++) {
    const last = first[k + 1] - 1;
    let row = first[k];
    while (row < last && state[change[row]] !== RUNNING) row++;
    if (row >= last) continue;
    let before = offsetNs[row];
    for (; row < last; row++) {
      const offset = offsetNs[row + 1];
      sums[change[row]] += sign * (offset - before);
      before = offset;
    }
  }
}
