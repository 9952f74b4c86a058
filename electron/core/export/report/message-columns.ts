import { ByteChunks } from '../byte-chunks';
import { NotPlain, ProtoReader } from './proto-reader';
import { unzigzag, zigzag } from './sections';

/** Locations and functions: numbers only, and in locations lines, which are messages of numbers. */
const COLUMNED = new Set([0x22, 0x2a]);
/** A line within a location. */
const LINE = 0x22;
/** Stands in the other fields for messages that are in columns; no field has the number 0. */
export const RUN = 0;

interface Numbers {
  readonly out: ByteChunks;
  last: number;
}

/** Messages of numbers as columns: which fields each has, and by field the differences of its numbers. */
export class MessageColumns {
  readonly #shapes = new ByteChunks(4096);
  /** By the key of the message, of the line (or 0) and of the number; in order of appearance. */
  readonly #columns = new Map<number, Numbers>();
  #run = 0;

  /** Takes a field of the profile from `start` to `end`, or leaves it: then it is one that would not come back the same. */
  take(bytes: Uint8Array, start: number, end: number): boolean {
    const key = bytes[start];
    if (!COLUMNED.has(key)) return false;
    const reader = new ProtoReader(bytes, start + 1, end);
    reader.length();
    const found: [column: number, value: number][] = [];
    const shape: number[] = [key];
    if (!numbersOf(reader, bytes, key * 65536, end, shape, found)) return false;
    // What is written back is written as short as it can be.
    if (lengthOf(shape, found) !== end - start) return false;
    for (const part of shape) this.#shapes.byte(part);
    for (const [column, value] of found) this.#push(column, value);
    this.#run++;
    return true;
  }

  /** How many were taken since the last time. */
  endRun(): number {
    const run = this.#run;
    this.#run = 0;
    return run;
  }

  finish(): Uint8Array {
    const out = new ByteChunks(4096);
    out.varint(this.#shapes.length);
    this.#shapes.drainTo(out);
    out.varint(this.#columns.size);
    for (const { out: column } of this.#columns.values()) {
      out.varint(column.length);
      column.drainTo(out);
    }
    return out.take();
  }

  #push(column: number, value: number): void {
    let numbers = this.#columns.get(column);
    if (numbers === undefined) this.#columns.set(column, (numbers = { out: new ByteChunks(4096), last: 0 }));
    numbers.out.varint(zigzag(value - numbers.last));
    numbers.last = value;
  }
}

/** Fields of a message into `shape` (their keys, 0 at the end) and `found`. False for what is not only numbers, or too large ones. */
function numbersOf(
  reader: ProtoReader,
  bytes: Uint8Array,
  within: number,
  end: number,
  shape: number[],
  found: [column: number, value: number][],
): boolean {
  while (reader.at < end) {
    const key = bytes[reader.at++];
    if (key === 0 || key > 0x7f) return false;
    shape.push(key);
    if (key === LINE && within === LINE * 65536) {
      const until = reader.length();
      const line = new ProtoReader(bytes, reader.at, until);
      if (!numbersOf(line, bytes, within + LINE * 256, until, shape, found)) return false;
      reader.at = until;
    } else if ((key & 7) !== 0) return false;
    else {
      const value = plainNumber(reader);
      if (value === null) return false;
      found.push([within + key, value]);
    }
  }
  shape.push(0);
  return true;
}

/** Null for one of which a difference might not be exact. */
function plainNumber(reader: ProtoReader): number | null {
  try {
    const value = reader.varint();
    return value >= 0 && value < 2 ** 51 ? value : null;
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

/** Bytes that a message with its key and length would take. */
function lengthOf(shape: readonly number[], found: readonly (readonly [column: number, value: number])[]): number {
  const out = new ByteChunks(64);
  let at = 0;
  writeMessage(
    out,
    () => shape[at++],
    (() => {
      let next = 0;
      return () => found[next++][1];
    })(),
  );
  return out.length;
}

/** A message from its keys and numbers. */
function writeMessage(out: ByteChunks, nextKey: () => number, nextNumber: (column: number) => number): void {
  const key = nextKey();
  const body = new ByteChunks(64);
  fields(body, key * 65536, key === LINE, nextKey, nextNumber);
  out.byte(key);
  out.varint(body.length);
  body.drainTo(out);
}

function fields(
  out: ByteChunks,
  within: number,
  hasLines: boolean,
  nextKey: () => number,
  nextNumber: (column: number) => number,
): void {
  for (let key = nextKey(); key !== 0; key = nextKey()) {
    out.byte(key);
    if (key === LINE && hasLines) {
      const line = new ByteChunks(64);
      fields(line, within + LINE * 256, false, nextKey, nextNumber);
      out.varint(line.length);
      line.drainTo(out);
    } else out.varint(nextNumber(within + key));
  }
}

/** Writes the next messages of the columns. Throws `NotPlain` where there are fewer. */
export function messageWriter(section: Uint8Array): (count: number, out: ByteChunks) => void {
  const reader = new ProtoReader(section);
  const part = (): ProtoReader => {
    const end = reader.length();
    const start = reader.at;
    reader.at = end;
    return new ProtoReader(section, start, end);
  };
  const shapes = part();
  const inOrder: ProtoReader[] = [];
  for (let left = reader.varint(); left > 0; left--) inOrder.push(part());
  const columns = new Map<number, { readonly reader: ProtoReader; last: number }>();
  const nextNumber = (column: number): number => {
    let numbers = columns.get(column);
    if (numbers === undefined) {
      const next = inOrder[columns.size];
      if (next === undefined) throw new NotPlain('a column that is not there');
      columns.set(column, (numbers = { reader: next, last: 0 }));
    }
    numbers.last += unzigzag(numbers.reader.varint());
    if (numbers.last < 0) throw new NotPlain('a number below 0');
    return numbers.last;
  };
  return (count, out) => {
    for (let i = 0; i < count; i++) writeMessage(out, () => shapes.varint(), nextNumber);
  };
}
