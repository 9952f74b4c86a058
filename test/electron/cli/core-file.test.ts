import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '@core/api/findings';
import { NO_FILTER } from '@core/api/queries';
import { check } from '../../../electron/cli/commands/check';
import { runCli } from '../../../electron/cli/run';
import { openSession } from '../../../electron/cli/session';
import { isCoreFile, recordedExecutable } from '../../../electron/engine/live/core-file';
import { coreMissing, makeCore } from '../../support/core-file';
import { commandIo } from '../../support/live';
import { buildGo, buildSampler } from '../../support/sampler';

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
    core = await makeCore(built.folder, exe);
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

  it('takes the executable that the core file records where none is named', async () => {
    const { report, failure } = await run(core);
    expect(failure).toBe('');
    expect(report().findings.filter(({ tier }) => tier === 'proven')).toHaveLength(1);
  }, 60_000);

  it('says where the executable lay when it is another one now, and how to name it', async () => {
    const kept = `${exe}-kept`;
    fs.renameSync(exe, kept);
    try {
      const { failure } = await run(core);
      expect(failure).toContain('needs the executable that it is of');
      expect(failure).toContain(exe);
      expect(failure).toContain('--exe PROGRAM');
      fs.copyFileSync(built.binary, exe);
      expect((await run(core)).failure).toContain('Where it ran there is another one now: core is not of target');
    } finally {
      fs.renameSync(kept, exe);
    }
  }, 60_000);

  it('is goroutines with their stacks to every other command', async () => {
    const io = commandIo();
    const session = await openSession([core], io, undefined, null, undefined, undefined, built.binary);
    expect(session.capture.kind).toBe('goroutine');
    const { size, mtimeMs } = fs.statSync(core);
    expect(session.info.live?.core).toEqual({
      ...{ name: 'core', executable: exe, bytes: size, writtenMs: Math.floor(mtimeMs), threads: expect.any(Number) },
    });
    expect(session.info.live?.core?.threads).toBeGreaterThan(1);
    expect(session.info.live?.command).toBe(exe);
    const groups = await session.ask('goroutineGroups', {
      ...{ capture: 0, groupBy: 'site', filter: NO_FILTER, sort: 'count', descending: true, offset: 0, limit: 100 },
    });
    expect(JSON.stringify(groups)).toContain('main.forget.func1');
    expect(io.wrote.stderr).toBe('');
  }, 60_000);

  it('refuses one that is damaged, whatever its executable', async () => {
    const cut = `${core}-head`;
    fs.writeFileSync(cut, fs.readFileSync(core).subarray(0, 2000));
    const { failure } = await run(cut);
    expect(failure).toContain('cannot be read as a core file');
    expect(failure).not.toContain('--exe');
  }, 60_000);
});

describe('a core file by its head', () => {
  let folder = '';
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-core-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const written = (bytes: Uint8Array): string => {
    const file = path.join(folder, 'made');
    fs.writeFileSync(file, bytes);
    return file;
  };

  it('is one by its type, in either order of bytes, and no program is', async () => {
    const head = (order: number, type: readonly number[]): Uint8Array =>
      Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, order, 1, ...new Array<number>(9).fill(0), ...type]);
    expect(await isCoreFile(written(head(1, [4, 0])))).toBe(true);
    expect(await isCoreFile(written(head(2, [0, 4])))).toBe(true);
    expect(await isCoreFile(written(head(1, [2, 0])))).toBe(false);
    expect(await isCoreFile(written(head(1, [4])))).toBe(false);
    expect(await isCoreFile(folder)).toBe(false);
    expect(await isCoreFile(path.join(folder, 'not there'))).toBe(false);
  });

  it('says where its executable lay: the file that was mapped around the first instruction', async () => {
    const entry = 0x401000n;
    const mapped: MappedFile[] = [
      { start: 0x7f0000000000n, end: 0x7f0000001000n, name: '/lib/ld.so' },
      { start: 0x400000n, end: 0x402000n, name: '/srv/ingestd' },
    ];
    expect(await recordedExecutable(written(coreOf(entry, mapped)))).toBe('/srv/ingestd');
    expect(await recordedExecutable(written(coreOf(0x402000n, mapped)))).toBeNull();
    expect(await recordedExecutable(written(coreOf(entry, [{ ...mapped[1], name: 'relative' }])))).toBeNull();
  });

  it('any cut and any byte of it gives an answer', async () => {
    const whole = coreOf(0x401000n, [{ start: 0x400000n, end: 0x402000n, name: '/srv/ingestd' }]);
    for (let length = 0; length < whole.length; length++)
      expect(await recordedExecutable(written(whole.subarray(0, length)))).toBeNull();
    for (let at = 0; at < whole.length; at++)
      for (const bits of [0xff, 0x80]) {
        const flipped = Uint8Array.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ bits;
        const found = await recordedExecutable(written(flipped));
        expect(found === null || found.startsWith('/')).toBe(true);
      }
  });
});

interface MappedFile {
  readonly start: bigint;
  readonly end: bigint;
  readonly name: string;
}

/** The head of a core file with NT_AUXV and NT_FILE, and nothing else. */
function coreOf(entry: bigint, files: readonly MappedFile[]): Uint8Array {
  const words = (...values: bigint[]): Buffer => {
    const bytes = Buffer.alloc(8 * values.length);
    values.forEach((value, i) => bytes.writeBigUInt64LE(value, 8 * i));
    return bytes;
  };
  const note = (kind: number, data: Buffer): Buffer => {
    const head = Buffer.alloc(20);
    head.writeUInt32LE(5, 0);
    head.writeUInt32LE(data.length, 4);
    head.writeUInt32LE(kind, 8);
    head.write('CORE', 12, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
  };
  const names = Buffer.from(files.map(({ name }) => `${name}\0`).join(''));
  const notes = Buffer.concat([
    note(6, words(3n, 0x400040n, 9n, entry, 0n, 0n)),
    note(
      0x46494c45,
      Buffer.concat([
        words(BigInt(files.length), 4096n, ...files.flatMap(({ start, end }) => [start, end, 0n])),
        names,
      ]),
    ),
  ]);
  const head = Buffer.alloc(64 + 56);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  head.writeUInt16LE(4, 16);
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(1, 56);
  head.writeUInt32LE(4, 64);
  head.writeBigUInt64LE(120n, 72);
  head.writeBigUInt64LE(BigInt(notes.length), 96);
  return Buffer.concat([head, notes]);
}
