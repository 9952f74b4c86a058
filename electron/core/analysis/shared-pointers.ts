import { WORD_EXACT, WORD_PAIR_SECOND, type ArgumentWords } from '@core/model/argument-words';
import type { Capture } from '@core/model/tables';
import { frameAt } from './argument-lookup';
import { LockStacks } from './lock-stacks';
import type { Sites } from './site';

/**
 * What a pointer is, by the best that any mention of it says: the first word of Lock, of WaitGroup.Wait, of Cond.Wait, of a method
 * with a pointer receiver; the data of an interface argument (contexts mostly); any other argument (a channel, a struct).
 */
export const POINTER_KINDS = ['lock', 'waitgroup', 'cond', 'receiver', 'interface', 'argument'] as const;
export type PointerKind = (typeof POINTER_KINDS)[number];

/**
 * Pointers that at least two goroutines mention, at least one of them without `?`, in two CSR forms: object → mentions, ascending by row, and
 * row → objects. Empty where the format prints no arguments.
 */
export interface SharedPointers {
  readonly count: number;
  readonly value: Float64Array;
  /** Row of POINTER_KINDS. */
  readonly kind: Uint8Array;
  /** 1 = more than a quarter of the goroutines mention it, at several sites (a logger, the configuration): it tells nothing. */
  readonly common: Uint8Array;
  /** Mentions of object `i`: `[start[i], start[i + 1])`. */
  readonly start: Uint32Array;
  /** Row of the goroutine table, each once an object. */
  readonly row: Uint32Array;
  /** Its word that says so (index in `ArgumentWords`): without `?` where there is one, else the innermost. */
  readonly word: Uint32Array;
  /** Objects of a row: `rowObject[rowStart[row] … rowStart[row + 1])`. */
  readonly rowStart: Uint32Array;
  readonly rowObject: Uint32Array;
}

/** An object that goroutines of a group share with others. */
export interface PointerPeers {
  readonly object: number;
  readonly value: number;
  readonly kind: PointerKind;
  /** Rows of the group that mention it. */
  readonly inside: number;
  /** Other rows that do, at most 32, and how many there are: those whose word is sure (no `?`) first. */
  readonly outside: readonly PointerMention[];
  readonly outsideCount: number;
}

export interface PointerMention {
  readonly row: number;
  /** FrameId, and its place from the leaf. */
  readonly frame: number;
  readonly depth: number;
  /** Printed without `?`. */
  readonly exact: boolean;
}

const COMMON_SHARE = 0.25;
const COMMON_SITES = 4;
/** In a handful of goroutines nothing is common. */
const COMMON_ROWS = 16;
const MOST_OUTSIDE = 32;

/** Linear in the words of the capture. */
export function computeSharedPointers(capture: Capture, sites: Sites): SharedPointers {
  const { goroutines } = capture;
  const words = goroutines?.words;
  if (goroutines === null || words === undefined) return empty(goroutines?.count ?? 0);
  const rows = goroutines.count;
  const table = new ValueTable(words);
  // Objects get their numbers in the order in which a second goroutine mentions them.
  const mentions = new Uint32Array(table.count);
  const lastRow = new Int32Array(table.count).fill(-1);
  for (let row = 0; row < rows; row++) {
    for (let i = words.start[row]; i < words.start[row + 1]; i++) {
      const id = table.id[i];
      if (id < 0 || lastRow[id] === row) continue;
      lastRow[id] = row;
      mentions[id]++;
    }
  }
  const objectOf = new Int32Array(table.count).fill(-1);
  let count = 0;
  let total = 0;
  for (let id = 0; id < table.count; id++) {
    if (mentions[id] < 2) continue;
    objectOf[id] = count++;
    total += mentions[id];
  }
  const value = new Float64Array(count);
  const start = new Uint32Array(count + 1);
  for (let id = 0; id < table.count; id++) {
    const object = objectOf[id];
    if (object < 0) continue;
    value[object] = table.values[id];
    start[object + 1] = mentions[id];
  }
  for (let i = 0; i < count; i++) start[i + 1] += start[i];
  const kind = new Uint8Array(count).fill(POINTER_KINDS.length - 1);
  const row = new Uint32Array(total);
  const word = new Uint32Array(total);
  const rowStart = new Uint32Array(rows + 1);
  const rowObject = new Uint32Array(total);
  const fill = start.slice(0, count);
  const stacks = new LockStacks(capture);
  let used = 0;
  for (let r = 0; r < rows; r++) {
    for (let i = words.start[r]; i < words.start[r + 1]; i++) {
      const object = table.id[i] < 0 ? -1 : objectOf[table.id[i]];
      if (object < 0) continue;
      const known = kindOf(capture, stacks, words, r, i);
      if (known < kind[object]) kind[object] = known;
      const last = fill[object] - 1;
      if (last >= start[object] && row[last] === r) {
        if ((words.flags[i] & WORD_EXACT) !== 0 && (words.flags[word[last]] & WORD_EXACT) === 0) word[last] = i;
        continue;
      }
      row[last + 1] = r;
      word[last + 1] = i;
      fill[object]++;
      rowObject[used++] = object;
    }
    rowStart[r + 1] = used;
  }
  const common = new Uint8Array(count);
  for (let object = 0; object < count; object++) {
    const mentioned = start[object + 1] - start[object];
    if (rows < COMMON_ROWS || mentioned <= rows * COMMON_SHARE) continue;
    const places = new Set<number>();
    for (let i = start[object]; i < start[object + 1] && places.size < COMMON_SITES; i++)
      places.add(sites.site[goroutines.stack[row[i]]]);
    if (places.size >= COMMON_SITES) common[object] = 1;
  }
  return { count, value, kind, common, start, row, word, rowStart, rowObject };
}

