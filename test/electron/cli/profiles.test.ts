import { describe, expect, it } from 'vitest';
import { cli } from '../../support/cli';
import { badPath, capturePath } from '../../support/fixtures';

const heap = capturePath('busy/go1.26/heap.pb.gz');
const cpu = capturePath('busy/go1.26/cpu.pb.gz');
const text = capturePath('busy/go1.26/heap.debug1.txt');
const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await cli(args);
  return { code, stderr: stderr.trimEnd(), stdout };
};

describe('profiles that do not go together', () => {
  it.each([
    [['diff', cpu, heap], 2, 'have no sample type in common'],
    [['top', cpu, heap], 2, 'cpu.pb.gz and heap.pb.gz are not profiles of one kind'],
    [['top', heap, '--base', cpu], 2, 'are not profiles of one kind'],
    [['diff', heap], 2, 'diff needs two files, BASE and NEW'],
    [['diff', capturePath('heapseries'), heap], 3, 'heapseries is a folder and cannot be put together with others'],
    [['diff', heap, heap, heap], 2, 'diff needs two files'],
    [['diff', heap, badPath('truncated-raw.pb')], 3, 'truncated-raw.pb'],
    [['top', heap, '--base', heap, '--diff-base', heap], 2, 'use --base or --diff-base, not both'],
    [['top', heap, '--normalize'], 2, '--normalize needs --base or --diff-base'],
    [['top', heap, '--sample', 'delay'], 2, 'alloc_objects, alloc_space, inuse_objects, inuse_space'],
    [['top', heap, '--focus', '(?=x)'], 2, 'invalid or unsupported Perl syntax'],
    [['top', heap, '--tagfocus', 'a=('], 2, 'missing closing )'],
  ])('%j', async (args, code, message) => {
    const answer = await run(...args);
    expect(answer.code).toBe(code);
    expect(answer.stderr).toContain(message);
    expect(answer.stderr.split('\n')).toHaveLength(1);
    expect(answer.stdout).toBe('');
  });
});

describe('sample types', () => {
  const head = async (...args: string[]) => (await run('top', ...args)).stdout.split('\n')[0];
  it.each([
    ['alloc_space', 'alloc_space (bytes)'],
    ['alloc_space/bytes', 'alloc_space (bytes)'],
    ['2', 'inuse_objects (count)'],
  ])('%s', async (sample, shown) => expect(await head(heap, '--sample', sample)).toContain(shown));

  it('texts and protobuf add up, and what is taken from itself leaves nothing', async () => {
    expect(await head(heap, text)).toContain('heap.pb.gz + heap.debug1.txt: inuse_space');
    expect((await run('top', heap, '--base', heap)).stdout).toContain('No sample has a value of this type.');
    expect(await head(heap, '--base', heap)).toContain('total 0 B, difference 0 B');
    expect((await run('diff', heap, heap)).stdout).toContain('No function differs.');
  });

  it('a range of numbers is a tag', async () => {
    const all = await head(heap, '--sample', 'alloc_space');
    const some = await head(heap, '--sample', 'alloc_space', '--tag', 'bytes=1kb:2mb');
    expect(all).not.toContain('pass the filter');
    expect(some).toContain('pass the filter');
    expect(some).toBe(await head(heap, '--sample', 'alloc_space', '--tagfocus', 'bytes=1kb:2mb'));
  });
});

describe('diff --normalize', () => {
  const other = capturePath('busy/go1.22/cpu.pb.gz');
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await run('diff', ...args, '--format', 'json');
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as {
      normalized: boolean;
      normalize: string | null;
      base: { name: string; total: number };
      new: { name: string; total: number };
      rows: { function: string; cum: { base: number; new: number } }[];
    };
  };

  it('alone is by the total, wherever it stands, and takes no file', async () => {
    for (const args of [
      ['--normalize', other, cpu],
      [other, '--normalize', cpu],
      [other, cpu, '--normalize'],
      ['--normalize', 'total', other, cpu],
      ['--normalize=total', other, cpu],
    ]) {
      const answer = await json(...args);
      expect(answer).toMatchObject({ normalized: true, normalize: 'total' });
      // Each sample is rounded.
      expect(Math.abs(answer.new.total - answer.base.total)).toBeLessThan(1000);
    }
    expect(await json(other, cpu)).toMatchObject({ normalized: false, normalize: null });
  });

  it('by duration and by a function', async () => {
    const plain = await json(other, cpu, '-n', '0');
    const by = (name: string, { rows }: typeof plain) => rows.find((row) => row.function === name);
    const { function: name } = plain.rows.find(({ cum }) => cum.base > 0 && cum.new > 0 && cum.base !== cum.new) ?? {
      function: '',
    };
    const scaled = await json(other, cpu, '-n', '0', '--normalize', name);
    expect(scaled.normalize).toBe(name);
    // It has as much on both sides now, but for the rounding of its samples: what is equal has no row.
    const row = by(name, scaled);
    expect(Math.abs((row?.cum.new ?? 0) - (row?.cum.base ?? 0))).toBeLessThan(1000);
    const ratio = (one: typeof plain) => one.new.total / plain.new.total;
    const timed = await json(other, cpu, '--normalize=duration');
    expect(timed.normalize).toBe('duration');
    expect(ratio(timed)).toBeGreaterThan(0.5);
    expect(ratio(timed)).toBeLessThan(2);
  });

  it.each([
    [['--normalize', 'main.nowhere', other, cpu], 'There is no function main.nowhere in either.'],
    [['--normalize=', other, cpu], '--normalize= is empty'],
    [['--normalize=duration', heap, heap], 'heap.pb.gz cannot be scaled'],
  ])('%j', async (args, message) => {
    const answer = await run('diff', ...args);
    expect([answer.code, answer.stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
