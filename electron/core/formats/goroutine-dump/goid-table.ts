/** Which row a goroutine's id has: an open-addressing table of rows, as a `Map` of a million ids costs more than all its columns. */
export class GoidTable {
  #goids = new Float64Array(64);
  #rows = new Int32Array(64);
  /** Entry + 1; 0 = free. */
  #slots = new Int32Array(128);
  #count = 0;

  /** −1 where there is none. */
  find(goid: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash(goid) & mask; slots[slot] !== 0; slot = (slot + 1) & mask)
      if (this.#goids[slots[slot] - 1] === goid) return this.#rows[slots[slot] - 1];
    return -1;
  }

  /** `goid` must not be there. */
  add(goid: number, row: number): void {
    if (this.#count === this.#goids.length) this.#grow();
    this.#goids[this.#count] = goid;
    this.#rows[this.#count] = row;
    this.#insert(this.#count++);
  }

  #insert(entry: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(this.#goids[entry]) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = entry + 1;
  }

  #grow(): void {
    const goids = new Float64Array(this.#count * 2);
    goids.set(this.#goids);
    const rows = new Int32Array(this.#count * 2);
    rows.set(this.#rows);
    this.#goids = goids;
    this.#rows = rows;
    this.#slots = new Int32Array(this.#count * 4);
    for (let entry = 0; entry < this.#count; entry++) this.#insert(entry);
  }
}

/** Ids grow by one; those above 2^32 differ in their upper part. */
function hash(goid: number): number {
  const mixed = Math.imul(goid | 0, 0x9e3779b1) ^ Math.imul((goid / 4294967296) | 0, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
