import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatFileSize,
  formatNanoseconds,
  formatShare,
  formatSigned,
  formatValue,
} from '@core/base/format';

/** ui.md §4. A plain space in the expectation stands for the no-break space that is printed. */
const nb = (text: string): string => text.replaceAll(' ', '\u00a0');

describe('numbers as people read them', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [41205, '41,205'],
    [-1300, '−1,300'],
    [1234567, '1,234,567'],
  ])('count %d', (value, text) => expect(formatCount(value)).toBe(text));

  it('signed', () => {
    expect(formatSigned(1300)).toBe('+1,300');
    expect(formatSigned(-4)).toBe('−4');
    expect(formatSigned(0)).toBe('0');
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [8 * 1024, '8.00 KiB'],
    [322 * 2 ** 20, '322 MiB'],
    [10.2 * 2 ** 20, '10.2 MiB'],
    [1023.7 * 2 ** 20, '1.00 GiB'],
    [-(2 ** 30), '−1.00 GiB'],
  ])('memory %d', (value, text) => expect(formatBytes(value)).toBe(nb(text)));

  it('files', () => expect(formatFileSize(58.4e6)).toBe(nb('58.4 MB')));

  it.each([
    [512, '512 ns'],
    [412e3, '412 µs'],
    [2.5e6, '2.50 ms'],
    [24.1e9, '24.1 s'],
    [599e9, '599 s'],
    [11 * 60e9, '11 min'],
    [126 * 60e9, '2 h 06 min'],
    [-24.1e9, '−24.1 s'],
  ])('time %d', (value, text) => expect(formatNanoseconds(value)).toBe(nb(text)));

  it.each([
    [12.4, 100, '12.4 %'],
    [1, 100_000, '<0.1 %'],
    [100, 100, '100 %'],
    [0, 100, '0.0 %'],
    [-5, 100, '−5.0 %'],
  ])('share %d of %d', (part, whole, text) => expect(formatShare(part, whole)).toBe(nb(text)));

  it('share of nothing does not apply', () => expect(formatShare(1, 0)).toBe('–'));

  it('values by their unit', () => {
    expect(formatValue(2 ** 20, 'bytes')).toBe(nb('1.00 MiB'));
    expect(formatValue(25.73e9, 'nanoseconds')).toBe(nb('25.7 s'));
    expect(formatValue(7, 'count')).toBe('7');
    expect(formatValue(7, 'widgets')).toBe(nb('7 widgets'));
  });
});
