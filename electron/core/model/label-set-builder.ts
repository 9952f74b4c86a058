import { GrowableColumn } from '@core/base/columns';
import type { LabelSetTable } from './tables';

/** A label as its format has it: StringIds of key and value; numeric labels have `value` 0. */
export interface LabelEntry {
  readonly key: number;
  readonly value: number;
  /** NaN when the entry is a string. */
  readonly number: number;
  /** StringId; 0 = none. */
  readonly unit: number;
}

/** Builds label sets, each distinct set once. Set 0 is the empty one. */
export class LabelSetBuilder {
  readonly #ids = new Map<string, number>();
  readonly #start = new GrowableColumn(Uint32Array, 64);
  readonly #key = new GrowableColumn(Uint32Array, 64);
  readonly #value = new GrowableColumn(Uint32Array, 64);
  readonly #number = new GrowableColumn(Float64Array, 64);
  readonly #unit = new GrowableColumn(Uint32Array, 64);

  constructor() {
    this.#start.push(0);
    this.#start.push(0);
  }

  /** LabelSetId. `keyName` sorts the entries, so that sets written in another order are the same set. */
  add(entries: readonly LabelEntry[], keyName: (key: number) => string): number {
    if (entries.length === 0) return 0;
    const sorted =
      entries.length === 1
        ? entries
        : [...entries].sort((x, y) => compare(keyName(x.key), keyName(y.key)) || x.value - y.value);
    const id = sorted.map((entry) => `${entry.key}:${entry.value}:${entry.number}:${entry.unit}`).join();
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    for (const entry of sorted) {
      this.#key.push(entry.key);
      this.#value.push(entry.value);
      this.#number.push(entry.number);
      this.#unit.push(entry.unit);
    }
    const set = this.#start.push(this.#key.length) - 1;
    this.#ids.set(id, set);
    return set;
  }

  finish(): LabelSetTable {
    return {
      count: this.#start.length - 1,
      start: this.#start.finish(),
      key: this.#key.finish(),
      value: this.#value.finish(),
      number: this.#number.finish(),
      unit: this.#unit.finish(),
    };
  }
}

function compare(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0;
}
