import { expect, test } from 'vitest';
import type { CallTreeRow } from '@core/api/profile';
import { findRow, parentIndex, visibleRows, type Level } from '../../../../renderer/views/top/tree-rows';

const row = (node: string, children: number): CallTreeRow => ({
  ...{ node, function: `main.${node}`, file: '', origin: 'own', inlined: false },
  ...{ flat: 0, cum: 1, change: null, children },
});
const levels = new Map<string, Level>([
  ['', { rows: [row('a', 2), row('b', 0)], total: 5 }],
  ['a', { rows: [row('c', 1), row('d', 0)], total: 2 }],
]);
const words = (open: readonly string[]) =>
  visibleRows(levels, new Set(open)).map(({ row: { node }, level, expanded, more }) => [node, level, expanded, more]);

test('what is unfolded stands under its row; what an answer left out is counted', () => {
  expect(words([])).toEqual([
    ['a', 1, false, 0],
    ['b', 1, null, 0],
    ['more ', 1, null, 3],
  ]);
  expect(words(['a', 'c'])).toEqual([
    ['a', 1, true, 0],
    // Open, and its rows are not there yet.
    ['c', 2, true, 0],
    ['d', 2, null, 0],
    ['b', 1, null, 0],
    ['more ', 1, null, 3],
  ]);
});

test('a row leads to the one it hangs on', () => {
  const rows = visibleRows(levels, new Set(['a']));
  expect(parentIndex(rows, 2)).toBe(0);
  expect(parentIndex(rows, 3)).toBe(-1);
});

test('finding goes on from where one is, round about', () => {
  const rows = visibleRows(levels, new Set(['a']));
  expect(findRow(rows, 'MAIN.', 0, 1)).toBe(1);
  expect(findRow(rows, 'main.a', 0, 1)).toBe(0);
  expect(findRow(rows, 'main.d', 0, -1)).toBe(2);
  expect(findRow(rows, 'nope', -1, 1)).toBe(-1);
  expect(findRow(rows, '', 0, 1)).toBe(-1);
});
