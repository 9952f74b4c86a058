import { expect, test } from 'vitest';
import { readTime } from '@core/formats/log/timestamp';

const FILE = Date.UTC(2026, 10, 21, 12);
const iso = (text: string, file: number | null = FILE): string | null => {
  const ms = readTime(text, file);
  return ms === null ? null : new Date(ms).toISOString();
};

test.each([
  ['2026-11-21T11:00:00.123456789Z stderr F ', '2026-11-21T11:00:00.123Z'],
  ['2026-11-21T11:00:00+0100 host svc: ', '2026-11-21T10:00:00.000Z'],
  ['[2026-11-21 11:00:00,5 -03:30] ', '2026-11-21T14:30:00.500Z'],
  ['2026/11/21 11:00:00.5 http: panic', '2026-11-21T11:00:00.500Z'],
  ['Nov 21 11:00:00 host svc[1]: ', '2026-11-21T11:00:00.000Z'],
  ['Nov  1 11:00:00 host svc[1]: ', '2026-11-01T11:00:00.000Z'],
  ['E1121 11:00:00.123456   12345 main.go:12] ', '2026-11-21T11:00:00.123Z'],
  ['10.0.0.1 - - [21/Nov/2026:11:00:00 +0000] ', '2026-11-21T11:00:00.000Z'],
  ['1795258800', '2026-11-21T11:00:00.000Z'],
  ['1795258800.25', '2026-11-21T11:00:00.250Z'],
  ['1795258800250', '2026-11-21T11:00:00.250Z'],
  ['1795258800250000', '2026-11-21T11:00:00.250Z'],
  ['1795258800250000000', '2026-11-21T11:00:00.250Z'],
])('%s', (text, wanted) => {
  expect(iso(text)).toBe(wanted);
});

test('a day of the year to come is of last year', () => {
  expect(iso('Dec 31 23:00:00 host')).toBe('2025-12-31T23:00:00.000Z');
});

test.each(['no time', '12:30', 'build 17952588001', '2026-13-45T11:00:00Z', '99'])('%s: none', (text) => {
  expect(iso(text)).toBeNull();
});

test('without a year and without a file there is no moment', () => {
  expect(iso('Nov 21 11:00:00 host svc[1]: ', null)).toBeNull();
});
