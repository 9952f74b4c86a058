import { formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { Evidence, Finding } from '@core/api/findings';
import { GOROUTINE_LEAKED } from '@core/model/tables';
import { BLOCKED_ADVICE } from './advice';
import { creatorOf, isOnSomeStack, operationOf, type GoroutineView, type RuleContext } from './context';
import { groupEvidence, statement, type GroupVerdict } from './group-finding';
import { reportGroups } from './report';
import type { Rule } from './rule';
import { allOf, blockedIn } from './words';

/**
 * The runtime's own verdict: the mark `(leaked)` in a dump (Go ≥ 1.26 after a goroutineleak profile was taken) or a line of the
 * goroutineleak profile. It is sound (runtime/mgc.go, findGoroutineLeaks): nothing alive can reach what they wait for.
 */
export const leakMark: Rule = {
  id: 'runtime-leak-mark',
  reports: "Goroutines that Go's runtime has proven leaked.",
  traps:
    'None: the garbage collector found nothing alive that could wake them. Its silence about others proves nothing.',
  needs: ['goroutines'],
  run(context) {
    const findings: Finding[] = [];
    for (const view of [context.leakProfile, context.goroutines]) {
      if (view === null) continue;
      findings.push(
        ...reportGroups(context, view, (group) =>
          (view.groups.anyFlags[group] & GOROUTINE_LEAKED) === 0 ? null : verdictOf(context, view, group),
        ),
      );
    }
    return findings;
  },
};

function verdictOf(context: RuleContext, view: GoroutineView, group: number): GroupVerdict {
  const { groups } = view;
  const handle = groups.handle(group);
  const operation = operationOf(view, group);
  const leaked = groups.leaked[group];
  const count = groups.weight[group];
  const one = leaked === 1;
  const all = leaked < count ? `${formatCount(leaked)} of ${formatCount(count)}` : one ? 'it' : allOf(count);
  const source = view === context.leakProfile ? "The runtime's leak profile lists" : 'The runtime has marked';
  const evidence: Evidence[] = [
    groupEvidence(
      view,
      handle,
      `${source} ${all} as leaked: nothing alive can reach what ${one ? 'it waits' : 'they wait'} for.`,
      'leak mark',
    ),
  ];
  const creator = creatorOf(view, group);
  let cause = `nothing alive can wake ${one ? 'it' : 'them'}`;
  // Only a capture of all goroutines can say that a function has none.
  const everyone = context.goroutines;
  if (creator !== null && everyone !== null && !isOnSomeStack(everyone, creator.ref.function)) {
    const name = shortName(creator.ref.function);
    if (operation === 'chan send') cause = 'the receiver returned early';
    evidence.push(statement(`No goroutine is inside ${name}, which started ${one ? 'it' : 'them'}.`));
  }
  return {
    rule: leakMark.id,
    tier: 'proven',
    ...blockedIn(operation),
    only: GOROUTINE_LEAKED,
    cause,
    evidence,
    certainty: '',
    advice: BLOCKED_ADVICE[operation],
  };
}
