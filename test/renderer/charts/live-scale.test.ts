import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockText,
  clockTicks,
  countTick,
  knownAt,
  LEAST_HEIGHT,
  LIVE_TRACKS,
  layoutLive,
  steadyOrder,
  valueScale,
} from '../../../renderer/charts/live-scale';

describe('the layout of the tracks', () => {
  it('fills the height without a gap, and never less than the least', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), (height) => {
        const { boxes, axisTop, channelRows } = layoutLive(height);
        let top = 0;
        for (const id of LIVE_TRACKS) {
          expect(boxes[id].top).toBe(top);
          top += boxes[id].height;
        }
        expect(axisTop).toBe(top);
        const total = top + 24;
        expect(total).toBeLessThanOrEqual(Math.max(height, LEAST_HEIGHT));
        // What is left over by rounding.
        expect(total).toBeGreaterThanOrEqual(Math.max(height, LEAST_HEIGHT) - 4);
        expect(boxes.channels.height).toBeGreaterThanOrEqual(27 + 17 * channelRows);
      }),
    );
  });
  it('a window of 1280x800 has what the picture has; a large one more rows of channels', () => {
    expect(layoutLive(658).channelRows).toBe(4);
    expect(layoutLive(938).channelRows).toBe(8);
  });
});

describe('a scale', () => {
  it('holds the largest value, with two to six round lines', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), fc.constantFrom(1000, 1024), (max, base) => {
        const { top, ticks } = valueScale(max, 3, base as 1000 | 1024);
        expect(top).toBeGreaterThanOrEqual(max);
        expect(top).toBeLessThan(max * 1.7);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.at(-1)).toBeLessThanOrEqual(top * 1.0001);
      }),
    );
  });
  it('stays while a series grows a little', () => {
    expect(valueScale(6218).top).toBe(valueScale(6300).top);
    expect(valueScale(6218).ticks).toEqual([2000, 4000, 6000]);
  });
  it('of memory is round in its unit', () => {
    const mebi = 1024 ** 2;
    expect(valueScale(359 * mebi, 2, 1024).ticks).toEqual([200 * mebi, 400 * mebi]);
  });
  it('of nothing has no lines', () => {
    expect(valueScale(0)).toEqual({ top: 1, ticks: [] });
    expect(valueScale(NaN)).toEqual({ top: 1, ticks: [] });
  });
  it.each([
    [2000, '2 k'],
    [2500, '2.5 k'],
    [400, '400'],
    [1_500_000, '1.5 M'],
  ])('%d stands as %s', (value, text) => expect(countTick(value).replaceAll('\u00a0', ' ')).toBe(text));
});

describe('moments of the clock', () => {
  const at = new Date(2026, 3, 5, 15, 20, 36, 214).getTime();
  it('are as fine as asked for', () => {
    expect(clockText(at)).toBe('15:20:36');
    expect(clockText(at, 100)).toBe('15:20:36.2');
    expect(clockText(at, 5)).toBe('15:20:36.214');
  });
  it('ticks are round, inside, in order and apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 40 * 86_400_000 }),
        fc.integer({ min: 200, max: 2000 }),
        (span, width) => {
          const ticks = clockTicks(at, at + span, width);
          for (const [i, { x }] of ticks.entries()) {
            expect(x).toBeGreaterThanOrEqual(-1e-6);
            expect(x).toBeLessThanOrEqual(width + 1e-6);
            if (i > 0) expect(x - ticks[i - 1]!.x).toBeGreaterThanOrEqual(109);
          }
        },
      ),
    );
    expect(clockTicks(at, at + 120_000, 640).map(({ label }) => label)).toEqual([
      '15:21:00',
      '15:21:30',
      '15:22:00',
      '15:22:30',
    ]);
  });
});

describe('what is known', () => {
  it('at a column is the last value before it, within reach', () => {
    const values = Float64Array.of(NaN, 3, NaN, NaN, NaN, 8);
    expect(knownAt(values, 0, 5)).toBeNaN();
    expect(knownAt(values, 2, 5)).toBe(3);
    expect(knownAt(values, 4, 2)).toBeNaN();
    expect(knownAt(values, 99, 99)).toBe(8);
  });
});

describe('the order of the states', () => {
  const of = (...sizes: readonly (readonly [string, number])[]) => sizes.map(([name, at]) => ({ name, at }));
  it('begins by size', () => {
    expect(steadyOrder([], of(['select', 5], ['send', 9], ['io', 7]))).toEqual(['send', 'io', 'select']);
  });
  it('does not change for a small difference, and does for a large one', () => {
    const first = steadyOrder([], of(['a', 10], ['b', 9]));
    expect(steadyOrder(first, of(['a', 10], ['b', 11]))).toEqual(['a', 'b']);
    expect(steadyOrder(first, of(['a', 10], ['b', 13]))).toEqual(['b', 'a']);
  });
  it('drops who is gone, takes in who is new, and keeps the rest last', () => {
    expect(steadyOrder(['a', 'b'], of(['b', 5], ['other', 90], ['c', 7]))).toEqual(['c', 'b', 'other']);
  });
  it('holds every name exactly once', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(names, names, fc.array(fc.nat(100), { minLength: 12, maxLength: 12 }), (before, now, sizes) => {
        const order = steadyOrder(
          before,
          now.map((name, i) => ({ name, at: sizes[i] ?? 0 })),
        );
        expect([...order].sort()).toEqual([...now].sort());
      }),
    );
  });
});
