import type { DocumentInfo } from '@core/api/document';
import type { LeakComparison, Tier } from '@core/api/findings';
import type { FindingsAnswer } from '@core/api/queries';
import type { RuleBookAnswer, RuleResultsAnswer } from '@core/api/rules';

/** All that `check` prints, in any format. */
export interface CheckReport {
  readonly info: DocumentInfo;
  /** Absolute paths of what was given, without standard input. */
  readonly files: readonly string[];
  /** With a baseline: what is new. */
  readonly answer: FindingsAnswer;
  readonly rules: RuleBookAnswer;
  readonly results: RuleResultsAnswer;
  /** Null unless memory and the runtime were asked. */
  readonly leaks: LeakComparison | null;
  /** Null without `--baseline`. */
  readonly baseline: {
    /** Findings that it has, too: counted, not listed. */
    readonly known: Readonly<Record<Tier, number>>;
    /** Ids of findings that it has in a weaker tier, with that tier. */
    readonly surer: ReadonlyMap<string, Tier>;
    readonly folded: number;
  } | null;
}
