import { GrowableColumn } from '../columns';
import type { ByteSource } from '../source';

/** A recording that can be read again while the series in it is open. */
export interface Tape {
  readonly index: TapeIndex;
  /** The last moment that is written; null while it goes on. */
  readonly last: number | null;
  /** Resolves when everything that was said so far can be read. */
  flush?(): Promise<void>;
  /** As of a source; rejects with the host's error. */
  readonly read: ByteSource['read'];
}

/**
 * Where the moments of a series are written: the blocks of a recording, and those among them at which reading can begin. Told in the
 * order in which they are written or read.
 */
export class TapeIndex {
  readonly #at = new GrowableColumn(Float64Array, 16);
  readonly #length = new GrowableColumn(Uint32Array, 16);
  /** Rows of blocks that begin anew, and the number of the first moment that is known from there. */
  readonly #entryBlock = new GrowableColumn(Uint32Array, 8);
  readonly #entryMoment = new GrowableColumn(Float64Array, 8);

  /** A block, where it begins in the file and how long it is, bytes. */
  add(at: number, length: number): void {
    this.#at.push(at);
    this.#length.push(length);
  }

  /** The newest block says, from somewhere in it on, all that is so; the first moment read there has this number. */
  enter(moment: number): void {
    const block = this.#at.length - 1;
    const last = this.#entryBlock.length - 1;
    // Of several in one block the first is where reading begins.
    if (last >= 0 && this.#entryBlock.data[last] === block) return;
    this.#entryBlock.push(block);
    this.#entryMoment.push(moment);
  }

  /** The first moment that can be read; null when none can. */
  get first(): number | null {
    return this.#entryMoment.length === 0 ? null : this.#entryMoment.data[0];
  }

  /** Where to begin for a moment; null when it is not written here. */
  entryFor(moment: number): { readonly block: number; readonly moment: number } | null {
    for (let i = this.#entryMoment.length - 1; i >= 0; i--) {
      const first = this.#entryMoment.data[i];
      if (first <= moment) return { block: this.#entryBlock.data[i], moment: first };
    }
    return null;
  }

  get blocks(): number {
    return this.#at.length;
  }

  /** A block, and whether it follows the one before it: what is between two is damaged. */
  block(row: number): { readonly at: number; readonly length: number; readonly joined: boolean } {
    const [at, length] = [this.#at.data[row], this.#length.data[row]];
    const joined = row === 0 || this.#at.data[row - 1] + this.#length.data[row - 1] === at;
    return { at, length, joined };
  }
}
