import { GrowableColumn } from '@core/base/columns';
import type { Batch } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import { GOROUTINE_LEAKED, GOROUTINE_LOCKED_TO_THREAD, GOROUTINE_RUNNING } from '@core/model/tables';
import { column } from './columns';
import type { Dictionary } from './dictionary';
import type { Objects, WaitRow } from './objects';
import type { Places } from './places';

/** Of the wire. */
const LEAKED = 1;
const LOCKED = 2;
const SYSTEM = 4;
/** In `flags` of a row: the runtime's own, which no capture shows. No GOROUTINE_* bit. */
const OWN = 128;
const RUNS = 1;
/** 2^53, beyond which ids would not be exact. */
const MOST = Number.MAX_SAFE_INTEGER;

/** The goroutines of one moment, in no order; a place that one has left is taken by the last. */
export class GoroutineRows {
  readonly #places: Places;
  readonly #objects: Objects;
  readonly #row = new Map<number, number>();
  readonly goid = new GrowableColumn(Float64Array, 256);
  readonly parent = new GrowableColumn(Float64Array, 256);
  readonly place = new GrowableColumn(Uint32Array, 256);
  readonly labels = new GrowableColumn(Uint32Array, 256);
  readonly flags = new GrowableColumn(Uint8Array, 256);
  readonly sinceMs = new GrowableColumn(Float64Array, 256);
  readonly #waits = new Map<number, readonly WaitRow[]>();
  /** Those of the runtime itself. */
  system = 0;

  constructor(places: Places, objects: Objects) {
    this.#places = places;
    this.#objects = objects;
  }

  get count(): number {
    return this.goid.length;
  }
  rowOf(goid: number): number {
    return this.#row.get(goid) ?? -1;
  }
  isSystem(row: number): boolean {
    return (this.flags.data[row] & OWN) !== 0;
  }
  waitsOf(goid: number): readonly WaitRow[] {
    return this.#waits.get(goid) ?? NONE;
  }

  take(batch: Batch, dictionary: Dictionary, waits: ReadonlyMap<number, readonly WaitRow[]>): void {
    const [id, parent, since] = [
      column(batch, 'id', 'f64'),
      column(batch, 'parent', 'f64'),
      column(batch, 'sinceMs', 'f64'),
    ];
    const [state, flags] = [column(batch, 'state', 'u32'), column(batch, 'flags', 'u8')];
    const [stack, creator] = [column(batch, 'stack', 'i32'), column(batch, 'creator', 'i32')];
    const [labels, missing] = [column(batch, 'labels', 'i32'), column(batch, 'missing', 'u8')];
    for (let i = 0; i < batch.rows; i++) {
      const goid = id[i];
      if (!(goid >= 0 && goid <= MOST)) throw new Mismatch(`goroutines.id ${goid}`, 'number of a goroutine');
      let row = this.rowOf(goid);
      if (row < 0) row = this.#add(goid);
      else this.#leave(row);
      const printed = dictionary.state(state[i]);
      const place = this.#places.place(dictionary.stack(stack[i]), printed.state, dictionary.creator(creator[i]));
      this.place.data[row] = place;
      this.parent.data[row] = parent[i] > 0 ? parent[i] : -1;
      this.labels.data[row] = dictionary.labelSet(labels[i]);
      this.flags.data[row] =
        printed.flags |
        ((flags[i] & LEAKED) !== 0 ? GOROUTINE_LEAKED : 0) |
        ((flags[i] & LOCKED) !== 0 ? GOROUTINE_LOCKED_TO_THREAD : 0) |
        (missing[i] === RUNS ? GOROUTINE_RUNNING : 0) |
        ((flags[i] & SYSTEM) !== 0 ? OWN : 0);
      this.sinceMs.data[row] = since[i];
      this.#wait(goid, waits.get(goid) ?? NONE);
      this.#enter(row);
    }
  }

  /** One that is not there is none: it came and went between two moments. */
  remove(goid: number): void {
    const row = this.rowOf(goid);
    if (row < 0) return;
    this.#leave(row);
    this.#row.delete(goid);
    this.#wait(goid, NONE);
    const last = this.count - 1;
    for (const own of this.#columns()) {
      own.data[row] = own.data[last];
      own.length--;
    }
    if (row !== last) this.#row.set(this.goid.data[row], row);
  }

  #add(goid: number): number {
    for (const own of this.#columns()) own.push(0);
    const row = this.count - 1;
    this.goid.data[row] = goid;
    this.#row.set(goid, row);
    return row;
  }

  #wait(goid: number, waits: readonly WaitRow[]): void {
    for (const { object } of this.waitsOf(goid)) this.#objects.wait(object, -1);
    for (const { object } of waits) this.#objects.wait(object, 1);
    if (waits.length > 0) this.#waits.set(goid, waits);
    else this.#waits.delete(goid);
  }

  #enter(row: number): void {
    if (this.isSystem(row)) this.system++;
    else this.#places.move(this.place.data[row], 1);
  }
  #leave(row: number): void {
    if (this.isSystem(row)) this.system--;
    else this.#places.move(this.place.data[row], -1);
  }

  #columns() {
    return [this.goid, this.parent, this.place, this.labels, this.flags, this.sinceMs] as const;
  }
}

const NONE: readonly WaitRow[] = [];
