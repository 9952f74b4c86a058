import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import type { Capture } from '@core/model/tables';
import { RANGE_KINDS, TRACE_STATES, type TraceTables } from '@core/model/trace';
import { cli } from '../../support/cli';
import { badPath, captureFiles, capturePath, ROOT } from '../../support/fixtures';
import { compileSchema } from '../../support/schema';

const GOLDEN = path.join(ROOT, 'test/golden');
const TRACES = captureFiles(/(trace|flight)[^/]*\.out$/);
const SERVICE = capturePath('service/go1.26/trace.out');

interface Json {
  readonly schema: string;
  readonly goVersion: string;
  readonly durationNs: number;
  readonly events: number;
  readonly generations: number;
  readonly goroutines: number;
  readonly procs: number;
  readonly threads: number;
  readonly gc: readonly { startNs: number; endNs: number | null }[];
  readonly stw: readonly { startNs: number; endNs: number | null; kind: string }[];
  readonly tasks: readonly { id: number; name: string; startNs: number | null; endNs: number | null }[];
  readonly regions: readonly { name: string; startNs: number | null; endNs: number | null; goroutine: number }[];
  readonly notes: readonly { kind: string; message: string }[];
  readonly truncated: boolean;
  readonly times: Readonly<Record<string, number>>;
  readonly schedulingLatency: { count: number; sum: number; max: number };
  readonly groups: readonly {
    count: number;
    times: Readonly<Record<string, number>>;
    schedulingLatency: { count: number };
  }[];
  readonly wakeups: readonly { count: number; waitNs: number }[];
}

