import type { TreeSort } from '@core/api/profile';
import type { FlameAnswer } from '@core/api/queries';
import type { Capture } from '@core/model/tables';
import type { BoxTree } from './box-tree';
import type { FunctionTree } from './call-tree';
import { ORIGINS, RUNTIME, type Origins } from './origin';

export const BOX_INLINED = 1;
export const BOX_MATCH = 2;
export const BOX_TICK = 4;

/** Keeps an answer well below 4 MiB; no screen shows as many. Beyond it boxes count as narrow. */
const MOST_BOXES = 30_000;

/** What the root box of a whole tree is called. */
const ROOT_NAME = 'root';

export interface FlameRequest {
  /** Node to zoom to; 0 = the whole. */
  readonly zoom: number;
  readonly width: number;
  readonly minPx: number;
  readonly search: string;
}

/** Where names of boxes come from. */
export interface FlameNames {
  readonly capture: Capture;
  readonly origins: Origins;
  readonly tree: FunctionTree;
}

type Layout = Omit<FlameAnswer, 'sampleType' | 'tookMs' | 'total'>;

/**
 * Boxes of a view. Only what is wide enough is walked: at a box, the children narrower than `minPx` become one tick after the
 * wide ones, which stands for them and everything above them. So work is bounded by the screen (plus one look at each child of a
 * visible box), not by the profile. Children with a value of zero or less cannot be drawn; they count as narrow.
 */
export function layoutFlame(names: FlameNames, tree: BoxTree, request: FlameRequest): Layout {
  const { zoom, width } = request;
  const zoomed = tree.cum(zoom);
  const scale = zoomed > 0 ? width / zoomed : 0;
  // A tick thinner than a hundredth of a pixel would only cost.
  const least = Math.max(request.minPx, 0.01);
  const found = search(names.tree, tree, request);
  const boxes = new Boxes(names, tree);
  let narrow = 0;

  boxes.push(zoom, -1, 0, 0, scale === 0 ? 0 : width, tree.cum(zoom), tree.flat(zoom), bits(zoom), 1);
  if (scale > 0) {
    const children: number[] = [];
    const wide: number[] = [];
    for (let parent = 0; parent < boxes.count; parent++) {
      if ((boxes.flags[parent] & BOX_TICK) !== 0) continue;
      const level = boxes.level[parent] + 1;
      let x = boxes.x[parent];
      children.length = 0;
      wide.length = 0;
      tree.children(boxes.node[parent], children);
      let restValue = 0;
      let restBoxes = 0;
      let heaviest = -1;
      for (const child of children) {
        const cum = tree.cum(child);
        if (cum * scale >= least && level < 0xffff && boxes.count + wide.length < MOST_BOXES) {
          wide.push(child);
          continue;
        }
        restBoxes += tree.boxes(child);
        restValue += Math.max(0, cum);
        if (heaviest < 0 || cum > tree.cum(heaviest)) heaviest = child;
      }
      wide.sort((a, b) => tree.cum(b) - tree.cum(a) || compareNames(names.tree, tree, a, b));
      for (const child of wide) {
        const w = tree.cum(child) * scale;
        boxes.push(child, parent, level, x, w, tree.cum(child), tree.flat(child), bits(child), 1);
        x += w;
      }
      narrow += restBoxes;
      if (heaviest >= 0 && restValue > 0 && level < 0xffff && boxes.count < 2 * MOST_BOXES) {
        const flags = BOX_TICK | (bits(heaviest) & BOX_MATCH);
        boxes.push(heaviest, parent, level, x, restValue * scale, restValue, 0, flags, restBoxes);
      }
    }
  }
  return {
    ...boxes.finish(),
    zoomed,
    crumbs: crumbs(names.tree, tree, zoom),
    narrow,
    matches: found === null ? null : { boxes: found.boxes ?? boxes.matches(), value: found.value },
  };

  function bits(node: number): number {
    return (tree.inlined(node) ? BOX_INLINED : 0) | (found?.hit(node) === true ? BOX_MATCH : 0);
  }
}

/** Boxes in the order of a table: by value, largest first, or by name. */
export function sortBoxes(names: FunctionTree, tree: BoxTree, nodes: number[], by: TreeSort): number[] {
  const value = (node: number): number => (by === 'flat' ? tree.flat(node) : by === 'cum' ? tree.cum(node) : 0);
  return nodes.sort((a, b) => Math.abs(value(b)) - Math.abs(value(a)) || compareNames(names, tree, a, b));
}

function nameOf(names: FunctionTree, tree: BoxTree, node: number): string {
  const func = tree.func(node);
  return func < 0 ? ROOT_NAME : names.names[names.nameOf[func]];
}

function compareNames(names: FunctionTree, tree: BoxTree, a: number, b: number): number {
  const [left, right] = [nameOf(names, tree, a), nameOf(names, tree, b)];
  return left < right ? -1 : left > right ? 1 : a - b;
}

