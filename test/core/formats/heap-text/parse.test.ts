import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { unsample } from '@core/formats/heap-text/unsample';
import type { Capture } from '@core/model/tables';
import { openBytes, openFile } from '../../../support/check-import';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { goMissing } from '../../../support/go';

const sums = (capture: Capture): number[] => capture.samples.values.map((column) => column.reduce((a, b) => a + b, 0));

describe('heap text', () => {
  test('unsampling is that of runtime/pprof', () => {
    expect(unsample(1, 606208, 524288)).toEqual({ count: 1, bytes: 884541 });
    expect(unsample(0, 0, 524288)).toEqual({ count: 0, bytes: 0 });
    expect(unsample(7, 700, 1)).toEqual({ count: 7, bytes: 700 });
  });

  for (const folder of ['parked100k/go1.22', 'parked100k/go1.27', 'busy/go1.26']) {
    test(`${folder}: what is in use, as the protobuf of the same moment says`, async () => {
      const text = await openFile(capturePath(`${folder}/heap.debug1.txt`));
      const proto = await openFile(capturePath(`${folder}/heap.pb.gz`));
      expect(text.samples.types).toEqual(proto.samples.types);
      expect(sums(text).slice(2)).toEqual(sums(proto).slice(2));
      expect(text.samples.period).toBe(proto.samples.period);
    });
  }

  const why = goMissing();
  test.skipIf(why !== null)(
    'every row as go tool pprof -raw reads the text',
    async () => {
      for (const file of captureFiles(/heap\.debug1\.txt$/).filter((name) => /busy|lostcancel/.test(name))) {
        const { stdout } = spawnSync('go', ['tool', 'pprof', '-raw', '-symbolize=none', capturePath(file)], {
          encoding: 'utf8',
        });
        const theirs = [...stdout.matchAll(/^ +(\d+) +(\d+) +(\d+) +(\d+): [\d ]*\n(?: +bytes:\[(\d+)\])?/gm)]
          .map((row) =>
            row
              .slice(1, 6)
              .map((value) => Number(value ?? 0))
              .join(' '),
          )
          .sort();
        const { samples, labelSets } = await openFile(capturePath(file));
        const ours = Array.from({ length: samples.count }, (_, row) => {
          const label = labelSets.number[labelSets.start[samples.labels[row]]];
          const values = samples.values.map((column) => column[row]);
          return [...values, samples.labels[row] === 0 ? 0 : label].join(' ');
        }).sort();
        expect(theirs.length).toBeGreaterThan(20);
        // pprof leaves out rows without any value.
        expect(ours.filter((row) => !row.startsWith('0 0 0 0'))).toEqual(
          theirs.filter((row) => !row.startsWith('0 0 0 0')),
        );
      }
    },
    60_000,
  );

  test('MemStats by their Go names', async () => {
    const { memStats } = await openFile(capturePath('parked100k/go1.26/heap.debug1.txt'));
    expect(memStats).toMatchObject({ NumForcedGC: expect.any(Number) as number });
    expect(memStats?.['StackInuse']).toBeGreaterThan(2e8);
    expect(memStats?.['HeapInuse']).toBeGreaterThan(9e7);
    expect(memStats?.['MCacheSys']).toBeGreaterThan(memStats?.['MCacheInuse'] ?? Infinity);
  });

  test('a cut text says how much of it there is', async () => {
    const row = '1: 16 [2: 32] @ 0x401001\n#\t0x401000\tmain.f+0x0\t/m.go:3\n\n';
    const opened = await openBytes(
      new TextEncoder().encode(`heap profile: 3: 48 [6: 96] @ heap/1048576\n${row}${row}`),
    );
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.notes[0].message).toContain('showing the first 66 % (4 of 6 sampled objects)');
  });
});
