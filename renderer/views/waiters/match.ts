import type { Finding } from '@core/api/findings';
import type { GoroutineGroupRow } from '@core/api/queries';
import type { WaiterRow, WaitingGroup } from '@core/api/waiters';

/**
 * Names what is waited for in every capture of a document: by its address, else by who waits for it. Handles of rows hold for one
 * capture only, and a watched process has a new one every few seconds.
 */
export function objectKey(row: WaiterRow): string {
  if (row.address !== '') return row.address;
  const held = row.nobody ? 'nobody' : row.releasers.length > 0 ? 'held' : '';
  return `${row.kind} ${row.type} ${row.groups[0]?.group ?? ''} ${held}`;
}

/** The row that a group of goroutines waits in: the same stack, else members in common, else the same place in code. */
export function rowOfGroup(
  rows: readonly WaiterRow[],
  group: Pick<GoroutineGroupRow, 'group' | 'site' | 'operation'>,
  goroutines: readonly number[],
): WaiterRow | undefined {
  const ids = new Set(goroutines);
  const has = (test: (one: WaitingGroup) => boolean): WaiterRow | undefined =>
    rows.find((row) => row.groups.some(test));
  return (
    has((one) => one.group === group.group) ??
    has((one) => one.goroutines.some((id) => ids.has(id))) ??
    has(
      ({ site, operation }) =>
        site !== null &&
        operation === group.operation &&
        site.function === group.site?.function &&
        site.line === group.site.line,
    )
  );
}

/** Whether a finding is about those who wait here: goroutines in common, else the same place in code. */
export function isAbout({ goroutines, site, operation }: Finding, row: WaiterRow): boolean {
  const found = rowOfGroup([row], { group: '', site, operation }, goroutines);
  return found !== undefined;
}
