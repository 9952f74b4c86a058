import type { GenerationTables } from './tables';

/** Reasons that fit the column; all further ones share the last row. */
const MOST_REASONS = 255;

/** Wait and stop reasons of a generation: rows of a short list, for strings of the file. Reason 0 is none. */
export class Reasons {
  /** String by reason. */
  readonly strings: number[] = [0];
  readonly #tables: GenerationTables;
  readonly #reasonOf = new Map<number, number>([[0, 0]]);
  /** Events whose reason found no row. */
  beyond = 0;

  constructor(tables: GenerationTables) {
    this.#tables = tables;
  }

  /** Reason for a string's id. */
  of(id: number): number {
    const string = this.#tables.string(id);
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
