import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analyses } from '@core/analysis/analyses';
import { compileFilter } from '@core/analysis/filter';
import { distributionOf, Distributions } from '@core/analysis/trace-distribution';
import { keepTraceGoroutines } from '@core/analysis/trace-filter';
import { GcClock, heapSummary, pauses, rangeTotals } from '@core/analysis/trace-gc';
import { computeTraceGroups, type TraceGroupTable } from '@core/analysis/trace-groups';
import { minimumUtilisation } from '@core/analysis/trace-mmu';
import { tracePlaces } from '@core/analysis/trace-places';
import { computeSpans } from '@core/analysis/trace-spans';
import { computeTraceBuckets, gcWorkerRows } from '@core/analysis/trace-timeline';
import { computeWakeups } from '@core/analysis/trace-wakeups';
import { cutRange, KIND_COUNT } from '@core/analysis/trace-walk';
import { NO_FILTER } from '@core/api/queries';
import { TRACE_KINDS, type TimeRange, type TraceKind } from '@core/api/trace';
import type { Capture } from '@core/model/tables';
import type { TraceTables } from '@core/model/trace';
import { traceCapture, type Change, type TraceGoroutine, type TraceSpec } from '../../support/trace-tables';

const breathe = (): Promise<void> => Promise.resolve();
type TraceCapture = Capture & { readonly trace: TraceTables };
const whole = ({ trace }: TraceCapture): TimeRange => cutRange(trace, null);
const groupsOf = (capture: TraceCapture, range = whole(capture), keep: Uint8Array | null = null) =>
  computeTraceGroups(capture, capture.trace, range, keep, breathe);

/** Times by kind that are not zero. */
function named(times: ArrayLike<number>, row = 0): Partial<Record<TraceKind, number>> {
  return Object.fromEntries(
    TRACE_KINDS.flatMap((kind, k) => {
      const ns = times[row * KIND_COUNT + k] ?? 0;
      return ns === 0 ? [] : [[kind, ns] as const];
    }),
  );
}

function nameOfGroup(capture: Capture, table: TraceGroupTable, group: number): string {
  const func = table.func[group] ?? 0;
  return func === 0 ? '?' : capture.strings.get(capture.functions.name[func - 1] ?? 0);
}

const worker = (id: number, changes: readonly Change[], more: Partial<TraceGoroutine> = {}): TraceGoroutine => ({
  id,
  entry: 'ex.com/q.worker',
  changes,
  ...more,
});

/** Two workers and main: 1 sends to 2 through a channel, main waits for a mutex. Chunks end at 400. */
const CASE: TraceSpec = {
  endNs: 1000,
  cuts: [400],
  procCount: 2,
  goroutines: [
    {
      id: 1,
      entry: 'main.main',
      label: 'root',
      changes: [
        { at: 0, state: 'running' },
        { at: 100, state: 'waiting', reason: 'sync', stack: 'main.main:5;sync.(*Mutex).Lock:90' },
        { at: 700, state: 'runnable', by: 8, stack: 'ex.com/q.worker:9;ex.com/q.unlock:12;sync.(*Mutex).Unlock:60' },
        { at: 750, state: 'running' },
      ],
    },
    worker(
      7,
      [
        { at: 0, state: 'waiting', reason: 'chan receive', stack: 'ex.com/q.worker:3;runtime.chanrecv1:1' },
        // The next generation says again that it waits.
        { at: 400, state: 'waiting', reason: 'chan receive', stack: 'ex.com/q.worker:3;runtime.chanrecv1:1' },
        { at: 500, state: 'runnable', by: 8, stack: 'ex.com/q.worker:8;runtime.chansend1:2' },
        { at: 520, state: 'running' },
        { at: 600, state: 'syscall', stack: 'ex.com/q.worker:4;os.(*File).Write:7' },
        { at: 640, state: 'running' },
        { at: 800, state: 'not exist' },
      ],
      { ended: 800 },
    ),
    worker(
      8,
      [
        { at: 200, state: 'runnable', by: 1, stack: 'main.main:2' },
        { at: 300, state: 'running' },
        { at: 900, state: 'runnable', reason: 'preempted', stack: 'ex.com/q.worker:11' },
      ],
      { created: 200, creator: 1, creationStack: 'main.main:2' },
    ),
  ],
  ranges: [
    { kind: 'gc', start: 250, end: 350 },
    { kind: 'gc', start: 550, end: 700 },
    { kind: 'stw', start: 240, end: 250, name: 'GC sweep termination' },
    { kind: 'stw', start: 350, end: 380, name: 'GC mark termination' },
    { kind: 'stw', start: 990, name: 'read mem stats' },
    { kind: 'mark assist', start: 310, end: 340, goroutine: 8 },
  ],
  heap: [
    { at: 10, live: 100, goal: 400 },
    { at: 300, live: 380 },
    { at: 380, live: 150, goal: 300 },
  ],
};

