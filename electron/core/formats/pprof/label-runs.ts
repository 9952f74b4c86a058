import { HASH_SEED } from '@core/base/hash-seed';
import { LabelSetBuilder } from './labels';
import type { ProfileStrings } from './strings';
import { FieldReader, WIRE_BYTES } from './wire';

/** Runs of labels that are compared at most for one lookup; an honest table needs a few. */
const MOST_PROBES = 64;

/** Bytes before each kept run: its number and its length. */
const HEAD = 8;

/**
 * The labels of samples before the names are known, which Go writes last: the bytes of a sample's label fields side by side are a run, and
 * runs of the same bytes are one. Most samples repeat the labels of an earlier one, so few runs are left to be decoded.
 */
export class LabelRuns {
  /** Runs so far; they are numbered from 1 in the order in which they were first met, 0 = no labels. */
  count = 0;
  /** Two runs may be of the same bytes. */
  #unsure = false;
  /** What is being read. */
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The runs, side by side for the cache's sake. Found by a hash table of two words an entry: hash, where the run is + 1 (0 = free). */
  #seen = new Uint8Array(4096);
  #seenView = new DataView(this.#seen.buffer);
  #seenLength = 0;
  #slots = new Uint32Array(256 * 2);
  #entries = 0;
  /** Label fields that do not lie side by side, put together. */
  #joined = new Uint8Array(256);

  /** Runs are looked for in these bytes from now on. */
  open(bytes: Uint8Array, view: DataView): void {
    this.#bytes = bytes;
    this.#view = view;
  }

  /** Number of the run of label fields (tags included) in `[from, to)`. */
  ofRun(from: number, to: number): number {
    const length = to - from;
    // Words need four bytes, and so does any label that says something.
    if (length < 4) {
      this.#unsure = true;
      return this.#keep(from, to);
    }
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
    const slots = this.#slots;
    const seen = this.#seenView;
    const mask = slots.length - 1;
    let slot = (hash << 1) & mask;
    let probes = 0;
    for (let run = slots[slot + 1]; run !== 0; run = slots[slot + 1]) {
      // Only a shortcut: where many runs fall into one place, which somebody has arranged, equal sets are found when they are decoded.
      if (probes++ === MOST_PROBES) {
        this.#unsure = true;
        return this.#keep(from, to);
      }
      if (slots[slot] === hash && seen.getInt32(run + 3, true) === length) {
        let a = run + HEAD - 1;
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
    slots[slot] = hash;
    slots[slot + 1] = this.#seenLength + 1;
    if (++this.#entries * 4 > slots.length) this.#slots = widened(slots);
    return this.#keep(from, to);
  }

  /** Number of the run that all label fields among the fields in `[from, to)` make, wherever they lie; 0 where there are none. */
  ofFields(from: number, to: number): number {
    const reader = new FieldReader(this.#bytes).open(from, to, 'sample', -1);
    let length = 0;
    while (reader.next()) {
      if (reader.field !== 3) continue;
      reader.expect(WIRE_BYTES, 'label');
      const field = this.#bytes.subarray(reader.at, reader.stop);
      if (length + field.length > this.#joined.length) {
        const wider = new Uint8Array((length + field.length) * 2);
        wider.set(this.#joined.subarray(0, length));
        this.#joined = wider;
      }
      this.#joined.set(field, length);
      length += field.length;
    }
    if (length === 0) return 0;
    const bytes = this.#bytes;
    const view = this.#view;
    this.open(this.#joined, new DataView(this.#joined.buffer));
    const run = this.ofRun(0, length);
    this.open(bytes, view);
    return run;
  }

  /** Decodes all runs: their sets, and the set by run. Throws `Damage` whose offset says nothing. */
  decode(strings: ProfileStrings): { readonly sets: LabelSetBuilder; readonly set: Uint32Array } {
    const sets = new LabelSetBuilder(this.#seen, strings);
    const set = new Uint32Array(this.count + 1);
    for (let at = 0, run = 1; at < this.#seenLength; run++) {
      const from = at + HEAD;
      at = from + this.#seenView.getUint32(at + 4, true);
      set[run] = sets.ofFields(from, at, run - 1, !this.#unsure);
    }
    return { sets, set };
  }

  #keep(from: number, to: number): number {
    const length = to - from;
    const at = this.#seenLength;
    this.#seenLength += length + HEAD;
    if (this.#seenLength > this.#seen.length) {
      const wider = new Uint8Array(Math.max(this.#seen.length * 2, this.#seenLength));
      wider.set(this.#seen.subarray(0, at));
      this.#seen = wider;
      this.#seenView = new DataView(wider.buffer);
    }
    this.#seenView.setUint32(at, ++this.count, true);
    this.#seenView.setUint32(at + 4, length, true);
    // Copying few bytes one by one is faster than a view of them.
    for (let i = 0; i < length; i++) this.#seen[at + HEAD + i] = this.#bytes[from + i];
    return this.count;
  }
}

function widened(old: Uint32Array): Uint32Array<ArrayBuffer> {
  const slots = new Uint32Array(old.length * 2);
  const mask = slots.length - 1;
  for (let entry = 0; entry < old.length; entry += 2) {
    if (old[entry + 1] === 0) continue;
    let slot = (old[entry] << 1) & mask;
    while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
    slots[slot] = old[entry];
    slots[slot + 1] = old[entry + 1];
  }
  return slots;
}
