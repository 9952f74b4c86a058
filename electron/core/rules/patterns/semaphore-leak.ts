import { sketch } from '../advice';
import { pattern } from '../pattern';

export const semaphoreLeak = pattern({
  id: 'semaphore-leak',
  numbers: [30],
  reports: 'Goroutines that wait for a weighted semaphore which nobody at work holds: an Acquire without Release.',
  traps: 'Full load: the holders are at work and the waiters change.',
  operations: ['select'],
  frames: [/^golang\.org\/x\/sync\/semaphore\.\(\*Weighted\)\.Acquire$/],
  prior: 2,
  isIdle: false,
  cause: 'nobody at work holds the semaphore',
  advice: {
    steps: ['Release on every path: defer sem.Release(n) in the line after a successful Acquire.'],
    fix: sketch(
      'Release on every path.',
      ' if err := sem.Acquire(ctx, 1); err != nil {',
      ' \treturn err',
      ' }',
      '+defer sem.Release(1)',
    ),
  },
});
