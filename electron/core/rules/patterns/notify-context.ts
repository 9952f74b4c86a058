import { sketch } from '../advice';
import { item } from '../evidence';
import { pattern } from '../pattern';

export const notifyContext = pattern({
  id: 'notify-context',
  numbers: [40],
  reports: 'Goroutines of signal.NotifyContext whose stop was never called.',
  traps: 'One per process is how it is meant.',
  operations: ['select'],
  frames: [/^os\/signal\.NotifyContext\.func\d+$/],
  prior: 0,
  evidence: (facts) => ({
    items: facts.count > 1 ? [item('several', 2, 'One per process is how it is meant.')] : [],
    decisive: false,
  }),
  overridesAllowList: true,
  cause: 'stop was never called',
  creatorsTell: true,
  advice: {
    steps: ['Call defer stop() after NotifyContext, and make it once, in main.'],
    fix: sketch(
      'Stop it.',
      '-ctx, _ := signal.NotifyContext(parent, os.Interrupt)',
      '+ctx, stop := signal.NotifyContext(parent, os.Interrupt)',
      '+defer stop()',
    ),
  },
});
