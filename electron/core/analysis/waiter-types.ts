import type { WaitObjectKind } from '@core/api/waiters';

/** Rows of `WaiterGraph.kind`. */
export const WAITER_KINDS = [
  'channel',
  'nil channel',
  'semaphore',
  'mutex',
  'rwmutex',
  'waitgroup',
  'cond',
  'timer',
  'fd',
  'unknown',
] as const satisfies readonly WaitObjectKind[];

const NUMBERS = new Map<WaitObjectKind, number>(WAITER_KINDS.map((kind, i) => [kind, i]));

/** Row of WAITER_KINDS. */
export function waiterKind(kind: WaitObjectKind): number {
  return NUMBERS.get(kind) ?? -1;
}

/** Nodes whose waiters are woken by the clock or the world outside: nobody in the program has to. */
export function wakesByItself(kind: number): boolean {
  const name = WAITER_KINDS[kind];
  return name === 'timer' || name === 'fd';
}

/**
 * Who waits for what, and who could release it. Nodes are objects; where nothing says what a goroutine waits for, the node stands for
 * all that wait so at its site. Rows are those of the goroutine table.
 */
export interface WaiterGraph {
  readonly count: number;
  /** Row of WAITER_KINDS. */
  readonly kind: Uint8Array;
  /** 1 = the edges goroutine → node are facts. */
  readonly fact: Uint8Array;
  /** 1 = those who could release it were looked for in a way that misses few. */
  readonly looked: Uint8Array;
  /** Row of the capture's WaitObjects; −1 = it has none. */
  readonly object: Int32Array;
  /** 0 = not known. */
  readonly address: Float64Array;
  /** Its type where `object` has none: `main.Registry`. */
  readonly types: ReadonlyMap<number, string>;
  /** Goroutine rows that wait for node `i`, ascending: `waiter[start[i] … start[i + 1])`. */
  readonly start: Uint32Array;
  readonly waiter: Uint32Array;
  /** Goroutine rows that could release node `i`, and why: `releaser[releaserStart[i] … releaserStart[i + 1])`. */
  readonly releaserStart: Uint32Array;
  readonly releaser: Uint32Array;
  /** Index in `whys`. */
  readonly why: Uint32Array;
  readonly whys: readonly string[];
  /** Nodes of goroutine row `i`, several of a select: `node[rowStart[i] … rowStart[i + 1])`. */
  readonly rowStart: Uint32Array;
  readonly node: Uint32Array;
  /** Of each node the number of the cycle that it is part of, from 1; 0. */
  readonly cycleOf: Uint32Array;
  readonly cycles: readonly WaiterCycle[];
}

/** A round of waiting: who waits for `nodes[i]` is `rows[i]`, and it seems to hold `nodes[i − 1]`, the first the last. */
export interface WaiterCycle {
  readonly nodes: readonly number[];
  readonly rows: readonly number[];
  /** Every edge of it is a fact. */
  readonly proven: boolean;
  /** Why it is thought so where nodes and rows do not say it; ``. */
  readonly why: string;
}

/** Edges, before there are cycles. */
export type WaiterEdges = Omit<WaiterGraph, 'cycleOf' | 'cycles'>;
