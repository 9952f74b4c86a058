import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import type { Analyses } from '@core/analysis/analyses';
import { memStatsOf } from '@core/analysis/metrics';
import { lastValue } from '@core/analysis/metrics-points';
import { processStat } from '@core/analysis/process-stat';

/** Smallest stack the runtime gives a goroutine (runtime/stack.go, stackMin); a lower bound where nothing better is known. */
export const STACK_MIN = 2048;

/** What a document says about the memory of its process, at the last capture that says it. Bytes; null = not said. */
export interface ProcessMemory {
  /** Stack of a goroutine on average: MemStats.StackInuse over all goroutines. */
  readonly stackEach: number | null;
  /** Where it ends, the one with the least room first; `held` is what counts against it. */
  readonly limits: readonly MemoryLimit[];
}

export interface MemoryLimit {
  readonly what: 'GOMEMLIMIT' | 'the container’s limit';
  readonly bytes: number;
  readonly held: number;
}

/** What goroutines cost. */
export interface Cost {
  readonly bytes: number;
  /** False: `bytes` is the least it can be, 2 KiB of stack each. */
  readonly measured: boolean;
  readonly stackEach: number;
  /** Null where no growth per minute is known. */
  readonly bytesPerMinute: number | null;
  /** When memory ends at this growth; null where nothing grows or no limit is known. */
  readonly limit: { readonly bytes: number; readonly minutesAway: number; readonly what: MemoryLimit['what'] } | null;
}

/** Bytes above which a limit is none: math.MaxInt64, and what cgroups round it to. */
const NO_LIMIT = 2 ** 60;

export function processMemory(analyses: readonly Analyses[]): ProcessMemory {
  const stat = processStat(analyses);
  let stacks = NaN;
  let goroutines = stat.last('goroutines');
  for (const { capture } of analyses) {
    stacks = memStatsOf(capture)?.StackInuse ?? stacks;
    // A leak profile has the leaked ones only.
    if (capture.goroutines !== null && capture.kind !== 'goroutineleak') goroutines = capture.goroutines.total;
  }
  // GOMEMLIMIT is over what the runtime has mapped and not given back (runtime/debug.SetMemoryLimit), a container's over what is resident.
  const mapped = stat.last('mapped');
  const resident = stat.last('rss');
  const container = lastValue(
    stat.named('container_spec_memory_limit_bytes', 'container_memory_max_bytes', 'cgroup_memory_max_bytes'),
  );
  const limits: MemoryLimit[] = [];
  const add = (what: MemoryLimit['what'], bytes: number, held: number): void => {
    if (bytes > 0 && bytes < NO_LIMIT && Number.isFinite(held)) limits.push({ what, bytes, held });
  };
  add('GOMEMLIMIT', stat.last('gomemlimit'), mapped);
  add('the container’s limit', container, Number.isFinite(resident) ? resident : mapped);
  limits.sort((a, b) => a.bytes - a.held - (b.bytes - b.held));
  return { stackEach: stacks > 0 && goroutines > 0 ? Math.max(STACK_MIN, stacks / goroutines) : null, limits };
}

/**
 * What `goroutines` hold and will hold: their stacks, and `retained` bytes of heap where those are known. `perMinute` is the growth of
 * the goroutines, null or 0 where there is none. Growth of what they retain is taken to go with their number.
 */
export function costOf(
  { stackEach, limits }: ProcessMemory,
  goroutines: number,
  perMinute: number | null,
  retained = 0,
): Cost {
  const each = stackEach ?? STACK_MIN;
  const bytes = goroutines * each + retained;
  const bytesPerMinute = perMinute === null || goroutines === 0 ? null : (perMinute * bytes) / goroutines;
  return {
    bytes: Math.round(bytes),
    measured: stackEach !== null,
    stackEach: each,
    bytesPerMinute,
    limit: limitAt(limits, bytesPerMinute),
  };
}

/** The limit that is reached first at so many bytes a minute. */
export function limitAt(limits: readonly MemoryLimit[], bytesPerMinute: number | null): Cost['limit'] {
  const [first] = limits;
  if (first === undefined || bytesPerMinute === null || bytesPerMinute <= 0) return null;
  const minutesAway = Math.max(0, first.bytes - first.held) / bytesPerMinute;
  return { bytes: first.bytes, minutesAway, what: first.what };
}

/** The cost as sentences: what it is, and when it will be too much. */
export function costSentences(cost: Cost, goroutines: number): string[] {
  const one = goroutines === 1;
  const hold = one ? 'Its stack holds' : 'Their stacks hold';
  const stacks = cost.stackEach * goroutines;
  const sentences = [
    cost.measured
      ? `${hold} about ${formatBytes(stacks)}${one ? '' : `: ${formatBytes(cost.stackEach)} each`}, the average of this process.`
      : `${hold} at least ${formatBytes(stacks)}: no stack is below 2\u00a0KiB.`,
  ];
  const coming = limitSentence(cost.limit, cost.bytesPerMinute);
  if (coming !== '') sentences.push(coming);
  return sentences;
}

/** Beyond this a straight line says nothing. */
const FAR_MINUTES = 30 * 24 * 60;

/** `` where nothing grows or no limit is known. */
export function limitSentence(limit: Cost['limit'], bytesPerMinute: number | null): string {
  if (limit === null || bytesPerMinute === null) return '';
  const rate = `At ${formatBytes(bytesPerMinute)} a minute`;
  const { bytes, minutesAway, what } = limit;
  if (minutesAway === 0) return `The process is at ${what} of ${formatBytes(bytes)} already.`;
  if (minutesAway > FAR_MINUTES)
    return `${rate} ${what} of ${formatBytes(bytes)} is more than ${formatCount(30)} days away.`;
  return `${rate} ${what} of ${formatBytes(bytes)} is reached in ${formatNanoseconds(minutesAway * 60e9)}.`;
}
