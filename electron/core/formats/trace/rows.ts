import type { RowChunk } from './generation';
import { NO_PROFILE, PROFILE_COUNT, profileOf, RUNNING } from './profiles';

/** Rows a chunk: what is sorted at once should stay near the processor. */
const CHUNK_ROWS = 1 << 17;

/**
 * State changes in order of time, as they are found; a chunk of them at a time is grouped by goroutine. Its memory is used again for
 * the next chunk and the next generation.
 */
export class RowBuffer {
  chunks: RowChunk[] = [];
  /** Time of the row that is pushed. */
  readonly now = new Float64Array(1);
  #count = 0;
  #startNs = 0;
  #known = 0;
  /** Goroutines of the chunk so far, by first appearance, and their rows. */
  #active = 0;
  readonly #goroutine = new Uint32Array(CHUNK_ROWS);
  readonly #rows = new Uint32Array(CHUNK_ROWS);
  /** Place + 1 of a goroutine in the chunk; 0 = not in it. */
  #place = new Uint32Array(1024);
  /** By row: place of its goroutine. */
  readonly #at = new Uint32Array(CHUNK_ROWS);
  readonly #time = new Float64Array(CHUNK_ROWS);
  /** State in the low three bits, then the reason. */
  readonly #what = new Uint16Array(CHUNK_ROWS);
  readonly #stack = new Uint32Array(CHUNK_ROWS);
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
    this.#at[row] = place - 1;
    this.#time[row] = this.now[0];
    this.#what[row] = (reason << 3) | state;
    this.#stack[row] = stack;
    this.#actor[row] = actor;
  }

  /** Begins a generation; `known` = goroutines of those before. */
  begin(startNs: number, known: number): void {
    this.#known = known;
    this.chunks = [];
    this.#count = 0;
    this.#startNs = startNs;
  }

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
    const startNs = this.#startNs;
    const endNs = this.now[0];
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
    const [time, what, at] = [this.#time, this.#what, this.#at];
    const offsetNs = endNs - startNs < 2 ** 32 ? new Uint32Array(count) : new Float64Array(count);
    const state = new Uint8Array(count);
    const reason = new Uint8Array(count);
    const stack = narrow(this.#stack, count, 0);
    const actor = narrow(this.#actor, count, this.#known);
    for (let i = 0; i < count; i++) {
      const row = next[at[i]]++;
      offsetNs[row] = time[i] - startNs;
      state[row] = what[i] & 7;
      reason[row] = what[i] >> 3;
      stack[row] = this.#stack[i];
      actor[row] = this.#actor[i];
    }
    this.#count = 0;
    this.#active = 0;
    this.chunks.push({ startNs, endNs, goroutine, first, offsetNs, state, reason, stack, actor });
  }
}

/** A column for `count` values of another one, and for values up to `known`. */
function narrow(values: Uint32Array, count: number, known: number): Uint16Array | Uint32Array {
  let most = known;
  for (let i = 0; i < count; i++) if (values[i] > most) most = values[i];
  return most < 65536 ? new Uint16Array(count) : new Uint32Array(count);
}

/** Rows `[from, to)`: the first in which the goroutine runs; `to` when it does not. */
export function firstRun(state: Uint8Array, from: number, to: number): number {
  let row = from;
  while (row < to && state[row] !== RUNNING) row++;
  return row;
}

/**
 * Adds to `sums` (by stack and row of PROFILES) the time between two rows of the same goroutine in a chunk, from the first in which it
 * runs: go tool trace counts from there. `reasons` = `profileOfReason` by reason; `sign` −1 takes away what was added.
 */
export function addProfile(chunk: RowChunk, reasons: Uint8Array, sums: Float64Array, sign: 1 | -1): void {
  const { goroutine, first, offsetNs, state, reason, stack } = chunk;
  for (let k = 0; k < goroutine.length; k++) {
    const last = first[k + 1] - 1;
    for (let row = firstRun(state, first[k], last); row < last; row++) {
      const profile = profileOf(state[row], reason[row], reasons);
      if (profile !== NO_PROFILE)
        sums[stack[row] * PROFILE_COUNT + profile] += sign * (offsetNs[row + 1] - offsetNs[row]);
    }
  }
}
