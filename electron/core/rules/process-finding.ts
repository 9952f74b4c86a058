import { textKey } from '@core/analysis/hash';
import type { Finding, Tier } from '@core/api/findings';
import type { Advice } from './advice';
import { severityOf } from './group-finding';

/** What a rule decides about the process as a whole. */
export interface ProcessVerdict extends Pick<
  Finding,
  'rule' | 'title' | 'summary' | 'bytes' | 'evidence' | 'certainty'
> {
  readonly tier: Tier;
  /** Tells findings of one rule apart, the same in every capture: `fragmentation`. */
  readonly what: string;
  readonly advice: Advice;
}

/** A finding that is about no place in the code and no goroutine. */
export function processFinding({ what, advice, ...verdict }: ProcessVerdict): Finding {
  return {
    id: `${verdict.rule}-${textKey(what)}`,
    ...verdict,
    severity: severityOf(verdict.tier),
    advice: advice.steps,
    operation: 'other',
    site: null,
    entry: null,
    creator: null,
    count: 0,
    atLeast: false,
    series: [],
    growthPerMinute: null,
    goroutines: [],
    stack: [],
    fix: advice.fix,
    affected: null,
  };
}
