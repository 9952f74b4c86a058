import type { GrowableColumn } from '@core/base/columns';
import { isAmount } from '../sample-rows';

/** What a profile says about the moments of its samples, in microseconds. NaN = not said. */
export interface Moments {
  readonly count: number;
  readonly deltas: GrowableColumn<Float64Array>;
  readonly timestamps: GrowableColumn<Float64Array>;
  readonly start: number;
  readonly end: number;
}

/**
 * How long each sample stands for, in nanoseconds: from its moment to the next one's, the last one's to the end. `deltas[i]` is the time
 * between samples i − 1 and i, the first one since the start. V8 writes samples of signal handlers out of order now and then
 * (crbug.com/40417391): these count as at the same moment. Null when the profile has no moments.
 */
export function sampleTimes({ count, deltas, timestamps, start, end }: Moments): {
  readonly ns: Float64Array;
  readonly backwards: number;
  readonly durationNs: number | null;
} | null {
  if (count === 0 || (deltas.length === 0 && timestamps.length === 0)) return null;
  const at = new Float64Array(count + 1);
  let now = isAmount(start) ? start : 0;
  let backwards = 0;
  for (let i = 0; i < count; i++) {
    const delta = deltas.data[i];
    const moment = deltas.length > 0 ? (i < deltas.length && isAmount(delta) ? now + delta : now) : timestamps.data[i];
    if (!(i < timestamps.length || deltas.length > 0) || !isAmount(moment)) at[i] = at[Math.max(0, i - 1)];
    else at[i] = moment;
    now = at[i];
  }
  const ns = new Float64Array(count);
  let latest = at[0];
  at[count] = isAmount(end) ? end : at[count - 1];
  for (let i = 0; i < count; i++) {
    const next = at[i + 1];
    if (next < latest) {
      // The end is no sample: it may be rounded to before the last one.
      if (i + 1 < count) backwards++;
      continue;
    }
    ns[i] = Math.round((next - latest) * 1000);
    latest = next;
  }
  const span = end - start;
  return { ns, backwards, durationNs: span > 0 && isAmount(span) ? Math.round(span * 1000) : null };
}
