import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '../../../electron/cli/commands/cpu';
import { wall } from '../../../electron/cli/commands/wall';
import { CliFailure } from '../../../electron/cli/io';
import { wallText } from '../../../electron/cli/print/wall';
import type { WallAnswer } from '../../../electron/sidecar/profiles';
import { cli } from '../../support/cli';
import { pprofRaw } from '../../support/go';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';
import { vector } from '../../support/wire';

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux can be looked at';
if (missing !== null) console.warn(`wall-clock profiles of real programs are not tested: ${missing}`);
const PIPE = { colour: false, width: null };

/** Twelve goroutines wait for a channel and three sleep, until its input ends. */
const PROGRAM = `package main

import (
	"io"
	"os"
	"time"
)

var block = make(chan int)

//go:noinline
func waits() { <-block }

//go:noinline
func sleeps() { time.Sleep(time.Hour) }

func main() {
	for i := 0; i < 12; i++ {
		go waits()
	}
	for i := 0; i < 3; i++ {
		go sleeps()
	}
	time.Sleep(50 * time.Millisecond)
	os.Stdout.WriteString("running\\n")
	io.Copy(io.Discard, os.Stdin)
}
`;

type Command = typeof wall;

/** `interruptAfterMs`: when Ctrl+C is pressed. */
async function run(command: Command, args: readonly string[], sampler: string, interruptAfterMs: number | null = null) {
  let stdout = '';
  let stderr = '';
  const io = {
    stdin: Readable.from([]),
    out: (text: string) => {
      stdout += text;
      return Promise.resolve();
    },
    outBytes: () => Promise.resolve(),
    err: (text: string) => (stderr += text),
    style: PIPE,
    showProgress: false,
    now: () => 0,
    onInterrupt: (listener: () => void) => {
      const timer = interruptAfterMs === null ? null : setTimeout(listener, interruptAfterMs);
      return () => void (timer === null ? null : clearTimeout(timer));
    },
    places: { cwd: '/', home: '/', platform: 'linux', env: {} },
  };
  const code = await command(args, io, sampler);
  return { code, stdout, stderr };
}

describe.skipIf(missing !== null)('a real program', () => {
  let built: ReturnType<typeof buildSampler>;
  let program: ChildProcess;
  let pid = '';
  beforeAll(async () => {
    built = buildSampler();
    const source = path.join(built.folder, 'main.go');
    fs.writeFileSync(source, PROGRAM);
    const binary = path.join(built.folder, 'waits');
    buildGo(built.folder, binary, [source]);
    program = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (program.stdout === null) throw new Error('no output');
    await once(program.stdout, 'data');
    pid = String(program.pid);
  }, 180_000);
  afterAll(() => {
    program?.stdin?.end();
    built?.remove();
  });

  it('is written as a profile of all its goroutines that pprof and Parkscope read', async () => {
    const file = path.join(built.folder, 'wall.pb.gz');
    const { stdout } = await run(wall, [pid, '--for', '600ms', '--hz', '20', '-o', file], built.binary);
    expect(stdout).toMatch(/wall\.pb\.gz: \d+ moments in 0\.[67] s, 16 goroutines at most, \d+ stacks, .* k?B/);
    expect(pprofRaw(file).types).toEqual(['samples/count', 'wall/nanoseconds[dflt]']);
    const moments = Number(/(\d+) moments/.exec(stdout)?.[1]);
    const top = await cli(['top', file, '--sample', 'samples', '--tag', 'state=chan receive', '--cum', '-n', '0']);
    expect(top.stdout).toMatch(new RegExp(` ${12 * moments} .* main\\.waits`));
    expect(top.stdout).not.toContain('main.sleeps');
    expect((await cli(['top', file, '--tag', 'state=sleep'])).stdout).toContain('main.sleeps');
  });
  it('without a file is the functions that took most', async () => {
    const { stdout, stderr } = await run(wall, [pid, '--for', '300ms'], built.binary);
    expect(stdout).toContain('main.waits');
    expect(stderr).toMatch(/^process \d+: \d+ moments? in/);
  });
  it.each([
    ['wall', wall],
    ['cpu', cpu],
  ] as const)('Ctrl+C ends %s with what was taken so far', async (name, command) => {
    const file = path.join(built.folder, `${name}-early.pb.gz`);
    const { code, stdout } = await run(command, [pid, '--for', '10m', '-o', file], built.binary, 400);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ in \d\.\d s/);
    expect(pprofRaw(file).types[1]).toBe(`${name}/nanoseconds[dflt]`);
  });
  it('of which there is none ends with 3 and says so', async () => {
    const error: unknown = await run(wall, [String(process.pid), '--for', '1s'], built.binary).catch((e: unknown) => e);
    if (!(error instanceof CliFailure)) throw new Error('it did not fail');
    expect([error.exitCode, error.message]).toEqual([3, expect.stringContaining('no Go program')]);
  });
});

describe('usage', () => {
  it.each([
    [['wall'], 'pid'],
    [['wall', 'x'], '"x"'],
    [['wall', '1', '2'], '"2"'],
    [['wall', '1', '--for', '2h'], '--for'],
    [['wall', '1', '--hz', '51'], '--hz'],
    [['wall', '1', '--format', 'json'], '--format'],
  ])('%j is wrong', async (args, named) => {
    const { code, stderr } = await cli(args);
    expect(code).toBe(2);
    expect(stderr).toContain(named);
  });
});

describe('what is printed', () => {
  const taken = (vector('wall').frames[1].message as { answer: WallAnswer }).answer;
  it('counts what is there and what is missing', () => {
    expect(wallText(taken, 'wall.pb.gz', 8_431, PIPE).split('\n')).toEqual([
      'wall.pb.gz: 30 moments in 3.0 s, 1,207 goroutines at most, 17 stacks, sampler 0.04 s of CPU, 8.43 kB',
      'note: 44 of 36012 samples have no stack: the goroutine ran, or changed while it was read.',
      '',
    ]);
  });
  it('lets no name rewrite the terminal', () => {
    expect(wallText({ ...taken, notes: ['\u001b[2J'] }, 'a\u001b', 1, PIPE)).not.toContain('\u001b');
  });
});
