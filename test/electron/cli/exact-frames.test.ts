import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from '../../support/check-import';
import { openFiles } from '../../support/engine';
import { NO_FILTER } from '@core/api/queries';
import { goMissing } from '../../support/go';
import { pprofReports, topOf } from '../../support/pprof-session';
import { writeProfile, type ProfileSpec } from '../../support/pprof-writer';
import { plain, topJson } from '../../support/top-json';

/** drop_frames and keep_frames against `go tool pprof`, which applies them when it loads a profile. */
const why = goMissing();
if (why !== null) console.warn(`skipped: hidden frames against go tool pprof (${why})`);

const NAMES = [
  'main.main',
  'main.run',
  'runtime.malloc',
  'runtime.panic',
  'malloc',
  'std::map<(anonymous namespace)::k>::at(int)',
  'operator()(x)',
  '.hidden',
  'main.(*T).Do',
  '',
];
const PATTERNS: readonly (readonly [drop: string, keep: string])[] = [
  ['runtime\\..*|malloc', 'runtime\\.panic'],
  ['runtime\\..*|malloc', ''],
  ['main\\..*', 'main\\.main'],
  ['hidden|std::map<\\(anonymous namespace\\)::k>::at|operator\\(\\)', ''],
  ['main\\.', ''],
  ['.*', ''],
  ['(?i)MALLOC|main\\.run', ''],
  ['runtime(', ''],
  ['runtime.*', 'runtime['],
];

/** Profiles with inlined frames on every level, recursion and stacks of one frame; the same ones on every run. */
function randomProfile(seed: number): ProfileSpec {
  let state = seed * 7919 + 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const [dropFrames = '', keepFrames = ''] = PATTERNS[seed % PATTERNS.length] ?? [];
  const locations = Array.from({ length: 12 }, (_, i) => ({
    id: i + 1,
    mapping: 1,
    address: 0x1000 + i * 16,
    // The last one has no symbols.
    lines: Array.from({ length: i === 11 ? 0 : 1 + random(3) * random(2) }, () => ({
      function: 1 + random(NAMES.length),
      line: 1 + random(9),
    })),
  }));
  return {
    sampleTypes: [['cpu', 'nanoseconds']],
    samples: Array.from({ length: 25 }, () => ({
      locations: Array.from({ length: 1 + random(6) }, () => 1 + random(locations.length)),
      values: [1 + random(1000)],
    })),
    mappings: [{ id: 1, file: '/bin/x', start: 0x1000 }],
    locations,
    functions: NAMES.map((name, i) => ({ id: i + 1, name, file: name === '' ? '' : `f${i}.go` })),
    dropFrames,
    keepFrames,
  };
}

let folder = '';
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'parkscope-frames-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const PROFILES = Array.from({ length: 45 }, (_, seed) => seed);
function write(seed: number): string {
  const file = path.join(folder, `${seed}.pb`);
  writeFileSync(file, writeProfile(randomProfile(seed)));
  return file;
}

const settings = { sample_index: 'cpu', unit: 'nanoseconds' };

describe.skipIf(why !== null)('go tool pprof', () => {
  it.each(PROFILES)('profile %i: without the hidden frames', async (seed) => {
    const file = write(seed);
    const [top = '', focused = ''] = pprofReports(
      [
        { command: 'top', settings },
        { command: 'top', settings: { ...settings, focus: 'malloc|run' } },
      ],
      [],
      file,
    );
    expect(plain((await topJson(file)).rows)).toEqual(plain(topOf(top).rows));
    expect(plain((await topJson(file, '--focus', 'malloc|run')).rows)).toEqual(plain(topOf(focused).rows));
  });

  it('sums and differences hide by the patterns of the first', async () => {
    const [a, b] = [write(0), write(2)];
    const [sum = ''] = pprofReports([{ command: 'top', settings }], [], a, b);
    expect(plain((await topJson(a, b)).rows)).toEqual(plain(topOf(sum).rows));
    const [difference = ''] = pprofReports([{ command: 'top', settings }], [`-diff_base=${b}`], a);
    expect(plain((await topJson(a, '--diff-base', b)).rows)).toEqual(plain(topOf(difference).rows));
  });
});

describe('hidden frames', () => {
  it('flame, top and function detail agree, with them and without', async () => {
    for (const seed of [0, 1, 2, 3]) {
      const bench = await openFiles(write(seed));
      for (const runtimeFrames of [false, true]) {
        const params = { capture: 0, sampleType: 0, filter: NO_FILTER, runtimeFrames };
        const top = await bench.ask('top', { ...params, sort: 'cum', descending: true, offset: 0, limit: 1000 });
        const flame = await bench.ask('flame', { ...params, zoom: null, width: 16_000, minPx: 0.1, search: '' });
        expect(flame.total).toBe(top.total);
        const flat = new Map<string, number>();
        for (let box = 1; box < flame.count; box++) {
          const name = flame.names[flame.name[box] ?? 0]?.function ?? '';
          flat.set(name, (flat.get(name) ?? 0) + (flame.flat[box] ?? 0));
        }
        for (const row of top.rows) {
          expect(flat.get(row.function), row.function).toBe(row.flat);
          const detail = await bench.ask('functionDetail', { ...params, function: row.function });
          expect([detail.flat, detail.cum]).toEqual([row.flat, row.cum]);
        }
      }
    }
  });

  it('a capture says whether it hides any, and --runtime-frames shows them', async () => {
    const bench = await openFiles(write(0));
    expect(bench.info.captures[0]?.hidesFrames).toBe(true);
    const hidden = await topJson(write(0));
    const shown = await topJson(write(0), '--runtime-frames');
    expect(hidden.rows.map(({ function: name }) => name)).not.toEqual(shown.rows.map(({ function: name }) => name));
    expect(hidden.total).toBe(shown.total);
    const { stacks, frames } = await openFile(write(0));
    expect(stacks.count).toBeGreaterThan(frames.count);
  });

  it('a pattern that is none hides nothing and is told', async () => {
    const bench = await openFiles(write(7));
    expect(bench.info.captures[0]?.hidesFrames).toBe(false);
    expect(bench.info.captures[0]?.notes[0]?.message).toContain('its pattern of them is no regular expression');
  });
});
