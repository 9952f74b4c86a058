import { WIRE_BYTES, WIRE_VARINT } from './wire';

/** What `fieldEnd` answers where the bytes end before that can be told, and where no field can be. */
export const UNKNOWN_YET = -1;
export const NO_FIELD = -2;

/** Most bytes that a tag and a length (or a number) take. */
export const LONGEST_HEAD = 20;
const LONGEST_VARINT = 10;

/**
 * Where the top-level field at `pos` ends, which may be behind `size`, the end of what is at hand. Cheap and not strict: it finds fields
 * among bytes that come in pieces; `scanProfile` judges them when all are there.
 */
export function fieldEnd(bytes: Uint8Array, pos: number, size: number): number {
  const afterTag = varintEnd(bytes, pos, size);
  if (afterTag < 0) return afterTag;
  switch (bytes[pos] & 7) {
    case WIRE_VARINT:
      return varintEnd(bytes, afterTag, size);
    case 1:
      return afterTag + 8;
    case 5:
      return afterTag + 4;
    case WIRE_BYTES: {
      const start = varintEnd(bytes, afterTag, size);
      if (start < 0) return start;
      let length = 0;
      for (let p = start - 1; p >= afterTag; p--) length = length * 128 + (bytes[p] & 127);
      return length > 0xffffffff ? NO_FIELD : start + length;
    }
    default:
      return NO_FIELD;
  }
}

function varintEnd(bytes: Uint8Array, pos: number, size: number): number {
  const most = Math.min(size, pos + LONGEST_VARINT);
  let p = pos;
  while (p < most && bytes[p] > 127) p++;
  if (p < most) return p + 1;
  return p === size ? UNKNOWN_YET : NO_FIELD;
}
