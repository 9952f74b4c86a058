import { GrowableColumn } from '@core/base/columns';
import { HASH_SEED } from '@core/base/hash-seed';
import type { LabelSetTable } from '@core/model/tables';
import type { ProfileStrings } from './strings';
import { FieldReader, WIRE_BYTES, WIRE_VARINT } from './wire';

/** Runs of labels that are compared at most for one lookup; an honest table needs a few. */
const MOST_PROBES = 64;

/** The largest magnitude that a double holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER;

/**
 * Label sets, each once. Most samples repeat the bytes of an earlier sample's labels, so bytes are compared first and only new ones
 * are decoded; sets that differ in bytes only (order, encoding) still become one.
 */
export class LabelSetBuilder {
  /** Numbers beyond ±2^53, rounded. */
  inexact = 0;
  readonly #strings: ProfileStrings;
  readonly #reader: FieldReader;
  readonly #fields: FieldReader;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /**
   * The runs of label fields seen, side by side for the cache's sake, and not in the file: set, length, bytes. Found by a hash table of
   * two words an entry: hash, where the run is + 1 (0 = free).
   */
  #seen = new Uint8Array(4096);
  #seenView = new DataView(this.#seen.buffer);
  #seenLength = 0;
  #runs = new Uint32Array(256 * 2);
  #runCount = 0;
  /** Sets: offsets as in LabelSetTable; hash table of set + 1. */
  readonly #start = new GrowableColumn(Uint32Array, 64);
  readonly #setHash = new GrowableColumn(Uint32Array, 64);
  #setSlots = new Uint32Array(256);
  readonly #key = new GrowableColumn(Uint32Array, 64);
  readonly #value = new GrowableColumn(Uint32Array, 64);
  readonly #number = new GrowableColumn(Float64Array, 64);
  readonly #unit = new GrowableColumn(Uint32Array, 64);

