import type { Finding } from '@core/api/findings';
import type { FindingsAnswer } from '@core/api/queries';
import type { RuleResultsAnswer } from '@core/api/rules';

/** Findings of one rule: those in the list, of which `first` is the surest, and those that are muted. */
export interface RuleCount {
  readonly listed: number;
  readonly muted: number;
  readonly first: string | null;
}

export const NO_FINDINGS: RuleCount = { listed: 0, muted: 0, first: null };

/** By rule id as findings carry it: `abandoned-sender`, `user/queue-backlog`. */
export function countRules(
  answer: FindingsAnswer | null,
  results: RuleResultsAnswer | null,
): ReadonlyMap<string, RuleCount> {
  const counts = new Map<string, RuleCount>();
  const add = ({ rule }: Finding, change: (now: RuleCount) => RuleCount): void => {
    counts.set(rule, change(counts.get(rule) ?? NO_FINDINGS));
  };
  for (const finding of answer?.findings ?? [])
    add(finding, (now) => ({ ...now, listed: now.listed + 1, first: now.first ?? finding.id }));
  for (const { finding } of results?.suppressed ?? []) add(finding, (now) => ({ ...now, muted: now.muted + 1 }));
  return counts;
}
