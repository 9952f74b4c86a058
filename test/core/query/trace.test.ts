import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import {
  TRACE_GOROUTINE_SORTS,
  TRACE_GROUP_SORTS,
  TRACE_KINDS,
  TRACE_NAME_SORTS,
  TRACE_RANGE_NAMES,
  TRACE_RANGE_SORTS,
  TRACE_SPAN_SORTS,
  TRACE_WAKEUP_SORTS,
  type TraceGroupRow,
  type TraceSummaryAnswer,
} from '@core/api/trace';
import { bytesSource } from '@core/base/source';
import { answerBytes, LARGEST_ANSWER } from '@core/query/answer-size';
import { Engine } from '@core/query/engine';
import { captureFiles, capturePath } from '../../support/fixtures';
import { openFiles, type Bench } from '../../support/engine';

const SERVICE = capturePath('service/go1.26/trace.out');
const STAGES = capturePath('stages/go1.26/trace.out');
const base = { capture: 0, range: null } as const;
const first = { offset: 0, limit: 10_000, descending: true } as const;
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

async function groupsOf(bench: Bench, filter = NO_FILTER, range: { fromNs: number; toNs: number } | null = null) {
  return bench.ask('traceGroups', { ...base, ...first, range, filter, sort: 'total' });
}

describe('every question on traces of the oldest and a new Go', () => {
  it.each(captureFiles(/go1\.2[26]\/(trace|flight)[^/]*\.out$/))('%s', async (file) => {
    const bench = await openFiles(capturePath(file));
    const seen = (name: string, answer: unknown): void =>
      expect(answerBytes(answer), name).toBeLessThan(LARGEST_ANSWER);
    seen('findings', await bench.ask('findings', {}));
    for (const [sampleType] of (bench.info.captures[0]?.sampleTypes ?? []).entries()) {
      const profile = { capture: 0, sampleType, filter: NO_FILTER };
      seen('top', await bench.ask('top', { ...profile, sort: 'flat', descending: true, offset: 0, limit: 10_000 }));
      seen('flame', await bench.ask('flame', { ...profile, zoom: null, width: 1000, minPx: 1, search: '' }));
    }
    seen('summary', await bench.ask('traceSummary', base));
    seen('timeline', await bench.ask('traceTimeline', { ...base, filter: NO_FILTER, width: 4096 }));
    for (const sort of TRACE_GROUP_SORTS) {
      const { rows } = await bench.ask('traceGroups', { ...base, ...first, filter: NO_FILTER, sort });
      seen(sort, rows);
    }
    for (const { group } of (await groupsOf(bench)).rows) {
      seen('group', await bench.ask('traceGroup', { ...base, filter: NO_FILTER, group }));
      for (const sort of TRACE_GOROUTINE_SORTS) {
        seen(sort, await bench.ask('traceGoroutines', { ...base, ...first, filter: NO_FILTER, group, sort }));
      }
    }
    for (const sort of TRACE_WAKEUP_SORTS) {
      for (const by of ['site', 'entry'] as const) {
        seen(by, await bench.ask('traceWakeups', { ...base, ...first, filter: NO_FILTER, by, sort }));
      }
    }
    for (const sort of TRACE_RANGE_SORTS) {
      seen(sort, await bench.ask('traceRanges', { ...base, ...first, kinds: TRACE_RANGE_NAMES, sort }));
    }
    for (const sort of TRACE_NAME_SORTS) {
      seen(sort, await bench.ask('traceTasks', { ...base, ...first, sort }));
      seen(sort, await bench.ask('traceRegions', { ...base, ...first, sort }));
    }
    for (const sort of TRACE_SPAN_SORTS) {
      for (const of of ['tasks', 'regions'] as const) {
        seen(of, await bench.ask('traceSpans', { ...base, ...first, of, name: null, sort }));
      }
    }
    expect(bench.engine.status().log.filter(({ outcome }) => outcome === 'err')).toEqual([]);
  });
});

