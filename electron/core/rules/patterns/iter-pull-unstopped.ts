import { sketch } from '../advice';
import { pattern } from '../pattern';

export const iterPullUnstopped = pattern({
  id: 'iter-pull-unstopped',
  numbers: [55],
  reports: 'Iterators made by iter.Pull of which stop was never called.',
  traps: 'An iterator in use: whoever pulls from it still runs.',
  operations: ['other', 'select', 'chan receive'],
  frames: [/^iter\.Pull2?(?:\[.*\])?\.func\d+/],
  prior: 1,
  cause: 'stop was never called',
  creatorsTell: true,
  advice: {
    steps: ['Call defer stop() in the line after iter.Pull.'],
    fix: sketch('Stop the iterator.', '-next, _ := iter.Pull(seq)', '+next, stop := iter.Pull(seq)', '+defer stop()'),
  },
});
