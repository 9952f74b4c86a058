/** How much is gathered before it is handed on. */
const CHUNK = 256 * 1024;

/** Bytes gathered into chunks. Writers check `isFull` between records and hand on what `take` gives. */
export class ByteChunks {
  #bytes: Uint8Array;
  #length = 0;

  /** `room`: bytes to begin with; a chunk, or less for a part of a record. */
  constructor(room = CHUNK + 4096) {
    this.#bytes = new Uint8Array(room);
  }

  get isFull(): boolean {
    return this.#length >= CHUNK;
  }

  /** What was gathered since the last time; a buffer of its own. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  get length(): number {
    return this.#length;
  }

  /** Moves what was gathered to the end of `to`. */
  drainTo(to: ByteChunks): void {
    to.bytes(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** LEB128 of a whole number from 0 to 2^53. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** LEB128 of the 64 bits of two halves. */
  varint64(low: number, high: number): void {
    let lo = low >>> 0;
    let hi = high >>> 0;
    while (hi !== 0 || lo >= 0x80) {
      this.byte((lo & 0x7f) | 0x80);
      lo = ((lo >>> 7) | (hi << 25)) >>> 0;
      hi >>>= 7;
    }
    this.byte(lo);
  }

  /** A signed 64-bit number as protobuf's int64 has it: negative ones take ten bytes. The nearest there is where it is larger. */
  int64(value: number): void {
    if (value >= 2 ** 63) this.varint64(0xffffffff, 0x7fffffff);
    else if (value >= 0) this.varint(value);
    else {
      const high = Math.max(-(2 ** 31), Math.floor(value / 2 ** 32));
      this.varint64(value - high * 2 ** 32, high);
    }
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
  }
}

const encoder = new TextEncoder();
