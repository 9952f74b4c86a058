import fs from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { cli } from '../../support/cli';
import { temporaryFolder } from '../../support/export';
import { capturePath } from '../../support/fixtures';
import { neighbour } from '../../support/neighbours';
import { parseXml } from '../../support/xml';

const folder = temporaryFolder();
afterAll(folder.remove);
const cpu = capturePath('busy/go1.26/cpu.pb.gz');

interface Top {
  readonly total: number;
  readonly rows: readonly { readonly function: string; readonly flat: number; readonly cum: number }[];
}

/** All rows by function, without files, which not every format has. */
async function topOf(file: string, ...args: readonly string[]): Promise<{ total: number; rows: readonly string[] }> {
  const { stdout, stderr, code } = await cli(['top', file, '--format', 'json', '-n', '0', ...args]);
  expect([code, stderr]).toEqual([0, '']);
  const { total, rows } = JSON.parse(stdout) as Top;
  return { total, rows: rows.map((row) => `${row.function} ${row.flat} ${row.cum}`).sort() };
}

describe('parkscope convert', { timeout: 60_000 }, () => {
  for (const name of ['out.pb.gz', 'out.pprof', 'out.folded', 'out.speedscope.json', 'out.trace.json']) {
    test(`${name}: the format is in the name, and the numbers are the same`, async () => {
      const out = folder.file(name);
      const { code, stdout, stderr } = await cli(['convert', cpu, out]);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(
        /out\.\S+: (pprof|collapsed stacks|speedscope JSON|Chrome trace JSON), [\d,]+ (samples|stacks|spans), [\d.]+ kB\n$/,
      );
      // speedscope: a capture a sample type, cpu is the second; --sample asks for it alone.
      if (name.includes('speedscope')) expect((await cli(['convert', cpu, out, '--sample', 'cpu'])).code).toBe(0);
      expect(await topOf(out)).toEqual(await topOf(cpu));
      expect(fs.readdirSync(folder.file('')).filter((file) => file.endsWith('.part'))).toEqual([]);
    });
  }

  test('filter and sample type', async () => {
    const heap = capturePath('busy/go1.26/heap.pb.gz');
    const out = folder.file('heap.folded');
    const filter = ['--focus', 'render', '--ignore', 'regexp'];
    expect((await cli(['convert', heap, out, '--sample', 'alloc_objects', ...filter])).code).toBe(0);
    const { rows } = await topOf(out);
    expect(rows).toEqual((await topOf(heap, '--sample', 'alloc_objects', ...filter)).rows);
  });

  test('standard input and output; what is said goes to standard error', async () => {
    const run = await cli(
      ['convert', '-', '-', '--to', 'pprof'],
      fs.readFileSync(capturePath('locks/go1.26/goroutine.debug2.txt')),
    );
    expect([run.code, run.stdout]).toEqual([0, '']);
    expect(run.stderr).toMatch(/^standard output: pprof, 11 samples, 1\.\d+ kB\n$/);
    fs.writeFileSync(folder.file('dump.pb.gz'), run.bytes ?? '');
    expect((await topOf(folder.file('dump.pb.gz'))).total).toBe(87);
  });

  test('IN is never written to, under whatever name', async () => {
    const copy = folder.file('copy.pb.gz');
    fs.copyFileSync(cpu, copy);
    fs.symlinkSync(copy, folder.file('link.pb.gz'));
    for (const out of [copy, folder.file('link.pb.gz')]) {
      const { code, stderr } = await cli(['convert', copy, out]);
      expect([code, stderr]).toEqual([2, `parkscope: ${out} is the file to read; name another one to write\n`]);
    }
    expect(fs.readFileSync(copy)).toEqual(fs.readFileSync(cpu));
  });

  test('a failure leaves what was there', async () => {
    const out = folder.file('old.pb.gz');
    fs.writeFileSync(out, 'old');
    expect((await cli(['convert', cpu, out, '--focus', '['])).code).toBe(2);
    expect(fs.readFileSync(out, 'utf8')).toBe('old');
    expect((await cli(['convert', cpu, out])).code).toBe(0);
    expect(fs.readFileSync(out)[0]).toBe(0x1f);
    const missing = await cli(['convert', cpu, folder.file('no/such/folder.pb.gz')]);
    expect(missing.code).toBe(2);
    const why = `there is no folder ${folder.file('no/such')}; make it with mkdir, or name another one`;
    expect(missing.stderr).toBe(`parkscope: ${folder.file('no/such/folder.pb.gz')} cannot be written: ${why}\n`);
    const inFile = await cli(['convert', cpu, `${out}/x.folded`]);
    expect([inFile.code, inFile.stderr]).toEqual([2, expect.stringContaining(`${out} is no folder; name another one`)]);
  });

  test('several captures of one file: the first, or the one asked for', async () => {
    const file = folder.file('two.json');
    const profile = (name: string, weight: number): object => ({
      type: 'sampled',
      name,
      unit: 'none',
      startValue: 0,
      endValue: 1,
      samples: [[0]],
      weights: [weight],
    });
    fs.writeFileSync(
      file,
      JSON.stringify({ shared: { frames: [{ name: 'f' }] }, profiles: [profile('a', 3), profile('b', 5)] }),
    );
    const first = await cli(['convert', file, folder.file('first.folded')]);
    expect(first.stdout).toContain('1 other capture not written; --capture N writes another one');
    expect((await cli(['convert', file, folder.file('second.folded'), '--capture', '2'])).code).toBe(0);
    expect(['first', 'second'].map((name) => fs.readFileSync(folder.file(`${name}.folded`), 'utf8'))).toEqual([
      'f 3\n',
      'f 5\n',
    ]);
    const third = await cli(['convert', file, folder.file('third.folded'), '--capture', '3']);
    expect([third.code, third.stderr]).toEqual([
      2,
      'parkscope: --capture is "3"; there are 1 two.json: a, 2 two.json: b\n',
    ]);
  });

  test('wrong usage is said', async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [[cpu], 'convert needs a file to read and one to write'],
      [[cpu, 'out.json'], '"out.json" does not tell the format; add --to pprof'],
      [[cpu, '-'], 'standard output has no name to tell the format'],
      [[cpu, 'out.pb.gz', '--to', 'dot'], '--to is "dot"; use pprof, collapsed, speedscope, chrome, csv or svg'],
      [[cpu, folder.file('x.folded'), '--sample', 'bytes'], '--sample is "bytes"; cpu.pb.gz has samples, cpu'],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await cli(['convert', ...args]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
    const metrics = await cli(['convert', capturePath('busy/go1.26/nothing.pb.gz'), folder.file('x.pb.gz')]);
    expect([metrics.code, metrics.stderr]).toEqual([3, expect.stringContaining('does not exist')]);
  });

  test('a flame graph as SVG, of what passes the filter', async () => {
    const out = folder.file('encode.svg');
    const { code, stdout } = await cli(['convert', cpu, out, '--focus', 'encode', '--sample', 'cpu']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/encode\.svg: flame graph as SVG, 1 picture, [\d.]+ kB/)]);
    const svg = parseXml(fs.readFileSync(out, 'utf8'));
    const texts = svg.all('text').map(({ text }) => text);
    expect(texts.slice(0, 2)).toEqual(['cpu.pb.gz, cpu', 'only --focus encode']);
    expect(texts).toContain('render.encode');
    expect(texts).not.toContain('render.(*Site).layout');
  });

  test('an execution trace becomes a timeline', async () => {
    const out = folder.file('healthy.perfetto.json');
    const { code, stdout } = await cli(['convert', capturePath('healthy/go1.26/trace.out'), out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Chrome trace JSON, [\d,]+ events/);
    expect((await cli(['info', out])).stdout).toContain('format        Chrome trace JSON');
  });

  test('neighbours to pprof and back', async () => {
    const out = folder.file('mill.pb.gz');
    expect((await cli(['convert', neighbour('mill.perf'), out])).code).toBe(0);
    expect(await topOf(out)).toEqual(await topOf(neighbour('mill.perf')));
  });
});
