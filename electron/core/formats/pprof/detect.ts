import type { Probe } from '@core/formats/format';

/** Wire type of each top-level field of profile.proto: 0 number, 2 bytes, -1 either (packed or not). */
const TOP = [-2, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 2, 0, -1, 0, 0];
/** The same within the messages: field number → wire type, by top-level field. */
const INSIDE: readonly (readonly number[] | null)[] = [
  null,
  [-2, 0, 0],
  [-2, -1, -1, 2],
  [-2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [-2, 0, 0, 0, 2, 0],
  [-2, 0, 0, 0, 0, 0],
];

/**
 * A profile is bytes that parse as profile.proto from the first byte on: only its fields, with its wire types, and messages that again
 * hold only theirs. Claimed when the head holds a sample type, or (writers that put the names first) the empty first string and
 * a message. Text fails at the first tag, and so does nearly every other protobuf.
 */
export function detectPprof(probe: Probe): boolean {
  const { head } = probe;
  let types = 0;
  let messages = 0;
  let emptyFirst = false;
  let strings = 0;
  let pos = 0;
  while (pos < head.length) {
    const tag = head[pos++];
    const field = tag >> 3;
    const wire = tag & 7;
    const wanted = tag > 127 || field > 15 ? -2 : TOP[field];
    if (wanted === -2 || (wire !== wanted && (wanted !== -1 || (wire !== 0 && wire !== 2)))) return false;
    const value = varint(head, pos, head.length);
    if (value === 'bad') return false;
    if (value === 'cut') break;
    pos = value.next;
    if (wire === 0) continue;
    const stop = pos + value.number;
    if (field === 6) {
      if (strings++ === 0) emptyFirst = value.number === 0;
      if (strings === 1 && !emptyFirst && types === 0 && messages === 0) return false;
    }
    const inside = field === 11 ? INSIDE[1] : INSIDE[field];
    // Only what is wholly in the head is judged: the head, or the file, may end within a message.
    if (stop > head.length) break;
    if (inside) {
      if (!isMessage(head, pos, stop, inside)) return false;
      if (field === 1 && stop > pos) types++;
      else if (stop > pos) messages++;
    }
    pos = stop;
  }
  return types > 0 || (emptyFirst && messages > 0);
}

function isMessage(bytes: Uint8Array, from: number, to: number, fields: readonly number[]): boolean {
  let pos = from;
  while (pos < to) {
    const tag = bytes[pos++];
    const wanted = tag > 127 || tag >> 3 >= fields.length ? -2 : fields[tag >> 3];
    const wire = tag & 7;
    if (wanted === -2 || (wire !== wanted && (wanted !== -1 || (wire !== 0 && wire !== 2)))) return false;
    const value = varint(bytes, pos, to);
    if (typeof value === 'string') return false;
    pos = wire === 2 ? value.next + value.number : value.next;
  }
  return pos === to;
}

/** A varint as a double and where the next byte is; `cut` at the end of the range, `bad` beyond ten bytes. */
function varint(bytes: Uint8Array, from: number, to: number): { number: number; next: number } | 'cut' | 'bad' {
  let number = 0;
  let scale = 1;
  for (let pos = from; pos < to; pos++, scale *= 128) {
    if (pos - from === 10) return 'bad';
    number += (bytes[pos] & 127) * scale;
    if (bytes[pos] < 128) return { number, next: pos + 1 };
  }
  return 'cut';
}
