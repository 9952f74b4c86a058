import { sketch } from '../advice';
import { isLock } from '../facts/lock-facts';
import { receiverType } from '../facts/relations';
import type { GroupFacts } from '../facts/facts';
import { pattern } from '../pattern';
import { item } from '../evidence';
import { shortName } from '@core/base/go-name';

/** A group that waits for another lock and shares the type or function that owns this site further up its stack. */
function opposite(facts: GroupFacts): GroupFacts | undefined {
  const owner = receiverType(facts.siteName);
  if (owner === '') return undefined;
  const passed = ({ frames }: GroupFacts, type: string): boolean =>
    frames.slice(1).some((name) => receiverType(name) === type);
  return facts.otherLockers.find((other) => {
    const mine = receiverType(other.siteName);
    return mine !== '' && mine !== owner && passed(other, owner) && passed(facts, mine);
  });
}

export const lockOrder = pattern({
  id: 'lock-order',
  numbers: [20],
  reports:
    'Goroutines that wait for locks which they probably hold crosswise: each passed the code that owns the lock of the other.',
  traps: 'Two contended locks of one type whose holders are at work.',
  operations: ['mutex lock', 'rwmutex lock', 'rwmutex rlock'],
  matches: (facts) => isLock(facts.operation) && opposite(facts) !== undefined,
  evidence: (facts) => {
    const other = opposite(facts);
    return {
      items:
        other === undefined
          ? []
          : [
              item(
                'crosswise',
                1,
                `${shortName(other.siteName)} waits for a lock as well, in code that this stack passed: they probably hold each other's lock.`,
              ),
            ],
      decisive: false,
    };
  },
  cause: 'each probably holds the lock of the other',
  advice: {
    steps: [
      'Take locks in one order everywhere, or release the first before the second; go-deadlock finds the other places in tests.',
    ],
    fix: sketch(
      'Release the first before taking the second.',
      ' a.mu.Lock()',
      ' n := a.next',
      '+a.mu.Unlock()',
      ' n.mu.Lock()',
      '-a.mu.Unlock()',
    ),
  },
});
