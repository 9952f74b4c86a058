import { formatBytes, formatCount, formatNanoseconds, formatShare } from '@core/base/format';
import type { Evidence, Finding } from '@core/api/findings';
import { lastValue } from '@core/analysis/metrics-points';
import { processStat, type ProcessStat } from '@core/analysis/process-stat';
import { GcClock } from '@core/analysis/trace-gc';
import { RANGE_KINDS, type TraceTables } from '@core/model/trace';
import type { Advice } from './advice';
import type { RuleContext } from './context';
import { statement } from './group-finding';
import { sketch } from './heap-finding';
import { processFinding } from './process-finding';
import type { Rule } from './rule';

/**
 * Share of all CPU time that goes into the collector. Its limiter (runtime/mgclimit.go) keeps it at a half, so that near a half is as bad
 * as it gets; a healthy process with GOGC=100 spends a few hundredths.
 */
const WARNING = 0.25;
const CRITICAL = 0.45;
/** Of GOMEMLIMIT, held: the runtime begins to collect earlier than GOGC says. */
const AT_LIMIT = 0.95;
/** The next collection begins when the live heap has grown by less than this. */
const GOAL_NEAR = 1.1;
/** Share that counts where the live heap was next to its goal in so many captures, in a row. */
const NEAR_SHARE = 0.1;
const NEAR_POINTS = 3;
/** Collections, below which a share says nothing yet. */
const CYCLES = 10;
/** The limiter was on within so many collections. */
const LIMITER_CYCLES = 5;
/** Intervals between scrapes that must all be critical for a strong finding. */
const STRONG_INTERVALS = 3;
/** In a trace: share of the time in which a collection marks (a quarter of all Ps work for it then, and assists on top). */
const MARKING = 0.75;
/** The same where the goal is next to the live heap, which doubles between collections with GOGC=100. */
const MARKING_NEAR = 0.4;
const TRACED_NEAR = 1.25;
const TRACED_NS = 200e6;

export const gcDeathSpiral: Rule = {
  id: 'gc-death-spiral',
  reports:
    'A collector that runs without a pause because memory is at its limit: the process is alive and does hardly anything.',
  traps:
    'Marking on idle processors costs nothing and is taken off; a share since the start of the process says nothing before ten collections. Much garbage with much room is expensive but no spiral: below 45 % of CPU it takes a full limit, or a live heap at its goal, as well.',
  needs: [],
  run(context) {
    const fromMetrics = ofMetrics(processStat(context.analyses));
    return fromMetrics === null ? ofTraces(context) : [fromMetrics];
  },
};

const SPIRAL_ADVICE: Advice = {
  steps: [
    'Raise GOMEMLIMIT (and the container’s limit, of which it should leave a tenth), or give the work to more processes: the live heap does not fit.',
    'Find what the live heap holds (a heap profile); if it grows without end, that is the leak to mend.',
    'Keep GOGC on: with GOGC=off nothing but the limit starts a collection.',
  ],
  fix: sketch('Leave the heap room below the limit.', '-GOMEMLIMIT=512MiB', '+GOMEMLIMIT=900MiB # live heap 480 MiB'),
};

/** Shares of CPU between scrapes; one of the whole life where there is one scrape. */
function sharesOf(stat: ProcessStat): { readonly shares: readonly number[]; readonly sinceStart: boolean } {
  const gc = stat.line('gc-cpu');
  const idle = stat.named('/cpu/classes/gc/mark/idle:cpu-seconds', 'go_cpu_classes_gc_mark_idle_cpu_seconds_total');
  const all = stat.named('/cpu/classes/total:cpu-seconds', 'go_cpu_classes_total_cpu_seconds_total');
  const idleAt = new Map(Array.from(idle.t, (t, i) => [t, idle.v[i]]));
  const allAt = new Map(Array.from(all.t, (t, i) => [t, all.v[i]]));
  const points = Array.from(gc.t, (t, i) => ({ gc: gc.v[i] - (idleAt.get(t) ?? 0), all: allAt.get(t) ?? NaN })).filter(
    (point) => Number.isFinite(point.gc) && Number.isFinite(point.all),
  );
  const between = points
    .slice(1)
    .map((point, i) => (point.gc - points[i].gc) / (point.all - points[i].all))
    .filter((share) => share >= 0 && share <= 1);
  if (between.length > 0) return { shares: between, sinceStart: false };
  const [only] = points;
  const share = only === undefined || only.all <= 0 ? stat.last('gc-cpu-fraction') : only.gc / only.all;
  return { shares: Number.isFinite(share) ? [share] : [], sinceStart: true };
}

