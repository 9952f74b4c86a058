import { StackBuilder } from '@core/model/stack-builder';
import { FRAME_INLINED, type Capture } from '@core/model/tables';
import type { CompiledFilter } from './filter';
import { passingGoroutines, passingSamples, type Lensed } from './lens';

/**
 * The stacks of a capture with frames merged to functions: what people read as the call tree. Node 0 is the root; node `i` is
 * function `func[i]` called in node `prefix[i] < i`. Its shape depends on the capture only, so node numbers stay when sample type or
 * filter change (values are in `TreeValues`).
 */
export interface FunctionTree {
  readonly count: number;
  readonly prefix: Uint32Array;
  /** FunctionId; meaningless for node 0. */
  readonly func: Uint32Array;
  /** 0 for the root. */
  readonly depth: Uint32Array | Uint16Array;
  /** Node of each row of the stack table. */
  readonly nodeOf: Uint32Array;
  /** 1 where every frame of the node was inlined into its caller. */
  readonly inlined: Uint8Array;
  /** Children of node `i`: `children[childStart[i] … childStart[i + 1])`. */
  readonly childStart: Uint32Array;
  readonly children: Uint32Array;
  /** Index in `names` per function: functions of one name in two files are one row of a table by function. */
  readonly nameOf: Uint32Array;
  readonly names: readonly string[];
  /** 1 where the node's name occurs among its ancestors. */
  readonly recursive: Uint8Array;
}

export function computeFunctionTree(capture: Capture): FunctionTree {
  const { frames } = capture;
  // In variables: columns of a table that may still have to be grown are read through functions.
  const { count: rows, prefix: caller, frame } = capture.stacks;
  const builder = new StackBuilder(Math.min(rows, 1 << 20));
  const nodeOf = new Uint32Array(rows);
  for (let i = 1; i < rows; i++) nodeOf[i] = builder.child(nodeOf[caller[i]], frames.func[frame[i]]);
  const { count, prefix, frame: func, depth } = builder.finish();
  const inlined = new Uint8Array(count).fill(1);
  for (let i = 0; i < rows; i++) if ((frames.flags[frame[i]] & FRAME_INLINED) === 0) inlined[nodeOf[i]] = 0;
  inlined[0] = 0;

  const childStart = new Uint32Array(count + 1);
  for (let i = 1; i < count; i++) childStart[prefix[i] + 1]++;
  for (let i = 0; i < count; i++) childStart[i + 1] += childStart[i];
  const children = new Uint32Array(Math.max(0, count - 1));
  const next = childStart.slice(0, count);
  for (let i = 1; i < count; i++) children[next[prefix[i]]++] = i;

  const { nameOf, names } = mergeNames(capture);
  const recursive = findRecursion({ count, func, childStart, children }, nameOf, names.length);
  return { count, prefix, func, depth, nodeOf, inlined, childStart, children, nameOf, names, recursive };
}

/** Names are compared as text: a damaged or merged profile may hold one name in two rows of its string table. */
export function mergeNames({ functions, strings }: Capture): { nameOf: Uint32Array; names: string[] } {
  const nameOf = new Uint32Array(functions.count);
  const names: string[] = [];
  const known = new Map<string, number>();
  for (let i = 0; i < functions.count; i++) {
    const name = strings.get(functions.name[i]);
    let row = known.get(name);
    if (row === undefined) {
      row = names.length;
      names.push(name);
      known.set(name, row);
    }
    nameOf[i] = row;
  }
  return { nameOf, names };
}

/** Depth first with a counter per name on the way: linear, however deep the recursion. */
function findRecursion(
  tree: Pick<FunctionTree, 'count' | 'func' | 'childStart' | 'children'>,
  nameOf: Uint32Array,
  names: number,
): Uint8Array {
  const recursive = new Uint8Array(tree.count);
  const open = new Uint32Array(names);
  const cursor = tree.childStart.slice(0, tree.count);
  const path = new Uint32Array(tree.count);
  let depth = 0;
  for (;;) {
    const node = path[depth];
    if (cursor[node] < tree.childStart[node + 1]) {
      const child = tree.children[cursor[node]++];
      const name = nameOf[tree.func[child]];
      if (open[name]++ > 0) recursive[child] = 1;
      path[++depth] = child;
    } else if (depth === 0) {
      return recursive;
    } else {
      open[nameOf[tree.func[node]]]--;
      depth--;
    }
  }
}

