import { GrowableColumn } from '@core/base/columns';
import type { Batch } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import { GOROUTINE_LEAKED, GOROUTINE_LOCKED_TO_THREAD, GOROUTINE_RUNNING } from '@core/model/tables';
import { column } from './columns';
import type { Dictionary } from './dictionary';
import type { Objects, WaitRow } from './objects';
import type { Places } from './places';

/** Bits of `flags`, and a reason of `missing`, on the wire. */
const LEAKED = 1;
const LOCKED = 2;
const SYSTEM = 4;
const RUNS = 1;
/** 2^53, beyond which ids would not be exact. */
const MOST = Number.MAX_SAFE_INTEGER;

/**
 * The goroutines of one moment, in no order; the row that one has left is taken by the last. Columns but `place` are as on the wire, since a
 * recording that begins now says them again.
 */
export class GoroutineRows {
  readonly #dictionary: Dictionary;
  readonly #places: Places;
  readonly #objects: Objects;
  readonly #row = new Map<number, number>();
  readonly id = new GrowableColumn(Float64Array, 256);
  readonly parent = new GrowableColumn(Float64Array, 256);
  readonly state = new GrowableColumn(Uint32Array, 256);
  readonly flags = new GrowableColumn(Uint8Array, 256);
  readonly missing = new GrowableColumn(Uint8Array, 256);
  readonly stack = new GrowableColumn(Int32Array, 256);
  readonly creator = new GrowableColumn(Int32Array, 256);
  readonly start = new GrowableColumn(Uint32Array, 256);
  readonly labels = new GrowableColumn(Int32Array, 256);
  readonly sinceMs = new GrowableColumn(Float64Array, 256);
  /** GOROUTINE_* bits that the row itself has. */
  readonly bits = new GrowableColumn(Uint8Array, 256);
  /** Row of `Places`. */
  readonly place = new GrowableColumn(Uint32Array, 256);
  /** By row. */
  readonly #waits: (readonly WaitRow[])[] = [];
  /** Those of the runtime itself. */
  system = 0;
  /** What `shown` answers until somebody comes or goes. */
  #shown: Uint32Array | null = null;

  constructor(dictionary: Dictionary, places: Places, objects: Objects) {
    this.#dictionary = dictionary;
    this.#places = places;
    this.#objects = objects;
  }

  get count(): number {
    return this.id.length;
  }
  isSystem(row: number): boolean {
    return (this.flags.data[row] & SYSTEM) !== 0;
  }
  waitsOf(row: number): readonly WaitRow[] {
    return this.#waits[row];
  }

  /** Rows without those of the runtime itself, by ascending id. */
  shown(): Uint32Array {
    if (this.#shown !== null) return this.#shown;
    const order = new Uint32Array(this.count - this.system);
    const id = this.id.data;
    let count = 0;
    let ascending = true;
    let before = -1;
    for (let row = 0; row < this.count; row++) {
      if (this.isSystem(row)) continue;
      ascending &&= id[row] > before;
      before = id[row];
      order[count++] = row;
    }
    this.#shown = ascending ? order : order.sort((x, y) => id[x] - id[y]);
    return this.#shown;
  }

  /** LabelSetId. */
  labelSet(row: number): number {
    return this.#dictionary.labelSet(this.labels.data[row]);
  }

  take(batch: Batch, waits: ReadonlyMap<number, readonly WaitRow[]>): void {
    const [id, parent, since] = [
      column(batch, 'id', 'f64'),
      column(batch, 'parent', 'f64'),
      column(batch, 'sinceMs', 'f64'),
    ];
    const [state, start] = [column(batch, 'state', 'u32'), column(batch, 'start', 'u32')];
    const [flags, missing] = [column(batch, 'flags', 'u8'), column(batch, 'missing', 'u8')];
    const [stack, creator, labels] = [
      column(batch, 'stack', 'i32'),
      column(batch, 'creator', 'i32'),
      column(batch, 'labels', 'i32'),
    ];
    for (let i = 0; i < batch.rows; i++) {
      if (!(id[i] >= 0 && id[i] <= MOST)) throw new Mismatch(`goroutines.id ${id[i]}`, 'number of a goroutine');
      const place = this.#place(state[i], stack[i], creator[i]);
      // What is looked up later must be there now.
      this.#dictionary.labelSet(labels[i]);
      let row = this.#row.get(id[i]) ?? -1;
      if (row < 0) row = this.#add(id[i]);
      else this.#count(row, -1);
      this.parent.data[row] = parent[i];
      this.state.data[row] = state[i];
      this.flags.data[row] = flags[i];
      this.missing.data[row] = missing[i];
      this.stack.data[row] = stack[i];
      this.creator.data[row] = creator[i];
      this.start.data[row] = start[i];
      this.labels.data[row] = labels[i];
      this.sinceMs.data[row] = since[i];
      this.bits.data[row] = bitsOf(this.#dictionary.state(state[i]).flags, flags[i], missing[i]);
      this.place.data[row] = place;
      this.#wait(row, waits.get(id[i]) ?? NONE);
      this.#count(row, 1);
    }
  }

  #place(state: number, stack: number, creator: number): number {
    const dictionary = this.#dictionary;
    return this.#places.place(dictionary.stack(stack), dictionary.state(state).state, dictionary.creator(creator));
  }

  /** One that is not there is none: it came and went between two moments. */
  remove(id: number): void {
    const row = this.#row.get(id);
    if (row === undefined) return;
    this.#shown = null;
    this.#count(row, -1);
    this.#row.delete(id);
    this.#wait(row, NONE);
    const last = this.count - 1;
    this.#waits[row] = this.#waits[last];
    this.#waits.pop();
    for (const own of this.#columns()) {
      own.data[row] = own.data[last];
      own.length--;
    }
    if (row !== last) this.#row.set(this.id.data[row], row);
  }

  #add(id: number): number {
    this.#shown = null;
    for (const own of this.#columns()) own.push(0);
    const row = this.count - 1;
    this.#waits.push(NONE);
    this.id.data[row] = id;
    this.#row.set(id, row);
    return row;
  }

  #wait(row: number, waits: readonly WaitRow[]): void {
    for (const { object } of this.#waits[row]) this.#objects.wait(object, -1);
    for (const { object } of waits) this.#objects.wait(object, 1);
    this.#waits[row] = waits;
  }

  #count(row: number, by: 1 | -1): void {
    if (this.isSystem(row)) {
      this.system += by;
      this.#shown = null;
    } else this.#places.move(this.place.data[row], by);
  }

  #columns() {
    const { id, parent, state, flags, missing, stack, creator, start, labels, sinceMs, bits, place } = this;
    return [id, parent, state, flags, missing, stack, creator, start, labels, sinceMs, bits, place] as const;
  }
}

function bitsOf(printed: number, flags: number, missing: number): number {
  return (
    printed |
    ((flags & LEAKED) !== 0 ? GOROUTINE_LEAKED : 0) |
    ((flags & LOCKED) !== 0 ? GOROUTINE_LOCKED_TO_THREAD : 0) |
    (missing === RUNS ? GOROUTINE_RUNNING : 0)
  );
}

const NONE: readonly WaitRow[] = [];
