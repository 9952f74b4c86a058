import { sketch } from '../advice';
import { pattern } from '../pattern';

export const foreignContext = pattern({
  id: 'foreign-context',
  numbers: [39],
  reports:
    'Goroutines of package context that watch a parent which is no context of the standard library, for children never cancelled.',
  traps: 'A few that live as long as the requests they belong to.',
  operations: ['select'],
  frames: [/^context\.(?:\(\*cancelCtx\)\.)?propagateCancel\.func\d+$/],
  prior: 1,
  cause: 'a child is never cancelled',
  creatorsTell: true,
  advice: {
    steps: [
      'Cancel the child on every path: defer cancel().',
      'Or give the own context type a method AfterFunc(func()) func() bool: then no goroutine is needed.',
    ],
    fix: sketch(
      'Cancel the child.',
      '-ctx, _ := context.WithCancel(own)',
      '+ctx, cancel := context.WithCancel(own)',
      '+defer cancel()',
    ),
  },
});
