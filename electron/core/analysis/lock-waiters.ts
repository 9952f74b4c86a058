import { GrowableColumn } from '@core/base/columns';
import type { Steps } from '@core/base/steps';
import type { ArgumentWords } from '@core/model/argument-words';
import type { Capture } from '@core/model/tables';
import { firstWord, isExact } from './argument-lookup';
import { mayWait, nameOf, OTHER, ROWS_AT_ONCE, settle, sideOf, type LockDraft } from './lock-draft';
import { gatherByOwner } from './lock-owners';
import type { Entrance, LockStacks } from './lock-stacks';

/** Objects that hold a lock are taken to be no larger: an address in [object, object + 4096) lies in it. */
const LARGEST_OBJECT = 4096;

/** Locks that are looked at above a pointer: objects are 16 bytes and more, those with locks mostly 64. */
const MOST_NEIGHBOURS = 64;

/** A goroutine on its way into a lock that is not printed is said of so many locks of the type. */
const MOST_MOVED = 64;

const MOST_OWNERS = 8;

interface Waiter {
  readonly row: number;
  readonly entrance: Entrance;
  readonly address: number | null;
  readonly object: number | null;
  readonly exact: boolean;
  /** The object is the receiver of who called Lock. */
  readonly receiver: boolean;
}

/** Locks by what owns them and a number. */
class DraftMap {
  readonly #maps = new Map<number, Map<number, LockDraft>>();
  /** Those with the number 0, one a name: no map for each. */
  readonly #bare = new Map<number, LockDraft>();

  get(name: number, number: number): LockDraft | undefined {
    return number === 0 ? this.#bare.get(name) : this.#maps.get(name)?.get(number);
  }

  set(name: number, number: number, draft: LockDraft): void {
    if (number === 0) {
      this.#bare.set(name, draft);
      return;
    }
    let map = this.#maps.get(name);
    if (map === undefined) this.#maps.set(name, (map = new Map()));
    map.set(number, draft);
  }
}

/** Which goroutines wait for which lock. A lock is told by its address, else by its object, else only by its kind and owner. */
export function* gatherLocks(capture: Capture, stacks: LockStacks): Steps<LockDraft[]> {
  const { goroutines } = capture;
  if (goroutines === null) return [];
  const { words } = goroutines;
  if (words === undefined) return yield* gatherByOwner(goroutines, stacks);
  const byAddress = new DraftMap();
  const byObject = new DraftMap();
  const drafts: LockDraft[] = [];
  const later: Waiter[][] = [[], []];
  /** Rows of which nothing but the owner is known. */
  const bare = new GrowableColumn(Uint32Array);
  const moving: number[] = [];
  for (let row = 0; row < goroutines.count; row++) {
    if (row % ROWS_AT_ONCE === 0) yield;
    if (!mayWait(goroutines.operation[row])) {
      if (goroutines.operation[row] === OTHER) moving.push(row);
      continue;
    }
    const entrance = stacks.entranceOf(row);
    if (entrance === null || entrance.siteFrame < 0) continue;
    const address = addressOf(words, row, entrance);
    let draft = address === null ? undefined : byAddress.get(sideOf(entrance), address);
    if (draft !== undefined) addOwner(draft, stacks.at(entrance.siteFrame).owner);
    if (draft?.objectExact === true) {
      draft.waiters.push(row);
      continue;
    }
    const w = waiter(stacks, words, row, entrance, address);
    if (address === null) {
      if (w.object === null) bare.push(row);
      else later[w.exact ? 0 : 1].push(w);
      continue;
    }
    if (draft === undefined) {
      draft = draftOf(stacks, w);
      drafts.push(draft);
      byAddress.set(sideOf(entrance), address, draft);
    }
    draft.waiters.push(row);
    if (w.object === null || (draft.object !== null && !w.exact)) continue;
    draft.object = w.object;
    draft.objectExact = w.exact;
    draft.ofReceiver = w.receiver;
  }
  for (const draft of drafts)
    if (draft.object !== null) byObject.set(nameOf(sideOf(draft), draft.ownerId), draft.object, draft);
  const join = (w: Waiter): void => {
    const { owner, ownerId } = stacks.at(w.entrance.siteFrame);
    const called = nameOf(sideOf(w.entrance), ownerId);
    // No object is at 0.
    let draft = byObject.get(called, w.object ?? 0);
    if (draft === undefined) {
      draft = draftOf(stacks, w);
      drafts.push(draft);
      byObject.set(called, w.object ?? 0, draft);
    }
    addOwner(draft, owner);
    draft.waiters.push(w.row);
  };
  for (const [i, w] of later[0].concat(later[1]).entries()) {
    if (i % ROWS_AT_ONCE === 0) yield;
    join(w);
  }
  for (let i = 0; i < bare.length; i++) {
    if (i % ROWS_AT_ONCE === 0) yield;
    const row = bare.data[i];
    const entrance = stacks.entranceOf(row);
    if (entrance !== null) join({ row, entrance, address: null, object: null, exact: false, receiver: true });
  }
  const owned = new Map<number, LockDraft[]>();
  for (const [i, draft] of drafts.entries()) {
    if (i % ROWS_AT_ONCE === 0) yield;
    if (draft.waiters.length > 1) draft.waiters.sort((a, b) => a - b);
    settle(draft, goroutines.weight, stacks);
    if (moving.length === 0) continue;
    const called = nameOf(sideOf(draft), draft.ownerId);
    const known = owned.get(called);
    if (known === undefined) owned.set(called, [draft]);
    else known.push(draft);
  }
  for (const [i, row] of (drafts.length === 0 ? [] : moving).entries()) {
    if (i % ROWS_AT_ONCE === 0) yield;
    const entrance = stacks.entranceOf(row);
    if (entrance === null || entrance.siteFrame < 0) continue;
    const address = addressOf(words, row, entrance);
    const w = waiter(stacks, words, row, entrance, address);
    const called = nameOf(sideOf(entrance), stacks.at(entrance.siteFrame).ownerId);
    const found =
      (address === null ? undefined : byAddress.get(sideOf(entrance), address)) ??
      (w.object === null ? undefined : byObject.get(called, w.object));
    if (found !== undefined) found.moving += goroutines.weight[row];
    // Where its lock is not printed it may be any of the type.
    else if (address === null && w.object === null)
      for (const draft of (owned.get(called) ?? []).slice(0, MOST_MOVED)) draft.moving += goroutines.weight[row];
  }
  return drafts;
}

