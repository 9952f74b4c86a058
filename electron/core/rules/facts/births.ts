import { RUNTIME, STD } from '@core/analysis/origin';
import { allowedGroup, type GoroutineView } from '../context';

/** What goroutine ids, which are birth order, and creators say about the members of a group. */
export interface Births {
  /** All were born within a short run of ids, one after the other: a pool. */
  readonly together: boolean;
  /** Born in the first tenth of the process' goroutines. */
  readonly early: boolean;
  /** Different goroutines that started them, as far as the dump says; 0 = it does not (Go ≤ 1.20, profiles). */
  readonly creators: number;
  /** Members whose creator is known, and those of them whose creator no longer exists, or waits for its next request. */
  readonly known: number;
  readonly orphans: number;
  /** Of the orphans, those whose creator serves a connection and waits for the next request: the one that started them is over. */
  readonly requestsOver: number;
  /** Members that main itself (goroutine 1) started. */
  readonly byMain: number;
}

interface Ids {
  /** Row of the goroutine table by id. */
  readonly rows: ReadonlyMap<number, number>;
  readonly highest: number;
}

const ids = new WeakMap<GoroutineView, Ids>();

function idsOf(view: GoroutineView): Ids {
  let known = ids.get(view);
  if (known === undefined) {
    let highest = 0;
    const rows = new Map<number, number>();
    view.table.goid.forEach((goid, row) => {
      rows.set(goid, row);
      if (goid > highest) highest = goid;
    });
    ids.set(view, (known = { rows, highest }));
  }
  return known;
}

function waitsForRequest(view: GoroutineView, group: number): boolean {
  if (group < 0 || allowedGroup(view, group)?.id !== 'http-server-idle') return false;
  // Who reads a connection that it has taken over is still in its handler.
  const { capture, origins } = view.analysis;
  const { stacks, frames } = capture;
  for (let at = view.table.stack[view.groups.sample[group]]; at !== 0; at = stacks.prefix[at]) {
    const origin = origins.origin[frames.func[stacks.frame[at]]];
    if (origin !== STD && origin !== RUNTIME) return false;
  }
  return true;
}

/** Null where the format has no goroutine ids. */
export function birthsOf(view: GoroutineView, group: number): Births | null {
  const { groups, table } = view;
  if (table.goid[groups.members[groups.start[group]]] < 0) return null;
  const { rows, highest } = idsOf(view);
  let lowest = Infinity;
  let last = 0;
  let known = 0;
  let orphans = 0;
  let byMain = 0;
  let requestsOver = 0;
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
    const at = rows.get(creator);
    if (at === undefined) orphans++;
    else if (waitsForRequest(view, groups.groupOf[at])) requestsOver++;
  }
  const count = groups.start[group + 1] - groups.start[group];
  return {
    together: last - lowest < 4 * count + 16,
    early: last <= Math.max(64, highest / 10),
    creators: creators.size,
    known,
    orphans: orphans + requestsOver,
    requestsOver,
    byMain,
  };
}
