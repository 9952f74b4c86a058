import { describe, expect, it } from 'vitest';
import type { MetricSeriesAnswer } from '@core/api/metrics';
import { lineDash, metricSentence, momentText, valueRange } from '../../../renderer/charts/metric-option';
import { metricValue } from '../../../renderer/charts/metric-text';

const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('values of metrics', () => {
  it.each([
    [31580160, 'bytes', '30.1 MiB'],
    [678, 'bytes/s', '678 B/s'],
    [0.000547, 'seconds', '547 µs'],
    [0, 'seconds', '0 s'],
    [0.42, 'seconds/s', '420 ms/s'],
    [84, '', '84'],
    [41205, '', '41,205'],
    [3.61234, '/s', '3.61/s'],
    [12, '/scrape', '12/scrape'],
    [0.00129, '', '0.00129'],
    [0.0000004, '', '4.0e−7'],
    [9.2e18, '', '9.2e+18'],
    [-2.5, '', '−2.5'],
    [100, 'percent', '100 %'],
    [4, 'connections', '4 connections'],
    [Infinity, 'bytes', '∞'],
    [-Infinity, '', '−∞'],
    [NaN, '', '–'],
    [null, 'bytes', '–'],
  ])('%d %s is %s', (value, unit, text) => expect(spaced(metricValue(value, unit))).toBe(text));
});

describe('the scale', () => {
  it('begins at zero unless the values are far from it, in steps of the unit', () => {
    expect(valueRange(24, 84, '')).toEqual({ min: 0, max: 100, step: 25 });
    expect(valueRange(1000, 1010, '')).toEqual({ min: 1000, max: 1010, step: 2.5 });
    expect(valueRange(6.5 * 2 ** 20, 21 * 2 ** 20, 'bytes')).toEqual({ min: 0, max: 24 * 2 ** 20, step: 8 * 2 ** 20 });
    expect(valueRange(5, 5, '').min).toBe(0);
    expect(valueRange(Infinity, -Infinity, '')).toEqual({ min: 0, max: 1, step: 0.5 });
    expect(valueRange(-10, 10, '').min).toBeLessThanOrEqual(-10);
  });
  it('holds every value and has few ticks', () => {
    for (let i = 0; i < 400; i++) {
      const low = (i % 7) * 10 ** ((i % 23) - 11);
      const high = low + (1 + (i % 5)) * 10 ** ((i % 19) - 9);
      for (const unit of ['', 'bytes', 'seconds']) {
        const { min, max, step } = valueRange(low, high, unit);
        expect(min).toBeLessThanOrEqual(low);
        expect(max).toBeGreaterThanOrEqual(high * (1 - 1e-9));
        expect((max - min) / step).toBeLessThan(9);
      }
    }
  });
});

describe('words', () => {
  const answer = (more: Partial<MetricSeriesAnswer>): MetricSeriesAnswer => ({
    row: {
      ...{ metric: 'go:goroutines', title: 'Goroutines', name: 'go_goroutines', group: 'Go runtime', type: 'gauge' },
      ...{ unit: '', help: '', heads: false, sets: 1, points: 2, last: 84, shows: '', spark: [] },
    },
    mode: 'value',
    modes: ['value'],
    unit: '',
    clock: { kind: 'order', reason: '' },
    range: { from: 1, to: 4 },
    whole: { from: 1, to: 4 },
    lines: [
      {
        ...{ label: '', last: 84, points: 2, t: Float64Array.of(1, 4), value: Float64Array.of(24, 84) },
        ...{ low: Float64Array.of(24, 84), high: Float64Array.of(24, 84) },
      },
    ],
    folded: 0,
    restarts: [],
    tookMs: 1,
    ...more,
  });
  it('a chart in one sentence', () => {
    expect(metricSentence(answer({}))).toBe('Goroutines: 24 at the start, 84 at the end, scrape 1 to scrape 4');
    expect(metricSentence(answer({ mode: 'rate', restarts: [3] }))).toContain('change per scrape');
    expect(metricSentence(answer({ restarts: [3] }))).toContain('1 restart');
    expect(metricSentence(answer({ lines: [] }))).toBe('Goroutines: no points');
  });
  it('moments as long as the range needs', () => {
    const clock = { kind: 'time', reason: '' } as const;
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
    expect(momentText(at, { clock, range: { from: at, to: at + 60_000 } })).toMatch(/^\d\d:04:05$/);
    expect(momentText(at, { clock, range: { from: at, to: at + 5_000 } })).toMatch(/:04:05\.006$/);
    expect(momentText(at, { clock, range: { from: at, to: at + 9e7 } })).toMatch(/^2026-01-0\d \d\d:04:05$/);
  });
  it('lines beyond the hues differ by their dashes', () => {
    expect([lineDash(0), lineDash(7), lineDash(8), lineDash(19)]).toEqual(['solid', 'solid', 'dashed', 'dotted']);
  });
});
