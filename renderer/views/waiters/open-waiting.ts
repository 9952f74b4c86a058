import { NO_FILTER } from '@core/api/queries';
import type { WaiterRow } from '@core/api/waiters';
import { viewOf } from '../../state/view';
import { exactPattern } from '../../ui/symbol/symbol-parts';

/** Shows those who wait for an object in Groups: their group, or what the filter finds of all their groups. */
export function listWaiting(doc: string, row: WaiterRow): void {
  const [first] = row.groups;
  if (first === undefined) return;
  const functions = [...new Set(row.groups.flatMap(({ site }) => (site === null ? [] : [site.function])))];
  const several = row.groups.length > 1 && functions.length > 0;
  const operations = [...new Set(row.groups.map(({ operation }) => operation))];
  viewOf(doc).change((now) => ({
    view: 'goroutines',
    filter: several ? { ...NO_FILTER, focus: [functions.map(exactPattern).join('|')], operations } : NO_FILTER,
    selection: { ...now.selection, group: first.group },
    goroutines: { ...now.goroutines, groupBy: 'stack', columns: [null, null, null] },
  }));
}

/** Puts the stack of who waits beside the stacks of those who could release it. */
export function besideEachOther(doc: string, row: WaiterRow): void {
  const [waits, ...others] = row.groups.map(({ group }) => group);
  const groups = [waits, ...row.releasers.map(({ group }) => group), ...others];
  const [first = null, second = null, third = null] = [...new Set(groups.flatMap((group) => group ?? []))];
  viewOf(doc).change((now) => ({
    view: 'goroutines',
    filter: NO_FILTER,
    selection: { ...now.selection, group: first },
    goroutines: { ...now.goroutines, groupBy: 'stack', columns: [first, second, third] },
  }));
}

/** Shows one group of goroutines in Groups. */
export function showGroup(doc: string, group: string): void {
  viewOf(doc).change((now) => ({
    view: 'goroutines',
    filter: NO_FILTER,
    selection: { ...now.selection, group },
    goroutines: { ...now.goroutines, groupBy: 'stack' },
  }));
}
