import { OPERATIONS } from '@core/api/operation';
import { finishSteps, type Steps } from '@core/base/steps';
import type { Capture } from '@core/model/tables';
import { findCycles, findSelfDeadlocks, place, stuckOnces, type StuckOnces } from './lock-deadlocks';
import type { Candidate, Candidates } from './lock-candidates';
import { HolderSearch } from './lock-holders';
import { LockStacks } from './lock-stacks';
import type { HolderDoing, Lock, LockHolder, Locks } from './lock-types';
import type { LockDraft } from './lock-draft';
import { gatherLocks, inferObjects } from './lock-waiters';

const LIVE = new Set(['other', 'sleep', 'io wait', 'syscall']);

/**
 * Who waits for which lock, who probably holds it, and who waits for whom in a round. From a debug=2 dump by addresses; from other
 * formats by frames alone, where locks of one kind and type cannot be told apart. Linear in rows, frames and words.
 *
 * A dump does not say who holds a lock. What it does say, from the surest to the weakest: the code of sync.Once and internal/poll holds
 * its lock as long as it is on a stack; a goroutine that stands in a function behind the line where others wait for the same lock has
 * passed that line (and may have unlocked since); a goroutine in a method of the same object or type uses the object.
 */
export function computeLocks(capture: Capture): Locks {
  return finishSteps(locksInSteps(capture));
}

/** The same for those who let messages in between the steps. */
export function* locksInSteps(capture: Capture): Steps<Locks> {
  const rows = capture.goroutines?.count ?? 0;
  const lockOfRow = new Int32Array(rows).fill(-1);
  const stacks = new LockStacks(capture);
  const drafts = yield* gatherLocks(capture, stacks);
  if (drafts.length === 0 || capture.goroutines === null)
    return { locks: [], lockOfRow, cycles: [], selfDeadlocks: [] };
  drafts.sort((a, b) => b.waiting - a.waiting || a.waiters[0] - b.waiters[0]);
  drafts.forEach((draft, lock) => {
    for (const row of draft.waiters) lockOfRow[row] = lock;
  });
  yield* inferObjects(capture, stacks, drafts, lockOfRow);
  const found = yield* new HolderSearch(capture, stacks, drafts, lockOfRow).run();
  const doing = (row: number): HolderDoing => doingOf(capture, row, lockOfRow);
  const bare = drafts.map((draft, i): Lock => {
    const { others } = found[i];
    return {
      key: keyOf(draft),
      kind: draft.kind,
      address: draft.address,
      object: draft.object,
      owner: draft.owner,
      one: draft.one,
      waiters: draft.waiters,
      readers: draft.readers,
      waiting: draft.waiting,
      moving: draft.moving,
      pendingWriter: draft.pendingWriter,
      holders: others.best.map((candidate) => holderOf(capture, stacks, draft, others, candidate, doing)),
      candidates: others.count,
    };
  });
  yield;
  const stuck = stuckOnces(capture, stacks, bare, lockOfRow);
  const locks = bare.map((lock) => (lock.kind === 'once' ? withOnlyOnce(lock, stuck) : lock));
  const own = found.map((one) => one.own);
  yield;
  const cycles = findCycles(capture, stacks, locks, stuck);
  yield;
  return { locks, lockOfRow, cycles, selfDeadlocks: findSelfDeadlocks(capture, stacks, locks, own, stuck) };
}

/** When only one goroutine runs the function of any sync.Once, it holds the mutex that others wait for. */
function withOnlyOnce(lock: Lock, stuck: StuckOnces): Lock {
  if (stuck.goroutines !== 1) return lock;
  const holders = lock.holders.map((holder): LockHolder =>
    stuck.rows.has(holder.row) ? { ...holder, certainty: 'certain', probability: 1 } : holder,
  );
  return { ...lock, holders };
}

function keyOf({ kind, reads, owner, address, object }: LockDraft): string {
  const side = kind === 'fd' ? `fd ${reads ? 'read' : 'write'}` : kind;
  if (address !== null) return `${side} 0x${address.toString(16)}`;
  return object === null ? `${side} ${owner}` : `${side} ${owner}@0x${object.toString(16)}`;
}

function doingOf(capture: Capture, row: number, lockOfRow: Int32Array): HolderDoing {
  const { goroutines, strings } = capture;
  const operation = OPERATIONS[goroutines?.operation[row] ?? 0];
  const printed = strings.get(goroutines?.state[row] ?? 0);
  const state = printed !== '' ? printed : operation === 'other' ? 'running or runnable' : operation;
  return { live: LIVE.has(operation), state, operation, waitsFor: lockOfRow[row] };
}

const PASSED = { certain: 1, 'same address': 0.9, 'same receiver': 0.75, 'same type': 0.5 } as const;
const NEAR = { certain: 1, 'same address': 0.5, 'same receiver': 0.4, 'same type': 0.25 } as const;

function holderOf(
  capture: Capture,
  stacks: LockStacks,
  draft: LockDraft,
  all: Candidates,
  { row, depth, frame, certainty, passed }: Candidate,
  doing: (row: number) => HolderDoing,
): LockHolder {
  // Many may read at once; everything else is held by one of those of whom the same could be said.
  const rivals =
    certainty === 'certain' || (draft.kind === 'rwmutex' && passed)
      ? 1
      : passed
        ? all.passed
        : certainty === 'same type'
          ? all.count
          : all.count - all.typed;
  const probability = (passed ? PASSED : NEAR)[certainty] / Math.max(1, rivals);
  const at = place(capture, stacks, frame);
  const on =
    certainty === 'same type'
      ? stacks.at(frame).method
        ? 'in a method of the same type'
        : 'in the same function'
      : 'with the same object';
  const why =
    draft.kind === 'fd'
      ? `is in ${at}, which holds this lock as long as it runs`
      : draft.kind === 'once'
        ? `runs the function of a sync.Once, called in ${at}, where others wait`
        : `stands in ${at}, ${passed ? 'past the line where others wait, ' : ''}${on}`;
  return { row, certainty, depth, frame, passed, probability, why, doing: doing(row) };
}
