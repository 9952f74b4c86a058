import { expect, test } from 'vitest';
import type { TimelineAnswer } from '@core/api/profile';
import { grownMost, profileModel, rangeRows } from '../../../../renderer/views/heap/heap-model';
import { edgeAfter } from '../../../../renderer/views/heap/plot';

const area = (name: string, origin: 'own' | 'std', ...values: number[]): TimelineAnswer['areas'][number] => ({
  ...{ name, origin, perMinute: null },
  values: Float64Array.from(values),
  change: (values.at(-1) ?? 0) - (values[0] ?? 0),
});
const answer: TimelineAnswer = {
  sampleType: { type: 'inuse_space', unit: 'bytes' },
  captures: [0, 60_000, 120_000].map((atMs, capture) => ({ capture, atMs, total: 0, shown: 0 })),
  clock: 'time',
  areas: [area('app', 'own', 10, 20, 60), area('net', 'std', 30, 20, 20)],
  rest: { areas: 3, values: Float64Array.from([1, 2, 3]) },
  tookMs: 1,
};

test('own code has hues, the rest recedes, and what is left is an area of its own', () => {
  const { areas, overlays, limit } = profileModel(answer, {});
  expect(areas.map(({ name, token }) => [name, token])).toEqual([
    ['app', '--own1'],
    ['net', '--std'],
    ['3 more', '--sel-idle'],
  ]);
  expect([overlays, limit]).toEqual([[], null]);
  expect(rangeRows(areas, 1, 2).map(({ at, change }) => [at, change])).toEqual([
    [60, 40],
    [20, 0],
    [3, 1],
  ]);
});

test('what grew most in a range, with its slope; what did not change is no row', () => {
  expect(grownMost(answer, 1, 2)).toMatchObject([{ name: 'app', change: 40, share: 1, perMinute: 40 }]);
  expect(grownMost(answer, 0, 2).map(({ name, change }) => [name, change])).toEqual([
    ['app', 50],
    ['net', -10],
  ]);
});

test('keys move an edge inside its bounds; others are left alone', () => {
  expect(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'x'].map((key) => edgeAfter(key, 5, 0, 20))).toEqual([
    4,
    6,
    0,
    20,
    7,
    null,
  ]);
  expect(edgeAfter('ArrowLeft', 0, 0, 20)).toBe(0);
});
