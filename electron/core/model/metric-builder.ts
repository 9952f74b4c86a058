import { GrowableColumn } from '@core/base/columns';
import type { ByteInterner } from './byte-interner';
import { METRIC_TYPES, type MetricTables, type MetricType } from './metrics';
import type { LabelSetTable } from './tables';

/** What is said about all series of a family, by its name. */
interface Family {
  type: MetricType;
  /** StringId; 0 = not said. */
  unit: number;
  /** StringId; 0 = none. */
  help: number;
}

/** What a sample's name adds to the name of its family. */
const SUFFIX = /_(?:bucket|sum|count|total|created|info|gsum|gcount)$/;

/**
 * Builds the metrics of one capture: series and label sets once each, points in the order of the file. Series, sets and points are
 * typed arrays and not objects, because an exposition of 100 MB has a million series.
 */
export class MetricBuilder {
  readonly strings: ByteInterner;
  readonly #families = new Map<string, Family>();
  readonly #sets: LabelSets;
  readonly #name = new GrowableColumn(Uint32Array, 256);
  readonly #labels = new GrowableColumn(Uint32Array, 256);
  /** Scrape + 1 of the last point of a series. */
  readonly #last = new GrowableColumn(Uint32Array, 256);
  readonly #bySeries = new PairTable();
  readonly #pointSeries = new GrowableColumn(Uint32Array);
  readonly #pointScrape = new GrowableColumn(Uint32Array);
  readonly #pointTime = new GrowableColumn(Float64Array);
  readonly #pointValue = new GrowableColumn(Float64Array);
  readonly #scrapes = new GrowableColumn(Float64Array, 16);
  /** Points of the scrape under way. */
  #inScrape = 0;

  constructor(strings: ByteInterner) {
    this.strings = strings;
    this.#sets = new LabelSets(strings);
    this.#scrapes.push(NaN);
  }

  get points(): number {
    return this.#pointValue.length;
  }
  get seriesCount(): number {
    return this.#name.length;
  }
  get scrapes(): number {
    return this.#scrapes.length;
  }

  /** What is known of a family; later words replace earlier ones, `unknown`, 0 and 0 say nothing. */
  describe(name: string, { type = 'unknown', unit = 0, help = 0 }: Partial<Family>): void {
    const family = this.#families.get(name);
    if (family === undefined) {
      this.#families.set(name, { type, unit, help });
      return;
    }
    if (type !== 'unknown') family.type = type;
    if (unit !== 0) family.unit = unit;
    if (help !== 0) family.help = help;
  }

  /** LabelSetId of StringIds in pairs: key, value, key, value. Their order does not matter. */
  labels(pairs: readonly number[]): number {
    return this.#sets.add(pairs);
  }

  /** The row of a series. */
  series(name: number, labels: number): number {
    const row = this.#bySeries.find(name, labels, this.#name, this.#labels);
    if (row >= 0) return row;
    this.#name.push(name);
    this.#labels.push(labels);
    this.#last.push(0);
    const made = this.#name.length - 1;
    this.#bySeries.add(name, labels, made);
    return made;
  }

