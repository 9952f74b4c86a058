import { GrowableColumn } from '@core/base/columns';
import { PairTable } from '@core/model/frame-builder';
import { FRAME_FOLDED, FRAME_INLINED, type Capture } from '@core/model/tables';
import { ByteChunks } from './byte-chunks';
import { number, packed, wide } from './proto';
import type { StringTable } from './pprof-strings';

/** What stands for code without symbols (`[libc.so.6]`): a location that has an address and no line. */
const UNNAMED = /^(?:<unknown>|\[[^\]]*\])$/;

/**
 * Stacks as profile.proto has them: a location is an address with a line for its function and one for each function inlined there, innermost
 * first. In a stack those are a frame that is not inlined and the inlined ones that follow it towards the leaf; where a stack ends between
 * them, that is a location of its own. Locations and functions are numbered as samples use them.
 */
export class Locations {
  readonly #capture: Capture;
  /** By row of the stack table: the chain of frames of the location that it ends, and the stack that the location is called from. */
  readonly #chain: Uint32Array;
  readonly #base: Uint32Array;
  /** Chains: (chain of the frames further out + 1, FrameId). */
  readonly #chains = new PairTable();
  /** Number of the location by chain; 0 = not used. And the chains by number. */
  readonly #numbers: Uint32Array;
  readonly #used = new GrowableColumn(Uint32Array);
  readonly #functionNumbers: Uint32Array;
  readonly #usedFunctions = new GrowableColumn(Uint32Array);
  readonly #line = new ByteChunks(64);

  constructor(capture: Capture) {
    this.#capture = capture;
    const { stacks, frames } = capture;
    const { count, prefix, frame } = stacks;
    this.#chain = new Uint32Array(count);
    this.#base = new Uint32Array(count);
    for (let row = 1; row < count; row++) {
      const up = prefix[row];
      const inlined = up !== 0 && (frames.flags[frame[row]] & FRAME_INLINED) !== 0;
      this.#chain[row] = this.#chains.id(inlined ? this.#chain[up] + 1 : 0, frame[row]);
      this.#base[row] = inlined ? this.#base[up] : up;
    }
    this.#numbers = new Uint32Array(this.#chains.count);
    this.#functionNumbers = new Uint32Array(capture.functions.count);
  }

  get count(): number {
    return this.#used.length;
  }

  get functionCount(): number {
    return this.#usedFunctions.length;
  }

  /** Writes the numbers of a stack's locations, leaf first. */
  ids(stack: number, out: ByteChunks): void {
    for (let at = stack; at !== 0; at = this.#base[at]) {
      const chain = this.#chain[at];
      let id = this.#numbers[chain];
      if (id === 0) {
        id = this.#used.push(chain) + 1;
        this.#numbers[chain] = id;
      }
      out.varint(id);
    }
  }

  writeLocation(index: number, out: ByteChunks): void {
    const { frames, functions, strings, details } = this.#capture;
    const chain = this.#used.data[index];
    let outermost = 0;
    let lines = 0;
    for (let at = chain + 1; at !== 0; at = this.#chains.a.data[at - 1]) {
      outermost = this.#chains.b.data[at - 1];
      lines++;
    }
    const low = frames.addressLow[outermost];
    const high = frames.addressHigh[outermost];
    number(out, 1, index + 1);
    number(out, 2, details === null ? 0 : details.mapping[outermost]);
    wide(out, 3, low, high);
    const func = frames.func[outermost];
    const bare = lines === 1 && frames.line[outermost] === 0 && functions.file[func] === 0 && (low !== 0 || high !== 0);
    if (!bare || !UNNAMED.test(strings.get(functions.name[func]))) {
      for (let at = chain + 1; at !== 0; at = this.#chains.a.data[at - 1]) {
        const frame = this.#chains.b.data[at - 1];
        number(this.#line, 1, this.#function(frames.func[frame]));
        number(this.#line, 2, frames.line[frame]);
        number(this.#line, 3, details === null ? 0 : details.column[frame]);
        packed(out, 4, this.#line);
      }
    }
    number(out, 5, (frames.flags[outermost] & FRAME_FOLDED) !== 0 ? 1 : 0);
  }

  writeFunction(index: number, out: ByteChunks, strings: StringTable): void {
    const { functions, details } = this.#capture;
    const func = this.#usedFunctions.data[index];
    const name = strings.id(functions.name[func]);
    const system = details === null ? 0 : details.systemName[func];
    number(out, 1, index + 1);
    number(out, 2, name);
    number(out, 3, system === 0 ? name : strings.id(system));
    number(out, 4, strings.id(functions.file[func]));
    number(out, 5, details === null ? 0 : details.startLine[func]);
  }

  #function(func: number): number {
    const known = this.#functionNumbers[func];
    if (known !== 0) return known;
    return (this.#functionNumbers[func] = this.#usedFunctions.push(func) + 1);
  }
}
