import { GrowableColumn } from '@core/base/columns';
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
  /** By number of an entrance, 1 + its lock: all entrances of one owner and side lead to one lock. */
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

  add(row: number, entrance: Entrance): void {
    const known = this.#lockOfEntrance;
    while (known.length <= entrance.number) known.push(0);
    let lock = known.data[entrance.number] - 1;
    if (lock < 0) {
      lock = this.find(entrance);
      if (lock < 0) lock = this.#make(entrance);
      known.data[entrance.number] = lock + 1;
    }
    this.lockOf[row] = lock;
    this.waiters.data[lock]++;
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
  for (let row = 0; row < count; row++) {
    if (row % ROWS_AT_ONCE === 0) yield;
    if (mayWait(operation[row])) {
      const entrance = stacks.entranceOf(row);
      if (entrance !== null && entrance.siteFrame >= 0) locks.add(row, entrance);
    } else if (operation[row] === OTHER) moving.push(row);
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
    const draft = draftOf(stacks, entrance, rows.subarray(lock === 0 ? 0 : end[lock - 1], end[lock]));
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

function draftOf(stacks: LockStacks, { kind, reads, siteFrame }: Entrance, rows: Uint32Array): LockDraft {
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
    waiters: Array.from(rows),
    readers: [],
    pendingWriter: -1,
    waiting: 0,
    moving: 0,
  };
}
