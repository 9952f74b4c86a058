import { describe, expect, it } from 'vitest';
import { normalizeTo } from '@core/analysis/normalize';
import type { Normalize } from '@core/api/profile';
import type { Capture } from '@core/model/tables';
import { captureOf } from '../../support/stacks';

const during = (seconds: number | null, ...lines: string[]): Capture => ({
  ...captureOf(lines, { name: `${seconds ?? 'no'} seconds` }),
  durationNs: seconds === null ? null : seconds * 1e9,
});
const valuesOf = (capture: Capture): number[][] => capture.samples.values.map((column) => [...column]);

function scaled(capture: Capture, base: Capture, by: Normalize): number[][] | string {
  const result = normalizeTo(capture, base, by, 'samples');
  return result.ok ? valuesOf(result.value) : result.error;
}

const BASE = during(10, 'ex.com/q.A:1 30', 'ex.com/q.A:1;ex.com/q.B:2 70', 'ex.com/q.C:3 100');
const NEW = during(40, 'ex.com/q.A:1 60', 'ex.com/q.A:1;ex.com/q.B:2 340', 'ex.com/q.C:3 1000');

describe('what is compared is scaled', () => {
  it('not at all, or to the total', () => {
    expect(scaled(NEW, BASE, false)).toEqual([[60, 340, 1000]]);
    expect(scaled(NEW, BASE, true)).toEqual([[9, 49, 143]]);
  });

  it('to the duration: rates are compared', () => {
    expect(scaled(NEW, BASE, 'duration')).toEqual([[15, 85, 250]]);
    expect(scaled(BASE, NEW, 'duration')).toEqual([[120, 280, 400]]);
  });

  it('to what a function has with all it calls, by its name or its short one', () => {
    // A has 100 in the base and 400 here.
    expect(scaled(NEW, BASE, { function: 'ex.com/q.A' })).toEqual([[15, 85, 250]]);
    expect(scaled(NEW, BASE, { function: 'q.A' })).toEqual([[15, 85, 250]]);
    expect(scaled(NEW, BASE, { function: 'ex.com/q.C' })).toEqual([[6, 34, 100]]);
  });

  it('each sample type by its own; one in which the function has nothing stays as it is', () => {
    const types = [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ];
    const base = captureOf(['q.A:1 10 0', 'q.B:1 10 5'], { types });
    const newer = captureOf(['q.A:1 20 7', 'q.B:1 30 9'], { types });
    expect(scaled(newer, base, { function: 'q.A' })).toEqual([
      [10, 15],
      [7, 9],
    ]);
  });

  it('a recursive function counts once', () => {
    const base = captureOf(['q.A:1;q.A:2;q.A:3 10']);
    expect(scaled(captureOf(['q.A:1;q.A:2 40', 'q.B:1 8']), base, { function: 'q.A' })).toEqual([[10, 2]]);
  });
});

describe('where that cannot be it says why', () => {
  it('no duration', () => {
    const timeless = during(null, 'q.A:1 5');
    expect(scaled(NEW, timeless, 'duration')).toBe('no seconds does not say how long it was recorded.');
    expect(scaled(timeless, { ...timeless, durationNs: 0 }, 'duration')).toContain('do not say');
  });

  it('no such function, several, or nothing of it in one of the two', () => {
    expect(scaled(NEW, BASE, { function: 'q.Z' })).toBe('There is no function q.Z in either.');
    expect(scaled(NEW, captureOf(['ex.com/q.C:1 1']), { function: 'ex.com/q.A' })).toMatch(/^q\.A has no samples in /);
    const two = captureOf(['a.com/q.A:1 1', 'b.com/q.A:1 1']);
    expect(scaled(two, two, { function: 'q.A' })).toBe('2 functions are called q.A: a.com/q.A, b.com/q.A.');
  });
});
