import { GrowableColumn } from '@core/base/columns';
import { filled, inOrder, risingOrder } from './columns';
import { RANGE_KINDS, type TraceRangeTable } from '@core/model/trace';
import type { RangeColumns } from './generation';
import type { Maps } from './stitch-rows';

const GC = RANGE_KINDS.indexOf('gc');
const SWEEP = RANGE_KINDS.indexOf('sweep');

/** GC phases, sweeps, mark assists and stop-the-worlds of all generations; those that span several are one. */
export class RangeStitcher {
  readonly #kind = new GrowableColumn(Uint8Array, 64);
  readonly #startNs = new GrowableColumn(Float64Array, 64);
  readonly #endNs = new GrowableColumn(Float64Array, 64);
  readonly #name = new GrowableColumn(Uint32Array, 64);
  readonly #goroutine = new GrowableColumn(Uint32Array, 64);
  readonly #proc = new GrowableColumn(Uint16Array, 64);
  readonly #stack = new GrowableColumn(Uint32Array, 64);
  readonly #swept = new GrowableColumn(Float64Array, 64);
  readonly #reclaimed = new GrowableColumn(Float64Array, 64);
  /** Row of the open range of a kind on a P or goroutine. */
  readonly #open = new Map<number, number>();

  /** `startNs` = of the generation. */
  add(ranges: RangeColumns, maps: Maps, startNs: number): void {
    for (let i = 0; i < ranges.kind.length; i++) {
      const kind = ranges.kind[i];
      const goroutine = ranges.goroutine[i] === 0 ? 0 : maps.goroutine[ranges.goroutine[i] - 1] + 1;
      const on = kind === GC ? 0 : kind === SWEEP ? ranges.proc[i] : goroutine;
      const key = on * 4 + kind;
      let row = ranges.continued[i] === 1 ? this.#open.get(key) : undefined;
      if (row === undefined) {
        row = this.#kind.push(kind);
        this.#startNs.push(ranges.continued[i] === 1 ? startNs : ranges.startNs[i]);
        this.#endNs.push(NaN);
        this.#name.push(maps.string[ranges.name[i]]);
        this.#goroutine.push(goroutine);
        this.#proc.push(ranges.proc[i]);
        this.#stack.push(maps.stack[ranges.stack[i]]);
        this.#swept.push(0);
        this.#reclaimed.push(0);
      }
      if (Number.isNaN(ranges.endNs[i])) {
        this.#open.set(key, row);
        continue;
      }
      this.#open.delete(key);
      this.#endNs.data[row] = ranges.endNs[i];
      this.#swept.data[row] = ranges.sweptBytes[i];
      this.#reclaimed.data[row] = ranges.reclaimedBytes[i];
    }
  }

  /** By start: ranges that began before a generation come after those found in it, so that they may have to be sorted. */
  finish(): TraceRangeTable {
    const order = risingOrder(filled(this.#startNs));
    return {
      count: this.#kind.length,
      kind: inOrder(filled(this.#kind), order),
      startNs: inOrder(filled(this.#startNs), order),
      endNs: inOrder(filled(this.#endNs), order),
      name: inOrder(filled(this.#name), order),
      goroutine: inOrder(filled(this.#goroutine), order),
      proc: inOrder(filled(this.#proc), order),
      stack: inOrder(filled(this.#stack), order),
      sweptBytes: inOrder(filled(this.#swept), order),
      reclaimedBytes: inOrder(filled(this.#reclaimed), order),
    };
  }
}
