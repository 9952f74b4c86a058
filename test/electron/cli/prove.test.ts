import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../electron/cli/commands/check';
import { record } from '../../../electron/cli/commands/record';
import { runCli } from '../../../electron/cli/run';
import type { Finding } from '@core/api/findings';
import { err } from '@core/base/result';
import { lookAt } from '../../../electron/cli/unreachable';
import { sidecarError } from '../../../electron/sidecar/errors';
import type { Sampler } from '../../../electron/sidecar/supervisor';
import { cli } from '../../support/cli';
import { commandIo } from '../../support/live';
import { indexPage, serve } from '../../support/pprof-server';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';

const PROGRAM = `package main

import (
	"fmt"
	"os"
	"time"
)

type job struct {
	done chan *int
	data [1 << 16]byte
}

var kept []*job

func forget() {
	forgotten := &job{done: make(chan *int)}
	go func() { <-forgotten.done; fmt.Println(forgotten.data[0]) }()
}

func keep() {
	held := &job{done: make(chan *int)}
	kept = append(kept, held)
	go func() { <-held.done }()
}

func main() {
	ready := make(chan bool)
	go func() {
		for i := 0; i < 20; i++ {
			keep()
			if len(os.Args) > 1 {
				forget()
			}
		}
		ready <- true
	}()
	<-ready
	time.Sleep(100 * time.Millisecond)
	fmt.Println("ready")
	for os.Getppid() != 1 {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println(len(kept))
}
`;

interface Report {
  readonly inputs: readonly { readonly notes: readonly { readonly message: string }[] }[];
  readonly findings: readonly Finding[];
}

describe('a look that is refused', () => {
  const refusing = (code: 'unsupported-go-version' | 'gone') => ({
    call: (() =>
      Promise.resolve(
        err(sidecarError(code, 'its Go is not known', { hint: 'Use a newer version' })),
      )) as Sampler['call'],
  });
  it.each([true, false])('is a reason and no error (prove: %s)', async (prove) => {
    const said: string[] = [];
    const plan = { prove, maxStopMs: 250, announce: (sentence: string) => said.push(sentence) };
    expect(await lookAt(refusing('unsupported-go-version'), 1, plan)).toEqual({
      unlooked: 'its Go is not known. Use a newer version',
    });
    expect(said).toEqual([]);
  });
});

