import { describe, expect, it } from 'vitest';
import { miniArea } from '../../../renderer/charts/mini-area';

const size = { width: 100, height: 50 };
const range = { from: 0, to: 10 };

describe('a small area', () => {
  it('spans its range and not its values: what was not seen yet is empty', () => {
    const [area] = miniArea(
      [
        { at: 5, value: 1 },
        { at: 10, value: 2 },
      ],
      range,
      size,
      true,
    );
    expect(area?.line.startsWith('M50 ')).toBe(true);
    expect(area?.line).toMatch(/L100 /);
    expect(area?.area.endsWith('L100 50L50 50Z')).toBe(true);
  });
  it('has a gap where a value is not known', () => {
    const points = [1, null, null, 4, 5].map((value, at) => ({ at, value }));
    const runs = miniArea(points, range, size, false);
    expect(runs).toHaveLength(2);
    expect(runs[0]?.line).toMatch(/h2$/);
  });
  it('of nothing is nothing', () => {
    expect(miniArea([{ at: 1, value: null }], range, size, true)).toEqual([]);
  });
  it('a series of zeros lies on the floor', () => {
    const [area] = miniArea(
      [
        { at: 0, value: 0 },
        { at: 10, value: 0 },
      ],
      range,
      size,
      true,
    );
    expect(area?.line).toBe('M0 49L100 49');
  });
});
