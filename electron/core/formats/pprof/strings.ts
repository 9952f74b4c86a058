import { formatCount } from '@core/base/format';
import type { Strings } from '@core/base/strings';
import { LazyStrings } from '@core/base/strings';
import { Damage } from './damage';
import { RowIndex } from './rows';
import type { Spans } from './scan';
import type { FieldReader } from './wire';
import { hugeCount, WIRE_VARINT } from './wire';

/** What stands for a string that a cut-off profile has lost. */
const LOST = '<cut off>';

/**
 * The string table of a profile: decoded when first asked for, followed by the few strings that the decoder adds. Two entries
 * with the same bytes get one id (the first), because everything above compares ids.
 */
export class ProfileStrings implements Strings {
  /** References that lead behind a cut-off table. */
  lost = 0;
  readonly #table: LazyStrings;
  readonly #tableCount: number;
  readonly #added: string[] = [];
  /** First id with the same bytes; null when there are no repetitions. */
  readonly #canonical: Uint32Array | null;
  readonly #cut: boolean;

  /**
   * Copies the strings' bytes, so that the input can be released. `cut` = the profile ends early: references behind the end are
   * counted instead of refused.
   */
  constructor(bytes: Uint8Array, spans: Spans, cut: boolean) {
    if (spans.count > 0 && spans.start[0] !== spans.end[0]) {
      throw new Damage(
        spans.start[0],
        'string 0, string_table',
        'its first string is not empty, as every profile begins its string table',
      );
    }
    const count = Math.max(1, spans.count);
    // One copy of the whole table with the tags between its strings; they are a few bytes each and nearly always side by side.
    const from = spans.count > 0 ? spans.start[0] : 0;
    const to = spans.count > 0 ? spans.end[spans.count - 1] : 0;
    let total = 0;
    for (let i = 0; i < spans.count; i++) total += spans.end[i] - spans.start[i];
    const together = to - from <= (total + spans.count * 6) * 2;
    const text = together ? bytes.slice(from, to) : new Uint8Array(total);
    const start = new Uint32Array(count);
    const end = new Uint32Array(count);
    let used = 0;
    for (let i = 0; i < spans.count; i++) {
      if (together) {
        start[i] = spans.start[i] - from;
        end[i] = spans.end[i] - from;
      } else {
        text.set(bytes.subarray(spans.start[i], spans.end[i]), used);
        start[i] = used;
        used += spans.end[i] - spans.start[i];
        end[i] = used;
      }
    }
    this.#table = new LazyStrings(text, start, end);
    this.#tableCount = spans.count;
    this.#canonical = firstWithSameBytes(text, start, end);
    this.#cut = cut;
  }

  /** Some strings of the table are the same. */
  get repeats(): boolean {
    return this.#canonical !== null;
  }

  get count(): number {
    return Math.max(1, this.#tableCount) + this.#added.length;
  }

  get(id: number): string {
    const own = Math.max(1, this.#tableCount);
    return id < own ? this.#table.get(id) : (this.#added[id - own] ?? '');
  }

  get byteLength(): number {
    return this.#table.byteLength + this.#added.length * 64;
  }

  /** Id of a string that the profile does not have. */
  add(value: string): number {
    const known = this.#added.indexOf(value);
    return Math.max(1, this.#tableCount) + (known >= 0 ? known : this.#added.push(value) - 1);
  }

  /** The string that the field read last refers to; throws `Damage` when there is none. */
  reference(reader: FieldReader, name: string): number {
    reader.expect(WIRE_VARINT, name);
    const id = this.resolve(reader.low, reader.high);
    return id >= 0 ? id : reader.fail(name, this.missing(name, reader.low, reader.high));
  }

  /** Id of the string with an index of the file; −1 when there is none. */
  resolve(low: number, high: number): number {
    if (high === 0 && low < Math.max(1, this.#tableCount)) return this.#canonical === null ? low : this.#canonical[low];
    if (!this.#cut || high !== 0) return -1;
    this.lost++;
    return this.add(LOST);
  }

  /** Why a reference is damage. */
  missing(name: string, low: number, high: number): string {
    return `its ${name} refers to string ${hugeCount(low, high)} and the profile has ${formatCount(this.#tableCount)}`;
  }

  /** True when the id is of a string that was really there. */
  has(id: number): boolean {
    return id < this.#tableCount;
  }
}

function firstWithSameBytes(text: Uint8Array, start: Uint32Array, end: Uint32Array): Uint32Array | null {
  const count = start.length;
  const hashes = new Uint32Array(count);
  const lengths = new Uint32Array(count);
  const view = new DataView(text.buffer, text.byteOffset, text.length);
  for (let i = 0; i < count; i++) {
    let hash = 0x811c9dc5;
    let p = start[i];
    for (const last = end[i] - 4; p <= last; p += 4) {
      hash = Math.imul(hash ^ view.getInt32(p, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; p < end[i]; p++) hash = Math.imul(hash ^ text[p], 0x01000193);
    hashes[i] = hash;
    lengths[i] = end[i] - start[i];
  }
  const index = new RowIndex([hashes, lengths], count);
  let canonical: Uint32Array | null = null;
  for (let i = 0; i < count; i++) {
    const first = index.add(i);
    if (first === i || !sameBytes(text, start[first], start[i], lengths[i])) continue;
    canonical ??= Uint32Array.from({ length: count }, (_, row) => row);
    canonical[i] = first;
  }
  return canonical;
}

function sameBytes(text: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (text[a + i] !== text[b + i]) return false;
  return true;
}
