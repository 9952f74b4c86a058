/** Reads uvarints (LEB128, at most ten bytes) of tables and headers. Numbers above 2^53 come out as near as a double comes. */
export class VarintReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
  /** A value ended beyond `end` or was longer than ten bytes; `at` is where it began. */
  failed = false;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.failed || this.at >= this.end;
  }

  /** The next byte; 0 and `failed` at the end. */
  byte(): number {
    if (this.at < this.end) return this.bytes[this.at++];
    this.failed = true;
    return 0;
  }

  /** The next value; 0 and `failed` where there is none. */
  next(): number {
    const start = this.at;
    let value = 0;
    let scale = 1;
    for (let n = 0; n < 10 && this.at < this.end; n++) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        // The tenth byte holds bit 63 alone: more is no uint64 (encoding/binary.Uvarint).
        if (n === 9 && byte > 1) break;
        return value;
      }
      scale *= 128;
    }
    this.at = start;
    this.failed = true;
    return 0;
  }

  /** The next `count` values into `values`, in one place for V8 to compile; 0 and `failed` where there are none. */
  fill(values: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) values[i] = this.next();
  }
}
