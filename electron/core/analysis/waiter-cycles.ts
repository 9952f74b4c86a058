import type { Locks } from './lock-types';
import { WAITER_KINDS, wakesByItself, type WaiterCycle, type WaiterEdges } from './waiter-types';

/** Cycles that are told; a program that hangs has few, and any one of them says it. */
const MOST = 20;
/** Rounds of locks below it are not worth saying. */
const LIKELY = 0.25;
const LIKELY_ALONE = 0.5;
const LOCKS: readonly (typeof WAITER_KINDS)[number][] = ['mutex', 'rwmutex'];

/**
 * Rounds of waiting in a live process. An edge node → node is a goroutine that seems to hold the one and waits for the other. For locks
 * one holder that waits is enough, as a lock has one; anything else is in a round only when nobody who could release it can ever go
 * on. Linear in edges, for each round told.
 */
export function findRounds(edges: WaiterEdges): WaiterCycle[] {
  const stuck = stuckNodes(edges);
  const { start, next, row } = successors(edges, stuck);
  const cycles: WaiterCycle[] = [];
  for (const part of components(edges.count, start, next)) {
    if (cycles.length === MOST) break;
    const inside = new Set(part);
    const round = shortest(part[0], inside, start, next, row);
    if (round !== null) cycles.push({ ...round, proven: false, why: '' });
  }
  return cycles;
}

/** Rounds that `computeLocks` found by frames and words; `nodes` are those of its locks. */
export function roundsOfLocks({ cycles, selfDeadlocks, locks }: Locks, nodes: Int32Array): WaiterCycle[] {
  const found: WaiterCycle[] = [];
  for (const { locks: of, rows, proven, probability, why } of cycles) {
    if (probability < LIKELY || of.some((lock) => nodes[lock] < 0)) continue;
    // `rows[i]` holds `locks[i]`, here it waits for `nodes[i]`.
    const waitsFor = of.map((_, i) => nodes[of[(i + 1) % of.length]]);
    found.push({ nodes: waitsFor, rows: rows.slice(), proven, why });
  }
  for (const { row, lock, proven, probability, why } of selfDeadlocks) {
    if (probability >= LIKELY_ALONE && nodes[lock] >= 0 && locks[lock].waiters.includes(row))
      found.push({ nodes: [nodes[lock]], rows: [row], proven, why });
  }
  return found.slice(0, MOST);
}

/**
 * Goroutines of a live process that lock themselves out, as frames tell: who waits is no holder to the search of stacks. `rounds` that are
 * known already come first.
 */
export function withSelfDeadlocks(
  rounds: readonly WaiterCycle[],
  edges: WaiterEdges,
  { selfDeadlocks }: Locks,
): WaiterCycle[] {
  const found = [...rounds];
  const { rowStart, node } = edges;
  for (const { row, proven, probability, why } of selfDeadlocks) {
    if (probability < LIKELY_ALONE || rowStart[row + 1] - rowStart[row] !== 1) continue;
    const own = node[rowStart[row]];
    if (!found.some(({ nodes }) => nodes.includes(own))) found.push({ nodes: [own], rows: [row], proven, why });
  }
  return found.slice(0, MOST);
}

/** 1 = somebody could release it and each of those waits for something that is stuck itself. */
function stuckNodes(edges: WaiterEdges): Uint8Array {
  const { count, kind, looked, start, waiter, releaserStart, releaser, rowStart } = edges;
  const rows = rowStart.length - 1;
  // Whom a row could release.
  const releases = new Uint32Array(rows + 1);
  for (const row of releaser) releases[row + 1]++;
  for (let i = 0; i < rows; i++) releases[i + 1] += releases[i];
  const fill = releases.slice(0, rows);
  const released = new Uint32Array(releaser.length);
  for (let n = 0; n < count; n++)
    for (let i = releaserStart[n]; i < releaserStart[n + 1]; i++) released[fill[releaser[i]]++] = n;
  const goes = new Uint8Array(rows);
  const wakes = new Uint8Array(count);
  const queue: number[] = [];
  const rowGoes = (row: number): void => {
    if (goes[row] === 1) return;
    goes[row] = 1;
    for (let i = releases[row]; i < releases[row + 1]; i++) nodeWakes(released[i]);
  };
  const nodeWakes = (n: number): void => {
    if (wakes[n] === 1) return;
    wakes[n] = 1;
    queue.push(n);
  };
  for (let row = 0; row < rows; row++) if (rowStart[row] === rowStart[row + 1]) rowGoes(row);
  for (let n = 0; n < count; n++) if (looked[n] === 0 || wakesByItself(kind[n])) nodeWakes(n);
  for (let n = queue.pop(); n !== undefined; n = queue.pop())
    for (let i = start[n]; i < start[n + 1]; i++) rowGoes(waiter[i]);
  return Uint8Array.from({ length: count }, (_, n) =>
    wakes[n] === 0 && releaserStart[n] < releaserStart[n + 1] ? 1 : 0,
  );
}

