import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../../support/cli';
import { goMissing } from '../../support/go';
import { pprofReports, topOf } from '../../support/pprof-session';
import { writeProfile, type ProfileSpec } from '../../support/pprof-writer';
import { plain, topJson } from '../../support/top-json';

/** What Go's own profiles do not show of sums, differences and tag filters: made profiles, against `go tool pprof`. */
const why = goMissing();
if (why !== null) console.warn(`skipped: made profiles against go tool pprof (${why})`);

let folder = '';
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'parkscope-made-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, spec: ProfileSpec): string {
  const file = path.join(folder, `${name}.pb`);
  writeFileSync(file, writeProfile(spec));
  return file;
}

/** One program, loaded at `start`: three locations, two of them the same function at two addresses. */
function program(start: number, more: Partial<ProfileSpec>): ProfileSpec {
  return {
    sampleTypes: [['cpu', 'nanoseconds']],
    periodType: ['cpu', 'nanoseconds'],
    period: 10_000_000,
    mappings: [{ id: 1, file: `/srv/run-${start}/server`, start, limit: start + 0x5000, buildId: 'b1' }],
    locations: [1, 2, 3].map((id) => ({
      id,
      mapping: 1,
      address: start + id * 64,
      lines: [{ function: Math.min(id, 2), line: 3 }],
    })),
    functions: [
      { id: 1, name: 'main.main', file: 'main.go' },
      { id: 2, name: 'main.work', file: 'work.go' },
    ],
    samples: [
      { locations: [2, 1], values: [30] },
      { locations: [3, 1], values: [-7] },
      { locations: [1], values: [5], labels: [{ key: 'k', str: 'v' }] },
    ],
    ...more,
  };
}

const settings = (type: string, unit: string) => ({ command: 'top', settings: { sample_index: type, unit } }) as const;

async function same(type: string, unit: string, ours: readonly string[], flags: readonly string[], ...files: string[]) {
  const [text = ''] = pprofReports([settings(type, unit)], flags, ...files);
  const theirs = topOf(text);
  const answer = await topJson(...files, ...ours, '--sample', type);
  expect(plain(answer.rows)).toEqual(plain(theirs.rows));
  expect(answer.total).toBe(theirs.total);
  return answer;
}