function addOwner({ owners }: LockDraft, owner: string): void {
  if (owners.length < MOST_OWNERS && !owners.includes(owner)) owners.push(owner);
}

function draftOf(stacks: LockStacks, { entrance, address, object, exact, receiver }: Waiter): LockDraft {
  const { owner, ownerId, method } = stacks.at(entrance.siteFrame);
  return {
    kind: entrance.kind,
    owner,
    ownerId,
    owners: [owner],
    method,
    reads: entrance.reads,
    address,
    object,
    objectExact: exact,
    ofReceiver: receiver,
    one: address !== null || object !== null,
    waiters: [],
    readers: [],
    pendingWriter: -1,
    waiting: 0,
    moving: 0,
  };
}

/** As it is printed without `?` in the frame that has it. */
function addressOf(words: ArgumentWords, row: number, { addressDepth }: Entrance): number | null {
  const word = addressDepth < 0 ? -1 : firstWord(words, row, addressDepth);
  return word >= 0 && isExact(words, word) ? words.value[word] : null;
}

function waiter(
  stacks: LockStacks,
  words: ArgumentWords,
  row: number,
  entrance: Entrance,
  address: number | null,
): Waiter {
  const unknown = { row, entrance, address, object: null, exact: false, receiver: true };
  const receiver = stacks.at(entrance.siteFrame).receiver ? firstWord(words, row, entrance.siteDepth) : -1;
  const object = receiver < 0 ? null : words.value[receiver];
  const exact = receiver >= 0 && isExact(words, receiver);
  if (address === null) return object === null ? unknown : { row, entrance, address, object, exact, receiver: true };
  // The receiver, or another argument whose lock it takes: `a.mu.Lock(); b.mu.Lock()`.
  const nearest = nearestArgument(words, row, entrance.siteDepth, address);
  if (nearest >= 0)
    return { row, entrance, address, object: words.value[nearest], exact: true, receiver: nearest === receiver };
  if (exact || object === null || !lies(address, object)) return unknown;
  return { row, entrance, address, object, exact, receiver: true };
}

