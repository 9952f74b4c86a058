import { formatCount } from '@core/base/format';
import { Damage } from './damage';

/** Protobuf wire types that profile.proto may hold (1 and 5 only in fields unknown to us). */
export const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
export const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

/**
 * Cursor over the fields of one message: for everything but the millions (fill.ts). Numbers come as two 32-bit halves, because
 * addresses and ids use all 64 bits. Throws `Damage` on bytes that are no message.
 */
export class FieldReader {
  readonly bytes: Uint8Array;
  pos = 0;
  end = 0;
  /** Of the field read last: number, wire type, where its tag begins. */
  field = 0;
  wire = 0;
  at = 0;
  /** Value of a number: low and high 32 bits, unsigned. */
  low = 0;
  high = 0;
  /** Range of a length-delimited field. */
  start = 0;
  stop = 0;
  #record = '';
  #row = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Begins the message `[start, end)`, called `record` and, from 0, `row` in errors (−1 = there is only one). */
  open(start: number, end: number, record: string, row: number): this {
    this.pos = start;
    this.end = end;
    this.#record = record;
    this.#row = row;
    return this;
  }

  /** Reads the next field; false at the end of the message. */
  next(): boolean {
    const { bytes, end, pos } = this;
    if (pos >= end) return false;
    this.at = pos;
    const tag = bytes[pos];
    if (tag < 128) {
      this.pos = pos + 1;
      this.field = tag >>> 3;
      this.wire = tag & 7;
    } else {
      this.varint('tag');
      if (this.high !== 0) this.fail('tag', `${this.#a()} has a field number that protobuf does not allow`);
      this.field = this.low >>> 3;
      this.wire = this.low & 7;
    }
    switch (this.wire) {
      case WIRE_VARINT:
        this.varint('number');
        return true;
      case WIRE_BYTES: {
        this.varint('length');
        this.start = this.pos;
        const length = this.high === 0 ? this.low : Infinity;
        if (length > end - this.pos) {
          this.fail(
            'length',
            `${this.#a()} holds a field of ${hugeCount(this.low, this.high)} bytes and only ${formatCount(end - this.pos)} follow`,
          );
        }
        this.pos += length;
        this.stop = this.pos;
        return true;
      }
      case WIRE_FIXED64:
      case WIRE_FIXED32:
        this.pos += this.wire === WIRE_FIXED64 ? 8 : 4;
        if (this.pos > end) this.fail('length', `${this.#a()} ends inside a field`);
        return true;
      default:
        return this.fail('wire type', `${this.#a()} has a field of wire type ${this.wire}, which no profile uses`);
    }
  }

  /** Reads one varint into `low` and `high`. */
  varint(name: string): void {
    const { bytes } = this;
    const from = this.pos;
    // Nearly all are of one to four bytes.
    if (this.end - from >= 4) {
      let value = bytes[from];
      let size = 1;
      if (value > 127) {
        const second = bytes[from + 1];
        value = (value & 127) | (second << 7);
        size = 2;
        if (second > 127) {
          const third = bytes[from + 2];
          value = (value & 0x3fff) | (third << 14);
          size = 3;
          if (third > 127) {
            const fourth = bytes[from + 3];
            value = (value & 0x1fffff) | (fourth << 21);
            size = fourth > 127 ? 0 : 4;
          }
        }
      }
      if (size > 0) {
        this.pos = from + size;
        this.low = value;
        this.high = 0;
        return;
      }
    }
    const limit = Math.min(this.end, from + 10);
    let low = 0;
    let high = 0;
    for (let p = from, shift = 0; p < limit; p++, shift += 7) {
      const b = bytes[p];
      if (shift < 28) low |= (b & 127) << shift;
      else if (shift === 28) {
        low |= (b & 15) << 28;
        high = (b & 127) >>> 4;
      } else high |= (b & 127) << (shift - 32);
      if (b < 128) {
        this.pos = p + 1;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    this.at = from;
    this.fail(
      name,
      limit === from + 10 ? `${this.#a()} holds a number longer than 10 bytes` : `${this.#a()} ends inside a number`,
    );
  }

  /** The number as int64: exact up to 2^53, rounded once above. */
  signed(): number {
    return (this.high | 0) * 4294967296 + this.low;
  }

  /** Requires a wire type of the field read last; `name` is the field's in profile.proto. */
  expect(wire: number, name: string): void {
    if (this.wire !== wire) {
      this.fail(
        name,
        `${this.#a()} has ${wire === WIRE_VARINT ? 'bytes where a number' : 'a number where bytes'} should be (${name})`,
      );
    }
  }

  /** Throws about the field read last. */
  fail(name: string, why: string): never {
    throw new Damage(this.at, `${this.#name()}, ${name}`, why);
  }

  #name(): string {
    return this.#row < 0 ? this.#record : `${this.#record} ${formatCount(this.#row + 1)}`;
  }

  #a(): string {
    return this.#row < 0 ? `the ${this.#record}` : `a ${this.#record}`;
  }
}

/** A 64-bit number for people: grouped digits, or hexadecimal where a double would round it. */
export function hugeCount(low: number, high: number): string {
  if (high < 1 << 21) return formatCount(high * 4294967296 + low);
  return `0x${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}
