import type { GoroutineView } from '../context';

/** What goroutine ids, which are birth order, and creators say about the members of a group. */
export interface Births {
  /** All were born within a short run of ids, one after the other: a pool. */
  readonly together: boolean;
  /** Born in the first tenth of the process' goroutines. */
  readonly early: boolean;
  /** Different goroutines that started them, as far as the dump says; 0 = it does not (Go ≤ 1.20, profiles). */
  readonly creators: number;
  /** Members whose creator is known, and those of them whose creator no longer exists. */
  readonly known: number;
  readonly orphans: number;
  /** Members that main itself (goroutine 1) started. */
  readonly byMain: number;
}

const ids = new WeakMap<GoroutineView, { readonly all: ReadonlySet<number>; readonly highest: number }>();

function idsOf(view: GoroutineView): { readonly all: ReadonlySet<number>; readonly highest: number } {
  let known = ids.get(view);
  if (known === undefined) {
    let highest = 0;
    const all = new Set<number>();
    for (const goid of view.table.goid) {
      all.add(goid);
      if (goid > highest) highest = goid;
    }
    ids.set(view, (known = { all, highest }));
  }
  return known;
}

/** Null where the format has no goroutine ids. */
export function birthsOf(view: GoroutineView, group: number): Births | null {
  const { groups, table } = view;
  if (table.goid[groups.members[groups.start[group]]] < 0) return null;
  const { all, highest } = idsOf(view);
  let lowest = Infinity;
  let last = 0;
  let known = 0;
  let orphans = 0;
  let byMain = 0;
  const creators = new Set<number>();
  for (let m = groups.start[group]; m < groups.start[group + 1]; m++) {
    const row = groups.members[m];
    const goid = table.goid[row];
    if (goid < lowest) lowest = goid;
    if (goid > last) last = goid;
    const creator = table.creatorGoid[row];
    // Goroutine 0 is the scheduler: what timers and the runtime start has no creator that could end.
    if (creator <= 0) continue;
    known++;
    if (creator === 1) byMain++;
    creators.add(creator);
    if (!all.has(creator)) orphans++;
  }
  const count = groups.start[group + 1] - groups.start[group];
  return {
    together: last - lowest < 4 * count + 16,
    early: last <= Math.max(64, highest / 10),
    creators: creators.size,
    known,
    orphans,
    byMain,
  };
}

const children = new WeakMap<GoroutineView, ReadonlyMap<number, number>>();

/** Goroutines of the capture that members of a group have started, as far as the dump says who started whom. */
export function childrenOf(view: GoroutineView, group: number): number {
  const { groups, table } = view;
  let known = children.get(view);
  if (known === undefined) {
    const counted = new Map<number, number>();
    for (const creator of table.creatorGoid) if (creator > 0) counted.set(creator, (counted.get(creator) ?? 0) + 1);
    children.set(view, (known = counted));
  }
  let sum = 0;
  for (let m = groups.start[group]; m < groups.start[group + 1]; m++)
    sum += known.get(table.goid[groups.members[m]]) ?? 0;
  return sum;
}
