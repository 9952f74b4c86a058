import { GrowableColumn } from '@core/base/columns';

/**
 * Words of a goroutine's argument lists that look like pointers to data (formats/goroutine-dump/word-reader.ts says which do), in CSR
 * form: row `i` of the goroutine table has the entries `[start[i], start[i + 1])`, innermost frame first, left to right.
 */
export interface ArgumentWords {
  /** Rows + 1 offsets. */
  readonly start: Uint32Array;
  /** The word itself: a whole number below 2^48. */
  readonly value: Float64Array;
  /** Frame that has it, counted from the leaf (0) of the row's stack; none of frames beyond 255, which Go does not print. */
  readonly depth: Uint8Array;
  /** Which word of its frame it is, counted flat through aggregates from 0: 0 is a method's receiver, 255 stands for all behind. */
  readonly position: Uint8Array;
  /** WORD_* bits. */
  readonly flags: Uint8Array;
}

/** Printed without `?`: the argument's slot holds it for certain. With a `?` it may be left from a call before. */
export const WORD_EXACT = 1;
/** Within `{…}`: part of a string, slice, interface or struct. */
export const WORD_IN_AGGREGATE = 2;
/** The second of a pair `{word, word}`: the data of an interface, of which the first is the type. */
export const WORD_PAIR_SECOND = 4;

/** The words of one goroutine, as a parser has them: word `i` of `count` is at `slot(i)` of the columns. */
export interface WordSource extends Pick<ArgumentWords, 'value' | 'depth' | 'position' | 'flags'> {
  readonly count: number;
  slot(i: number): number;
}

/** Collects the words of rows, each row once and in any order. */
export class ArgumentWordsBuilder {
  readonly #runRow = new GrowableColumn(Uint32Array, 64);
  readonly #runStart = new GrowableColumn(Uint32Array, 64);
  #count = 0;
  #columns = columns(64);
  #ascending = true;

  /** The words of `row` that are of its first `frames` frames. */
  add(row: number, words: WordSource, frames: number): void {
    const { count } = words;
    if (count === 0) return;
    const runs = this.#runRow.length;
    if (runs > 0 && row <= this.#runRow.data[runs - 1]) this.#ascending = false;
    this.#runRow.push(row);
    this.#runStart.push(this.#count);
    // Pages that are never touched hold no memory, and few copies hold little for a moment.
    if (this.#count + count > this.#columns.value.length)
      this.#columns = copied(this.#columns, this.#count, this.#columns.value.length * 4 + count);
    const { value, depth, position, flags } = this.#columns;
    let at = this.#count;
    for (let i = 0; i < count; i++) {
      const slot = words.slot(i);
      if (words.depth[slot] >= frames) continue;
      value[at] = words.value[slot];
      depth[at] = words.depth[slot];
      position[at] = words.position[slot];
      flags[at++] = words.flags[slot];
    }
    this.#count = at;
  }

  /** For a table of `rows` rows; null when there is no word. The builder must not be used after it. */
  finish(rows: number): ArgumentWords | null {
    const count = this.#count;
    if (count === 0) return null;
    const runs = this.#runRow.length;
    this.#runStart.push(count);
    const start = new Uint32Array(rows + 1);
    const { data: runRow } = this.#runRow;
    const { data: runStart } = this.#runStart;
    for (let run = 0; run < runs; run++) start[runRow[run] + 1] = runStart[run + 1] - runStart[run];
    for (let row = 0; row < rows; row++) start[row + 1] += start[row];
    if (this.#ascending) {
      // Where a copy costs little it is made; else the columns stay views, whose unused end was never touched.
      const { value, depth, position, flags } = count < SMALL ? copied(this.#columns, count, count) : this.#columns;
      return {
        start,
        value: value.subarray(0, count),
        depth: depth.subarray(0, count),
        position: position.subarray(0, count),
        flags: flags.subarray(0, count),
      };
    }
    const from = this.#columns;
    const sorted = columns(count);
    for (let run = 0; run < runs; run++) {
      const to = start[runRow[run]];
      const [first, end] = [runStart[run], runStart[run + 1]];
      sorted.value.set(from.value.subarray(first, end), to);
      sorted.depth.set(from.depth.subarray(first, end), to);
      sorted.position.set(from.position.subarray(first, end), to);
      sorted.flags.set(from.flags.subarray(first, end), to);
    }
    return { start, ...sorted };
  }
}

const SMALL = 1 << 16;
type Columns = Omit<ArgumentWords, 'start'>;

function columns(length: number): Columns {
  return {
    value: new Float64Array(length),
    depth: new Uint8Array(length),
    position: new Uint8Array(length),
    flags: new Uint8Array(length),
  };
}

function copied(from: Columns, used: number, length: number): Columns {
  const to = columns(length);
  to.value.set(from.value.subarray(0, used));
  to.depth.set(from.depth.subarray(0, used));
  to.position.set(from.position.subarray(0, used));
  to.flags.set(from.flags.subarray(0, used));
  return to;
}
