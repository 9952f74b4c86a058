import type { Operation } from '@core/api/operation';
import type { Advice } from './advice';
import type { GroupFacts } from './facts/facts';
import type { PatternEvidence } from './evidence';

/**
 * A way in which goroutines get stuck, declared. The first pattern that matches a group names it; `weigh` decides how sure that is.
 * What `matches` looks at (operation, functions on stacks, which groups there are) is the same in every format, so that debug=0, 1 and
 * 2 of one process get the same name.
 */
export interface Pattern {
  readonly id: string;
  /** Rows of the taxonomy that it reports (test/workloads/patterns.json). */
  readonly numbers: readonly number[];
  readonly reports: string;
  /** What looks the same and is healthy, and what keeps it from being reported. */
  readonly traps: string;
  readonly operations: readonly Operation[];
  /** Every one must be found in some frame's function name. */
  readonly frames: readonly RegExp[];
  /** More that must hold; null = nothing more. */
  readonly matches: ((facts: GroupFacts) => boolean) | null;
  /** Points to start with instead of those of the operation (`weights.ts`); null = those. */
  readonly prior: number | null;
  /** Idle workers wait like that as well, where the operation is one of theirs. */
  readonly isIdle: boolean;
  /** What it adds to the evidence that holds for all groups. */
  readonly evidence: ((facts: GroupFacts) => PatternEvidence) | null;
  /** Clause after the semicolon of the headline, given whether anybody can still wake them; `` = none. */
  readonly cause: string;
  /** It judges goroutines that the allow-list names: idle connections that are too many. */
  readonly overridesAllowList: boolean;
  /**
   * Whether it tells something who started them, and whether that ended: libraries start goroutines from others that end at once
   * (a dialler), but some from their caller's. Null = it does where code of the program started them.
   */
  readonly creatorsTell: boolean | null;
  readonly advice: Advice;
}

/** What `weigh` asks of a pattern. */
export type Weighing = Pick<Pattern, 'prior' | 'creatorsTell' | 'isIdle'>;

/** Of goroutines that match none. */
export const NO_PATTERN: Weighing = { prior: null, creatorsTell: null, isIdle: true };

type Declared = Pick<Pattern, 'id' | 'numbers' | 'reports' | 'traps' | 'operations' | 'advice'>;

export function pattern(declared: Declared & Partial<Pattern>): Pattern {
  return {
    frames: [],
    matches: null,
    prior: null,
    isIdle: true,
    evidence: null,
    cause: '',
    overridesAllowList: false,
    creatorsTell: null,
    ...declared,
  };
}