describe('options of a proof', () => {
  const usage = async (...args: string[]) => {
    const io = commandIo();
    const code = await runCli(['check', ...args], io, () => '1.2.3');
    return [code, io.wrote.stderr];
  };
  it.each([
    { args: ['999999', '--max-stop', '5ms'], says: 'give --prove, too' },
    { args: ['999999', '--prove', '--max-stop', '0ms'], says: 'from 1ms to 60s' },
    { args: ['999999', '--prove', '--max-stop', 'soon'], says: 'use a time' },
    { args: ['999999', '--prove', '--no-look'], says: 'leave --no-look out' },
    { args: ['dump.txt', '--prove'], says: 'name one by its pid' },
    { args: ['dump.txt', '--url', 'localhost:6060'], says: 'name the process by its pid, too' },
    { args: ['999999', '--url', 'dump.txt'], says: 'use http://HOST:PORT' },
  ])('$args is wrong usage', async ({ args, says }) => {
    const [code, stderr] = await usage(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
  it('are in the help', async () => {
    const { stdout } = await cli(['help', 'check']);
    for (const option of ['--prove', '--max-stop', '--no-look', '--url']) expect(stdout).toContain(option);
  });
});

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux tells what a process holds';
if (missing !== null) console.warn(`goroutines that can never wake are not looked for: ${missing}`);

describe.skipIf(missing !== null)('check of a process', () => {
  let built: ReturnType<typeof buildSampler>;
  let binary = '';
  let leaking = 0;
  let healthy = 0;
  const running: ChildProcess[] = [];

  async function start(...args: string[]): Promise<number> {
    const target = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    running.push(target);
    if (target.stdout === null) throw new Error('no output');
    await once(createInterface(target.stdout), 'line');
    return target.pid ?? 0;
  }

  async function run(...args: string[]) {
    const io = commandIo();
    const code = await check([...args, '--for', '0s'], io, () => '1.2.3', built.binary);
    return { code, ...io.wrote };
  }
  async function report(...args: string[]) {
    const { code, stdout, stderr } = await run(...args, '--format', 'json');
    const { findings, inputs } = JSON.parse(stdout) as Report;
    const sure = findings.filter(({ tier }) => tier === 'proven' || tier === 'strong');
    return { code, stderr, findings, sure, notes: inputs.flatMap(({ notes }) => notes.map(({ message }) => message)) };
  }

  beforeAll(async () => {
    built = buildSampler();
    const source = path.join(built.folder, 'main.go');
    fs.writeFileSync(source, PROGRAM);
    binary = path.join(built.folder, 'target');
    buildGo(built.folder, binary, [source]);
    leaking = await start('leak');
    healthy = await start();
  }, 180_000);
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
    built?.remove();
  });

  it('a look makes a leak strong, and says what it rests on', async () => {
    const { sure, findings, notes, stderr } = await report(String(leaking));
    expect(sure).toHaveLength(1);
    const [found] = sure;
    expect(found).toMatchObject({
      ...{ tier: 'strong', count: 20, operation: 'chan receive', site: { function: 'main.forget.func1' } },
      certainty: expect.stringContaining('--prove') as unknown,
    });
    const why = found?.evidence.map(({ text }) => text) ?? [];
    expect(why[0]).toBe('Nothing in the process can reach the channels that these 20 goroutines wait for.');
    expect(why[1]).toMatch(
      /^Followed in 3 passes that agree, while the process ran: [\d,]+ words outside the heap, \d+ goroutines, .*iB in [\d,]+ objects\.$/,
    );
    expect(why[2]).toMatch(/^Only they keep .*iB of heap in \d+ objects, and .*iB of stacks\.$/);
    // What the jobs hold, save those that a stale word keeps.
    expect(found?.bytes).toBeGreaterThan(15 * 2 ** 16);
    expect(notes.join('\n')).toMatch(/20 are unreachable, strong/);
    expect(notes.join('\n')).toContain('Silence is not innocence');
    expect(stderr).toBe('');
    // Told once.
    const sites = findings.filter(({ site }) => site?.function === 'main.forget.func1');
    expect(sites).toHaveLength(1);
  });

  it('two stops prove it, announced before', async () => {
    const { sure, stderr, code } = await report(String(leaking), '--prove', '--max-stop', '5s');
    expect(stderr).toMatch(
      /^parkscope: process \d+ is stopped twice for the proof, for about .* each time \(--max-stop .*\)\n$/,
    );
    expect(sure).toHaveLength(1);
    expect(sure[0]).toMatchObject({ tier: 'proven', count: 20, certainty: '' });
    expect(sure[0]?.evidence[1]?.text).toMatch(/^Followed in two stops of the process, of .*s and .*s: /);
    expect(code).toBe(1);
    expect(fs.readFileSync(`/proc/${leaking}/status`, 'utf8')).toMatch(/State:\s+[SR]/);
  });

  it('a stop that is too long is not made, and that is said', async () => {
    const { sure, stderr, notes } = await report(String(leaking), '--prove', '--max-stop', '1ms');
    expect(stderr).toBe('');
    expect(sure[0]?.tier).toBe('strong');
    expect(sure[0]?.certainty).toMatch(/^It was to be proven, and is not: the process would stand still for about/);
    expect(notes.join('\n')).toContain('--max-stop allows');
  });

  it('without a look it is as before', async () => {
    const { sure, notes } = await report(String(leaking), '--no-look');
    expect(sure).toEqual([]);
    expect(notes.join('\n')).not.toContain('unreachable');
  });

  it.each(['text', 'markdown', 'sarif'])('%s shows the verdict', async (format) => {
    const { stdout } = await run(String(leaking), '--format', format);
    const said = stdout.replace(/\s+/g, ' ');
    expect(said).toContain('Silence is not innocence');
    expect(said).toContain('20 are unreachable, strong');
    expect(said).toContain('Nothing in the process can reach the channels');
  });

  it('a recording keeps the proof', async () => {
    const io = commandIo();
    const folder = path.join(built.folder, 'recorded');
    const options = ['--for', '0s', '--prove', '--max-stop', '5s', '-o', folder];
    expect(await record([String(leaking), ...options], io, built.binary)).toBe(0);
    expect(io.wrote.stderr).toMatch(/^parkscope: process \d+ is stopped twice for the proof, for about .* each time/);
    expect(io.wrote.stdout).toContain('20 goroutines that nothing can wake, proven');
    const [file = ''] = fs.readdirSync(folder);
    const { sure, notes } = await report(path.join(folder, file));
    expect(sure).toMatchObject([{ tier: 'proven', count: 20, site: { function: 'main.forget.func1' } }]);
    expect(notes.join('\n')).toContain('20 are unreachable, proven');
  });

  it('the runtime is asked beside it, and where they differ is told', async () => {
    const frames = ['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv1', 'main.forget.func1'];
    const line = PROGRAM.split('\n').findIndex((text) => text.includes('<-forgotten.done')) + 1;
    const stack = frames.map((name) => `#\t0x1\t${name}+0x1\t/src/main.go:${line}`).join('\n');
    const profile = `goroutineleak profile: total 21\n21 @ 0x1 0x2 0x3 0x4\n${stack}\n\n`;
    const server = await serve(({ url = '' }, response) => {
      response.end(url.includes('goroutineleak') ? profile : indexPage({ goroutineleak: 21 }));
    });
    try {
      const { stdout, stderr } = await run(String(leaking), '--url', `${server.url}/debug/pprof/`);
      const said = stdout.replace(/\s+/g, ' ');
      expect(said).toContain(
        'goroutineleak profile: 20 named by both, 0 by memory alone (strong), 1 by the runtime alone.',
      );
      expect(said).toMatch(/chan receive at .*main\.go:\d+: 20 by memory, 21 by the runtime/);
      expect(stderr).toContain('goroutineleak');
      const { stdout: json } = await run(String(leaking), '--url', `${server.url}/debug/pprof/`, '--format', 'json');
      expect(JSON.parse(json)).toMatchObject({ leaks: { both: 20, onlyMemory: 0, onlyRuntime: 1 } });
    } finally {
      await server.close();
    }
  });

  it('what is kept is not called leaked, also not by a proof; what keeps it is told', async () => {
    const { sure, findings, stderr, notes } = await report(String(healthy), '--prove');
    const kept = findings.find(({ site }) => site?.function === 'main.keep.func1');
    expect(kept?.keptBy?.[0]?.path[0]).toBe('global main.kept');
    expect(kept?.keptBy?.[0]?.path.at(-1)).toBe('channel');
    expect(kept?.evidence.map(({ text }) => text).join('\n')).toMatch(
      /still reaches the channel that g \d+ waits for, from global main\.kept/,
    );
    expect((await run(String(healthy))).stdout).toMatch(/^ {2}kept +g \d+: global main\.kept → .*channel$/m);
    expect(sure).toEqual([]);
    expect(stderr).toBe('');
    expect(notes.join('\n')).toContain('none is unreachable');
  });
});
