import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIERS } from '@core/api/findings';
import { MARK_PX, markRows, standsBefore } from '../../../../renderer/views/live/mark-rows';

const mark = (atMs: number, tier: (typeof TIERS)[number], finding = `${tier} ${atMs}`) => ({
  atMs,
  tier,
  text: finding,
  finding,
});
const same = (ms: number): number => ms;
/** Texts stand before their line where there is room. */
const left = (x: number): number => (standsBefore(x, 3000) ? x - MARK_PX : x);

describe('marks', () => {
  it('that are apart share a row, near ones stand below each other, the surest on top', () => {
    const { placed } = markRows([mark(0, 'suspect'), mark(10, 'strong'), mark(500, 'info')], same, 3000);
    expect(placed.map(({ mark: { finding }, row }) => [finding, row])).toEqual([
      ['suspect 0', 1],
      ['strong 10', 0],
      ['info 500', 0],
    ]);
  });
  it('beyond four rows are counted, and never the surest', () => {
    const many = Array.from({ length: 9 }, (_, i) => mark(i, 'suspect'));
    const { placed, folded } = markRows([...many, mark(5, 'proven')], same, 3000);
    expect(placed).toHaveLength(4);
    expect(placed.some(({ mark: { tier }, row }) => tier === 'proven' && row === 0)).toBe(true);
    expect(folded.reduce((sum, { count }) => sum + count, 0)).toBe(6);
  });
  it('none lies on another, and none is lost', () => {
    const one = fc.record({ atMs: fc.nat(3000), tier: fc.constantFrom(...TIERS) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (drawn) => {
        const marks = drawn.map(({ atMs, tier }, i) => mark(atMs, tier, String(i)));
        const { placed, folded } = markRows(marks, same, 3000);
        for (const a of placed)
          for (const b of placed)
            if (a !== b && a.row === b.row) expect(Math.abs(left(a.x) - left(b.x))).toBeGreaterThanOrEqual(MARK_PX);
        expect(placed.length + folded.reduce((sum, { count }) => sum + count, 0)).toBe(marks.length);
      }),
    );
  });
});
