import type { ByteChunks } from './byte-chunks';

/** Fields of protobuf messages (protobuf.dev/programming-guides/encoding). */

export function tag(out: ByteChunks, field: number, wire: number): void {
  out.byte((field << 3) | wire);
}

/** A field of a whole number; nothing for 0, which is what a missing field means. */
export function number(out: ByteChunks, field: number, value: number): void {
  if (value === 0) return;
  tag(out, field, 0);
  out.varint(value);
}

/** The same of 64 bits in two halves. */
export function wide(out: ByteChunks, field: number, low: number, high: number): void {
  if (low === 0 && high === 0) return;
  tag(out, field, 0);
  out.varint64(low, high);
}

/** What was gathered in `inner` as a field of bytes; nothing when it is empty. */
export function packed(out: ByteChunks, field: number, inner: ByteChunks): void {
  if (inner.length === 0) return;
  tag(out, field, 2);
  out.varint(inner.length);
  inner.drainTo(out);
}
