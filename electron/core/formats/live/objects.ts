import { OBJECT_TIMER, WAIT_DIRECTIONS, WAIT_KINDS } from '@core/api/wait-objects';
import { GrowableColumn } from '@core/base/columns';
import type { Batch } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import type { WaitObjects } from '@core/model/wait-tables';
import { below, column } from './columns';
import type { Dictionary } from './dictionary';

const NO_TYPE = 0xffffffff;
const CHANNEL = WAIT_KINDS.indexOf('channel');

/** What goroutines wait on, each as it was last seen. Rows are the numbers of the wire. */
export class Objects {
  readonly address = new GrowableColumn(Float64Array, 64);
  readonly kind = new GrowableColumn(Uint8Array, 64);
  readonly flags = new GrowableColumn(Uint8Array, 64);
  readonly value = new GrowableColumn(Float64Array, 64);
  readonly capacity = new GrowableColumn(Float64Array, 64);
  readonly elementBytes = new GrowableColumn(Uint32Array, 64);
  /** Text of the wire; `NO_TYPE` = not known. */
  readonly type = new GrowableColumn(Uint32Array, 64);
  /** Goroutines that wait for it. */
  readonly waiting = new GrowableColumn(Int32Array, 64);
  /** Channels with room for elements that somebody waits for. */
  readonly buffered = new Set<number>();

  get count(): number {
    return this.address.length;
  }

  take(batch: Batch, dictionary: Dictionary): void {
    const object = column(batch, 'object', 'u32');
    const [address, kind, flags] = [
      column(batch, 'address', 'u64'),
      column(batch, 'kind', 'u8'),
      column(batch, 'flags', 'u8'),
    ];
    const [value, capacity] = [column(batch, 'value', 'f64'), column(batch, 'capacity', 'f64')];
    const [elementBytes, type] = [column(batch, 'elementBytes', 'u32'), column(batch, 'type', 'u32')];
    for (let i = 0; i < batch.rows; i++) {
      const row = object[i];
      if (row > this.count) throw new Mismatch(`object ${row}`, `number up to ${this.count}`);
      if (row === this.count) {
        for (const own of this.#columns()) own.push(0);
        // Addresses of programs have 48 bits at most.
        this.address.data[row] = Number(address[i]);
        this.kind.data[row] = below(kind[i], WAIT_KINDS.length, 'kind');
      }
      this.flags.data[row] = flags[i];
      this.value.data[row] = value[i];
      this.capacity.data[row] = capacity[i];
      this.elementBytes.data[row] = elementBytes[i];
      this.type.data[row] = type[i] === NO_TYPE ? NO_TYPE : below(type[i], dictionary.texts, 'text');
      // Memory is used again: what is at the address now may be another channel.
      this.wait(row, 0);
    }
  }

  /** Somebody begins (+1) or stops (−1) to wait for it, or it is another one (0). */
  wait(row: number, by: 1 | 0 | -1): void {
    const waiting = (this.waiting.data[row] += by);
    // The value of a timer's channel is when it fires: it never fills up.
    const fills =
      this.capacity.data[row] > 0 && this.kind.data[row] === CHANNEL && (this.flags.data[row] & OBJECT_TIMER) === 0;
    if (waiting > 0 && fills) this.buffered.add(row);
    else this.buffered.delete(row);
  }

  #columns() {
    const { address, kind, flags, value, capacity, elementBytes, type, waiting } = this;
    return [address, kind, flags, value, capacity, elementBytes, type, waiting] as const;
  }

  /** StringId of the type; 0 = not known. */
  typeOf(row: number, dictionary: Dictionary): number {
    const type = this.type.data[row];
    return type === NO_TYPE ? 0 : dictionary.text(type);
  }

  /** The rows `of`, in that order, as they are now. */
  pick(of: readonly number[], dictionary: Dictionary): WaitObjects {
    return {
      count: of.length,
      address: Float64Array.from(of, (row) => this.address.data[row]),
      kind: Uint8Array.from(of, (row) => this.kind.data[row]),
      flags: Uint8Array.from(of, (row) => this.flags.data[row]),
      value: Float64Array.from(of, (row) => this.value.data[row]),
      capacity: Float64Array.from(of, (row) => this.capacity.data[row]),
      elementBytes: Uint32Array.from(of, (row) => this.elementBytes.data[row]),
      type: Uint32Array.from(of, (row) => this.typeOf(row, dictionary)),
    };
  }
}

/** One thing that a goroutine waits for. */
export interface WaitRow {
  /** Row of `Objects`. */
  readonly object: number;
  /** Row of WAIT_DIRECTIONS. */
  readonly direction: number;
  readonly select: number;
}

/** Rows of a batch `waits`, by goroutine. */
export function readWaits(batches: readonly Batch[], objects: number): ReadonlyMap<number, readonly WaitRow[]> {
  const found = new Map<number, WaitRow[]>();
  for (const batch of batches) {
    const [goroutine, object] = [column(batch, 'goroutine', 'f64'), column(batch, 'object', 'u32')];
    const [direction, select] = [column(batch, 'direction', 'u8'), column(batch, 'select', 'u8')];
    for (let i = 0; i < batch.rows; i++) {
      const row = {
        object: below(object[i], objects, 'object'),
        direction: below(direction[i], WAIT_DIRECTIONS.length, 'direction'),
        select: select[i],
      };
      const known = found.get(goroutine[i]);
      if (known === undefined) found.set(goroutine[i], [row]);
      else known.push(row);
    }
  }
  return found;
}

/** Rows of a batch `holds`. */
export interface Holding {
  readonly object: Uint32Array;
  readonly goroutine: Float64Array;
  readonly frame: Int32Array;
}
export function readHolds(batches: readonly Batch[], objects: number): Holding {
  const count = batches.reduce((sum, { rows }) => sum + rows, 0);
  const holding = { object: new Uint32Array(count), goroutine: new Float64Array(count), frame: new Int32Array(count) };
  let at = 0;
  for (const batch of batches) {
    for (const object of column(batch, 'object', 'u32')) below(object, objects, 'object');
    holding.object.set(column(batch, 'object', 'u32'), at);
    holding.goroutine.set(column(batch, 'goroutine', 'f64'), at);
    holding.frame.set(column(batch, 'frame', 'i32'), at);
    at += batch.rows;
  }
  return holding;
}
