import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import { buildLive, liveEngine, runProgram } from '../../../support/live';
import { openFiles } from '../../../support/engine';
import { samplerMissing } from '../../../support/sampler';

const missing = samplerMissing();

describe.skipIf(missing !== null)(`a recording${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
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

  it('says what the live document said, also one that began in the midst of it', async () => {
    const file = path.join(built.folder, 'midst.parkrec');
    const { program, live } = await start({ 'dst-1': file });
    const opened = await live.engine.open({
      doc: live.doc,
      inputs: [live.input({ pid: program.pid, goroutinesEveryMs: 100 })],
    });
    if (!opened.ok) throw new Error(opened.error.message);
    await live.until('moments before it', async () => (await live.live()).weight.snapshots >= 4);
    const recording = await live.engine.record(live.doc, 'dst-1');
    expect(recording).toMatchObject({ ok: true, value: { name: 'midst.parkrec' } });
    await live.until('a strong finding', async () =>
      (await live.ask('findings', {})).findings.some(({ tier }) => tier === 'strong'),
    );
    program.kill('SIGKILL');
    await live.until('the end', async () => (await live.live()).status === 'ended');
    const last = await live.live();
    const groups = await live.ask('goroutineGroups', {
      ...{ capture: last.capture, groupBy: 'stack', sort: 'count', descending: true, offset: 0, limit: 50 },
      filter: { focus: [], ignore: [], labels: [], operations: [], text: '' },
    });
    await live.engine.detach(live.doc);

    const again = await openFiles(file);
    const over = await again.ask('live', { fromMs: null, toMs: null, spanMs: 60_000, width: 120, cursorMs: null });
    expect(over.status).toBe('recording');
    expect(over.goroutines.at).toBe(last.goroutines.at);
    expect(over.sites[0]?.site).toEqual(last.sites[0]?.site);
    const recorded = await again.ask('goroutineGroups', {
      ...{ capture: over.capture, groupBy: 'stack', sort: 'count', descending: true, offset: 0, limit: 50 },
      filter: { focus: [], ignore: [], labels: [], operations: [], text: '' },
    });
    const shape = ({ rows }: typeof groups) => rows.map(({ group, count, state }) => ({ group, count, state }));
    expect(shape(recorded)).toEqual(shape(groups));
    const { findings } = await again.ask('findings', {});
    expect(findings.map(({ id }) => id)).toEqual((await live.ask('findings', {})).findings.map(({ id }) => id));
  }, 60_000);
});
