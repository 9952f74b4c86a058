import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowsInOrder } from '@core/base/row-order';

it('orders rows by any keys of 32 bits, equal ones as they come', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(3), fc.nat(5000), fc.integer({ min: 0, max: 0xffffffff }))), (keys) => {
      const expected = keys.map((_, row) => row).sort((a, b) => keys[a]! - keys[b]! || a - b);
      expect([...rowsInOrder(Uint32Array.from(keys))]).toEqual(expected);
    }),
  );
});

it('has the largest keys in it', () => {
  expect([...rowsInOrder(Uint32Array.of(0xffffffff, 0, 0x80000000, 0x7ff, 0x800))]).toEqual([1, 3, 4, 2, 0]);
});