function ofMetrics(stat: ProcessStat): Finding | null {
  const { shares, sinceStart } = sharesOf(stat);
  const share = shares[shares.length - 1] ?? NaN;
  const cycles = stat.last('gc-cycles');
  const nearAgain = isNearGoal(stat);
  if (!(share >= (nearAgain ? NEAR_SHARE : WARNING)) || cycles < CYCLES) return null;
  const limit = stat.last('gomemlimit');
  const held = stat.last('mapped');
  const atLimit = held >= AT_LIMIT * limit;
  const live = stat.last('heap-live');
  const goal = stat.last('heap-goal');
  const goalNear = nearAgain || goal < GOAL_NEAR * live;
  const limited = lastValue(stat.named('/gc/limiter/last-enabled:gc-cycle', 'go_gc_limiter_last_enabled_gc_cycle'));
  const limiter = limited > 0 && cycles - limited <= LIMITER_CYCLES;
  if (share < CRITICAL && !atLimit && !goalNear && !limiter) return null;
  const recent = shares.slice(-STRONG_INTERVALS);
  const lasting = !sinceStart && recent.length === STRONG_INTERVALS && recent.every((one) => one >= CRITICAL);
  const percent = formatShare(share, 1);
  const evidence: Evidence[] = [
    statement(
      sinceStart
        ? `The collector took ${percent} of all CPU time since the process began (${formatCount(cycles)} collections); lately it may be more.`
        : `Between the last scrapes the collector took ${shares
            .slice(-5)
            .map((one) => formatShare(one, 1))
            .join(', ')} of all CPU time, marking on idle processors not counted.`,
    ),
  ];
  if (Number.isFinite(limit) && Number.isFinite(held))
    evidence.push(
      statement(
        `${formatBytes(held)} are held of GOMEMLIMIT ${formatBytes(limit)} (${formatShare(held, limit)})${atLimit ? ': memory is at its limit' : ''}.`,
      ),
    );
  if (goalNear)
    evidence.push(
      statement(
        `The next collection begins at ${formatBytes(goal)}, and ${formatBytes(Number.isFinite(live) ? live : stat.last('heap-alloc'))} are ${Number.isFinite(live) ? 'live' : 'allocated'}${nearAgain ? ', about as much in each of the last captures' : ''}: there is no room to allocate in.`,
      ),
    );
  if (limiter)
    evidence.push(
      statement(
        `The limiter that keeps the collector at half of all CPU was on in collection ${formatCount(limited)} of ${formatCount(cycles)}.`,
      ),
    );
  return processFinding({
    rule: gcDeathSpiral.id,
    what: 'process',
    tier: lasting && atLimit ? 'strong' : 'suspect',
    title: `The collector takes ${percent} of all CPU time${atLimit ? `, because memory is at its limit of ${formatBytes(limit)}` : ''}.`,
    summary: `Collector at ${percent} of CPU`,
    bytes: Number.isFinite(live) ? Math.round(live) : null,
    evidence,
    certainty: sinceStart
      ? 'Two scrapes of runtime/metrics a minute apart (/cpu/classes/gc/total, /gc/gomemlimit): the share of that minute.'
      : 'More scrapes: a share that stays near a half, and memory that stays at the limit.',
    advice: SPIRAL_ADVICE,
  });
}

/** Live heap (or, where that is not known, all objects) next to the goal again and again: a capture at any other time finds room. */
function isNearGoal(stat: ProcessStat): boolean {
  const goals = stat.line('heap-goal');
  const live = stat.line('heap-live');
  const held = live.t.length > 0 ? live : stat.line('heap-alloc');
  const heldAt = new Map(Array.from(held.t, (t, i) => [t, held.v[i]]));
  const last = Array.from(goals.t, (t, i) => goals.v[i] < GOAL_NEAR * (heldAt.get(t) ?? NaN)).slice(-NEAR_POINTS);
  return last.length === NEAR_POINTS && last.every(Boolean);
}

/** Collections one after the other, and the live heap next to the goal. */
function ofTraces(context: RuleContext): Finding[] {
  for (const { capture } of [...context.analyses].reverse()) {
    const { trace } = capture;
    if (trace === null || trace.endNs < TRACED_NS) continue;
    const cycles = countMarks(trace);
    const marking = new GcClock(trace).overlap(0, trace.endNs) / trace.endNs;
    const { live, goal } = heapAtEnd(trace);
    const near = goal < TRACED_NEAR * live;
    if (cycles < CYCLES || marking < (near ? MARKING_NEAR : MARKING)) return [];
    return [
      processFinding({
        rule: gcDeathSpiral.id,
        what: 'trace',
        tier: 'suspect',
        title: `A collection is marking in ${formatShare(marking, 1)} of the time: ${formatCount(cycles)} collections in ${formatNanoseconds(trace.endNs)}.`,
        summary: `Collecting ${formatShare(marking, 1)} of the time`,
        bytes: Number.isFinite(live) ? live : null,
        evidence: [
          statement(
            `While it marks, a quarter of all processors work for it, and goroutines that allocate must assist: ${formatNanoseconds((marking * trace.endNs) / cycles)} a collection on average.`,
          ),
          ...(Number.isFinite(live) && Number.isFinite(goal)
            ? [
                statement(
                  `Live heap ${formatBytes(live)}, goal of the next collection ${formatBytes(goal)}${near ? ': there is hardly room to allocate in' : ''}.`,
                ),
              ]
            : []),
        ],
        certainty:
          'runtime/metrics of the same process: /cpu/classes/gc/total near half of /cpu/classes/total, and memory at /gc/gomemlimit.',
        advice: SPIRAL_ADVICE,
      }),
    ];
  }
  return [];
}

function countMarks({ ranges }: TraceTables): number {
  let count = 0;
  for (let i = 0; i < ranges.count; i++) if (RANGE_KINDS[ranges.kind[i]] === 'gc') count++;
  return count;
}

/** The last goal, and the least live heap of the second half: right after a collection. */
function heapAtEnd({ heap, endNs }: TraceTables): { readonly live: number; readonly goal: number } {
  let live = Infinity;
  let goal = NaN;
  for (let i = 0; i < heap.count; i++) {
    if (heap.kind[i] === 1) goal = heap.bytes[i];
    else if (heap.atNs[i] >= endNs / 2) live = Math.min(live, heap.bytes[i]);
  }
  return { live, goal };
}
