import type { Budget } from './budget';
import type { CompiledRule } from './rule-file';
import type { TableRow } from './table';

/** How long a condition that holds now has held. */
export interface Held {
  readonly holds: boolean;
  readonly ms: number;
  /** It has held for all the time that there is, which is less than the rule wants. */
  readonly tooShort: boolean;
}

/**
 * Looks back until the condition did not hold, or the row was not there. Between two captures it is taken to hold when it held at both:
 * what happened in between nobody has seen.
 */
export function holdsFor(
  { forMs, condition }: Pick<CompiledRule, 'forMs' | 'condition'>,
  row: TableRow,
  budget: Budget,
): Held {
  if (forMs === 0) return { holds: true, ms: 0, tooShort: false };
  let ms = 0;
  for (const { timeMs, row: earlier } of row.before()) {
    if (earlier === null || condition({ row: earlier, budget, bound: [] }) !== true)
      return { holds: false, ms, tooShort: false };
    const since = row.timeMs - timeMs;
    // No time axis: nothing can be said about durations.
    if (!(since > 0)) return { holds: false, ms: 0, tooShort: true };
    ms = since;
    if (ms >= forMs) return { holds: true, ms, tooShort: false };
  }
  return { holds: false, ms, tooShort: true };
}
