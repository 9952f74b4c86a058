import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countInversions, mannKendall } from '@core/analysis/mann-kendall-stat';
import { theilSen } from '@core/analysis/theil-sen-stat';
import { median, orderByTime, shapeReason, trendOf, type Shape } from '@core/analysis/trend';

const steps = (values: readonly number[]) => values.map((_, i) => i);
const shape = (values: readonly number[], options = {}): Shape => trendOf(steps(values), values, options).shape;
/** Repeatable noise, 0 ≤ x < 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
function permutations(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, i) =>
    permutations([...values.slice(0, i), ...values.slice(i + 1)]).map((rest) => [value, ...rest]),
  );
}
function signs(values: readonly number[]): number {
  let s = 0;
  values.forEach((a, i) => {
    for (const b of values.slice(i + 1)) s += Math.sign(b - a);
  });
  return s;
}

describe('Mann–Kendall', () => {
  it.each([
    [[1, 2, 3], 3, 1 / 6],
    [[1, 2, 3, 4], 6, 1 / 24],
    [[1, 2, 3, 4, 5], 10, 1 / 120],
    [[5, 4, 3, 2, 1], -10, 1],
    // Kendall's table for n = 5: P(S ≥ 8) = 0.042, P(S ≥ 6) = 0.117.
    [[1, 2, 3, 5, 4], 8, 5 / 120],
    [[2, 1, 3, 5, 4], 6, 14 / 120],
  ])('%j: S = %d, p = %d', (values, s, p) => {
    const test = mannKendall(values);
    expect(test.s).toBe(s);
    expect(test.pUp).toBeCloseTo(p, 12);
    expect(test.exact).toBe(true);
  });

  it('counts all orders of up to seven values, ties too, exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 7 }), (values) => {
        const s = signs(values);
        const all = permutations(values).map(signs);
        const test = mannKendall(values);
        expect(test.s).toBe(s);
        expect(test.pUp).toBeCloseTo(all.filter((other) => other >= s).length / all.length, 12);
        expect(test.pDown).toBeCloseTo(all.filter((other) => other <= s).length / all.length, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('goes over into the normal distribution without a step', () => {
    const draw = random(7);
    for (let run = 0; run < 30; run++) {
      const values = Array.from({ length: 10 }, (_, i) => 0.2 * i + draw());
      const exact = mannKendall(values);
      // As varianceOfS without ties: 10·9·25 / 18.
      const z = (exact.s - 1) / Math.sqrt(125);
      const tail = mannKendall([...values, median(values)]);
      expect(tail.exact).toBe(false);
      expect(Math.abs(exact.pUp - normalTail(z))).toBeLessThan(0.02);
    }
  });

  it('calls one in twenty noises significant at 5 %, no more', () => {
    const draw = random(3);
    let significant = 0;
    for (let run = 0; run < 1000; run++) {
      if (mannKendall(Array.from({ length: 20 }, () => Math.floor(5 * draw()))).pUp < 0.05) significant++;
    }
    expect(significant).toBeGreaterThan(25);
    expect(significant).toBeLessThan(75);
  });

  it('has nothing to say about values that are all the same', () => {
    expect(mannKendall([4, 4, 4, 4, 4])).toMatchObject({ s: 0, tau: 0, pUp: 1, pDown: 1 });
    expect(mannKendall(new Array<number>(50).fill(4))).toMatchObject({ s: 0, tau: 0, pUp: 1, pDown: 1 });
  });

  it('counts inversions as a loop does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 60 }), fc.boolean(), (values, orEqual) => {
        let slow = 0;
        values.forEach((a, i) => {
          for (const b of values.slice(i + 1)) if (b < a || (orEqual && b === a)) slow++;
        });
        expect(countInversions(values, orEqual)).toBe(slow);
      }),
    );
  });
});

/** By the trapezoid rule: another way than the code's. */
function normalTail(z: number): number {
  let area = 0;
  for (let x = z; x < z + 12; x += 0.001) area += Math.exp((-x * x) / 2) * 0.001;
  return area / Math.sqrt(2 * Math.PI);
}

