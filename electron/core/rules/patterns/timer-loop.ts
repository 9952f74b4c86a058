import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';

export const timerLoop = pattern({
  id: 'timer-loop',
  numbers: [32, 33],
  reports: 'Loops that sleep or wait for a timer, started again and again and never ended.',
  traps: 'One janitor or heartbeat per process, and retries that back off: few, or they end.',
  operations: ['sleep'],
  prior: 0,
  evidence: (facts) => {
    const { membership, counts } = facts.trend;
    const again =
      counts.length >= 3 && (membership === null ? facts.trend.rising : membership.first > 0 && membership.ended === 0);
    return {
      items: [
        ...(again
          ? []
          : [
              item(
                'asleep',
                -6,
                'Whoever sleeps wakes up: only the same ones in three captures, or more and more, are a loop.',
              ),
            ]),
        ...(facts.count === 1 ? [item('one', -2, 'It is the only one there: one janitor is how it is meant.')] : []),
      ],
      decisive: false,
    };
  },
  cause: 'no end is in sight',
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
