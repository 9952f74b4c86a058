import type { Batch } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import type { CounterTable, PauseTable } from '@core/model/live';
import { column } from './columns';
import { TimeRows } from './history';

/** An hour at ten rows a second; of what is older there is less and less. */
const MOST_ROWS = 36_000;
/** The sampler has some sixty, and one a processor. */
const MOST_COLUMNS = 1024;
const MOST_PAUSES = 100_000;

/** Rows of counters, of all watches of a series. */
export class Counters implements CounterTable {
  readonly #rows = new TimeRows(1, MOST_ROWS);
  readonly #column = new Map<string, number>();
  /** Rows that the sampler missed. */
  dropped = 0;

  get count(): number {
    return this.#rows.count;
  }
  get atMs(): Float64Array {
    return this.#rows.columns[0];
  }
  get names(): readonly string[] {
    return [...this.#column.keys()];
  }
  get byteLength(): number {
    return this.#rows.byteLength;
  }

  column(name: string): Float64Array | null {
    const at = this.#column.get(name);
    return at === undefined ? null : this.#rows.columns[at];
  }

  take(batch: Batch): void {
    const atMs = column(batch, 'atMs', 'f64');
    const dropped = column(batch, 'dropped', 'f64');
    const targets: { readonly values: Float64Array; readonly at: number }[] = [];
    for (const [name, { type, values }] of batch.columns) {
      // Of the sampler's own tick, and what is no number.
      if (type !== 'f64' || HEAD.has(name)) continue;
      targets.push({ values, at: this.#columnOf(name) });
    }
    for (let i = 0; i < batch.rows; i++) {
      const last = this.count === 0 ? -Infinity : this.atMs[this.count - 1];
      this.dropped += dropped[i];
      // A clock that was set back: rows must ascend, and what is lost is a few of them.
      if (!(atMs[i] > last)) continue;
      const row = this.#rows.add();
      this.#rows.columns[0][row] = atMs[i];
      for (const { values, at } of targets) this.#rows.columns[at][row] = values[i];
    }
  }

  #columnOf(name: string): number {
    const known = this.#column.get(name);
    if (known !== undefined) return known;
    if (this.#column.size === MOST_COLUMNS) throw new Mismatch('counters', `table of at most ${MOST_COLUMNS} columns`);
    const made = this.#rows.addColumn();
    this.#column.set(name, made);
    return made;
  }
}

const HEAD = new Set(['atMs', 'tick', 'lateNs', 'costNs', 'dropped']);

/** GC pauses, each once. */
export class Pauses implements PauseTable {
  readonly #rows = new TimeRows(3, MOST_PAUSES);

  get count(): number {
    return this.#rows.count;
  }
  get atMs(): Float64Array {
    return this.#rows.columns[0];
  }
  get ns(): Float64Array {
    return this.#rows.columns[1];
  }
  get cycle(): Float64Array {
    return this.#rows.columns[2];
  }
  get byteLength(): number {
    return this.#rows.byteLength;
  }

  take(batch: Batch): void {
    const [cycle, atMs, ns] = [
      column(batch, 'cycle', 'f64'),
      column(batch, 'atMs', 'f64'),
      column(batch, 'pauseNs', 'f64'),
    ];
    for (let i = 0; i < batch.rows; i++) {
      // A watch that begins anew tells again what the runtime still remembers.
      if (this.count > 0 && !(atMs[i] > this.atMs[this.count - 1])) continue;
      const row = this.#rows.add();
      this.atMs[row] = atMs[i];
      this.ns[row] = ns[i];
      this.cycle[row] = cycle[i];
    }
  }
}
