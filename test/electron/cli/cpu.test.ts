import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '../../../electron/cli/commands/cpu';
import { CliFailure } from '../../../electron/cli/io';
import { cpuText } from '../../../electron/cli/print/cpu';
import type { CpuAnswer } from '../../../electron/sidecar/profiles';
import { cli } from '../../support/cli';
import { pprofRaw } from '../../support/go';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';
import { vector } from '../../support/wire';

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux can be sampled';
if (missing !== null) console.warn(`CPU profiles of real programs are not tested: ${missing}`);
const PIPE = { colour: false, width: null };

/** Burns until its input ends. */
const PROGRAM = `package main

import (
	"io"
	"os"
)

var sink int

//go:noinline
func burn() {
	for i := 0; i < 1_000_000; i++ {
		sink += i ^ sink
	}
}

func main() {
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	os.Stdout.WriteString("running\\n")
	for {
		burn()
	}
}
`;

async function run(
  args: readonly string[],
  sampler: string,
): Promise<{ stdout: string; stderr: string; bytes: Buffer }> {
  let stdout = '';
  let stderr = '';
  const bytes: Uint8Array[] = [];
  const io = {
    stdin: Readable.from([]),
    out: (text: string) => {
      stdout += text;
      return Promise.resolve();
    },
    outBytes: (chunk: Uint8Array) => {
      bytes.push(chunk);
      return Promise.resolve();
    },
    err: (text: string) => (stderr += text),
    style: PIPE,
    showProgress: false,
    now: () => 0,
    places: { cwd: '/', home: '/', platform: 'linux', env: {} },
  };
  await cpu(args, io, sampler);
  return { stdout, stderr, bytes: Buffer.concat(bytes) };
}

describe.skipIf(missing !== null)('a real program', () => {
  let built: ReturnType<typeof buildSampler>;
  let burns: ChildProcess;
  let pid = '';
  beforeAll(async () => {
    built = buildSampler();
    const source = path.join(built.folder, 'main.go');
    fs.writeFileSync(source, PROGRAM);
    const binary = path.join(built.folder, 'burns');
    buildGo(built.folder, binary, [source]);
    burns = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (burns.stdout === null) throw new Error('no output');
    await once(burns.stdout, 'data');
    pid = String(burns.pid);
  }, 180_000);
  afterAll(() => {
    burns?.stdin?.end();
    built?.remove();
  });

  it('is written as a profile that pprof and Parkscope read', async () => {
    const file = path.join(built.folder, 'cpu.pb.gz');
    const { stdout } = await run([pid, '--for', '1s', '--hz', '499', '-o', file], built.binary);
    expect(stdout).toMatch(/cpu\.pb\.gz: [\d ]+ samples in 1\.\d s, 0 lost, .* kB|B/);
    const raw = pprofRaw(file);
    expect(raw.types).toEqual(['samples/count', 'cpu/nanoseconds[dflt]']);
    expect(raw.samples.length).toBeGreaterThan(0);
    const top = await cli(['top', file]);
    expect(top.stdout).toContain('main.burn');
    expect(top.code).toBe(0);
    const info = await cli(['info', file]);
    expect(info.stdout).toMatch(/cpu/i);
  });
  it('without a file is the functions that used most', async () => {
    const { stdout, stderr } = await run([pid, '--for', '1s', '--hz', '499'], built.binary);
    expect(stdout).toContain('main.burn');
    expect(stderr).toMatch(/^process \d+: .* samples in/);
  });
  it('to standard output is bytes only', async () => {
    const { stdout, bytes } = await run([pid, '--for', '300ms', '-o', '-'], built.binary);
    expect(stdout).toBe('');
    expect(gunzipSync(bytes).length).toBeGreaterThan(50);
  });
  it('that is not there ends with 3 and says so', async () => {
    const { pid: ended } = spawnSync('true');
    const error: unknown = await run([String(ended), '--for', '1s'], built.binary).catch((reason: unknown) => reason);
    if (!(error instanceof CliFailure)) throw new Error('it did not fail');
    expect([error.exitCode, error.message]).toEqual([3, expect.stringContaining('ended')]);
  });
  it('whose file cannot be written ends with 2', async () => {
    const error: unknown = await run([pid, '--for', '10ms', '-o', '/no/such/folder/x'], built.binary).catch(
      (reason: unknown) => reason,
    );
    if (!(error instanceof CliFailure)) throw new Error('it did not fail');
    expect([error.exitCode, error.message]).toEqual([2, expect.stringContaining('/no/such/folder/x')]);
  });
});

describe('usage', () => {
  it.each([
    [['cpu'], 'pid'],
    [['cpu', 'x'], '"x"'],
    [['cpu', '1', '2'], '"2"'],
    [['cpu', '1', '--for', '2h'], '--for'],
    [['cpu', '1', '--for', '0'], '--for'],
    [['cpu', '1', '--for', 'soon'], '--for'],
    [['cpu', '1', '--hz', '1001'], '--hz'],
    [['cpu', '1', '--hz', '0'], '--hz'],
    [['cpu', '1', '--format', 'json'], '--format'],
  ])('%j is wrong', async (args, named) => {
    const { code, stderr } = await cli(args);
    expect(code).toBe(2);
    expect(stderr).toContain(named);
  });
});

describe('what is printed', () => {
  const { frames } = vector('cpu');
  const taken = (frames[0].message as { answer: CpuAnswer }).answer;
  it('counts what is there and what is missing', () => {
    expect(cpuText(taken, 'cpu.pb.gz', 8_431, PIPE).split('\n')).toEqual([
      'cpu.pb.gz: 988 samples in 10.0 s, 3 lost, 12 threads at the start, sampler 0.04 s of CPU, 8.43 kB',
      'note: The process ended after 10.004s.',
      'note: 3 samples were lost, 988 are here.',
      '',
    ]);
  });
  it('lets no name rewrite the terminal', () => {
    expect(cpuText({ ...taken, notes: ['\u001b[2J'] }, 'a\u001b', 1, PIPE)).not.toContain('\u001b');
  });
});
