import { formatCount } from '@core/base/format';
import { GrowableColumn } from '@core/base/columns';
import { widenColumn } from '@core/model/stack-builder';
import type { StackRuns } from '@core/model/tables';
import { Damage, TOO_MANY_STACKS } from './damage';
import { LabelSetBuilder } from './labels';
import type { Layout } from './scan';
import type { ProfileStrings } from './strings';
import type { Symbols } from './symbols';
import { FieldReader, hugeCount, WIRE_BYTES, WIRE_VARINT } from './wire';

/** The largest magnitude that a double holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** Words that the first samples' locations go into, from which it is seen how many there will be. */
const FIRST_ROOM = 1 << 16;

/**
 * Pass 2: values, labels and locations of samples into columns. The state lives here, the work in `fillSamples` (fill.ts), which takes
 * it into local variables for a few megabytes at a time.
 */
export class SampleFill {
  readonly bytes: Uint8Array;
  /** Of the same bytes, for reading four at once. */
  readonly view: DataView;
  readonly types: number;
  readonly labelSets: LabelSetBuilder;
  /** Rows filled. */
  rows = 0;
  /** Samples left out because a cut-off profile has lost a location or function of theirs. */
  dropped = 0;
  /** Values beyond ±2^53, rounded. */
  inexact = 0;
  readonly labels: Uint32Array;
  readonly values: readonly Float64Array[];
  /** Rows of locations, leaf first, of one sample after the other, and how many there are. */
  location: Uint16Array | Uint32Array;
  used = 0;
  /** First of them by sample. */
  readonly start: Uint32Array;
  /** Row + 1 by location id, 0 = no such location; null where ids are sparse. */
  readonly direct: Uint32Array | null;
  /** The ids are 1, 2, 3 … in the order of the table. */
  readonly dense: boolean;
  /** Samples can be read the fast way: ids are small and nothing is lost. */
  readonly plain: boolean;
  readonly #symbols: Symbols;
  readonly #cut: boolean;
  readonly #layout: Layout;
  readonly #reader: FieldReader;
  /** Of the sample that is being read slowly: rows of its locations leaf first, values found, nothing of it lost. */
  readonly #path = new GrowableColumn(Uint32Array, 256);
  #found = 0;
  #complete = true;

  /** Throws `Damage` where no sample can have a value for each type. `types` = number of sample types. */
  constructor(
    bytes: Uint8Array,
    layout: Layout,
    symbols: Symbols,
    strings: ProfileStrings,
    types: number,
    cut: boolean,
  ) {
    const { samples } = layout;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.types = types;
    this.#symbols = symbols;
    this.#cut = cut;
    this.#layout = layout;
    this.#reader = new FieldReader(bytes);
    this.labelSets = new LabelSetBuilder(bytes, strings);
    // A value takes a byte at least: where there are more cells than bytes, a sample lacks values, and columns are not worth having.
    const columns = samples.count * types <= samples.bytes ? types : 0;
    if (columns === 0 && samples.count > 0) this.#refuseValues(layout);
    this.start = new Uint32Array(samples.count + 1);
    this.labels = new Uint32Array(samples.count);
    this.values = Array.from({ length: columns }, () => new Float64Array(samples.count));
    const { direct, count } = symbols.locations;
    this.location = new (count <= 1 << 16 ? Uint16Array : Uint32Array)(FIRST_ROOM);
    this.direct = direct;
    this.dense = direct !== null && direct.length === count + 1 && direct.every((row, id) => row === id);
    this.plain = direct !== null && !cut;
  }

  /**
   * Makes room for `more` locations; `pos` is how far the samples have been read. What is not used of it is never touched and costs
   * address space only, while a column that must grow is there twice for a moment.
   */
  reserve(more: number, pos: number): void {
    const { from, to } = this.#layout.samples;
    const share = (to - from) / Math.max(1, pos - from);
    const wanted = Math.min(this.used * share * 1.05, to - from);
    const room = Math.max(Math.ceil(wanted), this.used + more, this.used + (this.used >> 2));
    this.location = widenColumn(this.location, this.used, room);
  }

