import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import { buildLive, liveEngine, runProgram } from '../../../support/live';
import { samplerMissing } from '../../../support/sampler';

const missing = samplerMissing();

describe.skipIf(missing !== null)(`a live document${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let built: ReturnType<typeof buildLive>;
  const running: ChildProcess[] = [];
  const closing: (() => Promise<void>)[] = [];
  beforeAll(() => {
    built = buildLive();
  }, 120_000);
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => built.remove());

  async function start(recordTo: Readonly<Record<string, string>> = {}) {
    const program = await runProgram(built.program);
    running.push(program);
    const live = liveEngine(built.binary, recordTo);
    closing.push(() => live.close());
    return { program, live };
  }

  it('is chosen among the processes of this machine', async () => {
    const { program, live } = await start();
    const answer = await live.engine.processes();
    if (!answer.ok) throw new Error(answer.error.message);
    const mine = answer.value.processes.find(({ pid }) => pid === program.pid);
    expect(mine).toMatchObject({ name: 'leaking', mine: true, go: { module: 'example.com/leaking' } });
    expect(mine?.goroutines).toBeGreaterThan(1);
    expect(mine?.features.map(({ name }) => name)).toContain('memory');
  });

  it('grows, and its leak becomes a strong finding', async () => {
    const { program, live } = await start();
    const opened = await live.engine.open({
      doc: live.doc,
      inputs: [live.input({ pid: program.pid, goroutinesEveryMs: 250 })],
    });
    if (!opened.ok) throw new Error(`${opened.error.message} ${opened.error.reason}`);
    expect(opened.value.live).toMatchObject({ pid: program.pid, name: 'leaking', module: 'example.com/leaking' });

    const strong = await live.until('a strong finding', async () => {
      const { findings } = await live.ask('findings', {});
      return findings.find(({ tier }) => tier === 'strong') ?? false;
    });
    expect(strong).toMatchObject({ operation: 'chan send', site: { function: 'main.ask.func1' } });
    const answer = await live.live();
    expect(answer.status).toBe('watching');
    expect(answer.states.find(({ name }) => name === 'goroutines:sync.Mutex.Lock')?.at).toBe(5);
    // Eight fit, and more want to send.
    expect(answer.channels[0]).toMatchObject({ capacity: 8, waiting: 3 });
    expect(answer.heap.map(({ name }) => name)).toContain('heap:rss');
    expect(answer.sites[0]).toMatchObject({ site: { function: 'main.ask.func1' }, creator: { function: 'main.ask' } });
    expect(answer.marks.map(({ finding }) => finding)).toContain(strong.id);
    expect(live.ticks.length).toBeGreaterThan(3);
    expect(live.failures).toEqual([]);
  }, 60_000);
});
