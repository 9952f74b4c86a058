import { stackDepths, widenColumn } from '@core/model/stack-builder';
import type { GrownStacks } from '@core/model/lazy-stacks';
import type { StackRuns } from '@core/model/tables';
import { Places, SEVERAL } from './places';
import { TopTree, walkTop } from './top-tree';

/**
 * The samples' runs of locations become the prefix tree, by sorting instead of by looking up. All samples begin as one group at the root;
 * a group whose samples call different things is split, one that has one sample left is written down to its leaf. Every step touches
 * memory that the step before has touched, where a hash table of a few million stacks misses the cache on every call. Rows come out
 * depth first.
 */
export class TreeGrowth {
  readonly places: Places;
  /** Locations of all samples, leaf first. */
  readonly location: Uint16Array | Uint32Array;
  /** Two words a sample: first of its locations, and behind the last that is not in the tree yet. */
  readonly rest: Uint32Array;
  /** Column `stack` of the samples: the part of the tree that they have been led to. */
  readonly stack: Uint32Array;
  prefix: Uint32Array;
  frame: Uint32Array;
  /** Frames in each stack, modulo 2^16 where `deepest` is more. */
  depth: Uint16Array;
  deepest = 0;
  count = 1;
  /** Rows of samples, grouped; scratch of the same size; keys of the locations that they go on with. */
  readonly order: Uint32Array;
  readonly scratch: Uint32Array;
  readonly next: Uint32Array;
  /** By location, 0 between uses: number of the group that goes on with it. */
  readonly groupOf: Uint32Array;
  /** Groups to do, a stack of four words: prefix, location + 1 to add (0 = none), first and end in `order`. */
  todo: Uint32Array = new Uint32Array(4096);
  todoLength = 0;
  /** Rows of `order` before this one have been read ahead. */
  ahead = 0;
  #sum = 0;
  readonly #most: number;
  readonly #refuse: (row: number) => Error;

  /** Throws what `refuse` makes of a sample's row where there would be more than `most` rows. */
  constructor(runs: StackRuns, most: number, refuse: (row: number) => Error) {
    const rows = runs.start.length - 1;
    this.places = new Places(runs);
    const { start, location } = this.places.runs;
    this.location = location;
    this.#most = most;
    this.#refuse = refuse;
    this.stack = new Uint32Array(rows);
    this.rest = new Uint32Array(rows * 2);
    for (let row = 0; row < rows; row++) {
      this.rest[row * 2] = start[row];
      this.rest[row * 2 + 1] = start[row + 1];
    }
    const top = new TopTree(rows);
    walkTop(top, this.places, this.rest, this.stack);
    const room = Math.min(mostRows(this), most) + top.count + 64;
    this.prefix = new Uint32Array(room);
    this.frame = new Uint32Array(room);
    this.depth = new Uint16Array(room);
    this.order = new Uint32Array(rows);
    this.scratch = new Uint32Array(rows);
    this.next = new Uint32Array(rows);
    this.groupOf = new Uint32Array(this.places.unfold.length);
    this.#begin(top);
  }

  /** Takes over the top tree and makes a group of the samples that left it at the same row. */
  #begin(top: TopTree): void {
    const { stack, order } = this;
    this.count = top.count;
    this.prefix.set(top.prefix.subarray(0, top.count));
    this.frame.set(top.frame.subarray(0, top.count));
    for (let i = 1; i < top.count; i++) {
      const level = this.depth[this.prefix[i]] + 1;
      this.depth[i] = level;
      // One location may have a hundred thousand inlined lines.
      if (level > this.deepest) this.deepest = level;
    }
    const starts = new Uint32Array(top.count + 1);
    for (let row = 0; row < stack.length; row++) starts[stack[row] + 1]++;
    for (let i = 0; i < top.count; i++) starts[i + 1] += starts[i];
    for (let i = top.count - 1; i >= 0; i--) {
      if (starts[i + 1] > starts[i]) this.push(i, 0, starts[i], starts[i + 1]);
    }
    for (let row = 0; row < stack.length; row++) order[starts[stack[row]]++] = row;
  }

  push(prefix: number, location: number, from: number, to: number): void {
    if (this.todoLength + 4 > this.todo.length)
      this.todo = widenColumn(this.todo, this.todoLength, this.todo.length * 2);
    this.todo[this.todoLength++] = prefix;
    this.todo[this.todoLength++] = location;
    this.todo[this.todoLength++] = from;
    this.todo[this.todoLength++] = to;
  }

  /** Makes room for `rows` rows, which the sample `row` needs; replaces the columns. */
  reserve(rows: number, row: number): void {
    if (rows > this.#most) throw this.#refuse(row);
    const room = Math.max(rows, this.prefix.length + (this.prefix.length >> 1));
    this.prefix = widenColumn(this.prefix, this.count, room);
    this.frame = widenColumn(this.frame, this.count, room);
    this.depth = widenColumn(this.depth, this.count, room);
  }

  /**
   * Reads a word of every cache line of the locations of `order[ahead .. until)`, which nothing has moved yet. Samples come up in an order
   * that memory cannot foretell, and a run is walked word after word: its misses would be waited for one after another. Here they are
   * independent of each other, and the processor waits for a dozen at once.
   */
  readAhead(until: number): void {
    const { order, rest, location } = this;
    const end = Math.min(until, order.length);
    let sum = 0;
    for (let i = this.ahead; i < end; i++) {
      const row = order[i];
      const first = rest[row * 2];
      for (let p = rest[row * 2 + 1] - 1; p >= first; p -= LINE) sum += location[p] | 0;
    }
    this.ahead = end;
    // Kept, so that the reading is not optimised away.
    this.#sum += sum;
  }

  finish(): GrownStacks {
    const { count, stack } = this;
    const prefix = this.prefix.subarray(0, count);
    const depth = this.deepest > 0xffff ? stackDepths(prefix) : this.depth.subarray(0, count);
    return { table: { count, prefix, frame: this.frame.subarray(0, count), depth }, stack };
  }
}

