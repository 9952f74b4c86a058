import { allowedGroup, operationOf } from './context';
import { BLOCKED_ADVICE } from './advice';
import { statement } from './group-finding';
import { reportGroups } from './report';
import type { Rule } from './rule';
import { blockedIn } from './words';

/** runtime/proc.go, checkdead: no goroutine can run and no timer is left to wake one. */
const MESSAGE = 'fatal error: all goroutines are asleep - deadlock!';

/** The runtime ended the program because nothing could wake anybody: every goroutine of such a dump is part of the deadlock. */
export const deadlock: Rule = {
  id: 'deadlock',
  reports: 'Goroutines of a crash in which the runtime found all goroutines asleep.',
  traps: "None: the runtime's own check. Its own goroutines, in dumps that print them, are left out.",
  needs: ['goroutines'],
  run(context) {
    const view = context.goroutines;
    if (view === null || !view.analysis.capture.comments.includes(MESSAGE)) return [];
    return reportGroups(context, view, (group) => {
      if (allowedGroup(view, group)?.quiet === true) return null;
      const operation = operationOf(view, group);
      return {
        rule: deadlock.id,
        tier: 'proven',
        ...blockedIn(operation),
        cause: 'nobody was left to wake anybody',
        evidence: [statement(`The program ended with “${MESSAGE}”.`)],
        certainty: '',
        advice: BLOCKED_ADVICE[operation],
      };
    });
  },
};
