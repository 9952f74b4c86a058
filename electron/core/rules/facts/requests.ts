import type { GoroutineView } from '../context';
import type { GroupFacts } from './facts';
import { outerName } from './relations';

const HTTP1 = 'net/http.(*conn).serve';
/** Root of every goroutine, and all there is of one that is about to begin; text with debug=1 has its address only. */
const BEGINS = /^runtime\.goexit$|^0x[0-9a-f]+$/;

/** What serves one request after another, as long as its connection lasts. */
const SERVES = /^net\/http\.\(\*conn\)\.serve$|^github\.com\/valyala\/fasthttp\.\(\*workerPool\)\./;
/** Stands beside a request that is being handled and notices when its client leaves (net/http/server.go, connReader). */
const WATCHES_CLIENT = /^net\/http\.\(\*connReader\)\.(?:backgroundRead|startBackgroundRead\.(?:gowrap|func)\d+)$/;
/** A handler, of whatever kind, and that of profiles. */
const HANDLES = /^net\/http\.serverHandler\.ServeHTTP$/;
const TAKES_CAPTURE = /^net\/http\/pprof\./;

/** Patterns that are looked for on stacks. */
export const REQUEST_MARKS: readonly RegExp[] = [WATCHES_CLIENT, HANDLES, TAKES_CAPTURE];

interface Served {
  /** Rows of goroutines that serve requests, by their ids. */
  readonly rows: ReadonlyMap<number, number>;
  /** Ids of those of them whose clients somebody watches. */
  readonly watched: ReadonlySet<number>;
}

const served = new WeakMap<GoroutineView, Served>();

function servedIn(view: GoroutineView): Served {
  let known = served.get(view);
  if (known === undefined) {
    const { table, analysis } = view;
    const { frames, functions, strings } = analysis.capture;
    /** By FunctionId: 0 = not looked at yet, 1 = neither, 2 = serves, 3 = watches. */
    const kinds = new Uint8Array(functions.count);
    const rows = new Map<number, number>();
    const watched = new Set<number>();
    for (let row = 0; row < table.count; row++) {
      const entry = analysis.sites.entry[table.stack[row]];
      if (entry < 0) continue;
      const func = frames.func[entry];
      if (kinds[func] === 0) {
        const name = strings.get(functions.name[func]);
        kinds[func] = SERVES.test(name) ? 2 : WATCHES_CLIENT.test(name) ? 3 : 1;
      }
      if (kinds[func] === 2) rows.set(table.goid[row], row);
      else if (kinds[func] === 3) watched.add(table.creatorGoid[row]);
    }
    served.set(view, (known = { rows, watched }));
  }
  return known;
}

/**
 * Members that were started by a request that has been answered: who started them serves requests over a connection that is still there, and
 * has left the functions that may have started them. 0 where the format has no goroutine ids.
 */
export function startedByAnswered({ view, group, makers }: GroupFacts): number {
  const { groups, table, analysis } = view;
  const { rows } = servedIn(view);
  if (rows.size === 0) return 0;
  const { stacks, frames, functions, strings } = analysis.capture;
  const starters = new Set(makers.map(outerName));
  const isInside = (row: number): boolean => {
    for (let at = table.stack[row]; at !== 0; at = stacks.prefix[at])
      if (starters.has(outerName(strings.get(functions.name[frames.func[stacks.frame[at]]])))) return true;
    return false;
  };
  let answered = 0;
  for (let m = groups.start[group]; m < groups.start[group + 1]; m++) {
    const by = rows.get(table.creatorGoid[groups.members[m]]);
    if (by !== undefined && !isInside(by)) answered++;
  }
  return answered;
}

/** Runs a handler of net/http over a connection that has one request at a time. */
export function isHandler(facts: GroupFacts): boolean {
  return facts.entryName === HTTP1 && facts.has(HANDLES);
}

/**
 * Handlers (`isHandler`) among the members whose client has left: nobody watches its connection any more. Where the format does not say who
 * watches which, so many as are not watched, if they are half of all. What has taken over its connection, or has not read the whole request, has
 * no watcher either.
 */
export function leftByClient(facts: GroupFacts): number {
  const { births, count, rows, view } = facts;
  if (births !== null && births.known > 0) {
    const { watched } = servedIn(view);
    return rows.reduce((left, row) => left + (watched.has(view.table.goid[row]) ? 0 : 1), 0);
  }
  const handlers = facts.weightWith([HANDLES]);
  const unwatched = handlers - facts.weightWith([WATCHES_CLIENT]) - beginning(view);
  return unwatched * 2 >= handlers - facts.weightWith([TAKES_CAPTURE]) ? Math.max(0, Math.min(count, unwatched)) : 0;
}

/** Goroutines that have no function yet: whoever takes a capture over HTTP is being given its watcher. */
function beginning({ groups, table, analysis }: GoroutineView): number {
  const { stacks, frames, functions, strings } = analysis.capture;
  let weight = 0;
  for (let group = 0; group < groups.count; group++) {
    const stack = table.stack[groups.sample[group]];
    if (stacks.prefix[stack] !== 0) continue;
    if (isBeginning(stack === 0 ? [] : [strings.get(functions.name[frames.func[stacks.frame[stack]]])]))
      weight += groups.weight[group];
  }
  return weight;
}

/** By the names of its frames: it has no function yet, or none any more. */
export function isBeginning(frames: readonly string[]): boolean {
  return frames.length === 0 || (frames.length === 1 && BEGINS.test(frames[0]));
}
