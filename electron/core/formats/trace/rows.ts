import { Changes } from './changes';
import type { RowChunk } from './generation';
import { RUNNING } from './profiles';

/** Rows a chunk: what is sorted at once should stay near the processor. */
const CHUNK_ROWS = 1 << 17;

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
  #count = 0;
  #startNs = 0;
  /** Bits that any change or actor of the chunk has. */
  #changeBits = 0;
  #actorBits = 0;
  /** Goroutines of the chunk so far, by first appearance, and their rows. */
  #active = 0;
  readonly #goroutine = new Uint32Array(CHUNK_ROWS);
  readonly #rows = new Uint32Array(CHUNK_ROWS);
  /** Place + 1 of a goroutine in the chunk; 0 = not in it. */
  #place = new Uint32Array(1024);
  /** By row: place of its goroutine; grouped, its row in the chunk. */
  readonly #at = new Uint32Array(CHUNK_ROWS);
  readonly #time = new Float64Array(CHUNK_ROWS);
  readonly #change = new Uint32Array(CHUNK_ROWS);
  readonly #actor = new Uint32Array(CHUNK_ROWS);

  push(goroutine: number, state: number, reason: number, stack: number, actor: number): void {
    if (this.#count === CHUNK_ROWS) this.#next();
    if (goroutine >= this.#place.length) this.#widen(goroutine);
    let place = this.#place[goroutine];
    if (place === 0) {
      this.#goroutine[this.#active] = goroutine;
      this.#rows[this.#active] = 0;
      place = ++this.#active;
      this.#place[goroutine] = place;
    }
    this.#rows[place - 1]++;
    const row = this.#count++;
    const change = this.changes.of(state, reason, stack);
    this.#changeBits |= change;
    this.#actorBits |= actor;
    this.#at[row] = place - 1;
    this.#time[row] = this.now[0];
    this.#change[row] = change;
    this.#actor[row] = actor;
  }

  begin(startNs: number): void {
    this.chunks = [];
    this.changes.clear();
    this.profile = new Float64Array(0);
    this.#count = 0;
    this.#startNs = startNs;
  }

  /** Ends a chunk where its last row is, and begins the next now. */
  #next(): void {
    const startNs = this.now[0];
    this.now[0] = this.#time[CHUNK_ROWS - 1];
    this.flush();
    this.now[0] = startNs;
    this.#startNs = startNs;
  }

  #widen(goroutine: number): void {
    const wider = new Uint32Array(Math.max(goroutine + 1, this.#place.length * 2));
    wider.set(this.#place);
    this.#place = wider;
  }

  /** Ends a chunk, at the time `now`: its rows by goroutine, each goroutine's in order of time. */
  flush(): void {
    const count = this.#count;
    const active = this.#active;
    const goroutine = this.#goroutine.slice(0, active);
    const first = new Uint32Array(active + 1);
    const next = this.#rows;
    let sum = 0;
    for (let k = 0; k < active; k++) {
      const rows = next[k];
      next[k] = sum;
      sum += rows;
      first[k + 1] = sum;
      this.#place[goroutine[k]] = 0;
    }
    const at = this.#at;
    for (let i = 0; i < count; i++) at[i] = next[at[i]]++;
    const startNs = this.#startNs;
    const short = this.now[0] - startNs < 2 ** 32;
    const offsetNs = (short ? offsets32 : offsets64)(this.#time, at, count, startNs);
    const change = spread(this.#change, at, count, this.#changeBits);
    const actor = spread(this.#actor, at, count, this.#actorBits);
    const chunk = { checked: false, startNs, endNs: this.now[0], goroutine, first, offsetNs, change, actor };
    this.#count = 0;
    this.#active = 0;
    this.#changeBits = 0;
    this.#actorBits = 0;
    this.profile = widened(this.profile, this.changes.count);
    addProfile(chunk, this.changes.states(), this.profile, 1);
    this.chunks.push(chunk);
  }
}

/** The first `count` values, each in its row; as narrow as `bits`, which holds all of theirs. */
function spread(values: Uint32Array, row: Uint32Array, count: number, bits: number): Uint16Array | Uint32Array {
  return bits >>> 16 === 0 ? spread16(values, row, count) : spread32(values, row, count);
}

/* A loop of its own for each width: one that sees both checks which at every value. */

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
