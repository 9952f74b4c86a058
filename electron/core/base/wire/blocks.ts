import { XxHash64 } from '../xxh64';

/**
 * A recording: the magic, then blocks. A block holds frames as they came from the sampler, and control frames between them
 * (core/formats/live/README.md), packed together and checked together: what a kill tears is the last block, and what is damaged costs
 * the blocks up to the next one that begins with a key.
 *
 *     u32 mark | u32 flags | u32 stored bytes | u32 plain bytes | u32 check | stored bytes
 *
 * All little-endian. The check is the low half of XXH64 of what is before it and what is behind it.
 */
export const RECORDING_MAGIC = 'PARKREC1';

export const BLOCK_HEADER = 20;
const MARK = 0x4b4c4250;

/** The stored bytes are deflated (RFC 1951). */
export const BLOCK_DEFLATED = 1;
/** Its first frame says all that came before anew. */
export const BLOCK_KEY = 2;

/** Of one block, unpacked. Bytes; a frame has less. */
export const MOST_PLAIN = 32 * 2 ** 20;

/** Of a block of so many stored bytes: what damage can make us unpack. A writer stores what packs better than this as it is. */
export function mostPlain(stored: number): number {
  return Math.min(MOST_PLAIN, stored * 128 + 65_536);
}

export interface BlockHeader {
  readonly flags: number;
  readonly stored: number;
  readonly plain: number;
  readonly check: number;
}

/** The bytes before the stored ones. */
export function blockHeader(flags: number, plain: number, stored: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(BLOCK_HEADER);
  const view = new DataView(header.buffer);
  [MARK, flags, stored.length, plain].forEach((value, i) => view.setUint32(i * 4, value, true));
  view.setUint32(16, checkOf(header, stored), true);
  return header;
}

/** The header at `at`; null where no block begins, or there is no room for one. */
export function readBlockHeader(bytes: Uint8Array, at: number): BlockHeader | null {
  if (at + BLOCK_HEADER > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, BLOCK_HEADER);
  if (view.getUint32(0, true) !== MARK) return null;
  const [flags, stored, plain, check] = [4, 8, 12, 16].map((offset) => view.getUint32(offset, true));
  return { flags, stored, plain, check };
}

/** Whether the block at `at`, all of whose bytes are there, is as it was written. */
export function blockIsWhole(bytes: Uint8Array, at: number, { stored, check }: BlockHeader): boolean {
  const from = at + BLOCK_HEADER;
  return checkOf(bytes.subarray(at, from), bytes.subarray(from, from + stored)) === check;
}

function checkOf(header: Uint8Array, stored: Uint8Array): number {
  const hash = new XxHash64();
  hash.update(header.subarray(0, 16));
  hash.update(stored);
  return hash.low();
}
