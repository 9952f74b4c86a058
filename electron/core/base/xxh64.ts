const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;
const MASK = 0xffffffffffffffffn;
const STRIPE = 32;

/**
 * XXH64 with seed 0 (xxHash, doc/xxhash_spec.md), of which a zstd frame stores the low half. The stripes, which are all of the
 * work, are done in pairs of 32-bit halves; the end, which is a few steps, in BigInts.
 */
export class XxHash64 {
  /** Four lanes, low and high half each. */
  readonly #lanes = new Int32Array(8);
  readonly #rest = new Uint8Array(STRIPE);
  #restLength = 0;
  #total = 0;

  constructor() {
    for (const [i, start] of [P1 + P2, P2, 0n, -P1].entries()) {
      this.#lanes[i * 2] = Number(start & 0xffffffffn);
      this.#lanes[i * 2 + 1] = Number((start >> 32n) & 0xffffffffn);
    }
  }

  update(chunk: Uint8Array): void {
    this.#total += chunk.length;
    let at = 0;
    if (this.#restLength > 0) {
      at = Math.min(chunk.length, STRIPE - this.#restLength);
      this.#rest.set(chunk.subarray(0, at), this.#restLength);
      this.#restLength += at;
      if (this.#restLength < STRIPE) return;
      stripes(this.#lanes, this.#rest, 0, STRIPE);
      this.#restLength = 0;
    }
    const end = chunk.length - ((chunk.length - at) % STRIPE);
    stripes(this.#lanes, chunk, at, end);
    this.#rest.set(chunk.subarray(end));
    this.#restLength = chunk.length - end;
  }

  /** The low half of the hash of everything so far. */
  low(): number {
    const lanes = this.#lanes;
    const lane = (i: number): bigint => (BigInt(lanes[i * 2 + 1] >>> 0) << 32n) | BigInt(lanes[i * 2] >>> 0);
    let hash = P5;
    if (this.#total >= STRIPE) {
      hash = (rotate(lane(0), 1n) + rotate(lane(1), 7n) + rotate(lane(2), 12n) + rotate(lane(3), 18n)) & MASK;
      for (let i = 0; i < 4; i++) hash = ((hash ^ round(0n, lane(i))) * P1 + P4) & MASK;
    }
    hash = (hash + BigInt(this.#total)) & MASK;
    const view = new DataView(this.#rest.buffer);
    let at = 0;
    for (; at + 8 <= this.#restLength; at += 8)
      hash = (rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4) & MASK;
    for (; at + 4 <= this.#restLength; at += 4)
      hash = (rotate(hash ^ ((BigInt(view.getUint32(at, true)) * P1) & MASK), 23n) * P2 + P3) & MASK;
    for (; at < this.#restLength; at++) hash = (rotate(hash ^ ((BigInt(this.#rest[at]) * P5) & MASK), 11n) * P1) & MASK;
    hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
    hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
    return Number((hash ^ (hash >> 32n)) & 0xffffffffn);
  }
}

function rotate(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & MASK;
}

function round(lane: bigint, input: bigint): bigint {
  return (rotate((lane + input * P2) & MASK, 31n) * P1) & MASK;
}

/** `lane = rotate(lane + input * P2, 31) * P1` for the four lanes, over whole stripes. */
function stripes(lanes: Int32Array, bytes: Uint8Array, from: number, to: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = from; at < to; at += STRIPE) {
    for (let lane = 0; lane < 8; lane += 2) {
      const inLow = view.getInt32(at + lane * 4, true);
      const inHigh = view.getInt32(at + lane * 4 + 4, true);
      const low = Math.imul(inLow, 0x27d4eb4f);
      const high = (highOf(inLow, 0x27d4eb4f) + Math.imul(inHigh, 0x27d4eb4f) + Math.imul(inLow, 0xc2b2ae3d)) | 0;
      const sumLow = (lanes[lane] + low) | 0;
      const carry = sumLow >>> 0 < low >>> 0 ? 1 : 0;
      const sumHigh = (lanes[lane + 1] + high + carry) | 0;
      const turnedLow = (sumLow << 31) | (sumHigh >>> 1);
      const turnedHigh = (sumHigh << 31) | (sumLow >>> 1);
      lanes[lane] = Math.imul(turnedLow, 0x85ebca87);
      lanes[lane + 1] =
        highOf(turnedLow, 0x85ebca87) + Math.imul(turnedHigh, 0x85ebca87) + Math.imul(turnedLow, 0x9e3779b1);
    }
  }
}

/** High half of the product of two unsigned 32-bit numbers. */
function highOf(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = (aLow * bLow) >>> 0;
  const one = (aLow * bHigh) >>> 0;
  const two = (aHigh * bLow) >>> 0;
  const middle = (low >>> 16) + (one & 0xffff) + (two & 0xffff);
  return (aHigh * bHigh + (one >>> 16) + (two >>> 16) + (middle >>> 16)) | 0;
}
