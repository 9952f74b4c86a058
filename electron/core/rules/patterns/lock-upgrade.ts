import { BLOCKED_ADVICE } from '../advice';
import { pattern } from '../pattern';

export const lockUpgrade = pattern({
  id: 'lock-upgrade',
  numbers: [22],
  reports: 'A goroutine that waits to write-lock an RWMutex which it, or one that ended, still holds for reading.',
  traps: 'A writer that waits for readers at work.',
  operations: ['rwmutex lock'],
  matches: (facts) =>
    facts.otherLockers.every(({ operation }) => operation !== 'mutex lock') && facts.stuckElsewhere.length === 0,
  cause: 'a read lock was never released, perhaps its own',
  advice: BLOCKED_ADVICE['rwmutex lock'],
});
