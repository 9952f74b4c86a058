import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compatible, mergeCaptures } from '@core/analysis/merge';
import { normalize } from '@core/analysis/normalize';
import { scaleSamples } from '@core/analysis/scale';
import { assertIntegrity } from '@core/model/integrity';
import type { Capture } from '@core/model/tables';
import { openBytes, stackText } from '../../support/check-import';
import { captureFiles, capturePath } from '../../support/fixtures';
import { captureOf } from '../../support/stacks';

const sums = ({ samples }: Capture): number[] =>
  samples.values.map((column) => column.reduce((sum, value) => sum + value, 0));
const merge = (...captures: Capture[]): Capture => mergeCaptures(captures.map((capture) => ({ capture, label: null })));
/** Every sample as text, sorted. */
const rows = (capture: Capture): string[] =>
  Array.from({ length: capture.samples.count }, (_, row) => {
    const values = capture.samples.values.map((column) => column[row]).join(' ');
    return `${stackText(capture, capture.samples.stack[row]).join(';')} = ${values}`;
  }).sort();

describe('the sum of profiles', () => {
  it('makes equal samples one and drops what has no value', () => {
    const a = captureOf(['main.main:1;a.A:2 4', 'main.main:1 0', 'main.main:1;b.B:1 3 {tenant=x}']);
    const b = captureOf(['main.main:1;a.A:2 5', 'main.main:1;b.B:1 1 {tenant=y}', 'main.main:1;a.A:3 1']);
    const sum = merge(a, b);
    assertIntegrity(sum);
    expect(rows(sum)).toEqual([
      'a.A a.go:2;main.main main.go:1 = 9',
      'a.A a.go:3;main.main main.go:1 = 1',
      'b.B b.go:1;main.main main.go:1 = 1',
      'b.B b.go:1;main.main main.go:1 = 3',
    ]);
  });

  it.each(captureFiles(/^(busy|service)\/go1\.2[67]\/[^/]*\.pb\.gz$|busy\/go1\.26\/.*debug1\.txt$/))(
    '%s: twice is twice, once is once, minus itself is nothing',
    async (file) => {
      const opened = await openBytes(new Uint8Array(readFileSync(capturePath(file))));
      if (!opened.ok) throw new Error(opened.error.message);
      const once = merge(opened.value);
      const twice = merge(opened.value, opened.value);
      for (const capture of [once, twice]) assertIntegrity(capture);
      expect(sums(once)).toEqual(sums(opened.value));
      expect(sums(twice)).toEqual(sums(opened.value).map((sum) => 2 * sum));
      expect(twice.samples.count).toBe(once.samples.count);
      expect(rows(merge(once))).toEqual(rows(once));
      const minus = scaleSamples(
        once,
        once.samples.types.map(() => -1),
      );
      expect(merge(once, minus).samples.count).toBe(0);
    },
  );

  it('keeps what is labelled apart, and replaces a label of that name', () => {
    const capture = captureOf(['main.main:1 4', 'main.main:1 2 {side=old}']);
    const marked = mergeCaptures([
      { capture, label: null },
      { capture, label: { key: 'side', value: 'new' } },
    ]);
    assertIntegrity(marked);
    // 4 without a label, 2 with the old one, 6 with the new one.
    expect([...marked.samples.values[0]].sort()).toEqual([2, 4, 6]);
  });

  it('refuses what does not go together, in one sentence', () => {
    const cpu = captureOf(['main.main:1 4'], { types: [{ type: 'cpu', unit: 'nanoseconds' }], name: 'cpu' });
    const heap = captureOf(['main.main:1 4'], { types: [{ type: 'space', unit: 'bytes' }], name: 'heap' });
    expect(compatible([cpu, heap])).toEqual({
      ok: false,
      error: 'They have no sample type in common: cpu has cpu/nanoseconds; heap has space/bytes.',
    });
    const odd = captureOf(['main.main:1 4'], { types: [{ type: 'cpu', unit: 'bytes' }], name: 'odd' });
    expect(compatible([cpu, odd])).toMatchObject({
      ok: false,
      error: 'Units of cpu do not agree: cpu/nanoseconds and cpu/bytes.',
    });
  });
});

describe('scaling', () => {
  it('rounds halves away from zero and drops samples that become nothing', () => {
    const scaled = scaleSamples(captureOf(['a.A:1 5', 'a.A:2 -5', 'a.A:3 0', 'a.A:4 1']), [0.5]);
    expect([...scaled.samples.values[0]]).toEqual([3, -3, 1]);
    expect(scaleSamples(captureOf(['a.A:1 1', 'a.A:2 4']), [0.1]).samples.count).toBe(0);
  });

  it('to the total of another; of nothing comes nothing', () => {
    const base = captureOf(['a.A:1 30', 'b.B:1 70']);
    expect(sums(normalize(captureOf(['a.A:1 1', 'c.C:1 1']), base))).toEqual([100]);
    expect(normalize(captureOf(['a.A:1 1', 'a.A:2 -1']), base).samples.count).toBe(0);
  });
});
