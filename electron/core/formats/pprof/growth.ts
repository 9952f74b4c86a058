import { formatCount } from '@core/base/format';
import { stackDepths, widenColumn } from '@core/model/stack-builder';
import type { StackTable } from '@core/model/tables';
import { Damage, TOO_MANY_STACKS } from './damage';
import { hugeCount } from './wire';

/** What the tree grows from: of all samples (`SampleFill`), or of those that a thread was given. */
export interface Runs {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Behind `bytes`, in offsets. */
  readonly extraView: DataView;
  readonly runs: Uint32Array;
  readonly unfold: Int32Array;
  readonly aliased: boolean;
  readonly more: Uint32Array;
  /** Bytes of the profile: what the number of stacks must be justified by. */
  readonly size: number;
  readonly locationCount: number;
}

/** Frames in stacks that any profile may have; beyond that its bytes must justify them. */
const STACKS_ALWAYS = 1 << 20;

/**
 * Pass 2, second half: the samples' runs of location ids become the prefix tree, by sorting instead of by looking up. All samples begin
 * as one group at the root; a group whose samples call different things is split, one that has one sample left is written down to
 * its leaf. Every step touches memory that the step before has touched, where a hash table of a few million stacks misses the
 * cache on every call. Rows come out depth first.
 */
export class TreeGrowth {
  readonly fill: Runs;
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

  /** `rows` samples of `fill`, room for `room` stacks; what is not used is never touched and costs address space only. */
  constructor(fill: Runs, rows: number, stack: Uint32Array, room: number) {
    this.fill = fill;
    this.stack = stack;
    this.#maxStacks = STACKS_ALWAYS + fill.size;
    const capacity = Math.min(room, this.#maxStacks);
    this.prefix = new Uint32Array(capacity);
    this.frame = new Uint32Array(capacity);
    this.depth = new Uint16Array(capacity);
    this.order = new Uint32Array(rows);
    this.scratch = new Uint32Array(rows);
    this.next = new Uint32Array(rows);
    this.groupOf = new Uint32Array(Math.max(fill.more.length + 1, fill.unfold.length));
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
    const room = Math.max(rows + 64, this.prefix.length + (this.prefix.length >> 1));
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
   * independent of each other, and the processor waits for a dozen at once. This halves the time of stacks that share little.
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
