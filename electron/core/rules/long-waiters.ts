import { allowedGroup, operationOf, type GoroutineView } from './context';
import { groupEvidence, type GroupVerdict } from './group-finding';
import { reportGroups } from './report';
import type { Rule } from './rule';
import { LONG_MINUTES } from './thresholds';
import { PRIOR } from './weights';
import { blockedIn } from './words';

const NOTHING_TO_DO = { steps: [], fix: null };

/** Long waiters that are normal: the allow-list, and small steady groups that have waited long. Said once, quietly. */
export const longWaiters: Rule = {
  id: 'long-waiter',
  reports:
    'Goroutines that wait long in healthy programs: idle connections, listeners, main.main, flushers, small groups of old waiters.',
  traps: 'None: nothing here is called a leak.',
  needs: ['goroutines'],
  run(context) {
    const view = context.goroutines;
    if (view === null) return [];
    return reportGroups(context, view, (group) => knownWaiter(view, group) ?? oldWaiter(view, group));
  },
};

function knownWaiter(view: GoroutineView, group: number): GroupVerdict | null {
  const entry = allowedGroup(view, group);
  if (entry === null || entry.quiet) return null;
  const who = view.groups.weight[group] === 1 ? entry.one : entry.what;
  const { verb, verbOne } = blockedIn(operationOf(view, group));
  return {
    rule: longWaiters.id,
    tier: 'info',
    verb,
    verbOne,
    cause: who,
    listed: who,
    evidence: [
      groupEvidence(
        view,
        view.groups.handle(group),
        `On the list of what waits long in healthy programs: ${who} (${entry.id}).`,
      ),
    ],
    certainty: '',
    advice: NOTHING_TO_DO,
  };
}

function oldWaiter(view: GoroutineView, group: number): GroupVerdict | null {
  const operation = operationOf(view, group);
  if (view.groups.maxMinutes[group] < LONG_MINUTES || PRIOR[operation] < 0) return null;
  return {
    rule: longWaiters.id,
    tier: 'info',
    ...blockedIn(operation),
    cause: '',
    evidence: [
      groupEvidence(
        view,
        view.groups.handle(group),
        `${view.groups.weight[group] === 1 ? 'It has' : 'They have'} waited long: an idle worker or a listener looks like this.`,
      ),
    ],
    certainty: 'Two more captures show whether their number grows.',
    advice: NOTHING_TO_DO,
  };
}
