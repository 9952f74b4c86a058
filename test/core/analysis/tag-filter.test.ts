import { describe, expect, it } from 'vitest';
import { sameFamily, scaleUnit } from '@core/analysis/measure';
import { inRange, parseTagRange } from '@core/analysis/tag-filter';

describe('units', () => {
  it.each([
    [2, 'kb', 'b', { value: 2048, unit: 'B' }],
    [1500, 'milliseconds', 's', { value: 1.5, unit: 's' }],
    [3, 'Bytes', 'count', { value: 3, unit: 'B' }],
    [3, 'things', 'count', { value: 3, unit: '' }],
    [3, 'things', 'things', { value: 3, unit: 'things' }],
    [90, 'min', 'hr', { value: 90, unit: 'hr' }],
  ])('%d %s in %s', (value, from, to, expected) => expect(scaleUnit(value, from, to)).toEqual(expected));

  it('are of one family or not', () => {
    expect([sameFamily('ns', 'hours'), sameFamily('bytes', 'ns'), sameFamily('x', 'x')]).toEqual([true, false, true]);
  });
});

describe('ranges of numeric labels', () => {
  it.each([
    ['32kb', 32 * 1024, 'bytes', true],
    ['32kb', 32, 'kb', true],
    ['32kb', 33, 'kb', false],
    [':64kb', 65_536, 'bytes', true],
    [':64kb', 65_537, 'bytes', false],
    ['4mb:', 2 ** 22, 'bytes', true],
    ['12kb:64mb', 12_287, 'bytes', false],
    ['1s:2s', 1500, 'ms', true],
    ['1s:2s', 1500, 'bytes', false],
    ['7', 7, 'id', true],
  ])('%s of %d %s', (text, number, unit, expected) => {
    const range = parseTagRange(text);
    expect(range).not.toBeNull();
    if (range !== null) expect(inRange(range, number, unit)).toBe(expected);
  });
  it.each(['acme', 'v1', '1kb:2s', 'x:1', '1:2:3', ''])('%s is none', (text) => expect(parseTagRange(text)).toBeNull());
});
