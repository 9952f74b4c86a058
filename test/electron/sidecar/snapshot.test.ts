import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshot as snapshotCommand } from '../../../electron/cli/commands/snapshot';
import { CliFailure, type CliIo } from '../../../electron/cli/io';
import { remarksOf, snapshotOf } from '../../../electron/cli/process';
import { dumpText } from '../../../electron/sidecar/dump-text';
import type { ProcessSnapshot, SnapshotFrame, SnapshotGoroutine } from '../../../electron/sidecar/snapshot';
import { cli } from '../../support/cli';
import { ROOT } from '../../support/fixtures';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';
import { compileSchema } from '../../support/schema';

const frame = (name: string, line: number, offset = 0): SnapshotFrame => ({
  ...{ function: name, file: '/src/a.go', line, offset, inlined: offset === 0 },
});
const ONE: SnapshotGoroutine = {
  ...{ id: 7, parent: 1, state: 'chan receive', leaked: false, lockedToThread: false, system: false, waitNs: null },
  stack: {
    frames: [
      frame('runtime.gopark', 9, 4),
      frame('main.inner', 3),
      frame('main.outer[...]', 4, 31),
      frame('runtime.goexit', 5, 1),
    ],
    ...{ before: 0, elided: 0 },
  },
  creator: frame('main.main', 12, 255),
  ...{ start: 'main.outer', labels: [], waits: [], holds: [] },
};
const COUNTS = {
  ...{ goroutines: 1, dead: 0, running: 0, retried: 0, moved: 0, torn: 0, disagree: 0 },
  ...{ labelsUnread: 0, waitsLost: 0, spanNs: 5_200_000 },
};
const of = (...goroutines: SnapshotGoroutine[]): ProcessSnapshot => ({
  ...{ pid: 4711, version: 'go1.26.8', arch: 'amd64', takenMs: 0, counts: COUNTS, notes: [], goroutines },
  holdsRead: false,
});
const text = (snapshot: ProcessSnapshot): string => [...dumpText(snapshot)].join('');

describe('dumpText', () => {
  it('prints what Go would', () => {
    expect(text(of(ONE, { ...ONE, id: 8, parent: 0 }))).toBe(
      `goroutine 7 [chan receive]:
main.inner(...)
	/src/a.go:3
main.outer[...](...)
	/src/a.go:4 +0x1f
created by main.main in goroutine 1
	/src/a.go:12 +0xff

goroutine 8 [chan receive]:
main.inner(...)
	/src/a.go:3
main.outer[...](...)
	/src/a.go:4 +0x1f
created by main.main
	/src/a.go:12 +0xff
`,
    );
  });
  it.each<[string, Partial<SnapshotGoroutine>, string]>([
    ['minutes, not seconds', { waitNs: 119e9 }, 'goroutine 7 [chan receive, 1 minutes]:'],
    ['less than a minute', { waitNs: 59e9 }, 'goroutine 7 [chan receive]:'],
    [
      'leaks and threads',
      { leaked: true, lockedToThread: true },
      'goroutine 7 [chan receive (leaked), locked to thread]:',
    ],
    [
      'labels, quoted where needed',
      { labels: [{ key: 'route', value: '/api' }, { key: 'user', value: 'ü, "7"' }] }, // prettier-ignore
      'goroutine 7 [chan receive] {route: /api, user: "ü, \\"7\\""}:',
    ],
    ['one that runs', { stack: 'running' }, '\tgoroutine running on other thread; stack unavailable'],
  ])('%s', (_what, change, line) => {
    expect(text(of({ ...ONE, ...change })).split('\n')).toContain(line);
  });
  it('shows a panic in the middle, and of the runtime only what programs call', () => {
    const names = [
      'runtime.gopanic',
      'main.a',
      'runtime.gopanic',
      'runtime.Gosched',
      'runtime.(*Func).Name',
      'runtime.(*p).x',
    ];
    const frames = names.map((name, i) => frame(name, i, 8));
    const shown = text(of({ ...ONE, stack: { frames, before: 0, elided: 0 } }));
    expect(shown.match(/^[^\t\n].*(?=\(\.\.\.\)$)/gm)).toEqual([
      'main.a',
      'panic',
      'runtime.Gosched',
      'runtime.(*Func).Name',
    ]);
  });
  it('leaves out goroutines of the runtime, and says where calls are left out', () => {
    const frames = [frame('main.a', 1, 8), frame('main.b', 2, 8)];
    const snapshot = of({ ...ONE, system: true }, { ...ONE, id: 9, stack: { frames, before: 1, elided: 400 } });
    const dump = text(snapshot);
    expect(dump).not.toContain('goroutine 7');
    expect(dump).toContain('a.go:1 +0x8\n...400 frames elided...\nmain.b(...)');
    expect(remarksOf(snapshot)).toEqual([
      'Read from memory while the program ran, within 5.2 ms: go1.26.8.',
      '1 goroutine of the runtime itself is left out.',
    ]);
  });
});

const missing = process.platform === 'linux' ? samplerMissing() : 'the sampler reads processes on Linux only';
if (missing !== null) console.warn(`snapshots of real programs are not tested: ${missing}`);

