import { operationIndex, OPERATIONS } from '@core/api/operation';
import type { LockKind, LockStacks } from './lock-stacks';

/** A lock while its waiters and holders are gathered; see `Lock`. */
export interface LockDraft {
  readonly kind: LockKind;
  readonly owner: string;
  /** Of `LockStacks`. */
  readonly ownerId: number;
  /** Owners of all functions in which it is waited for, at most 8; the first is `owner`. */
  readonly owners: string[];
  /** The owner is a type, and `object` would be one of it. */
  readonly method: boolean;
  readonly reads: boolean;
  readonly address: number | null;
  object: number | null;
  /** The object was printed without `?` among the arguments of who called Lock, as its receiver or otherwise. */
  objectExact: boolean;
  ofReceiver: boolean;
  readonly one: boolean;
  /** In the order of the table. */
  readonly waiters: number[];
  /** Of these who only want to read. */
  readonly readers: number[];
  pendingWriter: number;
  /** The sum of the waiters' weights. */
  waiting: number;
  /** Goroutines that are about to take it, or to try: within Lock, and not parked. */
  moving: number;
}

/** Row of OPERATIONS of goroutines that may be on their way into a lock. */
export const OTHER = operationIndex('other');

/** By row of OPERATIONS: 1 = it may wait for a lock. */
const WAITS = new Uint8Array(OPERATIONS.length);
for (const operation of ['mutex lock', 'rwmutex rlock', 'rwmutex lock', 'semacquire'] as const)
  WAITS[operationIndex(operation)] = 1;

export function mayWait(operation: number): boolean {
  return WAITS[operation] === 1;
}

/** Kinds of locks; reading and writing one file descriptor are two. */
const SIDES = 5;

export function sideOf({ kind, reads }: { readonly kind: LockKind; readonly reads: boolean }): number {
  return kind === 'fd' ? (reads ? 3 : 4) : kind === 'mutex' ? 0 : kind === 'rwmutex' ? 1 : 2;
}

/** What tells locks apart that are known by no address: the side and the owner, of which hundreds of thousands may wait. */
export function nameOf(side: number, ownerId: number): number {
  return ownerId * SIDES + side;
}

/** Rows between two pauses: some ten milliseconds. */
export const ROWS_AT_ONCE = 1 << 15;

/** What follows from who waits: how many they are, who of them only reads, and which writer waits for readers to leave. */
export function settle(draft: LockDraft, weight: Uint32Array, stacks: LockStacks): void {
  for (const row of draft.waiters) draft.waiting += weight[row];
  // Of a mutex and a Once all want the same.
  if (draft.kind === 'mutex' || draft.kind === 'once') return;
  for (const row of draft.waiters) {
    const entrance = stacks.entranceOf(row);
    if (entrance?.reads === true) draft.readers.push(row);
    else if (draft.kind === 'rwmutex' && entrance?.behindWriter === false && draft.pendingWriter < 0)
      draft.pendingWriter = row;
  }
}
