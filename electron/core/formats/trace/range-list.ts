import { GrowableColumn } from '@core/base/columns';
import { NO_PROC, RANGE_KINDS, type RangeKind } from '@core/model/trace';
import type { RangeColumns } from './generation';

export const GC = rangeRow('gc');
export const SWEEP = rangeRow('sweep');
export const MARK_ASSIST = rangeRow('mark assist');
export const STW = rangeRow('stw');

function rangeRow(kind: RangeKind): number {
  return RANGE_KINDS.indexOf(kind);
}

/** GC phases, sweeps, mark assists and stop-the-worlds of a generation, by start. */
export class RangeList {
  readonly #kind = new GrowableColumn(Uint8Array, 64);
  readonly #continued = new GrowableColumn(Uint8Array, 64);
  readonly #startNs = new GrowableColumn(Float64Array, 64);
  readonly #endNs = new GrowableColumn(Float64Array, 64);
  readonly #name = new GrowableColumn(Uint32Array, 64);
  readonly #goroutine = new GrowableColumn(Uint32Array, 64);
  readonly #proc = new GrowableColumn(Uint16Array, 64);
  readonly #stack = new GrowableColumn(Uint32Array, 64);
  readonly #swept = new GrowableColumn(Float64Array, 64);
  readonly #reclaimed = new GrowableColumn(Float64Array, 64);

  /** Adds an open range and gives its row + 1. `goroutine` is index + 1, `proc` a P's number or −1. */
  begin(kind: number, continued: boolean, atNs: number, goroutine: number, proc: number, name = 0, stack = 0): number {
    this.#kind.push(kind);
    this.#continued.push(continued ? 1 : 0);
    this.#startNs.push(atNs);
    this.#endNs.push(NaN);
    this.#name.push(name);
    this.#goroutine.push(goroutine);
    this.#proc.push(proc < 0 || proc >= NO_PROC ? NO_PROC : proc);
    this.#stack.push(stack);
    this.#swept.push(0);
    return this.#reclaimed.push(0) + 1;
  }

  /** Ends the range of `begin`'s answer. */
  end(range: number, atNs: number, swept = 0, reclaimed = 0): void {
    this.#endNs.data[range - 1] = atNs;
    this.#swept.data[range - 1] = swept;
    this.#reclaimed.data[range - 1] = reclaimed;
  }

  finish(): RangeColumns {
    return {
      kind: this.#kind.finish(),
      continued: this.#continued.finish(),
      startNs: this.#startNs.finish(),
      endNs: this.#endNs.finish(),
      name: this.#name.finish(),
      goroutine: this.#goroutine.finish(),
      proc: this.#proc.finish(),
      stack: this.#stack.finish(),
      sweptBytes: this.#swept.finish(),
      reclaimedBytes: this.#reclaimed.finish(),
    };
  }
}
