import { GrowableColumn } from '@core/base/columns';
import { FEW, inOrder, risingOrder, widen } from './columns';
import type { GenerationInput, StackColumns, StringColumns } from './generation';
import { IdTable } from './id-table';
import type { Problems } from './problems';
import { VarintReader } from './varint';
import {
  BATCH_CPU_SAMPLES,
  BATCH_STACKS,
  BATCH_STRINGS,
  CPU_SAMPLE,
  MAX_FRAMES,
  MAX_STRING,
  STACK,
  STRING,
} from './wire';

/** Ids up to this are looked up in an array, which is what the runtime gives out: 1, 2, 3, … */
const DENSE_IDS = 1 << 20;

/** Ids of the file to rows, the first entry of an id counts; 0 is row 0. */
class Numbering {
  count = 1;
  dense = new Uint32Array(FEW);
  readonly #sparse = new IdTable();
  #sparseRows: number[] = [];
  /** Highest id in `dense`. */
  #highest = 0;

  /** Row of an id; −1 if there is none. */
  find(id: number): number {
    if (id === 0) return 0;
    if (id < DENSE_IDS) {
      const row = id < this.dense.length ? this.dense[id] : 0;
      return row === 0 ? -1 : row;
    }
    const at = this.#sparse.find(id);
    return at < 0 ? -1 : this.#sparseRows[at];
  }

