import type { ByteSource } from '@core/base/source';
import {
  BLOCK_DEFLATED,
  BLOCK_HEADER,
  blockIsWhole,
  MOST_PLAIN,
  mostPlain,
  readBlockHeader,
  RECORDING_MAGIC,
} from '@core/base/wire/blocks';
import { Inflater, OutputBuffer } from '../inflate';

export interface Block {
  /** Where it begins and ends in the file, bytes. */
  readonly at: number;
  readonly end: number;
  readonly plain: Uint8Array;
}

/** What is between two blocks that are whole, or behind the last. */
export interface Gap {
  readonly at: number;
  readonly bytes: number;
  /** Nothing comes behind it: it was being written when the recorder was ended. */
  readonly tail: boolean;
}

/** What is read of a recording that is not in memory at a time, at least. Bytes. */
const AHEAD = 1 << 20;
/** Places that only look like blocks cost their checks: so many times the size of the file, and this. Bytes. */
const VAIN_SHARE = 4;
const VAIN = 32 * 2 ** 20;

/**
 * The blocks of a recording in order; what is damaged is passed over and told. At most one block is held in memory beside what the source
 * holds. Rejects with what its `read` rejects with.
 */
export async function* readBlocks(source: Pick<ByteSource, 'size' | 'read'>): AsyncGenerator<Block | Gap> {
  const { size } = source;
  const bytesAt = windowOf(source);
  let at = RECORDING_MAGIC.length;
  let lost = -1;
  let vain = 0;
  while (at < size) {
    const block = await blockAt(bytesAt, size, at);
    if (typeof block === 'number') {
      if (lost < 0) lost = at;
      vain += block;
      at = vain > VAIN_SHARE * size + VAIN ? size : await nextMark(bytesAt, size, at + 1);
      continue;
    }
    if (lost >= 0) yield { at: lost, bytes: at - lost, tail: false };
    lost = -1;
    yield block;
    at = block.end;
  }
  if (lost >= 0) yield { at: lost, bytes: size - lost, tail: true };
}

/** Bytes of a recording, fewer only at its end. */
type BytesAt = (at: number, length: number) => Promise<Uint8Array>;

function windowOf({ size, read }: Pick<ByteSource, 'size' | 'read'>): BytesAt {
  let [held, from] = [new Uint8Array(), 0];
  return async (at, length) => {
    const to = Math.min(size, at + length);
    if (at < from || to > from + held.length) {
      held = new Uint8Array(await read(at, Math.min(size - at, Math.max(AHEAD, length))));
      from = at;
    }
    return held.subarray(at - from, to - from);
  };
}

/** The block at `at`; else how many bytes had to be looked at to know that there is none. */
async function blockAt(bytesAt: BytesAt, size: number, at: number): Promise<Block | number> {
  const header = readBlockHeader(await bytesAt(at, BLOCK_HEADER), 0);
  if (header === null) return 0;
  const { stored, plain } = header;
  if (at + BLOCK_HEADER + stored > size || stored > MOST_PLAIN || plain > mostPlain(stored)) return 0;
  return blockOf(await bytesAt(at, BLOCK_HEADER + stored), at) ?? stored + plain;
}

/** The block that these bytes are, the file's from `at` on; null when they are none that is whole. */
export function blockOf(bytes: Uint8Array, at: number): Block | null {
  const header = readBlockHeader(bytes, 0);
  if (header === null) return null;
  const { flags, stored, plain } = header;
  // The file may have become shorter.
  if (bytes.length < BLOCK_HEADER + stored || !blockIsWhole(bytes, 0, header)) return null;
  const content = bytes.subarray(BLOCK_HEADER, BLOCK_HEADER + stored);
  const unpacked = (flags & BLOCK_DEFLATED) === 0 ? content : inflate(content, plain);
  return unpacked?.length === plain ? { at, end: at + BLOCK_HEADER + stored, plain: unpacked } : null;
}

function inflate(stored: Uint8Array, plain: number): Uint8Array | null {
  // The inflater asks for room for its longest match at a time.
  const out = new OutputBuffer(plain + LONGEST_MATCH, plain + LONGEST_MATCH);
  const inflater = new Inflater(stored, 0, out);
  let status = inflater.block();
  while (status === 'more') status = inflater.block();
  return status === 'end' ? out.bytes() : null;
}

/** Where the next block may begin: at the first byte of its mark. */
async function nextMark(bytesAt: BytesAt, size: number, from: number): Promise<number> {
  for (let at = from; at < size;) {
    const bytes = await bytesAt(at, AHEAD);
    const found = markIn(bytes);
    if (found >= 0) return at + found;
    if (bytes.length <= MARK_REST) return size;
    // One that begins in the last bytes goes on in the next piece.
    at += bytes.length - MARK_REST;
  }
  return size;
}

function markIn(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(P); at >= 0; at = bytes.indexOf(P, at + 1))
    if (bytes[at + 1] === 0x42 && bytes[at + 2] === 0x4c && bytes[at + 3] === 0x4b) return at;
  return -1;
}
const P = 0x50;
const MARK_REST = 3;
const LONGEST_MATCH = 258;