/**
 * What the goroutines of a group (rows, ascending) have in common with goroutines outside of it: which other goroutines hold the same lock,
 * receiver, context or channel, and in which frame. Objects that most of the group share first; common ones are left out.
 */
export function pointerPeers(
  capture: Capture,
  shared: SharedPointers,
  group: readonly number[],
  most = 16,
): readonly PointerPeers[] {
  const { goroutines, stacks } = capture;
  const words = goroutines?.words;
  if (goroutines === null || words === undefined) return [];
  const inside = new Map<number, number>();
  for (const row of group) {
    for (let i = shared.rowStart[row]; i < shared.rowStart[row + 1]; i++) {
      const object = shared.rowObject[i];
      if (shared.common[object] === 0) inside.set(object, (inside.get(object) ?? 0) + 1);
    }
  }
  const order = [...inside].filter(([object, rows]) => shared.start[object + 1] - shared.start[object] > rows);
  order.sort(([a, x], [b, y]) => y - x || shared.kind[a] - shared.kind[b] || shared.value[a] - shared.value[b]);
  const members = new Set(group);
  return order.slice(0, most).map(([object, rows]) => {
    const sure: PointerMention[] = [];
    const unsure: PointerMention[] = [];
    for (let i = shared.start[object]; i < shared.start[object + 1]; i++) {
      const row = shared.row[i];
      if (members.has(row)) continue;
      const exact = (words.flags[shared.word[i]] & WORD_EXACT) !== 0;
      const list = exact ? sure : unsure;
      if (list.length >= MOST_OUTSIDE) continue;
      const depth = words.depth[shared.word[i]];
      list.push({ row, depth, frame: frameAt(stacks, goroutines.stack[row], depth), exact });
    }
    return {
      object,
      value: shared.value[object],
      kind: POINTER_KINDS[shared.kind[object]],
      inside: rows,
      outside: sure.concat(unsure).slice(0, MOST_OUTSIDE),
      outsideCount: shared.start[object + 1] - shared.start[object] - rows,
    };
  });
}

function empty(rows: number): SharedPointers {
  const none = new Uint32Array(0);
  const byte = new Uint8Array(0);
  return {
    count: 0,
    value: new Float64Array(0),
    kind: byte,
    common: byte,
    start: new Uint32Array(1),
    row: none,
    word: none,
    rowStart: new Uint32Array(rows + 1),
    rowObject: none,
  };
}

function kindOf(capture: Capture, stacks: LockStacks, words: ArgumentWords, row: number, word: number): number {
  const argument = POINTER_KINDS.length - 1;
  if ((words.flags[word] & WORD_EXACT) === 0) return argument;
  if (words.position[word] === 0) {
    const { role, name, receiver } = stacks.at(
      frameAt(capture.stacks, capture.goroutines?.stack[row] ?? 0, words.depth[word]),
    );
    if (role === 'cond') return kindIndex('cond');
    if (role === 'parking') return argument;
    if (role !== 'code') return kindIndex('lock');
    if (name === 'sync.(*WaitGroup).Wait') return kindIndex('waitgroup');
    if (receiver) return kindIndex('receiver');
  }
  return (words.flags[word] & WORD_PAIR_SECOND) !== 0 ? kindIndex('interface') : argument;
}

function kindIndex(kind: PointerKind): number {
  return POINTER_KINDS.indexOf(kind);
}

/** Numbers the distinct words: those that are exact somewhere. Open addressing, as a `Map` of a million numbers takes ten times as much. */
class ValueTable {
  count = 0;
  /** By number. */
  readonly values: Float64Array;
  /** By word; −1 = nowhere exact. */
  readonly id: Int32Array;
  readonly #slots: Int32Array;
  readonly #shift: number;

  constructor({ value, flags }: ArgumentWords) {
    let exact = 0;
    for (const flag of flags) exact += flag & WORD_EXACT;
    let bits = 8;
    while (2 ** bits < exact * 2) bits++;
    this.#shift = 32 - bits;
    this.#slots = new Int32Array(2 ** bits).fill(-1);
    this.values = new Float64Array(exact);
    this.id = new Int32Array(value.length);
    for (let i = 0; i < value.length; i++) this.id[i] = (flags[i] & WORD_EXACT) === 0 ? -1 : this.#find(value[i], true);
    for (let i = 0; i < value.length; i++) if (this.id[i] < 0) this.id[i] = this.#find(value[i], false);
  }

  #find(value: number, add: boolean): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(value) >>> this.#shift;
    for (let id = slots[slot]; id >= 0; id = slots[slot]) {
      if (this.values[id] === value) return id;
      slot = (slot + 1) & mask;
    }
    if (!add) return -1;
    this.values[this.count] = value;
    slots[slot] = this.count;
    return this.count++;
  }
}

/** Addresses are multiples of 4, mostly of 16, near each other. */
function hash(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  const mixed = Math.imul((value - high * 2 ** 32) | 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}
