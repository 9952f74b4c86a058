import { describe, expect, test } from 'vitest';
import {
  areaAt,
  cyclesFrom,
  gapsAfter,
  nearest,
  stackAreas,
  type AreaModel,
} from '../../../renderer/charts/area-model';
import { areaScale, areaSentence } from '../../../renderer/charts/area-option';
import { multiplePath } from '../../../renderer/charts/small-multiple-path';

const MiB = 1 << 20;
const area = (name: string, ...values: number[]) => ({ name, token: '--own1', values: Float64Array.from(values) });
const model = (change: Partial<AreaModel> = {}): AreaModel => ({
  ...{ unit: 'bytes', clock: 'time', times: [0, 60_000], overlays: [], limit: null, gc: [] },
  areas: [area('a', 10 * MiB, 20 * MiB), area('b', 5 * MiB, 40 * MiB)],
  ...change,
});

describe('areas that add up', () => {
  test('upper edges are sums from the ground', () => {
    expect(stackAreas(model().areas, 2).map((edge) => [...edge])).toEqual([
      [10 * MiB, 20 * MiB],
      [15 * MiB, 60 * MiB],
    ]);
  });

  test('what lies at a value is the area whose edges enclose it', () => {
    const { areas } = model();
    expect([1, 10, 11, 15].map((mib) => areaAt(areas, 0, mib * MiB)?.name)).toEqual(['a', 'a', 'b', 'b']);
    expect([areaAt(areas, 0, 16 * MiB), areaAt(areas, 0, -1)]).toEqual([null, null]);
  });

  test('a ceiling close to the values is on the scale, one far above is not', () => {
    expect(areaScale(model({ limit: 100 * MiB }))).toMatchObject({ limited: true });
    expect(areaScale(model({ limit: 100 * MiB })).max).toBeGreaterThanOrEqual(100 * MiB);
    expect(areaScale(model({ limit: 4096 * MiB }))).toMatchObject({ limited: false, max: 64 * MiB });
  });

  test('gaps are more than 2.5 times the usual distance, and only on a clock', () => {
    const times = [0, 10, 20, 60, 70, 80];
    expect(gapsAfter(times, 'time')).toEqual([2]);
    expect(gapsAfter(times, 'order')).toEqual([]);
  });

  test('the nearest moment; the cycles that a count tells', () => {
    expect([nearest([0, 10, 30], 19), nearest([0, 10, 30], 21), nearest([], 4)]).toEqual([1, 2, -1]);
    expect(cyclesFrom([0, 10, 20], [3, 5, 5], 40)).toEqual([5, 10]);
  });

  test('says first, last and how much there is', () => {
    expect(areaSentence(model())).toMatch(/^15\.0\u00a0MiB at .*, 60\.0\u00a0MiB at .*, in 2 areas over 2 moments$/);
  });
});

test('a small multiple leaves gaps open and stands on zero', () => {
  const { line, area: filled, x } = multiplePath([0, 10, NaN, 10], [0, 1, 2, 3], 10, 30, 12);
  expect(x).toEqual([0, 10, 20, 30]);
  expect(line).toBe('M0 11L10 1M30 1');
  expect(filled).toBe('M0 11L0 11L10 1L10 11ZM30 11L30 1L30 11Z');
});
