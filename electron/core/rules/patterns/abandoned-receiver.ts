import { BLOCKED_ADVICE } from '../advice';
import { pattern } from '../pattern';

/** Tasks of as many goroutines. */
const MANY = 3;

export const abandonedReceiver = pattern({
  id: 'abandoned-receiver',
  numbers: [4, 6, 10, 11, 13, 14],
  reports: 'Goroutines that receive from a channel into which nobody sends any more and which nobody closes.',
  traps:
    'Idle workers and actors wait in the same way. They are born together by one goroutine, started by main or a constructor, or run ' +
    'a function called like a loop; their number does not grow.',
  operations: ['chan receive'],
  cause: 'nobody is left to send or to close the channel',
  evidence: (facts) => ({
    items: [],
    decisive:
      facts.births !== null &&
      facts.births.known > 0 &&
      facts.births.orphans === facts.births.known &&
      facts.starterKind === 'task' &&
      !facts.isLoop &&
      // A task's body may wait for a timer again and again: one that waits for an answer, or many tasks, do not.
      (facts.waitsForAnswer || facts.births.creators >= MANY),
  }),
  advice: BLOCKED_ADVICE['chan receive'],
});
