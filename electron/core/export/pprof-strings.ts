import type { Strings } from '@core/base/strings';

/** The string table of a profile being written: the capture's strings that are used, in order of use, and some of our own. */
export class StringTable {
  readonly #strings: Strings;
  /** Number in the table by StringId; 0 = not used yet (or the empty string, which is 0 in both). */
  readonly #numbers: Uint32Array;
  readonly #byText = new Map<string, number>([['', 0]]);
  readonly #texts: string[] = [''];

  constructor(strings: Strings) {
    this.#strings = strings;
    this.#numbers = new Uint32Array(strings.count);
  }

  get count(): number {
    return this.#texts.length;
  }

  /** Number of one of the capture's strings. */
  id(string: number): number {
    const known = this.#numbers[string];
    if (known !== 0 || string === 0) return known;
    return (this.#numbers[string] = this.idOf(this.#strings.get(string)));
  }

  idOf(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#byText.set(text, number);
    return number;
  }

  bytes(number: number): Uint8Array {
    return encoder.encode(this.#texts[number]);
  }
}

const encoder = new TextEncoder();