  /**
   * Adds a point. One without its own time (NaN) for a series that the scrape under way has already begins the next scrape: the file
   * holds several, one after the other.
   */
  point(series: number, value: number, timeMs = NaN): void {
    if (Number.isNaN(timeMs)) {
      if (this.#last.data[series] === this.#scrapes.length) this.nextScrape();
      this.#last.data[series] = this.#scrapes.length;
    }
    this.#pointSeries.push(series);
    this.#pointScrape.push(this.#scrapes.length - 1);
    this.#pointTime.push(timeMs);
    this.#pointValue.push(value);
    this.#inScrape++;
  }

  /** Ends the scrape under way if it has points; `timeMs` is the moment of the next one. */
  nextScrape(timeMs = NaN): void {
    if (this.#inScrape === 0) {
      if (!Number.isNaN(timeMs)) this.#scrapes.data[this.#scrapes.length - 1] = timeMs;
      return;
    }
    this.#scrapes.push(timeMs);
    this.#inScrape = 0;
  }

  finish(): { readonly metrics: MetricTables; readonly labelSets: LabelSetTable } {
    const count = this.#name.length;
    const points = this.#pointValue.length;
    const first = new Uint32Array(count + 1);
    const owner = this.#pointSeries.data;
    for (let i = 0; i < points; i++) first[owner[i] + 1]++;
    for (let i = 0; i < count; i++) first[i + 1] += first[i];
    const next = first.slice();
    const timeMs = new Float64Array(points);
    const value = new Float64Array(points);
    const scrape = new Uint32Array(points);
    for (let i = 0; i < points; i++) {
      const at = next[owner[i]]++;
      timeMs[at] = this.#pointTime.data[i];
      value[at] = this.#pointValue.data[i];
      scrape[at] = this.#pointScrape.data[i];
    }
    const type = new Uint8Array(count);
    const unit = new Uint32Array(count);
    const help = new Uint32Array(count);
    const known = new Map<number, Family | null>();
    const name = this.#name.finish();
    for (let i = 0; i < count; i++) {
      let family = known.get(name[i]);
      if (family === undefined) known.set(name[i], (family = this.#familyOf(this.strings.get(name[i]))));
      if (family === null) continue;
      type[i] = METRIC_TYPES.indexOf(family.type);
      unit[i] = family.unit;
      help[i] = family.help;
    }
    // A mark after the last scrape (`# EOF`, a date) begins none.
    const scrapes = Math.max(1, this.#inScrape === 0 ? this.#scrapes.length - 1 : this.#scrapes.length);
    return {
      metrics: {
        series: { count, name, labels: this.#labels.finish(), type, unit, help, first },
        points: { count: points, timeMs, scrape, value },
        scrapeTimeMs: this.#scrapes.data.slice(0, scrapes),
      },
      labelSets: this.#sets.finish(),
    };
  }

  #familyOf(name: string): Family | null {
    const exact = this.#families.get(name);
    if (exact !== undefined) return exact;
    const suffix = SUFFIX.exec(name)?.[0];
    if (suffix === undefined) return null;
    const family = this.#families.get(name.slice(0, -suffix.length));
    if (family === undefined) return null;
    // The moment of creation is no part of a counter or histogram.
    if (suffix === '_created') return { ...family, type: 'gauge', unit: this.strings.internString('seconds') };
    return family;
  }
}

/** Open addressing from a pair of numbers to the row that has them; the pairs themselves are in the caller's columns. */
class PairTable {
  #slots = new Int32Array(1024).fill(-1);
  #hashes = new GrowableColumn(Uint32Array, 256);

  find(a: number, b: number, left: GrowableColumn<Uint32Array>, right: GrowableColumn<Uint32Array>): number {
    const mask = this.#slots.length - 1;
    for (let slot = mix(a, b) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot];
      if (row < 0 || (left.data[row] === a && right.data[row] === b)) return row;
    }
  }

  add(a: number, b: number, row: number): void {
    this.#hashes.push(mix(a, b));
    if (this.#hashes.length * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
      for (let i = 0; i < row; i++) this.#put(this.#hashes.data[i], i);
    }
    this.#put(this.#hashes.data[row], row);
  }

  #put(hash: number, row: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = row;
  }
}

function mix(a: number, b: number): number {
  const h = Math.imul(Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ b, 0xc2b2ae35);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Each distinct label set once; set 0 is the empty one. Entries are sorted by the text of their key. */
class LabelSets {
  readonly #strings: ByteInterner;
  readonly #start = new GrowableColumn(Uint32Array, 256);
  readonly #key = new GrowableColumn(Uint32Array, 1024);
  readonly #value = new GrowableColumn(Uint32Array, 1024);
  readonly #hash = new GrowableColumn(Uint32Array, 256);
  #slots = new Int32Array(1024);

  constructor(strings: ByteInterner) {
    this.#strings = strings;
    this.#start.push(0);
    this.#start.push(0);
    this.#hash.push(0);
  }

  add(pairs: readonly number[]): number {
    if (pairs.length === 0) return 0;
    const sorted = this.#sorted(pairs);
    let hash = 0;
    for (const id of sorted) hash = mix(hash, id);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let set = this.#slots[slot]; set !== 0; set = this.#slots[(slot = (slot + 1) & mask)])
      if (this.#hash.data[set] === hash && this.#equals(set, sorted)) return set;
    for (let i = 0; i < sorted.length; i += 2) {
      this.#key.push(sorted[i]);
      this.#value.push(sorted[i + 1]);
    }
    const set = this.#start.push(this.#key.length) - 1;
    this.#hash.push(hash);
    this.#slots[slot] = set;
    if (set * 2 > this.#slots.length) this.#grow();
    return set;
  }

  finish(): LabelSetTable {
    const entries = this.#key.length;
    return {
      count: this.#start.length - 1,
      start: this.#start.finish(),
      key: this.#key.finish(),
      value: this.#value.finish(),
      number: new Float64Array(entries).fill(NaN),
      unit: new Uint32Array(entries),
    };
  }

  #sorted(pairs: readonly number[]): readonly number[] {
    if (pairs.length === 2) return pairs;
    const text = (at: number): string => this.#strings.get(pairs[at]);
    let inOrder = true;
    for (let i = 2; i < pairs.length && inOrder; i += 2) inOrder = text(i - 2) < text(i);
    if (inOrder) return pairs;
    const order = Array.from({ length: pairs.length >> 1 }, (_, i) => 2 * i);
    order.sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : pairs[a + 1] - pairs[b + 1]));
    return order.flatMap((at) => [pairs[at], pairs[at + 1]]);
  }

  #equals(set: number, pairs: readonly number[]): boolean {
    const from = this.#start.data[set];
    if ((this.#start.data[set + 1] - from) * 2 !== pairs.length) return false;
    for (let i = 0; i < pairs.length; i += 2)
      if (this.#key.data[from + i / 2] !== pairs[i] || this.#value.data[from + i / 2] !== pairs[i + 1]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let set = 1; set < this.#hash.length; set++) {
      let slot = this.#hash.data[set] & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = set;
    }
  }
}