describe('goroutines by the function they run', () => {
  it('sums what each did, whatever the generation', async () => {
    const capture = traceCapture(CASE);
    const table = await groupsOf(capture);
    const names = Array.from({ length: table.count }, (_, group) => nameOfGroup(capture, table, group));
    expect(names).toEqual(['main.main', 'ex.com/q.worker']);
    expect(named(table.groupTimes, 0)).toEqual({ running: 350, runnable: 50, sync: 600 });
    expect(named(table.groupTimes, 1)).toEqual({ running: 840, runnable: 220, syscall: 40, 'chan receive': 500 });
    expect([...table.size]).toEqual([1, 2]);
    expect([...table.begun]).toEqual([0, 1]);
    expect([...table.ended]).toEqual([0, 1]);
    expect(table.groupAssist[1]).toBe(30);
    // 7 ran 520–600 and 640–800, 8 ran 300–900; phases 250–350 and 550–700.
    expect(table.groupGcOverlap[1]).toBe(50 + 60 + 50 + 150);
    const reasons = capture.trace.reasons;
    expect(table.reasonCount[reasons.length + reasons.indexOf('chan receive')]).toBe(1);
    expect(table.latency[1]).toEqual({ count: 2, sum: 120, p50: 20, p99: 100, max: 100 });
    expect(table.latency[2]).toEqual({ count: 3, sum: 170, p50: 50, p99: 100, max: 100 });
    expect(table.lifetime[1]?.count).toBe(0);
  });

  it('cuts to a range, and counts waits for a P that end in it whole', async () => {
    const capture = traceCapture(CASE);
    const table = await groupsOf(capture, { fromNs: 510, toNs: 730 });
    expect(named(table.times, 0)).toEqual({ sync: 190, runnable: 30 });
    expect(named(table.times, 1)).toEqual({ runnable: 10, running: 170, syscall: 40 });
    expect(table.latency[2]).toEqual({ count: 1, sum: 20, p50: 20, p99: 20, max: 20 });
    expect([...table.begun]).toEqual([0, 0]);
  });

  it('keeps what a filter lets pass: by its stacks and its label, not by its waker’s stack', async () => {
    const capture = traceCapture(CASE);
    const keep = async (filter: Partial<typeof NO_FILTER>) => {
      const compiled = compileFilter({ ...NO_FILTER, ...filter });
      if (!compiled.ok) throw new Error('filter');
      const mask = await keepTraceGoroutines(capture, capture.trace, compiled.value, breathe);
      return mask === null ? null : [...mask];
    };
    expect(await keep({})).toBeNull();
    expect(await keep({ focus: ['os\\.'] })).toEqual([0, 1, 0]);
    expect(await keep({ text: 'UNLOCK' })).toEqual([0, 0, 0]);
    expect(await keep({ text: 'ROOT' })).toEqual([1, 0, 0]);
    expect(await keep({ ignore: ['q\\.worker$'] })).toEqual([1, 0, 0]);
    expect(await keep({ labels: [{ key: 'label', value: 'root' }] })).toEqual([1, 0, 0]);
  });

  it('says where a group spent its time; running counts where it ended', async () => {
    const capture = traceCapture(CASE);
    const table = await groupsOf(capture);
    const places = await tracePlaces(capture, capture.trace, whole(capture), table.groupOf, 1, breathe);
    const leaf = (stack: number): string =>
      stack === 0
        ? '–'
        : capture.strings.get(capture.functions.name[capture.frames.func[capture.stacks.frame[stack] ?? 0] ?? 0] ?? 0);
    expect(places.map(({ kind, ns, count, stack }) => [TRACE_KINDS[kind], ns, count, leaf(stack)])).toEqual([
      ['running', 600, 1, 'ex.com/q.worker'],
      ['chan receive', 500, 1, 'runtime.chanrecv1'],
      ['running', 160, 1, '–'],
      ['runnable', 100, 1, '–'],
      ['runnable', 100, 1, 'ex.com/q.worker'],
      ['running', 80, 1, 'os.(*File).Write'],
      ['syscall', 40, 1, 'os.(*File).Write'],
      ['runnable', 20, 1, 'runtime.chanrecv1'],
    ]);
  });
});