  /** The stacks, once all samples are read. */
  finish(): StackRuns {
    const { rows, used, start } = this;
    start[rows] = used;
    const { frameStart, frameIds } = this.#symbols;
    return {
      start: start.subarray(0, rows + 1),
      location: this.location.subarray(0, used),
      frameStart,
      frame: frameIds,
    };
  }

  /** The whole sample `[start, end)` the slow way, into row `rows`; false where it had to be left out. */
  readSlowly(start: number, end: number): boolean {
    const row = this.rows;
    const reader = this.#reader.open(start, end, 'sample', row + this.dropped);
    const path = this.#path;
    path.length = 0;
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
        this.#take(field);
        continue;
      }
      reader.pos = reader.start;
      reader.end = reader.stop;
      while (reader.pos < reader.stop) {
        reader.at = reader.pos;
        reader.varint(name);
        this.#take(field);
      }
      reader.end = end;
    }
    if (this.#found !== this.types) throw this.wrongValues(start, this.#found);
    if (!this.#complete) return false;
    if (!this.#writeRun(row, end)) return false;
    this.labels[row] = labels ? this.labelSets.ofFields(start, end, row + this.dropped) : 0;
    return true;
  }

  /** Takes the number in the reader as a location (field 1) or a value (field 2) of the sample being read. */
  #take(field: number): void {
    const reader = this.#reader;
    if (field === 2) {
      if (this.#found < this.types) {
        const number = reader.signed();
        if (Math.abs(number) > EXACT) this.inexact++;
        this.values[this.#found][this.rows] = number;
      }
      this.#found++;
      return;
    }
    const location = this.#symbols.locations.row(reader.low, reader.high);
    if (location >= 0) this.#path.push(location);
    else if (this.#cut) this.#complete = false;
    else {
      const many = formatCount(this.#symbols.locations.count);
      reader.fail(
        'location_id',
        `a sample refers to location ${hugeCount(reader.low, reader.high)} and the profile has ${many}`,
      );
    }
  }

  /** Writes the stack of the sample that was read slowly; false where a location of it has lost its functions. */
  #writeRun(row: number, pos: number): boolean {
    const path = this.#path;
    const { frameStart } = this.#symbols;
    if (this.used + path.length > this.location.length) this.reserve(path.length, pos);
    let at = this.used;
    this.start[row] = at;
    for (let i = 0; i < path.length; i++) {
      const location = path.data[i];
      if (frameStart[location] === frameStart[location + 1]) return false;
      this.location[at++] = location;
    }
    this.used = at;
    return true;
  }

  wrongValues(start: number, found: number): Damage {
    const where = `sample ${formatCount(this.rows + this.dropped + 1)}, value`;
    if (this.types === 0) return new Damage(start, where, 'it has samples and no sample type');
    const had = `${formatCount(found)} ${found === 1 ? 'value' : 'values'}`;
    const types = `${formatCount(this.types)} sample ${this.types === 1 ? 'type' : 'types'}`;
    return new Damage(start, where, `a sample has ${had} and the profile has ${types}`);
  }

  /** Says that the stacks up to a row are more than fit; offset of its sample. */
  tooLarge(row: number): Damage {
    const top = new FieldReader(this.bytes).open(this.#layout.samples.from, this.#layout.samples.to, 'profile', -1);
    let seen = -1;
    while (seen < row + this.dropped && top.next()) if (top.field === 2) seen++;
    return new Damage(top.at, `sample ${formatCount(seen + 1)}, location_id`, TOO_MANY_STACKS, 'too-large');
  }

  /** Finds the first sample with the wrong number of values; there must be one. */
  #refuseValues(layout: Layout): void {
    const { samples } = layout;
    const top = new FieldReader(this.bytes).open(samples.from, samples.to, 'profile', -1);
    const inner = this.#reader;
    while (top.next()) {
      if (top.field !== 2) continue;
      let found = 0;
      inner.open(top.start, top.stop, 'sample', this.rows);
      while (inner.next()) {
        if (inner.field !== 2) continue;
        if (inner.wire === WIRE_VARINT) found++;
        else for (let p = inner.start; p < inner.stop; p++) if (this.bytes[p] < 128) found++;
      }
      if (found !== this.types || this.types === 0) throw this.wrongValues(top.start, found);
      this.rows++;
    }
  }
}
