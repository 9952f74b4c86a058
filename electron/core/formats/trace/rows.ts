import type { RowChunk } from './generation';
import { NO_PROFILE, PROFILE_COUNT, profileOf, RUNNING } from './profiles';

/** Rows a chunk: what is sorted at once should stay near the processor. */
const CHUNK_ROWS = 1 << 18;

/**
 * State changes in order of time, as they are found; a chunk of them at a time is grouped by goroutine. Its memory is used again for
 * the next chunk and the next generation.
 */
export class RowBuffer {
  chunks: RowChunk[] = [];
  #count = 0;
  #startNs = 0;
  readonly #goroutine = new Uint32Array(CHUNK_ROWS);
  readonly #time = new Float64Array(CHUNK_ROWS);
  /** State in the low three bits, then the reason. */
  readonly #what = new Uint16Array(CHUNK_ROWS);
  readonly #stack = new Uint32Array(CHUNK_ROWS);
  readonly #actor = new Uint32Array(CHUNK_ROWS);

  push(goroutine: number, time: number, state: number, reason: number, stack: number, actor: number): void {
    if (this.#count === CHUNK_ROWS) {
      this.flush(this.#time[CHUNK_ROWS - 1]);
      this.#startNs = time;
    }
    const row = this.#count++;
    this.#goroutine[row] = goroutine;
    this.#time[row] = time;
    this.#what[row] = (reason << 3) | state;
    this.#stack[row] = stack;
    this.#actor[row] = actor;
  }

  /** Begins a generation. */
  begin(startNs: number): void {
    this.chunks = [];
    this.#count = 0;
    this.#startNs = startNs;
  }

  /** Ends a chunk: its rows by goroutine, each goroutine's in order of time. */
  flush(endNs: number): void {
    const count = this.#count;
    const startNs = this.#startNs;
    this.#count = 0;
    const by = this.#goroutine;
    let [most, mostStack, mostActor] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      if (by[i] > most) most = by[i];
      if (this.#stack[i] > mostStack) mostStack = this.#stack[i];
      if (this.#actor[i] > mostActor) mostActor = this.#actor[i];
    }
    const next = new Uint32Array(count === 0 ? 0 : most + 1);
    for (let i = 0; i < count; i++) next[by[i]]++;
    let active = 0;
    for (let g = 0; g < next.length; g++) if (next[g] > 0) active++;
    const goroutine = new Uint32Array(active);
    const first = new Uint32Array(active + 1);
    let at = 0;
    for (let g = 0, k = 0; g < next.length; g++) {
      const rows = next[g];
      if (rows === 0) continue;
      goroutine[k] = g;
      next[g] = at;
      at += rows;
      first[++k] = at;
    }
    const offsetNs = endNs - startNs < 2 ** 32 ? new Uint32Array(count) : new Float64Array(count);
    const state = new Uint8Array(count);
    const reason = new Uint8Array(count);
    const stack = mostStack < 65536 ? new Uint16Array(count) : new Uint32Array(count);
    const actor = mostActor < 65536 ? new Uint16Array(count) : new Uint32Array(count);
    const time = this.#time;
    const what = this.#what;
    for (let i = 0; i < count; i++) {
      const row = next[by[i]]++;
      offsetNs[row] = time[i] - startNs;
      state[row] = what[i] & 7;
      reason[row] = what[i] >> 3;
      stack[row] = this.#stack[i];
      actor[row] = this.#actor[i];
    }
    this.chunks.push({ startNs, endNs, goroutine, first, offsetNs, state, reason, stack, actor });
  }
}

/** Rows `[from, to)`: the first in which the goroutine runs; `to` when it does not. */
export function firstRun(state: Uint8Array, from: number, to: number): number {
  let row = from;
  while (row < to && state[row] !== RUNNING) row++;
  return row;
}

/**
 * Adds to `sums` (by stack and row of PROFILES) the time between two rows of the same goroutine in a chunk, from the first in which it
 * runs: go tool trace counts from there. `reasons` = `profileOfReason` by reason.
 */
export function addProfile(chunk: RowChunk, reasons: Uint8Array, sums: Float64Array): void {
  const { goroutine, first, offsetNs, state, reason, stack } = chunk;
  for (let k = 0; k < goroutine.length; k++) {
    const last = first[k + 1] - 1;
    for (let row = firstRun(state, first[k], last); row < last; row++) {
      const profile = profileOf(state[row], reason[row], reasons);
      if (profile !== NO_PROFILE) sums[stack[row] * PROFILE_COUNT + profile] += offsetNs[row + 1] - offsetNs[row];
    }
  }
}
