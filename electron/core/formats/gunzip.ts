import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { crc32, Inflater, OutputBuffer } from './inflate';

/** What a gzip file holds, and how far it could be read. */
export interface Gunzipped {
  /** `complete` · `cut` the file ends early · `corrupt` data or checksum wrong at `offset` · `limit` more than allowed comes out. */
  readonly status: 'complete' | 'cut' | 'corrupt' | 'limit';
  /** Everything that came out, up to the damage. */
  readonly bytes: Uint8Array;
  /** Where each member begins in `bytes`. */
  readonly members: readonly number[];
  /** For `corrupt`, `cut` and garbage: byte in the compressed file. */
  readonly offset: number;
  /** For `corrupt`: what is wrong, after "but": `its checksum does not match`. */
  readonly reason: string;
  /** Bytes after the last member that are no gzip. */
  readonly garbage: number;
}

export function isGzip(head: Uint8Array): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Unpacks every member of a gzip file, the same on every host. Slower than the host's stream (inflate.ts), so only asked where
 * that one failed or the file turns out to be unusual. `tooDense` stops a bomb: it is asked after every block.
 */
export async function gunzipExactly(
  input: Uint8Array,
  expected: number,
  limit: number,
  signal: AbortSignal | null,
  tooDense: (unpacked: number, packed: number) => boolean = () => false,
): Promise<Gunzipped> {
  const out = new OutputBuffer(expected, limit);
  const members: number[] = [];
  let at = 0;
  const done = (status: Gunzipped['status'], offset: number, reason = '', garbage = 0): Gunzipped => ({
    status,
    bytes: out.bytes(),
    members,
    offset,
    reason,
    garbage,
  });
  while (at < input.length) {
    if (!isGzip(input.subarray(at))) {
      if (input.length - at === 1 && input[at] === 0x1f) return done('cut', input.length);
      // Padding and junk after a complete member: gzip itself warns and ignores it.
      return members.length > 0
        ? done('complete', at, '', input.length - at)
        : done('corrupt', at, 'it has no gzip header');
    }
    const start = at;
    const body = headerEnd(input, at);
    if (body === -2) return done('corrupt', start, 'its gzip header names an unknown method');
    if (body < 0) return done('cut', input.length);
    const from = out.length;
    members.push(from);
    const inflater = new Inflater(input, body, out);
    let yielded = from;
    for (;;) {
      const status = inflater.block();
      if (status === 'end') break;
      if (status === 'limit') return done('limit', inflater.position);
      if (status === 'cut') return done('cut', input.length);
      if (status === 'corrupt')
        return done('corrupt', Math.min(inflater.position, input.length), 'the packed data is impossible there');
      if (tooDense(out.length, inflater.position)) return done('limit', inflater.position);
      if (out.length - yielded > 8 * 1024 * 1024) {
        yielded = out.length;
        await yieldToHost();
        throwIfCancelled(signal);
      }
    }
    at = inflater.position;
    if (at + 8 > input.length) return done('cut', input.length);
    const unpacked = out.bytes().subarray(from);
    if (crc32(unpacked) !== uint32(input, at)) return done('corrupt', at, 'its checksum does not match its content');
    if (unpacked.length % 2 ** 32 !== uint32(input, at + 4))
      return done('corrupt', at + 4, 'its stored length does not match its content');
    at += 8;
  }
  return done('complete', at);
}

/** First byte after the gzip header at `at`; −1 cut, −2 not deflate. */
function headerEnd(input: Uint8Array, at: number): number {
  if (at + 10 > input.length) return -1;
  if (input[at + 2] !== 8) return -2;
  const flags = input[at + 3];
  let p = at + 10;
  if (flags & 4) {
    if (p + 2 > input.length) return -1;
    p += 2 + (input[p] | (input[p + 1] << 8));
  }
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    while (p < input.length && input[p] !== 0) p++;
    p++;
  }
  if (flags & 2) p += 2;
  return p <= input.length ? p : -1;
}

export function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
