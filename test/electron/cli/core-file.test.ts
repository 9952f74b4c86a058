import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '@core/api/findings';
import { check } from '../../../electron/cli/commands/check';
import { runCli } from '../../../electron/cli/run';
import { commandIo } from '../../support/live';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';

const PROGRAM = `package main

import (
	"fmt"
	"time"
)

var kept []chan int

func forget() {
	forgotten := make(chan int)
	go func() { <-forgotten }()
}

func keep() {
	held := make(chan int)
	kept = append(kept, held)
	go func() { <-held }()
}

func main() {
	ready := make(chan bool)
	go func() {
		for i := 0; i < 20; i++ {
			keep()
			forget()
		}
		ready <- true
	}()
	<-ready
	time.Sleep(100 * time.Millisecond)
	fmt.Println("ready")
	time.Sleep(time.Hour)
	fmt.Println(len(kept))
}
`;

describe('--exe', () => {
  it('is wrong usage without a core file', async () => {
    const io = commandIo();
    const code = await runCli(['check', 'nothing.txt', '--exe', 'nothing'], io, () => '1.2.3');
    expect([code, io.wrote.stderr]).toEqual([2, expect.stringContaining('none of the files is one')]);
  });
});

/** Null where the kernel writes core files into the working folder, as plain files, and the sampler can be built. */
function coreMissing(): string | null {
  if (process.platform !== 'linux') return 'only Linux writes core files that are read';
  const pattern = fs.readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
  if (/[|/%]/.test(pattern)) return `the kernel writes core files as ${pattern}`;
  return samplerMissing();
}

const missing = coreMissing();
if (missing !== null) console.warn(`core files are not checked: ${missing}`);

describe.skipIf(missing !== null)('check of a core file', () => {
  let built: ReturnType<typeof buildSampler>;
  let exe = '';
  let core = '';

  beforeAll(async () => {
    built = buildSampler();
    const source = path.join(built.folder, 'main.go');
    fs.writeFileSync(source, PROGRAM);
    exe = path.join(built.folder, 'target');
    buildGo(built.folder, exe, [source]);
    const target = spawn('sh', ['-c', 'ulimit -c unlimited && exec "$0"', exe], {
      cwd: built.folder,
      env: { ...process.env, GOTRACEBACK: 'crash' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(createInterface(target.stdout), 'line');
    target.kill('SIGABRT');
    await once(target, 'exit');
    const found = fs.readdirSync(built.folder).filter((name) => name.startsWith('core'));
    expect(found).toHaveLength(1);
    core = path.join(built.folder, found[0] ?? '');
  }, 120_000);
  afterAll(() => built.remove());

  async function run(...args: string[]) {
    const io = commandIo();
    let failure = '';
    const code = await check([...args, '--format', 'json'], io, () => '1.2.3', built.binary).catch((error: unknown) => {
      failure = String(error);
      return -1;
    });
    const report = (): { inputs: { notes: { message: string }[] }[]; findings: Finding[] } =>
      JSON.parse(io.wrote.stdout) as ReturnType<typeof report>;
    return { code, failure, stderr: io.wrote.stderr, report };
  }

  it('proves who can never wake, and says that nothing moved', async () => {
    const { code, failure, report, stderr } = await run(core, '--exe', exe);
    expect([code, failure, stderr]).toEqual([1, '', '']);
    const { findings, inputs } = report();
    const proven = findings.filter(({ tier }) => tier === 'proven');
    // A stale word may hide one.
    expect(proven.map(({ site }) => site?.function)).toEqual(['main.forget.func1']);
    expect(proven[0]?.count).toBeGreaterThanOrEqual(19);
    expect(JSON.stringify(proven[0]?.evidence)).toContain('in the core file, where nothing moves');
    const notes = inputs.flatMap((input) => input.notes.map(({ message }) => message)).join('\n');
    expect(notes).toContain('were followed in the core file.');
    expect(notes).not.toContain('while the program ran');
  }, 60_000);

  it('proves nothing by one that was cut, and says so', async () => {
    const cut = `${core}-cut`;
    const whole = fs.readFileSync(core);
    fs.writeFileSync(cut, whole.subarray(0, whole.length - 4096));
    const { report, failure } = await run(cut, '--exe', exe);
    expect(failure).toBe('');
    const { findings, inputs } = report();
    expect(findings.filter(({ tier }) => tier === 'proven')).toEqual([]);
    expect(JSON.stringify(inputs)).toContain('The core file was cut: 4096 bytes');
  }, 60_000);

  it('refuses one of another program', async () => {
    const { failure } = await run(core, '--exe', built.binary);
    expect(failure).toContain('is not of');
  }, 60_000);

  it('names --exe where it is left out', async () => {
    const { failure } = await run(core);
    expect(failure).toContain('is a core dump (ELF)');
    expect(failure).toContain('check CORE --exe PROGRAM');
  }, 60_000);
});
