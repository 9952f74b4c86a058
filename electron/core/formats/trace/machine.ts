import { type DecoderExports, instantiate } from './assembly/index?assembly';
import type { GenerationInput, NewChunk, ProblemKind } from './generation';
import type { Problems } from './problems';
import type { Reasons } from './reasons';
import { GenerationTables, type StoredSamples } from './tables';
import { BATCH_EVENTS, TIMED } from './wire';

export interface ColumnType<C> {
  new (length: number): C;
  new (buffer: ArrayBuffer, at: number, length: number): C;
  readonly BYTES_PER_ELEMENT: number;
}
export type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Events between two looks of the engine for better code of what it runs. */
const EVENTS_A_CALL = 1 << 15;
/** Rows of a list's block (assembly/lists.ts). */
export const BLOCK = 512;
/** By PROBLEM number of the module (assembly/problems.ts). */
const PROBLEMS: readonly ProblemKind[] = ['undecodable', 'contradiction', 'waited', 'large-id'];

/** What columns without rows share: a damaged trace has ten thousands of generations with nothing in them. */
const NOTHING = new ArrayBuffer(0);

/** Fills all of `target` from a place of an open file; with zeros, which are no events, where the file has become shorter. */
export type ReadFile = (descriptor: number, target: Uint8Array, offset: number) => void;

/** The host could not read on, at an offset of the file; the message is its reason. */
export class ReadRefused extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

/** What a generation's decoding needs beside its bytes. */
export interface MachineTask {
  readonly input: GenerationInput;
  readonly problems: Problems;
  readonly reasons: Reasons;
  readonly samples: StoredSamples;
}

/** The decoder of events in WebAssembly, with its memory, which is used again for generation after generation of one thread. */
export class Machine {
  readonly exports: DecoderExports;
  /** Strings, stacks and samples of the generation at hand. */
  readonly tables = new GenerationTables();
  chunks: NewChunk[] = [];
  readonly #read: ReadFile | null;
  #task: MachineTask | null = null;
  /** Batches of events: their numbers in the input. */
  #batches: Uint32Array = new Uint32Array(0);

  /** `read` = how events that were left in a file are read, where the host can. */
  constructor(read: ReadFile | null) {
    this.#read = read;
    this.exports = instantiate({
      fetch: (batch, to) => this.#fetch(batch, to),
      problem: (kind, batch, byte) => this.#problem(kind, batch, byte),
      findString: (id) => this.tables.string(id),
      findStack: (id) => this.tables.stack(id),
      reasonOf: (id) => this.#now().reasons.of(id),
      chunk: (startNs, endNs, sound) => this.#chunk(startNs, endNs, sound !== 0),
    });
    this.view(Uint8Array, this.exports.timedAt(), 256).set(TIMED);
  }

  /** Decodes a generation; the results are in `chunks` and the exports until the next. Gives the time of the last event. */
  run(task: MachineTask): number {
    const { input, samples } = task;
    const { exports, tables } = this;
    const { kind, thread, ticks, start, end } = input.batches;
    this.#task = task;
    this.chunks = [];
    const batches = rowsOf(kind, BATCH_EVENTS);
    this.#batches = batches;
    const count = batches.length;
    const { stringRows, stackRows } = tables;
    const { tickNs, baseNs, syncNs, initial } = input;
    const sizes = new Uint32Array(count);
    let bytes = 0;
    for (let i = 0; i < count; i++) bytes += sizes[i] = end[batches[i]] - start[batches[i]];
    exports.begin(
      count,
      bytes,
      tickNs,
      baseNs,
      syncNs,
      initial ? 1 : 0,
      stringRows.length,
      stackRows.length,
      samples.count,
    );
    pick(thread, batches, this.view(Float64Array, exports.batchThreadAt(), count));
    pick(ticks, batches, this.view(Float64Array, exports.batchTicksAt(), count));
    this.view(Uint32Array, exports.batchSizeAt(), count).set(sizes);
    this.view(Uint32Array, exports.stringRowsAt(), stringRows.length).set(stringRows);
    this.view(Uint32Array, exports.stackRowsAt(), stackRows.length).set(stackRows);
    this.view(Float64Array, exports.sampleTimeAt(), samples.count).set(samples.time);
    this.view(Float64Array, exports.sampleGoroutineAt(), samples.count).set(samples.goroutine);
    exports.start(count);
    while (exports.run(EVENTS_A_CALL) !== 0);
    const endNs = exports.finish();
    this.#task = null;
    return endNs;
  }