async function json(file: string, ...options: string[]): Promise<Json> {
  const { code, stdout, stderr } = await cli(['trace', file, '--format', 'json', ...options]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Json;
}

async function tablesOf(file: string): Promise<{ capture: Capture; trace: TraceTables }> {
  const source = bytesSource(path.basename(file), fs.readFileSync(file));
  const opened = await openSource(source, { signal: null, progress: () => undefined });
  const capture = opened.ok ? opened.value[0] : undefined;
  if (capture === undefined || capture.trace === null) throw new Error(`${file} is no trace`);
  return { capture, trace: capture.trace };
}

/** Nanoseconds in each state over all goroutines and waits for a P, one goroutine after another, straight from the columns. */
function slowSums({ chunks, goroutines, endNs }: TraceTables): { states: number[]; waits: number; waited: number } {
  const states = TRACE_STATES.map(() => 0);
  let [waits, waited] = [0, 0];
  for (let g = 0; g < goroutines.count; g++) {
    let held = -1;
    let since = 0;
    const enter = (state: number, at: number): void => {
      if (state === held) return;
      if (held >= 0) states[held] = (states[held] ?? 0) + at - since;
      if (held === TRACE_STATES.indexOf('runnable') && state === TRACE_STATES.indexOf('running')) {
        waits++;
        waited += at - since;
      }
      held = state;
      since = at;
    };
    for (const chunk of chunks) {
      const k = chunk.goroutine.indexOf(g);
      if (k < 0) continue;
      for (let i = chunk.first[k] ?? 0; i < (chunk.first[k + 1] ?? 0); i++) {
        enter(chunk.changes.state[chunk.change[i] ?? 0] ?? 0, chunk.startNs + (chunk.offsetNs[i] ?? 0));
      }
    }
    const ended = goroutines.endedNs[g] ?? NaN;
    enter(-1, ended >= since ? ended : endNs);
  }
  return { states, waits, waited };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const BLOCKED = ['io wait', 'chan send', 'chan receive', 'select', 'sync', 'sleep', 'gc', 'other'];

describe('parkscope.trace/1 of every trace', () => {
  const schema = JSON.parse(fs.readFileSync(path.join(ROOT, 'electron/cli/schemas/trace.json'), 'utf8')) as object;
  const validate = compileSchema(schema);

  it('there are traces', () => {
    expect(TRACES.length).toBeGreaterThan(20);
    expect(validate({ schema: 'parkscope.trace/1' })).toBe(false);
  });

  it.each(TRACES)('%s', async (file) => {
    const answer = await json(capturePath(file));
    expect(validate(answer), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    const { capture, trace } = await tablesOf(capturePath(file));
    const { ranges, tasks, regions } = trace;
    expect(answer).toMatchObject({
      ...{ durationNs: trace.endNs, generations: trace.generations, goroutines: trace.goroutines.count },
      ...{ procs: trace.procCount, threads: trace.threadCount, notes: capture.notes },
      events: trace.events,
    });
    const known = (ns: number | undefined): number | null => (ns === undefined || Number.isNaN(ns) ? null : ns);
    const rowsOf = (kind: string): number[] =>
      [...ranges.kind.keys()].filter((row) => RANGE_KINDS[ranges.kind[row] ?? 0] === kind);
    const span = (row: number) => ({ startNs: ranges.startNs[row], endNs: known(ranges.endNs[row]) });
    const byStart = (a: { startNs?: number | null | undefined }, b: { startNs?: number | null | undefined }): number =>
      (a.startNs ?? 0) - (b.startNs ?? 0);
    expect(answer.gc.map(({ startNs, endNs }) => ({ startNs, endNs }))).toEqual(rowsOf('gc').map(span).sort(byStart));
    expect(answer.stw.map(({ startNs, endNs, kind }) => ({ startNs, endNs, kind }))).toEqual(
      rowsOf('stw')
        .map((row) => ({ ...span(row), kind: capture.strings.get(ranges.name[row] ?? 0) }))
        .sort(byStart),
    );
    expect(new Set(answer.tasks.map(({ id }) => id))).toEqual(new Set(tasks.id));
    expect(answer.regions).toHaveLength(regions.count);

    const slow = slowSums(trace);
    const state = (name: (typeof TRACE_STATES)[number]): number => slow.states[TRACE_STATES.indexOf(name)] ?? 0;
    expect(answer.times['running']).toBe(state('running'));
    expect(answer.times['runnable']).toBe(state('runnable'));
    // A wait that began before the trace in a system call's frames counts as one.
    expect(sum([...BLOCKED, 'syscall'].map((kind) => answer.times[kind] ?? 0))).toBe(
      state('waiting') + state('syscall'),
    );
    expect(answer.schedulingLatency).toMatchObject({ count: slow.waits, sum: slow.waited });

    for (const kind of Object.keys(answer.times)) {
      expect(sum(answer.groups.map(({ times }) => times[kind] ?? 0))).toBeCloseTo(answer.times[kind] ?? 0, 3);
    }
    expect(sum(answer.groups.map(({ count }) => count))).toBe(trace.goroutines.count);
    expect(sum(answer.groups.map(({ schedulingLatency }) => schedulingLatency.count))).toBe(slow.waits);
  });
});

describe('parkscope trace prints', () => {
  const CASES: readonly (readonly [string, string, ...string[]])[] = [
    ['service.trace/trace.txt', 'service/go1.26/trace.out'],
    ['service.trace/trace.range.txt', 'service/go1.26/trace.out', '--from', '500ms', '--to=0.7s', '-n', '4'],
    ['service.trace/trace.focus.txt', 'service/go1.26/trace.out', '--focus', 'database/sql', '--sort', 'count', '-n3'],
    ['service.trace/trace.cut90.txt', 'service/go1.26/trace.cut90.out', '-n', '3'],
    ['stages.trace/trace.txt', 'stages/go1.26/trace.out', '--sort=blocked', '-n', '5'],
    ['gcheavy.trace/trace.txt', 'gcheavy/go1.26/trace.out', '-n', '3'],
  ];
  it.each(CASES)('%s', async (golden, file, ...options) => {
    const { code, stdout, stderr } = await cli(['trace', capturePath(file), ...options]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout.split('\n').length).toBeLessThan(200);
    await expect(stdout).toMatchFileSnapshot(path.join(GOLDEN, golden));
  });

  it.each(['service/go1.26/trace.out', 'stages/go1.26/trace.out'])(
    '%s within the width of a terminal',
    async (file) => {
      const { stdout } = await cli(['trace', capturePath(file)], '', { width: 130 });
      const wide = stdout.split('\n').filter((line) => [...line].length > 130);
      expect(wide).toEqual([]);
    },
  );
});

describe('parkscope trace', () => {
  it('reads what a truncated trace holds and says so', async () => {
    for (const file of ['service/go1.26/trace.cut40.out', 'service/go1.22/trace.cut90.out']) {
      const answer = await json(capturePath(file));
      expect(answer.truncated).toBe(true);
      expect(answer.notes.some(({ kind }) => kind === 'truncated')).toBe(true);
      expect(answer.goroutines).toBeGreaterThan(0);
    }
  });

  it('refuses traces of before Go 1.22 and after ours with what to do, in one line', async () => {
    for (const file of ['trace-go1.19.out', 'trace-future.out']) {
      const { code, stdout, stderr } = await cli(['trace', badPath(file)]);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toMatch(/go ?1\.\d+/i);
    }
  });

  it('says what a file is that is no trace, and how to record one', async () => {
    const { code, stderr } = await cli(['trace', capturePath('busy/go1.26/heap.pb.gz')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/heap profile, not an execution trace.*debug\/pprof\/trace/);
  });

  it('names wrong options', async () => {
    const wrong: readonly (readonly string[])[] = [
      ['--from', 'soon'],
      ['--from', '2s', '--to', '1s'],
      ['--sort', 'size'],
      ['-n', 'x'],
      ['--focus', '('],
    ];
    for (const options of wrong) {
      const { code, stderr } = await cli(['trace', SERVICE, ...options]);
      expect([options, code]).toEqual([options, 2]);
      expect(stderr).toMatch(/^parkscope: /);
    }
    expect((await cli(['trace', '--help'])).stdout).toContain('parkscope.trace/1');
  });

  it('limits the lists of json on demand and still counts them', async () => {
    const { groups, tasks, regions } = await json(SERVICE, '-n', '2');
    expect([groups.length, tasks.length, regions.length]).toEqual([2, 2, 2]);
  });
});