describe('answers agree with each other', () => {
  it('groups, their members and their places add up', async () => {
    const bench = await openFiles(SERVICE);
    const summary = await bench.ask('traceSummary', base);
    const groups = await groupsOf(bench);
    expect(groups.folded).toEqual({ groups: 0, goroutines: 0 });
    expect(sum(groups.rows.map(({ count }) => count))).toBe(summary.goroutines);
    TRACE_KINDS.forEach((_, kind) => {
      expect(sum(groups.rows.map(({ times }) => times[kind] ?? 0))).toBe(summary.times[kind]);
    });
    for (const row of groups.rows) {
      const members = await bench.ask('traceGoroutines', {
        ...{ ...base, ...first, filter: NO_FILTER, group: row.group, sort: 'running' },
      });
      expect(members.total).toBe(row.count);
      expect(sum(members.rows.map(({ blockedNs }) => blockedNs))).toBe(row.blockedNs);
      expect(Math.max(...members.rows.map(({ maxLatencyNs }) => maxLatencyNs))).toBe(row.latency.max);
      const running = members.rows.map(({ times }) => times[0] ?? 0);
      expect(running).toEqual([...running].sort((a, b) => b - a));
      const { places, folded } = await bench.ask('traceGroup', { ...base, filter: NO_FILTER, group: row.group });
      expect(sum(places.map(({ ns }) => ns)) + folded.ns).toBe(sum(row.times));
      // A system call that began before the trace has a reason, and counts as a system call.
      expect(sum(row.reasons.map(({ ns }) => ns))).toBeGreaterThanOrEqual(row.blockedNs);
    }
  });

  it('parts of the trace add up to all of it', async () => {
    const bench = await openFiles(SERVICE);
    const whole = await bench.ask('traceSummary', base);
    const cut = Math.round(whole.durationNs / 3);
    const parts: TraceSummaryAnswer[] = [];
    for (const range of [
      { fromNs: 0, toNs: cut },
      { fromNs: cut, toNs: 2 * whole.durationNs },
    ]) {
      parts.push(await bench.ask('traceSummary', { capture: 0, range }));
    }
    expect(parts[1]?.range).toEqual({ fromNs: cut, toNs: whole.durationNs });
    TRACE_KINDS.forEach((_, kind) => {
      expect(sum(parts.map(({ times }) => times[kind] ?? 0))).toBe(whole.times[kind]);
    });
    expect(sum(parts.map(({ latency }) => latency.count))).toBe(whole.latency.count);
  });

  it('the timeline holds the same time as the summary', async () => {
    const bench = await openFiles(SERVICE);
    const { times } = await bench.ask('traceSummary', base);
    const line = await bench.ask('traceTimeline', { ...base, filter: NO_FILTER, width: 500 });
    line.states.forEach((column, kind) => {
      const ns = sum([...column]) * line.bucketNs;
      expect(ns / Math.max(1, times[kind] ?? 0)).toBeCloseTo((times[kind] ?? 0) > 0 ? 1 : 0, 4);
    });
    expect(line.gc.length).toBeGreaterThan(0);
    expect(line.stw.every(({ kind }) => kind !== '')).toBe(true);
  });

  it('tasks and regions one by one are those by name', async () => {
    const bench = await openFiles(STAGES);
    for (const [of, question] of [
      ['tasks', 'traceTasks'],
      ['regions', 'traceRegions'],
    ] as const) {
      const names = await bench.ask(question, { ...base, ...first, sort: 'count' });
      expect(names.total).toBeGreaterThan(3);
      for (const row of names.rows) {
        const spans = await bench.ask('traceSpans', { ...base, ...first, of, name: row.name, sort: 'duration' });
        expect(spans.total).toBe(row.count);
        const whole = spans.rows.flatMap(({ startNs, endNs }) =>
          startNs === null || endNs === null ? [] : [endNs - startNs],
        );
        expect(whole).toHaveLength(row.complete);
        expect(sum(whole)).toBeCloseTo(row.durations.sum, 3);
      }
    }
  });
});

