import { expect, test } from 'vitest';
import { rangePart, withoutValuePart } from '../../../../renderer/app/inspector/label-filter';

test('dropping a value is a pattern that matches it alone, or a number with its unit', () => {
  expect(withoutValuePart({ key: 'route', unit: null }, 'GET /a.b,c')).toEqual({
    kind: 'tagIgnore',
    value: 'route=^GET /a\\.b\\x2cc$',
  });
  expect(withoutValuePart({ key: 'bytes', unit: 'bytes' }, '4096')).toEqual({
    kind: 'tagIgnore',
    value: 'bytes=4096bytes',
  });
});

test('a range may be open at one end and has the unit of the key', () => {
  const key = { key: 'bytes', unit: 'bytes' };
  expect(rangePart(key, '16', '64')).toEqual({ kind: 'label', key: 'bytes', value: '16bytes:64bytes' });
  expect(rangePart(key, '', '64')).toEqual({ kind: 'label', key: 'bytes', value: ':64bytes' });
  expect(rangePart({ key: 'n', unit: '' }, '5', '')).toEqual({ kind: 'label', key: 'n', value: '5:' });
  expect(rangePart(key, '', '')).toBeNull();
  expect(rangePart(key, 'x', '64')).toBeNull();
});
