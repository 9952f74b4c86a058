/**
 * Dense indices for ids (goroutines, Ps, Ms, tasks, program counters), in order of appearance. Ids are doubles: those above 2^53 are
 * as near as a double comes. Open addressing after a multiplication, which
 * spreads ids that follow each other evenly: runs of them would pile up where they meet.
 */
export class IdTable {
  // Small: a generation has a handful of tables, and a damaged trace ten thousands of generations.
  ids = new Float64Array(8);
  count = 0;
  #slots = new Int32Array(16);
  #mask = 15;
  /** The high bits of the hash are the good ones. */
  #shift = 28;

  /** Index of an id, −1 if it is new. */
  find(id: number): number {
    const slots = this.#slots;
    const ids = this.ids;
    const mask = this.#mask;
    let slot = hash(id) >>> this.#shift;
    for (;;) {
      const entry = slots[slot];
      if (entry === 0) return -1;
      if (ids[entry - 1] === id) return entry - 1;
      slot = (slot + 1) & mask;
    }
  }

  /** Appends an id that `find` does not know and gives its index. */
  add(id: number): number {
    if (this.count === this.ids.length) this.#widen(this.count * 2);
    if (this.count * 2 >= this.#slots.length) this.#rehash(this.#slots.length * 2);
    const index = this.count++;
    this.ids[index] = id;
    this.#place(index);
    return index;
  }

  /** Makes room for `count` ids. */
  reserve(count: number): void {
    if (count > this.ids.length) this.#widen(Math.max(count, this.ids.length * 2));
    if (count * 2 < this.#slots.length) return;
    let size = this.#slots.length;
    while (count * 2 >= size) size *= 2;
    this.#rehash(size);
  }

  of(id: number): number {
    const known = this.find(id);
    return known >= 0 ? known : this.add(id);
  }

  /** Forgets all ids, keeps the memory. */
  clear(): void {
    this.count = 0;
    this.#slots.fill(0);
  }

  #place(index: number): void {
    let slot = hash(this.ids[index]) >>> this.#shift;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = index + 1;
  }

  #widen(length: number): void {
    const wider = new Float64Array(length);
    wider.set(this.ids);
    this.ids = wider;
  }

  /** `size` = a power of two. */
  #rehash(size: number): void {
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
    this.#shift = Math.clz32(size - 1);
    for (let i = 0; i < this.count; i++) this.#place(i);
  }
}

function hash(id: number): number {
  return Math.imul(id ^ Math.imul(id / 2 ** 32, 0x85ebca6b), 0x9e3779b1);
}