describe('filter', () => {
  it('keeps goroutines by the functions on their stacks, in groups, timeline and wake-ups', async () => {
    const bench = await openFiles(SERVICE);
    const all = await groupsOf(bench);
    const filter = { ...NO_FILTER, focus: ['awaitDone$'] };
    const some = await groupsOf(bench, filter);
    expect(some.rows.length).toBeGreaterThan(0);
    expect(some.rows.every(({ entry }) => entry?.function.endsWith('awaitDone'))).toBe(true);
    const same = (row: TraceGroupRow) => all.rows.find(({ group }) => group === row.group);
    for (const row of some.rows) expect(row).toEqual(same(row));
    const rest = await groupsOf(bench, { ...NO_FILTER, ignore: ['awaitDone$'] });
    expect(rest.goroutines.shown + some.goroutines.shown).toBe(all.goroutines.all);
    const line = await bench.ask('traceTimeline', { ...base, filter, width: 100 });
    const whole = await bench.ask('traceTimeline', { ...base, filter: NO_FILTER, width: 100 });
    expect(sum([...(line.states[0] ?? [])])).toBeLessThan(sum([...(whole.states[0] ?? [])]));
    expect(line.procs).toEqual(whole.procs);
  });
});

describe('pages and limits', () => {
  it('count what they leave out', async () => {
    const bench = await openFiles(SERVICE);
    const all = await groupsOf(bench);
    const page = await bench.ask('traceGroups', {
      ...{ ...base, filter: NO_FILTER, sort: 'total', descending: true, offset: 1, limit: 2 },
    });
    expect(page.rows).toEqual(all.rows.slice(1, 3));
    expect(page.folded.groups).toBe(all.total - 2);
    expect(page.folded.goroutines + sum(page.rows.map(({ count }) => count))).toBe(all.goroutines.shown);
  });
});

describe('what cannot be answered', () => {
  const groups = { ...base, ...first, filter: NO_FILTER, sort: 'total' } as const;
  it('names the parameter', async () => {
    const bench = await openFiles(SERVICE);
    expect(await bench.refusal('traceGroups', { ...groups, sort: 'size' as 'total' })).toMatchObject({ field: 'sort' });
    expect(await bench.refusal('traceGroups', { ...groups, range: { fromNs: 2, toNs: 1 } })).toMatchObject({
      field: 'range',
    });
    expect(await bench.refusal('traceGroups', { ...groups, range: { fromNs: NaN, toNs: 1 } })).toMatchObject({
      field: 'range.fromNs',
    });
    expect(await bench.refusal('traceTimeline', { ...base, filter: NO_FILTER, width: 0 })).toMatchObject({
      field: 'width',
    });
    expect(
      await bench.refusal('traceRanges', { ...base, ...first, kinds: ['x' as 'gc'], sort: 'start' }),
    ).toMatchObject({
      field: 'kinds[0]',
    });
    expect(await bench.refusal('traceGroup', { ...base, filter: NO_FILTER, group: 'e-999999' })).toMatchObject({
      code: 'not-found',
    });
  });
  it('says that a profile is no trace', async () => {
    const bench = await openFiles(capturePath('busy/go1.26/heap.pb.gz'));
    expect(await bench.refusal('traceSummary', base)).toMatchObject({ code: 'bad-params', field: 'capture' });
  });
  it('stops when the asker has gone', async () => {
    const bench = await openFiles(SERVICE);
    const controller = new AbortController();
    const asked = bench.engine.query('traceGroups', { ...groups, doc: 'd-1' }, controller.signal);
    controller.abort();
    expect(await asked).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });
});

