import { formatCount } from '@core/base/format';
import { stackDepths, widenColumn } from '@core/model/stack-builder';
import type { StackTable } from '@core/model/tables';
import { Damage, TOO_MANY_STACKS } from './damage';
import { SEVERAL } from './sample-fill';
import type { SampleFill } from './sample-fill';
import { hashTop } from './top-tree';
import { hugeCount } from './wire';

/** Frames in stacks that any profile may have; beyond that its bytes must justify them. */
const STACKS_ALWAYS = 1 << 20;

/**
 * Pass 2, second half: the samples' runs of location ids become the prefix tree, by sorting instead of by looking up. All samples begin
 * as one group at the root; a group whose samples call different things is split, one that has one sample left is written down to
 * its leaf. Every step touches memory that the step before has touched, where a hash table of a few million stacks misses the
 * cache on every call. Rows come out depth first.
 */
export class TreeGrowth {
  readonly fill: SampleFill;
  /** Column `stack` of the samples. */
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
  /** By key (`SampleFill.aliased`), 0 between uses: number of the group that goes on with it. */
  readonly groupOf: Uint32Array;
  /** Groups to do, a stack of four words: prefix, outermost frame + 1 to add (0 = none), first and end in `order`. */
  todo: Uint32Array = new Uint32Array(4096);
  todoLength = 0;
  /** Rows of `order` before this one have been read ahead. */
  ahead = 0;
  #sum = 0;
  readonly #maxStacks: number;

  constructor(fill: SampleFill) {
    const { rows } = fill;
    this.fill = fill;
    this.stack = fill.stack.subarray(0, rows);
    this.#maxStacks = STACKS_ALWAYS + fill.bytes.length;
    const room = Math.min(mostRows(fill), this.#maxStacks) + fill.top.count + 64;
    this.prefix = new Uint32Array(room);
    this.frame = new Uint32Array(room);
    this.depth = new Uint16Array(room);
    this.order = new Uint32Array(rows);
    this.scratch = new Uint32Array(rows);
    this.next = new Uint32Array(rows);
    this.groupOf = new Uint32Array(Math.max(fill.more.length + 1, fill.unfold.length));
    this.#begin();
  }

  /** Takes over the top tree and makes a group of the samples that left it at the same row. */
  #begin(): void {
    const { fill, stack, order } = this;
    const { top, rows } = fill;
    this.count = top.count;
    this.prefix.set(top.prefix.subarray(0, top.count));
    this.frame.set(top.frame.subarray(0, top.count));
    for (let i = 1; i < top.count; i++) this.depth[i] = this.depth[this.prefix[i]] + 1;
    // Those that came by before it was grown, or were read slowly, may go on.
    const starts = new Uint32Array(top.count + 1);
    for (let row = 0; row < rows; row++) {
      if (row < fill.growing || fill.runs[row * 2] >= fill.bytes.length) walkTop(fill, row);
      starts[stack[row] + 1]++;
    }
    for (let i = 0; i < top.count; i++) starts[i + 1] += starts[i];
    for (let i = top.count - 1; i >= 0; i--) {
      if (starts[i + 1] > starts[i]) this.push(i, 0, starts[i], starts[i + 1]);
    }
    for (let row = 0; row < rows; row++) order[starts[stack[row]]++] = row;
  }

  push(prefix: number, frame: number, from: number, to: number): void {
    if (this.todoLength + 4 > this.todo.length)
      this.todo = widenColumn(this.todo, this.todoLength, this.todo.length * 2);
    this.todo[this.todoLength++] = prefix;
    this.todo[this.todoLength++] = frame;
    this.todo[this.todoLength++] = from;
    this.todo[this.todoLength++] = to;
  }

  /** Makes room for `rows` rows; replaces the columns. */
  reserve(rows: number, row: number): void {
    if (rows > this.#maxStacks) {
      throw new Damage(
        this.fill.runs[row * 2],
        `sample ${formatCount(row + 1)}, location_id`,
        TOO_MANY_STACKS,
        'too-large',
      );
    }
    const room = Math.max(rows, this.prefix.length + (this.prefix.length >> 1));
    this.prefix = widenColumn(this.prefix, this.count, room);
    this.frame = widenColumn(this.frame, this.count, room);
    const depth = new Uint16Array(room);
    depth.set(this.depth.subarray(0, this.count));
    this.depth = depth;
  }

