import type { TimeRange } from '@core/api/trace';
import type { Capture, SampleTable } from '@core/model/tables';
import type { TraceTables } from '@core/model/trace';
import { NO_PROFILE, PROFILE_COUNT, profileOf, profileOfReason } from '@core/model/trace-profiles';
import { traceSamples } from '@core/model/trace-samples';
import { RUNNING, walkIntervals, type Breathe } from './trace-walk';

/** `nextState` of intervals that do not end in the trace. */
const NO_NEXT = -1;

/**
 * The profile of a part of a trace: of each interval what lies in `range`, by the rules of the whole (ProfileSums of formats/trace, which are
 * those of go tool trace): intervals that ended, from the moment when the goroutine first ran, all of them when it never runs.
 */
export async function rangeSamples(
  { stacks }: Capture,
  trace: TraceTables,
  range: TimeRange,
  breathe: Breathe,
): Promise<SampleTable> {
  const sums = new Float64Array(stacks.count * PROFILE_COUNT);
  const reasons = Uint8Array.from(trace.reasons, profileOfReason);
  const ran = new Uint8Array(trace.goroutines.count);
  const pending: { readonly goroutine: number; readonly entry: number; readonly time: number }[] = [];
  const { fromNs, toNs } = range;
  // Whether a goroutine ran before, or ever does, the part alone does not tell.
  const whole = { fromNs: 0, toNs: trace.endNs };
  await walkIntervals(
    trace,
    whole,
    null,
    (goroutine, state, reason, stack, _by, start, end, next) => {
      if (state === RUNNING) {
        ran[goroutine] = 1;
        return;
      }
      const time = Math.min(end, toNs) - Math.max(start, fromNs);
      const profile = profileOf(state, reason, reasons);
      if (next === NO_NEXT || profile === NO_PROFILE || time <= 0) return;
      const entry = stack * PROFILE_COUNT + profile;
      if (ran[goroutine] === 1) sums[entry] += time;
      else pending.push({ goroutine, entry, time });
    },
    breathe,
  );
  for (const { goroutine, entry, time } of pending) if (ran[goroutine] === 0) sums[entry] += time;
  return traceSamples(sums, stacks.count, trace.cpuSamples, range);
}
