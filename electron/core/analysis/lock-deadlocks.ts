import { GOROUTINE_RUNNING, type Capture } from '@core/model/tables';
import { shortName } from '@core/base/go-name';
import type { Candidates } from './lock-candidates';
import { onceAbove } from './lock-holders';
import type { LockStacks } from './lock-stacks';
import type { Lock, LockCycle, LockHolder, SelfDeadlock } from './lock-types';

/** Holders below it are no evidence that locks wait for each other. */
const LIKELY = 0.2;
const WORTH_SAYING = 0.25;

/** Places in the text of a capture, for sentences. */
export function place(capture: Capture, stacks: LockStacks, frame: number): string {
  return `${shortName(stacks.at(frame).name)} at line ${capture.frames.line[frame]}`;
}

/** Goroutines whose own stack holds the lock that they wait for; `own[i]` are the candidates of `locks[i]` among its waiters. */
export function findSelfDeadlocks(
  capture: Capture,
  stacks: LockStacks,
  locks: readonly Lock[],
  own: readonly Candidates[],
  stuckOnce: StuckOnces,
): SelfDeadlock[] {
  const found: SelfDeadlock[] = [];
  // RWMutex.Lock prints no address: these writers may wait for any object of their type.
  const writers = new Set(
    locks.filter(({ one, pendingWriter }) => !one && pendingWriter >= 0).map(({ owner }) => owner),
  );
  locks.forEach((lock, index) => {
    const self = own[index];
    const pending = lock.pendingWriter >= 0 || (lock.kind === 'rwmutex' && writers.has(lock.owner));
    for (const { row, depth, frame, certainty, passed } of self.best) {
      const proven = lock.kind === 'once' && passed && stuckOnce.rows.has(row);
      const others = lock.holders.filter((holder) => holder.row !== row);
      const rivals = others.filter((holder) => holder.passed).length;
      let probability = 0;
      if (proven) probability = 1;
      else if (passed) {
        const sure = certainty === 'same address' ? 0.9 : certainty === 'same receiver' ? 0.8 : 0.5;
        // It may have unlocked since, as who looks under a read lock and then writes does: then somebody else has the lock.
        const alike = lock.kind === 'rwmutex' ? 1 : self.passed;
        probability = (sure * movement(lock, [row])) / (alike + rivals);
      } else if (others.length === 0 && certainty !== 'same type') {
        // Nobody else is there to hold it. A read lock may be held by several, a mutex only by one of those that look alike.
        if (pending) probability = lock.readers.includes(row) ? 0.6 : 0;
        else if (self.count === 1 && lock.kind !== 'once') probability = 0.4;
      } else if (others.length === 0 && pending && lock.readers.includes(row)) probability = 0.4;
      if (!passed) probability *= movement(lock, [row]);
      if (probability < WORTH_SAYING) continue;
      const at = place(capture, stacks, frame);
      const only =
        stuckOnce.goroutines === 1 ? 'no other goroutine runs one' : 'all goroutines that run one wait for one';
      const why = proven
        ? `its own stack runs the function of a sync.Once, called in ${at}, and ${only}`
        : lock.kind === 'once'
          ? `its own stack runs the function of a sync.Once that was called at the same place, in ${at}`
          : `its own stack stands in ${at}${passed ? ', past a line where that function takes such a lock' : ''}, ${
              certainty === 'same type' ? 'a method of the same type, perhaps on another object' : 'on the same object'
            }`;
      found.push({ row, lock: index, proven, probability, depth, frame, why });
    }
  });
  return found;
}

/** Goroutines that can never go on because of a sync.Once. */
export interface StuckOnces {
  readonly rows: ReadonlySet<number>;
  /** The sum of their weights. */
  readonly goroutines: number;
}

/** How likely it is that the lock rests: others on their way in or live ones that seem to hold it speak against a deadlock. */
function movement(lock: Lock, stuck: readonly number[]): number {
  if (lock.moving > 0) return 0.2;
  let rests = 1;
  for (const { row, passed, certainty, doing } of lock.holders) {
    if (!doing.live || stuck.includes(row)) continue;
    if (certainty !== 'same type') rests = Math.min(rests, 0.25);
    else if (passed) rests = Math.min(rests, 0.6);
  }
  return rests;
}

/**
 * Rows that run the function of a sync.Once, if all of them wait for a sync.Once themselves: as its mutex is held by nobody but who
 * runs its function, none of them can go on, whoever waits for whom. Empty when one of them can, or when stacks are missing.
 */
