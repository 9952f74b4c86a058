import { GrowableColumn } from '@core/base/columns';
import { HASH_SEED } from '@core/base/hash-seed';
import type { LabelSetTable } from '@core/model/tables';
import type { ProfileStrings } from './strings';
import { FieldReader, WIRE_BYTES, WIRE_VARINT } from './wire';

/** The largest magnitude that a double holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** Label sets, each once: those that differ in bytes only (order, encoding) become one. */
export class LabelSetBuilder {
  /** Numbers in the sets beyond ±2^53, rounded. */
  inexact = 0;
  readonly #strings: ProfileStrings;
  readonly #reader: FieldReader;
  readonly #fields: FieldReader;
  /** Sets: offsets as in LabelSetTable; hash table of set + 1. */
  readonly #start = new GrowableColumn(Uint32Array, 64);
  readonly #setHash = new GrowableColumn(Uint32Array, 64);
  #setSlots = new Uint32Array(256);
  /** The hash table is in use: some set so far may be equal to one that is written otherwise. */
  #listing = false;
  readonly #key = new GrowableColumn(Uint32Array, 64);
  readonly #value = new GrowableColumn(Uint32Array, 64);
  readonly #number = new GrowableColumn(Float64Array, 64);
  readonly #unit = new GrowableColumn(Uint32Array, 64);

  constructor(bytes: Uint8Array, strings: ProfileStrings) {
    this.#strings = strings;
    this.#reader = new FieldReader(bytes);
    this.#fields = new FieldReader(bytes);
    // Set 0 is the empty set; nothing looks it up, so it needs no hash.
    this.#start.push(0);
    this.#start.push(0);
    this.#setHash.push(0);
  }

