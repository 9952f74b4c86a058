import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';

export const finalizerStuck = pattern({
  id: 'finalizer-stuck',
  numbers: [54],
  reports: 'A finalizer or cleanup that blocks: all others wait behind it, and what they would free stays.',
  traps: 'None known: finalizers share one goroutine and must not wait.',
  operations: [
    'chan send',
    'chan receive',
    'select',
    'mutex lock',
    'rwmutex lock',
    'rwmutex rlock',
    'waitgroup wait',
    'cond wait',
    'sleep',
    'io wait',
    'syscall',
    'semacquire',
  ],
  frames: [/^runtime\.(?:runfinq|runFinalizers|runCleanups|runcleanups)$/],
  matches: (facts) => facts.isOwn,
  prior: 2,
  overridesAllowList: true,
  evidence: () => ({
    items: [
      item('behind', 2, 'It runs on the goroutine of the finalizers: nothing else is finalized until it returns.'),
    ],
    decisive: false,
  }),
  cause: 'no other finalizer can run',
  advice: {
    steps: ['Do not block in a finalizer: start a goroutine for what may wait, or close explicitly instead.'],
    fix: sketch(
      'Leave the finalizer at once.',
      ' runtime.SetFinalizer(f, func(f *File) {',
      '-\tf.flush()',
      '+\tgo f.flush()',
      ' })',
    ),
  },
});
