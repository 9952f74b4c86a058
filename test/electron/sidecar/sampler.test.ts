import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FrameDecoder } from '@core/base/wire/frames';
import { decodeMessage } from '../../../electron/sidecar/messages';
import type { LocalProcess } from '../../../electron/sidecar/processes';
import { startSampler, type Sampler } from '../../../electron/sidecar/supervisor';
import { ROOT } from '../../support/fixtures';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';
import { vector } from '../../support/wire';

/** The sampler built from native/, and real Go programs that it looks at. */
const missing = samplerMissing();
if (missing !== null) console.warn(`the sampler is not tested: ${missing}`);
const linux = process.platform === 'linux';

/** Says that it runs, and ends with its input, so that none outlives the test. */
const PROGRAM = `package main

import (
	"io"
	"os"
)

func main() {
	os.Stdout.WriteString("running\\n")
	io.Copy(io.Discard, os.Stdin)
}
`;

let built: ReturnType<typeof buildSampler>;
let revision = '';
const open: (() => Promise<void>)[] = [];

const at = (name: string) => path.join(built.folder, name);

function goVersion(): string {
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  return execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env }).trim();
}

function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd: at('source'), encoding: 'utf8' }).trim();
}

describe.skipIf(missing !== null)('the sampler', () => {
  beforeAll(() => {
    built = buildSampler();
    fs.mkdirSync(at('source/cmd/listed'), { recursive: true });
    fs.writeFileSync(at('source/go.mod'), 'module example.com/listed\n\ngo 1.24\n');
    fs.writeFileSync(at('source/cmd/listed/main.go'), PROGRAM);
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'all');
    revision = git('rev-parse', 'HEAD');
    buildGo(at('source'), at('clean'), ['-buildvcs=true', '-ldflags=-s -w', './cmd/listed']);
    fs.appendFileSync(at('source/cmd/listed/main.go'), '// changed\n');
    buildGo(at('source'), at('dirty'), ['-buildvcs=true', './cmd/listed']);
  }, 180_000);
  afterAll(() => built?.remove());
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function sampler(binary = built.binary, args: readonly string[] = []): Promise<Sampler> {
    const started = await startSampler(binary, { args });
    if (!started.ok) throw new Error(`${started.error.message}: ${started.error.detail}`);
    open.push(() => started.value.close());
    return started.value;
  }

  async function run(program: string, args: readonly string[] = []): Promise<ChildProcess & { readonly pid: number }> {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    open.push(async () => {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    await once(child.stdout, 'data');
    if (child.pid === undefined) throw new Error(`${program} has no pid`);
    return Object.assign(child, { pid: child.pid });
  }

  async function list(from: Sampler): Promise<Map<number, LocalProcess>> {
    const answer = await from.call('list', {});
    if (!answer.ok) throw new Error(`${answer.error.message}: ${answer.error.detail}`);
    return new Map(answer.value.processes.map((process) => [process.pid, process]));
  }

  it('says who it is', async () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { hello } = await sampler();
    expect(hello).toMatchObject({ protocol: { major: 1 }, build: version });
    const calls = [
      'list',
      'snapshot',
      'cpu',
      'counters',
      'watch',
      'reach',
      'coreMoment',
      'coreReach',
      'wall',
      'finish',
      'launch',
      'await',
      'signal',
    ];
    expect([...hello.capabilities].sort()).toEqual(linux ? calls.sort() : []);
    const { stdout, status } = spawnSync(built.binary, ['--version'], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain(`parkscope-sampler ${version}, protocol ${hello.protocol.major}.`);
    expect(stdout.trim().endsWith(`${hello.os}/${hello.arch}`)).toBe(true);
  });

  it.runIf(linux)('lists a Go program with what it was built from', async () => {
    const { pid } = await run(at('clean'), ['--flag', 'a b', 'ü']);
    const answer = await sampler();
    const listed = (await list(answer)).get(pid);
    expect(listed).toMatchObject({
      ppid: process.pid,
      uid: os.userInfo().uid,
      user: os.userInfo().username,
      name: 'clean',
      command: `${at('clean')} --flag a b ü`,
      executable: at('clean'),
      executableDeleted: false,
      go: {
        main: 'example.com/listed/cmd/listed',
        module: 'example.com/listed',
        revision,
        dirty: false,
      },
      goUnknown: null,
    });
    expect(listed?.go?.version).toBe(goVersion());
    expect(Date.parse(listed?.go?.revisionTime ?? '')).toBeGreaterThan(Date.now() - 3_600_000);
    expect(Math.abs((listed?.startMs ?? 0) - Date.now())).toBeLessThan(600_000);
    expect(listed?.threads).toBeGreaterThan(0);
    expect(listed?.rssBytes).toBeGreaterThan(100_000);
    expect(listed?.state).toMatch(/^[RSD]$/);
    const [memory, ...more] = listed?.features ?? [];
    expect(more.map(({ name }) => name)).toEqual(['perf', 'ptrace', 'ebpf', 'launch']);
    expect(memory.name).toBe('memory');
    // Whether a parent's other child may be read is the system's affair; that there is an answer is ours.
    if (memory.available) expect(memory).toMatchObject({ why: '', command: null, detail: '' });
    else expect([memory.why === '', memory.detail]).toEqual([false, expect.stringMatching(/process_vm_readv: \w+/)]);
  });

  it.runIf(linux)('knows a changed build, and one whose file was deleted', async () => {
    fs.copyFileSync(at('dirty'), at('going'));
    const { pid } = await run(at('going'));
    fs.rmSync(at('going'));
    const listed = (await list(await sampler())).get(pid);
    expect(listed).toMatchObject({ executable: at('going'), executableDeleted: true, go: { revision, dirty: true } });
  });

  it.runIf(linux)('lists other programs as not Go, and not itself', async () => {
    const running = await sampler();
    const listed = await list(running);
    expect(listed.get(process.pid)).toMatchObject({ go: null, goUnknown: null, features: [] });
    expect(listed.get(running.pid)).toBeUndefined();
    expect([...listed.keys()]).toEqual([...listed.keys()].sort((a, b) => a - b));
  });

  const setpriv = spawnSync('setpriv', ['--version']).status === 0;
  it.runIf(linux && setpriv && os.userInfo().uid === 0)('says why another user sees less', async () => {
    const { pid } = await run(at('clean'));
    const drop = ['--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all', built.binary];
    const listed = (await list(await sampler('setpriv', drop))).get(pid);
    expect(listed).toMatchObject({ uid: 0, go: null, goUnknown: { code: 'no-permission' }, features: [] });
    expect(listed?.goUnknown?.message).toMatch(/it runs as \w+, the sampler as uid 65534 without CAP_SYS_PTRACE/);
  });

  it.runIf(linux)('answers many calls at once', async () => {
    const running = await sampler();
    const answers = await Promise.all(Array.from({ length: 20 }, () => running.call('list', {})));
    expect(answers.every(({ ok }) => ok)).toBe(true);
  });

  it.runIf(linux)('killed in the middle of a call it is an error and no hang', async () => {
    const running = await sampler();
    process.kill(running.pid, 'SIGSTOP');
    const call = running.call('list', {});
    process.kill(running.pid, 'SIGKILL');
    expect(await call).toMatchObject({ ok: false, error: { code: 'lost' } });
  });

  it.runIf(linux)('a call that is cancelled ends although the sampler does not move', async () => {
    const running = await sampler();
    process.kill(running.pid, 'SIGSTOP');
    const abort = new AbortController();
    const call = running.call('list', {}, abort.signal);
    abort.abort();
    expect(await call).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    process.kill(running.pid, 'SIGCONT');
    expect((await running.call('list', {})).ok).toBe(true);
  });

  it('ends when its input does', async () => {
    const child = spawn(built.binary, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('refuses damaged frames, and says which', async () => {
    for (const name of ['too-large', 'unknown-kind', 'truncated-payload'] as const) {
      const { tail, ends } = vector(name);
      const { stdout, stderr, status } = spawnSync(built.binary, { input: Buffer.from(tail, 'hex') });
      const { frames } = new FrameDecoder().push(stdout);
      const last = decodeMessage(frames[1].payload);
      expect(last).toMatchObject({ ok: true, value: { type: 'error', id: 0, error: { code: 'bad-frame' } } });
      expect(stderr.toString()).toContain(ends);
      expect(status).toBe(1);
    }
  });

  it('plays a recording', async () => {
    const { path: recording, frames } = vector('list');
    const [, first, second] = frames.map(({ message }) => (message as { answer?: unknown }).answer);
    const running = await sampler(built.binary, ['--replay', recording]);
    expect(await running.call('list', {})).toEqual({ ok: true, value: first });
    expect(await running.call('list', {})).toEqual({ ok: true, value: second });
    expect(await running.call('list', {})).toMatchObject({ ok: false, error: { code: 'gone' } });
  });

  it('refuses what is no recording and arguments that it does not know', async () => {
    const started = await startSampler(built.binary, { args: ['--replay', vector('requests').path] });
    expect(started).toMatchObject({ ok: false, error: { code: 'lost' } });
    expect(started.ok ? '' : started.error.detail).toContain('the recording cannot be played');
    expect(spawnSync(built.binary, ['what']).status).toBe(2);
    expect(spawnSync(built.binary, ['--what']).status).toBe(2);
  });
});
