import type { GoroutineTable } from '@core/model/tables';
import type { GroupTable } from './group';

/** Goroutines by their ids, in columns: a map of a hundred thousand ids is made for a second, sorted columns for a hundredth of one. */
export interface GoroutineIds {
  readonly highest: number;
  readonly byteLength: number;
  /** Row of the goroutine table, the last where a capture has an id twice; −1 = no such goroutine. */
  row(goid: number): number;
}

/** Ids and rows that are sorted as one number: what fits into its 53 bits. */
const PACKED_IDS = 2 ** 32;
const PACKED_ROWS = 2 ** 21;

export function goroutineIds({ count, goid }: GoroutineTable): GoroutineIds {
  let highest = 0;
  let ascends = true;
  for (let row = 0; row < count; row++) {
    if (goid[row] > highest) highest = goid[row];
    if (row > 0 && goid[row] < goid[row - 1]) ascends = false;
  }
  const rows = ascends ? null : sortedRows(goid, count, highest);
  const ids = rows === null ? goid : Float64Array.from(rows, (row) => goid[row]);
  return {
    highest,
    byteLength: rows === null ? 0 : rows.byteLength + ids.byteLength,
    row(wanted) {
      const after = firstAbove(ids, count, wanted);
      if (after === 0 || ids[after - 1] !== wanted) return -1;
      return rows === null ? after - 1 : rows[after - 1];
    },
  };
}

/** By id, those of one id in order of their rows. */
function sortedRows(goid: Float64Array, count: number, highest: number): Uint32Array {
  if (highest >= PACKED_IDS || count > PACKED_ROWS)
    return Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => goid[a] - goid[b] || a - b);
  // Without a function that compares, which takes ten times as long. Those without an id come first.
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row++) keys[row] = (Math.max(-1, goid[row]) + 1) * PACKED_ROWS + row;
  return Uint32Array.from(keys.sort(), (key) => key % PACKED_ROWS);
}

function firstAbove(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ids of the members of every group, ascending within the group: laid out as `groups.members`. */
export function idsByGroup({ goid }: GoroutineTable, { count, start, members }: GroupTable): Float64Array {
  const ids = Float64Array.from(members, (row) => goid[row]);
  for (let group = 0; group < count; group++)
    if (start[group + 1] - start[group] > 1) ids.subarray(start[group], start[group + 1]).sort();
  return ids;
}

/** What became of the members of a group over moments in order: `ids` holds those of each, ascending. */
export interface Attendance {
  /** Different ones in the first moment, and those of them that are in all later ones. */
  readonly first: number;
  readonly stayed: number;
  /** Fewest newcomers of any interval. */
  readonly fewestNew: number;
  /** Different ones in any but the last moment, and those of them that are not in the last. */
  readonly seen: number;
  readonly ended: number;
}

/** One pass over all moments at once, the lowest id that is left first. */
export function attendance(ids: readonly Float64Array[]): Attendance {
  const moments = ids.length;
  const at = new Uint32Array(moments);
  const fresh = new Float64Array(moments);
  let [first, stayed, seen, ended] = [0, 0, 0, 0];
  for (;;) {
    let lowest = Infinity;
    for (let m = 0; m < moments; m++) if (at[m] < ids[m].length && ids[m][at[m]] < lowest) lowest = ids[m][at[m]];
    if (lowest === Infinity) break;
    let there = 0;
    let before = false;
    let last = false;
    for (let m = 0; m < moments; m++) {
      const own = ids[m];
      const here = at[m] < own.length && own[at[m]] === lowest;
      if (here) {
        there++;
        while (at[m] < own.length && own[at[m]] === lowest) at[m]++;
        if (m === 0) first++;
        else if (!last) fresh[m]++;
        if (m < moments - 1) before = true;
      }
      last = here;
    }
    if (there === moments) stayed++;
    if (before) {
      seen++;
      if (!last) ended++;
    }
  }
  return { first, stayed, fewestNew: moments < 2 ? 0 : Math.min(...fresh.subarray(1)), seen, ended };
}
