import type { SampleType } from '@core/api/document';
import type { SampleTable } from './tables';
import type { TraceCpuSampleTable } from './trace';
import { PROFILE_COUNT, PROFILES } from './trace-profiles';

/** Nanoseconds that a CPU sample stands for: runtime/pprof samples at 100 Hz, and a trace does not say otherwise. */
const CPU_PERIOD_NS = 10_000_000;

/**
 * The profile that a trace also is, a row a stack: what `go tool trace -pprof` gives of each kind, and the CPU samples where there are
 * any. `range`: CPU samples in it; the sample types are those of the whole trace.
 */
export function traceSamples(
  sums: Float64Array,
  stacks: number,
  cpu: TraceCpuSampleTable,
  range: { readonly fromNs: number; readonly toNs: number } | null = null,
): SampleTable {
  const hits = new Float64Array(cpu.count === 0 ? 0 : stacks);
  for (let i = 0; i < cpu.count; i++) {
    const at = cpu.atNs[i];
    if (range === null || (at >= range.fromNs && at <= range.toNs)) hits[cpu.stack[i]]++;
  }
  const rows: number[] = [];
  for (let stack = 0; stack < stacks; stack++) {
    let any = cpu.count > 0 && hits[stack] > 0;
    for (let profile = 0; profile < PROFILE_COUNT; profile++) any ||= sums[stack * PROFILE_COUNT + profile] > 0;
    if (any) rows.push(stack);
  }
  const timed: SampleType[] = PROFILES.map((type) => ({ type, unit: 'nanoseconds' }));
  const values = PROFILES.map((_, profile) =>
    Float64Array.from(rows, (stack) => sums[stack * PROFILE_COUNT + profile] || 0),
  );
  const shared = { count: rows.length, stack: Uint32Array.from(rows), labels: new Uint32Array(rows.length) };
  if (cpu.count === 0) {
    return { ...shared, types: timed, defaultType: 0, period: 0, periodType: null, values };
  }
  return {
    ...shared,
    types: [{ type: 'samples', unit: 'count' }, { type: 'cpu', unit: 'nanoseconds' }, ...timed],
    defaultType: 1,
    period: CPU_PERIOD_NS,
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    values: [
      Float64Array.from(rows, (stack) => hits[stack]),
      Float64Array.from(rows, (stack) => hits[stack] * CPU_PERIOD_NS),
      ...values,
    ],
  };
}
