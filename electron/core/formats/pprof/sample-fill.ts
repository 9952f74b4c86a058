import { formatCount } from '@core/base/format';
import { GrowableColumn } from '@core/base/columns';
import { Damage } from './damage';
import { FieldReader, WIRE_BYTES, WIRE_VARINT } from './wire';

/** The largest magnitude that a double holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** Words that the first samples' locations go into, from which it is seen how many there will be. */
const FIRST_ROOM = 1 << 16;
/** Largest location that a narrow column holds. */
const NARROW = 0xffff;
/** Columns grow to what the bytes to come let expect, but by no more than this: those may be lied about. */
const MOST_GROWTH = 8;

/** What a sample refers to, as far as it is known while samples are read. */
export interface References {
  /** What is kept for the location id that the reader has: a row of the profile, or the id less 1. −1 = the sample must be left out. */
  location(reader: FieldReader): number;
  /** False where a location has lost its functions, and the sample must be left out. */
  isWhole(location: number): boolean;
  /** Number of the labels of the sample `[start, end)`, which is the `row`th of the file and has some. */
  labels(start: number, end: number, row: number): number;
}

/**
 * Values, labels and locations of samples as columns, which grow. The state lives here; the work of nearly all profiles is in `fillSamples`
 * (fill.ts), which takes it into local variables for a piece of the file at a time.
 */
export class SampleFill {
  readonly types: number;
  /** Rows filled. */
  rows = 0;
  /** Samples left out because a cut-off profile has lost a location or function of theirs. */
  dropped = 0;
  /** Values beyond ±2^53, rounded. */
  inexact = 0;
  labels = new Uint32Array(0);
  values: readonly Float64Array[];
  /** What `References` keeps of the locations, leaf first, of one sample after the other, and how many there are. */
  location: Uint16Array | Uint32Array = new Uint16Array(FIRST_ROOM);
  used = 0;
  /** First of them by sample. */
  start = new Uint32Array(0);
  /** Bytes of the whole input, as far as anyone knows, and how many of them lie before those that are being read. */
  expected = 0;
  before = 0;
  readonly #references: References;
  /** Of the sample that is being read slowly: its locations leaf first, values found, nothing of it lost. */
  readonly #path = new GrowableColumn(Uint32Array, 256);
  #found = 0;
  #complete = true;

  /** `types` = values of each sample. */
  constructor(types: number, references: References) {
    this.types = types;
    this.#references = references;
    this.values = Array.from({ length: types }, () => new Float64Array(0));
  }

  /** Makes room for `more` rows; the bytes that hold them end at `pos`. What is not used of it is never touched and costs address space only. */
  reserveRows(more: number, pos: number): void {
    const { rows } = this;
    if (rows + more <= this.labels.length) return;
    const room = this.#room(rows + more, this.labels.length, pos);
    this.labels = widen(this.labels, rows, new Uint32Array(room));
    this.values = this.values.map((column) => widen(column, rows, new Float64Array(room)));
    this.start = widen(this.start, rows, new Uint32Array(room + 1));
  }

  /** Makes room for `more` locations; `pos` is how far the samples have been read. */
  reserve(more: number, pos: number): void {
    const room = this.#room(this.used + more, this.location.length, pos);
    const wide = this.location instanceof Uint32Array;
    this.location = widen(this.location, this.used, wide ? new Uint32Array(room) : new Uint16Array(room));
  }

