import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../../support/cli';
import { capturePath, ROOT } from '../../support/fixtures';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-metrics-'));
const folder = path.join(scratch, 'scrapes');
const golden = (name: string): string => path.join(ROOT, 'test/golden/metrics', name);

function copy(from: string, to: string, minute: number): string {
  const file = path.join(scratch, to);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.copyFileSync(capturePath(`metrics-shop/${from}`), file);
  const time = new Date(Date.UTC(2026, 0, 1, 12, minute));
  fs.utimesSync(file, time, time);
  return file;
}
beforeAll(() => {
  for (const i of [1, 2, 3]) copy(`prometheus.${i}.txt`, `scrapes/prometheus.${i}.txt`, i);
  copy('heap.debug1.txt', 'scrapes/later/heap.txt', 9);
  fs.writeFileSync(path.join(folder, 'README.md'), 'What these are.\n');
  fs.writeFileSync(path.join(folder, '.hidden'), 'x');
});
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

describe('metrics on the command line', () => {
  it.each([
    ['prometheus.1.txt', 'info.prometheus.txt'],
    ['openmetrics.txt', 'info.openmetrics.txt'],
    ['vars.4.json', 'info.expvar.txt'],
    ['runtime.1.txt', 'info.runtime.txt'],
    ['memstats.json', 'info.memstats.txt'],
  ])('info %s', async (file, name) => {
    const { code, stdout, stderr } = await cli(['info', copy(file, `one/${file}`, 0)]);
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot(golden(name));
  });
  it('info as JSON counts names, series, points and time', async () => {
    const { stdout } = await cli(['info', '--format=json', copy('prometheus.1.txt', 'one/prometheus.1.txt', 0)]);
    const time = '2026-01-01T12:00:00.000Z';
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'prometheus',
      kind: 'metrics',
      metrics: { names: 175, series: 270, points: 270, scrapes: 1, from: time, to: time },
    });
  });
  it('check says that there are no goroutines to judge, and ends well', async () => {
    const { code, stdout } = await cli(['check', copy('vars.4.json', 'one/vars.4.json', 0)]);
    expect(code).toBe(0);
    expect(stdout).toContain('Metrics alone show no goroutines to judge');
  });
  it('check still finds what metrics support', async () => {
    const file = path.join(scratch, 'stacks.txt');
    fs.writeFileSync(
      file,
      '# TYPE go_memstats_stack_inuse_bytes gauge\ngo_memstats_stack_inuse_bytes 2.15e+08\ngo_memstats_heap_inuse_bytes 1.09e+08\n',
    );
    const { code, stdout } = await cli(['check', file]);
    expect(code).toBe(1);
    expect(stdout).toContain('Stacks, not heap, hold the memory');
  });
});

describe('a folder on the command line', () => {
  it('info lists its captures; other files are named on standard error and fail nothing', async () => {
    const { code, stdout, stderr } = await cli(['info', folder]);
    expect(code).toBe(0);
    expect(stderr).toBe('parkscope: 1 file is no capture and is left out: README.md\n');
    await expect(stdout).toMatchFileSnapshot(golden('info.folder.txt'));
  });
  it('info as JSON has all of them', async () => {
    const { stdout } = await cli(['info', '--format=json', folder]);
    const { captures } = JSON.parse(stdout) as { captures: { name: string; kind: string }[] };
    expect(captures.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'later/heap.txt heap',
      'prometheus.1.txt metrics',
      'prometheus.2.txt metrics',
      'prometheus.3.txt metrics',
    ]);
  });
  it('check judges them together', async () => {
    const { code, stdout } = await cli(['check', folder]);
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => /^(later|prometheus)/.test(line))).toHaveLength(4);
  });
  it('a damaged file in it fails the command, and the others are still told', async () => {
    const damaged = path.join(folder, 'damaged.pb.gz');
    fs.copyFileSync(path.join(ROOT, 'test/fixtures/bad/bad-checksum.pb.gz'), damaged);
    const { code, stdout, stderr } = await cli(['info', folder]);
    fs.rmSync(damaged);
    expect(code).toBe(3);
    expect(stdout).toContain('prometheus.3.txt');
    expect(stderr).toContain('damaged.pb.gz is damaged at byte');
  });
  it('top and goroutines take the first capture that has what they show', async () => {
    const top = await cli(['top', folder, '-n', '1']);
    expect(top.stdout).toContain('later/heap.txt: inuse_space');
    expect(top.stdout).toContain('note: 3 more captures beside this one, the first profile, not shown.');
    expect(await cli(['goroutines', folder])).toMatchObject({ code: 3 });
    const goroutines = path.join(scratch, 'goroutines');
    fs.mkdirSync(goroutines);
    fs.copyFileSync(capturePath('nilchan/go1.26/goroutine.debug2.txt'), path.join(goroutines, 'z.txt'));
    fs.copyFileSync(capturePath('metrics-shop/vars.1.json'), path.join(goroutines, 'a.json'));
    expect((await cli(['goroutines', goroutines])).stdout).toContain('z.txt: ');
    const vars = path.join(goroutines, 'a.json');
    expect(await cli(['top', vars])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('has metrics and no functions') as string,
    });
    expect(await cli(['goroutines', vars])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('has metrics and shows no goroutines') as string,
    });
  });
  it('one without captures, and one without files', async () => {
    const empty = path.join(scratch, 'empty');
    fs.mkdirSync(empty);
    expect(await cli(['check', empty])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('empty holds no file') as string,
    });
    fs.writeFileSync(path.join(empty, 'a.txt'), 'x\n');
    fs.writeFileSync(path.join(empty, 'b.txt'), 'y\n');
    expect(await cli(['info', empty])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('None of 2 files can be read') as string,
    });
  });
});
