import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from '../../support/cli';
import { BAD, badPath, capturePath, ROOT } from '../../support/fixtures';

const GOLDEN = path.join(ROOT, 'test/golden');

/** Folder in test/golden, its captures, and the commands by name of the file. */
const CASES: readonly (readonly [
  folder: string,
  files: readonly string[],
  commands: Readonly<Record<string, readonly string[]>>,
])[] = [
  [
    'parked100k.pprof',
    ['parked100k/go1.26/goroutine.pb.gz'],
    {
      'check.txt': ['check'],
      'info.txt': ['info'],
      'goroutines.txt': ['goroutines'],
      'goroutines.site.txt': ['goroutines', '--group', 'site'],
      'goroutines.waits.txt': ['goroutines', '--waits'],
    },
  ],
  [
    'parked100k.with-heap',
    ['parked100k/go1.26/goroutine.pb.gz', 'parked100k/go1.26/heap.debug1.txt'],
    { 'check.txt': ['check'] },
  ],
  ['parked250.dump', ['parked100k/go1.26/goroutine.n250.debug2.txt'], { 'check.txt': ['check'], 'info.txt': ['info'] }],
  [
    'locks.dump',
    ['locks/go1.26/goroutine.debug2.txt'],
    {
      'goroutines.txt': ['goroutines', '-n', '0'],
      'goroutines.site.txt': ['goroutines', '--group', 'site'],
      'goroutines.creator.txt': ['goroutines', '--group=creator'],
      'goroutines.state.txt': ['goroutines', '--group=state', '--ignore=Audit'],
      'goroutines.json': ['goroutines', '--format=json', '--focus=Rates', '-n3'],
      'goroutines.waits.txt': ['goroutines', '--waits'],
    },
  ],
  [
    'contention.dump',
    ['contention/go1.27/goroutine.debug2.txt'],
    { 'goroutines.waits.txt': ['goroutines', '--waits', '-n0'] },
  ],
  ['series', [1, 2, 3].map((i) => `series/go1.26/goroutine.${i}.debug2.txt`), { 'check.txt': ['check'] }],
  ['healthy.pprof', ['healthy/go1.26/goroutine.pb.gz'], { 'check.txt': ['check'] }],
  ['nilchan.dump', ['nilchan/go1.26/goroutine.debug2.txt'], { 'check.txt': ['check'] }],
  [
    'busy.heap',
    ['busy/go1.26/heap.pb.gz'],
    {
      'info.txt': ['info'],
      'info.json': ['info', '--format=json'],
      'top.txt': ['top'],
      'top.alloc_space.cum.txt': ['top', '--sample', 'alloc_space', '--cum', '-n', '12'],
      'top.json': ['top', '--format=json', '-n5'],
    },
  ],
  [
    'busy.cpu',
    ['busy/go1.26/cpu.pb.gz'],
    {
      'top.focus.txt': ['top', '--focus', 'render', '--ignore', 'regexp', '-n', '10'],
      'top.nothing.txt': ['top', '--focus', 'nowhere'],
    },
  ],
  [
    'series.diff',
    [1, 3].map((i) => `series/go1.26/goroutine.${i}.pb.gz`),
    {
      'diff.txt': ['diff', '-n', '8'],
      'diff.normalize.txt': ['diff', '--normalize', '--cum', '-n', '5'],
      'diff.json': ['diff', '--format=json', '-n2'],
      'diff.nothing.txt': ['diff', '--focus', 'nowhere'],
      'top.sum.txt': ['top', '-n', '4'],
    },
  ],
  ['busy.mutex-text', ['busy/go1.26/mutex.debug1.txt'], { 'info.txt': ['info'], 'top.txt': ['top', '-n', '8'] }],
  ['crash.panic', ['crash/go1.26/panic.txt'], { 'info.txt': ['info'], 'goroutines.txt': ['goroutines'] }],
  ['crash.deadlock', ['crash/go1.26/deadlock.system.txt'], { 'check.txt': ['check'] }],
];

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-golden-'));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

/** Dumps have no time of their own: the files' times must not be those of a checkout. A minute lies between the captures of a series. */
function copies(folder: string, files: readonly string[]): string[] {
  fs.mkdirSync(path.join(scratch, folder), { recursive: true });
  return files.map((file, i) => {
    const copy = path.join(scratch, folder, path.basename(file));
    fs.copyFileSync(capturePath(file), copy);
    const time = new Date(Date.UTC(2026, 0, 1, 12, i));
    fs.utimesSync(copy, time, time);
    return copy;
  });
}

describe('the command line prints', () => {
  for (const [folder, files, commands] of CASES) {
    for (const [name, [command = '', ...options]] of Object.entries(commands)) {
      it(`${folder}/${name}`, async () => {
        const { stdout, stderr } = await cli([command, ...copies(folder, files), ...options]);
        expect(stderr).toBe('');
        expect(stdout.split('\n').length).toBeLessThanOrEqual(201);
        await expect(stdout).toMatchFileSnapshot(path.join(GOLDEN, folder, name));
      });
    }
  }

  it('one line for every bad file', async () => {
    const lines: string[] = [];
    const ignored = ['make.mjs', 'README.md'];
    for (const file of fs
      .readdirSync(BAD)
      .filter((name) => !ignored.includes(name))
      .sort()) {
      const { code, stdout, stderr } = await cli(['check', badPath(file)]);
      lines.push(
        `${file}: exit ${code}`,
        ...(code === 3
          ? [`  ${stderr.trimEnd()}`]
          : stdout
              .split('\n')
              .filter((line) => line.startsWith('note'))
              .map((line) => `  ${line}`)),
      );
      if (code === 3) expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(path.join(GOLDEN, 'bad/check.txt'));
  });
});
