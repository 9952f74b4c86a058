import { formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { Evidence, Tier } from '@core/api/findings';
import type { Operation } from '@core/api/operation';
import { BLOCKED_ADVICE } from './advice';
import {
  allowedGroup,
  creatorOf,
  isOnSomeStack,
  operationOf,
  workersOf,
  type GoroutineView,
  type RuleContext,
} from './context';
import { groupEvidence, statement, type GroupVerdict } from './group-finding';
import { wokenThere } from './motion';
import { reportGroups } from './report';
import type { Rule } from './rule';
import { trendOf, type Trend } from './series';
import { LOCK_QUEUE, LONG_MINUTES, ORPHAN_SHARE, THRESHOLDS, WORKERLESS_WAITS } from './thresholds';
import { blockedIn } from './words';

/**
 * Many goroutines at one blocking site (leak-detection.md §1, LeakProf's idea on one desktop capture): a crowd, long waiters, or
 * members whose starter has gone. One capture alone is never more than `suspect`; three captures in which the old members (by
 * goroutine id) stay while new ones join each time are `strong`.
 */
export const blockedAtSite: Rule = {
  id: 'blocked-at-site',
  reports: 'Goroutines blocked at one site in send, receive, select, a lock, a WaitGroup, a Cond or a semaphore.',
  traps:
    'Idle worker pools, parked connections, back-pressure and lock convoys look alike in one capture: receivers and selects need ' +
    'a large crowd, the allow-list names the usual long waiters, and a capture alone stays suspect. In an execution trace, goroutines of ' +
    'which most were woken from where they wait are not reported.',
  needs: ['goroutines'],
  run(context) {
    const view = context.goroutines;
    if (view === null) return [];
    return reportGroups(context, view, (group) => judgeGroup(context, view, group));
  },
};

const LOCKS: readonly Operation[] = ['mutex lock', 'rwmutex lock', 'rwmutex rlock'];

function judgeGroup(context: RuleContext, view: GoroutineView, group: number): GroupVerdict | null {
  const { groups, table } = view;
  const operation = operationOf(view, group);
  const threshold = THRESHOLDS[operation];
  const count = groups.weight[group];
  const handle = groups.handle(group);
  const trend = trendOf(context, handle);
  const starter = starterOf(view, group);
  const queue = LOCKS.includes(operation) && count >= LOCK_QUEUE;
  const crowd = queue || count >= Math.max(threshold.crowd, threshold.crowdShare * table.total);
  const majority = count >= Math.max(threshold.majority, 0.5 * table.total);
  const long = count >= threshold.long && groups.maxMinutes[group] >= LONG_MINUTES;
  const orphans = starter?.gone === true && count >= Math.max(threshold.orphans, ORPHAN_SHARE * table.total);
  const grows = threshold.crowd !== Infinity && count > 1 && isGrowing(trend);
  const workerless = operation === 'waitgroup wait' && count >= WORKERLESS_WAITS && workersOf(view, group) === 'absent';
  if (!crowd && !majority && !long && !orphans && !grows && !workerless) return null;
  if (allowedGroup(view, group) !== null && !grows) return null;
  // What moves is not stuck, however many wait at the moment at which the trace ends.
  const woken = wokenThere(view, group);
  if (woken !== null && woken * 2 > count) return null;
  const strong = grows && staysAndJoins(trend);
  const tier: Tier = strong ? 'strong' : 'suspect';
  const gone = starter?.gone === true && operation === 'chan send';
  const cause = gone ? 'the receiver has probably returned' : workerless ? 'no worker is left to call Done' : '';
  return {
    rule: `${operation.replaceAll(' ', '-')}-blocked`,
    tier,
    ...blockedIn(operation),
    cause,
    evidence: [
      ...(workerless ? [statement('No goroutine that they started is left: calls of Done are missing.')] : []),
      ...evidenceOf(view, group, operation, trend, starter, strong),
    ],
    certainty: certaintyOf(view, tier, trend),
    advice: BLOCKED_ADVICE[operation],
  };
}

interface Starter {
  readonly name: string;
  /** No goroutine has the function on its stack. */
  readonly gone: boolean;
}

function starterOf(view: GoroutineView, group: number): Starter | null {
  const creator = creatorOf(view, group);
  // main.main and package initialisers start what lives as long as the process; that they moved on means nothing.
  if (creator === null || /^main\.(main|init)|\.init(\.\d+)?$/.test(creator.ref.function)) return null;
  return { name: shortName(creator.ref.function), gone: !isOnSomeStack(view, creator.ref.function) };
}

/** More in every capture, and by a tenth over all: a count that wobbles upwards is not growth. */
function isGrowing(trend: Trend): boolean {
  if (!trend.rising) return false;
  const first = trend.counts[0].count;
  const last = trend.counts[trend.counts.length - 1].count;
  return last - first >= Math.max(3, first * 0.1);
}

/** Old members stay (nine in ten, as one may finish) while new ones join in every interval. */
function staysAndJoins(trend: Trend): boolean {
  const members = trend.membership;
  return members !== null && members.first > 0 && members.stayed >= 0.9 * members.first && members.fewestNew > 0;
}

function evidenceOf(
  view: GoroutineView,
  group: number,
  operation: Operation,
  trend: Trend,
  starter: Starter | null,
  strong: boolean,
): Evidence[] {
  const out: Evidence[] = [];
  const members = trend.membership;
  if (strong && members !== null) {
    out.push(
      groupEvidence(
        view,
        view.groups.handle(group),
        `${formatCount(members.stayed)} of the first ${formatCount(members.first)} are in all ${trend.counts.length} captures, by goroutine id, and at least ${formatCount(members.fewestNew)} joined in each interval.`,
        'members',
      ),
    );
  } else if (trend.rising)
    out.push(statement(`There are more of them in each of the ${trend.counts.length} captures.`));
  if (starter !== null && operation === 'chan send') {
    out.push(
      starter.gone
        ? statement(
            `No goroutine is inside ${starter.name}, which started them: if the receiver was there, it has returned.`,
          )
        : statement(`${starter.name}, which started them, is still on some stack: the receiver may yet come.`),
    );
  }
  return out;
}

function certaintyOf(view: GoroutineView, tier: Tier, trend: Trend): string {
  if (tier === 'strong')
    return "The runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment) would prove it.";
  // Three captures with ids have shown already who stays and who joins.
  if (trend.membership !== null)
    return "The runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment) proves it.";
  const hasIds = view.table.count > 0 && view.table.goid[0] >= 0;
  const captures = hasIds
    ? 'Two more captures a minute apart show whether the old ones stay and new ones join'
    : 'Three dumps with goroutine ids (goroutine?debug=2), a minute apart, show whether the old ones stay and new ones join';
  return `${captures}; the runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment) proves it.`;
}
