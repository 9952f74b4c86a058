import { formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import { sketch } from '../advice';
import { LOCKS } from '../facts/lock-facts';
import { receiverType } from '../facts/relations';
import type { GroupFacts } from '../facts/facts';
import { pattern } from '../pattern';
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

/** Waiters before one lock that are worth a finding although its holder works. */
const QUEUE = 20;

export const lockOverIo = pattern({
  id: 'lock-over-io',
  numbers: [24],
  reports: 'A queue before a lock whose probable holder waits for I/O or in a system call.',
  traps: 'A short write under a lock: the same holder must stand there in all captures.',
  operations: LOCKS,
  matches: (facts) => busyHolder(facts) !== undefined,
  evidence: (facts) => {
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
