import type { GenerationInput } from './generation';
import { IdTable } from './id-table';
import type { Problems } from './problems';
import { BATCH_EVENTS, TIMED } from './wire';

/** In `args`: the argument is 2^31 or more. */
export const WIDE = -1;

/**
 * The next event of every thread, and the heap that tells whose is earliest: batchcursor.go, step by step, so that events of the same
 * time come in the same order. A thread's batches are read in the order of the file.
 */
export class Frontier {
  /** Cursors, a heap by time; `size` are left. */
  heap = new Int32Array(16);
  size = 0;
  /** Per cursor: id of the thread, time of the next event (ns since the base), its type and up to four arguments. */
  readonly thread: Float64Array;
  readonly time: Float64Array;
  readonly type: Uint8Array;
  readonly args: Int32Array;
  /** The argument itself where `args` has WIDE. */
  readonly wide: Float64Array;
  readonly bytes: Uint8Array;
  readonly tickNs: number;
  readonly #never: number;
  readonly #input: GenerationInput;
  readonly #problems: Problems;
  /** Batches of cursor `c`: `order[first[c]]` to `order[first[c + 1]]`. */
  readonly #order: Int32Array;
  readonly #next: Int32Array;
  readonly #last: Int32Array;
  /** Position and end of the current batch; the batch itself. */
  readonly at: Int32Array;
  readonly end: Int32Array;
  readonly #batch: Int32Array;
  readonly begin: Int32Array;

  constructor(input: GenerationInput, problems: Problems) {
    this.#input = input;
    this.tickNs = input.tickNs;
    this.bytes = input.bytes;
    this.#problems = problems;
    const { kind, thread } = input.batches;
    const threads = new IdTable();
    const cursorOf = new Int32Array(kind.length).fill(-1);
    for (let i = 0; i < kind.length; i++) if (kind[i] === BATCH_EVENTS) cursorOf[i] = threads.of(thread[i]);
    const cursors = threads.count;
    this.#never = cursors;
    this.thread = threads.ids.slice(0, cursors);
    // One more, which is never: the heap ends with it.
    this.time = new Float64Array(cursors + 1);
    this.time[cursors] = Infinity;
    this.type = new Uint8Array(cursors);
    this.args = new Int32Array(cursors * 4);
    this.wide = new Float64Array(cursors * 4);
    const first = new Int32Array(cursors + 1);
    for (const cursor of cursorOf) if (cursor >= 0) first[cursor + 1]++;
    for (let c = 0; c < cursors; c++) first[c + 1] += first[c];
    this.#order = new Int32Array(first[cursors]);
    this.#next = first.slice(0, cursors);
    this.#last = first.slice(1);
    const fill = first.slice(0, cursors);
    for (let i = 0; i < cursorOf.length; i++) if (cursorOf[i] >= 0) this.#order[fill[cursorOf[i]]++] = i;
    this.at = new Int32Array(cursors);
    this.end = new Int32Array(cursors);
    this.#batch = new Int32Array(cursors).fill(-1);
    this.begin = new Int32Array(cursors);
    this.heap = new Int32Array(cursors + 2).fill(cursors);
    for (let c = 0; c < cursors; c++) {
      if (!this.read(c)) continue;
      this.heap[this.size] = c;
      this.#up(this.size++);
    }
  }

  /** Offset in the file of a cursor's next event. */
  offset(cursor: number): number {
    const { start, offset } = this.#input.batches;
    const batch = this.#batch[cursor];
    return offset[batch] + this.begin[cursor] - start[batch];
  }

