import { formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import { sketch } from '../advice';
import { isLock, LOCKS } from '../facts/lock-facts';
import { receiverType } from '../facts/relations';
import type { GroupFacts } from '../facts/facts';
import { pattern } from '../pattern';
import { pronouns } from '../words';
import { item } from '../evidence';

/** One goroutine in I/O or a system call, in a method of the type whose lock they wait for. */
function busyHolder(facts: GroupFacts): GroupFacts | undefined {
  const owner = receiverType(facts.siteName);
  if (owner === '') return undefined;
  return facts.related.find(
    (other) =>
      (other.operation === 'io wait' || other.operation === 'syscall') &&
      other.frames.some((name) => receiverType(name) === owner),
  );
}

/** Groups that wait for a lock of a type in whose method this one is in I/O. */
function queueOf(facts: GroupFacts): readonly GroupFacts[] {
  return facts.otherLockers.filter((other) => {
    const owner = receiverType(other.siteName);
    return owner !== '' && facts.receivers.has(owner);
  });
}

/** The holder's own side: the same goroutine in I/O in all captures, or, where ids are not known, one all the while as its queue grows. */
function holdsOn({ trend }: GroupFacts, queue: readonly GroupFacts[]): boolean {
  const { counts, membership } = trend;
  if (counts.length < 3) return false;
  if (membership !== null) return membership.first > 0 && membership.ended === 0;
  return counts.every(({ count }) => count === counts[0].count) && queue.some((other) => other.trend.rising);
}

/** Waiters before one lock that are worth a finding although its holder works. */
const QUEUE = 20;

export const lockOverIo = pattern({
  id: 'lock-over-io',
  numbers: [24],
  reports: 'A queue before a lock whose probable holder waits for I/O or in a system call, and that holder.',
  traps: 'A short write under a lock: the same holder must stand there in all captures.',
  operations: [...LOCKS, 'io wait', 'syscall'],
  matches: (facts) => (isLock(facts.operation) ? busyHolder(facts) !== undefined : queueOf(facts).length > 0),
  evidence: (facts) => {
    if (!isLock(facts.operation)) {
      const queue = queueOf(facts);
      const waiting = queue.reduce((sum, other) => sum + other.count, 0);
      const wait = `${formatCount(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for a lock of the type whose method ${pronouns(facts.count).they} ${facts.count === 1 ? 'is' : 'are'} in`;
      const items = [item('queue', 4, `${wait}: probably held.`)];
      if (holdsOn(facts, queue)) items.push(item('holdsOn', 5, `The same ${facts.operation} goes on in all captures.`));
      return { items, decisive: false };
    }
    const holder = busyHolder(facts);
    if (holder === undefined) return { items: [], decisive: false };
    const { membership } = holder.trend;
    const stays = membership !== null && membership.captures >= 3 && membership.stayed > 0;
    const text = `${shortName(holder.siteName)} of the same type is in ${holder.operation} and probably holds the lock`;
    return {
      items: [
        item(
          'holderInIo',
          stays && facts.count >= QUEUE ? 5 : 0,
          stays ? `${text}, the same goroutine in all captures; ${formatCount(facts.count)} wait for it.` : `${text}.`,
        ),
      ],
      decisive: false,
    };
  },
  cause: 'its holder probably waits for I/O',
  advice: {
    steps: ['Do no I/O under the lock: take what is needed, unlock, then read or write; give the I/O a deadline.'],
    fix: sketch(
      'Shrink the critical section.',
      ' c.mu.Lock()',
      ' conn := c.conn',
      '+c.mu.Unlock()',
      ' _, err := conn.Write(b)',
      '-c.mu.Unlock()',
    ),
  },
});