describe('Theil–Sen', () => {
  it('is the slope of a line, whatever a fifth of the points say', () => {
    const times = Array.from({ length: 20 }, (_, i) => 3 * i);
    const values = times.map((t, i) => (i % 5 === 2 ? 10_000 : 7 + 2 * t));
    expect(theilSen(times, values).slope).toBeCloseTo(2, 9);
  });

  it('has a confidence interval from five points on', () => {
    expect(theilSen([0, 1, 2, 3], [0, 1, 2, 4])).toMatchObject({ low: -Infinity, high: Infinity });
    expect(theilSen([0, 1, 2, 3, 4], [0, 1, 2, 3, 5])).toEqual({ slope: 1, low: 1, high: 2 });
    expect(theilSen([0], [1]).slope).toBeNaN();
  });

  it('holds the true slope in 95 of 100 intervals', () => {
    const draw = random(11);
    let inside = 0;
    for (let run = 0; run < 400; run++) {
      const times = Array.from({ length: 15 }, (_, i) => i);
      const { low, high } = theilSen(
        times,
        times.map((t) => 0.3 * t + draw() + draw() + draw()),
      );
      if (low <= 0.3 && 0.3 <= high) inside++;
    }
    expect(inside / 400).toBeGreaterThan(0.92);
    expect(inside / 400).toBeLessThan(0.99);
  });

  it('counts slopes of long series as it sorts those of short ones', () => {
    const draw = random(5);
    const times = Array.from({ length: 301 }, (_, i) => i + 0.5 * draw());
    const values = times.map((t) => Math.floor(t / 7) + 20 * draw());
    const counted = theilSen(times, values);
    const slopes: number[] = [];
    times.forEach((t, i) => {
      for (let j = i + 1; j < times.length; j++) slopes.push((values[j] - values[i]) / (times[j] - t));
    });
    expect(counted.slope).toBeCloseTo(median(slopes), 6);
    expect(counted.low).toBeLessThan(counted.slope);
    expect(counted.high).toBeGreaterThan(counted.slope);
  });

  it('is exactly 0 where most of a long series stands', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i % 100 === 7 ? 1 : 0));
    expect(theilSen(steps(values), values).slope).toBe(0);
  });

  it('takes 10,000 points', () => {
    const draw = random(2);
    const times = Array.from({ length: 10_000 }, (_, i) => i);
    const values = times.map((t) => 0.01 * t + 5 * draw());
    expect(trendOf(times, values)).toMatchObject({ shape: 'growing', claim: 'trend', points: 10_000 });
    expect(theilSen(times, values).slope).toBeCloseTo(0.01, 3);
  });
});

describe('shape', () => {
  it.each<[Shape, readonly number[]]>([
    ['growing', [1, 2, 3]],
    ['growing', [10, 20, 30, 40, 50]],
    ['growing', [10, 10, 20, 20, 30, 30, 40, 40, 50]],
    ['growing', [1, 2, 4, 8, 16, 32]],
    ['plateau', [0, 100, 101]],
    ['plateau', [0, 40, 70, 85, 93, 97, 98, 99, 99, 99]],
    ['plateau', [0, 100, 100, 100, 100, 100]],
    ['sawtooth', [10, 90, 12, 88, 11, 91, 13, 90, 12]],
    ['sawtooth', [10, 50, 90, 10, 50, 90, 10, 50, 90]],
    ['sawtooth', [10, 40, 80, 12, 40, 70]],
    ['falling', [50, 40, 30, 20, 10]],
    ['steady', [5, 5, 5]],
    ['unclear', []],
    ['unclear', [3]],
    ['unclear', [1, 1000]],
    ['plateau', [1, 9, 8]],
    // Three points must rise all.
    ['unclear', [1, 1, 2]],
  ])('%s: %j', (expected, values) => {
    expect(shape(values)).toBe(expected);
  });

  it('a leak under garbage that comes and goes grows: its troughs rise', () => {
    const saw = Array.from({ length: 24 }, (_, i) => 20 * i + 150 * (i % 4));
    expect(shape(saw)).toBe('growing');
  });

  it('a cache that fills up plateaus, from two time constants on', () => {
    for (const constants of [4, 5, 8]) {
      const values = Array.from({ length: 20 }, (_, i) => 1000 * (1 - Math.exp((-constants * i) / 19)));
      expect(shape(values)).toBe('plateau');
    }
    const two = Array.from({ length: 20 }, (_, i) => 1000 * (1 - Math.exp((-2 * i) / 19)));
    expect(shape(two)).toBe('unclear');
  });

  it('noise is no change', () => {
    const draw = random(1);
    const values = Array.from({ length: 30 }, () => 1000 + 20 * draw());
    expect(shape(values, { noise: 10 })).toBe('steady');
    expect(shape(values, { least: 25 })).toBe('steady');
    expect(shape([1000, 1001, 1002, 1003, 1004], { least: 50 })).toBe('steady');
  });

  it('says why', () => {
    const values = [10, 20, 30, 40, 50];
    expect(shapeReason(trendOf(steps(values), values))).toBe(
      'it still rises at the end, at 100\u00a0% of its mean slope',
    );
    expect(shapeReason(trendOf([0, 1], [1, 5]))).toBe('two values have no shape');
  });

  it('claims no more than so many points can say', () => {
    const claim = (n: number) =>
      trendOf(
        steps(new Array<number>(n).fill(0)),
        Array.from({ length: n }, (_, i) => i),
      );
    expect([0, 1, 2, 3, 4, 5].map((n) => claim(n).claim)).toEqual([
      'nothing',
      'nothing',
      'nothing',
      'monotone',
      'monotone',
      'trend',
    ]);
    expect(claim(3).pUp).toBeCloseTo(1 / 6, 12);
  });
});

