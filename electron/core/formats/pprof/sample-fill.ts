import { formatCount } from '@core/base/format';
import { GrowableColumn } from '@core/base/columns';
import { Damage, TOO_MANY_STACKS } from './damage';
import { LabelSetBuilder } from './labels';
import type { Layout } from './scan';
import type { ProfileStrings } from './strings';
import type { Symbols } from './symbols';
import { TopTree } from './top-tree';
import { FieldReader, hugeCount, WIRE_BYTES, WIRE_VARINT } from './wire';

/** The largest magnitude that a double holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** Further frames that `SampleFill.unfold` can tell; where they are that many or more, `more` has the number. */
export const SEVERAL = 7;

/**
 * Pass 2, first half: values and labels into columns, and for each sample where its run of location ids lies. The state lives here, the
 * work in `fillSamples` (fill.ts), which takes it into local variables for a few megabytes at a time. The runs become stacks
 * in tree.ts.
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
  /** Stack that the part of a run behind `runs` has led to; tree.ts makes it the whole stack. */
  readonly stack: Uint32Array;
  readonly top: TopTree;
  /** Samples before this row were walked while `top` still grew. */
  growing = 0;
  /**
   * Two words a sample: first and last byte of its run of location ids (varints, leaf first), last < first for an empty stack.
   * Offsets from `bytes.length` on are in `extra`.
   */
  readonly runs: Uint32Array;
  /** Runs that the file does not have in one piece. A byte below 128 is before each, as before the runs in the file, and four before the first. */
  extra = new Uint8Array(1024);
  extraView = new DataView(this.extra.buffer);
  extraLength = 4;
  /**
   * By the ids in runs: 8 times the outermost frame + 1 (0 = no such location), plus how many further frames follow it, `SEVERAL` for
   * that many and more. One word, as every step of every stack looks here and the first caches are small.
   */
  readonly unfold: Int32Array;
  /**
   * Two ids may unfold to the same frames (locations that differ in nothing else). Then the outermost frame + 1 is what samples are
   * compared by, their `key`; else it is the id itself, which saves looking it up.
   */
  readonly aliased: boolean;
  /** Further frames of its location, by outermost frame. */
  readonly more: Uint32Array;
  /** The file's own runs can be used: ids are small, no location shares frames with another, nothing is lost. */
  readonly plain: boolean;
  readonly #symbols: Symbols;
  readonly #cut: boolean;
  /** One location may unfold to many frames, so that a small hostile file could ask for any amount of memory. */
  readonly #maxExtra: number;
  readonly #reader: FieldReader;
  /** Of the sample that is being read slowly: rows and ids (low half) of its locations leaf first, values found, nothing of it lost. */
  readonly #path = new GrowableColumn(Uint32Array, 256);
  readonly #ids = new GrowableColumn(Uint32Array, 256);
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
    this.#maxExtra = (1 << 22) + bytes.length * 4;
    this.#reader = new FieldReader(bytes);
    this.labelSets = new LabelSetBuilder(bytes, strings);
    // A value takes a byte at least: where there are more cells than bytes, a sample lacks values, and columns are not worth having.
    const columns = samples.count * types <= samples.bytes ? types : 0;
    if (columns === 0 && samples.count > 0) this.#refuseValues(layout);
    this.top = new TopTree(samples.count);
    this.stack = new Uint32Array(samples.count);
    this.labels = new Uint32Array(samples.count);
    this.values = Array.from({ length: columns }, () => new Float64Array(samples.count));
    this.runs = new Uint32Array(samples.count * 2);
    const { frameStart, frameIds, locations, chained } = symbols;
    this.plain = chained && !cut && locations.direct !== null;
    this.more = new Uint32Array(symbols.frames.count);
    if (!chained) {
      // Frame by frame: ids in runs are frames + 1.
      this.unfold = new Int32Array(symbols.frames.count + 1);
      for (let id = 1; id <= symbols.frames.count; id++) this.unfold[id] = id * 8;
      this.aliased = false;
      return;
    }
    const rows = locations.direct ?? Uint32Array.from({ length: locations.count + 1 }, (_, id) => id);
    this.unfold = new Int32Array(rows.length);
    const seen = new Uint8Array(symbols.frames.count);
    let aliased = false;
    for (let id = 0; id < rows.length; id++) {
      const location = rows[id] - 1;
      if (location < 0 || frameStart[location] === frameStart[location + 1]) continue;
      const outer = frameIds[frameStart[location]];
      if (seen[outer] !== 0) aliased = true;
      seen[outer] = 1;
      const more = frameStart[location + 1] - frameStart[location] - 1;
      this.more[outer] = more;
      this.unfold[id] = (outer + 1) * 8 + Math.min(more, SEVERAL);
    }
    this.aliased = aliased;
  }

  /** The whole sample `[start, end)` the slow way, into row `rows`; false where it had to be left out. */
  readSlowly(start: number, end: number): boolean {
    const row = this.rows;
    const reader = this.#reader.open(start, end, 'sample', row + this.dropped);
    const path = this.#path;
    path.length = 0;
    this.#ids.length = 0;
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
    if (!this.#writeRun(row)) return false;
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
    if (location >= 0) {
      this.#path.push(location);
      this.#ids.push(reader.low);
    } else if (this.#cut) this.#complete = false;
    else {
      const many = formatCount(this.#symbols.locations.count);
      reader.fail(
        'location_id',
        `a sample refers to location ${hugeCount(reader.low, reader.high)} and the profile has ${many}`,
      );
    }
  }

  /** Writes the run of the sample that was read slowly; false where a location of it has lost its functions. */
  #writeRun(row: number): boolean {
    const path = this.#path;
    const { frameStart, frameIds, chained, locations } = this.#symbols;
    const before = this.extraLength;
    this.#byte(0);
    const from = this.extraLength;
    for (let i = 0; i < path.length; i++) {
      const location = path.data[i];
      const first = frameStart[location];
      const last = frameStart[location + 1] - 1;
      if (first > last) {
        this.extraLength = before;
        return false;
      }
      if (chained) this.#varint(locations.direct === null ? location + 1 : this.#ids.data[i]);
      else for (let k = last; k >= first; k--) this.#varint(frameIds[k] + 1);
    }
    this.stack[row] = 0;
    this.runs[row * 2] = this.bytes.length + from;
    this.runs[row * 2 + 1] = this.bytes.length + this.extraLength - 1;
    return true;
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#byte((rest & 127) | 128);
    this.#byte(rest);
  }

  #byte(value: number): void {
    if (this.extraLength === this.extra.length) {
      if (this.extraLength > this.#maxExtra) throw this.#tooLarge();
      const wider = new Uint8Array(Math.max(1024, this.extraLength * 2));
      wider.set(this.extra);
      this.extra = wider;
      this.extraView = new DataView(wider.buffer);
    }
    this.extra[this.extraLength++] = value;
  }

  wrongValues(start: number, found: number): Damage {
    const where = `sample ${formatCount(this.rows + this.dropped + 1)}, value`;
    if (this.types === 0) return new Damage(start, where, 'it has samples and no sample type');
    const had = `${formatCount(found)} ${found === 1 ? 'value' : 'values'}`;
    const types = `${formatCount(this.types)} sample ${this.types === 1 ? 'type' : 'types'}`;
    return new Damage(start, where, `a sample has ${had} and the profile has ${types}`);
  }

  #tooLarge(): Damage {
    const where = `sample ${formatCount(this.rows + this.dropped + 1)}, location_id`;
    return new Damage(this.#reader.at, where, TOO_MANY_STACKS, 'too-large');
  }

  get locationCount(): number {
    return this.#symbols.locations.count;
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
