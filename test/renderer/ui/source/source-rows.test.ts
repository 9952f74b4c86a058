import { expect, test } from 'vitest';
import { heatOf, hotLines, nextHot, rowsOf } from '../../../../renderer/ui/source/source-rows';

const line = (number: number, flat: number, cum: number) => ({ line: number, flat, cum, calls: [] });
const code = { path: '/x/a.go', from: 10, lines: ['a', 'b', 'c'], of: 40, newer: false };

test('rows are the text, sampled lines outside it, and room under lines that something is said of', () => {
  const rows = rowsOf({ code, lines: [line(11, 1, 1), line(50, 2, 2)] }, [11, 99]);
  expect(rows.map(({ kind, line: at }) => `${kind} ${at}`)).toEqual([
    'code 10',
    'code 11',
    'note 11',
    'code 12',
    'bare 50',
  ]);
  expect(rowsOf({ code: null, lines: [line(7, 0, 3)] }, []).map(({ kind }) => kind)).toEqual(['bare']);
});

test('heat is the share of the hottest line; what has anything is not cold', () => {
  expect(heatOf(line(1, 0, 100), 100)).toBe(8);
  expect(heatOf(line(1, 0, 1), 100)).toBe(1);
  expect(heatOf(line(1, 0, -50), 100)).toBe(4);
  expect(heatOf(undefined, 100)).toBe(0);
});

test('the next hot line goes round among those that matter', () => {
  const lines = [line(3, 0, 40), line(8, 0, 100), line(9, 1, 1), line(12, 60, 60)];
  expect(hotLines(lines)).toEqual([8, 12, 3, 9]);
  expect(nextHot(lines, null)).toBe(8);
  expect(nextHot(lines, 8)).toBe(12);
  expect(nextHot(lines, 3)).toBe(8);
  expect(nextHot(lines, 77)).toBe(8);
  expect(nextHot([], 1)).toBeNull();
});