describe('distributions', () => {
  it('are exact for each class and for all', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.oneof(fc.nat(20), fc.nat(5_000_000_000)))), (pairs) => {
        const made = new Distributions(3);
        for (const [owner, value] of pairs) made.add(owner, value);
        const slow = [0, 1, 2].map((owner) => pairs.filter(([own]) => own === owner).map(([, value]) => value));
        const of = (values: readonly number[]) => distributionOf(Float64Array.from(values));
        expect(made.finish()).toEqual([...slow.map(of), of(pairs.map(([, value]) => value))]);
      }),
      { seed: 4 },
    );
  });
});

describe('who woke whom', () => {
  it('counts by the places that woke and waited, with the longest wait', async () => {
    const capture = traceCapture(CASE);
    const analyses = new Analyses(capture, 'ex.com');
    const table = await computeWakeups(capture, capture.trace, analyses, whole(capture), 'site', null, breathe);
    const name = (frame: number): string =>
      capture.strings.get(capture.functions.name[capture.frames.func[frame - 1] ?? 0] ?? 0);
    const rows = Array.from({ length: table.count }, (_, row) => [
      name(table.waker[row] ?? 0),
      name(table.woken[row] ?? 0),
      capture.trace.reasons[table.reason[row] ?? 0],
      table.wakeups[row],
      table.waitNs[row],
      table.atNs[row],
    ]);
    expect(rows).toContainEqual(['ex.com/q.unlock', 'main.main', 'sync', 1, 600, 700]);
    expect(rows).toContainEqual(['ex.com/q.worker', 'ex.com/q.worker', 'chan receive', 1, 500, 500]);
    expect(table.total).toBe(2);
    const only = await computeWakeups(
      capture,
      capture.trace,
      analyses,
      whole(capture),
      'entry',
      Uint8Array.of(1, 0, 0),
      breathe,
    );
    expect(only.total).toBe(1);
  });
});

