import { expect, test } from 'vitest';
import { dayAfter, dayText } from '../../../renderer/ui/days';

const NOW = Date.UTC(2026, 10, 21, 23, 30);

test('a day has its year where that is another one', () => {
  expect(dayText('2026-12-01', NOW)).toBe('1 Dec');
  expect(dayText('2027-03-31', NOW)).toBe('31 Mar 2027');
  expect(dayText('soon', NOW)).toBe('soon');
});

test('so many days from now, as UTC counts them', () => {
  expect(dayAfter(NOW, 7)).toBe('2026-11-28');
  expect(dayAfter(NOW, 90)).toBe('2027-02-19');
});
