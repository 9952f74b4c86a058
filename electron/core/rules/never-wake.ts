import type { Finding } from '@core/api/findings';
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
    'None in a dump. Profiles (debug=0 and 1) carry no wait reason, so there it shows as an ordinary send or receive.',
  needs: ['goroutines'],
  run: (context) =>
    flagged(context, GOROUTINE_NIL_CHANNEL, (view, group) => {
      const send = operationOf(view, group) === 'chan send';
      return {
        rule: nilChannel.id,
        tier: 'proven',
        verb: send ? 'send to a nil channel' : 'receive from a nil channel',
        verbOne: send ? 'sends to a nil channel' : 'receives from a nil channel',
        cause: 'cannot wake',
        evidence: [
          groupEvidence(
            view,
            view.groups.handle(group),
            'The runtime prints (nil chan): a nil channel blocks forever, and setting it later wakes nobody.',
          ),
        ],
        certainty: '',
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
        tier: 'proven',
        verb: 'wait in an empty select',
        verbOne: 'waits in an empty select',
        cause: 'cannot wake',
        evidence: [
          groupEvidence(
            view,
            view.groups.handle(group),
            'A select without cases blocks forever, and this is not main.main.',
          ),
        ],
        certainty: '',
        advice: EMPTY_SELECT_ADVICE,
      };
    }),
};

/** Groups of which every member carries the flag. */
function flagged(
  context: RuleContext,
  flag: number,
  verdictOf: (view: GoroutineView, group: number) => GroupVerdict | null,
): Finding[] {
  const view = context.goroutines;
  if (view === null) return [];
  return reportGroups(context, view, (group) =>
    (view.groups.allFlags[group] & flag) === 0 ? null : verdictOf(view, group),
  );
}
