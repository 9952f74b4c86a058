import { randoms } from '../bench/random.mjs';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The file was cut and nothing else was done to it. */
  readonly cutOnly: boolean;
}

/** Mutants are kept at this size, so that a million of them take minutes. */
const MOST_BYTES = 64 << 10;

type Random = (below: number) => number;

const LARGE = [
  '0',
  '-1',
  '4294967295',
  '4294967296',
  '9007199254740993',
  '18446744073709551615',
  '99999999999999999999999999',
  '1e308',
  '0x7fffffffffffffff',
];
/** What patterns with two ways to match a blank take for ever over. */
const PADS = [' ', '\t', '\n', '\r\n', ' \n', '-', '#', '"', '\\', '0', 'a', ';', ',', '\0'];
const BYTES = [0, 1, 8, 10, 0x20, 0x22, 0x5b, 0x7b, 0x7f, 0x80, 0xff];

/** Case `index` of `seed`: the same bytes wherever it runs. */
export function caseOf(corpus: readonly Seed[], seed: number, index: number): Case {
  const next = randoms((seed * 0x9e3779b1 + index) | 0);
  const random: Random = (below) => Math.floor(next() * below);
  // Small files are met more often: they are fast and every byte of them matters.
  const a = corpus[Math.min(random(corpus.length), random(corpus.length))];
  const b = corpus[random(corpus.length)];
  if (random(8) === 0) {
    const at = random(a.bytes.length);
    return { name: `${a.name} cut at ${at}`, bytes: a.bytes.slice(0, at), cutOnly: true };
  }
  let bytes: Uint8Array = a.bytes.slice();
  const done: string[] = [];
  for (let n = 1 + random(random(3) === 0 ? 6 : 2); n > 0; n--) {
    const [name, mutate] = MUTATIONS[random(MUTATIONS.length)];
    bytes = mutate(bytes, random, b.bytes).subarray(0, MOST_BYTES * 2);
    done.push(name);
  }
  return { name: `${a.name} ${done.join('+')}`, bytes: bytes.slice(), cutOnly: false };
}

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const MUTATIONS: readonly (readonly [string, Mutation])[] = [
  ['bit', flipBits],
  ['byte', setBytes],
  ['delete', (bytes, random) => replaced(bytes, random, () => new Uint8Array(0))],
  ['insert', (bytes, random) => inserted(bytes, random, noise(random))],
  ['repeat', (bytes, random) => inserted(bytes, random, repeated(piece(bytes, random, 200), 1 + random(40)))],
  ['splice', (bytes, random, other) => joined(bytes.subarray(0, random(bytes.length + 1)), piece(other, random, 4096))],
  ['graft', (bytes, random, other) => inserted(bytes, random, piece(other, random, 600))],
  ['swap', swapPieces],
  ['varint', (bytes, random) => inserted(bytes, random, hugeVarint(random), 1)],
  ['number', hugeNumber],
  ['nest', (bytes, random) => inserted(bytes, random, nested(random))],
  ['line', swapLines],
  ['pad', (bytes, random) => inserted(bytes, random, repeated(ascii(PADS[random(PADS.length)]), 1 << random(15)))],
];

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  for (let n = 1 + random(4); n > 0 && bytes.length > 0; n--) bytes[random(bytes.length)] ^= 1 << random(8);
  return bytes;
}

function setBytes(bytes: Uint8Array, random: Random): Uint8Array {
  for (let n = 1 + random(4); n > 0 && bytes.length > 0; n--)
    bytes[random(bytes.length)] = random(2) === 0 ? BYTES[random(BYTES.length)] : random(256);
  return bytes;
}

/** Puts `what` in the place of a piece that is at most as long as a record. */
function replaced(bytes: Uint8Array, random: Random, what: (old: Uint8Array) => Uint8Array): Uint8Array {
  const at = random(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random(random(4) === 0 ? 2000 : 24));
  return joined(bytes.subarray(0, at), what(bytes.subarray(at, end)), bytes.subarray(end));
}

function inserted(bytes: Uint8Array, random: Random, what: Uint8Array, over = 0): Uint8Array {
  const at = random(bytes.length + 1);
  return joined(bytes.subarray(0, at), what, bytes.subarray(at + over));
}

function swapPieces(bytes: Uint8Array, random: Random): Uint8Array {
  const length = 1 + random(100);
  const a = random(bytes.length + 1);
  const b = random(bytes.length + 1);
  const copy = bytes.slice(a, a + length);
  bytes.copyWithin(a, b, Math.min(bytes.length, b + length));
  bytes.set(copy.subarray(0, Math.max(0, bytes.length - b)), Math.min(b, bytes.length));
  return bytes;
}

/** Ten bytes are as long as a varint can be; eleven are too long. */
function hugeVarint(random: Random): Uint8Array {
  const length = 1 + random(11);
  const out = new Uint8Array(length).fill(0xff);
  out[length - 1] = random(0x80);
  return out;
}

/** Replaces the digits found next by a number that is large, negative or none. */
function hugeNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random(bytes.length + 1);
  const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
  let at = from;
  while (at < bytes.length && !isDigit(bytes[at])) at++;
  let end = at;
  while (end < bytes.length && isDigit(bytes[end])) end++;
  return joined(bytes.subarray(0, at), ascii(LARGE[random(LARGE.length)]), bytes.subarray(end));
}

function nested(random: Random): Uint8Array {
  const open = ['[', '{"a":', '(', '\x0a\x02', '<', '\t'][random(6)];
  return repeated(ascii(open), 1 << random(13));
}

function swapLines(bytes: Uint8Array, random: Random): Uint8Array {
  const start = bytes.indexOf(10, random(bytes.length + 1)) + 1;
  const end = bytes.indexOf(10, start) + 1;
  if (start === 0 || end === 0) return bytes;
  const line = bytes.slice(start, end);
  return inserted(joined(bytes.subarray(0, start), bytes.subarray(end)), random, repeated(line, random(4)));
}

function noise(random: Random): Uint8Array {
  return Uint8Array.from({ length: 1 + random(40) }, () => random(256));
}

function piece(bytes: Uint8Array, random: Random, most: number): Uint8Array {
  const at = random(bytes.length + 1);
  return bytes.slice(at, at + random(most));
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const count = Math.min(times, Math.floor(MOST_BYTES / Math.max(1, bytes.length)));
  const out = new Uint8Array(bytes.length * count);
  for (let i = 0; i < count; i++) out.set(bytes, i * bytes.length);
  return out;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
