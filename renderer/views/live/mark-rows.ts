import type { LiveAnswer } from '@core/api/live';
import { TIERS } from '@core/api/findings';

type LiveMark = LiveAnswer['marks'][number];

export interface PlacedMark {
  readonly mark: LiveMark;
  readonly x: number;
  readonly row: number;
}
/** Marks for which there is no row. */
export interface FoldedMarks {
  readonly x: number;
  readonly count: number;
}

/** px that a mark and its text take. */
export const MARK_PX = 190;
export const MARK_ROWS = 4;

/** Whether the text stands left of the line: right of it only where there is no room before. */
export const standsBefore = (x: number, width: number): boolean => x > Math.min(MARK_PX, width / 2);

/** Where a mark and its text begin. */
const leftOf = (x: number, width: number): number => (standsBefore(x, width) ? x - MARK_PX : x);

/**
 * A row for each mark, so that no text lies on another: surer ones first, below each other where they are near. Where more than the rows
 * hold come together, the rest is counted beside the last row.
 */
export function markRows(
  marks: readonly LiveMark[],
  xOf: (ms: number) => number,
  width: number,
): { readonly placed: readonly PlacedMark[]; readonly folded: readonly FoldedMarks[] } {
  const placed: PlacedMark[] = [];
  const folded: { x: number; count: number }[] = [];
  const surest = [...marks].sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || a.atMs - b.atMs);
  for (const mark of surest) {
    const x = Math.round(xOf(mark.atMs));
    const left = leftOf(x, width);
    const near = new Set(
      placed.filter((other) => Math.abs(leftOf(other.x, width) - left) < MARK_PX).map(({ row }) => row),
    );
    let row = 0;
    while (near.has(row)) row++;
    if (row < MARK_ROWS) placed.push({ mark, x, row });
    else {
      const there = folded.find((one) => Math.abs(leftOf(one.x, width) - left) < MARK_PX);
      if (there === undefined) folded.push({ x, count: 1 });
      else there.count++;
    }
  }
  // As they came, for those who walk through them.
  placed.sort((a, b) => a.mark.atMs - b.mark.atMs || a.row - b.row);
  return { placed, folded };
}
