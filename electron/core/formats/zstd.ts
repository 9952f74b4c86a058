import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { Decompress, ZstdErrorCode } from 'fzstd';
import { uint32 } from './gunzip';
import { XxHash64 } from '@core/base/xxh64';

/** What a zstd file holds, and how far it could be read. */
export interface Unzstd {
  /**
   * `complete` · `cut` the file ends early · `corrupt` data or checksum wrong at `offset` · `stopped` by `see` · `dictionary` packed
   * with a dictionary, which is not in the file · `window` asks for more memory than is given · `work` would copy its window far more
   * often than its size can justify.
   */
  readonly status: 'complete' | 'cut' | 'corrupt' | 'stopped' | 'dictionary' | 'window' | 'work';
  /** Where each frame begins in the unpacked bytes. */
  readonly members: readonly number[];
  /** Byte in the packed file. */
  readonly offset: number;
  /** For `corrupt`: what is wrong, after "but". */
  readonly reason: string;
  /** Bytes after the last frame that are no zstd. */
  readonly garbage: number;
}

/** Windows up to this size are unpacked: the most that `zstd -d` itself allows without being asked. */
export const MOST_WINDOW = 128 * 1024 * 1024;
/** A block unpacks to this at most (RFC 8878, 3.1.1.2.4). */
const BLOCK = 128 * 1024;
/** fzstd moves its whole window once a block: bytes moved that any input may ask for, and those that each packed byte justifies. */
const WORK_ALWAYS = 2 * 1024 ** 3;
const WORK_BYTE = 40 * 1024;
/** Packed bytes handed over at once; the host is looked at in between. */
const STEP = 1 << 20;

/** One frame as its headers tell it. */
interface Frame {
  readonly at: number;
  readonly blocks: number;
  /** Behind the last complete block; header of that block. */
  readonly end: number;
  readonly lastBlock: number;
  readonly complete: boolean;
  readonly checksum: boolean;
  readonly dictionary: number;
  /** Bytes of history that blocks may reach back, at most what can come out. */
  readonly window: number;
  /** Stored unpacked size; −1 = not stored. */
  readonly size: number;
  /** Behind the frame. */
  readonly next: number;
}

export function isZstd(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  if (isSkippable(head, 0)) {
    const next = 8 + uint32(head, 4);
    return next + 4 <= head.length && (uint32(head, next) === 0xfd2fb528 || isSkippable(head, next));
  }
  return uint32(head, 0) === 0xfd2fb528;
}

function isSkippable(bytes: Uint8Array, at: number): boolean {
  return at + 8 <= bytes.length && (uint32(bytes, at) & 0xfffffff0) >>> 0 === 0x184d2a50;
}

/**
 * Unpacks every frame (RFC 8878), handing what comes out to `see`, which answers whether to go on. Frames get a header of our own: its
 * window is no larger than what can come out, and a frame that is cut ends with its last complete block.
 */
