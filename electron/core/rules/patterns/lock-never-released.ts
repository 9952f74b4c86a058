import { BLOCKED_ADVICE } from '../advice';
import { LOCKS } from '../facts/lock-facts';
import { pattern } from '../pattern';

export const lockNeverReleased = pattern({
  id: 'lock-never-released',
  numbers: [19],
  reports: 'Goroutines that wait for a lock whose holder is not to be seen: it left without Unlock.',
  traps:
    'Convoys: many wait, and one that is at work in the same code holds the lock; the waiters change, or their holder is visible.',
  operations: LOCKS,
  cause: 'nobody at work holds the lock',
  advice: BLOCKED_ADVICE['mutex lock'],
});
