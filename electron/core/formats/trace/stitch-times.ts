import type { GenerationOutput, RowChunk } from './generation';

/**
 * Moves the start of a generation behind the end of the one before, as x/exp/trace's reader does event by event: the generation was
 * decoded as if nothing came before it. Its rows, and the statuses that may become rows, are moved by moveChunk. Answers whether
 * anything moved.
 */
export function moveBehind(output: GenerationOutput, endBefore: number): MovedTimes | null {
  const { early } = output;
  if (endBefore < early[0]) return null;
  let low = 1;
  let high = early.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (early[middle] > endBefore + 1 + middle) high = middle;
    else low = middle + 1;
  }
  const moved = new MovedTimes(early, low, endBefore);
  moved.all(output.goroutines.births.atNs);
  moved.all(output.goroutines.endedNs);
  moved.all(output.ranges.endNs);
  for (const column of [
    output.ranges.startNs,
    output.procs.atNs,
    output.heap.atNs,
    output.annotations.atNs,
    output.samples.atNs,
  ])
    moved.sorted(column);
  return moved;
}

/** New times for the first `count` events of a generation. */
class MovedTimes {
  readonly #early: Float64Array;
  readonly #count: number;
  readonly #before: number;
  /** Times below are moved. */
  readonly #until: number;

  constructor(early: Float64Array, count: number, before: number) {
    this.#early = early;
    this.#count = count;
    this.#before = before;
    // More than was kept is concerned only where a clock went far back: the order stays then, equal times become possible.
    this.#until = count < early.length ? early[count] : Math.max(early[early.length - 1] + 1, before + count + 1);
  }

  /** Whether anything at or after this time moves. */
  concerns(time: number): boolean {
    return time < this.#until;
  }

  of(time: number): number {
    if (!(time < this.#until)) return time;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#early[middle] < time) low = middle + 1;
      else high = middle;
    }
    return Math.max(time, this.#before + 1 + low);
  }

  all(column: Float64Array): void {
    for (let i = 0; i < column.length; i++) if (column[i] < this.#until) column[i] = this.of(column[i]);
  }

  sorted(column: Float64Array): void {
    for (let i = 0; i < column.length && column[i] < this.#until; i++) column[i] = this.of(column[i]);
  }
}
export type { MovedTimes };

/** A chunk at its new times. */
export function moveChunk(chunk: RowChunk, moved: MovedTimes): RowChunk {
  const startNs = moved.of(chunk.startNs);
  const { offsetNs } = chunk;
  for (let i = 0; i < offsetNs.length; i++) offsetNs[i] = moved.of(chunk.startNs + offsetNs[i]) - startNs;
  return { ...chunk, checked: false, startNs, endNs: moved.of(chunk.endNs) };
}
