import { describe, expect, it } from 'vitest';
import {
  fitWidth,
  layoutColumns,
  nextSort,
  toCsv,
  toMarkdown,
  toTsv,
  type Column,
} from '../../../../renderer/ui/table/columns';
import { moveTo } from '../../../../renderer/ui/table/move';

interface Row {
  readonly name: string;
  readonly count: number;
}
const column = (id: string, width: number, more: Partial<Column<Row>> = {}): Column<Row> => ({
  id,
  title: id,
  width,
  cell: (row) => row.name,
  value: (row) => row.name,
  ...more,
});
const sum = (widths: readonly number[]): number => widths.reduce((a, b) => a + b, 0);
const NONE: ReadonlyMap<string, number> = new Map();

describe('layoutColumns', () => {
  const columns = [column('a', 80), column('b', 100, { grow: 3, min: 60 }), column('c', 100, { grow: 1, min: 90 })];

  it('gives what is left over to the columns that grow, by share, and fills the room exactly', () => {
    const widths = layoutColumns(columns, NONE, 680);
    expect(widths).toEqual([80, 400, 200]);
    for (const room of [281, 333, 500, 1001]) expect(sum(layoutColumns(columns, NONE, room))).toBe(room);
  });

  it('takes what is missing from them, down to their least width', () => {
    expect(layoutColumns(columns, NONE, 260)).toEqual([80, 85, 95]);
    expect(layoutColumns(columns, NONE, 232)).toEqual([80, 62, 90]);
    expect(layoutColumns(columns, NONE, 100)).toEqual([80, 60, 90]);
  });

  it('keeps dragged columns as they were dragged', () => {
    expect(layoutColumns(columns, new Map([['b', 150]]), 680)).toEqual([80, 150, 450]);
    expect(layoutColumns(columns, new Map([['b', 10]]), 680)[1]).toBe(60);
  });
});

describe('columns', () => {
  it('fit the widest cell or the head', () => {
    const rows = [
      { name: 'x', count: 1 },
      { name: 'xxxxxxxxxx', count: 2 },
    ];
    const wide = column('a', 40, { fit: (row) => row.name.length * 10 });
    expect(fitWidth(wide, rows)).toBe(116);
    expect(fitWidth(column('a long title of a column', 40), [])).toBeGreaterThan(140);
  });

  it('turn round on a second click; numbers begin with the largest', () => {
    const count = column('count', 80, { align: 'right' });
    expect(nextSort(count, null)).toEqual({ id: 'count', descending: true });
    expect(nextSort(count, { id: 'count', descending: true })).toEqual({ id: 'count', descending: false });
    expect(nextSort(column('name', 80), { id: 'count', descending: true })).toEqual({ id: 'name', descending: false });
  });

  it('copy as TSV with a head, raw numbers, and nothing that breaks a line', () => {
    const columns = [
      column('mark', 20, { title: '' }),
      column('name', 20),
      column('count', 20, { value: (row) => row.count }),
    ];
    expect(toTsv(columns, [{ name: 'a\tb\nc', count: 41205 }])).toBe('name\tcount\na b c\t41205\n');
  });

  it('copy as CSV, raw, quoted where it must be, and never as a formula', () => {
    const columns = [column('name', 20), column('count', 20, { align: 'right', value: (row) => row.count })];
    const rows = [
      { name: 'a,"b"', count: 7 },
      { name: '=1+1', count: 1234 },
    ];
    expect(toCsv(columns, rows)).toBe('name,count\r\n"a,""b""",7\r\n\'=1+1,1234\r\n');
  });

  it('copy as Markdown with escaped bars', () => {
    const columns = [column('name', 20), column('count', 20, { align: 'right', value: (row) => row.count })];
    expect(toMarkdown(columns, [{ name: 'a|b', count: 7 }])).toBe('| name | count |\n| --- | ---: |\n| a\\|b | 7 |\n');
  });
});

describe('moveTo', () => {
  const press = (key: string, from: number, more: { ctrl?: boolean } = {}) =>
    moveTo({ key, ctrl: more.ctrl ?? false }, from, 100, 10);

  it('moves by row, page and to the ends, and stops there', () => {
    expect([
      press('ArrowDown', 5),
      press('ArrowUp', 5),
      press('PageDown', 5),
      press('End', 5),
      press('Home', 5),
    ]).toEqual([6, 4, 15, 99, 0]);
    expect([press('ArrowUp', 0), press('ArrowDown', 99), press('PageDown', 95)]).toEqual([0, 99, 99]);
  });

  it('leaves other keys and Ctrl combinations alone', () => {
    expect([press('x', 5), press('j', 5), press('ArrowDown', 5, { ctrl: true })]).toEqual([null, null, null]);
    expect(press('End', 5, { ctrl: true })).toBe(99);
    expect(moveTo({ key: 'ArrowDown', ctrl: false }, 0, 0, 10)).toBeNull();
  });
});