describe('collector', () => {
  const capture = traceCapture(CASE);
  it('totals phases, assists and pauses; a pause without an end is not measured', () => {
    expect(rangeTotals(capture.trace, 'gc', whole(capture))).toEqual({ count: 2, ns: 250 });
    expect(rangeTotals(capture.trace, 'gc', { fromNs: 300, toNs: 600 })).toEqual({ count: 2, ns: 100 });
    expect(rangeTotals(capture.trace, 'mark assist', whole(capture))).toEqual({ count: 1, ns: 30 });
    const stw = pauses(capture.trace, whole(capture), (id) => capture.strings.get(id));
    expect(stw.all).toEqual({ count: 2, sum: 40, p50: 10, p99: 30, max: 30 });
    expect(stw.kinds.map(({ kind, pauses: { max } }) => [kind, max])).toEqual([
      ['GC mark termination', 30],
      ['GC sweep termination', 10],
    ]);
  });

  it('measures how much of an interval lies in phases', () => {
    const clock = new GcClock(capture.trace);
    expect(clock.overlap(0, 1000)).toBe(250);
    expect(clock.overlap(300, 320)).toBe(20);
    expect(clock.overlap(360, 540)).toBe(0);
    expect(clock.overlap(340, 560)).toBe(20);
    expect(clock.overlap(5, 5)).toBe(0);
  });

  it('sums up the heap of a range, with what held at its beginning', () => {
    expect(heapSummary(capture.trace, whole(capture))).toEqual({
      firstBytes: 100,
      lastBytes: 150,
      maxBytes: 380,
      maxGoalBytes: 400,
    });
    expect(heapSummary(capture.trace, { fromNs: 320, toNs: 360 })).toEqual({
      firstBytes: 380,
      lastBytes: 380,
      maxBytes: 380,
      maxGoalBytes: 400,
    });
    expect(heapSummary(capture.trace, { fromNs: 0, toNs: 5 })).toBeNull();
  });

  it('finds the window in which the collector left least', async () => {
    const ms = 1e6;
    const paused = traceCapture({
      endNs: 20 * ms,
      procCount: 4,
      goroutines: [
        {
          id: 2,
          entry: 'runtime.gcBgMarkWorker',
          changes: [
            { at: 2 * ms, state: 'running' },
            { at: 6 * ms, state: 'waiting' },
          ],
        },
        worker(3, [{ at: 0, state: 'running' }]),
      ],
      ranges: [
        { kind: 'stw', start: 9.5 * ms, end: 10 * ms, name: 'GC mark termination' },
        { kind: 'mark assist', start: 9 * ms, end: 9.5 * ms, goroutine: 3 },
      ],
    });
    const range = whole(paused);
    const windows = await minimumUtilisation(paused.trace, range, gcWorkerRows(paused, paused.trace), breathe);
    expect(windows.map(({ windowNs }) => windowNs)).toEqual([1e6, 5e6, 10e6]);
    // Half a millisecond of pause, half with one of four Ps on an assist.
    expect(windows[0]?.share).toBeCloseTo(1 - (0.5 + 0.125), 12);
    // 4 ms of one worker in four, the assist and the pause, inside 2…12 ms.
    expect(windows[2]?.share).toBeCloseTo(1 - (1 + 0.125 + 0.5) / 10, 12);
  });
});

describe('tasks and regions', () => {
  const spec: TraceSpec = {
    ...CASE,
    tasks: [
      { id: 11, name: 'order', start: 100, end: 900, goroutine: 1 },
      { id: 12, name: 'order', start: 300, goroutine: 8, parent: 11 },
      { id: 13, name: 'mail', start: 600, end: 700, goroutine: 7 },
    ],
    regions: [
      { name: 'outer', goroutine: 7, task: 11, start: 450, end: 660 },
      { name: 'inner', goroutine: 7, task: 11, start: 510, end: 650 },
      { name: 'inner', goroutine: 8, start: 310 },
      { name: 'early', goroutine: 1, end: 50 },
    ],
  };
  it('says what goroutines did in regions, nested ones each for itself', async () => {
    const capture = traceCapture(spec);
    const table = await computeSpans(capture, capture.trace, 'regions', whole(capture), breathe);
    const row = (name: string): number => [...table.name].findIndex((id) => capture.strings.get(id) === name);
    expect(named(table.times, row('outer'))).toEqual({ 'chan receive': 50, runnable: 20, running: 100, syscall: 40 });
    expect(named(table.times, row('inner'))).toEqual({ runnable: 10 + 100, running: 90 + 590, syscall: 40 });
    expect(named(table.times, row('early'))).toEqual({ running: 50 });
    expect(table.durations[row('inner')]).toEqual({ count: 1, sum: 140, p50: 140, p99: 140, max: 140 });
    expect(table.goroutines[row('inner')]).toBe(2);
    expect(table.total).toBe(4);
  });

  it('says what tasks did: in their outermost regions, else on the goroutine that began them', async () => {
    const capture = traceCapture(spec);
    const table = await computeSpans(capture, capture.trace, 'tasks', whole(capture), breathe);
    const row = (name: string): number => [...table.name].findIndex((id) => capture.strings.get(id) === name);
    expect(named(table.times, row('order'))).toEqual({
      'chan receive': 50,
      runnable: 20 + 100,
      running: 100 + 600,
      syscall: 40,
    });
    expect(named(table.times, row('mail'))).toEqual({ syscall: 40, running: 60 });
    expect(table.durations[row('order')]?.count).toBe(1);
    const cut = await computeSpans(capture, capture.trace, 'tasks', { fromNs: 650, toNs: 680 }, breathe);
    expect(named(cut.times, 1)).toEqual({ running: 30 });
  });
});