describe.skipIf(why !== null)('go tool pprof', () => {
  it('adds up runs of one program at different addresses, and cancels them', async () => {
    const [a, b] = [write('at-4', program(0x400000, {})), write('at-7', program(0x7f0000000000, {}))];
    await same('cpu', 'nanoseconds', [], [], a, b);
    // Equal samples cancel before the total is taken.
    const { total } = await same('cpu', 'nanoseconds', ['--base', b], [`-base=${b}`], a);
    expect(total).toBe(0);
    const other = write(
      'other-build',
      program(0x400000, { mappings: [{ id: 1, start: 0x400000, limit: 0x405000, buildId: 'b2' }] }),
    );
    const apart = await same('cpu', 'nanoseconds', ['--base', other], [`-base=${other}`], a);
    expect(apart.total).toBe(84);
    expect(apart.rows).toEqual([]);
  });

  it('takes common sample types in the order of the first, in the finer unit', async () => {
    const a = write(
      'units-a',
      program(1 << 20, {
        sampleTypes: [
          ['samples', 'count'],
          ['cpu', 'milliseconds'],
        ],
        periodType: ['cpu', 'milliseconds'],
        period: 10,
        samples: [{ locations: [2, 1], values: [2, 20] }],
      }),
    );
    const b = write(
      'units-b',
      program(1 << 20, {
        sampleTypes: [
          ['cpu', 'nanoseconds'],
          ['extra', 'bytes'],
          ['samples', 'count'],
        ],
        samples: [{ locations: [3, 1], values: [1234567, 9, 3] }],
      }),
    );
    for (const files of [
      [a, b],
      [b, a],
    ] as const) {
      const cpu = await same('cpu', 'nanoseconds', [], [], ...files);
      expect(cpu.sampleType).toEqual({ type: 'cpu', unit: 'nanoseconds' });
      await same('samples', 'count', [], [], ...files);
    }
    await same('cpu', 'nanoseconds', ['--diff-base', a], [`-diff_base=${a}`], b);
    const { code, stderr } = await cli(['top', b, a, '--sample', 'extra']);
    expect(code).toBe(2);
    expect(stderr).toContain('Not every capture has the sample type extra; they share cpu, samples');
  });

  it('rounds as -normalize does, and drops what it drops', async () => {
    const types = {
      sampleTypes: [
        ['a', 'count'],
        ['b', 'count'],
      ] as const,
    };
    const small = (values: readonly [number, number][]) =>
      values.map((pair, i) => ({ locations: [1 + (i % 3)], values: pair, labels: [{ key: 'i', num: i + 1 }] }));
    const base = write(
      'scale-base',
      program(0x1000, {
        ...types,
        samples: small([
          [3, 10],
          [4, 10],
        ]),
      }),
    );
    const newer = write(
      'scale-new',
      program(0x1000, {
        ...types,
        samples: small([
          [1, 8],
          [1, 0],
          [2, 9],
          [100, 3],
        ]),
      }),
    );
    for (const type of ['a', 'b']) {
      await same(type, 'count', ['--base', base, '--normalize'], [`-base=${base}`, '-normalize'], newer);
      await same(type, 'count', ['--diff-base', base, '--normalize'], [`-diff_base=${base}`, '-normalize'], newer);
    }
  });

  it('a profile that has the label of the base already; several bases', async () => {
    const a = write('several-a', program(0x1000, {}));
    const b = write(
      'several-b',
      program(0x1000, { samples: [{ locations: [2], values: [11], labels: [{ key: 'pprof::base', str: 'false' }] }] }),
    );
    await same('cpu', 'nanoseconds', ['--diff-base', b], [`-diff_base=${b}`], a);
    await same('cpu', 'nanoseconds', ['--diff-base', a], [`-diff_base=${a}`], b);
    // pprof takes the last of several; here their sum is taken away.
    const both = await topJson(a, b, '--base', a, '--base', b);
    expect(both.rows).toEqual([]);
  });

  it('reads tag filters as pprof: ranges with units, keys, lists', async () => {
    const sizes = [
      [100, ''],
      [2048, 'bytes'],
      [3, 'kb'],
      [5_000_000, ''],
      [-4, ''],
    ] as const;
    const file = write(
      'tags',
      program(0x1000, {
        samples: [
          ...sizes.map(([num, unit], i) => ({
            locations: [1 + (i % 3)],
            values: [2 ** i],
            labels: [{ key: i < 3 ? 'bytes' : 'request', num, unit }],
          })),
          {
            locations: [1],
            values: [64],
            labels: [
              { key: 'id', num: 7 },
              { key: 'tenant', str: 'acme' },
            ],
          },
          {
            locations: [2],
            values: [128],
            labels: [
              { key: 'tenant', str: 'acme' },
              { key: 'tenant', str: 'zeta' },
            ],
          },
          { locations: [3], values: [256], labels: [{ key: 'took', num: 1500, unit: 'milliseconds' }] },
        ],
      }),
    );
    for (const tag of [
      'bytes=1kb:2mb',
      '2kb',
      'bytes=2048b',
      '1kb:',
      ':64kb',
      'bytes=:3kb',
      'id=7',
      'id=7:',
      '7',
      'took=1s:2s',
      '1s:2s',
      '1500ms',
      'tenant=acme',
      'tenant=^a,^z',
      '^tenant:z',
      'tenant:acme,tenant:zeta',
      'acme',
      'request=4mb:',
      '-4:',
      '1kb:2s',
      'x',
    ]) {
      const reports = [
        { command: 'top', settings: { sample_index: 'cpu', unit: 'nanoseconds', tagfocus: tag } },
        { command: 'top', settings: { sample_index: 'cpu', unit: 'nanoseconds', tagignore: tag } },
      ] as const;
      const [focus = '', ignore = ''] = pprofReports(reports, [], file);
      expect(plain((await topJson(file, `--tagfocus=${tag}`)).rows), `focus ${tag}`).toEqual(plain(topOf(focus).rows));
      expect(plain((await topJson(file, `--tagignore=${tag}`)).rows), `ignore ${tag}`).toEqual(
        plain(topOf(ignore).rows),
      );
    }
  });
});