/** Matches below the zoomed node (narrow ones too); `value` counts a sample once however many of its frames match. */
function search(names: FunctionTree, tree: BoxTree, { search: text, zoom }: FlameRequest) {
  if (text === '') return null;
  const wanted = text.toLowerCase();
  return tree.matching(
    Uint8Array.from(names.names, (name) => (name.toLowerCase().includes(wanted) ? 1 : 0)),
    zoom,
  );
}

function crumbs(names: FunctionTree, tree: BoxTree, zoom: number): { node: string; name: string }[] {
  const out: { node: string; name: string }[] = [];
  for (let at = zoom; at !== 0; at = tree.parent(at)) out.push({ node: `f-${at}`, name: nameOf(names, tree, at) });
  out.push({ node: 'f-0', name: nameOf(names, tree, 0) });
  return out.reverse();
}

/** The box that a path of names leads to from the root, or the last one of it that is there. */
export function followPath(names: FunctionTree, tree: BoxTree, path: readonly string[]): number {
  let at = 0;
  const children: number[] = [];
  for (const name of path) {
    children.length = 0;
    tree.children(at, children);
    const next = children.find((child) => nameOf(names, tree, child) === name);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

class Boxes {
  count = 0;
  readonly node: number[] = [];
  readonly x: number[] = [];
  readonly level: number[] = [];
  readonly flags: number[] = [];
  readonly #parent: number[] = [];
  readonly #w: number[] = [];
  readonly #cum: number[] = [];
  readonly #flat: number[] = [];
  readonly #merged: number[] = [];
  readonly #name: number[] = [];
  readonly #names: FlameAnswer['names'][number][] = [];
  readonly #rows = new Map<number, number>();
  readonly #from: FlameNames;
  readonly #tree: BoxTree;
  readonly #sides: { readonly base: number[]; readonly now: number[]; readonly error: number[] } | null;

  constructor(from: FlameNames, tree: BoxTree) {
    this.#from = from;
    this.#tree = tree;
    this.#sides = tree.sides(0) === null ? null : { base: [], now: [], error: [] };
  }

  matches(): number {
    return this.flags.reduce((sum, bits) => sum + ((bits & BOX_MATCH) !== 0 ? 1 : 0), 0);
  }

  push(
    node: number,
    parent: number,
    level: number,
    x: number,
    w: number,
    cum: number,
    flat: number,
    flags: number,
    merged: number,
  ): void {
    this.count++;
    this.node.push(node);
    this.#parent.push(parent);
    this.level.push(level);
    this.x.push(x);
    this.#w.push(w);
    this.#cum.push(cum);
    this.#flat.push(flat);
    this.flags.push(flags);
    this.#merged.push(merged);
    this.#name.push(this.#nameRow(node));
    if (this.#sides !== null) {
      // A tick is coloured like the heaviest of what it stands for.
      const sides = this.#tree.sides(node);
      this.#sides.base.push(sides?.baseCum ?? 0);
      this.#sides.now.push(sides?.nowCum ?? 0);
      this.#sides.error.push(sides?.error ?? NaN);
    }
  }

  #nameRow(node: number): number {
    const func = this.#tree.func(node);
    let row = this.#rows.get(func);
    if (row === undefined) {
      row = this.#names.length;
      this.#rows.set(func, row);
      this.#names.push(this.#nameOf(func));
    }
    return row;
  }

  #nameOf(func: number): FlameAnswer['names'][number] {
    if (func < 0) return { function: ROOT_NAME, file: '', origin: ORIGINS[RUNTIME], package: '' };
    const { capture, origins } = this.#from;
    const { functions, strings } = capture;
    return {
      function: strings.get(functions.name[func]),
      file: strings.get(functions.file[func]),
      origin: ORIGINS[origins.origin[func]],
      package: origins.packages[origins.package[func]],
    };
  }

  finish(): Omit<Layout, 'zoomed' | 'crumbs' | 'narrow' | 'matches'> {
    let depth = 0;
    for (const level of this.level) if (level >= depth) depth = level + 1;
    return {
      depth,
      count: this.count,
      x: Float32Array.from(this.x),
      w: Float32Array.from(this.#w),
      level: Uint16Array.from(this.level),
      name: Uint32Array.from(this.#name),
      cum: Float64Array.from(this.#cum),
      flat: Float64Array.from(this.#flat),
      flags: Uint8Array.from(this.flags),
      merged: Uint32Array.from(this.#merged),
      node: Uint32Array.from(this.node),
      parent: Int32Array.from(this.#parent),
      names: this.#names,
      sides:
        this.#sides === null
          ? null
          : {
              base: Float64Array.from(this.#sides.base),
              now: Float64Array.from(this.#sides.now),
              error: Float64Array.from(this.#sides.error),
            },
    };
  }
}
