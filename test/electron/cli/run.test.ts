import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../electron/cli/commands/run';
import { CliFailure, type ProgramSignal } from '../../../electron/cli/io';
import { runText } from '../../../electron/cli/print/run';
import { cli } from '../../support/cli';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux can be looked at';
if (missing !== null) console.warn(`programs that are launched are not tested: ${missing}`);

/** Leaks a goroutine each 5 ms; ends with 3 after a time, with 5 when it is asked to. The first argument is where it says so. */
const PROGRAM = `package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

func leak() {
	go func() { make(chan int) <- 1 }()
}

func main() {
	asked := make(chan os.Signal, 2)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	lasts, _ := time.ParseDuration(os.Args[2])
	end := time.After(lasts)
	tick := time.NewTicker(5 * time.Millisecond)
	for {
		select {
		case <-tick.C:
			leak()
		case got := <-asked:
			os.WriteFile(os.Args[1], []byte(got.String()), 0o600)
			os.Exit(5)
		case <-end:
			if len(os.Args) > 3 {
				return
			}
			os.Exit(3)
		}
	}
}
`;

interface Signalled {
  readonly afterMs: number;
  readonly signal: ProgramSignal;
  readonly terminal: boolean;
}

async function launch(args: readonly string[], sampler: string, signalled: Signalled | null = null) {
  let stderr = '';
  const io = {
    stdin: Readable.from([]),
    out: () => Promise.reject(new Error('standard output is the program’s')),
    outBytes: () => Promise.reject(new Error('standard output is the program’s')),
    err: (text: string) => (stderr += text),
    style: { colour: false, width: null },
    showProgress: false,
    now: () => performance.now(),
    terminal: signalled?.terminal ?? false,
    onSignal: (listener: (signal: ProgramSignal) => void) => {
      if (signalled !== null) void sleep(signalled.afterMs).then(() => listener(signalled.signal));
      return () => undefined;
    },
    places: { cwd: '/', home: '/nowhere', platform: 'linux', env: {} },
  };
  const code = await run(args, io, sampler);
  return { code, stderr };
}

describe.skipIf(missing !== null)('a program', () => {
  let built: ReturnType<typeof buildSampler>;
  let leaky = '';
  beforeAll(() => {
    built = buildSampler();
    const source = path.join(built.folder, 'main.go');
    fs.writeFileSync(source, PROGRAM);
    leaky = path.join(built.folder, 'leaky');
    buildGo(built.folder, leaky, [source]);
  }, 180_000);
  afterAll(() => built?.remove());

  it('is watched to its end, recorded and judged; its code is passed on', async () => {
    const folder = path.join(built.folder, 'kept');
    const args = ['--every', '300ms', '--record', folder, '--', leaky, '/dev/null', '2500ms'];
    const { code, stderr } = await launch(args, built.binary);
    expect(code).toBe(3);
    expect(stderr).toMatch(/(strong|suspect) +\d+ goroutines blocked in chan send/);
    expect(stderr).toMatch(
      /leaky ended with 3 after 2\.\d+ s, .* of CPU; recorded in .*leaky-\d+-\d{8}T\d{6}Z\.parkrec\n$/,
    );
    const [file = ''] = fs.readdirSync(folder);
    const again = await cli(['check', path.join(folder, file)]);
    expect(again.stdout).toContain('main.leak');
  }, 60_000);
  it('gets the signals', async () => {
    const said = path.join(built.folder, 'said');
    const signalled = { afterMs: 700, signal: 'SIGTERM', terminal: true } as const;
    const { code } = await launch(['--', leaky, said, '1m'], built.binary, signalled);
    expect([code, fs.readFileSync(said, 'utf8')]).toEqual([5, 'terminated']);
  }, 60_000);
  it('does not get those again that the terminal sent it', async () => {
    const said = path.join(built.folder, 'not-said');
    const signalled = { afterMs: 300, signal: 'SIGINT', terminal: true } as const;
    const { code } = await launch(['--', leaky, said, '1s'], built.binary, signalled);
    expect([code, fs.existsSync(said)]).toEqual([3, false]);
  }, 60_000);
  it('that is no Go program runs, and it is said that it was not looked at', async () => {
    const { code, stderr } = await launch(['--', 'sh', '-c', 'exit 4'], built.binary);
    expect(code).toBe(4);
    expect(stderr).toMatch(/sh was not looked at: .*\n.*ended with 4/);
  }, 60_000);
  it('that turns into a Go program is watched then', async () => {
    const { code, stderr } = await launch(['--', 'sh', '-c', `sleep 0.3; exec ${leaky} /dev/null 2s`], built.binary);
    expect(code).toBe(3);
    expect(stderr).toContain('goroutines blocked in chan send');
  }, 60_000);
  it('that a signal ends gives 128 and its number', async () => {
    const { code, stderr } = await launch(['--', 'sh', '-c', 'kill -9 $$'], built.binary);
    expect(code).toBe(137);
    expect(stderr).toContain('was ended by signal 9');
  }, 60_000);
  it('that leaks and ends with 0 ends with 1 where that is asked for', async () => {
    const args = ['--every', '200ms', '--fail-on', 'suspect', '--', leaky, '/dev/null', '1500ms', '0'];
    expect((await launch(args, built.binary)).code).toBe(1);
  }, 60_000);
  it.each([['no-such-program-here'], ['/no/such/program']])('%s, which is not there, ends with 2', async (name) => {
    const error: unknown = await launch(['--', name], built.binary).catch((reason: unknown) => reason);
    if (!(error instanceof CliFailure)) throw new Error('it did not fail');
    expect([error.exitCode, error.message]).toEqual([2, expect.stringContaining(name)]);
  });
});

describe('usage', () => {
  it.each([
    [['run'], 'program'],
    [['run', '--'], 'program'],
    [['run', './server'], '-- ./server'],
    [['run', '--every', '1ms', '--', 'true'], '--every'],
    [['run', '--fail-on', 'soon', '--', 'true'], '--fail-on'],
    [['run', '--format', 'json', '--', 'true'], '--format'],
    [['run', '--record', '/dev/null/x', '--', 'true'], '--record'],
  ])('%j is wrong', async (args, named) => {
    const { code, stderr } = await cli(args);
    expect(code).toBe(2);
    expect(stderr).toContain(named);
  });
});

describe('what is printed at the end', () => {
  const end = { pid: 4711, code: 0, signal: 0, lastedMs: 12_000, cpuMs: 3_400 };
  it('is how it ended and what it used', () => {
    expect(runText('server', end, null)).toBe('parkscope: server ended with 0 after 12.0 s, 3.40 s of CPU\n');
    expect(runText('a\u001b[2J', { ...end, code: -1, signal: 15 }, 'x\u001b')).toMatch(
      /^[^\u001b]*signal 15[^\u001b]*$/,
    );
  });
});
