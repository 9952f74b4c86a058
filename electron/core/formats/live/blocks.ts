import {
  BLOCK_DEFLATED,
  BLOCK_HEADER,
  BLOCK_KEY,
  blockIsWhole,
  mostPlain,
  readBlockHeader,
  RECORDING_MAGIC,
} from '@core/base/wire/blocks';
import { Inflater, OutputBuffer } from '../inflate';

export interface Block {
  /** Where it begins and ends in the file, bytes. */
  readonly at: number;
  readonly end: number;
  /** Its first frame says all that came before anew. */
  readonly key: boolean;
  readonly plain: Uint8Array;
}

/** What is between two blocks that are whole, or behind the last. */
export interface Gap {
  readonly at: number;
  readonly bytes: number;
  /** Nothing comes behind it: it was being written when the recorder was ended. */
  readonly tail: boolean;
}

/** The blocks of a recording in order; what is damaged is passed over and told. */
export function* readBlocks(bytes: Uint8Array): Generator<Block | Gap> {
  let at = RECORDING_MAGIC.length;
  let lost = -1;
  while (at < bytes.length) {
    const block = blockAt(bytes, at);
    if (block === null) {
      if (lost < 0) lost = at;
      at = nextMark(bytes, at + 1);
      continue;
    }
    if (lost >= 0) yield { at: lost, bytes: at - lost, tail: false };
    lost = -1;
    yield block;
    at = block.end;
  }
  if (lost >= 0) yield { at: lost, bytes: bytes.length - lost, tail: true };
}

function blockAt(bytes: Uint8Array, at: number): Block | null {
  const header = readBlockHeader(bytes, at);
  if (header === null) return null;
  const { flags, stored, plain } = header;
  const from = at + BLOCK_HEADER;
  const end = from + stored;
  if (end > bytes.length || plain > mostPlain(stored) || !blockIsWhole(bytes, at, header)) return null;
  const unpacked =
    (flags & BLOCK_DEFLATED) === 0 ? bytes.subarray(from, end) : inflate(bytes.subarray(from, end), plain);
  if (unpacked?.length !== plain) return null;
  return { at, end, key: (flags & BLOCK_KEY) !== 0, plain: unpacked };
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
function nextMark(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(P, at);
    if (at < 0) return bytes.length;
    if (bytes[at + 1] === 0x42 && bytes[at + 2] === 0x4c && bytes[at + 3] === 0x4b) return at;
    at++;
  }
}
const P = 0x50;
const LONGEST_MATCH = 258;
