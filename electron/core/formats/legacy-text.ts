import { GrowableColumn } from '@core/base/columns';
import { ByteInterner } from '@core/model/byte-interner';
import { FrameBuilder } from '@core/model/frame-builder';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { StackBuilder } from '@core/model/stack-builder';
import { parseLabels } from './go-quote';

const NEWLINE = 10;
const TAB = 9;
const SPACE = 32;
const HASH = 35;
const AT = 64;

/**
 * One row of a text profile with its frame lines, as `LegacyText` hands it out. The arrays are reused: copy what is kept.
 *
 *     40 @ 0x4825ce 0x415d92 0x51b7d7
 *     # labels: {"tenant":"acme"}
 *     #	0x51b7d6	main.work+0x36	/src/main.go:70
 */
export interface LegacyRow {
  readonly offset: number;
  /** Numbers before the `@`. */
  readonly values: readonly number[];
  /** Addresses after it, leaf first; exact up to 2^53. */
  readonly addresses: readonly number[];
  /** Leading addresses that no frame line stands for: runtime frames that Go hides. */
  readonly hidden: number;
  readonly stack: number;
  readonly labels: number;
}

const INT64_LIMIT = 2 ** 63;

/** Reads what all `debug=1` profiles of Go share (runtime/pprof printCountProfile and printStackRecord). */
export class LegacyText {
  readonly strings = new ByteInterner();
  readonly frames = new FrameBuilder();
  readonly stacks = new StackBuilder();
  readonly labels = new LabelSetBuilder();
  position: number;
  rows = 0;
  /** Lines that are neither row, frame, label, comment nor blank; the first one's offset. */
  oddLines = 0;
  firstOdd = -1;
  /** Offset of a last line without its newline, −1 for none. */
  openLine = -1;
  /** Offset of the section that ends the rows (`# runtime.MemStats`, `--- Memory map`, `MAPPED_LIBRARIES:`), −1 for none. */
  sectionAt = -1;

  readonly #bytes: Uint8Array;
  readonly #onRow: (row: LegacyRow) => void;
  #open = false;
  #offset = 0;
  #labelSet = 0;
  #values: number[] = [];
  #addresses: number[] = [];
  // Frames of the open row, leaf first.
  readonly #name = new GrowableColumn(Uint32Array, 64);
  readonly #file = new GrowableColumn(Uint32Array, 64);
  readonly #line = new GrowableColumn(Uint32Array, 64);
  readonly #low = new GrowableColumn(Uint32Array, 64);
  readonly #high = new GrowableColumn(Uint32Array, 64);
  /** Start address of the function that the frame's code is in: address − printed offset. */
  readonly #entry = new GrowableColumn(Float64Array, 64);

  constructor(bytes: Uint8Array, position: number, onRow: (row: LegacyRow) => void) {
    this.#bytes = bytes;
    this.position = position;
    this.#onRow = onRow;
  }

  /** Reads on until at least `until`; answers whether there is more. */
  run(until: number): boolean {
    const bytes = this.#bytes;
    while (this.position < bytes.length && this.position < until && this.sectionAt < 0) {
      const start = this.position;
      let end = start;
      while (end < bytes.length && bytes[end] !== NEWLINE) end++;
      if (end === bytes.length) this.openLine = start;
      this.position = end + 1;
      if (bytes[end - 1] === 13) end--;
      this.#readLine(start, end);
    }
    const more = this.position < bytes.length && this.sectionAt < 0;
    if (!more) this.#close();
    return more;
  }