describe('timeline', () => {
  it('has means of states, the P use and the heap, carried where nothing was reported', async () => {
    const capture = traceCapture({
      ...CASE,
      procs: [
        { at: 0, proc: 0, running: true },
        { at: 0, proc: 1, running: true },
        { at: 250, proc: 1, running: false },
      ],
    });
    const buckets = await computeTraceBuckets(capture, capture.trace, whole(capture), 4, null, breathe);
    expect(buckets.bucketNs).toBe(250);
    const column = (kind: TraceKind): number[] => [...(buckets.states[TRACE_KINDS.indexOf(kind)] ?? [])];
    expect(column('sync')).toEqual([150 / 250, 1, 200 / 250, 0].map(Math.fround));
    expect(column('chan receive')).toEqual([1, 1, 0, 0]);
    expect([...buckets.procs]).toEqual([2, 1, 1, 1]);
    expect([...buckets.heap]).toEqual([100, 380, 150, 150]);
    expect([...buckets.goal]).toEqual([400, 300, 300, 300]);
    // 8 waits from 200 to 300: the eighths of a bucket that it fills whole show it.
    expect(buckets.runQueue[0]).toBe(1);
  });
});

const STATES = ['runnable', 'running', 'syscall', 'waiting'] as const;
const REASONS = ['chan send', 'sync', 'network', 'system goroutine wait'];

/** Goroutines with changes at random times, in random states. */
const traces = fc
  .record({
    endNs: fc.integer({ min: 10, max: 2000 }),
    cuts: fc.array(fc.integer({ min: 1, max: 1999 }), { maxLength: 4 }),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
    goroutines: fc.array(
      fc.array(fc.tuple(fc.nat(1999), fc.constantFrom(...STATES), fc.constantFrom(...REASONS), fc.nat(3)), {
        maxLength: 12,
      }),
      { minLength: 1, maxLength: 5 },
    ),
    windows: fc.array(fc.tuple(fc.nat(4), fc.nat(1999), fc.nat(1999)), { maxLength: 8 }),
  })
  .map(({ endNs, cuts, from, to, goroutines, windows }) => {
    const spec: TraceSpec = {
      endNs,
      cuts: [...new Set(cuts.filter((at) => at < endNs))].sort((a, b) => a - b),
      goroutines: goroutines.map((changes, i) => ({
        id: i + 1,
        entry: i % 2 === 0 ? 'main.a' : 'main.b',
        changes: changes
          .map(([at, state, reason, by]): Change => ({
            at: at % endNs,
            state,
            ...(state === 'waiting' ? { reason } : {}),
            ...(state === 'runnable' && by > 0 ? { by: 1 + (by % goroutines.length) } : {}),
          }))
          .sort((a, b) => a.at - b.at),
      })),
      regions: windows.map(([g, a, b], i) => ({
        name: `r${i % 2}`,
        goroutine: 1 + (g % goroutines.length),
        start: Math.min(a, b) % endNs,
        end: Math.max(a % endNs, b % endNs, Math.min(a, b) % endNs),
      })),
    };
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    return { spec, range: { fromNs: Math.floor(low * endNs), toNs: Math.ceil(high * endNs) } };
  });

interface Interval {
  readonly g: number;
  readonly state: string;
  readonly reason: string;
  readonly start: number;
  readonly end: number;
  readonly next: string;
}

