import type { Operation } from '@core/api/operation';
import type { LockKind } from './lock-stacks';

/**
 * How a holder was recognised, surest first.
 * - `certain`: a frame that holds this lock by its own code (sync.Once that runs its function, internal/poll that reads).
 * - `same address`: a word without `?` of its stack is the lock or the object it lies in.
 * - `same receiver`: the same, but the lock's address is not printed (RWMutex) or the word has a `?`.
 * - `same type`: it stands in a method of the lock's type (or the same function), on which object is not known.
 */
export type HolderCertainty = 'certain' | 'same address' | 'same receiver' | 'same type';

/** What a goroutine that may hold a lock does. */
export interface HolderDoing {
  /** It goes on by itself or when the outside answers: running, runnable, sleeping, in I/O or a system call. */
  readonly live: boolean;
  /** Printed state, else its operation: `sleep`, `chan send`, `runnable`. */
  readonly state: string;
  readonly operation: Operation;
  /** The lock it waits for itself, index in `Locks.locks`; −1 = none. */
  readonly waitsFor: number;
}

/** A goroutine that probably holds a lock. */
export interface LockHolder {
  /** Row of the goroutine table. */
  readonly row: number;
  readonly certainty: HolderCertainty;
  /** Its frame that says so, counted from the leaf, and the FrameId. */
  readonly depth: number;
  readonly frame: number;
  /** Other goroutines wait for this lock at an earlier line of that same function: it has passed that line. */
  readonly passed: boolean;
  /** 0–1: 1 for `certain`; else lower the weaker the evidence and the more goroutines there are of whom it could be said. */
  readonly probability: number;
  /** One sentence without a subject: `stands in (*Journal).Append at line 49, past its Lock at line 44, on the same object`. */
  readonly why: string;
  readonly doing: HolderDoing;
}

/** One lock that goroutines wait for; without addresses, all locks of a kind and type, as they cannot be told apart. */
export interface Lock {
  /** Unique within the capture: `mutex 0xc0000b0000`, `rwmutex main.Registry@0xc000016080`, `once main.Config`. */
  readonly key: string;
  readonly kind: LockKind;
  /** As printed in lockSlow; null where not printed (RWMutex, and formats without arguments). */
  readonly address: number | null;
  /** The object it lies in, where a receiver or the type's usual offset shows it; null = not known. */
  readonly object: number | null;
  /** Type that the lock belongs to (`main.Registry`), or the function that takes it. */
  readonly owner: string;
  /** False: only its type is known, so it may be several locks. */
  readonly one: boolean;
  /** Rows that wait for it, in the order of the table; `readers` are those of them that only want to read. */
  readonly waiters: readonly number[];
  readonly readers: readonly number[];
  /** Goroutines: the sum of the waiters' weights. */
  readonly waiting: number;
  /** Goroutines on their way into it that are not parked: the lock changes hands just now, so it is no dead one. */
  readonly moving: number;
  /** RWMutex: the row whose Lock waits for readers to leave, which holds up later readers; −1 = none. */
  readonly pendingWriter: number;
  /** Probable first, at most 8; `candidates` says how many goroutines came into question. */
  readonly holders: readonly LockHolder[];
  readonly candidates: number;
}

/** A goroutine whose own stack probably holds the lock that it waits for. */
export interface SelfDeadlock {
  readonly row: number;
  /** Index in `Locks.locks`. */
  readonly lock: number;
  /** It can never go on: the code of sync.Once and the stacks of all goroutines leave nothing else possible. */
  readonly proven: boolean;
  readonly probability: number;
  /** The frame that took the lock first. */
  readonly depth: number;
  readonly frame: number;
  readonly why: string;
}

/** Goroutines that wait for each other: `rows[i]` holds `locks[i]` and waits for `locks[i + 1]` (the last for the first). */
export interface LockCycle {
  readonly locks: readonly number[];
  readonly rows: readonly number[];
  /**
   * How the round closes: by locks alone, or because the holder of the only lock waits (`waitgroup`, `channel`) for goroutines that it
   * started and that wait for this lock; `rows[1]` is then one of those.
   */
  readonly via: 'locks' | 'waitgroup' | 'channel';
  readonly proven: boolean;
  readonly probability: number;
  readonly why: string;
}

/** See `computeLocks`. */
export interface Locks {
  /** Most waited for first. */
  readonly locks: readonly Lock[];
  /** By row of the goroutine table: the lock it waits for, −1 = none. */
  readonly lockOfRow: Int32Array;
  readonly cycles: readonly LockCycle[];
  readonly selfDeadlocks: readonly SelfDeadlock[];
}
