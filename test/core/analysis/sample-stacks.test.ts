import { describe, expect, it } from 'vitest';
import { analyse, type Analyses } from '@core/analysis/analyses';
import { heapSeries } from '@core/analysis/heap-series';
import { sampleStacks } from '@core/analysis/sample-stacks';
import { allocationPlaces, contextPlaces, timerPlaces } from '@core/rules/heap-places';
import { captureFiles, capturePath } from '../../support/fixtures';
import { parsed, unpackedFile } from '../formats/pprof/read';

async function analysed(file: string): Promise<Analyses> {
  const [analysis] = analyse([await parsed(unpackedFile(capturePath(file)))]);
  if (analysis === undefined) throw new Error(`${file} has no capture`);
  return analysis;
}

/** What there is to know of every sample; `grown` = from the table, else from the runs. */
async function told(file: string, grown: boolean) {
  const analysis = await analysed(file);
  const { samples, functions, stacks } = analysis.capture;
  if (grown) expect(stacks.count).toBeGreaterThan(0);
  const found = sampleStacks(analysis);
  const every = Array.from({ length: samples.count }, (_, sample) => sample);
  const odd = found.through(Uint8Array.from({ length: functions.count }, (_, id) => Number(id % 7 === 1)));
  const none = found.through(null);
  const answer = every.map((sample) => ({
    site: found.site(sample),
    frames: found.frames(sample),
    odd: odd(sample),
    none: none(sample),
  }));
  expect(stacks.runs === null).toBe(grown);
  return answer;
}

const heaps = captureFiles(/heap.*\.pb\.gz$/);

describe('stacks of samples', () => {
  it.each(heaps)('are the same from the runs and from the table: %s', async (file) => {
    const fromRuns = await told(file, false);
    expect(fromRuns).toEqual(await told(file, true));
    expect(fromRuns.some(({ odd }) => odd)).toBe(true);
    expect(fromRuns.every(({ none }) => !none)).toBe(true);
  });

  it.each(heaps)('have the same places in the heap, and grow no table: %s', async (file) => {
    for (const places of [allocationPlaces, contextPlaces, timerPlaces]) {
      const lazy = await analysed(file);
      const grown = await analysed(file);
      expect(grown.capture.stacks.count).toBeGreaterThan(0);
      const { sites, total } = heapSeries([lazy], places) ?? { sites: null, total: null };
      const expected = heapSeries([grown], places);
      expect({ sites, total }).toEqual({ sites: expected?.sites, total: expected?.total });
      expect(lazy.capture.stacks.runs).not.toBeNull();
    }
  });
});
