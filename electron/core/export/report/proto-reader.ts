/** A message that cannot be taken apart: it ends early, or holds what we would not write back as it was. */
export class NotPlain extends Error {}

/** Reads the fields of one protobuf message (protobuf.dev/programming-guides/encoding). Throws `NotPlain`. */
export class ProtoReader {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.at = start;
    this.#end = end;
  }

  get done(): boolean {
    return this.at >= this.#end;
  }

  /** A whole number; a negative one as int64 has it. Numbers beyond 2^53 would change, so they are refused. */
  varint(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      if (this.at >= this.#end || shift > 63) throw new NotPlain('a number has no end');
      const byte = this.#bytes[this.at++];
      if (shift < 28) low += (byte & 0x7f) * 2 ** shift;
      else high += (byte & 0x7f) * 2 ** (shift - 28);
      if (byte < 0x80) break;
    }
    // `high` counts in 2^28: a negative int64 has all bits up to the 64th.
    const value = high >= 2 ** 35 ? (high - 2 ** 36) * 2 ** 28 + low : high * 2 ** 28 + low;
    if (!Number.isSafeInteger(value)) throw new NotPlain('a number is too large');
    return value;
  }

  /** Where the bytes of a length-delimited field end; `at` is where they begin. */
  length(): number {
    const size = this.varint();
    const end = this.at + size;
    if (size < 0 || end > this.#end) throw new NotPlain('a field is longer than its message');
    return end;
  }

  /** Passes over the value of a field. */
  skip(wire: number): void {
    if (wire === 0) this.varintBytes();
    else if (wire === 2) this.at = this.length();
    else if (wire === 1 || wire === 5) this.at += wire === 1 ? 8 : 4;
    else throw new NotPlain('a field of a kind that profiles do not have');
    if (this.at > this.#end) throw new NotPlain('a field is longer than its message');
  }

  /** A number of any size, passed over. */
  private varintBytes(): void {
    while (this.at < this.#end) if (this.#bytes[this.at++] < 0x80) return;
    throw new NotPlain('a number has no end');
  }
}