/** The same intervals, the slow way: merge repeats, then pair each change with the next. */
function intervalsOf(spec: TraceSpec): Interval[] {
  return spec.goroutines.flatMap((goroutine, g) => {
    const merged = goroutine.changes.filter(({ state }, i) => i === 0 || goroutine.changes[i - 1]?.state !== state);
    return merged.map((change, i) => ({
      g,
      state: change.state,
      reason: change.reason ?? '',
      start: change.at,
      end: merged[i + 1]?.at ?? spec.endNs,
      next: merged[i + 1]?.state ?? '',
    }));
  });
}

const overlap = (a: TimeRange, start: number, end: number): number =>
  Math.max(0, Math.min(a.toNs, end) - Math.max(a.fromNs, start));
const KIND: Readonly<Record<string, TraceKind>> = { 'chan send': 'chan send', sync: 'sync', network: 'io wait' };
const kindName = ({ state, reason }: Interval): string => (state === 'waiting' ? (KIND[reason] ?? 'other') : state);

function expectedTimes(spec: TraceSpec, g: number, range: TimeRange): Partial<Record<string, number>> {
  const out: Partial<Record<string, number>> = {};
  for (const interval of intervalsOf(spec)) {
    const ns = interval.g === g ? overlap(range, interval.start, interval.end) : 0;
    if (ns > 0) out[kindName(interval)] = (out[kindName(interval)] ?? 0) + ns;
  }
  return out;
}

describe('random traces, against the slow way', () => {
  it('agree in times, latencies, buckets and regions for any range and any generations', async () => {
    await fc.assert(
      fc.asyncProperty(traces, async ({ spec, range }) => {
        const capture = traceCapture(spec);
        const { trace } = capture;
        const table = await groupsOf(capture, range);
        spec.goroutines.forEach((_, g) => expect(named(table.times, g)).toEqual(expectedTimes(spec, g, range)));

        const waits = intervalsOf(spec).filter(
          ({ state, next, end }) =>
            state === 'runnable' && next === 'running' && end >= range.fromNs && end <= range.toNs,
        );
        const longest = (g: number): number =>
          Math.max(0, ...waits.filter((wait) => wait.g === g).map(({ start, end }) => end - start));
        spec.goroutines.forEach((_, g) => expect(table.maxLatency[g]).toBe(longest(g)));
        expect(table.latency[table.count]).toEqual(
          distributionOf(Float64Array.from(waits, ({ start, end }) => end - start)),
        );

        const width = 7;
        const buckets = await computeTraceBuckets(capture, trace, range, width, null, breathe);
        TRACE_KINDS.forEach((kind, k) => {
          for (let b = 0; b < width; b++) {
            const bucket = {
              fromNs: range.fromNs + b * buckets.bucketNs,
              toNs: range.fromNs + (b + 1) * buckets.bucketNs,
            };
            const ns = intervalsOf(spec)
              .filter((interval) => kindName(interval) === kind)
              .reduce(
                (sum, { start, end }) =>
                  sum + overlap(bucket, start, Math.min(end, Math.max(range.toNs, range.fromNs + 1))),
                0,
              );
            expect(buckets.states[k]?.[b]).toBeCloseTo(ns / buckets.bucketNs, 4);
          }
        });

        const spans = await computeSpans(capture, trace, 'regions', range, breathe);
        [...spans.name].forEach((id, row) => {
          const sum: Partial<Record<string, number>> = {};
          for (const { name, goroutine, start = 0, end = 0 } of spec.regions ?? []) {
            if (name !== capture.strings.get(id)) continue;
            const window = { fromNs: Math.max(start, range.fromNs), toNs: Math.min(end, range.toNs) };
            if (window.toNs <= window.fromNs) continue;
            for (const [kind, ns = 0] of Object.entries(expectedTimes(spec, goroutine - 1, window)))
              sum[kind] = (sum[kind] ?? 0) + ns;
          }
          expect(named(spans.times, row)).toEqual(sum);
        });
      }),
      { numRuns: 150, seed: 4 },
    );
  });
});
