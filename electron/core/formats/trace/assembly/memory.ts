/*
 * All memory is taken in one direction and given back at once, before the next generation. What tables leave behind when they grow is
 * given out before the rest. What is taken holds anything, unless it is asked for as zeros.
 */

/** Of everything: doubles are the widest values. */
const ALIGNMENT: usize = 8;
/** Bytes behind all that is taken: an event that is cut off is read beyond its end. */
export const BEYOND: usize = 128;
/** Pages by which memory grows at least: a growth costs the host a new view. */
const STEP = 16;

let top: usize = 0;
/** A region that is free again: it is given out first. */
let spare: usize = 0;
let spareEnd: usize = 0;

/** Gives everything back. */
export function release(): void {
  top = __heap_base;
  spare = spareEnd = 0;
}

/** The address of so many bytes. Traps when the host gives no more. */
export function take(bytes: usize): usize {
  const free = (spare + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  if (free < spareEnd && bytes <= spareEnd - free) {
    spare = free + bytes;
    return free;
  }
  const at = (top + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  const end = at + bytes;
  if (end < top || end + BEYOND + 0xffff < end) unreachable();
  const pages = <i32>((end + BEYOND + 0xffff) >>> 16);
  const more = pages - memory.size();
  if (more > 0 && memory.grow(max(more, STEP)) < 0 && memory.grow(more) < 0) unreachable();
  top = end;
  return at;
}

export function takeZeros(bytes: usize): usize {
  const at = take(bytes);
  memory.fill(at, 0, bytes);
  return at;
}

/** The same values in a place with room for `bytes`, zeros behind them. The old place is free then. */
export function widened(from: usize, had: usize, bytes: usize): usize {
  const at = take(bytes);
  memory.copy(at, from, had);
  memory.fill(at + had, 0, bytes - had);
  recycle(from, had);
  return at;
}

/** What nobody needs any more, which is given out again: the larger of it and what was free before. */
export function recycle(at: usize, bytes: usize): void {
  if (bytes <= spareEnd - spare) return;
  spare = at;
  spareEnd = at + bytes;
}
