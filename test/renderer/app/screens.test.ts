import { expect, test } from 'vitest';
import { hexRows, isHex } from '../../../renderer/app/screens/hex';
import { timeLeft } from '../../../renderer/app/screens/loading';
import { dayOf } from '../../../renderer/app/time';

test('bytes are shown eight a row from their place', () => {
  expect(hexRows('0a 0c 08 81 81 c0 05 12 ff', 0x471c)).toEqual([
    { address: '00471c', bytes: '0a 0c 08 81 81 c0 05 12' },
    { address: '004724', bytes: 'ff' },
  ]);
  expect(hexRows('0a0c', 0)).toEqual([{ address: '000000', bytes: '0a 0c' }]);
});

test('text is not taken for bytes', () => {
  expect(isHex('0a 0c')).toBe(true);
  expect(isHex('<!doctype html>')).toBe(false);
  expect(isHex('')).toBe(false);
});

test('time left is said once something is known about it', () => {
  expect(timeLeft(0.01, 1000)).toBe('');
  expect(timeLeft(0.61, 1600)).toBe('about 1\u00a0s left');
  expect(timeLeft(0.1, 60_000)).toBe('about 9\u00a0min left');
  expect(timeLeft(1, 5000)).toBe('');
});

test('recent files say when, in words near today', () => {
  const now = Date.UTC(2026, 10, 21, 15, 0);
  expect(dayOf(Date.UTC(2026, 10, 21, 14, 8), now)).toBe('today 14:08');
  expect(dayOf(Date.UTC(2026, 10, 20, 23, 0), now)).toBe('yesterday');
  expect(dayOf(Date.UTC(2026, 10, 12, 1, 0), now)).toBe('12 Nov');
});
