import { formatCount } from '@core/base/format';
import type { Item } from '../evidence';
import { item } from '../evidence';
import type { GroupFacts } from './facts';
import { isLock } from './lock-facts';

/** What the lock analysis knows about the members of a group that waits for locks. */
export interface LockEvidence {
  readonly items: readonly Item[];
  /** A self-deadlock or a round that leaves nothing else possible; `` = none. */
  readonly proof: string;
  /** The holder is known by the lock's address and is stuck itself. */
  readonly decisive: boolean;
}

const NONE: LockEvidence = { items: [], proof: '', decisive: false };
/** Below this a holder is a guess that weighs nothing. */
const LIKELY = 0.4;
/** Below this a self-deadlock or a round is a guess: code that looks under a read lock and locks then has the same stacks. */
const PROBABLE = 0.5;

export function lockEvidence(facts: GroupFacts): LockEvidence {
  if (!isLock(facts.operation)) return NONE;
  const { locks } = facts.view.analysis;
  const { groupOf } = facts.view.groups;
  const items: Item[] = [];
  const own = locks.selfDeadlocks.find(({ row }) => groupOf[row] === facts.group);
  const round = locks.cycles.find((cycle) => cycle.rows.some((row) => groupOf[row] === facts.group));
  const proof = own?.proven === true ? own.why : round?.proven === true ? round.why : '';
  // A proof says it all.
  if (proof !== '') return { items, proof, decisive: true };
  if (own !== undefined && own.probability >= PROBABLE)
    items.push(item('ownLock', 2, `${goroutineOf(facts, own.row)}: ${own.why}.`));
  if (round !== undefined && round.probability >= PROBABLE)
    items.push(item('round', 3, `They wait for each other in a round: ${round.why}.`));
  const lock = mostWaited(facts);
  if (lock === null) return { items, proof, decisive: false };
  const [holder] = lock.holders;
  if (lock.one && lock.waiting > 1)
    items.push(item('oneLock', 0, `${formatCount(lock.waiting)} goroutines wait for the same lock of ${lock.owner}.`));
  if (holder === undefined) {
    if (lock.address !== null && lock.candidates === 0 && lock.moving === 0)
      items.push(
        item('noHolder', 1, 'No goroutine has the object of the lock on its stack: whoever took it has left.'),
      );
    return { items, proof, decisive: false };
  }
  if (holder.probability < LIKELY) return { items, proof, decisive: false };
  const text = `${goroutineOf(facts, holder.row)} ${holder.why}. It probably holds the lock, in ${holder.doing.state}.`;
  if (holder.doing.live) items.push(item('holderLive', -3, text));
  else items.push(item('holderStuck', 2, text));
  const sure = holder.certainty === 'certain' || holder.certainty === 'same address';
  return { items, proof, decisive: !holder.doing.live && sure };
}

function goroutineOf({ view }: GroupFacts, row: number): string {
  const goid = view.table.goid[row];
  return goid < 0 ? 'A goroutine' : `Goroutine ${goid}`;
}

/** The lock that most members wait for. */
function mostWaited(facts: GroupFacts) {
  const { locks } = facts.view.analysis;
  const counts = new Map<number, number>();
  for (const row of facts.rows) {
    const lock = locks.lockOfRow[row];
    if (lock >= 0) counts.set(lock, (counts.get(lock) ?? 0) + 1);
  }
  let best = -1;
  for (const [lock, count] of counts) if (best < 0 || count > (counts.get(best) ?? 0)) best = lock;
  return best < 0 ? null : locks.locks[best];
}
