import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampler, type Sampler } from '../../../electron/sidecar/supervisor';
import { takeSnapshot } from '../../../electron/sidecar/snapshot';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';

const canDrop = spawnSync('setpriv', ['--version']).status === 0;
const root = process.platform === 'linux' && os.userInfo().uid === 0 && canDrop;
const missing = root ? samplerMissing() : 'only root can become another user';
if (missing !== null) console.warn(`what another user may see is not tested: ${missing}`);
const USER = 65534;

describe.skipIf(missing !== null)('of a program of root another user', () => {
  let built: ReturnType<typeof buildSampler>;
  let program: ChildProcess;
  let pid = 0;
  beforeAll(async () => {
    built = buildSampler();
    const source = path.join(built.folder, 'main.go');
    fs.writeFileSync(
      source,
      'package main\n\nfunc main() {\n\tgo func() { <-make(chan int) }()\n\tprintln("up")\n\tfor {\n\t}\n}\n',
    );
    const binary = path.join(built.folder, 'spins');
    buildGo(built.folder, binary, [source]);
    program = spawn(binary, { stdio: ['ignore', 'ignore', 'pipe'] });
    if (program.stderr === null) throw new Error('no output');
    await once(program.stderr, 'data');
    pid = program.pid ?? 0;
  }, 180_000);
  afterAll(() => {
    program?.kill('SIGKILL');
    built?.remove();
  });
  const samplerOf = async (binary: string): Promise<Sampler> => {
    const args = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--inh-caps=-all', binary];
    const started = await startSampler('setpriv', { args });
    if (!started.ok) throw new Error(started.error.message);
    return started.value;
  };
  const ask = async (sampler: Sampler) => ({
    snapshot: await takeSnapshot(sampler, pid),
    wall: await sampler.call('wall', { pid, durationMs: 200, hz: 10 }),
    cpu: await sampler.call('cpu', { pid, durationMs: 200, hz: 99 }),
  });

  it('is told why nothing may be read, and the one command that allows it', async () => {
    const sampler = await samplerOf(built.binary);
    const answers = await ask(sampler);
    for (const answer of Object.values(answers)) {
      if (answer.ok) throw new Error('it was read');
      expect(answer.error.code).toBe('no-permission');
      expect(answer.error.message).toMatch(/it runs as root, the sampler as uid 65534 without CAP_/);
      expect(answer.error.hint).toMatch(/^sudo chown 65534 '.*' && chmod 700 '.*' && sudo setcap cap_\S+\+ep '.*'$/);
    }
    // What the kernel counts is open to all; what the runtime counts is not, and that is said.
    const counters = await sampler.call('counters', { pid, everyMs: 50, durationMs: 150 }, undefined, () => undefined);
    await sampler.close();
    expect(counters).toMatchObject({ ok: true });
    if (counters.ok)
      expect(counters.value.notes.join(' ')).toContain(
        'What its Go runtime counts is not known: the memory of process',
      );
  });
  const capable = path.join(os.tmpdir(), `parkscope-capable-${process.pid}`);
  const canSet = (): boolean => {
    fs.copyFileSync(built.binary, capable);
    return spawnSync('setcap', ['cap_sys_ptrace,cap_perfmon+ep', capable]).status === 0;
  };
  it('reads all of it with the capabilities that the command gives', async ({ skip }) => {
    if (!canSet()) skip('capabilities of files cannot be set here');
    fs.chownSync(capable, USER, USER);
    // Another owner takes them away, so the command sets them last, too.
    spawnSync('setcap', ['cap_sys_ptrace,cap_perfmon+ep', capable]);
    fs.chmodSync(capable, 0o700);
    try {
      const sampler = await samplerOf(capable);
      const { snapshot, wall, cpu } = await ask(sampler);
      await sampler.close();
      expect([snapshot.ok, wall.ok, cpu.ok]).toEqual([true, true, true]);
      if (snapshot.ok) expect(snapshot.value.goroutines.some(({ state }) => state === 'chan receive')).toBe(true);
    } finally {
      fs.rmSync(capable, { force: true });
    }
  });
});