  /**
   * The set of all label fields among the fields in `[from, to)`: a whole sample, or labels alone. `unseen` = no call before was about the same
   * bytes: as long as all are written in the shortest way, which leaves one way to write a set, nothing has to be looked up.
   */
  ofFields(from: number, to: number, row: number, unseen = false): number {
    const first = this.#key.length;
    const reader = this.#reader.open(from, to, 'sample', row);
    let shortest = 0;
    while (reader.next()) {
      if (reader.field !== 3) continue;
      reader.expect(WIRE_BYTES, 'label');
      shortest += this.#readLabel(reader.start, reader.stop, row);
    }
    const count = this.#key.length - first;
    if (count === 0) return 0;
    const sorted = count === 1 || this.#sort(first, count);
    if (!this.#listing) {
      if (unseen && sorted && shortest === to - from && !this.#strings.repeats) return this.#append(first + count, 0);
      this.#listing = true;
      this.#setSlots = listed(this.#setHash, (set) => this.#hashOf(this.#start.data[set], this.#start.data[set + 1]));
    }
    return this.#intern(first, count);
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

  /** Answers the bytes that the label takes, with its tag, in the shortest way; NaN where it is none that Go writes: of two strings. */
  #readLabel(from: number, to: number, row: number): number {
    const fields = this.#fields.open(from, to, 'label of sample', row);
    const strings = this.#strings;
    let key = 0;
    let value = 0;
    let number = 0;
    let unit = 0;
    let inOrder = true;
    while (fields.next()) {
      if (fields.field === 1) {
        inOrder = value === 0;
        key = strings.reference(fields, 'key');
      } else if (fields.field === 2) value = strings.reference(fields, 'str');
      else if (fields.field === 3) {
        fields.expect(WIRE_VARINT, 'num');
        number = fields.signed();
      } else if (fields.field === 4) unit = strings.reference(fields, 'num_unit');
    }
    // As pprof reads it: a string wins; neither is the label with an empty value (the number 0 without a unit looks the same).
    const numeric = value === 0 && (number !== 0 || unit !== 0);
    this.#key.push(key);
    this.#value.push(value);
    this.#number.push(numeric ? number : NaN);
    this.#unit.push(numeric ? unit : 0);
    if (!inOrder || key === 0 || value === 0) return NaN;
    const length = 2 + varintBytes(key) + varintBytes(value);
    return 1 + varintBytes(length) + length;
  }

  /** By key; several values of one key keep their order. Answers whether they were in order. */
  #sort(first: number, count: number): boolean {
    const key = this.#key.data;
    let sorted = true;
    for (let i = first + 1; i < first + count && sorted; i++)
      sorted = this.#strings.get(key[i - 1]) <= this.#strings.get(key[i]);
    if (sorted) return true;
    const rows = Array.from({ length: count }, (_, i) => ({
      name: this.#strings.get(key[first + i]),
      key: key[first + i],
      value: this.#value.data[first + i],
      number: this.#number.data[first + i],
      unit: this.#unit.data[first + i],
    }));
    rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const [i, entry] of rows.entries()) {
      key[first + i] = entry.key;
      this.#value.data[first + i] = entry.value;
      this.#number.data[first + i] = entry.number;
      this.#unit.data[first + i] = entry.unit;
    }
    return false;
  }

  #hashOf(first: number, end: number): number {
    const key = this.#key.data;
    const value = this.#value.data;
    const number = this.#number.data;
    const unit = this.#unit.data;
    let hash = (end - first) ^ HASH_SEED;
    for (let i = first; i < end; i++) {
      const amount = number[i];
      hash = Math.imul(hash ^ key[i], 0x9e3779b1) ^ (hash >>> 15);
      hash = Math.imul(hash ^ value[i], 0x85ebca6b) ^ (hash >>> 15);
      hash = Math.imul(hash ^ amount, 0x9e3779b1) ^ (hash >>> 15);
      hash = Math.imul(hash ^ Math.floor(amount / 4294967296), 0x85ebca6b) ^ (hash >>> 15) ^ unit[i];
    }
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  /** Makes the entries up to `end` a set. */
  #append(end: number, hash: number): number {
    this.#start.push(end);
    return this.#setHash.push(hash);
  }

  /** Makes the entries at the end of the columns a set, or takes them back where it exists. */
  #intern(first: number, count: number): number {
    const key = this.#key.data;
    const value = this.#value.data;
    const number = this.#number.data;
    const unit = this.#unit.data;
    const hash = this.#hashOf(first, first + count);
    let mask = this.#setSlots.length - 1;
    let slot = hash & mask;
    for (let set = this.#setSlots[slot]; set !== 0; set = this.#setSlots[slot]) {
      const from = this.#start.data[set - 1];
      if (this.#setHash.data[set - 1] === hash && this.#start.data[set] - from === count) {
        let i = 0;
        for (; i < count; i++) {
          const a = from + i;
          const b = first + i;
          if (key[a] !== key[b] || value[a] !== value[b] || unit[a] !== unit[b] || !Object.is(number[a], number[b]))
            break;
        }
        if (i === count) {
          this.#key.length = this.#value.length = this.#number.length = this.#unit.length = first;
          return set - 1;
        }
      }
      slot = (slot + 1) & mask;
    }
    for (let i = first; i < first + count; i++) if (Math.abs(number[i]) > EXACT) this.inexact++;
    const set = this.#append(first + count, hash);
    if (set * 2 >= mask) {
      // Set 0 has no entry.
      this.#setSlots = grownSlots(this.#setSlots, this.#setHash);
      mask = this.#setSlots.length - 1;
      slot = hash & mask;
      while (this.#setSlots[slot] !== 0 && this.#setSlots[slot] !== set + 1) slot = (slot + 1) & mask;
    }
    this.#setSlots[slot] = set + 1;
    return set;
  }
}

function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
}

/** Hash table of the sets so far, whose hashes it fills in. */
function listed(hashes: GrowableColumn<Uint32Array>, hashOf: (set: number) => number): Uint32Array<ArrayBuffer> {
  let size = 256;
  while (size < hashes.length * 4) size *= 2;
  const slots = new Uint32Array(size);
  for (let set = 1; set < hashes.length; set++) {
    hashes.data[set] = hashOf(set);
    let slot = hashes.data[set] & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = set + 1;
  }
  return slots;
}

function grownSlots(old: Uint32Array, hashes: GrowableColumn<Uint32Array>): Uint32Array<ArrayBuffer> {
  const slots = new Uint32Array(old.length * 2);
  const mask = slots.length - 1;
  for (const entry of old) {
    if (entry === 0) continue;
    let slot = hashes.data[entry - 1] & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = entry;
  }
  return slots;
}
