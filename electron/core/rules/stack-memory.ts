import { formatBytes, formatCount, formatShare } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { Evidence, Finding } from '@core/api/findings';
import { processStat } from '@core/analysis/process-stat';
import { codeRef, stackFrames } from '@core/analysis/site';
import { creatorOf, operationOf, type RuleContext } from './context';
import { groupEvidence, place, severityOf, statement } from './group-finding';
import { heapGoroutines } from './heap-places';
import { processFinding } from './process-finding';
import type { Rule } from './rule';
import { STACK_BYTES, STACK_SHARE } from './thresholds';

/** Goroutines that the heap profile still has room for, against those there are: a spike that has passed. */
const SPIKE = 10_000;
const SPIKE_TIMES = 3;

/**
 * Stacks, not heap, hold the memory: StackInuse against StackInuse + HeapInuse of MemStats (runtime/mstats.go). With goroutines in
 * the same document it says whose stacks they are. A heap profile has no stacks, but the g of every goroutine there ever was at once
 * (runtime.malg, never freed): more of them than goroutines is a spike that has passed.
 */
export const stackMemory: Rule = {
  id: 'stack-memory',
  reports: 'Memory dominated by goroutine stacks, and who created the goroutines.',
  traps:
    'A service with many real connections needs many stacks: the finding says what holds memory, not that it leaks. Descriptors of goroutines in the heap (runtime.malg) are those of the largest number there ever was, not of today’s.',
  needs: [],
  run(context) {
    const values = context.memStats?.values;
    const stacks = values?.StackInuse ?? 0;
    const heap = values?.HeapInuse ?? 0;
    if (context.memStats === null || stacks < STACK_BYTES || stacks < STACK_SHARE * (stacks + heap))
      return pastSpike(context);
    return [found(context, context.memStats.index, stacks, heap)];
  },
};

function found(context: RuleContext, input: number, stacks: number, heap: number): Finding {
  const total = stacks + heap;
  const who = largestGroup(context);
  const view = context.goroutines;
  const capture = view?.analysis.capture;
  const group = who?.group ?? -1;
  const site = view === null || capture === undefined || group < 0 ? null : codeRef(capture, view.groups.site[group]);
  const creator = view === null || group < 0 ? null : creatorOf(view, group);
  const evidence: Evidence[] = [
    statement(
      `MemStats of ${context.analyses[input].capture.name}: StackInuse ${formatBytes(stacks)}, HeapInuse ${formatBytes(heap)}.`,
    ),
  ];
  const gs = context.heap === null ? null : heapGoroutines(context.heap.analysis);
  if (gs !== null && gs.objects > 0)
    evidence.push(
      statement(
        `The heap profile has the descriptors of about ${formatCount(gs.objects)} goroutines (runtime.malg, ${formatBytes(gs.bytes)}): as many were there at once, and their memory stays when they end.`,
      ),
    );
  let blame = '';
  if (view !== null && who !== null) {
    const share = formatShare(who.count, view.table.total);
    evidence.push(
      groupEvidence(
        view,
        view.groups.handle(group),
        `${formatCount(who.count)} of ${formatCount(view.table.total)} goroutines (${share}) wait at ${site === null ? 'one site' : place(site)}; ${formatBytes(stacks / view.table.total)} of stack each on average.`,
      ),
    );
    const maker = creator === null ? '' : `, created by ${shortName(creator.ref.function)}`;
    blame = `; ${formatCount(who.count)} of ${formatCount(view.table.total)} goroutines wait at ${site === null ? 'one site' : place(site)}${maker}`;
  }
  return {
    id: stackMemory.id,
    rule: stackMemory.id,
    tier: 'suspect',
    severity: severityOf('suspect'),
    title: `${stacks > heap ? 'Stacks, not heap, hold the memory' : 'Stacks hold much of the memory'}: ${formatBytes(stacks)} of ${formatBytes(total)} in use${blame}.`,
    summary: `Stacks hold ${formatBytes(stacks)} of ${formatBytes(total)}`,
    advice: [
      who === null
        ? 'Take a goroutine profile at the same time: it says whose stacks they are.'
        : 'Mend the finding about these goroutines first; their stacks go with them.',
      'Bound how many goroutines can exist at once (errgroup.SetLimit, a worker pool).',
    ],
    operation: view === null || group < 0 ? 'other' : operationOf(view, group),
    site,
    entry: view === null || capture === undefined || group < 0 ? null : codeRef(capture, view.groups.entry[group]),
    creator: creator?.ref ?? null,
    count: who?.count ?? 0,
    atLeast: view?.atLeast ?? false,
    series: [],
    growthPerMinute: null,
    bytes: stacks,
    goroutines: [],
    evidence,
    certainty:
      view === null
        ? 'A goroutine profile of the same moment, opened together with this one, says whose stacks they are.'
        : 'A second pair of captures shows whether the stacks grow.',
    stack:
      view === null || capture === undefined || group < 0
        ? []
        : stackFrames(capture, view.analysis.origins, view.table.stack[view.groups.sample[group]]),
    fix: null,
    affected: null,
  };
}

/** Many more g's in the heap than goroutines alive. */
function pastSpike(context: RuleContext): Finding[] {
  if (context.heap === null) return [];
  const { objects, bytes, deviation } = heapGoroutines(context.heap.analysis);
  const alive = context.goroutines?.table.total ?? processStat(context.analyses).last('goroutines');
  if (!(objects - 3 * deviation >= Math.max(SPIKE, SPIKE_TIMES * alive))) return [];
  return [
    processFinding({
      rule: stackMemory.id,
      what: 'spike',
      tier: 'info',
      title: `About ${formatCount(objects)} goroutines were there at once, ${formatCount(alive)} are now: a spike has passed, not a leak.`,
      summary: `A past spike of ${formatCount(objects)} goroutines`,
      bytes: Math.round(bytes),
      evidence: [
        statement(
          `The heap profile has their descriptors (runtime.malg, ${formatBytes(bytes)}), which are never freed, only used again (golang/go#9869).`,
        ),
      ],
      certainty: 'The number of goroutines over time: what happened at the peak.',
      advice: {
        steps: [
          'Find the spike (a burst of requests, a retry storm) and bound how many goroutines can exist at once: errgroup.SetLimit, a worker pool.',
        ],
        fix: null,
      },
    }),
  ];
}

/** The group with most goroutines, where it has at least a fifth of them. */
function largestGroup(context: RuleContext): { readonly group: number; readonly count: number } | null {
  const view = context.goroutines;
  if (view === null) return null;
  let best = -1;
  for (let group = 0; group < view.groups.count; group++) {
    if (best < 0 || view.groups.weight[group] > view.groups.weight[best]) best = group;
  }
  if (best < 0 || view.groups.weight[best] < 0.2 * view.table.total) return null;
  return { group: best, count: view.groups.weight[best] };
}