  /** Forgets all ids, keeps the memory. */
  clear(): void {
    this.dense.fill(0, 0, this.#highest + 1);
    this.#sparse.clear();
    this.#sparseRows = [];
    this.count = 1;
    this.#highest = 0;
  }

  /** Rows by id, as far as it goes; 0 = look it up. */
  known(): Uint32Array {
    return this.dense.subarray(0, this.#highest + 1);
  }

  add(id: number): void {
    const row = this.count++;
    if (id >= DENSE_IDS) {
      this.#sparse.add(id);
      this.#sparseRows.push(row);
      return;
    }
    if (id >= this.dense.length) {
      const wider = new Uint32Array(Math.min(DENSE_IDS, Math.max(id + 1, this.dense.length * 2)));
      wider.set(this.dense);
      this.dense = wider;
    }
    this.dense[id] = row;
    if (id > this.#highest) this.#highest = id;
  }
}

/** CPU samples as stored, by time. Ps and goroutines stay until the next generation is read, the rest is the caller's. */
export interface StoredSamples {
  readonly count: number;
  /** ns since the base. */
  readonly time: Float64Array;
  readonly thread: Float64Array;
  readonly proc: Float64Array;
  readonly goroutine: Float64Array;
  /** Row of the stack table. */
  readonly stack: Uint32Array;
}

/**
 * Strings, stacks and CPU samples of a generation (addStrings, addStacks, addCPUSamples of generation.go). One is used for generation
 * after generation: room that was made once need not be made again.
 */
export class GenerationTables {
  #input: GenerationInput | null = null;
  #problems: Problems | null = null;
  readonly #strings = new Numbering();
  readonly #stringStart = new GrowableColumn(Uint32Array, FEW);
  readonly #stringEnd = new GrowableColumn(Uint32Array, FEW);
  readonly #stacks = new Numbering();
  readonly #first = new GrowableColumn(Uint32Array, FEW);
  readonly #list = new GrowableColumn(Uint32Array, FEW);
  readonly #addresses = new IdTable();
  readonly #func = new GrowableColumn(Float64Array, FEW);
  readonly #file = new GrowableColumn(Float64Array, FEW);
  readonly #line = new GrowableColumn(Uint32Array, FEW);
  /** Values of the record that is read. */
  readonly #values = new Float64Array(5);
  readonly #samples = [0, 1, 2, 3, 4].map(() => new GrowableColumn(Float64Array, FEW));

  /** Forgets everything and reads the tables of a generation. */
  read(input: GenerationInput, problems: Problems): void {
    this.#input = input;
    this.#problems = problems;
    for (const ids of [this.#strings, this.#stacks, this.#addresses]) ids.clear();
    const text = [this.#stringStart, this.#stringEnd];
    const stacks = [this.#first, this.#list, this.#func, this.#file, this.#line];
    for (const column of [...text, ...stacks, ...this.#samples]) column.length = 0;
    this.#stringStart.push(0);
    this.#stringEnd.push(0);
    this.#first.push(0);
    this.#first.push(0);
    const { kind, start, end, offset } = input.batches;
    for (let i = 0; i < kind.length; i++) {
      const read = READERS[kind[i]];
      if (read === undefined) continue;
      const reader = new VarintReader(input.bytes, start[i] + 1, end[i]);
      while (!reader.done) {
        const at = reader.at;
        if (read(this, reader)) continue;
        problems.add('table', offset[i] + at - start[i]);
        break;
      }
    }
  }

  /** Row of a string id; one that is in no table is counted and empty. */
  string(id: number): number {
    return this.#known(this.#strings.find(id));
  }

  /** Row of a stack id; one that is in no table is counted and empty. */
  stack(id: number): number {
    return this.#known(this.#stacks.find(id));
  }

  /** Rows by stack id, as far as it goes; 0 = look it up. */
  get stackRows(): Uint32Array {
    return this.#stacks.known();
  }

  get stringRows(): Uint32Array {
    return this.#strings.known();
  }

  #now(): GenerationInput {
    if (this.#input === null) throw new Error('no generation was read');
    return this.#input;
  }

  #known(row: number): number {
    if (row >= 0) return row;
    this.#problems?.add('reference', null);
    return 0;
  }

  readString(reader: VarintReader): boolean {
    if (reader.byte() !== STRING) return false;
    reader.fill(this.#values, 2);
    const [id, length] = this.#values;
    if (reader.failed || length > MAX_STRING || reader.at + length > reader.end) return false;
    if (this.#strings.find(id) < 0) {
      this.#strings.add(id);
      this.#stringStart.push(reader.at);
      this.#stringEnd.push(reader.at + length);
    }
    reader.at += length;
    return true;
  }

  readStack(reader: VarintReader): boolean {
    if (reader.byte() !== STACK) return false;
    const values = this.#values;
    reader.fill(values, 2);
    const [id, depth] = values;
    if (reader.failed || depth > MAX_FRAMES) return false;
    const fresh = this.#stacks.find(id) < 0;
    const begin = this.#list.length;
    for (let i = 0; i < depth; i++) {
      reader.fill(values, 4);
      if (reader.failed) {
        this.#list.length = begin;
        return false;
      }
      if (!fresh) continue;
      this.#list.push(this.#frame(values));
    }
    if (fresh) {
      this.#stacks.add(id);
      this.#first.push(this.#list.length);
    }
    return true;
  }

  /** Row of the frame with these values: address, function, file and line. */
  #frame(values: Float64Array): number {
    const known = this.#addresses.find(values[0]);
    if (known >= 0) return known;
    const row = this.#addresses.add(values[0]);
    if (row === this.#func.data.length) widen({ func: this.#func, file: this.#file, line: this.#line }, row);
    this.#func.data[row] = values[1];
    this.#file.data[row] = values[2];
    this.#line.data[row] = Math.min(values[3], 0xffffffff);
    return row;
  }

  readSample(reader: VarintReader): boolean {
    if (reader.byte() !== CPU_SAMPLE) return false;
    reader.fill(this.#values, 5);
    if (reader.failed) return false;
    this.#samples.forEach((column, i) => column.push(this.#values[i]));
    return true;
  }

  /** By time; equal times stay in the order of the file. */
  samples(): StoredSamples {
    const [ticks, thread, proc, goroutine, stack] = this.#samples;
    const count = ticks.length;
    const { tickNs, baseNs } = this.#now();
    const time = new Float64Array(count);
    for (let i = 0; i < count; i++) time[i] = Math.trunc(ticks.data[i] * tickNs) - baseNs;
    const rows = new Uint32Array(count);
    for (let i = 0; i < count; i++) rows[i] = this.stack(stack.data[i]);
    const order = risingOrder(time);
    const column = ({ data }: GrowableColumn<Float64Array>): Float64Array => inOrder(data.subarray(0, count), order);
    return {
      ...{ count, time: inOrder(time, order), thread: column(thread).slice() },
      ...{ proc: column(proc), goroutine: column(goroutine), stack: inOrder(rows, order) },
    };
  }

  stringColumns(): StringColumns {
    const count = this.#strings.count;
    const start = this.#stringStart.data;
    const stop = this.#stringEnd.data;
    let total = 0;
    for (let i = 0; i < count; i++) total += stop[i] - start[i];
    const bytes = new Uint8Array(total);
    const { bytes: stored } = this.#now();
    const end = new Uint32Array(count);
    let at = 0;
    for (let i = 0; i < count; i++) {
      bytes.set(stored.subarray(start[i], stop[i]), at);
      at += stop[i] - start[i];
      end[i] = at;
    }
    return { bytes, end };
  }

  stackColumns(): StackColumns {
    const frames = this.#addresses.count;
    const addresses = this.#addresses.ids;
    return {
      func: Uint32Array.from({ length: frames }, (_, i) => this.string(this.#func.data[i])),
      file: Uint32Array.from({ length: frames }, (_, i) => this.string(this.#file.data[i])),
      line: this.#line.data.slice(0, frames),
      addressLow: Uint32Array.from({ length: frames }, (_, i) => addresses[i] % 2 ** 32),
      addressHigh: Uint32Array.from({ length: frames }, (_, i) => Math.min(addresses[i] / 2 ** 32, 0xffffffff)),
      first: this.#first.data.slice(0, this.#stacks.count + 1),
      list: this.#list.data.slice(0, this.#list.length),
    };
  }
}

type ReadRecord = (tables: GenerationTables, reader: VarintReader) => boolean;

/** By kind of batch. */
const READERS: readonly (ReadRecord | undefined)[] = Object.assign(new Array<ReadRecord | undefined>(8), {
  [BATCH_STRINGS]: (tables: GenerationTables, reader: VarintReader) => tables.readString(reader),
  [BATCH_STACKS]: (tables: GenerationTables, reader: VarintReader) => tables.readStack(reader),
  [BATCH_CPU_SAMPLES]: (tables: GenerationTables, reader: VarintReader) => tables.readSample(reader),
});
