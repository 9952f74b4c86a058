import type { Shape } from '@core/api/profile';
import type { BoxTree, Matches, Sides, TreeColumns } from './box-tree';
import type { FunctionTree } from './call-tree';

/** Nodes of the function tree that a box stands for. Upwards they carry what they bring along, a column a measure. */
interface Entries {
  readonly nodes: Uint32Array;
  readonly weights: readonly Float64Array[];
}

/**
 * Callers or callees of one function with all its calls merged, or the whole tree upside down. A box stands for many nodes of the
 * function tree; it is split into its children when they are asked for, so the work is bounded by what is looked at: an inverted tree of a
 * large profile has millions of nodes, of which a screen shows some hundred.
 */
export class MergedTree implements BoxTree {
  readonly at: string | null;
  readonly #tree: FunctionTree;
  readonly #columns: TreeColumns;
  readonly #up: boolean;
  /** By node of the function tree: width, and for a difference base, now and variance. */
  readonly #flat: readonly Float64Array[];
  readonly #cum: readonly Float64Array[];
  readonly #parent: number[] = [];
  /** A node of the function tree that has the box's name. */
  readonly #example: number[] = [];
  /** By box, a column a measure. */
  readonly #boxFlat: readonly number[][];
  readonly #boxCum: readonly number[][];
  /** What a box will be split from; null once it was. */
  readonly #entries: (Entries | null)[] = [];
  readonly #children: (readonly number[] | null)[] = [];
  readonly #root: Entries;
  /** Scratch of a split, −1 in between: entry by node, child by name. */
  readonly #entryOf: Int32Array;
  readonly #childOf: Int32Array;

  /** Null where no sample goes through `at`. */
  static of(tree: FunctionTree, columns: TreeColumns, { direction, at }: Shape): MergedTree | null {
    const nodes = at === null ? leaves(tree, columns) : outermost(tree, columns, tree.names.indexOf(at));
    return nodes.length === 0 ? null : new MergedTree(tree, columns, direction === 'up', at, nodes);
  }

  private constructor(tree: FunctionTree, columns: TreeColumns, up: boolean, at: string | null, nodes: Uint32Array) {
    this.at = at;
    this.#tree = tree;
    this.#columns = columns;
    this.#up = up;
    const { width, sides } = columns;
    const variance = sides?.variance ?? null;
    const measures = [
      width,
      ...(sides === null ? [] : [sides.base, sides.now]),
      ...(variance === null ? [] : [variance]),
    ];
    this.#flat = measures.map(({ flat }) => flat);
    this.#cum = measures.map(({ cum }) => cum);
    this.#boxFlat = measures.map(() => []);
    this.#boxCum = measures.map(() => []);
    this.#entryOf = new Int32Array(up ? tree.count : 0).fill(-1);
    this.#childOf = new Int32Array(tree.names.length).fill(-1);
    const weights = (at === null ? this.#flat : this.#cum).map((column) =>
      Float64Array.from(nodes, (node) => column[node]),
    );
    this.#root = { nodes, weights };
    this.#add(0, this.#root);
  }

