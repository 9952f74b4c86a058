import type { Finding } from './findings';
import type { DocParams } from './params';

/** Two captures of a document beside each other: what they hold in total, what was measured, what is wrong in each. */
export interface CompareParams extends DocParams {
  /** Indices in `DocumentInfo.captures`: the older one and the newer one. */
  readonly base: number;
  readonly capture: number;
}

/** One sample type that both have: sums of all samples, before any filter. */
export interface ComparedTotal {
  readonly type: string;
  readonly unit: string;
  readonly base: number;
  readonly new: number;
  /** One standard deviation of the change from sampling, in the unit; 0 exact, null not known. */
  readonly error: number | null;
}
/** One metric that both have as one number: its last value in each. */
export interface ComparedMetric {
  /** Handle of `metricNames`. */
  readonly metric: string;
  readonly title: string;
  readonly unit: string;
  readonly base: number;
  readonly new: number;
}
export interface ComparedFinding extends Pick<Finding, 'id' | 'rule' | 'tier' | 'title' | 'summary'> {
  /** 0 where the side has not got it. */
  readonly base: number;
  readonly new: number;
}
export interface CompareAnswer {
  readonly totals: readonly ComparedTotal[];
  /** At most 200; `metricsFolded` are more. */
  readonly metrics: readonly ComparedMetric[];
  readonly metricsFolded: number;
  /** Each capture judged alone, told apart by the stable id; at most 100 each, surest first, `findingsFolded` are more. */
  readonly findings: {
    readonly new: readonly ComparedFinding[];
    readonly gone: readonly ComparedFinding[];
    readonly same: readonly ComparedFinding[];
  };
  readonly findingsFolded: number;
  readonly tookMs: number;
}
