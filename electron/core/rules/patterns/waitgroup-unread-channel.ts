import { sketch } from '../advice';
import { pattern } from '../pattern';
import { outerName } from '../facts/relations';
import type { GroupFacts } from '../facts/facts';
import { pronouns } from '../words';
import { item } from '../evidence';

/** Workers of the same function, blocked in sending what only the waiter would read. */
function unread(facts: GroupFacts): GroupFacts[] {
  const mine = new Set(facts.frames.map(outerName));
  const wanted = facts.operation === 'chan send' ? 'waitgroup wait' : 'chan send';
  return facts.related.filter(
    (other) =>
      other.operation === wanted &&
      (facts.operation === 'chan send'
        ? other.frames.some((name) => outerName(name) === outerName(facts.entryName))
        : mine.has(outerName(other.entryName))),
  );
}

export const waitgroupUnreadChannel = pattern({
  id: 'waitgroup-unread-channel',
  numbers: [26],
  reports: 'A function waits for its workers before it reads their results, and the workers wait for it to read.',
  traps: 'None known where both stand in the same function: neither can go on.',
  operations: ['waitgroup wait', 'chan send'],
  matches: (facts) => unread(facts).length > 0,
  evidence: (facts) => ({
    items: [
      item(
        'mutual',
        3,
        facts.operation === 'chan send'
          ? `The function that started ${pronouns(facts.count).them} waits for the WaitGroup and does not read.`
          : 'The workers to wait for are blocked in sending results.',
      ),
    ],
    decisive: true,
  }),
  cause: 'nobody reads the results',
  advice: {
    steps: [
      'Drain the results in their own goroutine, or wait in one: go func() { wg.Wait(); close(out) }().',
      'Or give the channel room for all results.',
    ],
    fix: sketch(
      'Wait beside the reader.',
      '-wg.Wait()',
      '-close(out)',
      '+go func() {',
      '+\twg.Wait()',
      '+\tclose(out)',
      '+}()',
      ' for r := range out {',
    ),
  },
});
