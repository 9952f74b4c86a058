import type { TopSort } from '@core/api/queries';
import type { FunctionTree, TreeValues } from './call-tree';
import type { Origins } from './origin';

/** Flat and cumulative values by function name, exactly as `go tool pprof -top`: recursion counts once, inlined functions are rows. */
export interface TopTable {
  readonly count: number;
  /** Index in `FunctionTree.names`. */
  readonly name: Uint32Array;
  /** FunctionId that stands for the name (its file, its origin): the one with the largest share. */
  readonly func: Uint32Array;
  readonly flat: Float64Array;
  readonly cum: Float64Array;
}

export function computeTop(tree: FunctionTree, values: TreeValues): TopTable {
  const flat = new Float64Array(tree.names.length);
  const cum = new Float64Array(tree.names.length);
  const func = new Int32Array(tree.names.length).fill(-1);
  const share = new Float64Array(tree.names.length);
  const byFunction = new Float64Array(tree.nameOf.length);
  for (let node = 1; node < tree.count; node++) {
    if (values.touched[node] === 0) continue;
    const f = tree.func[node];
    const name = tree.nameOf[f];
    flat[name] += values.flat[node];
    if (tree.recursive[node] === 0) cum[name] += values.cum[node];
    byFunction[f] += Math.abs(values.cum[node]);
    if (func[name] < 0 || byFunction[f] > share[name]) {
      func[name] = f;
      share[name] = byFunction[f];
    }
  }
  // What adds up to nothing is no row: in a difference nearly everything does.
  for (let name = 0; name < func.length; name++) if (flat[name] === 0 && cum[name] === 0) func[name] = -1;
  let count = 0;
  for (const f of func) if (f >= 0) count++;
  const table = {
    count,
    name: new Uint32Array(count),
    func: new Uint32Array(count),
    flat: new Float64Array(count),
    cum: new Float64Array(count),
  };
  let row = 0;
  for (let name = 0; name < func.length; name++) {
    if (func[name] < 0) continue;
    table.name[row] = name;
    table.func[row] = func[name];
    table.flat[row] = flat[name];
    table.cum[row++] = cum[name];
  }
  return table;
}

/**
 * Rows of a table in the order asked for. Values sort by magnitude (differences are negative too); ties by name, as in pprof.
 * `descending` = largest first, or Z to A for the two textual sorts.
 */
export function sortTop(
  table: TopTable,
  tree: FunctionTree,
  origins: Origins,
  sort: TopSort,
  descending: boolean,
): Uint32Array {
  const order = Uint32Array.from({ length: table.count }, (_, i) => i);
  const name = (row: number) => tree.names[table.name[row]];
  const path = (row: number) => origins.packages[origins.package[table.func[row]]];
  const sign = descending ? -1 : 1;
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const { flat, cum } = table;
  const byFlat = (a: number, b: number) => Math.abs(flat[a]) - Math.abs(flat[b]);
  const byCum = (a: number, b: number) => Math.abs(cum[a]) - Math.abs(cum[b]);
  const ties = (a: number, b: number) => byText(name(a), name(b));
  switch (sort) {
    case 'flat':
      return order.sort((a, b) => sign * byFlat(a, b) || ties(a, b));
    case 'cum':
      return order.sort((a, b) => sign * byCum(a, b) || ties(a, b));
    case 'function':
      return order.sort((a, b) => sign * ties(a, b));
    case 'package':
      return order.sort((a, b) => sign * byText(path(a), path(b)) || byFlat(b, a) || ties(a, b));
  }
}
