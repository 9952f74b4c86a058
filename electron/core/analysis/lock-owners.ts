import { GrowableColumn } from '@core/base/columns';
import { rowsInOrder } from '@core/base/row-order';
import type { Steps } from '@core/base/steps';
import type { GoroutineTable } from '@core/model/tables';
import { mayWait, nameOf, OTHER, ROWS_AT_ONCE, settle, sideOf, type LockDraft } from './lock-draft';
import type { Entrance, LockStacks } from './lock-stacks';

/** Who waits for the lock of which owner, in columns. */
class OwnerLocks {
  /** By row of the goroutine table; −1 = waits for none. */
  readonly lockOf: Int32Array;
  /** By lock. */
  readonly waiters = new GrowableColumn(Uint32Array);
  /** By lock: an entrance to it, which tells its owner and side. */
  readonly entrances: Entrance[] = [];
  readonly #stacks: LockStacks;
  /** By number of an entrance, 1 + its lock, −1 = none: all entrances of one owner and side lead to one lock. */
  readonly #lockOfEntrance = new GrowableColumn(Int32Array);
  readonly #byName = new Map<number, number>();

  constructor(stacks: LockStacks, rows: number) {
    this.#stacks = stacks;
    this.lockOf = new Int32Array(rows).fill(-1);
  }

  /** The lock behind an entrance, where somebody is known to wait for it; −1 = nobody is. */
  find({ kind, reads, siteFrame }: Entrance): number {
    return this.#byName.get(nameOf(sideOf({ kind, reads }), this.#stacks.at(siteFrame).ownerId)) ?? -1;
  }

  add(row: number): void {
    const number = this.#stacks.entranceNumber(row);
    if (number < 0) return;
    const known = this.#lockOfEntrance;
    while (known.length <= number) known.push(0);
    const before = known.data[number];
    if (before < 0) return;
    const lock = before === 0 ? this.#behind(row, number) : before - 1;
    if (lock < 0) return;
    this.lockOf[row] = lock;
    this.waiters.data[lock]++;
  }

  /** The lock behind an entrance that is met for the first time; −1 = the stack does not tell who calls. */
  #behind(row: number, number: number): number {
    const entrance = this.#stacks.entranceOf(row);
    let lock = -1;
    if (entrance !== null && entrance.siteFrame >= 0) {
      lock = this.find(entrance);
      if (lock < 0) lock = this.#make(entrance);
    }
    this.#lockOfEntrance.data[number] = lock < 0 ? -1 : lock + 1;
    return lock;
  }

  #make(entrance: Entrance): number {
    const lock = this.waiters.push(0);
    this.#byName.set(nameOf(sideOf(entrance), this.#stacks.at(entrance.siteFrame).ownerId), lock);
    this.entrances.push(entrance);
    return lock;
  }
}

/**
 * Which goroutines wait for which lock, of formats that print no arguments: a lock is told by its owner and side alone. A goroutine costs
 * a few numbers, as a profile may have hundreds of thousands of them, and nearly as many owners.
 */
export function* gatherByOwner(goroutines: GoroutineTable, stacks: LockStacks): Steps<LockDraft[]> {
  const { count, operation, weight } = goroutines;
  const locks = new OwnerLocks(stacks, count);
  const moving: number[] = [];
  if (stacks.farApart) {
    const order = rowsInOrder(goroutines.stack);
    for (let from = 0; from < count; from += ROWS_AT_ONCE) {
      yield;
      lookAhead(order.subarray(from, from + ROWS_AT_ONCE), operation, stacks);
    }
  }
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    yield;
    const to = Math.min(count, from + ROWS_AT_ONCE);
    for (let row = from; row < to; row++) {
      if (mayWait(operation[row])) locks.add(row);
      else if (operation[row] === OTHER) moving.push(row);
    }
  }
  /** Waiters of lock `i` are `rows[end[i - 1] … end[i])`. */
  const end = locks.waiters.finish();
  for (let lock = 1; lock < end.length; lock++) end[lock] += end[lock - 1];
  const rows = new Uint32Array(end.at(-1) ?? 0);
  const next = new Uint32Array(end.length);
  for (let lock = 1; lock < end.length; lock++) next[lock] = end[lock - 1];
  for (let row = 0; row < count; row++) {
    if (row % ROWS_AT_ONCE === 0) yield;
    const lock = locks.lockOf[row];
    if (lock >= 0) rows[next[lock]++] = row;
  }
  const drafts: LockDraft[] = [];
  for (const [lock, entrance] of locks.entrances.entries()) {
    if (lock % ROWS_AT_ONCE === 0) yield;
    const draft = draftOf(stacks, entrance, rows, lock === 0 ? 0 : end[lock - 1], end[lock]);
    settle(draft, weight, stacks);
    drafts.push(draft);
  }
  for (const [i, row] of (drafts.length === 0 ? [] : moving).entries()) {
    if (i % ROWS_AT_ONCE === 0) yield;
    const entrance = stacks.entranceOf(row);
    const lock = entrance === null || entrance.siteFrame < 0 ? -1 : locks.find(entrance);
    if (lock >= 0) drafts[lock].moving += weight[row];
  }
  return drafts;
}

/** Has the entrances of rows looked for, which `stacks` keeps. */
function lookAhead(rows: Uint32Array, operation: Uint8Array, stacks: LockStacks): void {
  for (const row of rows) if (mayWait(operation[row])) stacks.entranceNumber(row);
}

/** Of a lock whose waiters are `rows[from … to)`. */
function draftOf(
  stacks: LockStacks,
  { kind, reads, siteFrame }: Entrance,
  rows: Uint32Array,
  from: number,
  to: number,
): LockDraft {
  // Element by element: `Array.from` takes a microsecond for a lock of one waiter.
  const waiters = [rows[from]];
  for (let i = from + 1; i < to; i++) waiters.push(rows[i]);
  const { owner, ownerId, method } = stacks.at(siteFrame);
  return {
    kind,
    owner,
    ownerId,
    owners: [owner],
    method,
    reads,
    address: null,
    object: null,
    objectExact: false,
    ofReceiver: true,
    one: false,
    waiters,
    readers: [],
    pendingWriter: -1,
    waiting: 0,
    moving: 0,
  };
}
