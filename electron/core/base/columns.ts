type Column = Int32Array | Uint32Array | Uint8Array | Uint16Array | Float64Array;
interface ColumnType<C extends Column> {
  new (length: number): C;
}

/**
 * An append-only typed array that doubles. `finish()` gives the exact-size column; the builder must not be used after it.
 * Where the final size is known, size the typed array once instead: fresh pages cost more than the values in them.
 */
export class GrowableColumn<C extends Column> {
  length = 0;
  data: C;
  readonly #type: ColumnType<C>;

  constructor(type: ColumnType<C>, capacity = 1024) {
    this.#type = type;
    this.data = new type(capacity);
  }

  /** Appends and returns the row of the value. */
  push(value: number): number {
    if (this.length === this.data.length) this.reserve(this.length + 1);
    this.data[this.length] = value;
    return this.length++;
  }

  reserve(capacity: number): void {
    if (capacity <= this.data.length) return;
    const grown = new this.#type(Math.max(capacity, this.data.length * 2));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  finish(): C {
    return this.length === this.data.length ? this.data : (this.data.slice(0, this.length) as C);
  }
}
