import type { Finding } from '@core/api/findings';
import type { Steps } from '@core/base/steps';
import { GOROUTINE_NIL_CHANNEL, GOROUTINE_NO_CASES } from '@core/model/tables';
import { codeRef } from '@core/analysis/site';
import { EMPTY_SELECT_ADVICE, NIL_CHANNEL_ADVICE } from './advice';
import { operationOf, type GoroutineView, type RuleContext } from './context';
import { groupEvidence, type GroupVerdict } from './group-finding';
import { reportGroups } from './report';
import type { Rule } from './rule';

/** Send or receive on a nil channel blocks forever (Go specification, "Channel types"); the wait reason says so. */
export const nilChannel: Rule = {
  id: 'nil-channel',
  reports: 'Goroutines that send to or receive from a nil channel.',
  traps:
    'None in a dump, which prints the reason, nor in a pprof profile, whose runtime frames show it. Text with debug=1 hides those ' +
    'frames: there their addresses tell, which is evidence and no proof.',
  needs: ['goroutines'],
  run: (context) =>
    flagged(context, GOROUTINE_NIL_CHANNEL, (view, group) => {
      const send = operationOf(view, group) === 'chan send';
      return {
        rule: nilChannel.id,
        ...howSure(view),
        verb: send ? 'send to a nil channel' : 'receive from a nil channel',
        verbOne: send ? 'sends to a nil channel' : 'receives from a nil channel',
        cause: isInferred(view) ? 'probably cannot wake' : 'cannot wake',
        evidence: [
          groupEvidence(
            view,
            view.groups.handle(group),
            `${seenBy(view, '(nil chan)', 'the channel is nil')}: a nil channel blocks forever, and setting it later wakes nobody.`,
          ),
        ],
        advice: NIL_CHANNEL_ADVICE,
      };
    }),
};

/** `select {}` never proceeds; in main it is the idiom for "run until killed", elsewhere it is a goroutine lost. */
export const emptySelect: Rule = {
  id: 'empty-select',
  reports: 'Goroutines outside main.main that wait in a select without cases.',
  traps: 'main.main with select {} is idiomatic and never reported.',
  needs: ['goroutines'],
  run: (context) =>
    flagged(context, GOROUTINE_NO_CASES, (view, group) => {
      const entry = codeRef(view.analysis.capture, view.groups.entry[group]);
      if (entry?.function === 'main.main') return null;
      return {
        rule: emptySelect.id,
        ...howSure(view),
        verb: 'wait in an empty select',
        verbOne: 'waits in an empty select',
        cause: isInferred(view) ? 'probably cannot wake' : 'cannot wake',
        evidence: [
          groupEvidence(
            view,
            view.groups.handle(group),
            `${seenBy(view, '(no cases)', 'the select has no cases')}: a select without cases blocks forever, and this is not main.main.`,
          ),
        ],
        advice: EMPTY_SELECT_ADVICE,
      };
    }),
};

/** Text with debug=1 names no wait reason and hides the runtime's frames: the reason was recovered from their addresses. */
function isInferred(view: GoroutineView): boolean {
  return view.analysis.capture.format === 'goroutine-text';
}

function howSure(view: GoroutineView): Pick<GroupVerdict, 'tier' | 'certainty'> {
  return isInferred(view)
    ? { tier: 'suspect', certainty: 'A dump of the same process (goroutine?debug=2) prints the reason.' }
    : { tier: 'proven', certainty: '' };
}

function seenBy(view: GoroutineView, printed: string, what: string): string {
  switch (view.analysis.capture.format) {
    case 'goroutine-dump':
      return `The runtime prints ${printed}`;
    case 'pprof':
    case 'trace':
      return `The runtime's own frames show that ${what}`;
    default:
      return `The addresses of the runtime's hidden frames say that ${what}`;
  }
}

/** Groups of which every member carries the flag. What is only inferred gives way to the leak profile, which proves. */
function* flagged(
  context: RuleContext,
  flag: number,
  verdictOf: (view: GoroutineView, group: number) => GroupVerdict | null,
): Steps<Finding[]> {
  const { goroutines, leakProfile } = context;
  const findings: Finding[] = [];
  for (const view of [goroutines, leakProfile]) {
    if (view === null || (view === leakProfile && isInferred(view))) continue;
    const found = yield* reportGroups(context, view, (group) => {
      if ((view.groups.allFlags[group] & flag) === 0) return null;
      const proven = leakProfile !== null && leakProfile.groups.find(view.groups.handle(group)) >= 0;
      return isInferred(view) && proven ? null : verdictOf(view, group);
    });
    findings.push(...found);
  }
  return findings;
}
