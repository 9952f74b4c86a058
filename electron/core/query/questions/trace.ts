import { compileFilter, type CompiledFilter } from '@core/analysis/filter';
import { endOf, heapSummary, pauses, rangesOf, rangeTotals } from '@core/analysis/trace-gc';
import type { TraceGroupTable } from '@core/analysis/trace-groups';
import { minimumUtilisation } from '@core/analysis/trace-mmu';
import { computeTraceBuckets, gcWorkerRows, traceBucketsBytes, walkProcs } from '@core/analysis/trace-timeline';
import { KIND_COUNT } from '@core/analysis/trace-walk';
import { NO_FILTER } from '@core/api/queries';
import type { TimeRange, TraceSummaryAnswer } from '@core/api/trace';
import { QuestionFailed } from '../failure';
import { checkFilter, checkNumber } from '../params';
import type { Question } from './question';
import { checkRange, checkTrace, memoised, rangeKey, traceGroupTable, traceKeep, type TraceOf } from './trace-tables';

function noFilter(): CompiledFilter {
  const compiled = compileFilter(NO_FILTER);
  if (!compiled.ok) throw new QuestionFailed(compiled.error);
  return compiled.value;
}

export const traceSummary: Question<'traceSummary'> = async (doc, params, run) => {
  const started = run.now();
  const of = checkTrace(doc, params.capture);
  const range = checkRange(of, params.range);
  const { trace, capture } = of;
  const groups = await traceGroupTable(of, range, noFilter(), run);
  const mmu = await memoised(
    of,
    `mmu ${rangeKey(range)}`,
    () => minimumUtilisation(trace, range, gcWorkerRows(capture, trace), run.breathe),
    (windows) => windows.length * 32,
  );
  const gc = rangeTotals(trace, 'gc', range);
  const assists = rangeTotals(trace, 'mark assist', range);
  const sweeps = rangeTotals(trace, 'sweep', range);
  return {
    wireVersion: trace.wireVersion,
    durationNs: trace.endNs,
    range,
    events: trace.events,
    eventCounts: trace.eventCounts,
    generations: trace.generations,
    goroutines: trace.goroutines.count,
    procs: trace.procCount,
    threads: trace.threadCount,
    wall: trace.wall,
    ...totals(groups),
    latency: groups.latency[groups.count],
    busy: busyShare(of, range),
    gc: {
      ...{ cycles: gc.count, ns: gc.ns, assists: assists.count, assistNs: assists.ns },
      ...{ sweeps: sweeps.count, sweepNs: sweeps.ns },
    },
    stw: pauses(trace, range, (name) => capture.strings.get(name)),
    mmu,
    heap: heapSummary(trace, range),
    ...{ tasks: trace.tasks.count, regions: trace.regions.count, logs: trace.logs.count },
    cpuSamples: trace.cpuSamples.count,
    tookMs: run.now() - started,
  };
};

function totals(table: TraceGroupTable): Pick<TraceSummaryAnswer, 'alive' | 'begun' | 'ended' | 'times'> {
  const times = new Array<number>(KIND_COUNT).fill(0);
  let [alive, begun, ended] = [0, 0, 0];
  for (let group = 0; group < table.count; group++) {
    alive += table.size[group];
    begun += table.begun[group];
    ended += table.ended[group];
    for (let kind = 0; kind < KIND_COUNT; kind++) times[kind] += table.groupTimes[group * KIND_COUNT + kind];
  }
  return { alive, begun, ended, times };
}

function busyShare({ trace }: TraceOf, { fromNs, toNs }: TimeRange): number | null {
  if (trace.procCount === 0 || toNs <= fromNs) return null;
  let ns = 0;
  walkProcs(trace, (_proc, start, end) => {
    ns += Math.max(0, Math.min(end, toNs) - Math.max(start, fromNs));
  });
  return Math.min(1, ns / ((toNs - fromNs) * trace.procCount));
}

const MOST_MARKS = 4096;

export const traceTimeline: Question<'traceTimeline'> = async (doc, params, run) => {
  const started = run.now();
  const of = checkTrace(doc, params.capture);
  const range = checkRange(of, params.range);
  const filter = checkFilter(params.filter);
  const width = Math.floor(checkNumber('width', params.width, 1, 4096));
  const { trace, capture } = of;
  const keep = await traceKeep(of, filter, run);
  const buckets = await memoised(
    of,
    `buckets ${rangeKey(range)} ${width} ${filter.key}`,
    () => computeTraceBuckets(capture, trace, range, width, keep, run.breathe),
    traceBucketsBytes,
  );
  const marks = (kind: 'gc' | 'stw'): { kept: Uint32Array; folded: number } => {
    const rows = rangesOf(trace, kind, range);
    if (rows.length <= MOST_MARKS) return { kept: rows, folded: 0 };
    const length = (row: number): number => endOf(trace, row) - trace.ranges.startNs[row];
    const longest = rows.sort((a, b) => length(b) - length(a)).slice(0, MOST_MARKS);
    return { kept: longest.sort(), folded: rows.length - MOST_MARKS };
  };
  const gc = marks('gc');
  const stw = marks('stw');
  const span = (row: number): TimeRange => ({ fromNs: trace.ranges.startNs[row], toNs: endOf(trace, row) });
  return {
    range,
    width,
    ...buckets,
    procCount: trace.procCount,
    gc: Array.from(gc.kept, span),
    stw: Array.from(stw.kept, (row) => ({ ...span(row), kind: capture.strings.get(trace.ranges.name[row]) })),
    folded: { gc: gc.folded, stw: stw.folded },
    tookMs: run.now() - started,
  };
};