  /** Throws about the location that a sample in `order[from .. to)` has just gone on with: it is not there. */
  refuse(from: number, to: number, key: number): never {
    let i = from;
    while (i < to - 1 && this.next[i] !== key) i++;
    const row = this.order[i];
    let last = this.fill.runs[row * 2 + 1] + 1;
    while (this.fill.bytes[last] > 127) last++;
    return this.missing(row, last);
  }

  /** Throws about the location id that ends at `last` in the run of a sample. */
  missing(row: number, last: number): never {
    const { bytes } = this.fill;
    let from = last;
    while (from > 0 && last - from < 9 && bytes[from - 1] > 127) from--;
    let id = 0n;
    for (let p = from, shift = 0n; p <= last; p++, shift += 7n) id |= BigInt(bytes[p] & 127) << shift;
    const number = hugeCount(Number(id & 0xffffffffn), Number((id >> 32n) & 0xffffffffn));
    const many = formatCount(this.fill.locationCount);
    const why = `a sample refers to location ${number} and the profile has ${many}`;
    throw new Damage(from, `sample ${formatCount(row + 1)}, location_id`, why);
  }

  /**
   * Reads a byte of every cache line of the runs of `order[ahead .. until)`, which nothing has moved yet. Samples come up in an order that
   * memory cannot foretell, and a run is decoded byte after byte: its misses would be waited for one after another. Here they are
   * independent of each other, and the processor waits for a dozen at once.
   */
  readAhead(until: number): void {
    const { order } = this;
    const { runs, bytes } = this.fill;
    const end = Math.min(until, order.length);
    let sum = 0;
    for (let i = this.ahead; i < end; i++) {
      const row = order[i];
      const first = runs[row * 2];
      for (let p = runs[row * 2 + 1]; p >= first; p -= 64) sum += bytes[p] | 0;
      sum += bytes[first] | 0;
    }
    this.ahead = end;
    // Kept, so that the reading is not optimised away.
    this.#sum += sum;
  }

  finish(): StackTable {
    const { count } = this;
    const prefix = this.prefix.subarray(0, count);
    const depth = this.deepest > 0xffff ? stackDepths(prefix) : this.depth.subarray(0, count);
    return { count, prefix, frame: this.frame.subarray(0, count), depth };
  }
}

/** Samples looked at to guess how many frames there are. */
const LOOKED_AT = 2048;

/**
 * About how many rows there would be if the rest of no run were shared, from some of them. Real profiles need far less: what is not
 * used is never touched and costs address space only, while a table that must grow is there twice for a moment.
 */
function mostRows({ rows, runs, bytes, unfold }: SampleFill): number {
  let rest = 0;
  for (let row = 0; row < rows; row++) rest += runs[row * 2 + 1] - runs[row * 2] + 1;
  let looked = 0;
  let frames = 0;
  const step = Math.max(1, Math.floor(rows / LOOKED_AT));
  for (let row = 0; row < rows; row += step) {
    const last = Math.min(runs[row * 2 + 1], bytes.length - 1);
    let id = 0;
    let digit = 0;
    for (let p = runs[row * 2]; p <= last; p++) {
      id |= (bytes[p] & 127) << (7 * digit++);
      if (bytes[p] > 127) continue;
      frames += 1 + (id > 0 && id < unfold.length ? unfold[id] & SEVERAL : 0);
      id = digit = 0;
    }
    looked += Math.max(0, last - runs[row * 2] + 1);
  }
  // A byte is a frame at most where nothing is inlined; runs outside the file, which are rare, are not looked at.
  const share = looked > 0 ? (frames / looked) * 1.05 : 1;
  return Math.ceil(rest * share);
}

/** Samples read ahead: enough to wait for many misses at once, few enough to stay in the first-level cache. */
const AHEAD = 32;

