import type { Operation } from '@core/api/operation';
import { formatCount } from '@core/base/format';
import { item, type Item } from './evidence';
import type { GroupFacts } from './facts/facts';
import { isHandler, leftByClient } from './facts/requests';
import { POINTS } from './weights';
import { pronouns } from './words';

/** Waits for one thing, which the end of the request does not end. */
const WITHOUT_WAY_OUT: readonly Operation[] = ['chan receive', 'chan send', 'cond wait', 'semacquire'];

/** What it says of goroutines that they handle requests of net/http: who still waits for them, and how long they stay. */
export function requestEvidence(facts: GroupFacts): readonly Item[] {
  if (!facts.waits || !isHandler(facts)) return [];
  const items: Item[] = [];
  const atWork = facts.related.some((other) => other.isLive && other.allowed === null);
  const left = leftByClient(facts);
  if (left > 0 && left * 2 >= facts.count && !atWork)
    items.push(
      item(
        'clientsLeft',
        POINTS.clientsLeft,
        facts.count === 1
          ? 'Its client has left: nobody watches the connection any more, and yet it waits.'
          : `The clients of ${left === facts.count ? `all ${formatCount(left)}` : `at least ${formatCount(left)} of them`} have left: nobody watches the connections any more, and yet they wait.`,
      ),
    );
  if (!WITHOUT_WAY_OUT.includes(facts.operation)) return items;
  const { counts, membership } = facts.trend;
  // Without ids as many in all captures may be others each time: handlers under load wait for what works elsewhere.
  const asMany =
    membership === null &&
    counts.length >= 3 &&
    counts.every(({ count }, i) => count > 0 && (i === 0 || count >= (counts[i - 1]?.count ?? 0)));
  if (asMany && !atWork)
    items.push(
      item(
        'asMany',
        POINTS.asMany,
        `There are never fewer of ${pronouns(facts.count).them}, and no goroutine that shares code with ${pronouns(facts.count).them} is at work.`,
      ),
    );
  if (membership !== null && membership.captures >= 3 && membership.first > 0 && membership.ended === 0)
    items.push(
      item(
        'noWayOut',
        POINTS.noWayOut,
        'The same requests stand there in all captures, in a wait for one thing that their client cannot end.',
      ),
    );
  return items;
}
