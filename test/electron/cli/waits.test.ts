import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchedSource } from '../../../electron/cli/watched';
import { NO_FILTER } from '@core/api/queries';
import type { WaitersAnswer } from '@core/api/waiters';
import { cli } from '../../support/cli';
import { capturePath, ROOT } from '../../support/fixtures';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';
import { openSession } from '../../../electron/cli/session';
import { commandIo } from '../../support/live';

const missing = process.platform === 'linux' ? samplerMissing() : 'the sampler reads processes on Linux only';
if (missing !== null) console.warn(`what real programs wait on is not tested: ${missing}`);

it('wrong usage of --waits is said, and a filter holds for it', async () => {
  const dump = capturePath('locks/go1.26/goroutine.debug2.txt');
  const wrong = await cli(['goroutines', dump, '--waits', '--group', 'site']);
  expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toContain('--waits');
  const { stdout } = await cli(['goroutines', dump, '--waits', '--focus', 'Account']);
  expect(stdout).toContain('40 goroutines wait, on 1 object\n');
  const first = await cli(['goroutines', dump, '--waits', '-n', '2']);
  expect(first.stdout).toMatch(/… 6 more rows with 63 goroutines \(-n 0 prints all\)\n$/);
});

/** From memory to the text: a program that waits for one of each thing, and says so. */
describe.skipIf(missing !== null)('what a real program waits on', () => {
  let built: ReturnType<typeof buildSampler>;
  let program: ChildProcess;
  let recording: string;
  let answer: WaitersAnswer;
  /** Lines of the program by name: its goroutines and the address of what they wait on. */
  const told = new Map<string, { readonly goroutines: number[]; readonly address: string }>();

  beforeAll(async () => {
    built = buildSampler();
    const binary = path.join(built.folder, 'waits');
    buildGo(path.join(ROOT, 'native'), binary, ['-buildvcs=false', './internal/goroutines/testdata/waits']);
    program = spawn(binary, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (program.stdout === null || program.pid === undefined) throw new Error('the program was not started');
    for await (const line of createInterface({ input: program.stdout })) {
      if (line === 'ready') break;
      const [name = '', goroutine, facts = ''] = line.split('\t');
      const [, address = ''] = facts.split(' ');
      const known = told.get(name);
      if (known === undefined) told.set(name, { goroutines: [Number(goroutine)], address });
      else known.goroutines.push(Number(goroutine));
    }
    const source = await watchedSource(program.pid, { moments: 1, everyMs: 0 }, built.binary);
    if ('error' in source) throw new Error(source.error.message);
    recording = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-waits-')), 'waits.parkrec');
    fs.writeFileSync(recording, await source.read(0, source.size));
    const session = await openSession([source], commandIo());
    answer = await session.ask('waiters', { capture: 0, filter: NO_FILTER, show: 'stuck', offset: 0, limit: 1_000 });
  }, 240_000);
  afterAll(() => {
    program.kill('SIGKILL');
    fs.rmSync(path.dirname(recording), { recursive: true, force: true });
    built.remove();
  });

  const rowOf = (name: string) => {
    const [goroutine] = told.get(name)?.goroutines ?? [];
    const rows = answer.rows.filter((row) => row.groups.some(({ goroutines }) => goroutines.includes(goroutine ?? -1)));
    if (rows.length !== 1 || rows[0] === undefined) throw new Error(`${rows.length} rows of ${name}`);
    return rows[0];
  };
  it.each([
    ['mutex', 'mutex', 3, 'locked, 3 wait'],
    ['getter', 'mutex', 2, 'locked, 2 wait'],
    ['reader', 'rwmutex', 2, 'held by a writer'],
    ['writer', 'rwmutex', 2, 'held by 2 readers, a writer waits'],
    ['group', 'waitgroup', 1, 'counter 5'],
    ['not empty', 'cond', 3, '3 wait'],
    ['send', 'channel', 1, 'len 3, cap 3'],
  ])('%s', (name, kind, waiting, state) => {
    const row = rowOf(name);
    expect(row).toMatchObject({ kind, waiting, state, fact: true, address: told.get(name)?.address });
  });
  it('the lock of a structure: who fills it holds it, and waits for a channel', () => {
    const row = rowOf('getter');
    const [filler = -1] = told.get('filler')?.goroutines ?? [];
    const holder = row.releasers.find(({ goroutines }) => goroutines.includes(filler));
    expect(holder).toMatchObject({ why: 'its stack holds the address, in (*cache).fill', operation: 'chan receive' });
    expect(holder?.waitsFor).toBe(rowOf('filler').object);
  });
  it('what never wakes, and what wakes by itself', () => {
    expect(rowOf('nil channel')).toMatchObject({ kind: 'nil channel', waiting: 2, nobody: true });
    expect(rowOf('stopped')).toMatchObject({ kind: 'channel', state: 'stopped', type: 'time.Time' });
    expect(rowOf('sleep')).toMatchObject({
      kind: 'timer',
      nobody: false,
      state: expect.stringMatching(/^fires in/) as string,
    });
    expect(rowOf('accept')).toMatchObject({
      kind: 'fd',
      nobody: false,
      title: expect.stringMatching(/^fd \d+$/) as string,
    });
  });
  it('every goroutine is there', () => {
    const seen = new Set(answer.rows.flatMap(({ groups }) => groups.flatMap(({ goroutines }) => goroutines)));
    for (const { goroutines } of told.values()) for (const goroutine of goroutines) expect(seen).toContain(goroutine);
    expect(answer.folded).toEqual({ objects: 0, goroutines: 0 });
  });
  it('as text, and as JSON of a recording', async () => {
    const { stdout, code } = await cli(['goroutines', recording, '--waits', '-n0']);
    expect(code).toBe(0);
    expect(stdout).toContain(`3  Mutex ${told.get('mutex')?.address}  locked, 3 wait`);
    // Where lines end depends on how long the ids are.
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('could release it: its stack holds the address, in (*cache).fill');
    const json = JSON.parse((await cli(['goroutines', recording, '--format', 'json'])).stdout) as {
      groups: { goroutines: number[]; waitsOn: object | null }[];
    };
    const [goroutine] = told.get('group')?.goroutines ?? [];
    const group = json.groups.find(({ goroutines }) => goroutines.includes(goroutine ?? -1));
    expect(group?.waitsOn).toMatchObject({ kind: 'waitgroup', state: 'counter 5', fact: true });
  });
});
