import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';

const DO_SLOW = /^sync\.\(\*Once\)\.doSlow$/;

export const onceRecursion = pattern({
  id: 'once-recursion',
  numbers: [29],
  reports: 'A Once whose function calls Do of the same Once again.',
  traps: 'Two different Onces on one stack: the inner wait then has a holder elsewhere.',
  operations: ['mutex lock'],
  frames: [DO_SLOW],
  matches: (facts) => facts.frames.filter((name) => DO_SLOW.test(name)).length >= 2,
  evidence: () => ({
    items: [
      item(
        'recursion',
        5,
        'sync.Once.Do stands twice in one stack: the inner call waits for the outer one, which waits for it.',
      ),
    ],
    decisive: true,
  }),
  cause: 'the Once waits for itself',
  advice: {
    steps: ['Split what is initialised: a function that runs under Once.Do must not call Do of the same Once.'],
    fix: sketch(
      'Call the inner initialisation directly.',
      ' once.Do(func() {',
      '-\tload() // calls once.Do again',
      '+\tloadLocked()',
      ' })',
    ),
  },
});