  #readLine(start: number, end: number): void {
    const first = this.#bytes[start];
    if (start >= end) return this.#close();
    if (first !== HASH) {
      if (first === 45 && this.#text(start, Math.min(end, start + 3)) === '---') this.sectionAt = start;
      else if (first === 77 && this.#text(start, Math.min(end, start + 17)) === 'MAPPED_LIBRARIES:')
        this.sectionAt = start;
      else if (!this.#row(start, end)) this.#odd(start);
      return;
    }
    const at = this.#skip(start + 1, end);
    if (this.#bytes[at] === 48 && this.#bytes[at + 1] === 120) {
      if (this.#open) this.#frame(at, end);
      else this.#odd(start);
      return;
    }
    const text = this.#text(at, Math.min(end, at + 20));
    if (text.startsWith('labels: {')) {
      const labels = parseLabels(this.#text(at, end), 'labels: '.length);
      if (labels === null || !this.#open) return this.#odd(start);
      const entries = labels.labels.map(({ key, value }) => ({
        key: this.strings.internString(key),
        value: this.strings.internString(value),
        number: NaN,
        unit: 0,
      }));
      this.#labelSet = this.labels.add(entries, (key) => this.strings.get(key));
    } else if (text.startsWith('runtime.MemStats')) this.sectionAt = start;
  }

  #odd(offset: number): void {
    if (this.oddLines++ === 0) this.firstOdd = offset;
  }

  /** `12: 26016 [4587: 1626869352] @ 0x47fccc …`, `40 @ 0x4825ce …`; false when it is no such line. */
  #row(start: number, end: number): boolean {
    const bytes = this.#bytes;
    const values: number[] = [];
    let at = start;
    for (; at < end && bytes[at] !== AT; at++) {
      const negative = bytes[at] === 45;
      if (negative) at++;
      if (bytes[at] < 48 || bytes[at] > 57) {
        if (bytes[at] === SPACE || bytes[at] === 58 || bytes[at] === 91 || bytes[at] === 93) continue;
        return false;
      }
      let value = 0;
      for (; at < end && bytes[at] >= 48 && bytes[at] <= 57; at++) value = value * 10 + (bytes[at] - 48);
      // Go writes int64; pprof refuses what does not fit.
      if (value > INT64_LIMIT) return false;
      values.push(negative ? -value : value);
      at--;
      if (values.length > 4) return false;
    }
    if (at >= end || values.length === 0) return false;
    this.#close();
    this.#open = true;
    this.#offset = start;
    this.#values = values;
    this.#addresses = [];
    this.#labelSet = 0;
    for (
      at = this.#skip(at + 1, end);
      at + 2 < end + 1 && bytes[at] === 48 && bytes[at + 1] === 120;
      at = this.#skip(at, end)
    ) {
      let address = 0;
      at += 2;
      for (let digit = hexDigit(bytes[at]); at < end && digit >= 0; digit = hexDigit(bytes[++at]))
        address = address * 16 + digit;
      this.#addresses.push(address);
    }
    return true;
  }

  /** `0x51b7d6\tmain.work+0x36\t\t/src/main.go:70`, or the address alone. */
  #frame(start: number, end: number): void {
    const bytes = this.#bytes;
    let low = 0;
    let high = 0;
    let at = start + 2;
    for (let digit = hexDigit(bytes[at]); at < end && digit >= 0; digit = hexDigit(bytes[++at])) {
      high = ((high << 4) | (low >>> 28)) >>> 0;
      low = ((low << 4) | digit) >>> 0;
    }
    const addressEnd = at;
    at = this.#skip(at, end);
    const nameStart = at;
    while (at < end && bytes[at] !== TAB) at++;
    // The offset is behind the last "+0x"; names may contain a plus only inside generics.
    let plus = at - 1;
    while (plus > nameStart && bytes[plus] !== 43) plus--;
    let offset = 0;
    const named = plus > nameStart && bytes[plus + 1] === 48 && bytes[plus + 2] === 120;
    if (named) for (let i = plus + 3; i < at; i++) offset = offset * 16 + Math.max(0, hexDigit(bytes[i]));
    const nameEnd = named ? plus : at;
    const placeStart = this.#skip(at, end);
    let colon = end;
    while (colon > placeStart && bytes[colon - 1] >= 48 && bytes[colon - 1] <= 57) colon--;
    let line = 0;
    let fileEnd = end;
    if (colon > placeStart && colon < end && end - colon < 10 && bytes[colon - 1] === 58) {
      for (let i = colon; i < end; i++) line = line * 10 + (bytes[i] - 48);
      fileEnd = colon - 1;
    }
    if (low === 0 && high === 0 && nameStart >= end) return;
    this.#name.push(
      nameStart < nameEnd
        ? this.strings.intern(bytes, nameStart, nameEnd)
        : this.strings.intern(bytes, start, addressEnd),
    );
    this.#file.push(this.strings.intern(bytes, placeStart, fileEnd));
    this.#line.push(line);
    this.#low.push(low);
    this.#high.push(high);
    this.#entry.push(high * 2 ** 32 + low - offset);
  }

  /** Ends the open row: builds its stack and hands it out. */
  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    const count = this.#name.length;
    let stack = 0;
    for (let i = count - 1; i >= 0; i--) {
      // Code of one function under two names: the inner one is inlined into the outer.
      const inlined =
        i + 1 < count &&
        this.#entry.data[i] === this.#entry.data[i + 1] &&
        this.#name.data[i] !== this.#name.data[i + 1];
      const func = this.frames.function(this.#name.data[i], this.#file.data[i]);
      const frame = this.frames.frame(func, this.#line.data[i], inlined, this.#low.data[i], this.#high.data[i]);
      stack = this.stacks.child(stack, frame);
    }
    let hidden = 0;
    if (count > 0) {
      const leaf = this.#high.data[0] * 2 ** 32 + this.#low.data[0];
      hidden = this.#addresses.findIndex((address, i) => address - 1 === leaf || (i === 0 && address === leaf));
    } else {
      stack = this.#bareStack();
    }
    this.rows++;
    this.#onRow({
      offset: this.#offset,
      values: this.#values,
      addresses: this.#addresses,
      hidden: Math.max(0, hidden),
      stack,
      labels: this.#labelSet,
    });
    for (const column of [this.#name, this.#file, this.#line, this.#low, this.#high, this.#entry]) column.length = 0;
  }

  /** A stack of addresses only, from programs whose symbols are gone: named by their addresses, like in Go's own tools. */
  #bareStack(): number {
    let stack = 0;
    for (let i = this.#addresses.length - 1; i >= 0; i--) {
      const address = this.#addresses[i] - 1;
      if (address <= 0) continue;
      const func = this.frames.function(this.strings.internString(`0x${address.toString(16)}`), 0);
      stack = this.stacks.child(
        stack,
        this.frames.frame(func, 0, false, address % 2 ** 32, Math.floor(address / 2 ** 32)),
      );
    }
    return stack;
  }

  #skip(at: number, end: number): number {
    while (at < end && (this.#bytes[at] === TAB || this.#bytes[at] === SPACE)) at++;
    return at;
  }

  #text(start: number, end: number): string {
    return decoder.decode(this.#bytes.subarray(start, end));
  }
}

const decoder = new TextDecoder();

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}
