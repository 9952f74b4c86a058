import { BLOCKED_ADVICE } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';

export const recursiveRlock = pattern({
  id: 'recursive-rlock',
  numbers: [21],
  reports: 'A read lock taken again by a goroutine that holds it, while a writer waits in between.',
  traps: 'Readers that queue behind a writer at work.',
  operations: ['rwmutex rlock', 'rwmutex lock'],
  matches: (facts) => {
    const nested = (of: typeof facts): boolean => of.operation === 'rwmutex rlock' && of.methodsOfOwner.length >= 2;
    const others = facts.otherLockers;
    return facts.operation === 'rwmutex rlock'
      ? nested(facts) && others.some(({ operation }) => operation === 'rwmutex lock')
      : others.some(nested);
  },
  evidence: () => ({
    items: [
      item(
        'nested',
        2,
        'A reader stands below another method of the same type while a writer waits: it probably holds the read lock that the writer waits for.',
      ),
    ],
    decisive: false,
  }),
  cause: 'a reader waits for the writer that waits for it',
  advice: BLOCKED_ADVICE['rwmutex rlock'],
});
