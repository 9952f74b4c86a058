import type { WaitObjectKind } from '@core/api/waiters';
import { OPERATIONS, type Operation } from '@core/api/operation';
import { WORD_EXACT } from '@core/model/argument-words';
import { GOROUTINE_NIL_CHANNEL, GOROUTINE_NO_CASES, type Capture, type GoroutineTable } from '@core/model/tables';
import { frameAt } from './argument-lookup';
import type { GroupTable } from './group';
import type { LockKind } from './lock-stacks';
import type { Locks } from './lock-types';
import { POINTER_KINDS, type SharedPointers } from './shared-pointers';
import type { Sites } from './site';
import type { WaiterBuilder } from './waiter-builder';

/** Operations of goroutines that wait for something in the program, for a time or for the world outside. */
const WAITING: ReadonlySet<Operation> = new Set(
  OPERATIONS.filter((operation) => operation !== 'other' && operation !== 'syscall'),
);

const LOCK_KINDS: Readonly<Record<LockKind, WaitObjectKind>> = {
  mutex: 'mutex',
  rwmutex: 'rwmutex',
  once: 'mutex',
  fd: 'semaphore',
};

/** Locks of a text dump, by the addresses among printed arguments, else by their type. */
export function addLocks(builder: WaiterBuilder, capture: Capture, locks: Locks): Int32Array {
  const words = capture.goroutines?.words !== undefined;
  const nodes = new Int32Array(locks.locks.length).fill(-1);
  locks.locks.forEach((lock, i) => {
    const waiters = lock.waiters.filter((row) => builder.waits[row] === 0);
    if (waiters.length === 0) return;
    // The address of an RWMutex is not printed, but that of the object it lies in is.
    const address = lock.address ?? lock.object ?? 0;
    const once = lock.kind === 'once' ? `sync.Once in ${lock.owner}` : lock.owner;
    const type = lock.kind === 'fd' ? 'internal/poll.fdMutex' : once;
    nodes[i] = builder.add(LOCK_KINDS[lock.kind], false, words && lock.one, -1, address, type);
    for (const row of waiters) builder.wait(nodes[i], row);
    for (const { row, why } of lock.holders) builder.release(nodes[i], row, builder.why(why));
  });
  return nodes;
}

interface Named {
  readonly kind: WaitObjectKind;
  /** How far the word is behind the beginning of the object. */
  readonly back: number;
}
/** Functions whose first word is what they wait for. Cond{L Locker, notify}: of its list, which Go prints for certain. */
const NAMED: readonly (readonly [name: string, named: Named])[] = [
  ['sync.(*WaitGroup).Wait', { kind: 'waitgroup', back: 0 }],
  ['sync.(*Cond).Wait', { kind: 'cond', back: 0 }],
  ['sync.runtime_notifyListWait', { kind: 'cond', back: 16 }],
];
const CHANNEL_OPERATIONS: readonly Operation[] = ['chan send', 'chan receive'];
/** A chain of calls between the wait and the frame with the receiver: Cond.Wait is at most three frames from the leaf. */
const NEAR = 4;
/** Goroutines named as possible releasers of one object of a dump. */
const MOST_PEERS = 256;

/**
 * WaitGroups, Conds and channels of a text dump, by words that several goroutines print. For WaitGroup and Cond it is the receiver of
 * Wait; a channel is guessed only where the waiting function itself has one pointer, as an argument, that others have too.
 */
export function addPointers(builder: WaiterBuilder, capture: Capture, sites: Sites, shared: SharedPointers): void {
  const { goroutines } = capture;
  const words = goroutines?.words;
  if (goroutines === null || words === undefined) return;
  const names = new Map(NAMED);
  const nodes = new Map<string, { readonly node: number; readonly object: number }>();
  const nodeOfRow = new Int32Array(goroutines.count).fill(-1);
  for (let row = 0; row < goroutines.count; row++) {
    if (builder.waits[row] === 1 || words.start[row] === words.start[row + 1]) continue;
    const operation = OPERATIONS[goroutines.operation[row]];
    const found =
      operation === 'waitgroup wait' || operation === 'cond wait'
        ? receiverOf(capture, goroutines, row, names)
        : CHANNEL_OPERATIONS.includes(operation)
          ? channelOf(capture, goroutines, sites, shared, row)
          : null;
    if (found === null) continue;
    const key = `${found.kind} ${found.address}`;
    let known = nodes.get(key);
    if (known === undefined) {
      const node = builder.add(found.kind, false, false, -1, found.address);
      nodes.set(key, (known = { node, object: objectOf(shared, row, found.word) }));
    }
    nodeOfRow[row] = known.node;
    builder.wait(known.node, row);
  }
  for (const { node, object } of nodes.values()) {
    if (object < 0 || shared.common[object] === 1) continue;
    let named = 0;
    for (let i = shared.start[object]; i < shared.start[object + 1] && named < MOST_PEERS; i++) {
      if (nodeOfRow[shared.row[i]] === node || (words.flags[shared.word[i]] & WORD_EXACT) === 0) continue;
      builder.release(node, shared.row[i], builder.why('its arguments have the same address'));
      named++;
    }
  }
}