export function stuckOnces(
  capture: Capture,
  stacks: LockStacks,
  locks: readonly Lock[],
  lockOfRow: Int32Array,
): StuckOnces {
  const none = { rows: new Set<number>(), goroutines: 0 };
  const rows = new Set<number>();
  const { goroutines } = capture;
  if (goroutines === null || !locks.some(({ kind }) => kind === 'once') || !isComplete(capture, stacks)) return none;
  const running = new Map<number, boolean>();
  let count = 0;
  for (let row = 0; row < goroutines.count; row++) {
    const stack = goroutines.stack[row];
    let runs = running.get(stack);
    if (runs === undefined) {
      const frames = stacks.frames(stack);
      runs = frames.some((_, depth) => onceAbove(stacks, frames, depth));
      running.set(stack, runs);
    }
    if (!runs) continue;
    const lock = lockOfRow[row];
    if (lock < 0 || locks[lock].kind !== 'once') return none;
    rows.add(row);
    count += goroutines.weight[row];
  }
  return { rows, goroutines: count };
}

/** Profiles cut stacks at 32 frames up to Go 1.22. */
const PROFILE_DEPTH = 32;

function isComplete(capture: Capture, stacks: LockStacks): boolean {
  const { goroutines, format, notes } = capture;
  // A leak profile has leaked goroutines only.
  if (goroutines === null || capture.kind !== 'goroutine') return false;
  if (notes.some(({ kind }) => kind === 'truncated' || kind === 'skipped')) return false;
  const isDump = format === 'goroutine-dump';
  // An excerpt seldom has the first goroutine; stacks that were logged one at a time were each running.
  if (isDump && !goroutines.goid.includes(1)) return false;
  let running = 0;
  const whole = new Set<number>();
  for (let row = 0; row < goroutines.count; row++) {
    const stack = goroutines.stack[row];
    if ((goroutines.flags[row] & GOROUTINE_RUNNING) !== 0) running++;
    if (stack === 0 || running > 1) return false;
    if (whole.has(stack)) continue;
    if (!isDump && capture.stacks.depth[stack] >= PROFILE_DEPTH) return false;
    for (let at = stack; at !== 0; at = capture.stacks.prefix[at])
      if (stacks.at(capture.stacks.frame[at]).name.startsWith('...')) return false;
    whole.add(stack);
  }
  return true;
}

interface Edge {
  readonly to: number;
  readonly holder: LockHolder;
}

/** Rounds of locks, one for every set of locks that wait for each other, and those that close through what a holder waits for. */
export function findCycles(
  capture: Capture,
  stacks: LockStacks,
  locks: readonly Lock[],
  stuckOnce: StuckOnces,
): LockCycle[] {
  const edges: Edge[][] = locks.map((lock, index) =>
    lock.holders
      .filter(({ probability, doing }) => probability >= LIKELY && doing.waitsFor >= 0 && doing.waitsFor !== index)
      .map((holder) => ({ to: holder.doing.waitsFor, holder })),
  );
  const cycles: LockCycle[] = [];
  for (const members of components(edges)) {
    const round = shortestRound(edges, members);
    const rows = round.map(({ holder }) => holder.row);
    const ring = round.map((_, i) => (i === 0 ? round[round.length - 1] : round[i - 1]).to);
    const proven = rows.every((row) => stuckOnce.rows.has(row));
    const probability =
      closing(Math.min(...round.map(({ holder }) => holder.probability))) *
      Math.min(...ring.map((lock) => movement(locks[lock], rows)));
    const why = round
      .map(
        ({ holder, to }, i) =>
          `${name(capture, holder.row)} probably holds ${locks[ring[i]].key} and waits for ${locks[to].key}`,
      )
      .join('; ');
    cycles.push({ locks: ring, rows, via: 'locks', proven, probability: proven ? 1 : probability, why });
  }
  locks.forEach((lock, index) => {
    const round = throughChildren(capture, stacks, lock, index);
    if (round !== null) cycles.push(round);
  });
  return cycles.filter(({ probability }) => probability >= WORTH_SAYING);
}

/** That a round closes makes its weakest link likelier: who does not hold the lock has little reason to stand in it. */
function closing(weakest: number): number {
  return Math.min(0.9, weakest * 1.7);
}

const SURE_OF_WAIT = new Map<string, number>([
  ['waitgroup wait', 0.9],
  ['chan receive', 0.7],
  ['chan send', 0.7],
  ['select', 0.4],
]);

