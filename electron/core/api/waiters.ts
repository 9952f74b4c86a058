import type { CodeRef } from './findings';
import type { Operation } from './operation';
import type { CaptureParams, Filter, Page } from './params';

/**
 * Who waits for what, and who could release it. Edges goroutine → object are facts where the capture read the runtime's queues (a live
 * process) and guesses where only a stack tells (dumps: addresses among the printed arguments); edges to who could release it are
 * guesses always, and called so.
 */
export const WAITER_SHOWS = ['stuck', 'count', 'cycles'] as const;
export type WaiterShow = (typeof WAITER_SHOWS)[number];

export interface WaitersParams extends CaptureParams, Page {
  readonly filter: Filter;
  /** `stuck` those nobody is left to release first, `count` the most waited for first, `cycles` only objects in a cycle. */
  readonly show: WaiterShow;
}

export type WaitObjectKind =
  | 'channel'
  | 'nil channel'
  | 'semaphore'
  | 'mutex'
  | 'rwmutex'
  | 'waitgroup'
  | 'cond'
  | 'timer'
  | 'fd'
  /** Nothing says what it is; goroutines of one site share the row. */
  | 'unknown';

export interface WaitingGroup {
  /** Handle as in `goroutineGroups` by stack; open it there. */
  readonly group: string;
  readonly count: number;
  readonly state: string;
  readonly operation: Operation;
  readonly site: CodeRef | null;
  readonly waitMinutes: { readonly min: number; readonly max: number } | null;
  /** At most 100, oldest first. */
  readonly goroutines: readonly number[];
}
export interface PossibleReleaser {
  /** Goroutines that could release it, of one site. */
  readonly group: string;
  readonly count: number;
  readonly goroutines: readonly number[];
  readonly site: CodeRef | null;
  readonly state: string;
  readonly operation: Operation;
  /** Why it is thought so, one clause: `its stack holds the address`, `receives at the same place`. */
  readonly why: string;
  /** It waits for an object of this answer itself: that row's `object`; ``. */
  readonly waitsFor: string;
}
export interface WaiterRow {
  /** Handle, stable for the capture: `o-12`. */
  readonly object: string;
  readonly kind: WaitObjectKind;
  /** `Mutex 0xc0004e8120`, `41,205 × chan`, `nil channel`: objects of one kind, waited for by one group each, share a row. */
  readonly title: string;
  /** `len 64, cap 64`, `locked, 1,912 wait`; ``. */
  readonly state: string;
  /** Objects that this row stands for. */
  readonly objects: number;
  /** Hexadecimal; `` for several and unknown ones. */
  readonly address: string;
  /** Type, as far as known; ``. */
  readonly type: string;
  /** Whether the edges to it are facts. */
  readonly fact: boolean;
  readonly waiting: number;
  /** Largest first, at most 12; `groupsFolded` more. */
  readonly groups: readonly WaitingGroup[];
  readonly groupsFolded: number;
  readonly releasers: readonly PossibleReleaser[];
  readonly releasersFolded: number;
  /** Nobody was found who could release it, and it was looked for. */
  readonly nobody: boolean;
  /** Number of the cycle it is part of, from 1; 0. */
  readonly cycle: number;
  /** What would make the guesses certain, one sentence; ``. */
  readonly certain: string;
}
export interface WaitersAnswer {
  readonly rows: readonly WaiterRow[];
  readonly total: number;
  /** What is in no row here: objects, and goroutines that wait for none of those in `rows`. */
  readonly folded: { readonly objects: number; readonly goroutines: number };
  /** Goroutines that wait, each once: one that selects is counted in the row of each of its cases. */
  readonly waiting: number;
  /**
   * Cycles, with objects and goroutines in order: the first goroutine waits for the first object, which the second seems to hold.
   * `proven` when every edge is a fact, or the code of what holds leaves nothing else possible (sync.Once).
   */
  readonly cycles: readonly {
    readonly cycle: number;
    readonly proven: boolean;
    readonly text: string;
    readonly objects: readonly string[];
    readonly goroutines: readonly number[];
  }[];
  readonly tookMs: number;
}

/** What the goroutines of a group wait for. */
export interface GroupWaits extends Pick<
  WaiterRow,
  'kind' | 'title' | 'state' | 'address' | 'type' | 'fact' | 'objects'
> {
  /** Goroutines that wait for these objects, those of other groups among them. */
  readonly waiting: number;
}