export async function unzstd(
  input: Uint8Array,
  signal: AbortSignal | null,
  see: (chunk: Uint8Array, packed: number) => boolean,
): Promise<Unzstd> {
  const members: number[] = [];
  let total = 0;
  let work = 0;
  let at = 0;
  const done = (status: Unzstd['status'], offset: number, reason = '', garbage = 0): Unzstd => {
    return { status, members, offset, reason, garbage };
  };
  while (at < input.length) {
    if (isSkippable(input, at)) {
      at += 8 + uint32(input, at + 4);
      if (at > input.length) return done('cut', input.length);
      continue;
    }
    const frame = readFrame(input, at);
    if (frame === 'cut') return done('cut', input.length);
    if (frame === 'none') {
      return members.length > 0
        ? done('complete', at, '', input.length - at)
        : done('corrupt', at, 'it has no zstd frame where one should be');
    }
    if (typeof frame === 'string') return done('corrupt', at, frame);
    if (frame.dictionary !== 0) return done('dictionary', at);
    if (frame.window > MOST_WINDOW) return done('window', at);
    members.push(total);
    const from = total;
    const hash = frame.checksum && frame.complete ? new XxHash64() : null;
    let stopped = false;
    let pushed = frame.blocks;
    const unpacker = new Decompress((chunk) => {
      if (stopped || chunk.length === 0) return;
      hash?.update(chunk);
      total += chunk.length;
      work += frame.window;
      stopped = !see(chunk, pushed);
      // Nothing but an exception ends a run of tiny blocks that are already handed over.
      if (stopped || work > WORK_ALWAYS + input.length * WORK_BYTE) throw new Stopped();
    });
    try {
      unpacker.push(ownHeader(frame.window));
      while (pushed < frame.end) {
        const next = Math.min(frame.end, pushed + STEP);
        // The last block says that it is the last: of a frame that is cut it does not.
        const piece = input.slice(pushed, next);
        if (frame.lastBlock >= pushed && frame.lastBlock < next) piece[frame.lastBlock - pushed] |= 1;
        pushed = next;
        unpacker.push(piece, pushed === frame.end);
        await yieldToHost();
        throwIfCancelled(signal);
      }
    } catch (cause) {
      if (cause instanceof Stopped) return done(stopped ? 'stopped' : 'work', pushed);
      if (cause instanceof Error && 'code' in cause && typeof cause.code === 'number')
        return done('corrupt', frame.at, `its packed data is impossible (${reasonOf(cause.code)})`);
      // Impossible tables lead fzstd outside its arrays.
      if (cause instanceof RangeError || cause instanceof TypeError)
        return done('corrupt', frame.at, 'its packed data is impossible');
      throw cause;
    }
    if (!frame.complete) return done('cut', input.length);
    if (frame.size >= 0 && total - from !== frame.size)
      return done('corrupt', frame.at, 'its stored length does not match its content');
    if (hash !== null && hash.low() !== uint32(input, frame.end))
      return done('corrupt', frame.end, 'its checksum does not match its content');
    at = frame.next;
  }
  return done('complete', at);
}

/** Thrown from within fzstd's callback, and caught around it. */
class Stopped extends Error {}

function reasonOf(code: number): string {
  if (code === ZstdErrorCode.InvalidBlockType) return 'a block of an unknown kind';
  if (code === ZstdErrorCode.DistanceTooFarBack) return 'a match before the beginning';
  return code === ZstdErrorCode.FSEAccuracyTooHigh ? 'a table too fine' : 'a block that cannot be read';
}

/** Header and block headers of the frame at `at`; a reason where they are wrong, `none` where there is no frame. */
function readFrame(input: Uint8Array, at: number): Frame | 'cut' | 'none' | string {
  const left = input.length - at;
  if (left < 4) {
    const magic = [0x28, 0xb5, 0x2f, 0xfd];
    return input.subarray(at).every((byte, i) => byte === magic[i]) ? 'cut' : 'none';
  }
  if (uint32(input, at) !== 0xfd2fb528) return 'none';
  if (left < 6) return 'cut';
  const descriptor = input[at + 4];
  if ((descriptor & 8) !== 0) return 'its frame header uses a bit that is reserved';
  const single = (descriptor & 32) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6];
  let p = at + 5;
  const headerEnd = p + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
  if (headerEnd > input.length) return 'cut';
  let window = single ? 0 : 2 ** (10 + (input[p] >> 3)) * (1 + (input[p] & 7) / 8);
  if (!single) p++;
  const dictionary = little(input, p, dictionaryBytes);
  p += dictionaryBytes;
  const size = sizeBytes === 0 ? -1 : little(input, p, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  if (single) window = size;
  p += sizeBytes;
  const blocks = p;
  let most = 0;
  let lastBlock = -1;
  let last = false;
  while (!last && p + 3 <= input.length) {
    const header = little(input, p, 3);
    const kind = (header >> 1) & 3;
    const length = header >> 3;
    if (kind === 3) return 'it has a block of a reserved kind';
    if (length > BLOCK) return 'it has a block larger than blocks may be';
    const end = p + 3 + (kind === 1 ? 1 : length);
    if (end > input.length) break;
    most += kind === 2 ? BLOCK : length;
    last = (header & 1) !== 0;
    lastBlock = p;
    p = end;
  }
  const checksum = (descriptor & 4) !== 0;
  const next = p + (checksum ? 4 : 0);
  return {
    ...{ at, blocks, end: p, lastBlock, checksum, dictionary, size, next },
    complete: last && next <= input.length,
    window: Math.min(window, most),
  };
}

/** A frame header without size, dictionary and checksum, whose window is at least `window`. */
function ownHeader(window: number): Uint8Array {
  let exponent = 0;
  while (2 ** (10 + exponent) < window) exponent++;
  return Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3);
}

function little(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}
