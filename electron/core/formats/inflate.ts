/**
 * Inflate (RFC 1951) with exact answers: where the data ends, where it is wrong, and what came out before. The host's
 * DecompressionStream is faster but tells none of this, and Node's and Chromium's differ after the first member of a gzip file,
 * so this one is asked whenever the host's was not content.
 */

/** Grows up to a limit; `bytes()` is a view of what is there. */
export class OutputBuffer {
  #data: Uint8Array;
  length = 0;

  constructor(
    expected: number,
    readonly limit: number,
  ) {
    this.#data = new Uint8Array(Math.max(1024, Math.min(expected, limit)));
  }

  /** Room for `more` bytes after `length`; false when that goes beyond the limit. */
  reserve(more: number): boolean {
    const needed = this.length + more;
    if (needed > this.limit) return false;
    if (needed > this.#data.length) {
      const grown = new Uint8Array(Math.min(this.limit, Math.max(needed, this.#data.length * 2)));
      grown.set(this.#data.subarray(0, this.length));
      this.#data = grown;
    }
    return true;
  }

  append(chunk: Uint8Array): boolean {
    if (!this.reserve(chunk.length)) return false;
    this.#data.set(chunk, this.length);
    this.length += chunk.length;
    return true;
  }

  /** The storage, valid until the next `reserve`. */
  get data(): Uint8Array {
    return this.#data;
  }

  bytes(): Uint8Array {
    return this.#data.subarray(0, this.length);
  }

  /** Lets its storage go. */
  clear(): void {
    this.#data = new Uint8Array(0);
    this.length = 0;
  }
}

/** `end` the last block is complete · `cut` the input ended first · `corrupt` impossible data · `limit` the output is full. */
export type InflateStatus = 'more' | 'end' | 'cut' | 'corrupt' | 'limit';

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** One lookup per symbol: entry = symbol << 4 | length, indexed by the next `bits` bits; 0 = no such code. */
interface Codes {
  readonly table: Uint16Array;
  readonly bits: number;
}

/** Null for an over-subscribed set of lengths. Incomplete sets are allowed (one distance code); their gaps fail when met. */
function buildCodes(lengths: Uint8Array): Codes | null {
  const count = new Uint16Array(16);
  let bits = 0;
  for (const length of lengths) {
    count[length]++;
    if (length > bits) bits = length;
  }
  count[0] = 0;
  const next = new Uint32Array(16);
  let code = 0;
  for (let length = 1; length <= bits; length++) {
    code = (code + count[length - 1]) << 1;
    next[length] = code;
    if (code + count[length] > 1 << length) return null;
  }
  const table = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol];
    if (length === 0) continue;
    let reversed = 0;
    for (let value = next[length]++, i = 0; i < length; i++, value >>= 1) reversed = (reversed << 1) | (value & 1);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length;
  }
  return { table, bits };
}

function fixedCodes(): { literals: Codes; distances: Codes } {
  const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
  const literals = buildCodes(lengths);
  const distances = buildCodes(new Uint8Array(30).fill(5));
  if (literals === null || distances === null) throw new Error('inflate: the fixed codes are wrong');
  return { literals, distances };
}

/** One deflate stream inside `input`, block by block. */
export class Inflater {
  /** Next input byte; after `end`, the first byte behind the stream. */
  position: number;
  readonly #input: Uint8Array;
  readonly #out: OutputBuffer;
  /** Distances may not reach before this. */
  readonly #floor: number;
  #hold = 0;
  #held = 0;

  constructor(input: Uint8Array, position: number, out: OutputBuffer) {
    this.#input = input;
    this.position = position;
    this.#out = out;
    this.#floor = out.length;
  }

  /** Decodes one block. */
  block(): InflateStatus {
    const last = this.#take(1);
    const type = this.#take(2);
    if (last < 0 || type < 0) return 'cut';
    let status: InflateStatus;
    if (type === 0) status = this.#stored();
    else if (type === 1) status = this.#compressed(fixed.literals, fixed.distances);
    else if (type === 2) status = this.#dynamic();
    else return 'corrupt';
    if (status !== 'more' || last === 0) return status;
    // Whole bytes that were read ahead go back.
    this.position -= this.#held >> 3;
    this.#hold = 0;
    this.#held = 0;
    return 'end';
  }

  /** The next `count` ≤ 16 bits, or −1 at the end of the input. */
  #take(count: number): number {
    while (this.#held < count) {
      if (this.position >= this.#input.length) return -1;
      this.#hold |= this.#input[this.position++] << this.#held;
      this.#held += 8;
    }
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#held -= count;
    return value;
  }

  /** −1 at the end of the input, −2 for a code that does not exist. */
  #symbol(codes: Codes): number {
    while (this.#held < codes.bits && this.position < this.#input.length) {
      this.#hold |= this.#input[this.position++] << this.#held;
      this.#held += 8;
    }
    const entry = codes.table[this.#hold & ((1 << codes.bits) - 1)];
    const length = entry & 15;
    if (length === 0) return this.#held < codes.bits ? -1 : -2;
    if (length > this.#held) return -1;
    this.#hold >>>= length;
    this.#held -= length;
    return entry >> 4;
  }

  #stored(): InflateStatus {
    this.position -= this.#held >> 3;
    this.#hold = 0;
    this.#held = 0;
    const input = this.#input;
    if (this.position + 4 > input.length) return 'cut';
    const length = input[this.position] | (input[this.position + 1] << 8);
    if ((length ^ 0xffff) !== (input[this.position + 2] | (input[this.position + 3] << 8))) return 'corrupt';
    this.position += 4;
    const there = Math.min(length, input.length - this.position);
    if (!this.#out.append(input.subarray(this.position, this.position + there))) return 'limit';
    this.position += there;
    return there < length ? 'cut' : 'more';
  }

  #dynamic(): InflateStatus {
    const [literal, distance, codeCount] = [this.#take(5), this.#take(5), this.#take(4)];
    if (literal < 0 || distance < 0 || codeCount < 0) return 'cut';
    const literalCount = literal + 257;
    const distanceCount = distance + 1;
    if (literalCount > 286 || distanceCount > 30) return 'corrupt';
    const codeLengths = new Uint8Array(19);
    for (let i = 0; i < codeCount + 4; i++) {
      const length = this.#take(3);
      if (length < 0) return 'cut';
      codeLengths[CODE_ORDER[i]] = length;
    }
    const codes = buildCodes(codeLengths);
    if (codes === null) return 'corrupt';
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let at = 0; at < lengths.length;) {
      const symbol = this.#symbol(codes);
      if (symbol < 0) return symbol === -1 ? 'cut' : 'corrupt';
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) return 'corrupt';
      const value = symbol === 16 ? lengths[at - 1] : 0;
      const extra = this.#take(symbol === 16 ? 2 : symbol === 17 ? 3 : 7);
      if (extra < 0) return 'cut';
      const repeat = extra + (symbol === 18 ? 11 : 3);
      if (at + repeat > lengths.length) return 'corrupt';
      lengths.fill(value, at, at + repeat);
      at += repeat;
    }
    const literals = buildCodes(lengths.subarray(0, literalCount));
    const distances = buildCodes(lengths.subarray(literalCount));
    if (literals === null || distances === null || lengths[256] === 0) return 'corrupt';
    return this.#compressed(literals, distances);
  }

  #compressed(literals: Codes, distances: Codes): InflateStatus {
    const out = this.#out;
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol < 0) return symbol === -1 ? 'cut' : 'corrupt';
      if (symbol === 256) return 'more';
      if (!out.reserve(258)) return 'limit';
      if (symbol < 256) {
        out.data[out.length++] = symbol;
        continue;
      }
      if (symbol > 285) return 'corrupt';
      const lengthExtra = this.#take(LENGTH_EXTRA[symbol - 257]);
      if (lengthExtra < 0) return 'cut';
      const coded = this.#symbol(distances);
      if (coded < 0) return coded === -1 ? 'cut' : 'corrupt';
      if (coded > 29) return 'corrupt';
      const distanceExtra = this.#take(DISTANCE_EXTRA[coded]);
      if (distanceExtra < 0) return 'cut';
      const length = LENGTH_BASE[symbol - 257] + lengthExtra;
      const distance = DISTANCE_BASE[coded] + distanceExtra;
      if (distance > out.length - this.#floor) return 'corrupt';
      const data = out.data;
      let to = out.length;
      for (let from = to - distance, end = to + length; to < end;) data[to++] = data[from++];
      out.length = to;
    }
  }
}

const fixed = fixedCodes();

const CRC_TABLE = new Uint32Array(256);
for (let i = 0; i < 256; i++) {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  CRC_TABLE[i] = value;
}

/** CRC-32 of gzip. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
