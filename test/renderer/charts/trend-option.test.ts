import { describe, expect, it } from 'vitest';
import { sparkPath } from '../../../renderer/charts/spark-path';
import { axisCount, trendLabels, trendOption, trendRange, trendSentence } from '../../../renderer/charts/trend-option';

const THEME = { line: '#b5123a', ink: '#000', ink2: '#555', grid: '#eee', canvas: '#fff', font: 'sans' };
const START = Date.UTC(2026, 4, 1, 14, 2, 10);
const points = [36005, 37305, 38605, 39905, 41205].map((count, i) => ({ timeMs: START + i * 60_000, count }));

describe('trendRange', () => {
  it('encloses the counts in few round steps', () => {
    for (const counts of [[36005, 41205], [0, 3], [12, 12], [0, 0], [1], [120, 360, 720], [999_999, 1_000_001]]) {
      const { min, max, step } = trendRange(counts);
      expect(min).toBeLessThanOrEqual(Math.min(...counts));
      expect(max).toBeGreaterThanOrEqual(Math.max(...counts));
      expect((max - min) / step).toBeLessThanOrEqual(5);
      expect(Number.isInteger((max - min) / step)).toBe(true);
    }
  });

  it('begins at zero for a steady series, near the counts for a small change', () => {
    expect(trendRange([12, 12]).min).toBe(0);
    expect(trendRange([12, 13, 12])).toEqual({ min: 0, max: 15, step: 5 });
    expect(trendRange([36005, 41205]).min).toBeGreaterThan(30_000);
  });
});

describe('trendOption', () => {
  it('has a point a capture, times as labels and the last count spelt out', () => {
    const option = JSON.parse(JSON.stringify(trendOption(points, THEME))) as {
      xAxis: { data: string[] };
      series: { data: (number | { value: number; label: { formatter: string } })[] }[];
      animation: boolean;
    };
    expect(option.animation).toBe(false);
    expect(option.xAxis.data).toEqual(['14:02', '14:03', '14:04', '14:05', '14:06']);
    expect(option.series[0]!.data.slice(0, 4)).toEqual([36005, 37305, 38605, 39905]);
    expect(option.series[0]!.data[4]).toMatchObject({ value: 41205, label: { formatter: '41,205' } });
  });

  it('numbers captures whose time is unknown, and shows seconds in short series', () => {
    expect(trendLabels(points.map((p, i) => ({ ...p, timeMs: i === 2 ? null : p.timeMs })))).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
    expect(trendLabels(points.slice(0, 3))).toEqual(['14:02:10', '14:03:10', '14:04:10']);
  });

  it('says itself in one sentence', () => {
    expect(trendSentence(points)).toBe('36,005 goroutines at 14:02, 41,205 at 14:06, 5 captures');
  });

  it('shortens counts of the axis', () => {
    expect([950, 9500, 36_000, 1_300_000].map(axisCount)).toEqual(['950', '9,500', '36\u00a0k', '1.3\u00a0M']);
  });
});

describe('sparkPath', () => {
  it('rises with the series and ends at its dot', () => {
    const { path, x, y } = sparkPath([1, 2, 3]);
    expect(path).toMatch(/^M1 \d/);
    expect(path.endsWith(`${x} ${y}`)).toBe(true);
    expect(y).toBe(2);
  });

  it('lies inside the cell for steady, single and zero series', () => {
    for (const values of [[5, 5, 5], [7], [0, 0]]) {
      const { x, y } = sparkPath(values);
      expect(x).toBeLessThanOrEqual(60);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(16);
    }
  });
});
