import { describe, expect, it } from 'vitest';
import { Analyses } from '@core/analysis/analyses';
import { computeTreeValues } from '@core/analysis/call-tree';
import { compileFilter, keepSamples } from '@core/analysis/filter';
import { computeSampleTop, computeTop } from '@core/analysis/top';
import { NO_FILTER, type Filter } from '@core/api/queries';
import { assertIntegrity } from '@core/model/integrity';
import { captureBytes, type Capture, type StackRuns } from '@core/model/tables';
import { captureInfo } from '@core/query/document';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { writeProfile, type ProfileSpec } from '../../../support/pprof-writer';
import { parsed, sampleTexts, unpackedFile } from './read';

function compiled(filter: Partial<Filter> = {}) {
  const result = compileFilter({ ...NO_FILTER, ...filter });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function runsOf({ stacks }: Capture): StackRuns {
  if (!stacks.runs) throw new Error('the stacks are grown');
  return stacks.runs;
}

const SPEC: ProfileSpec = {
  sampleTypes: [['samples', 'count']],
  functions: [1, 2, 3].map((id) => ({ id, name: `f${id}` })),
  locations: [
    { id: 10, address: 1, lines: [{ function: 3 }, { function: 2 }] },
    { id: 11, address: 2, lines: [{ function: 1 }] },
  ],
  samples: [
    { locations: [10, 11], values: [5], labels: [{ key: 'tenant', str: 'x' }] },
    { locations: [11], values: [2] },
    { locations: [], values: [1] },
    { locations: [10, 10, 11], values: [4] },
  ],
};

describe('stacks of a profile that nobody has asked for', () => {
  it('are runs of locations, leaf first, with the frames of each outermost first', async () => {
    const { start, location, frameStart, frame } = runsOf(await parsed(writeProfile(SPEC)));
    expect([...start]).toEqual([0, 2, 3, 3, 6]);
    expect([...location]).toEqual([0, 1, 1, 0, 0, 1]);
    expect([...frameStart]).toEqual([0, 2, 3]);
    expect([...frame]).toEqual([0, 1, 2]);
  });

  it('become a table when a column is read, and are let go', async () => {
    const capture = await parsed(writeProfile(SPEC));
    const before = captureBytes(capture);
    expect(capture.stacks.runs).not.toBeNull();
    expect([...capture.samples.stack].map((stack) => capture.stacks.depth[stack])).toEqual([3, 1, 0, 5]);
    expect(capture.stacks.runs).toBeNull();
    expect(captureBytes(capture)).not.toBe(before);
    assertIntegrity(capture);
  });

  it('count as what was worked out when they have grown', async () => {
    const samples = Array.from({ length: 4096 }, (_, i) => ({
      locations: Array.from({ length: 12 }, (_bit, k) => 10 + ((i >> k) & 1)),
      values: [i],
    }));
    const capture = await parsed(writeProfile({ ...SPEC, samples }));
    const analyses = new Analyses(capture, '');
    expect(analyses.byteLength).toBe(0);
    const before = captureBytes(capture);
    expect(analyses.tree.count).toBeGreaterThan(3);
    const { tree } = analyses;
    const columns = Object.values(tree).reduce((sum, c) => sum + (ArrayBuffer.isView(c) ? c.byteLength : 0), 0);
    const grown = captureBytes(capture) - before;
    expect(grown).toBeGreaterThan(0);
    expect(analyses.byteLength - columns).toBe(grown);
  });

  it('stay runs for a top, a label filter and what is told of a large document', async () => {
    const locations = Array.from({ length: 60 }, (_, i) => (i % 2) + 10);
    const samples = Array.from({ length: 20_000 }, (_, i) => ({ locations, values: [i] }));
    const capture = await parsed(writeProfile({ ...SPEC, samples }));
    expect(computeSampleTop(capture, 0, compiled())?.total).toBe((20_000 * 19_999) / 2);
    expect(keepSamples(capture, compiled({ labels: [{ key: 'tenant', value: 'x' }] }))).not.toContain(1);
    expect(captureInfo(new Analyses(capture, ''), 0).counts).toMatchObject({ samples: 20_000, stacks: null });
    expect(captureBytes(capture)).toBeGreaterThan(20_000 * 60 * 2);
    runsOf(capture);
    const small = await parsed(writeProfile(SPEC));
    expect(captureInfo(new Analyses(small, ''), 0).counts.stacks).toBe(5);
  });

  it('have wide rows where there are more locations than 16 bits tell', async () => {
    const locations = Array.from({ length: 70_000 }, (_, i) => ({
      id: i + 1,
      address: i + 1,
      lines: [{ function: 1, line: i }],
    }));
    const spec = { ...SPEC, locations, samples: [{ locations: [70_000, 65_536, 1], values: [1] }] };
    const capture = await parsed(writeProfile(spec));
    expect(runsOf(capture).location).toEqual(Uint32Array.of(69_999, 65_535, 0));
    expect(sampleTexts(capture)).toEqual(['1 | f1:69999 < f1:65535 < f1:0 | ']);
  });

  it('are walked by the integrity check', async () => {
    const capture = await parsed(writeProfile(SPEC));
    const runs = runsOf(capture);
    const broken = (change: Partial<StackRuns>): (() => void) => {
      const stacks = {
        count: 0,
        prefix: runs.start,
        frame: runs.start,
        depth: runs.start,
        runs: { ...runs, ...change },
      };
      return () => assertIntegrity({ ...capture, stacks });
    };
    expect(broken({})).not.toThrow();
    expect(broken({ location: Uint16Array.of(0, 1, 1, 0, 0, 2) })).toThrow('runs.location');
    expect(broken({ start: Uint32Array.of(0, 3, 2, 3, 6) })).toThrow('runs.start');
    expect(broken({ start: Uint32Array.of(0, 2, 3, 3, 5) })).toThrow('runs.start');
    expect(broken({ frame: Uint32Array.of(0, 1, 3) })).toThrow('runs.frame');
    expect(broken({ frameStart: Uint32Array.of(2, 0, 3) })).toThrow('runs.frameStart');
  });

  it('of goroutines are a table at once', async () => {
    const capture = await parsed(writeProfile({ ...SPEC, sampleTypes: [['goroutine', 'count']] }));
    expect(capture.stacks.runs ?? null).toBeNull();
    expect(capture.goroutines?.total).toBe(12);
  });
});

describe('the top', () => {
  const files = captureFiles().filter((file) => /\.pb(\.gz)?$/.test(file) && !/goroutine|states/.test(file));
  it('has captures to be judged on', () => expect(files.length).toBeGreaterThan(5));
  it.each(files)('of runs is the one of the tree: %s', async (file) => {
    const bytes = unpackedFile(capturePath(file));
    const capture = await parsed(bytes);
    const grown = await parsed(bytes);
    const { tree } = new Analyses(grown, '');
    for (let type = 0; type < capture.samples.types.length; type++) {
      const values = computeTreeValues(grown, tree, type, compiled());
      runsOf(capture);
      expect(computeSampleTop(capture, type, compiled())).toEqual({
        table: computeTop(tree, values),
        names: tree.names,
        total: values.total,
        shown: values.shown,
      });
    }
  });
});