/** Marks samples of the base in a comparison (pprof's -diff_base). */
export const BASE_LABEL = { key: 'pprof::base', value: 'true' } as const;

/** Values of one sample type under one filter, per node of a `FunctionTree`, in the sample type's unit. */
export interface TreeValues {
  readonly flat: Float64Array;
  readonly cum: Float64Array;
  /** 1 where a sample other than zero passes: nodes at 0 have no such sample and are no rows anywhere. */
  readonly touched: Uint8Array;
  /**
   * What shares refer to, as in pprof: magnitudes of all samples, or of those with the label `pprof::base` where there are any. And the
   * sum over the samples that pass the filter.
   */
  readonly total: number;
  readonly shown: number;
}

/** `seen`: the stacks of the tree are those of this look at the capture. */
export function computeTreeValues(
  capture: Capture,
  tree: FunctionTree,
  sampleType: number,
  filter: CompiledFilter,
  seen: Lensed | null = null,
): TreeValues {
  const { samples, goroutines } = seen?.capture ?? capture;
  // Samples do not know what a goroutine waits in; the goroutine table does, and its weights are the profile's only sample type.
  const byGoroutine = goroutines !== null && filter.filter.operations.length > 0;
  const stack = byGoroutine ? goroutines.stack : samples.stack;
  const values = byGoroutine ? goroutines.weight : samples.values[sampleType];
  const keep = (byGoroutine ? passingGoroutines : passingSamples)(capture, filter, seen);
  let total = 0;
  let negative = false;
  for (const value of values) {
    if (value < 0) negative = true;
    total += Math.abs(value);
  }
  const passing = (i: number): number => (keep === null || keep[i] === 1 ? values[i] : 0);
  return {
    ...sumTree(tree, stack, passing),
    total: (negative && !byGoroutine ? baseTotal(capture, sampleType) : 0) || total,
  };
}

/** Sums `amount(row)` of the rows with the stacks `stack` over the tree. */
export function sumTree(
  tree: FunctionTree,
  stack: Uint32Array,
  amount: (row: number) => number,
): Omit<TreeValues, 'total'> {
  const flat = new Float64Array(tree.count);
  const touched = new Uint8Array(tree.count);
  let shown = 0;
  for (let i = 0; i < stack.length; i++) {
    const value = amount(i);
    if (value === 0) continue;
    shown += value;
    const node = tree.nodeOf[stack[i]];
    flat[node] += value;
    touched[node] = 1;
  }
  const cum = flat.slice();
  for (let i = tree.count - 1; i > 0; i--) {
    const up = tree.prefix[i];
    cum[up] += cum[i];
    touched[up] |= touched[i];
  }
  return { flat, cum, touched, shown };
}

/** Magnitudes of the samples that a comparison took away; 0 without any. */
function baseTotal(capture: Capture, sampleType: number): number {
  const { samples } = capture;
  const sets = baseSets(capture);
  let total = 0;
  for (let i = 0; i < samples.count; i++) {
    if (sets[samples.labels[i]] === 1) total += Math.abs(samples.values[sampleType][i]);
  }
  return total;
}

/** 1 for the label sets of samples that a comparison took away. */
export function baseSets({ labelSets, strings }: Capture): Uint8Array {
  const sets = new Uint8Array(labelSets.count);
  for (let set = 0; set < labelSets.count; set++) {
    for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
      const isBase =
        strings.get(labelSets.key[e]) === BASE_LABEL.key && strings.get(labelSets.value[e]) === BASE_LABEL.value;
      if (isBase) sets[set] = 1;
    }
  }
  return sets;
}

/** Memory held, bytes. */
export function treeValuesBytes(values: TreeValues): number {
  return values.flat.byteLength + values.cum.byteLength + values.touched.byteLength;
}