  /** Memory of what has been unfolded, bytes. */
  get byteLength(): number {
    const entries = this.#entries.reduce((sum, held) => sum + (held === null ? 0 : held.nodes.length), 0);
    const width = 4 + (this.#up ? 8 * this.#flat.length : 0);
    return entries * width + this.#parent.length * 100 + this.#entryOf.byteLength + this.#childOf.byteLength;
  }

  has(node: number): boolean {
    return node >= 0 && node < this.#parent.length;
  }

  parent(node: number): number {
    return this.#parent[node];
  }

  func(node: number): number {
    return node === 0 && this.at === null ? -1 : this.#tree.func[this.#example[node]];
  }

  inlined(node: number): boolean {
    return (node !== 0 || this.at !== null) && this.#tree.inlined[this.#example[node]] === 1;
  }

  cum(node: number): number {
    return this.#boxCum[0][node];
  }

  flat(node: number): number {
    return this.#boxFlat[0][node];
  }

  sides(node: number): Sides | null {
    if (this.#columns.sides === null) return null;
    const [, baseFlat, nowFlat] = this.#boxFlat.map((column) => column[node]);
    const [, baseCum, nowCum, variance = NaN] = this.#boxCum.map((column) => column[node]);
    return { baseFlat, nowFlat, baseCum, nowCum, error: Math.sqrt(variance) };
  }

  children(node: number, into: number[]): void {
    for (const child of (this.#children[node] ??= this.#split(node))) into.push(child);
  }

  boxes(node: number): number {
    return 1 + (this.#children[node]?.length ?? 0);
  }

  /** The sum is over the whole tree: what a box was made of is let go when it is split. */
  matching(byName: Uint8Array): Matches {
    const { nameOf, func } = this.#tree;
    const byFunction = Uint8Array.from(nameOf, (name) => byName[name]);
    const marked = (node: number): boolean => byFunction[func[node]] === 1;
    const through = this.#up ? this.#above(marked) : this.#below(marked);
    let value = 0;
    this.#root.nodes.forEach((node, i) => {
      value += this.#up ? through[node] * this.#root.weights[0][i] : through[node];
    });
    const hit = (node: number): boolean => this.func(node) >= 0 && marked(this.#example[node]);
    return { hit, value, boxes: null };
  }

  /** 1 where the node or one above it is marked. */
  #above(marked: (node: number) => boolean): Float64Array {
    const { count, prefix } = this.#tree;
    const out = new Float64Array(count);
    for (let i = 1; i < count; i++) out[i] = out[prefix[i]] === 1 || marked(i) ? 1 : 0;
    return out;
  }

  /** Sum over the samples below a node, itself included, that go through a marked one. */
  #below(marked: (node: number) => boolean): Float64Array {
    const { count, prefix } = this.#tree;
    const out = new Float64Array(count);
    for (let i = count - 1; i > 0; i--) {
      if (marked(i)) out[i] = this.#cum[0][i];
      out[prefix[i]] += out[i];
    }
    return out;
  }

  #add(parent: number, entries: Entries): number {
    const box = this.#parent.length;
    const { nodes, weights } = entries;
    this.#parent.push(parent);
    this.#example.push(nodes[0]);
    this.#entries.push(entries);
    this.#children.push(null);
    this.#boxCum.forEach((column, m) => {
      const from = this.#cum[m];
      column.push(this.#up ? sum(weights[m]) : nodes.reduce((all, node) => all + from[node], 0));
    });
    this.#boxFlat.forEach((column, m) => {
      const from = this.#flat[m];
      column.push(this.#up ? this.#ending(box, nodes, weights[m]) : nodes.reduce((all, node) => all + from[node], 0));
    });
    return box;
  }

  /** Upwards, what has no caller ends in the box. */
  #ending(box: number, nodes: Uint32Array, weights: Float64Array): number {
    if (box === 0 && this.at === null) return 0;
    let ending = 0;
    for (let i = 0; i < nodes.length; i++) if (this.#tree.prefix[nodes[i]] === 0) ending += weights[i];
    return ending;
  }

  #split(box: number): number[] {
    const entries = this.#entries[box];
    if (entries === null) return [];
    this.#entries[box] = null;
    const { nodes, weights } = this.#up ? this.#callers(box, entries) : this.#callees(entries);
    const { nameOf, func } = this.#tree;
    const names: number[] = [];
    const sizes: number[] = [];
    for (const node of nodes) {
      const name = nameOf[func[node]];
      if (this.#childOf[name] < 0) {
        this.#childOf[name] = names.length;
        names.push(name);
        sizes.push(0);
      }
      sizes[this.#childOf[name]]++;
    }
    const parts = sizes.map((size) => ({
      nodes: new Uint32Array(size),
      weights: weights.map(() => new Float64Array(size)),
    }));
    sizes.fill(0);
    nodes.forEach((node, i) => {
      const at = this.#childOf[nameOf[func[node]]];
      const row = sizes[at]++;
      parts[at].nodes[row] = node;
      weights.forEach((column, m) => (parts[at].weights[m][row] = column[i]));
    });
    for (const name of names) this.#childOf[name] = -1;
    return parts.map((part) => this.#add(box, part));
  }

  #callees({ nodes }: Entries): Entries {
    const { childStart, children } = this.#tree;
    const { touched } = this.#columns.width;
    const below: number[] = [];
    for (const node of nodes) {
      for (let c = childStart[node]; c < childStart[node + 1]; c++)
        if (touched[children[c]] === 1) below.push(children[c]);
    }
    return { nodes: Uint32Array.from(below), weights: [] };
  }

  /** Entries that come to one caller are one from there on. */
  #callers(box: number, { nodes, weights }: Entries): Entries {
    if (box === 0 && this.at === null) return { nodes, weights };
    const { prefix } = this.#tree;
    const above = new Uint32Array(nodes.length);
    const sums = weights.map(() => new Float64Array(nodes.length));
    let count = 0;
    nodes.forEach((node, i) => {
      const to = prefix[node];
      if (to === 0) return;
      if (this.#entryOf[to] < 0) {
        this.#entryOf[to] = count;
        above[count++] = to;
      }
      const row = this.#entryOf[to];
      weights.forEach((column, m) => (sums[m][row] += column[i]));
    });
    for (let i = 0; i < count; i++) this.#entryOf[above[i]] = -1;
    return { nodes: above.subarray(0, count), weights: sums.map((column) => column.subarray(0, count)) };
  }
}

function sum(column: Float64Array): number {
  let all = 0;
  for (const value of column) all += value;
  return all;
}

/** Nodes at which a sample ends. */
function leaves(tree: FunctionTree, { width, sides }: TreeColumns): Uint32Array {
  const found: number[] = [];
  const ends = (node: number): boolean =>
    width.flat[node] !== 0 || (sides !== null && (sides.base.flat[node] !== 0 || sides.now.flat[node] !== 0));
  for (let node = 1; node < tree.count; node++) if (width.touched[node] === 1 && ends(node)) found.push(node);
  return Uint32Array.from(found);
}

/** Nodes of the name that have none of it above them. */
function outermost(tree: FunctionTree, { width }: TreeColumns, name: number): Uint32Array {
  const found: number[] = [];
  if (name >= 0) {
    for (let node = 1; node < tree.count; node++) {
      if (tree.nameOf[tree.func[node]] === name && tree.recursive[node] === 0 && width.touched[node] === 1)
        found.push(node);
    }
  }
  return Uint32Array.from(found);
}
