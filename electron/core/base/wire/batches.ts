import { err, ok, type Result } from '@core/base/result';
import { list, Mismatch, record, text, whole } from './checks';

/**
 * Batches of columns, the payload of frames of kind 1: rows of a table that a call answers with. The other half is
 * native/internal/wire/batch.go: u32 length of the header, the header as JSON, zeros up to a multiple of 8, the columns, each
 * padded so. A column is an array of its type, little-endian; `text` is u32[rows], where each text ends, then the texts in UTF-8.
 */
export interface Batch {
  /** Id of the call. */
  readonly call: number;
  readonly table: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** The bytes that all of it was read from: a recording keeps them as they came. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** By the type that the header names; views of the payload but for texts. */
export type Column =
  | { readonly type: 'u8'; readonly values: Uint8Array }
  | { readonly type: 'u32'; readonly values: Uint32Array }
  | { readonly type: 'i32'; readonly values: Int32Array }
  | { readonly type: 'u64'; readonly values: BigUint64Array }
  | { readonly type: 'f64'; readonly values: Float64Array }
  | { readonly type: 'text'; readonly values: readonly string[] };

interface Header {
  readonly call: number;
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly ColumnHeader[];
}
interface ColumnHeader {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

const header = record<Header>({
  call: whole,
  table: text,
  rows: whole,
  columns: list(record<ColumnHeader>({ name: text, type: text, bytes: whole })),
});

const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['u8', 1],
  ['u32', 4],
  ['i32', 4],
  ['u64', 8],
  ['f64', 8],
]);

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Reads a payload at offset 0 of its buffer, as frames have it; an error says what is wrong with it. */
export function decodeBatch(payload: Uint8Array<ArrayBuffer>): Result<Batch, string> {
  try {
    return ok(read(payload));
  } catch (error) {
    if (error instanceof Mismatch) return err(error.message);
    throw error;
  }
}

function read(payload: Uint8Array<ArrayBuffer>): Batch {
  if (payload.length < 4) throw new Mismatch('batch', 'batch with a header');
  const length = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  if (length > payload.length - 4) throw new Mismatch('batch', `batch with a header of ${length} bytes`);
  const { call, table, rows, columns } = header(json(payload.subarray(4, 4 + length)), 'batch');
  if (rows < 0) throw new Mismatch('batch.rows', 'number of rows');
  const found = new Map<string, Column>();
  let at = padded(4 + length);
  for (const { name, type, bytes } of columns) {
    if (bytes < 0 || at + padded(bytes) > payload.length) throw new Mismatch(name, `column of ${bytes} bytes`);
    found.set(name, column(name, type, rows, payload, at, bytes));
    at += padded(bytes);
  }
  if (at !== payload.length) throw new Mismatch('batch', `batch of ${at} bytes`);
  return { call, table, rows, columns: found, payload };
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    // What TextDecoder and JSON.parse throw for foreign bytes.
    if (error instanceof TypeError || error instanceof SyntaxError) throw new Mismatch('batch', 'JSON in UTF-8');
    throw error;
  }
}

function column(
  name: string,
  type: string,
  rows: number,
  payload: Uint8Array<ArrayBuffer>,
  at: number,
  bytes: number,
): Column {
  const width = WIDTHS.get(type);
  if (type !== 'text' && bytes !== (width ?? NaN) * rows) throw new Mismatch(name, `column of ${rows} ${type}`);
  const from = payload.byteOffset + at;
  switch (type) {
    case 'u8':
      return { type, values: new Uint8Array(payload.buffer, from, rows) };
    case 'u32':
      return { type, values: new Uint32Array(payload.buffer, from, rows) };
    case 'i32':
      return { type, values: new Int32Array(payload.buffer, from, rows) };
    case 'u64':
      return { type, values: new BigUint64Array(payload.buffer, from, rows) };
    case 'f64':
      return { type, values: new Float64Array(payload.buffer, from, rows) };
    case 'text':
      return { type, values: texts(name, rows, payload.subarray(at, at + bytes)) };
    default:
      throw new Mismatch(name, `column of a known type: ${type}`);
  }
}

function texts(name: string, rows: number, bytes: Uint8Array<ArrayBuffer>): string[] {
  if (rows * 4 > bytes.length) throw new Mismatch(name, `column of ${rows} texts`);
  const ends = new Uint32Array(bytes.buffer, bytes.byteOffset, rows);
  const all = bytes.subarray(rows * 4);
  const decoder = new TextDecoder();
  let start = 0;
  const values: string[] = [];
  for (const end of ends) {
    if (end < start || end > all.length) throw new Mismatch(name, `text that ends at ${end}`);
    values.push(decoder.decode(all.subarray(start, end)));
    start = end;
  }
  return values;
}

/** A column to be: of a type of numbers, or texts. */
export type ColumnValues = Uint8Array | Uint32Array | Int32Array | BigUint64Array | Float64Array | readonly string[];

/** The payload that `decodeBatch` reads; all columns have `rows` values. */
export function encodeBatch(
  call: number,
  table: string,
  rows: number,
  columns: Readonly<Record<string, ColumnValues>>,
): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(columns).map(([name, values]) => ({
    name,
    type: typeOf(values),
    bytes: bytesOf(values),
  }));
  const named = parts.map(({ name, type, bytes }) => ({ name, type, bytes: bytes.length }));
  const head = new TextEncoder().encode(JSON.stringify({ call, table, rows, columns: named }));
  const start = padded(4 + head.length);
  const payload = new Uint8Array(parts.reduce((sum, { bytes }) => sum + padded(bytes.length), start));
  new DataView(payload.buffer).setUint32(0, head.length, true);
  payload.set(head, 4);
  let at = start;
  for (const { bytes } of parts) {
    payload.set(bytes, at);
    at += padded(bytes.length);
  }
  return payload;
}

function typeOf(values: ColumnValues): Column['type'] {
  if (values instanceof Uint8Array) return 'u8';
  if (values instanceof Uint32Array) return 'u32';
  if (values instanceof Int32Array) return 'i32';
  if (values instanceof BigUint64Array) return 'u64';
  return values instanceof Float64Array ? 'f64' : 'text';
}

function bytesOf(values: ColumnValues): Uint8Array {
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const texts = values.map((value) => new TextEncoder().encode(value));
  const ends = new Uint32Array(texts.length);
  const bytes = new Uint8Array(texts.reduce((sum, { length }) => sum + length, texts.length * 4));
  let end = 0;
  texts.forEach((one, i) => {
    bytes.set(one, texts.length * 4 + end);
    ends[i] = end += one.length;
  });
  bytes.set(new Uint8Array(ends.buffer), 0);
  return bytes;
}
