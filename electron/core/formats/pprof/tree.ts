import { widenColumn } from '@core/model/stack-builder';
import { TreeGrowth } from './growth';
import { SEVERAL } from './sample-fill';
import type { SampleFill } from './sample-fill';
import { hashTop } from './top-tree';

/** Takes over the top tree and makes a group of the samples that left it at the same row. */
export function beginTree(fill: SampleFill): TreeGrowth {
  const { top, rows } = fill;
  const stack = fill.stack.subarray(0, rows);
  const growth = new TreeGrowth(fill, rows, stack, mostRows(fill) + top.count + 64);
  if (growth.prefix.length < top.count) growth.reserve(top.count, 0);
  growth.count = top.count;
  growth.prefix.set(top.prefix.subarray(0, top.count));
  growth.frame.set(top.frame.subarray(0, top.count));
  for (let i = 1; i < top.count; i++) growth.depth[i] = growth.depth[growth.prefix[i]] + 1;
  // Those that came by before it was grown, or were read slowly, may go on.
  const starts = new Uint32Array(top.count + 1);
  for (let row = 0; row < rows; row++) {
    if (row < fill.growing || fill.runs[row * 2] >= fill.bytes.length) walkTop(fill, row);
    starts[stack[row] + 1]++;
  }
  for (let i = 0; i < top.count; i++) starts[i + 1] += starts[i];
  for (let i = top.count - 1; i >= 0; i--) {
    if (starts[i + 1] > starts[i]) growth.push(i, 0, starts[i], starts[i + 1]);
  }
  for (let row = 0; row < rows; row++) growth.order[starts[stack[row]]++] = row;
  return growth;
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