const SERIES = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 });

it('does not see where the values and times begin, nor in what unit they are', () => {
  fc.assert(
    fc.property(SERIES, fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 1, max: 8 }), (values, by, power) => {
      const factor = 2 ** power;
      const plain = trendOf(steps(values), values, { noise: 1, least: 4 });
      const moved = trendOf(
        steps(values).map((t) => t * factor + by),
        values.map((value) => value + by),
        { noise: 1, least: 4 },
      );
      const scaled = trendOf(
        steps(values),
        values.map((value) => value * factor),
        { noise: factor, least: 4 * factor },
      );
      for (const other of [moved, scaled]) {
        expect(other.shape).toBe(plain.shape);
        expect(other.pUp).toBe(plain.pUp);
        expect(other.tau).toBe(plain.tau);
      }
      expect(moved.slope * factor).toBeCloseTo(plain.slope, 6);
      expect(scaled.slope / factor).toBeCloseTo(plain.slope, 6);
    }),
  );
});

it('takes points in any order', () => {
  fc.assert(
    fc.property(SERIES, fc.integer({ min: 1, max: 97 }), (values, seed) => {
      const draw = random(seed);
      const shuffled = steps(values)
        .map((t) => ({ t, key: draw() }))
        .sort((a, b) => a.key - b.key);
      expect(
        trendOf(
          shuffled.map(({ t }) => t),
          shuffled.map(({ t }) => values[t]),
        ),
      ).toEqual(trendOf(steps(values), values));
    }),
  );
});

it('turned around, a rise is a fall', () => {
  fc.assert(
    fc.property(SERIES, (values) => {
      const there = mannKendall(values);
      const back = mannKendall([...values].reverse());
      expect(back.s).toBe(-there.s || 0);
      expect(back.pUp).toBeCloseTo(there.pDown, 9);
    }),
  );
});

it('takes several values of one moment as their median, and counts what is no number', () => {
  const trend = trendOf([0, 1, 1, 1, 2, 3, NaN], [1, 2, 50, 3, 4, 5, 6]);
  expect(trend).toMatchObject({ points: 4, skipped: 1, shape: 'growing', s: 6 });
  expect(trendOf([5, 5, 5], [1, 2, 3])).toMatchObject({ points: 1, shape: 'unclear', claim: 'nothing' });
  expect(trendOf([0, 1, 2], [1, Infinity, 3])).toMatchObject({ points: 2, skipped: 1 });
});

describe('orderByTime', () => {
  const own = (timeMs: number) => ({ timeMs, timeSource: 'capture' as const });
  const file = (timeMs: number) => ({ timeMs, timeSource: 'file' as const });
  it('by the time of the captures', () => {
    const { order, times, timed } = orderByTime([own(180_000), own(60_000), own(120_000)]);
    expect(order).toEqual([1, 2, 0]);
    expect([...times]).toEqual([0, 1, 2]);
    expect(timed).toBe(true);
  });
  it('as given where one has only the time of its file', () => {
    expect(orderByTime([own(180_000), file(60_000), own(120_000)])).toMatchObject({ order: [0, 1, 2], timed: false });
    expect(orderByTime([file(0), file(30_000), file(60_000)])).toMatchObject({ order: [0, 1, 2], timed: true });
  });
  it('without times where they are unknown or share a moment', () => {
    expect(orderByTime([own(1000), { timeMs: null, timeSource: null }]).timed).toBe(false);
    expect(orderByTime([file(1000), file(1010), file(1020)]).timed).toBe(false);
    expect(orderByTime([own(1000), own(1000)]).timed).toBe(false);
    expect([...orderByTime([file(5), file(5), file(5)]).times]).toEqual([0, 1, 2]);
    expect(orderByTime([])).toMatchObject({ order: [], timed: false });
  });
});
