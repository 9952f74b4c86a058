import type { Finding } from '@core/api/findings';
import type { Steps } from '@core/base/steps';
import type { RuleContext } from './context';

/** A table without which a rule has nothing to say. */
export type Need = 'goroutines' | 'heap' | 'memStats';

/**
 * One rule, declared. `run` answers finished findings; a goroutine group that a rule reports it also claims, so that a less sure
 * rule further down the list does not report it again. A rule that walks all groups does it in steps, so that it can be cancelled.
 */
export interface Rule {
  readonly id: string;
  /** What it finds, for people who dispute a finding. */
  readonly reports: string;
  /** When the shape is normal, and what keeps it from being reported then. */
  readonly traps: string;
  readonly needs: readonly Need[];
  run(context: RuleContext): Finding[] | Steps<Finding[]>;
}
