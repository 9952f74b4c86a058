import { hashPair } from '@core/base/hash-seed';
import { KeyTable } from '@core/analysis/hash';
import { RowIndex } from '@core/formats/pprof/rows';
import { PairTable } from '@core/model/frame-builder';
import { StackBuilder } from '@core/model/stack-builder';
import { describe, expect, it } from 'vitest';

const SLOTS = 1 << 14;
const ROWS = 4000;

/** Pairs that somebody who knows a seed would choose: all in the first 64 of 16,384 places. */
function chosenFor(seed: number): { readonly a: Uint32Array; readonly b: Uint32Array } {
  const a = new Uint32Array(ROWS);
  const b = new Uint32Array(ROWS);
  let found = 0;
  for (let n = 0; found < ROWS; n++) {
    if ((hashPair(n, n >>> 7, seed) & (SLOTS - 1)) >= 64) continue;
    a[found] = n;
    b[found++] = n >>> 7;
  }
  return { a, b };
}

describe('pairs chosen for one seed', () => {
  const { a, b } = chosenFor(0);
  it.each([1, -1, 0x80000000, 0x12345678])('are spread under another one: %i', (seed) => {
    const places = new Set(Array.from(a, (value, i) => hashPair(value, b[i], seed) & (SLOTS - 1)));
    // 4000 balls in 16,384 boxes fill 3550 of them.
    expect(places.size).toBeGreaterThan(3400);
  });

  it('are found again in every table over numbers', () => {
    const rows = new RowIndex([a, b], ROWS);
    const pairs = new PairTable();
    const keys = new KeyTable();
    const stacks = new StackBuilder();
    const ids = Array.from(a, (value, i) => [
      rows.add(i),
      pairs.id(value, b[i]),
      keys.intern(value, b[i]),
      stacks.child(0, value),
    ]);
    expect(ids).toEqual(Array.from(ids, (_, i) => [i, i, i, i + 1]));
    for (const [i, value] of a.entries()) {
      expect([rows.find(value, b[i]), pairs.id(value, b[i]), keys.find(keys.hex(i))]).toEqual([i, i, i]);
    }
  });
});
