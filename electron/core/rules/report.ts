import { TIERS, type Finding } from '@core/api/findings';
import type { GoroutineView, RuleContext } from './context';
import { groupFinding, type GroupVerdict } from './group-finding';
import { MOST_FINDINGS } from './thresholds';

/**
 * Judges every group that no surer rule has claimed and makes findings of the surest and largest; what is beyond is claimed and counted in
 * `context.folded`. A hostile or merely huge capture has as many groups as goroutines, and nobody reads the 201st finding.
 */
export function reportGroups(
  context: RuleContext,
  view: GoroutineView,
  verdictOf: (group: number) => GroupVerdict | null,
  /** Groups that are judged; null = all. */
  judged: readonly number[] | null = null,
): Finding[] {
  const { groups } = view;
  const found: { readonly group: number; readonly verdict: GroupVerdict }[] = [];
  const judge = (group: number): void => {
    if (context.claims.has(view, group)) return;
    const verdict = verdictOf(group);
    if (verdict !== null) found.push({ group, verdict });
  };
  if (judged !== null) judged.forEach(judge);
  else for (let group = 0; group < groups.count; group++) judge(group);
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
  return found.slice(0, MOST_FINDINGS).map(({ group, verdict }) => groupFinding(context, view, group, verdict));
}