function lies(address: number, object: number): boolean {
  return object <= address && address < object + LARGEST_OBJECT;
}

/** The word without `?` of frame `depth` that is nearest below the address of a lock, or the address itself; −1 = none. */
function nearestArgument(words: ArgumentWords, row: number, depth: number, address: number): number {
  let best = -1;
  for (let i = words.start[row]; i < words.start[row + 1]; i++) {
    if (words.depth[i] !== depth || !isExact(words, i) || !lies(address, words.value[i])) continue;
    if (best < 0 || words.value[i] > words.value[best]) best = i;
  }
  return best;
}

/**
 * Finds the objects of locks whose address is printed and whose callers' receiver is not (it was no longer needed): by the offset that
 * other locks of the type have, else by the nearest pointer below the address that is the receiver of a method of this type, or
 * anything on the stack of who waits.
 */
export function* inferObjects(
  capture: Capture,
  stacks: LockStacks,
  drafts: readonly LockDraft[],
  lockOfRow: Int32Array,
): Steps<void> {
  const { goroutines } = capture;
  const words = goroutines?.words;
  if (goroutines === null || words === undefined) return;
  const { stack } = goroutines;
  const offsets = new Map<string, Map<number, number>>();
  const vote = (draft: LockDraft, offset: number): void => {
    const key = `${draft.kind} ${draft.owner}`;
    const votes = offsets.get(key) ?? new Map<number, number>();
    offsets.set(key, votes.set(offset, (votes.get(offset) ?? 0) + 1));
  };
  const usual = (draft: LockDraft): number | null => {
    const votes = offsets.get(`${draft.kind} ${draft.owner}`);
    if (votes === undefined) return null;
    let best = -1;
    let most = 0;
    for (const [offset, count] of votes)
      if (count > most || (count === most && offset < best)) [best, most] = [offset, count];
    return best;
  };
  const unknown: LockDraft[] = [];
  for (const draft of drafts) {
    if (draft.address === null || !draft.method || draft.kind === 'fd') continue;
    if (draft.object !== null && draft.objectExact) {
      if (draft.ofReceiver) vote(draft, draft.address - draft.object);
    } else unknown.push(draft);
  }
  const open = unknown.filter((draft) => {
    const offset = usual(draft);
    if (offset !== null) draft.object = (draft.address ?? 0) - offset;
    return offset === null;
  });
  if (open.length === 0) return;
  open.sort((a, b) => (a.address ?? 0) - (b.address ?? 0));
  const addresses = Float64Array.from(open, (draft) => draft.address ?? 0);
  const nearest = new Float64Array(open.length);
  const owners = new Set(open.map(({ owner }) => owner));
  for (let row = 0; row < goroutines.count; row++) {
    if (row % ROWS_AT_ONCE === 0) yield;
    // The frames of Lock itself print the lock's own address, which says nothing of the object.
    const own = stacks.entranceOf(row)?.siteDepth ?? 0;
    const waitsFor = lockOfRow[row] < 0 ? null : drafts[lockOfRow[row]];
    let frames: readonly number[] | null = null;
    for (let i = words.start[row]; i < words.start[row + 1]; i++) {
      const value = words.value[i];
      if (words.depth[i] < own || !isExact(words, i)) continue;
      const first = lowerBound(addresses, value);
      const end = Math.min(addresses.length, first + MOST_NEIGHBOURS);
      if (first === end || addresses[first] >= value + LARGEST_OBJECT) continue;
      frames ??= stacks.frames(stack[row]);
      const code = stacks.at(frames[words.depth[i]]);
      const receives = words.position[i] === 0 && code.receiver && owners.has(code.owner);
      for (let at = first; at < end && addresses[at] < value + LARGEST_OBJECT; at++) {
        if (nearest[at] >= value) continue;
        if ((receives && open[at].owner === code.owner) || open[at] === waitsFor) nearest[at] = value;
      }
    }
  }
  open.forEach((draft, i) => {
    if (nearest[i] > 0) vote(draft, addresses[i] - nearest[i]);
  });
  for (const draft of open) {
    const offset = usual(draft);
    if (offset !== null) draft.object = (draft.address ?? 0) - offset;
  }
}

/** Index of the first that is not below `value`. */
function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