/** Samples looked at to guess how many frames there are. */
const LOOKED_AT = 2048;

/**
 * About how many rows there would be if the rest of no run were shared, from some of them. Real profiles need far less: what is not
 * used is never touched and costs address space only, while a table that must grow is there twice for a moment.
 */
function mostRows({ rest, location, places }: TreeGrowth): number {
  const rows = rest.length / 2;
  let all = 0;
  for (let row = 0; row < rows; row++) all += rest[row * 2 + 1] - rest[row * 2];
  let looked = 0;
  let found = 0;
  const step = Math.max(1, Math.floor(rows / LOOKED_AT));
  for (let row = 0; row < rows; row += step) {
    looked += rest[row * 2 + 1] - rest[row * 2];
    for (let p = rest[row * 2]; p < rest[row * 2 + 1]; p++) found += places.framesOf(location[p]);
  }
  return Math.ceil(all * (looked > 0 ? (found / looked) * 1.05 : 1));
}

/** Locations that are in one line of the processor's cache, at least. */
const LINE = 16;
/** Samples read ahead: enough to wait for many misses at once, few enough to stay in the first-level cache. */
const AHEAD = 32;

/**
 * Works for about `budget` locations; true when the tree is complete. Local variables and repeated code on purpose: these loops run a
 * dozen million times. Runs are walked backwards, which is root first.
 */
export function growTree(growth: TreeGrowth, budget: number): boolean {
  const { location, rest, stack, order, scratch, next, groupOf } = growth;
  const { unfold, more } = growth.places;
  let { prefix, frame, depth, count, deepest } = growth;
  let capacity = prefix.length;
  let left = budget;
  /** By group of the split at hand: its location, its samples, where they go. */
  let keys: Uint32Array = new Uint32Array(64);
  let sizes: Uint32Array = new Uint32Array(64);
  while (growth.todoLength > 0 && left > 0) {
    growth.todoLength -= 4;
    const { todo, todoLength } = growth;
    let node = todo[todoLength];
    let adding = todo[todoLength + 1];
    let level = depth[node];
    const from = todo[todoLength + 2];
    let to = todo[todoLength + 3];
    if (from + AHEAD > growth.ahead) growth.readAhead(from + AHEAD * 2);
    for (;;) {
      if (adding !== 0) {
        const outer = unfold[adding - 1] >>> 3;
        const inner = outer + more[adding - 1];
        if (count + inner - outer >= capacity) {
          growth.count = count;
          growth.reserve(count + inner - outer + 1, order[from]);
          ({ prefix, frame, depth } = growth);
          capacity = prefix.length;
        }
        for (let id = outer; id <= inner; id++) {
          prefix[count] = node;
          depth[count] = ++level;
          frame[count] = id;
          node = count++;
        }
        adding = 0;
        if (level > deepest) deepest = level;
      }

      // One sample: the rest of its run is a chain.
      if (to - from === 1) {
        const row = order[from];
        const first = rest[row * 2];
        let q = rest[row * 2 + 1];
        left -= q - first;
        while (q > first) {
          const at = location[--q];
          const packed = unfold[at];
          let outer = packed >>> 3;
          let further = packed & SEVERAL;
          if (further === SEVERAL) further = more[at];
          if (count + further >= capacity) {
            growth.count = count;
            growth.reserve(count + further + 1, row);
            ({ prefix, frame, depth } = growth);
            capacity = prefix.length;
          }
          prefix[count] = node;
          depth[count] = ++level;
          frame[count] = outer;
          node = count++;
          while (further > 0) {
            further--;
            prefix[count] = node;
            depth[count] = ++level;
            frame[count] = ++outer;
            node = count++;
          }
        }
        stack[row] = node;
        if (level > deepest) deepest = level;
        break;
      }

      // One step of every sample; those that end here are done.
      let kept = from;
      let same = -1;
      left -= to - from;
      for (let i = from; i < to; i++) {
        const row = order[i];
        const last = rest[row * 2 + 1];
        if (last === rest[row * 2]) {
          stack[row] = node;
          continue;
        }
        const key = location[last - 1];
        rest[row * 2 + 1] = last - 1;
        if (kept === from) same = key;
        else if (same !== key) same = -1;
        next[kept] = key;
        order[kept++] = row;
      }
      to = kept;
      if (to === from) break;
      if (same >= 0) {
        adding = same + 1;
        continue;
      }

      // They part: a group for each location, in the order of first appearance.
      let groups = 0;
      for (let i = from; i < to; i++) {
        const key = next[i];
        const group = groupOf[key];
        if (group !== 0) {
          sizes[group - 1]++;
          continue;
        }
        if (groups === keys.length) {
          keys = widenColumn(keys, groups, groups * 2);
          sizes = widenColumn(sizes, groups, groups * 2);
        }
        keys[groups] = key;
        sizes[groups++] = 1;
        groupOf[key] = groups;
      }
      let end = to;
      for (let group = groups - 1; group >= 0; group--) {
        const begin = end - sizes[group];
        growth.push(node, keys[group] + 1, begin, end);
        sizes[group] = begin;
        end = begin;
      }
      for (let i = from; i < to; i++) scratch[sizes[groupOf[next[i]] - 1]++] = order[i];
      for (let i = from; i < to; i++) order[i] = scratch[i];
      for (let group = 0; group < groups; group++) groupOf[keys[group]] = 0;
      break;
    }
  }
  growth.count = count;
  growth.deepest = deepest;
  return growth.todoLength === 0;
}
