import { TIERS, type Finding } from '@core/api/findings';
import type { Steps } from '@core/base/steps';
import type { GoroutineView, RuleContext } from './context';
import { groupFinding, type GroupVerdict } from './group-finding';
import { MOST_FINDINGS } from './thresholds';

/** Groups between two pauses: judging one may look at all that it shares code with. */
const JUDGED_AT_ONCE = 32;
/** The same where most groups are no concern of the rule. */
const PASSED_AT_ONCE = 4096;

/**
 * Judges every group that no surer rule has claimed and makes findings of the surest and largest; what is beyond is claimed and counted in
 * `context.folded`. A hostile or merely huge capture has as many groups as goroutines, and nobody reads the 201st finding.
 */
export function* reportGroups(
  context: RuleContext,
  view: GoroutineView,
  verdictOf: (group: number) => GroupVerdict | null,
  /** Groups that are judged; null = all. */
  judged: readonly number[] | null = null,
): Steps<Finding[]> {
  const { groups } = view;
  const found: { readonly group: number; readonly verdict: GroupVerdict }[] = [];
  const judge = (group: number): void => {
    if (context.claims.has(view, group)) return;
    const verdict = verdictOf(group);
    if (verdict !== null) found.push({ group, verdict });
  };
  const count = judged?.length ?? groups.count;
  const atOnce = judged === null ? PASSED_AT_ONCE : JUDGED_AT_ONCE;
  for (let i = 0; i < count; i++) {
    if (i % atOnce === 0) yield;
    judge(judged === null ? i : judged[i]);
  }
  found.sort(
    (a, b) =>
      TIERS.indexOf(a.verdict.tier) - TIERS.indexOf(b.verdict.tier) ||
      groups.weight[b.group] - groups.weight[a.group] ||
      a.group - b.group,
  );
  for (const { group, verdict } of found.slice(MOST_FINDINGS)) {
    context.claims.add(view, group);
    context.folded[verdict.tier]++;
  }
  const findings: Finding[] = [];
  for (const { group, verdict } of found.slice(0, MOST_FINDINGS)) {
    // It looks at all members, of which there may be half a million.
    yield;
    findings.push(groupFinding(context, view, group, verdict));
  }
  return findings;
}
