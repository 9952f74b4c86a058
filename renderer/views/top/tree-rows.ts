import type { CallTreeRow } from '@core/api/profile';

/** One row of the tree as it is unfolded now. */
export interface TreeRow {
  readonly row: CallTreeRow;
  /** From 1, as `aria-level`. */
  readonly level: number;
  /** Null: nothing is below it. */
  readonly expanded: boolean | null;
  /** Rows that this one stands for, of its parent `of` (`` the root): what an answer left out. 0 for ordinary rows. */
  readonly more: number;
  readonly of: string;
}

/** A level that was asked for: the rows that came, and how many there are. */
export interface Level {
  readonly rows: readonly CallTreeRow[];
  readonly total: number;
}

/** The first level has the key ``. */
export type Levels = ReadonlyMap<string, Level>;

const NOTHING = { flat: 0, cum: 0, change: null, children: 0, inlined: false, file: '', origin: 'runtime' } as const;

/** Rows in the order they are seen. Levels that are open but not there yet show nothing. */
export function visibleRows(levels: Levels, open: ReadonlySet<string>): readonly TreeRow[] {
  const out: TreeRow[] = [];
  const walk = (of: string, level: number): void => {
    const there = levels.get(of);
    if (there === undefined) return;
    for (const row of there.rows) {
      const expanded = row.children === 0 ? null : open.has(row.node);
      out.push({ row, level, expanded, more: 0, of });
      if (expanded === true) walk(row.node, level + 1);
    }
    const more = there.total - there.rows.length;
    if (more > 0) out.push({ row: { ...NOTHING, node: `more ${of}`, function: '' }, level, expanded: null, more, of });
  };
  walk('', 1);
  return out;
}

/** Index of the row that a row hangs on, or −1. */
export function parentIndex(rows: readonly TreeRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  for (let i = at - 1; i >= 0; i--) if ((rows[i]?.level ?? 1) < level) return i;
  return -1;
}

/** Where the next (or previous) row is whose name has the text, round about; −1 for none. */
export function findRow(rows: readonly TreeRow[], text: string, from: number, step: 1 | -1): number {
  const wanted = text.toLowerCase();
  if (wanted === '') return -1;
  for (let i = 1; i <= rows.length; i++) {
    const at = (from + step * i + rows.length * 2) % rows.length;
    if (rows[at]?.row.function.toLowerCase().includes(wanted) === true) return at;
  }
  return -1;
}
