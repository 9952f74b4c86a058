import { BLOCKED_ADVICE } from '../advice';
import { pattern } from '../pattern';

export const unstoppedLoop = pattern({
  id: 'unstopped-loop',
  numbers: [7, 11, 13, 16],
  reports:
    'Loops over a select that nobody stops: Stop, Close, Unsubscribe or cancel was not called for the object they belong to.',
  traps:
    'One loop for each object that is alive is healthy. Only a number that grows while old ones stay, or loops whose makers ended, is reported.',
  operations: ['select'],
  cause: 'nobody stops {them}',
  advice: BLOCKED_ADVICE.select,
});
