import type { DiffColumn } from '@core/api/queries';
import type { FunctionTree, TreeValues } from './call-tree';
import { computeTop, type TopTable } from './top';

/** One side of a comparison. */
export interface DiffSide {
  readonly tree: FunctionTree;
  readonly values: TreeValues;
  /** Variance from sampling by node; null where it is not known. */
  readonly variance: Pick<TreeValues, 'flat' | 'cum'> | null;
}

/** Functions whose flat or cumulative value differs between two captures, by name: the rows of `go tool pprof -top -diff_base`. */
export interface DiffTable {
  readonly names: readonly string[];
  /** FunctionId of the row in the newer capture, else −1. */
  readonly newFunction: Int32Array;
  /** FunctionId of the row in the base, else −1. */
  readonly baseFunction: Int32Array;
  readonly flatBase: Float64Array;
  readonly flatNew: Float64Array;
  readonly cumBase: Float64Array;
  readonly cumNew: Float64Array;
  /** One standard deviation of the change; null where it is not known. */
  readonly error: { readonly flat: Float64Array; readonly cum: Float64Array } | null;
  /** Functions that are the same in both. */
  readonly unchanged: number;
}

export function computeDiff(base: DiffSide, newer: DiffSide): DiffTable {
  const sides = [base, newer].map(({ tree, values }) => ({ tree, table: computeTop(tree, values) }));
  const rows = new Map<string, [number, number]>();
  sides.forEach(({ tree, table }, side) => {
    for (let row = 0; row < table.count; row++) {
      const name = tree.names[table.name[row]];
      const pair = rows.get(name) ?? [-1, -1];
      pair[side] = row;
      rows.set(name, pair);
    }
  });
  const [{ table: baseTable }, { table: newTable }] = sides;
  const at = (column: Float64Array, row: number): number => (row < 0 ? 0 : column[row]);
  const differ = [...rows].filter(
    ([, [b, n]]) => at(baseTable.flat, b) !== at(newTable.flat, n) || at(baseTable.cum, b) !== at(newTable.cum, n),
  );
  const column = (side: 0 | 1, table: TopTable, values: 'flat' | 'cum'): Float64Array =>
    Float64Array.from(differ, ([, pair]) => at(table[values], pair[side]));
  const functions = (side: 0 | 1, table: TopTable): Int32Array =>
    Int32Array.from(differ, ([, pair]) => (pair[side] < 0 ? -1 : table.func[pair[side]]));
  const names = differ.map(([name]) => name);
  return {
    names,
    baseFunction: functions(0, baseTable),
    newFunction: functions(1, newTable),
    flatBase: column(0, baseTable, 'flat'),
    flatNew: column(1, newTable, 'flat'),
    cumBase: column(0, baseTable, 'cum'),
    cumNew: column(1, newTable, 'cum'),
    error: errors(names, base, newer),
    unchanged: rows.size - differ.length,
  };
}

function errors(names: readonly string[], base: DiffSide, newer: DiffSide): DiffTable['error'] {
  const [before, after] = [variances(base), variances(newer)];
  if (before === null || after === null) return null;
  const of = (which: 'flat' | 'cum'): Float64Array =>
    Float64Array.from(names, (name) => Math.sqrt(before(which, name) + after(which, name)));
  return { flat: of('flat'), cum: of('cum') };
}

/** By name, as the values of the top table. Added up by number: a tree has a million nodes and some ten thousand names. */
function variances({ tree, variance }: DiffSide): ((which: 'flat' | 'cum', name: string) => number) | null {
  if (variance === null) return null;
  const { nameOf, func, recursive, names } = tree;
  const sums = { flat: new Float64Array(names.length), cum: new Float64Array(names.length) };
  for (let node = 1; node < tree.count; node++) {
    const name = nameOf[func[node]];
    sums.flat[name] += variance.flat[node];
    if (recursive[node] === 0) sums.cum[name] += variance.cum[node];
  }
  const rows = new Map(names.map((name, row) => [name, row]));
  return (which, name) => sums[which][rows.get(name) ?? -1] ?? 0;
}

/** Rows in order of a column, largest first unless `ascending`; ties by name, as in pprof. Without a column by the magnitude of the change. */
export function sortDiff(
  table: DiffTable,
  by: 'flat' | 'cum',
  column: DiffColumn = 'change',
  ascending = false,
): Uint32Array {
  const [before, after] = by === 'flat' ? [table.flatBase, table.flatNew] : [table.cumBase, table.cumNew];
  const { names } = table;
  const sign = ascending ? 1 : -1;
  const byName = (a: number, b: number): number => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : 0);
  const rows = Uint32Array.from(names, (_, row) => row);
  if (column === 'function') return rows.sort((a, b) => sign * byName(a, b));
  const keys = Float64Array.from(names, (_, row) => keyOf(column, before[row], after[row]));
  return rows.sort((a, b) => (keys[a] === keys[b] ? byName(a, b) : sign * (keys[a] - keys[b])));
}

function keyOf(column: Exclude<DiffColumn, 'function'>, before: number, after: number): number {
  switch (column) {
    case 'change':
      return Math.abs(after - before);
    case 'base':
      return before;
    case 'new':
      return after;
    case 'share':
      return before === 0 ? (after === 0 ? 0 : Infinity) : (after - before) / Math.abs(before);
  }
}
