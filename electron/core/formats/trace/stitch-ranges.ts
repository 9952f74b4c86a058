import { GrowableColumn } from '@core/base/columns';
import { RANGE_KINDS, type TraceRangeTable } from '@core/model/trace';
import type { GenerationOutput } from './generation';
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

  add(output: GenerationOutput, maps: Maps): void {
    const { ranges, startNs } = output;
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

  /** By start: ranges that began before a generation come after those found in it, so they are sorted. */
  finish(): TraceRangeTable {
    const count = this.#kind.length;
    const start = this.#startNs.data;
    const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => start[a] - start[b]);
    return {
      count,
      kind: Uint8Array.from(order, (i) => this.#kind.data[i]),
      startNs: Float64Array.from(order, (i) => start[i]),
      endNs: Float64Array.from(order, (i) => this.#endNs.data[i]),
      name: Uint32Array.from(order, (i) => this.#name.data[i]),
      goroutine: Uint32Array.from(order, (i) => this.#goroutine.data[i]),
      proc: Uint16Array.from(order, (i) => this.#proc.data[i]),
      stack: Uint32Array.from(order, (i) => this.#stack.data[i]),
      sweptBytes: Float64Array.from(order, (i) => this.#swept.data[i]),
      reclaimedBytes: Float64Array.from(order, (i) => this.#reclaimed.data[i]),
    };
  }
}
