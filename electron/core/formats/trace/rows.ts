import type { RowColumns } from './generation';
import { NO_PROFILE, PROFILE_COUNT, profileOf, RUNNING } from './profiles';

/** State changes in order of time, as they are found. Its memory is used again for the next generation. */
export class RowBuffer {
  count = 0;
  #capacity = 65536;
  #goroutine = new Uint32Array(this.#capacity);
  #time = new Float64Array(this.#capacity);
  /** State in the low three bits, then the reason. */
  #what = new Uint16Array(this.#capacity);
  #stack = new Uint32Array(this.#capacity);
  #actor = new Uint32Array(this.#capacity);

  push(goroutine: number, time: number, state: number, reason: number, stack: number, actor: number): void {
    const row = this.count++;
    if (row === this.#capacity) this.#grow();
    this.#goroutine[row] = goroutine;
    this.#time[row] = time;
    this.#what[row] = (reason << 3) | state;
    this.#stack[row] = stack;
    this.#actor[row] = actor;
  }

  clear(): void {
    this.count = 0;
  }

  #grow(): void {
    this.#capacity *= 2;
    const capacity = this.#capacity;
    this.#goroutine = widen(this.#goroutine, new Uint32Array(capacity));
    this.#time = widen(this.#time, new Float64Array(capacity));
    this.#what = widen(this.#what, new Uint16Array(capacity));
    this.#stack = widen(this.#stack, new Uint32Array(capacity));
    this.#actor = widen(this.#actor, new Uint32Array(capacity));
  }

  /** The rows by goroutine, each goroutine's in order of time. `limits` are the largest values of a column. */
  grouped(
    goroutines: number,
    startNs: number,
    limits: { readonly time: number; readonly stack: number; readonly actor: number },
  ): Omit<RowColumns, 'reasons'> {
    const { count } = this;
    const first = new Uint32Array(goroutines + 1);
    const by = this.#goroutine;
    for (let i = 0; i < count; i++) first[by[i] + 1]++;
    for (let g = 0; g < goroutines; g++) first[g + 1] += first[g];
    const next = first.slice(0, goroutines);
    const offsetNs = limits.time - startNs < 2 ** 32 ? new Uint32Array(count) : new Float64Array(count);
    const state = new Uint8Array(count);
    const reason = new Uint8Array(count);
    const stack = limits.stack < 65536 ? new Uint16Array(count) : new Uint32Array(count);
    const actor = limits.actor < 65535 ? new Uint16Array(count) : new Uint32Array(count);
    const time = this.#time;
    const what = this.#what;
    const stacks = this.#stack;
    const actors = this.#actor;
    for (let i = 0; i < count; i++) {
      const row = next[by[i]]++;
      offsetNs[row] = time[i] - startNs;
      state[row] = what[i] & 7;
      reason[row] = what[i] >> 3;
      stack[row] = stacks[i];
      actor[row] = actors[i];
    }
    return { first, offsetNs, state, reason, stack, actor };
  }
}

function widen<C extends Uint16Array | Uint32Array | Float64Array>(column: C, wider: C): C {
  wider.set(column);
  return wider;
}

/** Rows of each goroutine before the first in which it runs. */
export function rowsBeforeRun(rows: Pick<RowColumns, 'first' | 'state'>): Uint32Array {
  const { first, state } = rows;
  const before = new Uint32Array(first.length - 1);
  for (let g = 0; g < before.length; g++) {
    const end = first[g + 1];
    let row = first[g];
    while (row < end && state[row] !== RUNNING) row++;
    before[g] = row - first[g];
  }
  return before;
}

/**
 * Time by stack (and row of PROFILES) of the intervals between two rows of the same goroutine, without those before it first runs:
 * go tool trace counts from there. `ends` gives the end of a goroutine's last row, as an offset; NaN = it has none here.
 */
export function profileRows(
  rows: Pick<RowColumns, 'first' | 'offsetNs' | 'state' | 'reason' | 'stack'>,
  before: Uint32Array,
  reasons: Uint8Array,
  stacks: number,
  ends: (goroutine: number) => number,
): Float64Array {
  const { first, offsetNs, state, reason, stack } = rows;
  const sums = new Float64Array(stacks * PROFILE_COUNT);
  for (let g = 0; g < before.length; g++) {
    const last = first[g + 1] - 1;
    for (let row = first[g] + before[g]; row <= last; row++) {
      const profile = profileOf(state[row], reason[row], reasons);
      if (profile === NO_PROFILE) continue;
      const end = row < last ? offsetNs[row + 1] : ends(g);
      if (end > offsetNs[row]) sums[stack[row] * PROFILE_COUNT + profile] += end - offsetNs[row];
    }
  }
  return sums;
}
