import type { Operation } from '@core/api/operation';
import type { GroupFacts } from './facts/facts';

/** Where tasks wait for answers and workers for work. */
export const ASKS: readonly Operation[] = ['chan receive', 'cond wait'];

const LOCK_OPERATIONS: readonly Operation[] = ['mutex lock', 'rwmutex lock', 'rwmutex rlock'];
export const SENDS_OR_LOCKS: readonly Operation[] = ['chan send', ...LOCK_OPERATIONS];

/**
 * What, stuck beside an operation, speaks for a knot. Idle workers receive, select or wait in a Cond beside each other, and whoever
 * closes their channel waits for their WaitGroup: that is how a pipeline idles.
 */
const PARTNERS: Readonly<Partial<Record<Operation, readonly Operation[]>>> = {
  'chan send': SENDS_OR_LOCKS,
  'chan receive': SENDS_OR_LOCKS,
  select: SENDS_OR_LOCKS,
  'cond wait': SENDS_OR_LOCKS,
  'waitgroup wait': SENDS_OR_LOCKS,
  'mutex lock': ['chan send', 'chan receive', 'waitgroup wait', 'rwmutex lock', 'rwmutex rlock'],
  'rwmutex lock': ['chan send', 'chan receive', 'waitgroup wait', 'mutex lock', 'rwmutex rlock'],
  'rwmutex rlock': ['chan send', 'chan receive', 'waitgroup wait', 'mutex lock', 'rwmutex lock'],
};

/** The other is stuck in something that makes a knot of the two. */
export function isPartner(facts: GroupFacts, other: GroupFacts): boolean {
  if (other.allowed !== null) return false;
  return (
    (PARTNERS[facts.operation]?.includes(other.operation) ?? false) || isLeader(facts, other) || isLeader(other, facts)
  );
}

/** One of several that run the same body got on to something else, and others wait in a WaitGroup for it: no worker idles like that. */
function isLeader(leader: GroupFacts, other: GroupFacts): boolean {
  return (
    other.operation === 'waitgroup wait' &&
    ASKS.includes(leader.operation) &&
    leader.bodyName === other.bodyName &&
    leader.isProgramEntry
  );
}
