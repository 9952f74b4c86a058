import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';
import { shortName } from '@core/base/go-name';

export const doubleLock = pattern({
  id: 'double-lock',
  numbers: [18],
  reports: 'A method that takes a lock which a method further up its own stack probably holds already.',
  traps: 'Two locks of one type, or a caller that has released it: probable, not certain.',
  operations: ['mutex lock', 'rwmutex lock'],
  matches: (facts) =>
    facts.operation === 'mutex lock' &&
    facts.methodsOfOwner.length >= 2 &&
    facts.otherLockers.every((other) => other.methodsOfOwner.length < 2 || other.siteName === facts.siteName),
  evidence: (facts) => {
    const [inner = '', outer = ''] = facts.methodsOfOwner.map(shortName);
    return {
      items: [
        item(
          'ownHolder',
          1,
          `${outer}, which called ${inner}, is a method of the same type and probably holds the lock already.`,
        ),
      ],
      decisive: false,
    };
  },
  cause: 'its own caller probably holds it',
  advice: {
    steps: [
      'Split the method: one that locks, and one (…Locked) that expects the lock to be held; methods that hold it call the second.',
    ],
    fix: sketch(
      'Call the half that expects the lock.',
      ' func (c *Cache) Put(k string) {',
      ' \tc.mu.Lock()',
      ' \tdefer c.mu.Unlock()',
      '-\tc.Evict()',
      '+\tc.evictLocked()',
      ' }',
    ),
  },
});
