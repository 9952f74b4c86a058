import { sketch } from '../advice';
import { item } from '../evidence';
import { pattern } from '../pattern';

export const blockingSyscall = pattern({
  id: 'blocking-syscall',
  numbers: [51],
  reports: 'Calls into the system or into C that do not return; each holds a thread.',
  traps: 'The signal receiver, and libraries with one thread of their own.',
  operations: ['syscall'],
  matches: (facts) => facts.isOwn,
  prior: 0,
  evidence: (facts) => ({
    items: [
      ...(facts.count === 1
        ? [item('one', -2, 'It is the only one there: libraries have a thread of their own.')]
        : []),
      ...(facts.trend.rising
        ? [item('threadsGrow', 2, 'There are more in each capture, and each holds a thread.')]
        : []),
    ],
    decisive: false,
  }),
  cause: 'each holds a thread',
  advice: {
    steps: [
      'Bound the call: a timeout in C, a non-blocking descriptor, or a child process; limit how many run at once with a semaphore.',
    ],
    fix: sketch('Limit the threads.', '+sem <- struct{}{}', '+defer func() { <-sem }()', ' C.resolve(name)'),
  },
});
