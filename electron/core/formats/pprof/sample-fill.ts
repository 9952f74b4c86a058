import { formatCount } from '@core/base/format';
import { GrowableColumn } from '@core/base/columns';
import { StackBuilder } from '@core/model/stack-builder';
import { Damage } from './damage';
import { LabelSetBuilder } from './labels';
import type { Layout } from './scan';
import type { ProfileStrings } from './strings';
import type { Symbols } from './symbols';
import { FieldReader, hugeCount, WIRE_BYTES, WIRE_VARINT } from './wire';

/** The largest magnitude that a double holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER;
/** Everything that a sample of a profile small for its stacks may unfold to; see `maxStacks`. */
const STACKS_ALWAYS = 1 << 20;

/**
 * Pass 2: samples into columns and stacks into the prefix tree. The state lives here, the work in `fillSamples` (fill.ts), which takes it into
 * local variables for a few megabytes at a time.
 */
export class SampleFill {
  readonly bytes: Uint8Array;
  readonly types: number;
  readonly tree: StackBuilder;
  readonly labelSets: LabelSetBuilder;
  /** Rows filled. */
  rows = 0;
  /** Samples left out because a cut-off profile has lost a location or function of theirs. */
  dropped = 0;
  /** Values beyond ±2^53, rounded. */
  inexact = 0;
  readonly stack: Uint32Array;
  readonly labels: Uint32Array;
  readonly values: readonly Float64Array[];
  /**
   * By location id: outermost frame + 1 (0 = none) and number of frames − 1. Null where samples have to go the slow way: sparse ids,
   * or locations that share frames.
   */
  readonly quick: { readonly frame: Uint32Array; readonly more: Uint32Array } | null;
  readonly #symbols: Symbols;
  readonly #cut: boolean;
  readonly #maxStacks: number;
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
    this.types = types;
    this.#symbols = symbols;
    this.#cut = cut;
    this.#reader = new FieldReader(bytes);
    this.labelSets = new LabelSetBuilder(bytes, strings);
    // A value takes a byte at least: where there are more cells than bytes, a sample lacks values, and columns are not worth having.
    const columns = samples.count * types <= samples.bytes ? types : 0;
    if (columns === 0 && samples.count > 0) this.#refuseValues(layout);
    // Real profiles need an eighth of their bytes in rows; what is not used is never touched, so it costs address space only.
    this.tree = new StackBuilder(samples.bytes >> 3, samples.count);
    // One location may unfold to many frames, so that a small hostile file could ask for any amount of memory.
    this.#maxStacks = STACKS_ALWAYS + bytes.length;
    this.stack = new Uint32Array(samples.count);
    this.labels = new Uint32Array(samples.count);
    this.values = Array.from({ length: columns }, () => new Float64Array(samples.count));
    this.quick = quickTables(symbols);
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
    const { frameStart, frameIds } = this.#symbols;
    const { tree } = this;
    let node = 0;
    for (let i = path.length - 1; i >= 0; i--) {
      const from = frameStart[path.data[i]];
      const to = frameStart[path.data[i] + 1];
      if (from === to) return false;
      for (let k = from; k < to; k++) node = tree.child(node, frameIds[k]);
      if (tree.count > this.#maxStacks) throw this.tooLarge(start);
    }
    this.stack[row] = node;
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

  /** Makes room for rows of the tree, within what the input's size justifies. */
  room(rows: number, start: number): void {
    if (rows > this.#maxStacks) throw this.tooLarge(start);
    this.tree.reserve(rows);
  }

  wrongValues(start: number, found: number): Damage {
    const where = `sample ${formatCount(this.rows + this.dropped + 1)}, value`;
    if (this.types === 0) return new Damage(start, where, 'it has samples and no sample type');
    const had = `${formatCount(found)} ${found === 1 ? 'value' : 'values'}`;
    return new Damage(start, where, `a sample has ${had} and the profile has ${formatCount(this.types)} sample types`);
  }

  tooLarge(start: number): Damage {
    const limit = formatCount(this.#maxStacks);
    const where = `sample ${formatCount(this.rows + this.dropped + 1)}, location_id`;
    return new Damage(
      start,
      where,
      `its stacks unfold to more than ${limit} calls, which is more than its size can mean`,
      'too-large',
    );
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

function quickTables(symbols: Symbols): SampleFill['quick'] {
  const { direct } = symbols.locations;
  if (direct === null || !symbols.chained) return null;
  const { frameStart, frameIds } = symbols;
  const frame = new Uint32Array(direct.length);
  const more = new Uint32Array(direct.length);
  for (let id = 0; id < direct.length; id++) {
    const location = direct[id] - 1;
    if (location < 0) continue;
    const from = frameStart[location];
    const length = frameStart[location + 1] - from;
    if (length === 0) continue;
    frame[id] = frameIds[from] + 1;
    more[id] = length - 1;
  }
  return { frame, more };
}
