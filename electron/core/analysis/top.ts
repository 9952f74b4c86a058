import type { TopSort } from '@core/api/queries';
import type { Capture, StackRuns } from '@core/model/tables';
import { mergeNames, type FunctionTree, type TreeValues } from './call-tree';
import { keepSamples, type CompiledFilter } from './filter';
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
  const seen = new Uint8Array(tree.nameOf.length);
  const share = new Float64Array(tree.nameOf.length);
  for (let node = 1; node < tree.count; node++) {
    if (values.touched[node] === 0) continue;
    const f = tree.func[node];
    const name = tree.nameOf[f];
    flat[name] += values.flat[node];
    if (tree.recursive[node] === 0) cum[name] += values.cum[node];
    share[f] += Math.abs(values.cum[node]);
    seen[f] = 1;
  }
  return tableOf(tree.nameOf, seen, share, flat, cum);
}

/** A top table with the names and sums that go with it. */
export interface SampleTop {
  readonly table: TopTable;
  /** As `FunctionTree.names`. */
  readonly names: readonly string[];
  /** As in `TreeValues`. */
  readonly total: number;
  readonly shown: number;
}

/** Frames that are walked in any case: some tenths of a second. */
const STEPS_ALWAYS = 64 << 20;

/**
 * The same table from samples alone: every sample's stack is walked to its root, as the profile holds it where the stack table is not
 * grown yet. For a profile that is only asked for its top: a function tree of millions of nodes costs several times the memory of
 * the profile. Null where it would not be the same: where values are negative, shares are of nodes and not of samples; and samples
 * do not know what a goroutine waits in. Null too where many samples share very deep stacks, which a tree walks once.
 */
export function computeSampleTop(capture: Capture, sampleType: number, filter: CompiledFilter): SampleTop | null {
  const { samples } = capture;
  const values = samples.values[sampleType];
  if (filter.filter.operations.length > 0 || values.some((value) => value < 0)) return null;
  if (!isWorthWalking(capture)) return null;
  // Before the runs are looked at: some filters grow the stacks, and then the runs are gone.
  const keep = keepSamples(capture, filter);
  const sums = newSums(capture);
  let total = 0;
  let shown = 0;
  const passing = new Float64Array(samples.count);
  for (let row = 0; row < samples.count; row++) {
    total += values[row];
    if (keep !== null && keep[row] === 0) continue;
    shown += values[row];
    passing[row] = values[row];
  }
  const runs = capture.stacks.runs ?? null;
  if (runs !== null) walkRuns(runs, capture.frames.func, passing, sums);
  else walkTree(capture, passing, sums);
  const { nameOf, names, seen, share, flat, cum } = sums;
  return { table: tableOf(nameOf, seen, share, flat, cum), names, total, shown };
}

/** Runs take no longer than it took to read them; a tree saves walking what deep stacks share. */
function isWorthWalking({ stacks, samples }: Capture): boolean {
  if (stacks.runs) return true;
  const { count, depth } = stacks;
  let steps = 0;
  for (const stack of samples.stack) steps += depth[stack];
  return steps <= STEPS_ALWAYS || steps <= count * 16;
}

interface Sums {
  readonly nameOf: Uint32Array;
  readonly names: readonly string[];
  /** By name. */
  readonly flat: Float64Array;
  readonly cum: Float64Array;
  /** By function. */
  readonly seen: Uint8Array;
  readonly share: Float64Array;
  /** By name: sample + 1 that last went through it; recursion counts once. */
  readonly last: Uint32Array;
}

function newSums(capture: Capture): Sums {
  const { nameOf, names } = mergeNames(capture);
  const byName = (): Float64Array => new Float64Array(names.length);
  const functions = nameOf.length;
  return {
    ...{ nameOf, names, flat: byName(), cum: byName(), last: new Uint32Array(names.length) },
    ...{ seen: new Uint8Array(functions), share: new Float64Array(functions) },
  };
}

/** Samples whose value is 0 are no rows. */
function walkTree({ samples, stacks, frames }: Capture, values: Float64Array, sums: Sums): void {
  const { nameOf, flat, cum, seen, share, last } = sums;
  const { prefix, frame } = stacks;
  const { func } = frames;
  const { stack } = samples;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === 0) continue;
    const leaf = stack[row];
    for (let at = leaf; at !== 0; at = prefix[at]) {
      const f = func[frame[at]];
      const name = nameOf[f];
      seen[f] = 1;
      share[f] += value;
      if (at === leaf) flat[name] += value;
      if (last[name] === row + 1) continue;
      last[name] = row + 1;
      cum[name] += value;
    }
  }
}

function walkRuns(runs: StackRuns, func: Uint32Array, values: Float64Array, sums: Sums): void {
  const { nameOf, flat, cum, seen, share, last } = sums;
  const { start, location, frameStart, frame } = runs;
  /** Function of each entry of `frame`. */
  const funcs = frame.map((id) => func[id]);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === 0) continue;
    for (let p = start[row]; p < start[row + 1]; p++) {
      const at = location[p];
      const outer = frameStart[at];
      const inner = frameStart[at + 1] - 1;
      if (p === start[row]) flat[nameOf[funcs[inner]]] += value;
      for (let k = inner; k >= outer; k--) {
        const f = funcs[k];
        const name = nameOf[f];
        seen[f] = 1;
        share[f] += value;
        if (last[name] === row + 1) continue;
        last[name] = row + 1;
        cum[name] += value;
      }
    }
  }
}

/** `seen` and `share` are by function; of functions of one name the one with the largest share stands for it. */
function tableOf(
  nameOf: Uint32Array,
  seen: Uint8Array,
  share: Float64Array,
  flat: Float64Array,
  cum: Float64Array,
): TopTable {
  const func = new Int32Array(flat.length).fill(-1);
  let count = 0;
  for (let f = 0; f < seen.length; f++) {
    const name = nameOf[f];
    // What adds up to nothing is no row: in a difference nearly everything does.
    if (seen[f] === 0 || (flat[name] === 0 && cum[name] === 0)) continue;
    if (func[name] < 0) count++;
    if (func[name] < 0 || share[f] > share[func[name]]) func[name] = f;
  }
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
  names: readonly string[],
  origins: Origins,
  sort: TopSort,
  descending: boolean,
): Uint32Array {
  const order = Uint32Array.from({ length: table.count }, (_, i) => i);
  const name = (row: number) => names[table.name[row]];
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
