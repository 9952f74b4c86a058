import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { unsample } from '@core/formats/heap-text/unsample';
import type { Capture } from '@core/model/tables';
import { openBytes, openFile } from '../../../support/check-import';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { goMissing, pprofRaw } from '../../../support/go';

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
        const theirs = pprofRaw(capturePath(file))
          .samples.map(({ values, labels }) => [...values, Number(/bytes:\[(\d+)\]/.exec(labels)?.[1] ?? 0)].join(' '))
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

describe('texts of other allocators', () => {
  const read = async (text: string): Promise<Capture> => {
    const opened = await openBytes(new TextEncoder().encode(text));
    if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
    return opened.value;
  };
  const types = ({ samples }: Capture) => samples.types.map(({ type }) => type).join(' ');
  const row = ({ samples }: Capture) => samples.values.map((column) => column[0]).join(' ');
  const why = goMissing();

  test.skipIf(why !== null).each([
    ['growth', 'heap profile: 2: 64 [ 2: 64 ] @ growthz\n2: 64 [ 2: 64 ] @ 0x401001 0x401101\n'],
    ['fragmentation', 'heap profile: 2: 64 [ 0: 0 ] @ fragmentationz\n2: 64 [ 0: 0 ] @ 0x401001\n'],
    ['heapprofile', 'heap profile: 2: 64 [ 3: 96 ] @ heapprofile\n2: 64 [ 3: 96 ] @ 0x401001\n'],
    ['heap_v2 in use', 'heap profile: 2: 64 [ 2: 64 ] @ heap_v2/524288\n2: 64 [ 2: 64 ] @ 0x401001\n'],
    ['heap_v2 of all', 'heap profile: 2: 640 [ 9: 4096 ] @ heap_v2/4096\n2: 640 [ 9: 4096 ] @ 0x401001\n'],
    [
      'heapz_v2 with libraries',
      'heap profile: 1: 8 [1: 8] @ heapz_v2/16\n1: 8 [1: 8] @ 0x401001\nMAPPED_LIBRARIES:\nx\n',
    ],
  ])('%s as go tool pprof -raw', async (_, text) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'parkscope-heap-'));
    const file = path.join(folder, 'heap.txt');
    writeFileSync(file, text);
    const theirs = pprofRaw(file);
    rmSync(folder, { recursive: true });
    const ours = await read(text);
    expect(ours.notes).toEqual([]);
    expect(types(ours)).toBe(theirs.types.map((type) => type.replace(/\/.*/, '')).join(' '));
    expect(row(ours)).toBe(theirs.samples[0]?.values.join(' '));
    expect(ours.samples.period).toBe(theirs.period);
  });

  test('bytes without an object are no row', async () => {
    const text = await read('heap profile: 1: 8 [1: 8] @ heap/2\n1: 8 [1: 8] @ 0x2\n0: 5 [1: 8] @ 0x2\n');
    expect(text.samples.count).toBe(1);
    expect(text.notes[0]).toMatchObject({ kind: 'skipped', count: 1, offset: 53 });
  });

  test.each([
    ['a CPU profile in the binary form', new Uint8Array(new Uint32Array([0, 3, 0, 10_000, 0, 1, 1, 5]).buffer)],
    ['a CPU profile in the binary form', new Uint8Array(new BigUint64Array([0n, 3n, 1n, 10_000n, 0n]).buffer)],
    ['a list of threads', new TextEncoder().encode('--- threadz 1 ---\n\n--- Thread 7ff (name: main/1) stack: ---\n')],
  ])('%s is recognised and refused', async (what, bytes) => {
    const opened = await openBytes(bytes);
    expect(opened).toMatchObject({ ok: false, error: { code: 'unsupported-version' } });
    if (!opened.ok) expect(opened.error.message).toContain(what);
  });
});