  /** Makes the column of locations wide; it must not be so already. */
  #widen(): void {
    this.location = widen(this.location, this.used, new Uint32Array(this.location.length));
  }

  #room(needed: number, have: number, pos: number): number {
    const wanted = Math.ceil(needed * (this.expected / Math.max(1, this.before + pos)) * 1.05);
    return Math.max(needed, Math.min(wanted, needed * MOST_GROWTH), have + (have >> 2));
  }

  /** Takes the whole sample `[start, end)` field by field into row `rows`; false where it had to be left out. */
  readSlowly(bytes: Uint8Array, start: number, end: number): boolean {
    const at = this.rows + this.dropped;
    const reader = new FieldReader(bytes).open(start, end, 'sample', at);
    this.#path.length = 0;
    this.#found = 0;
    this.#complete = true;
    let labels = false;
    while (reader.next()) {
      const { field } = reader;
      if (field === 3) {
        reader.expect(WIRE_BYTES, 'label');
        labels = true;
      }
      if (field !== 1 && field !== 2) continue;
      const name = field === 1 ? 'location_id' : 'value';
      if (reader.wire !== WIRE_BYTES) {
        reader.expect(WIRE_VARINT, name);
        this.#take(reader, field);
        continue;
      }
      reader.pos = reader.start;
      reader.end = reader.stop;
      while (reader.pos < reader.stop) {
        reader.at = reader.pos;
        reader.varint(name);
        this.#take(reader, field);
      }
      reader.end = end;
    }
    if (this.#found !== this.types) throw wrongValues(start, at, this.#found, this.types);
    if (!this.#complete || !this.#writeRun(end)) return false;
    this.labels[this.rows] = labels ? this.#references.labels(start, end, at) : 0;
    return true;
  }

  /** Takes the number in the reader as a location (field 1) or a value (field 2) of the sample being read. */
  #take(reader: FieldReader, field: number): void {
    if (field === 2) {
      if (this.#found < this.types) {
        const number = reader.signed();
        if (Math.abs(number) > EXACT) this.inexact++;
        this.values[this.#found][this.rows] = number;
      }
      this.#found++;
      return;
    }
    const location = this.#references.location(reader);
    if (location >= 0) this.#path.push(location);
    else this.#complete = false;
  }

  /** Writes the stack of the sample that was read slowly; false where a location of it has lost its functions. */
  #writeRun(pos: number): boolean {
    const path = this.#path;
    let largest = 0;
    for (let i = 0; i < path.length; i++) {
      if (!this.#references.isWhole(path.data[i])) return false;
      largest = Math.max(largest, path.data[i]);
    }
    if (largest > NARROW && this.location instanceof Uint16Array) this.#widen();
    if (this.used + path.length > this.location.length) this.reserve(path.length, pos);
    this.start[this.rows] = this.used;
    this.location.set(path.data.subarray(0, path.length), this.used);
    this.used += path.length;
    return true;
  }

  /** Ids below this can be kept as they are, less 1, by the fast way. */
  get idLimit(): number {
    return this.location instanceof Uint16Array ? NARROW + 2 : 1 << 28;
  }

  /** Columns of the rows that there are. */
  finish(): Pick<SampleFill, 'labels' | 'values' | 'start'> {
    const { rows } = this;
    if (this.start.length === 0) this.start = new Uint32Array(1);
    this.start[rows] = this.used;
    return {
      labels: fitted(this.labels, rows),
      values: this.values.map((column) => fitted(column, rows)),
      start: fitted(this.start, rows + 1),
    };
  }
}

/** Of the `row`th sample, from 0, which begins at `start`. */
export function wrongValues(start: number, row: number, found: number, types: number): Damage {
  const where = `sample ${formatCount(row + 1)}, value`;
  if (types === 0) return new Damage(start, where, 'it has samples and no sample type');
  const had = `${formatCount(found)} ${found === 1 ? 'value' : 'values'}`;
  const of = `${formatCount(types)} sample ${types === 1 ? 'type' : 'types'}`;
  return new Damage(start, where, `a sample has ${had} and the profile has ${of}`);
}

/** The first `used` of a column in a wider one. */
function widen<W extends Column>(column: Column, used: number, wider: W): W {
  wider.set(column.subarray(0, used));
  return wider;
}

/** The first `used` of a column: a copy where much more was reserved. */
export function fitted<C extends Column>(column: C, used: number): C {
  return (used * 2 >= column.length ? column.subarray(0, used) : column.slice(0, used)) as C;
}

type Column = Uint16Array | Uint32Array | Float64Array;
