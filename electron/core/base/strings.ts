/** Interned strings of one model. Row 0 is always the empty string. */
export interface Strings {
  readonly count: number;
  get(id: number): string;
  /** Approximate memory held, bytes. */
  readonly byteLength: number;
}

/** Strings that arrive one by one (text formats, tests). */
export class Interner implements Strings {
  readonly #ids = new Map<string, number>([['', 0]]);
  readonly #values: string[] = [''];
  #bytes = 0;

  intern(value: string): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    const id = this.#values.length;
    this.#values.push(value);
    this.#ids.set(value, id);
    this.#bytes += value.length * 2 + 64;
    return id;
  }

  get count(): number {
    return this.#values.length;
  }

  get(id: number): string {
    return this.#values[id] ?? '';
  }

  get byteLength(): number {
    return this.#bytes;
  }
}

/**
 * Strings that stay as UTF-8 ranges of the buffer they came in and are decoded when first asked for:
 * a large profile shows a few hundred of its strings.
 */
export class LazyStrings implements Strings {
  readonly #bytes: Uint8Array;
  readonly #start: Uint32Array;
  readonly #end: Uint32Array;
  readonly #cache: (string | undefined)[];
  readonly #decoder = new TextDecoder('utf-8');

  /** String `i` is `bytes[start[i], end[i])`; row 0 must be empty. */
  constructor(bytes: Uint8Array, start: Uint32Array, end: Uint32Array) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#cache = new Array<string | undefined>(start.length);
  }

  get count(): number {
    return this.#start.length;
  }

  get(id: number): string {
    let value = this.#cache[id];
    if (value === undefined) {
      if (id < 0 || id >= this.#start.length) return '';
      value = this.#decoder.decode(this.#bytes.subarray(this.#start[id], this.#end[id]));
      this.#cache[id] = value;
    }
    return value;
  }

  get byteLength(): number {
    return this.#bytes.length + this.#start.length * 8;
  }
}
