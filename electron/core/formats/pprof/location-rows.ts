import type { IdTable } from './ids';
import { fitted, type SampleFill } from './sample-fill';

/**
 * Locations of samples that were read before the table of locations: ids less 1 become rows, in place where that is possible. Null where an
 * id has no location.
 */
export function locationRows({ location, used }: SampleFill, table: IdTable): Uint16Array | Uint32Array | null {
  const { direct, count } = table;
  const ids = fitted(location, used);
  const isWide = count > 1 << 16;
  const rows = isWide === ids instanceof Uint32Array ? ids : new (isWide ? Uint32Array : Uint16Array)(used);
  // Numbered 1, 2, 3 …, as Go does.
  if (direct !== null && direct.length === count + 1 && direct.every((row, id) => row === id)) {
    let largest = -1;
    for (let i = 0; i < used; i++) if (ids[i] > largest) largest = ids[i];
    if (largest >= count) return null;
    if (rows !== ids) rows.set(ids);
    return rows;
  }
  for (let i = 0; i < used; i++) {
    const row = direct === null ? table.row(ids[i] + 1, 0) : (direct[ids[i] + 1] ?? 0) - 1;
    if (row < 0) return null;
    rows[i] = row;
  }
  return rows;
}
