import type { FlameAnswer } from '@core/api/queries';
import type { Capture } from '@core/model/tables';
import type { FunctionTree, TreeValues } from './call-tree';
import { ORIGINS, RUNTIME, type Origins } from './origin';

export const BOX_INLINED = 1;
export const BOX_MATCH = 2;
export const BOX_TICK = 4;

/** Keeps an answer well below 4 MiB; no screen shows as many. Beyond it boxes count as narrow. */
const MOST_BOXES = 30_000;

/** What the root box is called. */
const ROOT_NAME = 'root';

export interface FlameRequest {
  /** Node to zoom to; 0 = the whole. */
  readonly zoom: number;
  readonly width: number;
  readonly minPx: number;
  readonly search: string;
}

type Layout = Omit<FlameAnswer, 'sampleType' | 'tookMs'>;

/**
 * Boxes of a view. Only what is wide enough is walked: at a box, the children narrower than `minPx` become one tick after the
 * wide ones, which stands for them and everything above them. So work is bounded by the screen (plus one look at each child of a
 * visible box), not by the profile. Children with a value of zero or less cannot be drawn; they count as narrow.
 */
export function layoutFlame(
  capture: Capture,
  origins: Origins,
  tree: FunctionTree,
  values: TreeValues,
  request: FlameRequest,
): Layout {
  const { cum, flat, touched } = values;
  const { zoom, width } = request;
  const zoomed = cum[zoom];
  const scale = zoomed > 0 ? width / zoomed : 0;
  // A tick thinner than a hundredth of a pixel would only cost.
  const least = Math.max(request.minPx, 0.01);
  const found = search(tree, values, request);
  const hidden = subtreeSizes(tree, touched);
  const boxes = new Boxes(capture, origins, tree);
  let narrow = 0;

  boxes.push(zoom, -1, 0, 0, scale === 0 ? 0 : width, cum[zoom], flat[zoom], bits(zoom), 1);
  if (scale > 0) {
    const wide: number[] = [];
    for (let parent = 0; parent < boxes.count; parent++) {
      if ((boxes.flags[parent] & BOX_TICK) !== 0) continue;
      const node = boxes.node[parent];
      const level = boxes.level[parent] + 1;
      let x = boxes.x[parent];
      wide.length = 0;
      let restValue = 0;
      let restBoxes = 0;
      let heaviest = -1;
      for (let c = tree.childStart[node]; c < tree.childStart[node + 1]; c++) {
        const child = tree.children[c];
        if (touched[child] === 0) continue;
        if (cum[child] * scale >= least && level < 0xffff && boxes.count + wide.length < MOST_BOXES) {
          wide.push(child);
          continue;
        }
        restBoxes += hidden[child];
        restValue += Math.max(0, cum[child]);
        if (heaviest < 0 || cum[child] > cum[heaviest]) heaviest = child;
      }
      wide.sort((a, b) => cum[b] - cum[a] || compareNames(tree, a, b));
      for (const child of wide) {
        const w = cum[child] * scale;
        boxes.push(child, parent, level, x, w, cum[child], flat[child], bits(child), 1);
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
    total: values.total,
    zoomed,
    crumbs: crumbs(tree, zoom),
    narrow,
    matches: found === null ? null : { boxes: found.boxes, value: found.value },
  };

  function bits(node: number): number {
    return (tree.inlined[node] === 1 ? BOX_INLINED : 0) | (found !== null && found.hit[node] === 1 ? BOX_MATCH : 0);
  }
}

function compareNames(tree: FunctionTree, a: number, b: number): number {
  const [left, right] = [tree.names[tree.nameOf[tree.func[a]]], tree.names[tree.nameOf[tree.func[b]]]];
  return left < right ? -1 : left > right ? 1 : a - b;
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

/** Matches below the zoomed node (narrow ones too); `value` counts a sample once however many of its frames match. */
function search(
  tree: FunctionTree,
  { cum, touched }: TreeValues,
  { search: text, zoom }: FlameRequest,
): { readonly hit: Uint8Array; readonly boxes: number; readonly value: number } | null {
  if (text === '') return null;
  const wanted = text.toLowerCase();
  const byName = Uint8Array.from(tree.names, (name) => (name.toLowerCase().includes(wanted) ? 1 : 0));
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
  return { hit, boxes, value };
}

function crumbs(tree: FunctionTree, zoom: number): { node: string; name: string }[] {
  const out: { node: string; name: string }[] = [];
  for (let at = zoom; at !== 0; at = tree.prefix[at])
    out.push({ node: `f-${at}`, name: tree.names[tree.nameOf[tree.func[at]]] });
  out.push({ node: 'f-0', name: ROOT_NAME });
  return out.reverse();
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
  readonly #capture: Capture;
  readonly #origins: Origins;
  readonly #tree: FunctionTree;

  constructor(capture: Capture, origins: Origins, tree: FunctionTree) {
    this.#capture = capture;
    this.#origins = origins;
    this.#tree = tree;
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
  }

  #nameRow(node: number): number {
    const func = node === 0 ? -1 : this.#tree.func[node];
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
    const { functions, strings } = this.#capture;
    return {
      function: strings.get(functions.name[func]),
      file: strings.get(functions.file[func]),
      origin: ORIGINS[this.#origins.origin[func]],
      package: this.#origins.packages[this.#origins.package[func]],
    };
  }

  finish(): Omit<Layout, 'total' | 'zoomed' | 'crumbs' | 'narrow' | 'matches'> {
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
    };
  }
}