/**
 * What is left: a nil channel or a select without cases, which the state itself tells, and goroutines of which nothing says what they
 * wait for, together by site.
 */
export function addSites(builder: WaiterBuilder, goroutines: GoroutineTable, bySite: GroupTable): void {
  const nodes = new Int32Array(bySite.count).fill(-1);
  const none = { nil: -1, cases: -1 };
  for (let row = 0; row < goroutines.count; row++) {
    if (builder.waits[row] === 1 || !WAITING.has(OPERATIONS[goroutines.operation[row]])) continue;
    if ((goroutines.flags[row] & GOROUTINE_NIL_CHANNEL) !== 0) {
      if (none.nil < 0) none.nil = builder.add('nil channel', true, true);
      builder.wait(none.nil, row);
    } else if ((goroutines.flags[row] & GOROUTINE_NO_CASES) !== 0) {
      if (none.cases < 0) none.cases = builder.add('unknown', true, true, -1, 0, NO_CASES);
      builder.wait(none.cases, row);
    } else {
      const group = bySite.groupOf[row];
      if (nodes[group] < 0) nodes[group] = builder.add('unknown', false, false);
      builder.wait(nodes[group], row);
    }
  }
}

/** The type of the node of `select {}`. */
export const NO_CASES = 'select with no cases';

interface Guess {
  readonly kind: WaitObjectKind;
  readonly address: number;
  /** The word that says so. */
  readonly word: number;
}

function receiverOf(
  capture: Capture,
  { words, stack }: GoroutineTable,
  row: number,
  names: ReadonlyMap<string, Named>,
): Guess | null {
  const { functions, frames, stacks, strings } = capture;
  if (words === undefined) return null;
  for (let i = words.start[row]; i < words.start[row + 1]; i++) {
    if (words.depth[i] > NEAR) return null;
    if (words.position[i] !== 0 || (words.flags[i] & WORD_EXACT) === 0) continue;
    const frame = frameAt(stacks, stack[row], words.depth[i]);
    const named = frame < 0 ? undefined : names.get(strings.get(functions.name[frames.func[frame]]));
    const word = words.value[i];
    if (named !== undefined) return { kind: named.kind, address: word - named.back, word };
  }
  return null;
}

function channelOf(
  capture: Capture,
  { words, stack }: GoroutineTable,
  sites: Sites,
  shared: SharedPointers,
  row: number,
): Guess | null {
  if (words === undefined) return null;
  let address = 0;
  for (let i = words.start[row]; i < words.start[row + 1]; i++) {
    if ((words.flags[i] & WORD_EXACT) === 0) continue;
    if (frameAt(capture.stacks, stack[row], words.depth[i]) !== sites.site[stack[row]]) continue;
    const object = objectOf(shared, row, words.value[i]);
    // `argument`: what nothing else is said of.
    if (object < 0 || shared.kind[object] !== ARGUMENT || shared.common[object] === 1) continue;
    if (address !== 0 && address !== words.value[i]) return null;
    address = words.value[i];
  }
  return address === 0 ? null : { kind: 'channel', address, word: address };
}

const ARGUMENT = POINTER_KINDS.indexOf('argument');

/** The shared pointer of a row with this value; −1 = nobody else mentions it. */
function objectOf({ rowStart, rowObject, value }: SharedPointers, row: number, address: number): number {
  for (let i = rowStart[row]; i < rowStart[row + 1]; i++) if (value[rowObject[i]] === address) return rowObject[i];
  return -1;
}
