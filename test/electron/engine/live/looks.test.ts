import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LooksAnswer } from '@core/api/live';
import { startProgram, type RunningProgram } from '../../../e2e/programs/programs';
import { openFiles } from '../../../support/engine';
import { liveEngine } from '../../../support/live';
import { buildSampler, samplerMissing } from '../../../support/sampler';

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux tells what a process holds';
if (missing !== null) console.warn(`looks at a watched process are not tried: ${missing}`);

/** Who holds the process: 0 = nobody. */
const tracer = (pid: number): number =>
  Number(/^TracerPid:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

describe.skipIf(missing !== null)('a look at a process that is watched', () => {
  let built: ReturnType<typeof buildSampler>;
  let program: RunningProgram;
  let live: ReturnType<typeof liveEngine>;
  const newest = (): Promise<LooksAnswer> => live.ask('looks', { capture: null });
  const findings = async () => (await live.ask('findings', {})).findings;
  const at = async (name: string) => (await findings()).find(({ site }) => site?.function.includes(name));
  const open = async (looks: boolean): Promise<void> => {
    live = liveEngine(built.binary, { 'dst-1': path.join(built.folder, 'proof.parkrec') });
    const input = live.input({ pid: program.pid, goroutinesEveryMs: 100, looks });
    const opened = await live.engine.open({ doc: live.doc, inputs: [input] });
    if (!opened.ok) throw new Error(opened.error.message);
  };

  beforeAll(async () => {
    built = buildSampler();
    program = await startProgram('forgetd');
  }, 180_000);
  afterEach(async () => {
    await live.close();
    expect(live.failures).toEqual([]);
  });
  afterAll(async () => {
    await program?.stop();
    built?.remove();
  });

  it('is made by itself as soon as there is a suspect; what is kept stays one, with its holder', async () => {
    await open(true);
    const looks = await live.until('a look', async () => {
      const answer = await newest();
      return answer.look === null ? null : answer;
    });
    expect(looks).toMatchObject({ possible: true, refused: '', proof: null, look: { grade: 'strong' } });
    expect(looks.look?.found).toBe(60);
    expect(looks.look).toMatchObject({ passes: 3, stopNs: [] });
    expect(looks.look?.retainedBytes).toBeGreaterThan(40 * (16 << 10));
    const forgotten = await live.until('its finding', async () => {
      const found = await at('(*answer).work');
      return found?.tier === 'strong' ? found : null;
    });
    expect(forgotten.count).toBe(60);
    expect(forgotten.retained?.heapBytes).toBeGreaterThan(40 * (16 << 10));
    const kept = await at('(*feed).publish');
    expect(kept).toMatchObject({ tier: 'suspect', count: 30, keptBy: [{ path: expect.any(Array) as unknown }] });
    expect(kept?.keptBy?.[0]?.path[0]).toBe('global main.registry');
  }, 60_000);

  it('proves on request, in two stops; a recording keeps that, and the process is let go', async () => {
    await open(false);
    expect(await newest()).toMatchObject({ possible: true, running: null, look: null, proof: null });
    const proving = live.engine.look(live.doc, 5_000);
    await live.until('it is under way', async () => (await newest()).running?.what === 'proof');
    expect(await proving).toEqual({ ok: true, value: null });
    const { proof, look } = await newest();
    expect(proof).toMatchObject({ grade: 'proven', unproven: '' });
    expect(proof?.found).toBe(60);
    expect(proof?.stopNs).toHaveLength(2);
    expect(look).toEqual(proof);
    expect(tracer(program.pid)).toBe(0);
    await live.until('the proven finding', async () => (await at('(*answer).work'))?.tier === 'proven');

    // Begun after the proof, it has it; a later look does not undo it.
    await live.engine.record(live.doc, 'dst-1');
    await live.until('it records', async () => ((await live.live()).recording?.bytes ?? 0) > 8);
    expect(await live.engine.look(live.doc)).toEqual({ ok: true, value: null });
    expect(await newest()).toMatchObject({ look: { grade: 'strong' }, proof: { grade: 'proven' } });
    const { snapshots } = (await live.live()).weight;
    await live.until('a moment after it', async () => (await live.live()).weight.snapshots > snapshots + 1);
    await live.engine.detach(live.doc);
    expect(await newest()).toMatchObject({ possible: false, proof: { grade: 'proven' } });
    expect(await live.engine.look(live.doc)).toMatchObject({ ok: false, error: { code: 'bad-params' } });

    const again = await openFiles(path.join(built.folder, 'proof.parkrec'));
    const recorded = await again.ask('looks', { capture: null });
    expect(recorded).toMatchObject({ possible: false, running: null, look: { grade: 'strong' } });
    expect(recorded.proof).toEqual(proof);
    const found = (await again.ask('findings', {})).findings.find(({ tier }) => tier === 'proven');
    expect(found).toMatchObject({
      count: proof?.found,
      site: { function: expect.stringContaining('work') as unknown },
    });
  }, 60_000);

  it('is ended by a detach, which leaves nothing behind', async () => {
    await open(false);
    const proving = live.engine.look(live.doc, 5_000);
    await live.until('it is under way', async () => (await newest()).running !== null);
    await live.engine.detach(live.doc);
    expect(await proving).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    await live.until('nobody holds it', () => tracer(program.pid) === 0);
    expect(fs.readFileSync(`/proc/${program.pid}/status`, 'utf8')).toMatch(/State:\s+[SR]/);
    expect((await newest()).running).toBeNull();
  }, 60_000);

  it('ends when its user says so, and is not begun again by itself', async () => {
    await open(true);
    await live.until('it is under way', async () => (await newest()).running !== null);
    expect(await live.engine.endLook(live.doc)).toEqual({ ok: true, value: null });
    expect(await newest()).toMatchObject({ running: null, look: null, refused: '' });
    const { snapshots } = (await live.live()).weight;
    await live.until('more moments', async () => (await live.live()).weight.snapshots > snapshots + 15);
    expect(await newest()).toMatchObject({ running: null, look: null });
  }, 60_000);

  it('says why a proof is none', async () => {
    await open(false);
    expect(await live.engine.look(live.doc, 1)).toEqual({ ok: true, value: null });
    const { look, proof } = await newest();
    expect(proof).toBeNull();
    expect(look?.unproven).toMatch(/^It would stand still for about \d+ ms each time; 1 ms are allowed\.$/);
    expect(tracer(program.pid)).toBe(0);
  }, 60_000);
});
