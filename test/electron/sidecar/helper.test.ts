import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHelper } from '../../../electron/sidecar/helper';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';

const root = process.platform === 'linux' && os.userInfo().uid === 0;
const missing = root ? samplerMissing() : 'only root can play pkexec';
if (missing !== null) console.warn(`the helper is not tested: ${missing}`);
const USER = 65534;

describe('without', () => {
  it('the helper the command that installs it is told', async () => {
    const started = await startHelper("/opt/it's", { helper: '/no/such/helper' });
    expect(started).toMatchObject({
      ok: false,
      error: {
        code: 'missing',
        hint: expect.stringContaining("sudo install -D -o root -m 755 '/opt/it'\\''s' /usr/local") as string,
      },
    });
  });
  it('pkexec a program can be run instead', async () => {
    const started = await startHelper('/s', { helper: '/', pkexec: '/no/such/pkexec' });
    expect(started).toMatchObject({ ok: false, error: { message: 'pkexec is not installed' } });
  });
});

describe.skipIf(missing !== null)('the helper that pkexec starts', () => {
  let built: ReturnType<typeof buildSampler>;
  let own: ChildProcess;
  let roots: ChildProcess;
  let changed: ChildProcess;
  const script = (name: string, text: string): string => {
    const file = path.join(built.folder, name);
    fs.writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return file;
  };
  beforeAll(async () => {
    built = buildSampler();
    const source = path.join(built.folder, 'main.go');
    fs.writeFileSync(source, 'package main\n\nfunc main() {\n\tprintln("up")\n\tselect {}\n}\n');
    fs.appendFileSync(source, '\nfunc init() { go func() { <-make(chan int) }(); go func() { for { } }() }\n');
    const binary = path.join(built.folder, 'waits');
    buildGo(built.folder, binary, [source]);
    fs.chmodSync(binary, 0o755);
    const start = (command: string, args: readonly string[]): ChildProcess =>
      spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const drop = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', binary];
    own = start('setpriv', drop);
    roots = start(binary, []);
    // Its saved user is root: it could become that again.
    changed = start('setpriv', [`--euid=${USER}`, binary]);
    await Promise.all(
      [own, roots, changed].map(({ stderr }) =>
        stderr === null ? Promise.reject(new Error('none')) : once(stderr, 'data'),
      ),
    );
  }, 180_000);
  afterAll(() => {
    for (const program of [own, roots, changed]) program?.kill('SIGKILL');
    built?.remove();
  });
  const helper = async () => {
    const pkexec = script('pkexec', `PKEXEC_UID=${USER} exec "$@"`);
    const started = await startHelper(built.binary, { pkexec, helper: built.binary });
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    return started.value;
  };

  it('is the user, with two capabilities and no way to more', async () => {
    const { pid, hello, close } = await helper();
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    await close();
    const line = (key: string): string => new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(status)?.[1]?.trim() ?? '';
    expect(line('Uid')).toBe(Array(4).fill(USER).join('\t'));
    // CAP_SYS_PTRACE (19) and CAP_PERFMON (38).
    expect(['CapPrm', 'CapEff', 'CapBnd', 'CapInh'].map(line)).toEqual([
      ...Array<string>(3).fill('0000004000080000'),
      '0000000000000000',
    ]);
    expect(line('NoNewPrivs')).toBe('1');
    expect(hello.capabilities).not.toContain('launch');
    expect(hello.capabilities).not.toContain('signal');
    expect(hello.capabilities).not.toContain('list');
  });
  it('looks at programs of the user, and at no others', async () => {
    const { call, close } = await helper();
    const wall = (program: ChildProcess) => call('wall', { pid: program.pid ?? 0, durationMs: 200, hz: 10 });
    expect((await wall(own)).ok).toBe(true);
    for (const other of [roots, changed])
      expect(await wall(other)).toMatchObject({ ok: false, error: { code: 'no-permission' } });
    const refused = await call('counters', { pid: roots.pid ?? 0, everyMs: 100, durationMs: 200 }, undefined, () => {});
    expect(refused).toMatchObject({ ok: false, error: { code: 'no-permission' } });
    const launched = await call('launch', { command: ['true'], dir: '', stdio: false });
    expect(launched).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    await close();
  });
  it('does not run from a file that others can change', async () => {
    const loose = path.join(built.folder, 'loose');
    fs.copyFileSync(built.binary, loose);
    fs.chmodSync(loose, 0o777);
    const pkexec = script('pkexec', `PKEXEC_UID=${USER} exec "$@"`);
    const started = await startHelper(built.binary, { pkexec, helper: loose });
    expect(started).toMatchObject({
      ok: false,
      error: { code: 'lost', detail: expect.stringContaining('can be changed by others') as string },
    });
  });
  it.each([126, 127])('is not there when pkexec ends with %d: the dialog was closed', async (code) => {
    const started = await startHelper(built.binary, { pkexec: script('pkexec', `exit ${code}`), helper: built.binary });
    expect(started).toMatchObject({ ok: false, error: { code: 'no-permission' } });
  });
});
