import type { Batch } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import type { LiveSegment } from '@core/model/live';
import { column } from './columns';
import { Dictionary, type SegmentTables } from './dictionary';
import { GoroutineRows } from './goroutine-rows';
import type { ChangeLog } from './history';
import { Objects, readHolds, readWaits, type Holding } from './objects';
import { Places } from './places';

/** Tables that a row of `moments` closes, by what they are read after. */
const TABLES = [
  'texts',
  'frames',
  'stacks',
  'calls',
  'labels',
  'objects',
  'gone',
  'goroutines',
  'waits',
  'holds',
] as const;
type Table = (typeof TABLES)[number];

/** Whether the batch waits for the row that closes its moment. */
export function isOfMoment(batch: Batch): boolean {
  return TABLES.some((table) => table === batch.table);
}

/** One watch: what it has said of goroutines, and who is there at the moment it is at. */
export class Segment implements LiveSegment {
  fromMs = NaN;
  toMs = NaN;
  readonly dictionary = new Dictionary();
  readonly places = new Places(this.dictionary);
  objects = new Objects();
  rows = new GoroutineRows(this.dictionary, this.places, this.objects);
  /** Of the last moment that looked for them; null = none did. */
  holding: Holding | null = null;
  #open: Batch[] = [];
  #openBytes = 0;

  /** Keeps a batch until its moment is closed. */
  add(batch: Batch): void {
    this.#open.push(batch);
    this.#openBytes += batch.payload.length;
    if (this.#openBytes > MOST_OPEN) throw new Mismatch('watch', `moment of at most ${MOST_OPEN} bytes`);
  }

  /** The moment is whole. Throws a `Mismatch` where its tables do not fit together. */
  close(atMs: number, holdsRead: boolean): number {
    const of = new Map<string, Batch[]>(TABLES.map((table) => [table, []]));
    for (const batch of this.#open) of.get(batch.table)?.push(batch);
    this.#open = [];
    this.#openBytes = 0;
    const batches = (table: Table): readonly Batch[] => of.get(table) ?? [];
    for (const batch of batches('texts')) this.dictionary.takeTexts(batch);
    for (const batch of batches('frames')) this.dictionary.takeFrames(batch);
    this.dictionary.takeStacks(batches('stacks'), batches('calls'));
    this.dictionary.takeLabels(batches('labels'));
    for (const batch of batches('objects')) this.objects.take(batch, this.dictionary);
    for (const batch of batches('gone')) for (const id of column(batch, 'id', 'f64')) this.rows.remove(id);
    const waits = readWaits(batches('waits'), this.objects.count);
    for (const batch of batches('goroutines')) this.rows.take(batch, waits);
    if (holdsRead) this.holding = readHolds(batches('holds'), this.objects.count);
    if (Number.isNaN(this.fromMs)) this.fromMs = atMs;
    this.toMs = atMs;
    return this.places.close(atMs);
  }

  /** Another watch has begun: of this one only what is known of its past moments stays. */
  release(): void {
    this.objects = new Objects();
    this.rows = new GoroutineRows(this.dictionary, this.places, this.objects);
    this.holding = null;
    this.#open = [];
    this.dictionary.release();
  }

  tables(): SegmentTables {
    return this.dictionary.tables();
  }

  counts(place: number): ChangeLog {
    return this.places.counts(place);
  }

  /** Rows of its dictionaries, which only grow. */
  get dictionaryRows(): number {
    return this.dictionary.rows + this.objects.count;
  }
}

/** Of what has not been closed yet: half a million goroutines with all they wait on take a tenth. */
const MOST_OPEN = 1 << 30;
