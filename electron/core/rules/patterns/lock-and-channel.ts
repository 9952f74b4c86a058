import { shortName } from '@core/base/go-name';
import { sketch } from '../advice';
import { isLock } from '../facts/lock-facts';
import type { GroupFacts } from '../facts/facts';
import { pattern } from '../pattern';
import { item } from '../evidence';

/** Whose lock and whose channel: both stand in methods of one type, or one called the other. */
function partners(facts: GroupFacts): readonly GroupFacts[] {
  const { receivers } = facts;
  if (receivers.size === 0) return [];
  const candidates = isLock(facts.operation) ? facts.stuckElsewhere : facts.otherLockers;
  return candidates.filter((other) => [...other.receivers].some((type) => receivers.has(type)));
}

export const lockAndChannel = pattern({
  id: 'lock-and-channel',
  numbers: [23, 16],
  reports:
    'A goroutine blocked in a channel, WaitGroup or Cond while it probably holds a lock that those who could wake it wait for.',
  traps:
    'A worker that idles in a select beside a lock that somebody else holds for a moment: then the holder is at work.',
  operations: [
    'mutex lock',
    'rwmutex lock',
    'rwmutex rlock',
    'chan send',
    'chan receive',
    'waitgroup wait',
    'cond wait',
  ],
  matches: (facts) => partners(facts).length > 0,
  evidence: (facts) => {
    const [other] = partners(facts);
    const text = isLock(facts.operation)
      ? `${shortName(other.siteName)} of the same type is blocked in ${other.operation} and probably holds the lock.`
      : `${shortName(other.siteName)} of the same type waits for a lock that this one probably holds.`;
    return { items: [item('lockAndChannel', 2, text)], decisive: false };
  },
  cause: 'one holds the lock, the other the way on',
  advice: {
    steps: [
      'Never block on a channel, a WaitGroup or a callback under a lock: copy what is needed, unlock, then send.',
    ],
    fix: sketch(
      'Unlock before sending.',
      ' h.mu.Lock()',
      ' subs := slices.Clone(h.subs)',
      '+h.mu.Unlock()',
      ' for _, s := range subs {',
      ' \ts <- event',
      ' }',
      '-h.mu.Unlock()',
    ),
  },
});