/** The holder waits for goroutines that it started, and one of those waits for the lock. */
function throughChildren(capture: Capture, stacks: LockStacks, lock: Lock, index: number): LockCycle | null {
  const { goroutines } = capture;
  if (goroutines === null) return null;
  for (const holder of lock.holders) {
    const sure = SURE_OF_WAIT.get(holder.doing.operation);
    if (sure === undefined || holder.probability < LIKELY) continue;
    const goid = goroutines.goid[holder.row];
    const parents = new Set(stacks.frames(goroutines.stack[holder.row]).map((frame) => stacks.at(frame).base));
    const closures = new Map<number, boolean>();
    const child = lock.waiters.find((row) => {
      if (goroutines.creatorGoid[row] >= 0) return goroutines.creatorGoid[row] === goid;
      // Up to Go 1.20 the creator has no id, in profiles no name either.
      if (goroutines.creator[row] > 0) return parents.has(stacks.at(goroutines.creator[row] - 1).base);
      const stack = goroutines.stack[row];
      let closure = closures.get(stack);
      if (closure === undefined) closures.set(stack, (closure = isClosureOf(stacks, stack, parents)));
      return closure;
    });
    if (child === undefined) continue;
    const known = goroutines.creatorGoid[child] >= 0;
    const probability = closing(holder.probability) * sure * (known ? 1 : 0.7) * movement(lock, [holder.row]);
    const why = `${name(capture, holder.row)} probably holds ${lock.key} and waits (${holder.doing.state}) while ${name(capture, child)}, ${known ? 'which it started' : 'which that function started'}, waits for that lock`;
    const via = holder.doing.operation === 'waitgroup wait' ? 'waitgroup' : 'channel';
    return { locks: [index], rows: [holder.row, child], via, proven: false, probability, why };
  }
  return null;
}

/** Without ids: the goroutine began in a closure of a function that is on the holder's stack. */
function isClosureOf(stacks: LockStacks, stack: number, parents: ReadonlySet<string>): boolean {
  const frames = stacks.frames(stack);
  const root = frames.findLast((frame) => stacks.at(frame).role === 'code');
  if (root === undefined) return false;
  const { name: full, base } = stacks.at(root);
  return full !== base && parents.has(base);
}

function name(capture: Capture, row: number): string {
  const goid = capture.goroutines?.goid[row] ?? -1;
  return goid >= 0 ? `goroutine ${goid}` : 'a goroutine';
}

/** Strongly connected components of more than one node (Tarjan, without recursion). */
function components(edges: readonly (readonly Edge[])[]): number[][] {
  const count = edges.length;
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const open = new Uint8Array(count);
  const next = new Int32Array(count);
  const path: number[] = [];
  const walk: number[] = [];
  const found: number[][] = [];
  let time = 0;
  for (let root = 0; root < count; root++) {
    if (order[root] >= 0 || edges[root].length === 0) continue;
    walk.push(root);
    while (walk.length > 0) {
      const node = walk[walk.length - 1];
      if (order[node] < 0) {
        order[node] = low[node] = time++;
        open[node] = 1;
        path.push(node);
      }
      if (next[node] < edges[node].length) {
        const { to } = edges[node][next[node]++];
        if (order[to] < 0) walk.push(to);
        else if (open[to] === 1) low[node] = Math.min(low[node], order[to]);
        continue;
      }
      walk.pop();
      if (walk.length > 0) low[walk[walk.length - 1]] = Math.min(low[walk[walk.length - 1]], low[node]);
      if (low[node] !== order[node]) continue;
      const start = path.lastIndexOf(node);
      const members = path.splice(start);
      for (const member of members) open[member] = 0;
      if (members.length > 1) found.push(members.sort((a, b) => a - b));
    }
  }
  return found;
}

/** The shortest round through the first member of a component; breadth first, edges in order of probability. */
function shortestRound(edges: readonly (readonly Edge[])[], members: readonly number[]): Edge[] {
  const inside = new Set(members);
  const start = members[0];
  const from = new Map<number, { readonly node: number; readonly edge: Edge }>();
  const queue = [start];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i];
    for (const edge of edges[node]) {
      if (!inside.has(edge.to) || from.has(edge.to)) continue;
      from.set(edge.to, { node, edge });
      queue.push(edge.to);
      if (edge.to !== start) continue;
      const round: Edge[] = [];
      for (let at = start; ;) {
        const step = from.get(at);
        if (step === undefined) return round;
        round.unshift(step.edge);
        at = step.node;
        if (at === start) return round;
      }
    }
  }
  return [];
}