describe.skipIf(missing !== null)('of a real program', () => {
  let built: ReturnType<typeof buildSampler>;
  let program: ChildProcess & { readonly pid: number };
  let lines: AsyncIterator<string>;

  beforeAll(async () => {
    built = buildSampler();
    const binary = path.join(built.folder, 'testprog');
    buildGo(path.join(ROOT, 'native'), binary, ['-buildvcs=false', './internal/testprog']);
    const child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
    const { pid } = child;
    if (pid === undefined) throw new Error('the program was not started');
    program = Object.assign(child, { pid });
    lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('ready');
  }, 240_000);
  afterAll(async () => {
    if (program.exitCode === null) {
      program.kill('SIGKILL');
      await once(program, 'exit');
    }
    built.remove();
  });

  async function take(): Promise<ProcessSnapshot> {
    const taken = await snapshotOf(program.pid, built.binary);
    if (!('goroutines' in taken)) throw new Error(`${taken.message} ${taken.detail}`);
    return taken;
  }

  async function ownDump(): Promise<string> {
    program.stdin?.write('\n');
    let dump = '';
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the program ended');
      if (value === 'end of dump') return dump;
      dump += `${value}\n`;
    }
  }

  it('reads as its own dump does', async () => {
    // Go prints labels since 1.27.
    const ours = text(await take()).replace(/ \{route: .*\}:$/m, ':');
    const own = (await ownDump()).replace(/ \{route: .*\}:$/m, ':');
    // Goroutine 1 writes the dump; deep stacks are cut by Go at 100 frames.
    const groups = async (dump: string) => {
      const { code, stdout } = await cli(
        ['goroutines', '-', '--format', 'json', '--ignore', 'main\\.main$|main\\.recurse'],
        dump,
      );
      expect(code).toBe(0);
      // Arguments, which only the dump has, tell what its goroutines wait on.
      return (JSON.parse(stdout) as { groups: object[] }).groups.map((group) => ({ ...group, waitsOn: null }));
    };
    const [got, want] = [await groups(ours), await groups(own)];
    expect(want.length).toBeGreaterThan(15);
    expect(got).toEqual(want);
  }, 120_000);

  function io(): CliIo & { readonly text: () => string; readonly bytes: () => Buffer; readonly said: () => string } {
    const chunks: Uint8Array[] = [];
    let said = '';
    return {
      stdin: process.stdin,
      out: (chunk) => Promise.resolve(void chunks.push(Buffer.from(chunk))),
      outBytes: (chunk) => Promise.resolve(void chunks.push(chunk)),
      err: (chunk) => (said += chunk),
      style: { colour: false, width: null },
      showProgress: false,
      now: () => performance.now(),
      places: { cwd: built.folder, home: built.folder, platform: 'linux', env: {} },
      text: () => Buffer.concat(chunks).toString(),
      bytes: () => Buffer.concat(chunks),
      said: () => said,
    };
  }

  it('has JSON as its schema says, with the channels that are waited on', async () => {
    const to = io();
    expect(await snapshotCommand([String(program.pid), '--to', 'json', '--holders'], to, built.binary)).toBe(0);
    const schemaOf = (name: string) =>
      compileSchema(JSON.parse(fs.readFileSync(path.join(ROOT, 'electron/cli/schemas', name), 'utf8')) as object);
    const validate = schemaOf('snapshot.json');
    const json = JSON.parse(to.text()) as {
      goroutines: { start: string; waits: { object: number; direction: string; select: boolean }[] }[];
      objects: { kind: string }[];
      holders: object[];
      groups: { operation: string; waitsOn: { title: string; waiting: number; fact: boolean } | null }[];
    };
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    const groups = schemaOf('goroutines.json');
    expect(groups(json), JSON.stringify(groups.errors)).toBe(true);
    const sender = json.goroutines.find(({ waits }) =>
      waits.some(({ object }) => 'capacity' in json.objects[object] && json.objects[object].capacity === 2),
    );
    expect(sender?.waits).toMatchObject([{ direction: 'send', select: false }]);
    expect(json.objects[sender?.waits[0]?.object ?? -1]).toMatchObject({
      kind: 'channel',
      length: 2,
      elementBytes: 24,
      closed: false,
      type: '[3]int64',
    });
    expect(new Set(json.objects.map(({ kind }) => kind))).toEqual(
      new Set(['channel', 'mutex', 'rwmutex', 'waitgroup', 'cond', 'timer', 'fd']),
    );
    const waits = json.groups.find(({ operation }) => operation === 'waitgroup wait')?.waitsOn;
    expect(waits).toMatchObject({ kind: 'waitgroup', state: 'counter 1', fact: true, objects: 1, waiting: 1 });
    // main has what others wait for on its stack.
    expect(json.holders.length).toBeGreaterThan(0);
    expect(to.said()).toContain('Read from memory while the program ran');
  });
  it('is a profile that go tool pprof opens', async () => {
    const file = path.join(built.folder, 'goroutines.pb.gz');
    expect(await snapshotCommand([String(program.pid), '--to', 'pprof', '-o', file], io(), built.binary)).toBe(0);
    const { status, stdout } = spawnSync('go', ['tool', 'pprof', '-top', '-symbolize=none', file], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('main.recurse');
  }, 120_000);
  it.each([
    ['a pid that is none', '999999999', 'there is no process 999999999'],
    ['a program that is not Go', String(process.pid), 'no Go program'],
  ])('is refused for %s', async (_what, pid, words) => {
    const failure = await snapshotCommand([pid], io(), built.binary).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(CliFailure);
    expect(failure).toMatchObject({ exitCode: 3, message: expect.stringContaining(words) as string });
  });
  it.each([[[]], [['x']], [['1', '2']], [['1', '--to', 'xml']], [['1', '--format', 'json']]])(
    '%j is wrong usage',
    async (args) => {
      await expect(snapshotCommand(args, io(), built.binary)).rejects.toMatchObject({ exitCode: 2 });
    },
  );
});
