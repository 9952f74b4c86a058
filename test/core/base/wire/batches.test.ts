import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch } from '@core/base/wire/batches';
import { TableReader } from '@core/base/wire/tables';
import { vector } from '../../../support/wire';

const GOLDEN = vector('snapshot').frames[2].hex ?? '';
/** At offset 0 of a buffer of its own, as frames have it. */
const payload = (): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(GOLDEN, 'hex'));

describe('decodeBatch', () => {
  it('reads the columns that the Go side writes', () => {
    const batch = decodeBatch(payload());
    if (!batch.ok) throw new Error(batch.error);
    const { call, table, rows, columns } = batch.value;
    expect([call, table, rows]).toEqual([7, 'sample', 3]);
    expect(Object.fromEntries([...columns].map(([name, { values }]) => [name, Array.from<unknown>(values)]))).toEqual({
      text: ['chan receive', 'søren <&>', ''],
      small: [0, 255, 7],
      index: [1, 0, 4294967295],
      signed: [-1, 0, 7],
      address: [0xc000012345n, 0n, 2n ** 64n - 1n],
      number: [1.5, -1, 2 ** 53],
    });
  });
  it('answers an error for every cut', () => {
    for (let length = 0; length < payload().length; length++) {
      expect(decodeBatch(payload().slice(0, length)).ok).toBe(false);
    }
  });
  it('throws for no bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(payload().length - 1), fc.nat(255)), { maxLength: 8 }), (flips) => {
        const bytes = payload();
        for (const [at, value] of flips) bytes[at] = value;
        const batch = decodeBatch(bytes);
        if (!batch.ok) return;
        for (const { values } of batch.value.columns.values()) expect(values.length).toBe(batch.value.rows);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void decodeBatch(Uint8Array.from(bytes))));
  });
});

describe('TableReader', () => {
  const batch = decodeBatch(payload());
  if (!batch.ok) throw new Error(batch.error);
  it('gives rows of all batches in order, and leaves out what it does not know', () => {
    const tables = new TableReader({ sample: { text: 'text', small: 'u8' } } as const);
    tables.add(batch.value);
    tables.add({ ...batch.value, table: 'later' });
    tables.add(batch.value);
    const rows = tables.rows('sample', (row, index) => `${index} ${row('small')} ${row('text')}`);
    expect(rows).toEqual([
      ...['0 0 chan receive', '1 255 søren <&>', '2 7 '],
      ...['3 0 chan receive', '4 255 søren <&>', '5 7 '],
    ]);
  });
  it('does not take a column that is missing or of another type', () => {
    const missing = new TableReader({ sample: { else: 'u8' } } as const);
    missing.add(batch.value);
    expect(() => missing.rows('sample', (row) => row('else'))).toThrow('sample.else');
    const other = new TableReader({ sample: { small: 'f64' } } as const);
    other.add(batch.value);
    expect(() => other.rows('sample', (row) => row('small'))).toThrow('sample.small');
  });
});
