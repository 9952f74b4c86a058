import { sketch } from '../advice';
import { pattern } from '../pattern';

export const timerLoop = pattern({
  id: 'timer-loop',
  numbers: [32, 33],
  reports: 'Loops that sleep or wait for a timer, started again and again and never ended.',
  traps: 'One janitor or heartbeat per process, and retries that back off: few, or they end.',
  operations: ['sleep'],
  prior: 0,
  cause: 'they never end',
  advice: {
    steps: ['Start such a loop once per process, or give it a way out: select on ctx.Done() beside the timer.'],
    fix: sketch(
      'Give the loop a way out.',
      ' for {',
      '-\ttime.Sleep(period)',
      '+\tselect {',
      '+\tcase <-ticker.C:',
      '+\tcase <-ctx.Done():',
      '+\t\treturn',
      '+\t}',
      ' \trefresh()',
      ' }',
    ),
  },
});
