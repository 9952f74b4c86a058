import { describe, expect, it } from 'vitest';
import { NO_FILTER, type Filter, type TopRow } from '@core/api/queries';
import { captureFiles, capturePath } from '../../support/fixtures';
import { openFiles, type Bench } from '../../support/engine';
import { goMissing, pprofTop, type PprofRow } from '../../support/go';

const missing = goMissing();
if (missing !== null) console.warn(`skipped: comparison of top with go tool pprof (${missing})`);

async function allRows(
  bench: Bench,
  sampleType: number,
  sort: 'flat' | 'cum',
  filter: Partial<Filter> = {},
): Promise<TopRow[]> {
  const rows: TopRow[] = [];
  for (;;) {
    const answer = await bench.ask('top', {
      ...{
        capture: 0,
        sampleType,
        filter: { ...NO_FILTER, ...filter },
        sort,
        descending: true,
        offset: rows.length,
        limit: 10_000,
      },
    });
    rows.push(...answer.rows);
    if (rows.length >= answer.totalRows) return rows;
  }
}

const plain = (rows: readonly (TopRow | PprofRow)[]) => rows.map((row) => `${row.flat} ${row.cum} ${row.function}`);

describe.skipIf(missing !== null)('top is go tool pprof -top, row by row', () => {
  it.each(captureFiles(/\.pb\.gz$/))(
    '%s',
    async (file) => {
      const bench = await openFiles(capturePath(file));
      const { sampleTypes } = bench.info.captures[0];
      for (const [i, { type, unit }] of sampleTypes.entries()) {
        const theirs = pprofTop(capturePath(file), type, unit);
        expect(plain(await allRows(bench, i, 'flat')), `${type} by flat`).toEqual(plain(theirs.rows));
        const byCum = pprofTop(capturePath(file), type, unit, ['-cum']);
        expect(plain(await allRows(bench, i, 'cum')), `${type} by cum`).toEqual(plain(byCum.rows));
      }
    },
    60_000,
  );

  it('with focus, ignore and a tag', async () => {
    const file = capturePath('busy/go1.26/cpu.pb.gz');
    const bench = await openFiles(file);
    const cpu = bench.info.captures[0].sampleTypes.findIndex(({ type }) => type === 'cpu');
    const check = async (filter: Partial<Filter>, ...args: string[]) => {
      const ours = plain(await allRows(bench, cpu, 'flat', filter));
      expect(ours.length).toBeGreaterThan(3);
      expect(ours).toEqual(plain(pprofTop(file, 'cpu', 'nanoseconds', args).rows));
    };
    await check({ focus: ['regexp'] }, '-focus=regexp');
    await check({ ignore: ['runtime\\.gcBgMark'] }, '-ignore=runtime\\.gcBgMark');
    await check({ focus: ['render'], ignore: ['regexp'] }, '-focus=render', '-ignore=regexp');
    const key = bench.info.captures[0].labelKeys[0];
    const tagged = await bench.ask('functionDetail', {
      capture: 0,
      sampleType: cpu,
      filter: NO_FILTER,
      function: 'regexp.(*Regexp).tryBacktrack',
    });
    const value = tagged.labels.find((label) => label.key === key)?.value ?? '';
    expect(value).not.toBe('');
    await check({ labels: [{ key, value }] }, `-tagfocus=${key}=^${value}$`);
  });
});
