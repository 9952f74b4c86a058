import type { RowChunk } from './generation';
import { RUNNING } from '@core/model/trace-profiles';

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
