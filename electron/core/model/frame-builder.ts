import { GrowableColumn } from '@core/base/columns';
import { hashPair } from '@core/base/hash-seed';
import { FRAME_INLINED } from './tables';
import type { FrameTable, FunctionTable } from './tables';

/** Dense ids for pairs of numbers, in order of appearance: an open-addressing table of ids whose keys are its columns. */
export class PairTable {
  readonly a = new GrowableColumn(Uint32Array);
  readonly b = new GrowableColumn(Uint32Array);
  #slots = new Int32Array(2048);
  #mask = 2047;

  get count(): number {
    return this.a.length;
  }

  id(a: number, b: number): number {
    let slot = hashPair(a, b) & this.#mask;
    for (;;) {
      const entry = this.#slots[slot];
      if (entry === 0) break;
      if (this.a.data[entry - 1] === a && this.b.data[entry - 1] === b) return entry - 1;
      slot = (slot + 1) & this.#mask;
    }
    const id = this.a.push(a);
    this.b.push(b);
    this.#slots[slot] = id + 1;
    if (this.a.length * 2 > this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    for (let id = 0; id < this.a.length; id++) {
      let slot = hashPair(this.a.data[id], this.b.data[id]) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = id + 1;
    }
  }
}

/** Builds functions and frames, each deduplicated as tables.ts says. */
export class FrameBuilder {
  readonly #functions = new PairTable();
  /** (function, line) and (address low, address high): a frame is a pair of the two, with its flag in the lowest bit. */
  readonly #places = new PairTable();
  readonly #addresses = new PairTable();
  readonly #frames = new PairTable();

  /** FunctionId of (name, file), both StringIds. */
  function(name: number, file: number): number {
    return this.#functions.id(name, file);
  }

  /** FrameId; `line` 0 = unknown, both halves of the address 0 = unknown. */
  frame(func: number, line: number, inlined: boolean, addressLow = 0, addressHigh = 0): number {
    const address = this.#addresses.id(addressLow, addressHigh);
    return this.#frames.id(this.#places.id(func, line), address * 2 + (inlined ? 1 : 0));
  }

  get frameCount(): number {
    return this.#frames.count;
  }

  /** StringId of a frame's function. */
  nameOf(frame: number): number {
    return this.#functions.a.data[this.#places.a.data[this.#frames.a.data[frame]]];
  }

  finish(): { readonly functions: FunctionTable; readonly frames: FrameTable } {
    const count = this.#frames.count;
    const func = new Uint32Array(count);
    const line = new Uint32Array(count);
    const flags = new Uint8Array(count);
    const addressLow = new Uint32Array(count);
    const addressHigh = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const place = this.#frames.a.data[i];
      const rest = this.#frames.b.data[i];
      func[i] = this.#places.a.data[place];
      line[i] = this.#places.b.data[place];
      flags[i] = rest & 1 ? FRAME_INLINED : 0;
      addressLow[i] = this.#addresses.a.data[rest >>> 1];
      addressHigh[i] = this.#addresses.b.data[rest >>> 1];
    }
    return {
      functions: { count: this.#functions.count, name: this.#functions.a.finish(), file: this.#functions.b.finish() },
      frames: { count, func, line, flags, addressLow, addressHigh },
    };
  }
}
