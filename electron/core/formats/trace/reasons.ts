import type { GenerationTables } from './tables';

/** Reasons that fit the column; all further ones share the last row. */
const MOST_REASONS = 255;

/** Wait and stop reasons of a generation: rows of a short list, for strings of the file. Reason 0 is none. */
export class Reasons {
  /** String by reason. */
  readonly strings: number[] = [0];
  readonly #tables: GenerationTables;
  readonly #reasonOf = new Map<number, number>([[0, 0]]);
  /** Reason by id of the file, for the few that come again and again. */
  readonly near = new Int16Array(256).fill(-1);
  /** Events whose reason found no row. */
  beyond = 0;

  constructor(tables: GenerationTables) {
    this.#tables = tables;
  }

  of(id: number): number {
    if (id < 256) {
      const known = this.near[id];
      if (known >= 0) return known;
    }
    const reason = this.#find(this.#tables.string(id));
    if (id < 256) this.near[id] = reason;
    return reason;
  }

  #find(string: number): number {
    const known = this.#reasonOf.get(string);
    if (known !== undefined) return known;
    if (this.strings.length >= MOST_REASONS) {
      this.beyond++;
      return 0;
    }
    const reason = this.strings.push(string) - 1;
    this.#reasonOf.set(string, reason);
    return reason;
  }
}
