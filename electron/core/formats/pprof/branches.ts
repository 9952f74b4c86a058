import { Damage } from './damage';
import { TreeGrowth } from './growth';
import { growTree } from './tree';

/** Groups of samples that another thread makes stacks of, with all it needs: plain data, buffers may be given away. */
export interface BranchesInput {
  /** Runs of location ids side by side: four bytes before the first, one below 128 before each. */
  readonly bytes: Uint8Array;
  /** As `SampleFill.runs`. */
  readonly runs: Uint32Array;
  /** Three words each: row of the top tree, first and end of its samples. */
  readonly groups: Uint32Array;
  /** Frames in the stacks of the top tree. */
  readonly topDepth: Uint16Array;
  readonly unfold: Int32Array;
  readonly aliased: boolean;
  readonly more: Uint32Array;
  /** Bytes of the profile. */
  readonly size: number;
  /** Rows that there may be. */
  readonly room: number;
}

/** Rows behind those of the top tree, and the stack of each sample. */
export interface Branches {
  readonly prefix: Uint32Array;
  readonly frame: Uint32Array;
  readonly depth: Uint16Array;
  readonly deepest: number;
  readonly stack: Uint32Array;
}

/** Groups that were given away: their place in `order` and in what was to do. */
interface Cut {
  /** Its buffers are gone once it has been handed over. */
  readonly input: BranchesInput;
  /** Rows of the top tree. */
  readonly top: number;
  readonly from: number;
  readonly groups: Uint32Array;
}

/** Bytes of runs that are worth a thread. */
const WORTH = 1 << 20;
/** Of the bytes of runs: the rest is more, as this thread also packs and joins. */
const SHARE = 0.45;

/**
 * Takes away about half of the groups that are to do, for another thread; null where that does not pay. To be called before the tree
 * grows: then groups are in the order of their samples, the last one first.
 */
export function cutBranches(growth: TreeGrowth): Cut | null {
  const { fill, order, todo, todoLength } = growth;
  const { runs, bytes } = fill;
  const restOf = (row: number): number => Math.max(0, runs[row * 2 + 1] - runs[row * 2] + 1);
  let total = 0;
  for (const row of order) total += restOf(row);
  if (total < WORTH) return null;
  let taken = 0;
  let length = 0;
  let from = order.length;
  while (length < todoLength && taken < total * SHARE) {
    from = todo[length + 2];
    for (let i = from; i < todo[length + 3]; i++) {
      // Those that the file does not have in one piece stay here.
      if (runs[order[i] * 2] >= bytes.length) return null;
      taken += restOf(order[i]);
    }
    length += 4;
  }
  if (taken > total * (1 - SHARE / 2)) return null;

  const count = order.length - from;
  const packed = new Uint8Array(4 + count + taken);
  const ends = new Uint32Array(count * 2);
  let at = 4;
  for (let i = 0; i < count; i++) {
    const row = order[from + i];
    const last = runs[row * 2 + 1];
    at++;
    ends[i * 2] = at;
    for (let p = runs[row * 2]; p <= last; p++) packed[at++] = bytes[p];
    ends[i * 2 + 1] = at - 1;
  }
  const groups = todo.slice(0, length);
  todo.copyWithin(0, length, todoLength);
  growth.todoLength -= length;
  const words = new Uint32Array((length / 4) * 3);
  for (let group = 0, word = 0; group < length; group += 4) {
    words[word++] = groups[group];
    words[word++] = groups[group + 2] - from;
    words[word++] = groups[group + 3] - from;
  }
  const room = Math.ceil(((growth.prefix.length - growth.count) * taken) / total) + 64;
  const { aliased, size } = fill;
  const input: BranchesInput = {
    ...{ bytes: packed, runs: ends, groups: words, aliased, size, room },
    topDepth: growth.depth.slice(0, growth.count),
    unfold: fill.unfold.slice(),
    more: fill.more.slice(),
  };
  return { input, top: growth.count, from, groups };
}

/** The task: null where the samples refer to what is not there; who gave them away then says where. */
export function growBranches(input: BranchesInput): Branches | null {
  const { bytes, topDepth, groups } = input;
  const rows = input.runs.length / 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const top = topDepth.length;
  const stack = new Uint32Array(rows);
  const growth = new TreeGrowth({ ...input, view, extraView: view, locationCount: 0 }, rows, stack, input.room + top);
  for (let i = 0; i < rows; i++) growth.order[i] = i;
  growth.count = top;
  growth.depth.set(topDepth);
  for (let i = 0; i < groups.length; i += 3) growth.push(groups[i], 0, groups[i + 1], groups[i + 2]);
  try {
    while (!growTree(growth, Infinity));
  } catch (error) {
    if (error instanceof Damage) return null;
    throw error;
  }
  const { count, deepest } = growth;
  return {
    prefix: growth.prefix.subarray(top, count),
    frame: growth.frame.subarray(top, count),
    depth: growth.depth.subarray(top, count),
    ...{ deepest, stack },
  };
}

/** Puts back what was given away and did not come back: this thread does it. */
export function putBack(growth: TreeGrowth, { groups }: Cut): void {
  for (let i = 0; i < groups.length; i += 4) growth.push(groups[i], 0, groups[i + 2], groups[i + 3]);
}

/** Appends what came back; to be called when the rest of the tree has grown. */
export function joinBranches(growth: TreeGrowth, { top, from }: Cut, branches: Branches): void {
  const { prefix, stack } = branches;
  const before = growth.count;
  if (before + prefix.length > growth.prefix.length) growth.reserve(before + prefix.length, growth.order[from]);
  const shift = before - top;
  const column = growth.prefix;
  for (let i = 0; i < prefix.length; i++) column[before + i] = prefix[i] < top ? prefix[i] : prefix[i] + shift;
  growth.frame.set(branches.frame, before);
  growth.depth.set(branches.depth, before);
  growth.deepest = Math.max(growth.deepest, branches.deepest);
  growth.count = before + prefix.length;
  for (let i = 0; i < stack.length; i++)
    growth.stack[growth.order[from + i]] = stack[i] < top ? stack[i] : stack[i] + shift;
}
