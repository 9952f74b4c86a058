import type { Operation } from '@core/api/operation';
import type { GroupFacts } from './facts';
import { receiverType } from './relations';

export const LOCKS: readonly Operation[] = ['mutex lock', 'rwmutex lock', 'rwmutex rlock'];

export function isLock(operation: Operation): boolean {
  return LOCKS.includes(operation);
}

/** Different methods of the type that owns the site, on the waiter's own stack: one of them may hold what the innermost waits for. */
export function methodsOfOwner(facts: GroupFacts): readonly string[] {
  const owner = receiverType(facts.siteName);
  if (owner === '') return [];
  return [...new Set(facts.frames.filter((name) => receiverType(name) === owner))];
}

/** Other groups that wait for a lock in code they share. */
export function otherLockers(facts: GroupFacts): readonly GroupFacts[] {
  return facts.related.filter((other) => isLock(other.operation));
}

/** Groups stuck in a channel, a WaitGroup or a Cond in code they share: they may hold the lock. */
export function stuckElsewhere(facts: GroupFacts): readonly GroupFacts[] {
  return facts.related.filter(
    (other) => other.waits && !isLock(other.operation) && other.allowed === null && !other.isLoop,
  );
}
