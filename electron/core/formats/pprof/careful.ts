import { formatCount } from '@core/base/format';
import type { StackRuns } from '@core/model/tables';
import { Damage, TOO_MANY_STACKS } from './damage';
import { LabelSetBuilder } from './labels';
import { numbersIn } from './pieces';
import { fitted, SampleFill, wrongValues } from './sample-fill';
import type { Layout } from './scan';
import type { ProfileStrings } from './strings';
import type { Symbols } from './symbols';
import { FieldReader, hugeCount, WIRE_VARINT } from './wire';

/** All bytes of a profile, where they are, and the tables that its samples refer to. */
interface CarefulInput {
  readonly bytes: Uint8Array;
  readonly layout: Layout;
  readonly symbols: Symbols;
  readonly strings: ProfileStrings;
  /** The profile ends early: samples that refer to what is lost are left out. */
  readonly cut: boolean;
}

/**
 * Samples read field by field with all bytes and tables there: slower than by pieces (pieces.ts), for profiles that are cut off or damaged
 * or have ids of 64 bits. Names the first byte that is wrong.
 */
export class CarefulSamples {
  readonly fill: SampleFill;
  readonly labelSets: LabelSetBuilder;
  readonly #bytes: Uint8Array;
  readonly #layout: Layout;
  readonly #top: FieldReader;

  /** `types` = number of sample types. Throws `Damage` where no sample can have a value for each. */
  constructor({ bytes, layout, symbols, strings, cut }: CarefulInput, types: number) {
    const { samples } = layout;
    this.#bytes = bytes;
    this.#layout = layout;
    this.#top = samplesOf(bytes, layout);
    // A value takes a byte at least: where there are more cells than bytes, a sample lacks values, and columns are not worth having.
    const fits = types > 0 && samples.count * types <= samples.bytes;
    if (samples.count > 0 && !fits) refuseValues(bytes, layout, types);
    const { frameStart } = symbols;
    this.labelSets = new LabelSetBuilder(bytes, strings);
    this.fill = new SampleFill(types, {
      location(reader) {
        const row = symbols.locations.row(reader.low, reader.high);
        if (row < 0 && !cut) {
          const many = formatCount(symbols.locations.count);
          reader.fail(
            'location_id',
            `a sample refers to location ${hugeCount(reader.low, reader.high)} and the profile has ${many}`,
          );
        }
        return row;
      },
      isWhole: (location) => frameStart[location] !== frameStart[location + 1],
      labels: (start, end, row) => this.labelSets.ofFields(start, end, row),
    });
    this.fill.expected = samples.to - samples.from;
    this.fill.before = -samples.from;
    this.fill.reserveRows(samples.count, samples.to);
  }

  /** Reads on to the end of the sample at or behind `until`; answers whether there are more. */
  read(until: number): boolean {
    const { fill } = this;
    const top = this.#top;
    while (top.pos < until) {
      if (!top.next()) return false;
      if (top.field !== 2) continue;
      if (fill.readSlowly(this.#bytes, top.start, top.stop)) fill.rows++;
      else fill.dropped++;
    }
    return top.pos < top.end;
  }

  /** How far it has read. */
  get pos(): number {
    return this.#top.pos;
  }

  /** Stacks of the samples. Its column of locations is narrow where there are few. */
  runs({ frameStart, frameIds, locations }: Symbols): StackRuns {
    const used = fitted(this.fill.location, this.fill.used);
    const isWide = locations.count > 1 << 16;
    const same = isWide === used instanceof Uint32Array;
    const location = same ? used : isWide ? Uint32Array.from(used) : Uint16Array.from(used);
    return { start: this.fill.finish().start, location, frameStart, frame: frameIds };
  }

  /** Says that the stacks up to a row are more than fit; offset of its sample. */
  tooLarge(row: number): Damage {
    const top = samplesOf(this.#bytes, this.#layout);
    let seen = -1;
    while (seen < row + this.fill.dropped && top.next()) if (top.field === 2) seen++;
    return new Damage(top.at, `sample ${formatCount(seen + 1)}, location_id`, TOO_MANY_STACKS, 'too-large');
  }
}

function samplesOf(bytes: Uint8Array, { samples }: Layout): FieldReader {
  return new FieldReader(bytes).open(samples.from, samples.to, 'profile', -1);
}

/** Finds the first sample with the wrong number of values; there must be one. */
function refuseValues(bytes: Uint8Array, layout: Layout, types: number): void {
  const top = samplesOf(bytes, layout);
  const inner = new FieldReader(bytes);
  let row = 0;
  while (top.next()) {
    if (top.field !== 2) continue;
    let found = 0;
    inner.open(top.start, top.stop, 'sample', row);
    while (inner.next()) if (inner.field === 2) found += inner.wire === WIRE_VARINT ? 1 : numbersIn(inner);
    if (found !== types || types === 0) throw wrongValues(top.start, row, found, types);
    row++;
  }
}
