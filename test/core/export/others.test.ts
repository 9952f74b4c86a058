import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXPORT_FORMATS } from '@core/api/export';
import { NO_FILTER } from '@core/api/queries';
import { bytesSource } from '@core/base/source';
import { Engine } from '@core/query/engine';
import { openAll, openBytes } from '../../support/check-import';
import { fileSource } from '../../support/engine';
import { exported, memorySink } from '../../support/export';
import { capturePath, ROOT } from '../../support/fixtures';
import { rowsText, sums, typesText } from '../../support/neighbours';
import { compileSchema } from '../../support/schema';

const cpu = capturePath('busy/go1.26/cpu.pb.gz');
const heap = capturePath('busy/go1.26/heap.pb.gz');
const text = (value: string) => bytesSource('x', new TextEncoder().encode(value));

async function reopened(bytes: Uint8Array) {
  const opened = await openBytes(new Uint8Array(bytes));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

describe('collapsed stacks out', { timeout: 60_000 }, () => {
  test('what separates in the format is replaced in names, and counted', async () => {
    const profile = JSON.stringify({
      shared: { frames: [{ name: 'main' }, { name: 'sort[struct { a int; b int }]' }, { name: 'two\nlines' }] },
      profiles: [
        {
          type: 'sampled',
          name: '',
          unit: 'none',
          startValue: 0,
          endValue: 1,
          samples: [[0, 1], [0, 2], []],
          weights: [3, 4, 5],
        },
      ],
    });
    const { bytes, answer } = await exported(text(profile), { to: 'collapsed' });
    expect(bytes.toString()).toBe(' 5\nmain;sort[struct { a int: b int }] 3\nmain;two lines 4\n');
    expect(answer).toMatchObject({ entries: 3, noun: 'stacks' });
    expect(answer.notes).toEqual([
      '2 names held a semicolon or a line break, which separate frames here; they are colons and blanks now.',
    ]);
  });

  test('any stacks come back as they were', async () => {
    const name = fc
      .string({ unit: fc.constantFrom(...'ab. *[](){}<>é/'), minLength: 1, maxLength: 8 })
      .map((s) => `f${s.trim()}`);
    const stacks = fc.array(
      fc.tuple(fc.array(name, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 1e12 })),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(stacks, async (lines) => {
        const input = `root;x 1\n${lines.map(([frames, value]) => `${frames.join(';')} ${value}`).join('\n')}\n`;
        const before = await reopened(new TextEncoder().encode(input));
        const { bytes } = await exported(text(input), { to: 'collapsed' });
        expect(rowsText(await reopened(bytes))).toEqual(rowsText(before));
      }),
      { numRuns: 60 },
    );
  });
});

describe('speedscope out', { timeout: 60_000 }, () => {
  /** file-format-schema.json of the npm package speedscope 1.25.0 (MIT, Jamie Wong). */
  const fits = compileSchema(
    JSON.parse(readFileSync(`${ROOT}/test/core/export/speedscope-schema.json`, 'utf8')) as object,
  );

  test('fits speedscope’s own schema, a profile a sample type, the default one in front', async () => {
    for (const file of [cpu, heap, capturePath('locks/go1.26/goroutine.debug2.txt')]) {
      const { bytes } = await exported(fileSource(file), { to: 'speedscope' });
      fits(JSON.parse(bytes.toString()));
      expect(fits.errors).toBeNull();
    }
    const { bytes } = await exported(fileSource(heap), { to: 'speedscope' });
    const { activeProfileIndex, exporter, profiles } = JSON.parse(bytes.toString()) as {
      activeProfileIndex: number;
      exporter: string;
      profiles: { name: string; unit: string; endValue: number; weights: number[] }[];
    };
    expect([activeProfileIndex, exporter]).toEqual([3, 'parkscope']);
    expect(profiles.map(({ name, unit }) => `${name}/${unit}`)).toEqual([
      'alloc_objects/none',
      'alloc_space/bytes',
      'inuse_objects/none',
      'inuse_space/bytes',
    ]);
    for (const { endValue, weights } of profiles)
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(endValue);
  });

  test('comes back with the same totals', async () => {
    const { bytes } = await exported(fileSource(heap), { to: 'speedscope' });
    const opened = await openAll(new Uint8Array(bytes));
    if (!opened.ok) throw new Error(opened.error.message);
    const original = await reopened(readFileSync(heap));
    expect(opened.value.map((capture) => sums(capture)[0])).toEqual(sums(original));
  });
});

