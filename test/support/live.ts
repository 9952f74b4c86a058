import { spawn, type ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import os from 'node:os';
import type { CliIo } from '../../electron/cli/io';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { err, ok } from '@core/base/result';
import { engineError } from '@core/api/errors';
import type { LiveAnswer, LiveTick } from '@core/api/live';
import type { Answer, Params, QueryName } from '@core/api/queries';
import { Engine } from '@core/query/engine';
import { listProcesses } from '../../electron/engine/live/processes';
import { Samplers } from '../../electron/engine/live/samplers';
import { watchInput, WATCH_PLAN, type WatchPlan } from '../../electron/engine/live/watch';
import { ROOT } from './fixtures';
import { buildGo, buildSampler } from './sampler';

/** Builds the sampler and a program that leaks, into one folder. */
export function buildLive() {
  const sampler = buildSampler();
  const program = path.join(sampler.folder, 'leaking');
  buildGo(path.join(ROOT, 'test/electron/engine/live/leaking'), program, ['-buildvcs=false', '.']);
  return { ...sampler, program };
}

/** Runs it; ready to be watched. */
export async function runProgram(program: string): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(createInterface(child.stdout), 'line');
  if (child.pid === undefined) throw new Error('the program has no pid');
  return Object.assign(child, { pid: child.pid });
}

/** An engine that can watch, and what it told. */
export function liveEngine(binary: string, recordTo: Readonly<Record<string, string>> = {}) {
  const samplers = new Samplers(binary);
  const failures: unknown[] = [];
  const engine = new Engine({
    now: () => performance.now(),
    date: () => Date.now(),
    processes: (signal) => listProcesses(samplers, signal),
    failed: (error) => failures.push(error),
  });
  const ticks: LiveTick[] = [];
  engine.onLive((tick) => ticks.push(tick));
  const doc = 'd-1';
  const ask = async <N extends QueryName>(name: N, params: Omit<Params<N>, 'doc'>): Promise<Answer<N>> => {
    const result = await engine.query(name, { ...params, doc } as Params<N>);
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message} ${result.error.reason}`);
    return result.value;
  };
  const findTarget = (id: string) => {
    const file = recordTo[id];
    return Promise.resolve(file === undefined ? err(engineError('not-found', `there is no ${id}`)) : ok(file));
  };
  return {
    ...{ engine, samplers, ticks, failures, doc, ask },
    input: (plan: Partial<WatchPlan> & { readonly pid: number }, name = `leaking (${plan.pid})`) =>
      watchInput(samplers, name, { ...WATCH_PLAN, ...plan }, findTarget),
    live: (): Promise<LiveAnswer> =>
      ask('live', { fromMs: null, toMs: null, spanMs: 60_000, width: 120, cursorMs: null }),
    /** Looks again until something is so. */
    async until<T>(
      what: string,
      look: () => Promise<T | null | false> | T | null | false,
      withinMs = 30_000,
    ): Promise<T> {
      const end = performance.now() + withinMs;
      for (;;) {
        const found = await look();
        if (found !== null && found !== false) return found;
        if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
        await sleep(50);
      }
    },
    async close() {
      engine.close(doc);
      await samplers.close();
    },
  };
}

/** What a command gets, and what it wrote: for commands that take a sampler of the tests. */
export function commandIo(): CliIo & { readonly wrote: { stdout: string; stderr: string }; interrupt(): void } {
  const wrote = { stdout: '', stderr: '' };
  let interrupt = (): void => undefined;
  return {
    wrote,
    interrupt: () => interrupt(),
    stdin: Readable.from([]),
    out: (text) => {
      wrote.stdout += text;
      return Promise.resolve();
    },
    outBytes: () => Promise.resolve(),
    err: (text) => (wrote.stderr += text),
    style: { colour: false, width: null },
    showProgress: false,
    now: () => performance.now(),
    onInterrupt: (listener) => {
      interrupt = listener;
      return () => undefined;
    },
    places: { cwd: os.tmpdir(), home: path.join(os.tmpdir(), 'parkscope-no-home'), platform: 'linux', env: {} },
  };
}
