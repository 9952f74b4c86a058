import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceTimelineAnswer } from '@core/api/trace';
import { OVERVIEW_HEIGHT, trackMaxima, TRACKS } from '../../../renderer/charts/trace-painter';
import { momentText, panned, rangeText, timeTicks, zoomed } from '../../../renderer/charts/trace-scale';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('moments', () => {
  it.each([
    [1_840_000_000, 5e9, 1e7, '+1.84 s'],
    [1_883_880_000, 5e9, 1e4, '+1.88388 s'],
    [250_000_000, 9e8, 1e8, '+250 ms'],
    [1_500, 9_000, 100, '+1.5 µs'],
    [7, 90, 1, '+7 ns'],
    [0, 0, 0, '+0 ns'],
  ])('%d of %d in steps of %d is %s', (at, span, step, text) => {
    expect(plain(momentText(at, span, step))).toBe(text);
  });
  it('a range says its unit once', () => {
    expect(plain(rangeText({ fromNs: 1.84e9, toNs: 1.92e9 }))).toBe('+1.840 – +1.920 s');
    expect(plain(rangeText({ fromNs: 0, toNs: 750e6 }))).toBe('+0 – +750 ms');
  });
});

describe('ticks', () => {
  it('are round, inside, apart, and as fine as their step', () => {
    fc.assert(
      fc.property(
        fc.nat(1e10),
        fc.integer({ min: 10, max: 1e10 }),
        fc.integer({ min: 200, max: 3000 }),
        (from, span, width) => {
          const ticks = timeTicks({ fromNs: from, toNs: from + span }, width);
          for (const { x } of ticks) expect(x).toBeGreaterThanOrEqual(-1e-6);
          for (const { x } of ticks) expect(x).toBeLessThanOrEqual(width + 1e-6);
          const gaps = ticks.slice(1).map(({ x }, i) => x - (ticks[i]?.x ?? 0));
          for (const gap of gaps) expect(gap).toBeGreaterThan(95);
          expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
        },
      ),
      { seed: 4 },
    );
    expect(timeTicks({ fromNs: 5, toNs: 5 }, 800)).toEqual([]);
  });
});

describe('zoom', () => {
  const whole = { fromNs: 0, toNs: 1e9 };
  it('keeps what is under the pointer, stays inside, and ends as null', () => {
    const inner = zoomed(whole, whole, 2.5e8, 0.5);
    expect(inner).toEqual({ fromNs: 1.25e8, toNs: 6.25e8 });
    expect(zoomed(whole, { fromNs: 9e8, toNs: 1e9 }, 9.9e8, 4)).toEqual({ fromNs: 6e8, toNs: 1e9 });
    expect(zoomed(whole, { fromNs: 1e8, toNs: 9e8 }, 5e8, 2)).toBeNull();
    // Not finer than 100 ns.
    const least = zoomed(whole, { fromNs: 500, toNs: 600 }, 550, 0.1);
    expect((least?.toNs ?? 0) - (least?.fromNs ?? 0)).toBe(100);
  });
  it('moves as far as there is room', () => {
    expect(panned(whole, { fromNs: 1e8, toNs: 2e8 }, -5)).toEqual({ fromNs: 0, toNs: 1e8 });
    expect(panned(whole, { fromNs: 1e8, toNs: 2e8 }, 0.5)).toEqual({ fromNs: 1.5e8, toNs: 2.5e8 });
    expect(panned(whole, { fromNs: 8e8, toNs: 9e8 }, 5)).toEqual({ fromNs: 9e8, toNs: 1e9 });
  });
});

describe('tracks', () => {
  it('do not overlap and end where the overview does', () => {
    let below = 20;
    for (const { top, height } of TRACKS) {
      expect(top).toBeGreaterThanOrEqual(below);
      below = top + height;
    }
    expect(below).toBeLessThanOrEqual(OVERVIEW_HEIGHT);
  });
  it('are as high as their largest value, the Ps as there are Ps', () => {
    const answer: TraceTimelineAnswer = {
      range: { fromNs: 0, toNs: 2 },
      ...{
        bucketNs: 1,
        width: 2,
        states: [Float32Array.of(1, 4), Float32Array.of(2, 3)],
        runQueue: Float32Array.of(5, 0),
      },
      ...{ procs: Float32Array.of(1, 2), gcProcs: Float32Array.of(0, 1), procCount: 8 },
      ...{ heap: Float64Array.of(NaN, 100), goal: Float64Array.of(NaN, 180) },
      ...{ gc: [{ fromNs: 0, toNs: 1 }], stw: [], folded: { gc: 0, stw: 0 }, tookMs: 1 },
    };
    expect(trackMaxima(answer)).toEqual({ states: 7, queue: 5, procs: 8, heap: 180, gc: 1 });
  });
});
