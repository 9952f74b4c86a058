import { FEW } from './columns';
import { GrowableColumn } from '@core/base/columns';
import type { BatchColumns } from './generation';
import { VarintReader } from './varint';
import { BATCH_EVENTS, BATCH_SYNC, CLOCK_SNAPSHOT, FREQUENCY, SYNC } from './wire';

/** What a Sync batch says. Wall clock `sec` and `nsec` were read at `ticks`. */
interface SyncData {
  /** Ticks a second; 0 = not said. */
  frequency: number;
  snapshot: { readonly ticks: number; readonly seconds: number; readonly nanoseconds: number } | null;
  /** Batches that hold something else, or the same twice. */
  odd: number;
}

/** The batches of one generation, their data in one buffer. */
export class BatchList {
  readonly sync: SyncData = { frequency: 0, snapshot: null, odd: 0 };
  /** Earliest start of a batch; Infinity while there is none. */
  earliest = Infinity;
  /** As GenerationInput has it. */
  readonly descriptor: number | null;
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  readonly #kind = new GrowableColumn(Uint8Array, FEW);
  readonly #thread = new GrowableColumn(Float64Array, FEW);
  readonly #ticks = new GrowableColumn(Float64Array, FEW);
  readonly #start = new GrowableColumn(Uint32Array, FEW);
  readonly #end = new GrowableColumn(Uint32Array, FEW);
  readonly #offset = new GrowableColumn(Float64Array, FEW);

  /** `buffer`, if any, is used again for the data; else one of `expected` bytes is made: growing costs a copy. */
  constructor(expected: number, buffer: ArrayBuffer | null, descriptor: number | null) {
    this.descriptor = descriptor;
    this.#bytes = buffer === null ? new Uint8Array(Math.max(64 * 1024, expected)) : new Uint8Array(buffer);
  }

  get count(): number {
    return this.#kind.length;
  }

  /** Bytes of data. */
  get length(): number {
    return this.#length;
  }

  seeTime(ticks: number): void {
    if (ticks < this.earliest) this.earliest = ticks;
  }

  /** Copies the data, unless it is events that are left in the file; `offset` is its place there. */
  add(kind: number, thread: number, ticks: number, data: Uint8Array, offset: number): void {
    this.seeTime(ticks);
    if (kind === BATCH_SYNC) readSync(data, ticks, this.sync);
    const left = kind === BATCH_EVENTS && this.descriptor !== null;
    const start = left ? 0 : this.#length;
    if (!left) this.#keep(data);
    this.#kind.push(kind);
    this.#thread.push(thread);
    this.#ticks.push(ticks);
    this.#start.push(start);
    this.#end.push(start + data.length);
    this.#offset.push(offset);
  }

  #keep(data: Uint8Array): void {
    const end = this.#length + data.length;
    if (end > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      wider.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = wider;
    }
    this.#bytes.set(data, this.#length);
    this.#length = end;
  }

  /** The data and its directory; the list must not be used after it. */
  finish(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly batches: BatchColumns } {
    return {
      bytes: this.#bytes.subarray(0, this.#length),
      batches: {
        kind: this.#kind.data.slice(0, this.count),
        thread: this.#thread.data.slice(0, this.count),
        ticks: this.#ticks.data.slice(0, this.count),
        start: this.#start.data.slice(0, this.count),
        end: this.#end.data.slice(0, this.count),
        offset: this.#offset.data.slice(0, this.count),
      },
    };
  }
}

/** setSyncBatch of generation.go, but what comes twice counts once, and what is wrong is counted. */
function readSync(data: Uint8Array, ticks: number, into: SyncData): void {
  const reader = new VarintReader(data, data[0] === SYNC ? 1 : 0, data.length);
  while (!reader.done) {
    const type = reader.byte();
    if (type === FREQUENCY && into.frequency === 0) {
      const frequency = reader.next();
      if (!reader.failed) into.frequency = frequency;
    } else if (type === CLOCK_SNAPSHOT && into.snapshot === null) {
      const at = ticks + reader.next();
      reader.next();
      const seconds = reader.next();
      const nanoseconds = reader.next();
      if (!reader.failed) into.snapshot = { ticks: at, seconds, nanoseconds };
    } else {
      into.odd++;
      return;
    }
  }
  if (reader.failed) into.odd++;
}