  constructor(bytes: Uint8Array, strings: ProfileStrings) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#strings = strings;
    this.#reader = new FieldReader(bytes);
    this.#fields = new FieldReader(bytes);
    // Set 0 is the empty set; nothing looks it up, so it needs no hash.
    this.#start.push(0);
    this.#start.push(0);
    this.#setHash.push(0);
  }

  /** The set of the label fields (tags included) in `[from, to)` of sample `row`. */
  ofRun(from: number, to: number, row: number): number {
    const length = to - from;
    // Words need four bytes, and so does any label that says something.
    if (length < 4) return this.ofFields(from, to, row);
    const view = this.#view;
    const last = to - 4;
    let even = length ^ HASH_SEED;
    let odd = view.getInt32(last, true);
    // Two words a step, each in a hash of its own: multiplications wait for each other.
    let at = from;
    for (; at < last - 4; at += 8) {
      even = Math.imul(even ^ view.getInt32(at, true), 0x9e3779b1);
      even ^= even >>> 15;
      odd = Math.imul(odd ^ view.getInt32(at + 4, true), 0x85ebca6b);
      odd ^= odd >>> 13;
    }
    if (at < last) even = Math.imul(even ^ view.getInt32(at, true), 0x9e3779b1);
    let hash = Math.imul(even ^ (odd >>> 16) ^ (odd << 16), 0x2c1b3c6d);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const runs = this.#runs;
    const seen = this.#seenView;
    const mask = runs.length - 1;
    let slot = (hash << 1) & mask;
    let probes = 0;
    for (let run = runs[slot + 1]; run !== 0; run = runs[slot + 1]) {
      // Only a shortcut: where many runs fall into one place, which somebody has arranged, the sets themselves are compared.
      if (probes++ === MOST_PROBES) return this.ofFields(from, to, row);
      if (runs[slot] === hash && seen.getInt32(run + 3, true) === length) {
        let a = run + 7;
        let b = from;
        while (b < last && seen.getInt32(a, true) === view.getInt32(b, true)) {
          a += 4;
          b += 4;
        }
        if (b >= last && seen.getInt32(a - b + last, true) === view.getInt32(last, true))
          return seen.getUint32(run - 1, true);
      }
      slot = (slot + 2) & mask;
    }
    const set = this.ofFields(from, to, row);
    this.#keepRun(from, to, slot, hash, set);
    return set;
  }

  /** Enters a run at a free slot. */
  #keepRun(from: number, to: number, slot: number, hash: number, set: number): void {
    const length = to - from;
    const at = this.#seenLength;
    this.#seenLength += length + 8;
    if (this.#seenLength > this.#seen.length) {
      const wider = new Uint8Array(Math.max(this.#seen.length * 2, this.#seenLength));
      wider.set(this.#seen.subarray(0, at));
      this.#seen = wider;
      this.#seenView = new DataView(wider.buffer);
    }
    this.#seenView.setUint32(at, set, true);
    this.#seenView.setUint32(at + 4, length, true);
    this.#seen.set(this.#bytes.subarray(from, to), at + 8);
    this.#runs[slot] = hash;
    this.#runs[slot + 1] = at + 1;
    if (++this.#runCount * 4 > this.#runs.length) this.#runs = grownRuns(this.#runs);
  }

  /** The set of all label fields among the fields in `[from, to)`: a whole sample, or a run. */
  ofFields(from: number, to: number, row: number): number {
    const first = this.#key.length;
    const reader = this.#reader.open(from, to, 'sample', row);
    while (reader.next()) {
      if (reader.field !== 3) continue;
      reader.expect(WIRE_BYTES, 'label');
      this.#readLabel(reader.start, reader.stop, row);
    }
    const count = this.#key.length - first;
    if (count === 0) return 0;
    if (count > 1) this.#sort(first, count);
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

  #readLabel(from: number, to: number, row: number): void {
    const fields = this.#fields.open(from, to, 'label of sample', row);
    const strings = this.#strings;
    let key = 0;
    let value = 0;
    let number = 0;
    let unit = 0;
    while (fields.next()) {
      if (fields.field === 1) key = strings.reference(fields, 'key');
      else if (fields.field === 2) value = strings.reference(fields, 'str');
      else if (fields.field === 3) {
        fields.expect(WIRE_VARINT, 'num');
        number = fields.signed();
      } else if (fields.field === 4) unit = strings.reference(fields, 'num_unit');
    }
    // As pprof reads it: a string wins; neither is the label with an empty value (the number 0 without a unit looks the same).
    const numeric = value === 0 && (number !== 0 || unit !== 0);
    if (numeric && Math.abs(number) > EXACT) this.inexact++;
    this.#key.push(key);
    this.#value.push(value);
    this.#number.push(numeric ? number : NaN);
    this.#unit.push(numeric ? unit : 0);
  }

  /** By key; several values of one key keep their order. */
  #sort(first: number, count: number): void {
    const key = this.#key.data;
    let sorted = true;
    for (let i = first + 1; i < first + count && sorted; i++)
      sorted = this.#strings.get(key[i - 1]) <= this.#strings.get(key[i]);
    if (sorted) return;
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
  }

  /** Makes the entries at the end of the columns a set, or takes them back where it exists. */
  #intern(first: number, count: number): number {
    const key = this.#key.data;
    const value = this.#value.data;
    const number = this.#number.data;
    const unit = this.#unit.data;
    let hash = count ^ HASH_SEED;
    for (let i = first; i < first + count; i++) {
      const amount = number[i];
      hash = Math.imul(hash ^ key[i], 0x9e3779b1) ^ (hash >>> 15);
      hash = Math.imul(hash ^ value[i], 0x85ebca6b) ^ (hash >>> 15);
      hash = Math.imul(hash ^ amount, 0x9e3779b1) ^ (hash >>> 15);
      hash = Math.imul(hash ^ Math.floor(amount / 4294967296), 0x85ebca6b) ^ (hash >>> 15) ^ unit[i];
    }
    hash = (hash ^ (hash >>> 13)) >>> 0;
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
    const set = this.#setHash.push(hash);
    this.#start.push(first + count);
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

function grownRuns(old: Uint32Array): Uint32Array<ArrayBuffer> {
  const runs = new Uint32Array(old.length * 2);
  const mask = runs.length - 1;
  for (let entry = 0; entry < old.length; entry += 2) {
    if (old[entry + 1] === 0) continue;
    let slot = (old[entry] << 1) & mask;
    while (runs[slot + 1] !== 0) slot = (slot + 2) & mask;
    runs[slot] = old[entry];
    runs[slot + 1] = old[entry + 1];
  }
  return runs;
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
