import { BLOCKED_ADVICE } from '../advice';
import { pattern } from '../pattern';

export const missedSignal = pattern({
  id: 'missed-signal',
  numbers: [28],
  reports: 'Waits for a Cond that nobody signals any more: the signal came before the wait, or one was sent for many.',
  traps: 'Consumers of a queue wait in a Cond whenever it is empty; they were started together or by a constructor.',
  operations: ['cond wait'],
  cause: 'the signal was missed or never sent',
  advice: BLOCKED_ADVICE['cond wait'],
});
