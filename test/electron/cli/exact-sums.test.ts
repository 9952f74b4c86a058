import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFile } from '../../support/check-import';
import { cli } from '../../support/cli';
import { captureFiles, capturePath, ROOT } from '../../support/fixtures';
import { goMissing } from '../../support/go';
import { pprofReports, topOf } from '../../support/pprof-session';
import { plain, topJson } from '../../support/top-json';

/** Sums and differences of profiles, against `go tool pprof A B`, -base, -diff_base and -normalize. */
const why = goMissing();
if (why !== null) console.warn(`skipped: sums and differences against go tool pprof (${why})`);

interface DiffJson {
  readonly base: { readonly total: number };
  readonly rows: readonly {
    readonly function: string;
    readonly base: number;
    readonly new: number;
    readonly delta: number;
    readonly percent: number | null;
    readonly cum: { readonly delta: number };
  }[];
}

/** Profiles of one program under two Go versions, and two moments of one process. */
const PAIRS: readonly (readonly [string, string])[] = [
  ...captureFiles(/^(busy|gcheavy|service|cgocalls|crowd|resources)\/.*\.pb\.gz$/).flatMap((file) => {
    const newer = file.replace(/go1\.\d+/, 'go1.27');
    const versions = captureFiles(/\.pb\.gz$/).filter((other) => other.replace(/go1\.\d+/, 'go1.27') === newer);
    return versions[0] === file && versions.length > 1 && versions.at(-1) === newer
      ? [[capturePath(file), capturePath(newer)] as const]
      : [];
  }),
  ...[
    ['heap.shop.1.pb.gz', 'heap.shop.3.pb.gz'],
    ['goroutine.shop.1.pb.gz', 'goroutine.shop.2.pb.gz'],
  ].map(([a = '', b = '']) => [path.join(ROOT, 'assets/demo', a), path.join(ROOT, 'assets/demo', b)] as const),
];

const MODES: readonly (readonly [name: string, ours: (a: string) => string[], theirs: (a: string) => string[]])[] = [
  ['the sum', (a) => [a], (a) => [a]],
  ['-base', (a) => ['--base', a], (a) => [`-base=${a}`]],
  ['-diff_base', (a) => ['--diff-base', a], (a) => [`-diff_base=${a}`]],
  ['-diff_base -normalize', (a) => ['--diff-base', a, '--normalize'], (a) => [`-diff_base=${a}`, '-normalize']],
];

describe.skipIf(why !== null)('go tool pprof', () => {
  it('has pairs to compare', () => expect(PAIRS.length).toBeGreaterThan(10));

  it.each(PAIRS.map(([a, b]) => [path.relative(ROOT, b), a, b] as const))('%s and another', async (_, a, b) => {
    const { types } = (await openFile(b)).samples;
    const filter = { focus: 'main|runtime', ignore: 'gcDrain' };
    const reports = types.flatMap(({ type, unit }) => [
      { command: 'top', settings: { sample_index: type, unit } } as const,
      { command: 'top', settings: { sample_index: type, unit, sort: 'cum', ...filter } } as const,
    ]);
    for (const [name, ours, theirs] of MODES) {
      // The sum is named in the order of ours: the first profile gives the types.
      const tops = pprofReports(reports, name === 'the sum' ? [] : theirs(a), b, ...(name === 'the sum' ? [a] : []));
      for (const [i, { type }] of types.entries()) {
        const plainTop = topOf(tops[2 * i] ?? '');
        const filtered = topOf(tops[2 * i + 1] ?? '');
        const all = await topJson(b, ...ours(a), '--sample', type);
        const what = `${name} of ${type}`;
        expect(plain(all.rows), what).toEqual(plain(plainTop.rows));
        expect(all.total, what).toBe(plainTop.total);
        const some = await topJson(
          b,
          ...ours(a),
          '--sample',
          type,
          '--cum',
          '--focus',
          filter.focus,
          '--ignore',
          filter.ignore,
        );
        expect(plain(some.rows), `${what}, filtered`).toEqual(plain(filtered.rows));
        if (!name.startsWith('-diff_base')) continue;
        const normalize = name.includes('normalize') ? ['--normalize'] : [];
        const { stdout, stderr } = await cli([
          'diff',
          a,
          b,
          '--sample',
          type,
          '-n',
          '0',
          '--format',
          'json',
          ...normalize,
        ]);
        expect(stderr).toBe('');
        const diff = JSON.parse(stdout) as DiffJson;
        const changes = diff.rows.map((row) => ({ function: row.function, flat: row.delta, cum: row.cum.delta }));
        expect(plain(changes), `diff, ${what}`).toEqual(plain(plainTop.rows));
        expect(diff.base.total, `diff, ${what}`).toBe(plainTop.total);
        for (const row of diff.rows) expect(row.new - row.base).toBe(row.delta);
      }
    }
  });
});