  /** Values of the module's memory, in place. */
  view<C extends Column>(type: ColumnType<C>, at: number, length: number): C {
    return new type(this.exports.memory.buffer, at, length);
  }

  /** A column of a list: `before` = bytes of the columns before it in a row. */
  column<C extends Column>(list: number, type: ColumnType<C>, before: number): C {
    const count = this.exports.listCount(list);
    if (count === 0) return new type(NOTHING, 0, 0);
    const column = new type(count);
    const blocks = this.view(Uint32Array, this.exports.listBlocksAt(list), Math.ceil(count / BLOCK));
    for (let row = 0; row < count; row += BLOCK)
      column.set(this.view(type, blocks[row / BLOCK] + before * BLOCK, Math.min(BLOCK, count - row)), row);
    return column;
  }

  #now(): MachineTask {
    if (this.#task === null) throw new Error('the decoder asks outside a task');
    return this.#task;
  }

  #fetch(batch: number, to: number): void {
    const { bytes, batches, descriptor } = this.#now().input;
    const i = this.#batches[batch];
    const target = this.view(Uint8Array, to, batches.end[i] - batches.start[i]);
    if (descriptor === null) target.set(bytes.subarray(batches.start[i], batches.end[i]));
    else if (this.#read !== null) this.#readFrom(descriptor, target, batches.offset[i]);
    else throw new Error('events were left in a file that this thread cannot read');
  }

  #readFrom(descriptor: number, target: Uint8Array, offset: number): void {
    try {
      this.#read?.(descriptor, target, offset);
    } catch (cause) {
      throw new ReadRefused(offset, cause instanceof Error ? cause.message : String(cause));
    }
  }

  #problem(kind: number, batch: number, byte: number): void {
    const { input, problems } = this.#now();
    problems.add(PROBLEMS[kind], batch < 0 ? null : input.batches.offset[this.#batches[batch]] + byte);
  }

  #chunk(startNs: number, endNs: number, checked: boolean): void {
    const { exports } = this;
    const rows = exports.chunkRows();
    const goroutines = exports.chunkGoroutines();
    const short = endNs - startNs < 2 ** 32;
    this.chunks.push({
      checked,
      startNs,
      endNs,
      goroutine: this.view(Uint32Array, exports.chunkGoroutineAt(), goroutines).slice(),
      first: this.view(Uint32Array, exports.chunkFirstAt(), goroutines + 1).slice(),
      offsetNs: this.view<Uint32Array | Float64Array>(
        short ? Uint32Array : Float64Array,
        exports.chunkOffsetAt(),
        rows,
      ).slice(),
      change: this.view<Uint16Array | Uint32Array>(
        exports.chunkChangeWidth() === 2 ? Uint16Array : Uint32Array,
        exports.chunkChangeAt(),
        rows,
      ).slice(),
      actor: this.view<Uint16Array | Uint32Array>(
        exports.chunkActorWidth() === 2 ? Uint16Array : Uint32Array,
        exports.chunkActorAt(),
        rows,
      ).slice(),
    });
  }
}

function rowsOf(kinds: Uint8Array, kind: number): Uint32Array {
  const rows = new Uint32Array(kinds.length);
  let count = 0;
  for (let i = 0; i < kinds.length; i++) if (kinds[i] === kind) rows[count++] = i;
  return rows.subarray(0, count);
}

function pick(column: Float64Array, rows: Uint32Array, to: Float64Array): void {
  for (let i = 0; i < rows.length; i++) to[i] = column[rows[i]];
}