  /** Goes on to the next event of the cursor at a place of the heap. */
  advance(place: number): void {
    const { heap, time, size } = this;
    const cursor = heap[place];
    if (this.read(cursor)) {
      // The earliest thread mostly stays the earliest.
      if (place === 0) {
        const at = time[cursor];
        if ((size < 2 || at <= time[heap[1]]) && (size < 3 || at <= time[heap[2]])) return;
        this.#down(0);
      } else if (this.#up(place) === place) this.#down(place);
    } else {
      this.remove(place);
    }
  }

  /** Time of the earliest event but for that of the heap's first cursor. */
  second(): number {
    const { heap, time } = this;
    return Math.min(time[heap[1]], time[heap[2]]);
  }

  /** The heap's first cursor has become later, or has no more events. */
  sink(more: boolean): void {
    if (more) this.#down(0);
    else this.remove(0);
  }

  /** Sorts the heap by time; it is still a heap then. Sorts small ones exactly as slices.SortFunc does. */
  sort(): void {
    const { heap, time, size } = this;
    if (size > 64) {
      const sorted = Array.from(heap.subarray(0, size)).sort((a, b) => time[a] - time[b]);
      heap.set(sorted);
      return;
    }
    for (let i = 1; i < size; i++) {
      for (let j = i; j > 0 && time[heap[j]] < time[heap[j - 1]]; j--) {
        const other = heap[j];
        heap[j] = heap[j - 1];
        heap[j - 1] = other;
      }
    }
  }

  /** Reads the next event; false at the thread's end. */
  read(cursor: number): boolean {
    const bytes = this.bytes;
    const { args } = this;
    const { tickNs } = this.#input;
    for (;;) {
      let at = this.at[cursor];
      const end = this.end[cursor];
      if (at === end) {
        if (!this.#open(cursor)) return false;
        continue;
      }
      this.begin[cursor] = at;
      const type = bytes[at++];
      const values = TIMED[type];
      if (values === 0) {
        this.#skip(cursor);
        continue;
      }
      let byte = bytes[at++];
      let ticks = byte;
      if (byte >= 0x80) {
        ticks = byte & 0x7f;
        byte = bytes[at++];
        ticks |= (byte & 0x7f) << 7;
        if (byte >= 0x80) {
          byte = bytes[at++];
          ticks |= (byte & 0x7f) << 14;
          if (byte >= 0x80) {
            const more = longVarint(bytes, at - 3);
            at += more.length - 3;
            ticks = more.value;
            if (Number.isNaN(ticks)) at = end + 1;
          }
        }
      }
      const past = cursor * 4 + values - 1;
      for (let slot = cursor * 4; slot < past; slot++) {
        byte = bytes[at++];
        let value = byte;
        if (byte >= 0x80) {
          value = byte & 0x7f;
          byte = bytes[at++];
          value |= (byte & 0x7f) << 7;
          if (byte >= 0x80) {
            byte = bytes[at++];
            value |= (byte & 0x7f) << 14;
            if (byte >= 0x80) {
              const more = longVarint(bytes, at - 3);
              at += more.length - 3;
              this.wide[slot] = more.value;
              args[slot] = more.value < 2 ** 31 ? more.value : WIDE;
              if (Number.isNaN(more.value)) at = end + 1;
              continue;
            }
          }
        }
        args[slot] = value;
      }
      if (at > end) {
        this.#skip(cursor);
        continue;
      }
      this.type[cursor] = type;
      this.time[cursor] += Math.trunc(ticks * tickNs);
      this.at[cursor] = at;
      return true;
    }
  }

  #open(cursor: number): boolean {
    if (this.#next[cursor] === this.#last[cursor]) return false;
    const { start, end, ticks } = this.#input.batches;
    const batch = this.#order[this.#next[cursor]++];
    this.#batch[cursor] = batch;
    this.at[cursor] = start[batch];
    this.end[cursor] = end[batch];
    this.time[cursor] = Math.trunc(ticks[batch] * this.#input.tickNs) - this.#input.baseNs;
    return true;
  }

  /** Leaves the rest of a batch out. */
  #skip(cursor: number): void {
    this.#problems.add('undecodable', this.offset(cursor));
    this.at[cursor] = this.end[cursor];
  }

  #up(from: number): number {
    const { heap, time } = this;
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!(time[heap[parent]] > time[heap[i]])) break;
      const other = heap[i];
      heap[i] = heap[parent];
      heap[parent] = other;
      i = parent;
    }
    return i;
  }

  #down(from: number): void {
    const { heap, time, size } = this;
    let i = from;
    for (;;) {
      let least = i;
      const left = 2 * i + 1;
      if (left < size && time[heap[left]] < time[heap[least]]) least = left;
      if (left + 1 < size && time[heap[left + 1]] < time[heap[least]]) least = left + 1;
      if (least === i) return;
      const other = heap[i];
      heap[i] = heap[least];
      heap[least] = other;
      i = least;
    }
  }

  remove(place: number): void {
    const { heap } = this;
    let i = place;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const other = heap[i];
      heap[i] = heap[parent];
      heap[parent] = other;
      i = parent;
    }
    this.size--;
    heap[0] = heap[this.size];
    heap[this.size] = this.#never;
    this.#down(0);
  }
}

const LONG = { value: 0, length: 0 };

/** A value of any length; NaN when it is longer than a uint64. The answer is the same object every time. */
function longVarint(bytes: Uint8Array, at: number): { readonly value: number; readonly length: number } {
  let value = 0;
  let scale = 1;
  for (let n = 0; n < 10; n++) {
    const byte = bytes[at + n];
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      LONG.value = n === 9 && byte > 1 ? NaN : value;
      LONG.length = n + 1;
      return LONG;
    }
    scale *= 128;
  }
  LONG.value = NaN;
  LONG.length = 10;
  return LONG;
}