interface Successors {
  readonly start: Uint32Array;
  readonly next: Uint32Array;
  /** The goroutine that holds the one and waits for the other. */
  readonly row: Uint32Array;
}

function successors(edges: WaiterEdges, stuck: Uint8Array): Successors {
  const { count, kind, releaserStart, releaser, rowStart, node } = edges;
  const start = new Uint32Array(count + 1);
  const next: number[] = [];
  const row: number[] = [];
  for (let n = 0; n < count; n++) {
    const lock = LOCKS.includes(WAITER_KINDS[kind[n]]);
    for (let i = releaserStart[n]; (lock || stuck[n] === 1) && i < releaserStart[n + 1]; i++) {
      const by = releaser[i];
      const waitsForOne = rowStart[by + 1] - rowStart[by] === 1;
      for (let j = rowStart[by]; j < rowStart[by + 1]; j++) {
        // Who selects goes on with any of its cases.
        if (!waitsForOne && stuck[n] === 0) continue;
        next.push(node[j]);
        row.push(by);
      }
    }
    start[n + 1] = next.length;
  }
  return { start, next: Uint32Array.from(next), row: Uint32Array.from(row) };
}

/** Strongly connected components with a round in them (Tarjan, without recursion), each with its smallest node first. */
function components(count: number, start: Uint32Array, next: Uint32Array): number[][] {
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const at = start.slice(0, count);
  const stack: number[] = [];
  const calls: number[] = [];
  const found: number[][] = [];
  let used = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] >= 0 || start[root] === start[root + 1]) continue;
    calls.push(root);
    while (calls.length > 0) {
      const n = calls[calls.length - 1];
      if (index[n] < 0) {
        index[n] = low[n] = used++;
        stack.push(n);
        onStack[n] = 1;
      }
      if (at[n] < start[n + 1]) {
        const to = next[at[n]++];
        if (index[to] < 0) calls.push(to);
        else if (onStack[to] === 1) low[n] = Math.min(low[n], index[to]);
        continue;
      }
      calls.pop();
      if (calls.length > 0) {
        const up = calls[calls.length - 1];
        low[up] = Math.min(low[up], low[n]);
      }
      if (low[n] !== index[n]) continue;
      const part: number[] = [];
      for (let member = -1; member !== n;) {
        member = stack.pop() ?? n;
        onStack[member] = 0;
        part.push(member);
      }
      const self = part.length === 1 && next.subarray(start[n], start[n + 1]).includes(n);
      if (part.length > 1 || self) found.push(part.sort((a, b) => a - b));
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

/** The shortest way from a node back to itself. */
function shortest(
  from: number,
  inside: ReadonlySet<number>,
  start: Uint32Array,
  next: Uint32Array,
  row: Uint32Array,
): Pick<WaiterCycle, 'nodes' | 'rows'> | null {
  const via = new Map<number, { readonly before: number; readonly row: number }>();
  const queue = [from];
  for (let i = 0; i < queue.length; i++) {
    const n = queue[i];
    for (let e = start[n]; e < start[n + 1]; e++) {
      const to = next[e];
      if (!inside.has(to) || via.has(to)) continue;
      via.set(to, { before: n, row: row[e] });
      if (to !== from) {
        queue.push(to);
        continue;
      }
      const nodes: number[] = [];
      const rows: number[] = [];
      for (let back = from; ;) {
        const step = via.get(back);
        if (step === undefined) return null;
        // `row` waits for `back` and holds the node before.
        nodes.push(back);
        rows.push(step.row);
        back = step.before;
        // From the node on, in the direction of waiting.
        if (back === from) return { nodes: inOrder(nodes), rows: inOrder(rows) };
      }
    }
  }
  return null;
}

/** The first, then the others backwards. */
function inOrder(list: readonly number[]): number[] {
  return [list[0], ...list.slice(1).reverse()];
}
