/** Columns that arrive in pieces, one a generation, and are put together once at the end. */
export class Pieces<C extends Uint8Array | Uint16Array | Uint32Array | Float64Array> {
  #pieces: C[] = [];
  length = 0;
  readonly #type: new (length: number) => C;

  constructor(type: new (length: number) => C) {
    this.#type = type;
  }

  add(piece: C): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.length += piece.length;
  }

  /** The whole column; the pieces are given up. */
  finish(): C {
    const whole = new this.#type(this.length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    return whole;
  }
}
