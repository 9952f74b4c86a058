import { OutputBuffer } from '@core/formats/inflate';
import { Damage } from './damage';
import { fieldEnd, LONGEST_HEAD, NO_FIELD, UNKNOWN_YET } from './field-end';
import { fillSamples } from './fill';
import { LabelRuns } from './label-runs';
import { SampleFill, type References } from './sample-fill';
import { FieldReader, WIRE_VARINT } from './wire';

/** Samples with more values than this are read the careful way, which sees how many samples there are before it makes columns. */
const MOST_TYPES = 64;
/** Bytes of tables that room is made for at first, and of a field that a piece cuts. */
const FIRST_TABLES = 1 << 16;
const FIRST_CARRY = 1 << 12;

const SAMPLE_TAG = 0x12;

/** What a profile held: its samples in columns, and all else as it stood. */
export interface Taken {
  readonly runs: LabelRuns;
  /** Its locations are ids less 1, its labels numbers of runs. Null where the samples have not one value for each of the types. */
  columns(types: number): SampleFill | null;
  /** The fields that are no samples, one after the other: a profile without samples. */
  readonly tables: Uint8Array;
  /** Bytes of the whole. */
  readonly size: number;
}

/**
 * Takes a profile piece by piece and decodes its samples at once, so that neither the whole nor what comes behind a piece need be there:
 * the fields that samples refer to stand behind them as Go writes it, so ids are kept as they are and labels as bytes. Gives up on
 * whatever it is not sure of (damage, an early end, ids of 64 bits): that is the careful way's (careful.ts), which has all bytes.
 */
export class ProfilePieces {
  readonly #expected: number;
  readonly #runs = new LabelRuns();
  #fill: SampleFill | null = null;
  readonly #tables: OutputBuffer;
  /** The field that the last piece ended in, as far as it is there. */
  readonly #carry: OutputBuffer;
  /** Bytes before the one that is looked at. */
  #before = 0;

  /** `expected` = bytes that will come, as far as anyone knows. */
  constructor(expected: number) {
    this.#expected = expected;
    this.#tables = new OutputBuffer(FIRST_TABLES, Infinity);
    this.#carry = new OutputBuffer(FIRST_CARRY, Infinity);
  }

  /** Samples so far. */
  get found(): number {
    return this.#fill?.rows ?? 0;
  }

  /** Takes the bytes that follow, which may be written over afterwards. False: it gives up. */
  take(piece: Uint8Array): boolean {
    try {
      const from = this.#completeCarry(piece);
      const done = from < piece.length ? this.#takeFields(piece, from) : from;
      this.#carry.append(piece.subarray(done));
      return true;
    } catch (cause) {
      if (cause instanceof Damage) return false;
      throw cause;
    }
  }

  /** After the last piece; null where the profile ends within a field. */
  finish(): Taken | null {
    if (this.#carry.length > 0) return null;
    const runs = this.#runs;
    const fill = this.#fill;
    return {
      runs,
      columns: (types) => (fill === null ? new SampleFill(types, asWritten(runs)) : fill.types === types ? fill : null),
      tables: this.#tables.bytes(),
      size: this.#before,
    };
  }

  /** Takes the rest of the field that the last piece ended in, if there is one; answers where the next field begins. */
  #completeCarry(piece: Uint8Array): number {
    const carry = this.#carry;
    if (carry.length === 0) return 0;
    let from = 0;
    let end = UNKNOWN_YET;
    while (end === UNKNOWN_YET || end > carry.length) {
      if (from === piece.length) return from;
      const wanted = end === UNKNOWN_YET ? Math.max(1, LONGEST_HEAD - carry.length) : end - carry.length;
      const next = Math.min(piece.length, from + wanted);
      carry.append(piece.subarray(from, next));
      from = next;
      end = this.#endOf(carry.data, 0, carry.length);
    }
    // Tag and length were guessed at: what is behind a shorter field goes back.
    from -= carry.length - end;
    this.#takeFields(carry.data.subarray(0, end), 0);
    carry.length = 0;
    return from;
  }

  #endOf(bytes: Uint8Array, pos: number, size: number): number {
    const end = fieldEnd(bytes, pos, size);
    if (end === NO_FIELD) throw unsure(this.#before + pos);
    return end;
  }

  /** Takes all whole fields from `from` on; answers where the first begins that is not wholly there. */
  #takeFields(bytes: Uint8Array, from: number): number {
    const size = bytes.length;
    let count = 0;
    let first = -1;
    let last = from;
    /** Fields from here on are no samples. */
    let other = from;
    let pos = from;
    while (pos < size) {
      const isSample = bytes[pos] === SAMPLE_TAG;
      // Nearly all lengths take a byte or two.
      const b = bytes[pos + 1];
      const c = bytes[pos + 2];
      let end: number;
      if (isSample && b < 128) end = pos + 2 + b;
      else if (isSample && c < 128) end = pos + 3 + ((b & 127) | (c << 7));
      else end = this.#endOf(bytes, pos, size);
      if (end === UNKNOWN_YET || end > size) break;
      if (isSample) {
        if (other < pos) this.#tables.append(bytes.subarray(other, pos));
        if (count++ === 0) first = pos;
        last = end;
        other = end;
      }
      pos = end;
    }
    if (other < pos) this.#tables.append(bytes.subarray(other, pos));
    if (count > 0) this.#takeSamples(bytes, first, last, count);
    this.#before += pos - from;
    return pos;
  }

  #takeSamples(bytes: Uint8Array, first: number, last: number, count: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const runs = this.#runs;
    runs.open(bytes, view);
    const fill = (this.#fill ??= new SampleFill(valuesOfFirst(bytes, first), asWritten(runs)));
    fill.expected = this.#expected;
    // Positions of samples are those in `bytes`, of which some may belong to the field that was taken before.
    fill.before = this.#before;
    fill.reserveRows(count, bytes.length);
    fillSamples({ bytes, view, runs, fill }, first, last);
  }
}

/** Ids and labels before anything is known of what they stand for. */
function asWritten(runs: LabelRuns): References {
  return {
    location(reader) {
      if (reader.high !== 0 || reader.low === 0) throw unsure(reader.at);
      return reader.low - 1;
    },
    isWhole: () => true,
    labels: (start, end) => runs.ofFields(start, end),
  };
}

/** How many values the sample has whose tag is at `pos`: the others must have as many. */
function valuesOfFirst(bytes: Uint8Array, pos: number): number {
  const top = new FieldReader(bytes).open(pos, bytes.length, 'profile', -1);
  top.next();
  const inner = new FieldReader(bytes).open(top.start, top.stop, 'sample', 0);
  let found = 0;
  while (inner.next()) if (inner.field === 2) found += inner.wire === WIRE_VARINT ? 1 : numbersIn(inner);
  if (found === 0 || found > MOST_TYPES) throw unsure(pos);
  return found;
}

/** Numbers in the packed field that the reader has. */
export function numbersIn({ bytes, start, stop }: FieldReader): number {
  let found = 0;
  for (let p = start; p < stop; p++) if (bytes[p] < 128) found++;
  return found;
}

/** Nothing that anybody sees: the careful way finds out what it is. */
function unsure(at: number): Damage {
  return new Damage(at, 'profile', 'it cannot be read piece by piece');
}