/** Walks one sample down the complete top tree as far as it goes. */
function walkTop(fill: SampleFill, row: number): void {
  const { top, runs, unfold, aliased, stack } = fill;
  const { slots, shift } = top;
  const mask = slots.length - 1;
  const away = runs[row * 2] < fill.bytes.length ? 0 : fill.bytes.length;
  const source = away === 0 ? fill.bytes : fill.extra;
  const first = runs[row * 2] - away;
  let q = runs[row * 2 + 1] - away;
  let node = stack[row];
  while (q >= first) {
    let p = q;
    let id = source[p--];
    for (let digits = 1; source[p] > 127; p--, digits++) id = digits < 4 ? (id << 7) | (source[p] & 127) : 0;
    const key = aliased ? unfold[id] >> 3 : id;
    let slot = (hashTop(node, key) >>> shift) << 1;
    while (slots[slot] !== 0 && (slots[slot] !== key || slots[slot + 1] >>> 16 !== node)) slot = (slot + 2) & mask;
    if (slots[slot] === 0) break;
    node = slots[slot + 1] & 0xffff;
    q = p;
  }
  stack[row] = node;
  runs[row * 2 + 1] = q + away;
}

/**
 * Works for about `budget` location ids; true when the tree is complete. Local variables and repeated decoding on purpose: these loops
 * run a dozen million times. A run is decoded backwards, which is root first: the last byte of a varint is the one below 128, and
 * the byte before the run is below 128 too. So in the four bytes up to the last one of an id, the highest of the others that
 * is below 128 belongs to the id before: `bits` is 8 for each byte of the id, and the masks pull its digits of 7 bits together.
 * Four bytes can always be read: tags and lengths are before every run.
 */
export function growTree(growth: TreeGrowth, budget: number): boolean {
  const { fill, stack, order, scratch, next, groupOf } = growth;
  const { bytes, view, extraView, runs, unfold, aliased, more } = fill;
  const split = bytes.length;
  let { prefix, frame, depth, count, deepest } = growth;
  let capacity = prefix.length;
  let left = budget;
  /** By group of the split at hand: the key of its location, its samples, where they go. */
  const ids = unfold.length;
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
        const outer = adding - 1;
        const inner = outer + more[outer];
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
      }

      // One sample: the rest of its run is a chain.
      if (to - from === 1) {
        const row = order[from];
        const away = runs[row * 2] < split ? 0 : split;
        const source = away === 0 ? view : extraView;
        const first = runs[row * 2] - away;
        let q = runs[row * 2 + 1] - away;
        left -= q - first;
        while (q >= first) {
          const last = q;
          const word = source.getInt32(q - 3, true);
          const bits = Math.clz32(~word & 0x808080);
          const raw = word >>> -bits;
          let id = (raw & 127) | ((raw >>> 1) & 0x3f80) | ((raw >>> 2) & 0x1fc000) | ((raw >>> 3) & 0xfe00000);
          q -= bits >>> 3;
          if (bits === 32 && source.getUint8(q) > 127) id = 0;
          const packed = id < ids ? unfold[id] : 0;
          if (packed === 0) growth.missing(row, last);
          let outer = (packed >> 3) - 1;
          let further = packed & SEVERAL;
          if (further === SEVERAL) further = more[outer];
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
        const first = runs[row * 2];
        const last = runs[row * 2 + 1];
        if (last < first) {
          stack[row] = node;
          continue;
        }
        const away = first < split ? 0 : split;
        const source = away === 0 ? view : extraView;
        let q = last - away;
        const word = source.getInt32(q - 3, true);
        const bits = Math.clz32(~word & 0x808080);
        const raw = word >>> -bits;
        let id = (raw & 127) | ((raw >>> 1) & 0x3f80) | ((raw >>> 2) & 0x1fc000) | ((raw >>> 3) & 0xfe00000);
        q -= bits >>> 3;
        if (bits === 32 && source.getUint8(q) > 127) id = 0;
        if (!(id < ids) || id === 0) growth.missing(row, last);
        const key = aliased ? unfold[id] >> 3 : id;
        runs[row * 2 + 1] = q + away;
        if (kept === from) same = key;
        else if (same !== key) same = -1;
        next[kept] = key;
        order[kept++] = row;
      }
      to = kept;
      if (to === from) break;
      if (same >= 0) {
        adding = aliased ? same : unfold[same] >> 3;
        if (adding === 0) growth.refuse(from, to, same);
        continue;
      }

      // They part: a group for each frame, in the order of first appearance.
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
        const key = keys[group];
        const outer = aliased ? key : unfold[key] >> 3;
        if (outer === 0) growth.refuse(from, to, key);
        growth.push(node, outer, begin, end);
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