describe('Chrome trace out', { timeout: 60_000 }, () => {
  test('a profile is a flame graph: nothing reaches beyond what it is in, and self times are the samples', async () => {
    const { bytes } = await exported(fileSource(cpu), { to: 'chrome' });
    const capture = await reopened(bytes);
    expect(typesText(capture)).toEqual(['events/count', 'time/nanoseconds']);
    expect(sums(capture)[1]).toBe(sums(await reopened(readFileSync(cpu)))[1]);
    expect(capture.notes).toEqual([]);
  });

  test('every wake-up of a trace has its arrow', async () => {
    for (const file of ['service/go1.26/trace.out', 'gcheavy/go1.26/trace.out', 'healthy/go1.22/trace.out']) {
      const { answer } = await exported(fileSource(capturePath(file)), { to: 'chrome' });
      expect([file, answer.notes]).toEqual([file, []]);
    }
  });

  test('an execution trace: running time by P is that of the trace, every arrow begins and ends within a span', async () => {
    const { bytes } = await exported(fileSource(capturePath('healthy/go1.26/trace.out')), { to: 'chrome' });
    const { traceEvents } = JSON.parse(bytes.toString()) as { traceEvents: Event[] };
    const onPs = traceEvents.filter(({ ph, pid }) => ph === 'X' && pid === 1);
    const go = JSON.parse(await goTrace()) as { traceEvents: Event[] };
    const theirs = go.traceEvents.filter(({ ph, pid, name }) => ph === 'X' && pid === 0 && /^G\d+ /.test(name));
    const ours = timeByGoroutine(onPs);
    const different = [...timeByGoroutine(theirs)].filter(([goroutine, time]) => ours.get(goroutine) !== time);
    expect(ours.size).toBeGreaterThan(300);
    // Its first state is known from 1.4 ms on; go tool trace draws it from the start of the trace.
    expect(different.map(([goroutine]) => goroutine)).toEqual(['G1']);
    const arrows = traceEvents.filter(({ ph }) => ph === 's' || ph === 'f');
    expect(arrows.length).toBeGreaterThan(1000);
    const within = (event: Event): boolean =>
      onPs.some(({ tid, ts, dur = 0 }) => tid === event.tid && ts <= event.ts && event.ts <= ts + dur + 0.001);
    expect(arrows.filter((event) => !within(event))).toEqual([]);
    const starts = new Set(arrows.filter(({ ph }) => ph === 's').map(({ id }) => id));
    expect(arrows.filter(({ ph, id }) => ph === 'f' && !starts.has(id))).toEqual([]);
    const asyncs = traceEvents.filter(({ ph }) => ph === 'b').length;
    expect(traceEvents.filter(({ ph }) => ph === 'e').length).toBe(asyncs);
    expect(traceEvents.some(({ cat }) => cat === 'task')).toBe(true);
    expect(traceEvents.some(({ cat }) => cat === 'region')).toBe(true);
    expect(traceEvents.filter(({ ph, name }) => ph === 'C' && name === 'heap').length).toBeGreaterThan(0);
    expect(traceEvents.some(({ ph, pid, tid }) => ph === 'X' && pid === 2 && tid === 1)).toBe(true);
  });
});

interface Event {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly name: string;
  readonly id?: number;
  readonly cat?: string;
}

/** Nanoseconds on a P. */
function timeByGoroutine(events: readonly Event[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { name, dur = 0 } of events) {
    const goroutine = name.split(' ')[0] ?? '';
    times.set(goroutine, (times.get(goroutine) ?? 0) + Math.round(dur * 1000));
  }
  return times;
}

async function goTrace(): Promise<string> {
  const { gunzipSync } = await import('node:zlib');
  return gunzipSync(readFileSync(capturePath('neighbours/healthy.gotrace.json.gz'))).toString();
}

describe('an export', { timeout: 60_000 }, () => {
  const open = async (input = cpu) => {
    const engine = new Engine({ now: () => performance.now() });
    const opened = await engine.open({ doc: 'd-1', inputs: [fileSource(input)] });
    if (!opened.ok) throw new Error(opened.error.message);
    return engine;
  };
  const params = { doc: 'd-1', capture: 0, sampleType: null, filter: NO_FILTER };

  for (const to of EXPORT_FORMATS) {
    test(`${to}: a cancel and a full disk abort the sink and are answered`, async () => {
      const engine = await open();
      const controller = new AbortController();
      const sink = memorySink();
      const result = await engine.export({ ...params, to }, sink, {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      expect([result.ok ? 'ok' : result.error.code, sink.ending]).toEqual(['cancelled', 'open, aborted']);
      const full = { ...memorySink(), ending: '' };
      let aborted = 0;
      const refused = await engine.export(
        { ...params, to },
        {
          ...full,
          write: () => Promise.reject(new Error('ENOSPC: no space left on device')),
          abort: () => Promise.resolve(void aborted++),
        },
      );
      expect(refused.ok ? 'ok' : refused.error).toMatchObject({
        code: 'unwritable',
        reason: 'ENOSPC: no space left on device',
      });
      expect(aborted).toBe(1);
    });
  }

  test('wrong parameters abort the sink, too', async () => {
    const engine = await open();
    for (const wrong of [
      { to: 'svg' },
      { sampleType: 9 },
      { capture: 4 },
      { doc: 'd-9' },
      { filter: { ...NO_FILTER, focus: ['['] } },
    ]) {
      const sink = memorySink();
      const result = await engine.export({ ...params, to: 'pprof', ...wrong } as Parameters<Engine['export']>[0], sink);
      expect([result.ok, sink.ending, sink.chunks]).toEqual([false, 'open, aborted', 0]);
    }
  });

  test('a large one comes in chunks, one at a time', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `main;work${i % 5000};leaf${i} ${i + 1}`).join('\n');
    for (const to of EXPORT_FORMATS) {
      const engine = new Engine({ now: () => performance.now() });
      await engine.open({ doc: 'd-1', inputs: [text(lines)] });
      let writing = 0;
      const sink = memorySink();
      const result = await engine.export(
        { ...params, to },
        {
          ...sink,
          async write(bytes) {
            expect([++writing, bytes.length < 1 << 20]).toEqual([1, true]);
            await new Promise((resolve) => setTimeout(resolve, 1));
            await sink.write(bytes);
            writing--;
          },
        },
      );
      expect(result.ok && sink.chunks > 1).toBe(true);
    }
  });
});
