import { formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import { sketch } from '../advice';
import { item } from '../evidence';
import { pattern } from '../pattern';

/** Goroutines of one body, and their share of all, from which on nobody bounds them. */
const STORM = 1000;
const SHARE = 0.5;

export const spawnStorm = pattern({
  id: 'spawn-storm',
  numbers: [53],
  reports:
    'Goroutines that are started faster than they end: thousands run one function, in several places of it, some of them at work.',
  traps: 'Actors and connections by the thousand stand in one place each; a burst ends.',
  operations: ['mutex lock', 'rwmutex lock', 'rwmutex rlock', 'chan send', 'chan receive', 'select', 'semacquire'],
  matches: (facts) => {
    if (facts.count < STORM / 10 || !facts.isProgramEntry) return false;
    const { count, places, live } = facts.sameEntry;
    return count >= STORM && count >= SHARE * facts.view.table.total && places > 1 && live > 0;
  },
  prior: 0,
  creatorsTell: false,
  evidence: (facts) => {
    const { count, places, live } = facts.sameEntry;
    const text = `${formatCount(count)} goroutines run ${shortName(facts.entryName)}, in ${places} different places; ${formatCount(live)} of them are at work.`;
    return { items: [item('storm', 4, text)], decisive: false };
  },
  cause: 'they are started faster than they end',
  advice: {
    steps: [
      'Bound how many run at once: errgroup.SetLimit, a semaphore, or a fixed pool that takes from a channel.',
      'Push back where the work comes from instead of starting a goroutine for each item.',
    ],
    fix: sketch(
      'Bound how many run at once.',
      '+sem := make(chan struct{}, runtime.GOMAXPROCS(0)*4)',
      ' for msg := range in {',
      '+\tsem <- struct{}{}',
      '-\tgo handle(msg)',
      '+\tgo func() { defer func() { <-sem }(); handle(msg) }()',
      ' }',
    ),
  },
});
