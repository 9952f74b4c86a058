import { BLOCKED_ADVICE } from '../advice';
import { pattern } from '../pattern';

export const semaphoreWait = pattern({
  id: 'semaphore-wait',
  numbers: [],
  reports:
    'Waits for a semaphore of the runtime that no lock or WaitGroup explains: file descriptor locks, older versions.',
  traps: 'A goroutine about to start a garbage collection waits in semacquire for a moment.',
  operations: ['semacquire'],
  advice: BLOCKED_ADVICE.semacquire,
});
