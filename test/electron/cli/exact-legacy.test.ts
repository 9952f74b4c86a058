import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openFile } from '../../support/check-import';
import { captureFiles, capturePath } from '../../support/fixtures';
import { goMissing, parseRaw } from '../../support/go';
import { pprofReports, topOf } from '../../support/pprof-session';
import { topJson } from '../../support/top-json';

/**
 * Texts (debug=1) against the legacy parser of `go tool pprof`: values of every row, in order, and totals. pprof knows addresses only, so
 * names are compared elsewhere (formats/contention-text, formats/heap-text).
 */
const why = goMissing();
if (why !== null) console.warn(`skipped: legacy texts against go tool pprof (${why})`);

// A row without addresses, as Go 1.22 writes of threads, is malformed to pprof.
const TEXTS = captureFiles(/\.debug1\.txt$/).filter(
  (file) => !/^\d+ @$/m.test(readFileSync(capturePath(file), 'utf8')),
);
const HEAP = /(heap|allocs)[^/]*$/;

describe.skipIf(why !== null)('go tool pprof', () => {
  it('has texts of every kind to compare', () => {
    for (const kind of ['heap', 'block', 'mutex', 'goroutine', 'threadcreate'])
      expect(
        TEXTS.some((file) => file.includes(`/${kind}`)),
        kind,
      ).toBe(true);
  });

  it.each(TEXTS)('%s: rows and totals', async (file) => {
    const { samples, labelSets } = await openFile(capturePath(file));
    // The last two: pprof may have no others, and finds its `space` under our `inuse_space`.
    const types = samples.types
      .slice(-2)
      .map(({ type, unit }) => ({ command: 'top', settings: { sample_index: type, unit } }) as const);
    const [rawText = '', ...tops] = pprofReports([{ command: 'raw' }, ...types], [], capturePath(file));
    const raw = parseRaw(rawText);
    // Go's heap text always has four types here; pprof shows two of it while nothing was freed.
    const live = raw.types.length < samples.types.length ? raw.types.length : 0;
    const theirs = raw.samples.map(({ values, labels }) => [...values, /bytes:\[(\d+)\]/.exec(labels)?.[1] ?? '0']);
    const ours = Array.from({ length: samples.count }, (_, row) => {
      const values = samples.values.slice(live).map((column) => column[row] ?? NaN);
      const set = samples.labels[row] ?? 0;
      const bytes = HEAP.test(file) && set !== 0 ? labelSets.number[labelSets.start[set] ?? 0] : 0;
      return [...values, String(bytes)];
    });
    const zero = (row: readonly (number | string)[]) => row.slice(0, -1).every((value) => value === 0);
    const text = (rows: readonly (readonly (number | string)[])[]) =>
      rows.filter((row) => !zero(row)).map((row) => row.join(' '));
    expect(text(ours)).toEqual(text(theirs));
    for (const [i, { settings }] of types.entries()) {
      const { total } = await topJson(capturePath(file), '--sample', settings.sample_index);
      expect(total, settings.sample_index).toBe(topOf(tops[i] ?? '').total);
    }
  });
});
