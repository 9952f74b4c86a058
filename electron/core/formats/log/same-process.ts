import { formatCount } from '@core/base/format';
import type { Capture, GoroutineTable } from '@core/model/tables';

/** Goroutines that are compared; the first ones of a dump are the oldest. */
const COMPARED = 2000;

/** Why two captures may be of two processes. */
export interface ProcessDoubt {
  readonly certain: boolean;
  readonly message: string;
}

/**
 * Why two captures that follow each other in one file are not known to be of one process; null when nothing speaks against it. Ids are
 * never used twice in a process: one id with two origins is of two processes, and dumps without a common one may be. `died`: the
 * process ended with the earlier one.
 */
export function doubtProcess(before: Capture, after: Capture, died: boolean): ProcessDoubt | null {
  if (died)
    return {
      certain: true,
      message: 'Another process than in the capture before, which is of one that ended with it.',
    };
  const earlier = before.goroutines;
  const later = after.goroutines;
  if (earlier === null || later === null || !hasIds(earlier) || !hasIds(later)) return null;
  const rows = new Map<number, number>();
  for (let row = 0; row < earlier.count; row++) rows.set(earlier.goid[row], row);
  let shared = 0;
  for (let row = 0; row < Math.min(later.count, COMPARED); row++) {
    const known = rows.get(later.goid[row]);
    if (known === undefined) continue;
    const was = creatorOf(before, earlier, known);
    const is = creatorOf(after, later, row);
    if (was !== '' && is !== '' && was !== is) {
      const id = formatCount(later.goid[row]);
      const message = `Another process than in the capture before: goroutine ${id} was created by ${was} there, by ${is} here.`;
      return { certain: true, message };
    }
    // Goroutine 1 is in every process.
    if (later.goid[row] !== 1) shared++;
  }
  if (shared > 0 || later.count < 2 || earlier.count < 2) return null;
  return { certain: false, message: 'Perhaps another process than in the capture before: no goroutine is in both.' };
}

function hasIds(table: GoroutineTable): boolean {
  return table.count > 0 && table.goid[0] >= 0;
}

function creatorOf({ strings, functions, frames }: Capture, table: GoroutineTable, row: number): string {
  const creator = table.creator[row];
  return creator === 0 ? '' : strings.get(functions.name[frames.func[creator - 1]]);
}
