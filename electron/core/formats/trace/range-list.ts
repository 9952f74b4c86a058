import { GrowableColumn } from '@core/base/columns';
import { NO_PROC, RANGE_KINDS, type RangeKind } from '@core/model/trace';
import { counted, widen } from './columns';
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
  readonly #columns = {
    kind: new GrowableColumn(Uint8Array, 64),
    continued: new GrowableColumn(Uint8Array, 64),
    startNs: new GrowableColumn(Float64Array, 64),
    endNs: new GrowableColumn(Float64Array, 64),
    name: new GrowableColumn(Uint32Array, 64),
    goroutine: new GrowableColumn(Uint32Array, 64),
    proc: new GrowableColumn(Uint16Array, 64),
    stack: new GrowableColumn(Uint32Array, 64),
    sweptBytes: new GrowableColumn(Float64Array, 64),
    reclaimedBytes: new GrowableColumn(Float64Array, 64),
  };
  #count = 0;

  /** Adds an open range and gives its row + 1. `goroutine` is index + 1, `proc` a P's number or −1. */
  begin(kind: number, continued: boolean, atNs: number, goroutine: number, proc: number, name = 0, stack = 0): number {
    const columns = this.#columns;
    const row = this.#count++;
    if (row === columns.kind.data.length) widen(columns, row);
    columns.kind.data[row] = kind;
    columns.continued.data[row] = continued ? 1 : 0;
    columns.startNs.data[row] = atNs;
    columns.endNs.data[row] = NaN;
    columns.name.data[row] = name;
    columns.goroutine.data[row] = goroutine;
    columns.proc.data[row] = proc < 0 || proc >= NO_PROC ? NO_PROC : proc;
    columns.stack.data[row] = stack;
    return row + 1;
  }

  /** Ends the range of `begin`'s answer. */
  end(range: number, atNs: number, swept = 0, reclaimed = 0): void {
    this.#columns.endNs.data[range - 1] = atNs;
    this.#columns.sweptBytes.data[range - 1] = swept;
    this.#columns.reclaimedBytes.data[range - 1] = reclaimed;
  }

  finish(): RangeColumns {
    const columns = counted(this.#columns, this.#count);
    return {
      kind: columns.kind.finish(),
      continued: columns.continued.finish(),
      startNs: columns.startNs.finish(),
      endNs: columns.endNs.finish(),
      name: columns.name.finish(),
      goroutine: columns.goroutine.finish(),
      proc: columns.proc.finish(),
      stack: columns.stack.finish(),
      sweptBytes: columns.sweptBytes.finish(),
      reclaimedBytes: columns.reclaimedBytes.finish(),
    };
  }
}