describe('damaged traces', () => {
  const original = fs.readFileSync(capturePath('stages/go1.26/trace.restart.out'));
  /** A trace with some bytes changed, and maybe cut: always the same for the same seed. */
  function damaged(seed: number): Uint8Array {
    let state = seed * 2654435761;
    const random = (limit: number): number => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
      return (state >>> 0) % limit;
    };
    const bytes = Uint8Array.from(original);
    for (let i = 0; i <= seed % 9; i++) bytes[16 + random(bytes.length - 16)] = random(256);
    return seed % 4 === 0 ? bytes.subarray(0, 16 + random(bytes.length - 16)) : bytes;
  }

  it('answer every question, or were refused when they were opened', async () => {
    let opened = 0;
    for (let seed = 1; seed <= 24; seed++) {
      const engine = new Engine({ now: () => performance.now() });
      const info = await engine.open({ doc: 'd-1', inputs: [bytesSource('trace.out', damaged(seed))] });
      if (!info.ok) {
        expect(info.error.code, `seed ${seed}`).not.toBe('internal');
        continue;
      }
      opened++;
      const ask = { ...base, ...first, doc: 'd-1', filter: NO_FILTER, range: { fromNs: 1e8, toNs: 3e8 } };
      await engine.query('traceSummary', ask);
      await engine.query('traceTimeline', { ...ask, width: 300 });
      const groups = await engine.query('traceGroups', { ...ask, sort: 'latency' });
      const group = groups.ok ? groups.value.rows[0]?.group : undefined;
      if (group !== undefined) {
        await engine.query('traceGroup', { ...ask, group });
        await engine.query('traceGoroutines', { ...ask, group, sort: 'total' });
      }
      await engine.query('traceWakeups', { ...ask, by: 'site', sort: 'wait' });
      await engine.query('traceRanges', { ...ask, kinds: TRACE_RANGE_NAMES, sort: 'start' });
      await engine.query('traceTasks', { ...ask, sort: 'total' });
      await engine.query('traceRegions', { ...ask, sort: 'total' });
      await engine.query('traceSpans', { ...ask, of: 'tasks', name: null, sort: 'duration' });
      await engine.query('findings', { doc: 'd-1' });
      expect(
        engine.status().log.filter(({ outcome }) => outcome === 'err'),
        `seed ${seed}`,
      ).toEqual([]);
      const times = groups.ok ? groups.value.rows.flatMap((row) => row.times) : [];
      expect(
        times.every((ns) => ns >= 0 && Number.isFinite(ns)),
        `seed ${seed}`,
      ).toBe(true);
    }
    expect(opened).toBeGreaterThan(12);
  }, 30_000);
});

describe('the profile of a part of a trace', () => {
  const profile = { capture: 0, sampleType: 0, filter: NO_FILTER } as const;
  const top = { ...profile, sort: 'flat', ...first } as const;

  it('parts add up to the whole, in Top and in Flame', async () => {
    const bench = await openFiles(SERVICE);
    const { durationNs } = await bench.ask('traceSummary', base);
    const cut = Math.round(durationNs / 3);
    const ranges = [
      { fromNs: 0, toNs: cut },
      { fromNs: cut, toNs: durationNs },
    ];
    const whole = await bench.ask('top', top);
    const parts = await Promise.all(ranges.map((range) => bench.ask('top', { ...top, range })));
    for (const row of whole.rows) {
      const flats = parts.map(({ rows }) => rows.find((other) => other.function === row.function)?.flat ?? 0);
      expect(Math.abs(sum(flats) - row.flat), row.function).toBeLessThan(0.01);
    }
    expect(parts[0]!.total).toBeGreaterThan(0);
    expect(parts[0]!.total).toBeLessThan(whole.total);
    const flame = { ...profile, range: ranges[0]!, zoom: null, width: 1000, minPx: 1, search: '' };
    expect((await bench.ask('flame', flame)).total).toBe(parts[0]!.total);
  });

  it('has no more than the states of the same part say: waiting for a P', async () => {
    const bench = await openFiles(SERVICE);
    const { durationNs } = await bench.ask('traceSummary', base);
    const scheduler = bench.info.captures[0]!.sampleTypes.findIndex(({ type }) => type === 'scheduler');
    const range = { fromNs: durationNs * 0.2, toNs: durationNs * 0.5 };
    const part = await bench.ask('top', { ...top, sampleType: scheduler, range });
    const summary = await bench.ask('traceSummary', { ...base, range });
    const runnable = TRACE_KINDS.indexOf('runnable');
    // What lies before a goroutine first runs counts in its state, and not in a profile: go tool trace leaves it out.
    expect(part.total).toBeGreaterThan(0);
    expect(part.total).toBeLessThanOrEqual(summary.times[runnable]! + 1);
  });

  it('is refused of what is no trace, and together with other captures', async () => {
    const bench = await openFiles(capturePath('busy/go1.26/heap.pb.gz'));
    const range = { fromNs: 0, toNs: 1 };
    await expect(bench.ask('top', { ...top, range })).rejects.toThrow(/not an execution trace/);
    const trace = await openFiles(SERVICE);
    const combine = { add: [], subtract: [0], relative: true, normalize: false };
    await expect(trace.ask('top', { ...top, range, combine })).rejects.toThrow(/one trace/);
  });
});
