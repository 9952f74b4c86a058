import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../../support/cli';
import { ROOT } from '../../support/fixtures';
import { goMissing, pprofTool } from '../../support/go';
import { writeProfile, type ProfileSpec } from '../../support/pprof-writer';

/** `parkscope list` against `go tool pprof -list` on profiles with recursion, inlined calls and functions in two files. */
const why = goMissing();
if (why !== null) console.warn(`skipped: list against go tool pprof (${why})`);

const NAMES = ['main.main', 'main.run', 'main.(*T).Do', 'pkg.Walk', 'pkg.leaf'];
const LINES = 30;

function randomProfile(seed: number, files: readonly string[]): ProfileSpec {
  let state = seed * 7919 + 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return {
    sampleTypes: [['hits', 'count']],
    samples: Array.from({ length: 60 }, () => ({
      locations: Array.from({ length: 1 + random(7) }, () => 1 + random(14)),
      values: [random(50)],
    })),
    locations: Array.from({ length: 14 }, (_, i) => ({
      id: i + 1,
      lines: Array.from({ length: 1 + random(3) * random(2) }, () => ({
        function: 1 + random(NAMES.length),
        line: 1 + random(LINES),
      })),
    })),
    functions: NAMES.map((name, i) => ({ id: i + 1, name, file: files[i % files.length] ?? '' })),
  };
}

/** `flat cum line` of the lines with samples, by function, as the tool prints them. */
function theirs(file: string): Map<string, string[]> {
  const { status, stdout, stderr } = spawnSync(
    pprofTool(),
    ['-symbolize=none', '-nodefraction=0', '-edgefraction=0', '-nodecount=100000', '-list=.', file],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  const out = new Map<string, string[]>();
  let rows: string[] = [];
  for (const line of stdout.split('\n')) {
    const routine = /^ROUTINE =+ (.+) in .*$/.exec(line);
    if (routine !== null) out.set(routine[1] ?? '', (rows = []));
    const [, flat = '', cum = '', number = ''] = /^ *(\S+) +(\S+) +(\d+):/.exec(line) ?? [];
    if (number !== '' && (flat !== '.' || cum !== '.')) rows.push(`${dot(flat)} ${dot(cum)} ${number}`);
  }
  return out;
}
const dot = (text: string): number => (text === '.' ? 0 : Number(text));

interface ListJson {
  readonly functions: readonly {
    readonly function: string;
    readonly source: { readonly path: string } | null;
    readonly looked: readonly string[];
    readonly lines: readonly {
      readonly flat: number;
      readonly cum: number;
      readonly line: number;
      readonly text: string | null;
    }[];
  }[];
  readonly left: number;
}
async function list(...args: string[]): Promise<ListJson> {
  const { code, stdout, stderr } = await cli(['list', '--format', 'json', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as ListJson;
}

describe('parkscope list', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parkscope-list-'));
  const files = ['one.go', 'two.go'].map((name) => path.join(folder, name));
  const file = (seed: number): string => path.join(folder, `${seed}.pb`);
  beforeAll(() => {
    const text = Array.from({ length: LINES }, (_, i) => `line ${i + 1}`).join('\n');
    for (const source of files) writeFileSync(source, `${text}\n`);
    for (let seed = 0; seed < 4; seed++) writeFileSync(file(seed), writeProfile(randomProfile(seed, files)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.skipIf(why !== null).each([0, 1, 2, 3])('says of every line what go tool pprof says (%i)', async (seed) => {
    const { functions } = await list(file(seed), '.', '-n', '0');
    const wanted = theirs(file(seed));
    const ours = new Map(
      functions.map(({ function: name, lines }) => [
        name,
        lines.filter(({ flat, cum }) => flat !== 0 || cum !== 0).map(({ flat, cum, line }) => `${flat} ${cum} ${line}`),
      ]),
    );
    expect([...ours.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [name, rows] of wanted) expect([name, ours.get(name)]).toEqual([name, rows]);
  });

  it('prints flat, cum, line and text, with lines around', async () => {
    const { code, stdout } = await cli(['list', file(0), 'leaf$']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ROUTINE pkg\.leaf in .*one\.go$/m);
    expect(stdout).toMatch(/^ +\S+ +\S+ \(flat, cum\) [\d.<]+ ?% of total$/m);
    expect(stdout).toMatch(/^ +\S+ +\S+ +(\d+):line \1$/m);
    expect(stdout).toMatch(/^ +\. +\. +\d+:line \d+$/m);
  });

  it('counts the functions that it leaves out, and says where it looked for a file', async () => {
    const { functions, left } = await list(file(0), '.', '-n', '1');
    expect(functions).toHaveLength(1);
    expect(left).toBe(4);
    const lost = path.join(folder, 'lost.pb');
    const spec = randomProfile(1, ['/nowhere/at/all/x.go']);
    writeFileSync(lost, writeProfile(spec));
    const missing = await list(lost, 'main.run');
    expect(missing.functions[0]?.source).toBeNull();
    expect(missing.functions[0]?.looked).toContain('/nowhere/at/all/x.go');
    const { stdout } = await cli(['list', lost, 'main.run']);
    expect(stdout).toMatch(/note: the source was not found in \d+ places?; --source DIR adds one\./);
    writeFileSync(path.join(folder, 'x.go'), 'package x\n'.repeat(LINES));
    const found = await list(lost, 'main.run', '--source', folder);
    expect(found.functions[0]?.source?.path).toBe(path.join(folder, 'x.go'));
  });

  it('refuses what it cannot do', async () => {
    expect((await cli(['list', file(0)])).code).toBe(2);
    expect((await cli(['list', file(0), '['])).stderr).toContain('no regular expression');
    expect(await cli(['list', file(0), 'nope'])).toMatchObject({ code: 3, stderr: expect.stringContaining('nope') });
    expect((await cli(['list', path.join(ROOT, 'package.json'), 'x'])).code).toBe(3);
  });
});
