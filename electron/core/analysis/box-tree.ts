import type { FunctionTree, TreeValues } from './call-tree';

/** What the nodes of a `FunctionTree` are worth: widths, and both sides where it is a difference. */
export interface TreeColumns {
  readonly width: TreeValues;
  readonly sides: {
    readonly base: TreeValues;
    readonly now: TreeValues;
    /** Variance of `now − base` by node, from sampling, in the unit squared; null where it is not known. */
    readonly variance: { readonly flat: Float64Array; readonly cum: Float64Array } | null;
  } | null;
}

/** Both sides of one node. `error` is one standard deviation of the change of `cum`; NaN where it is not known. */
export interface Sides {
  readonly baseFlat: number;
  readonly nowFlat: number;
  readonly baseCum: number;
  readonly nowCum: number;
  readonly error: number;
}

/** A tree to draw or to unfold; node 0 is its root. Nodes are numbers that stay while the tree is held. */
export interface BoxTree {
  /** Name of the root, or null: the whole. */
  readonly at: string | null;
  /** Whether the node has been seen: a handle of this tree. */
  has(node: number): boolean;
  parent(node: number): number;
  /** FunctionId; −1 for the root of the whole. */
  func(node: number): number;
  inlined(node: number): boolean;
  cum(node: number): number;
  flat(node: number): number;
  /** Null where the tree is no difference. */
  sides(node: number): Sides | null;
  /** Puts the children that have a sample into `into`, in no order. */
  children(node: number, into: number[]): void;
  /** Boxes of the subtree, its own included; of a merged tree, which grows as it is looked at, at least. */
  boxes(node: number): number;
  /** Sum of `cum` over samples that go through a name whose row in `FunctionTree.names` is marked, and how many boxes match; below `node`. */
  matching(byName: Uint8Array, node: number): Matches;
}
export interface Matches {
  hit(node: number): boolean;
  readonly value: number;
  /** Null: as many as are drawn. */
  readonly boxes: number | null;
}

/** The function tree itself. */
export function wholeTree(tree: FunctionTree, { width, sides }: TreeColumns): BoxTree {
  const { cum, flat, touched } = width;
  let sizes: Uint32Array | null = null;
  return {
    at: null,
    has: (node) => node >= 0 && node < tree.count,
    parent: (node) => tree.prefix[node],
    func: (node) => (node === 0 ? -1 : tree.func[node]),
    inlined: (node) => tree.inlined[node] === 1,
    cum: (node) => cum[node],
    flat: (node) => flat[node],
    sides: (node) =>
      sides === null
        ? null
        : {
            baseFlat: sides.base.flat[node],
            nowFlat: sides.now.flat[node],
            baseCum: sides.base.cum[node],
            nowCum: sides.now.cum[node],
            error: sides.variance === null ? NaN : Math.sqrt(sides.variance.cum[node]),
          },
    children: (node, into) => {
      for (let c = tree.childStart[node]; c < tree.childStart[node + 1]; c++) {
        const child = tree.children[c];
        if (touched[child] === 1) into.push(child);
      }
    },
    boxes: (node) => (sizes ??= subtreeSizes(tree, touched))[node],
    matching: (byName, node) => matchesBelow(tree, width, byName, node),
  };
}

/** Boxes that a subtree would draw without a limit: its nodes with samples. */
function subtreeSizes(tree: FunctionTree, touched: Uint8Array): Uint32Array {
  const sizes = new Uint32Array(tree.count);
  for (let i = tree.count - 1; i >= 0; i--) {
    sizes[i] += touched[i];
    if (i > 0) sizes[tree.prefix[i]] += sizes[i];
  }
  return sizes;
}

/** A sample counts once however many of its frames match. */
function matchesBelow(tree: FunctionTree, { cum, touched }: TreeValues, byName: Uint8Array, zoom: number): Matches {
  const byFunction = Uint8Array.from(tree.nameOf, (name) => byName[name]);
  const hit = new Uint8Array(tree.count);
  const under = new Uint8Array(tree.count);
  const inside = new Uint8Array(tree.count);
  inside[zoom] = 1;
  let boxes = 0;
  let value = 0;
  for (let i = zoom; i < tree.count; i++) {
    if (i > zoom) {
      inside[i] = inside[tree.prefix[i]];
      under[i] = under[tree.prefix[i]];
    }
    if (inside[i] === 0 || i === 0 || touched[i] === 0 || byFunction[tree.func[i]] === 0) continue;
    hit[i] = 1;
    boxes++;
    if (under[i] === 0) value += cum[i];
    under[i] = 1;
  }
  return { hit: (node) => hit[node] === 1, boxes, value };
}
