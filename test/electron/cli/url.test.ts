import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordUrl, type RecordPlan } from '../../../electron/engine/url/record';
import { MANIFEST, readManifest } from '../../../electron/engine/url/manifest';
import { ONE_MOMENT, openUrl } from '../../../electron/engine/url/source';
import { cli } from '../../support/cli';
import { goMissing } from '../../support/go';
import { buildLeaking, type LeakingProgram } from '../../support/pprof-server';

const missing = goMissing();
if (missing !== null) process.stderr.write(`url.test.ts is skipped: ${missing}\n`);

describe.skipIf(missing !== null)('a Go program with net/http/pprof', () => {
  let build: ReturnType<typeof buildLeaking>;
  let program: LeakingProgram;
  let folder = '';
  beforeAll(async () => {
    build = buildLeaking();
    program = await build.start();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-record-'));
  }, 120_000);
  afterAll(async () => {
    await program.stop();
    build.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('check takes three moments and finds the leak that grows', async () => {
    const { code, stdout, stderr } = await cli(['check', program.address, '--every', '500ms', '--format', 'json']);
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as { inputs: { name: string }[]; findings: { tier: string; rule: string }[] };
    expect(report.inputs.filter(({ name }) => name.includes('/goroutine'))).toHaveLength(3);
    expect(report.findings).toContainEqual(expect.objectContaining({ tier: 'strong', rule: 'abandoned-sender' }));
    expect(stderr).toMatch(/3 moments, each goroutine .* in .* ms/);
  });
  it('info, goroutines and top take the base and single profiles', async () => {
    const info = await cli(['info', `http://${program.address}`]);
    expect(info).toMatchObject({ code: 0, stdout: expect.stringMatching(/\/goroutine +goroutine, goroutine dump/) });
    const groups = await cli(['goroutines', `${program.address}/debug/pprof/goroutine`, '-n', '1']);
    expect(groups).toMatchObject({ code: 0, stdout: expect.stringContaining('main.leak.func1') });
    const top = await cli(['top', program.address, '--sample', 'alloc_space']);
    expect(top).toMatchObject({ code: 0, stdout: expect.stringContaining('alloc_space') });
  });
  it.each([
    [['check', 'localhost:1'], 3, 'nothing listens'],
    [['check', 'ftp://x/'], 2, 'ftp:'],
    [['record', 'localhost:1', '-o', 'x'], 3, 'nothing listens'],
    [['record', '4711', '-o', 'x', '--every', '15ms'], 2, '20ms'],
    [['record', 'a.txt', '-o', 'x'], 2, 'neither a PID nor a URL'],
    [['record', 'localhost:1'], 2, '-o DIR'],
    [['record', 'localhost:1', '-o', 'x', '--every', 'often'], 2, '--every'],
  ])('%j ends with %d in one line', async (args, code, words) => {
    const result = await cli(args, '', {}, folder);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toContain(words);
  });

  const PLAN: RecordPlan = {
    ...{ profiles: ['goroutine', 'heap'], debug: 'auto', gc: false, moments: 4, everyMs: 100 },
  };
  const filesIn = (dir: string): string[] => fs.readdirSync(dir).filter((name) => !name.startsWith('.'));
  /** Numbers of moments by what is on the disk, of one profile. */
  const momentsIn = (dir: string): number[] =>
    filesIn(dir)
      .filter((name) => name.includes('-goroutine'))
      .map((name) => Number(name.slice(0, 6)));

  it('record writes a folder that opens as a series, and goes on in it', async () => {
    const dir = path.join(folder, 'series');
    const first = await cli(['record', program.address, '--every', '100ms', '--for', '300ms', '-o', dir]);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/: \d+ files[^]*asking took [\d.]+ % of the time/),
    });
    const before = momentsIn(dir).length;
    const again = await cli(['record', program.address, '--every', '100ms', '--for', '300ms', '-o', dir]);
    expect(again.stdout).toContain(`goes on from ${before} moments`);
    const moments = momentsIn(dir);
    expect(moments).toEqual(moments.map((_, i) => i + 1));
    const checked = await cli(['check', dir]);
    expect(checked.stdout).toContain('main.leak');
    expect(checked.stderr).toBe('');
    const other = await cli(['record', `${program.address}/debug/pprof/heap`, '-o', dir]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('holds a recording of') });
  });
  it('goes on after a kill: a file that was not listed is, a torn line and a half file are gone', async () => {
    const dir = path.join(folder, 'killed');
    const run = () => recordUrl(program.address, dir, PLAN, { signal: new AbortController().signal });
    expect((await run()).ok).toBe(true);
    const list = path.join(dir, MANIFEST);
    const lines = fs.readFileSync(list, 'utf8').split('\n');
    const lastFile = lines.findLastIndex((line) => line.includes('"file"'));
    // As if killed between the file and its line, while the line was being written and with another file begun.
    fs.writeFileSync(list, `${lines.slice(0, lastFile).join('\n')}\n${lines[lastFile]?.slice(0, 20) ?? ''}`);
    fs.writeFileSync(path.join(dir, '.000005-goroutine.txt.1-1.part'), 'half');
    fs.writeFileSync(path.join(dir, '.parkscope-recording.lock'), '999999999\n');
    const report = await run();
    expect(report).toMatchObject({ ok: true, value: { before: { recovered: 1 } } });
    const manifest = await readManifest(dir);
    expect(manifest?.files.map(({ file }) => file).sort()).toEqual(filesIn(dir).sort());
    expect(manifest).toMatchObject({ tornBytes: 0, strange: 0 });
    expect(momentsIn(dir)).toEqual(momentsIn(dir).map((_, i) => i + 1));
    expect(fs.readdirSync(dir).filter((name) => /part|lock/.test(name))).toEqual([]);
  });
  it('a folder with something else, or that is being recorded into, is refused', async () => {
    const dir = path.join(folder, 'other');
    fs.mkdirSync(dir);
    fs.writeFileSync(path.join(dir, 'mine.txt'), '');
    const signal = new AbortController().signal;
    expect(await recordUrl(program.address, dir, PLAN, { signal })).toMatchObject({ error: { code: 'unwritable' } });
    const busy = path.join(folder, 'busy');
    const running = recordUrl(program.address, busy, { ...PLAN, moments: 10 }, { signal });
    await expect.poll(() => fs.existsSync(busy) && filesIn(busy).length).toBeGreaterThan(0);
    expect(await recordUrl(program.address, busy, PLAN, { signal })).toMatchObject({ error: { code: 'unwritable' } });
    expect((await running).ok).toBe(true);
  });
  it('a stop in the middle leaves whole files and says so', async () => {
    const stop = new AbortController();
    const dir = path.join(folder, 'stopped');
    const onMoment = ({ moment }: { moment: number }): void => {
      if (moment === 3) stop.abort();
    };
    const report = await recordUrl(
      program.address,
      dir,
      { ...PLAN, moments: 1_000 },
      { signal: stop.signal, onMoment },
    );
    expect(report).toMatchObject({ ok: true, value: { stopped: true, moments: 3, files: 6 } });
    const manifest = await readManifest(dir);
    expect(manifest?.events.at(-1)).toMatchObject({ event: 'stop', why: 'stopped by the user' });
  });
  it('a restart between the moments of one check ends the series', async () => {
    const start = await build.start(['-start', '300']);
    let again: LeakingProgram | null = null;
    const plan = { ...ONE_MOMENT, moments: 4, everyMs: 300 };
    const { inputs } = await openUrl(start.address, plan, {
      onProgress(moment) {
        if (moment === 2 && again === null)
          void start.stop().then(async () => {
            again = await build.start(['-address', start.address, '-start', '5', '-every', '0']);
          });
      },
    });
    const second = again as LeakingProgram | null;
    await second?.stop();
    const fresh = inputs.filter((input) => 'taken' in input && input.taken?.otherProcess === true);
    expect(fresh.map(({ name }) => name.replace(/.*\/(\w+) #\d/, '$1'))).toEqual(['goroutine', 'heap']);
  });
  it('a program that goes away is waited for; that it is another one is noted, and no series goes across', async () => {
    const dir = path.join(folder, 'restarted');
    const start = await build.start(['-start', '300']);
    const recording = recordUrl(
      start.address,
      dir,
      { ...PLAN, moments: 40 },
      {
        signal: new AbortController().signal,
      },
    );
    await expect.poll(() => fs.existsSync(dir) && filesIn(dir).length).toBeGreaterThan(4);
    await start.stop();
    await new Promise((resolve) => setTimeout(resolve, 400));
    const again = await build.start(['-address', start.address, '-start', '5', '-every', '0']);
    const report = await recording;
    await again.stop();
    expect(report).toMatchObject({
      ok: true,
      value: { gaps: [{ why: expect.any(String) }], restarts: [expect.any(String)] },
    });
    const { stdout } = await cli(['check', dir, '--format', 'json', '--fail-on', 'never']);
    const { findings, inputs } = JSON.parse(stdout) as {
      findings: { tier: string; count: number; series: unknown[] }[];
      inputs: { name: string; notes: { message: string }[] }[];
    };
    const fresh = inputs.filter(({ notes }) => notes.some(({ message }) => message.includes('Of another process')));
    expect(fresh.map(({ name }) => name.slice(7))).toEqual(['goroutine.txt', 'heap.pb.gz']);
    expect(findings.find(({ tier }) => tier === 'strong')).toBeUndefined();
  });
});
