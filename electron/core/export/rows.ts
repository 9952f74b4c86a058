import { keepGoroutines, keepSamples } from '@core/analysis/filter';
import type { ExportJob } from './job';

/** The rows to write: samples, or the goroutines behind them where the filter asks what they wait in. */
export interface Rows {
  readonly count: number;
  readonly stack: Uint32Array;
  readonly labels: Uint32Array;
  readonly values: readonly ArrayLike<number>[];
  /** One byte a row; null = all pass. */
  readonly keep: Uint8Array | null;
}

/** Stacks are those of `raw`; the filter looks at what is shown. */
export function rowsOf({ analyses, raw, filter }: ExportJob): Rows {
  const { goroutines } = raw.capture;
  if (goroutines !== null && filter.filter.operations.length > 0) {
    const { count, stack, labels, weight } = goroutines;
    return { count, stack, labels, values: [weight], keep: keepGoroutines(analyses.capture, filter) };
  }
  const { count, stack, labels, values } = raw.capture.samples;
  return { count, stack, labels, values, keep: keepSamples(analyses.capture, filter) };
}
