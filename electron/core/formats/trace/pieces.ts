/** Entries of a piece that is worth an array of its own. */
const LARGE = 256;
/** Entries of an array for smaller pieces. */
const ROOM = 4096;

/**
 * Columns that arrive in pieces, one a generation, and are put together once at the end. Small pieces are put together at once: a
 * damaged trace has ten thousands of them, and an array takes more than its numbers.
 */
export class Pieces<C extends Uint8Array | Uint16Array | Uint32Array | Float64Array> {
  #pieces: C[] = [];
  length = 0;
  readonly #type: new (length: number) => C;
  /** The last of the pieces, while small ones are written to it; entries in it. */
  #open: C | null = null;
  #filled = 0;

  constructor(type: new (length: number) => C) {
    this.#type = type;
  }

  add(piece: C): void {
    if (piece.length === 0) return;
    this.length += piece.length;
    if (piece.length >= LARGE) {
      this.#close();
      this.#pieces.push(piece);
      return;
    }
    if (this.#filled + piece.length > ROOM) this.#close();
    this.#open ??= new this.#type(ROOM);
    this.#open.set(piece, this.#filled);
    this.#filled += piece.length;
  }

  /** The whole column; the pieces are given up. */
  finish(): C {
    this.#close();
    const whole = new this.#type(this.length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    return whole;
  }

  #close(): void {
    if (this.#open !== null) this.#pieces.push(this.#open.slice(0, this.#filled) as C);
    this.#open = null;
    this.#filled = 0;
  }
}
