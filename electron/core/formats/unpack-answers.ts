import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { formatBytes, formatCount } from '@core/base/format';
import type { ByteSource } from '@core/base/source';

/** The host's words for why a source cannot be read at an offset. */
export function refusal(name: string, offset: number, cause: unknown): EngineError {
  return engineError('unreadable', `${name} cannot be read`, {
    reason: cause instanceof Error ? cause.message : String(cause),
    hint: 'Check that it is a file, that it is still there and that you may read it.',
    offset: offset === 0 ? null : offset,
  });
}

/** The answer to packed data that is impossible at `offset`; `found` bytes came out before. */
export function damagedPacked(
  source: ByteSource,
  packed: Uint8Array,
  compression: 'gzip' | 'zstd',
  offset: number,
  reason: string,
  found: number,
): EngineError {
  return engineError('malformed', `${source.name} is damaged at byte ${formatCount(offset)}`, {
    reason: `It is a ${compression} file, but ${reason}. ${formatCount(found)} bytes came out before; none of them can be trusted.`,
    hint: 'Fetch it again; a transfer in text mode or a disk error damages packed files like this.',
    offset,
    excerpt: hex(packed, offset),
  });
}

/** The answer to a packed file that ends before anything comes out. */
export function cutAtOnce(source: ByteSource, size: number, compression: 'gzip' | 'zstd'): EngineError {
  return engineError('truncated', `${source.name} ends before anything can be read`, {
    reason: `It is a ${compression} file of ${formatCount(size)} bytes that ends inside its first block.`,
    hint: 'Fetch it again and let the download finish.',
    offset: size,
  });
}

/** The answer to an input without content. */
export function emptyError(name: string, reason: string): EngineError {
  return engineError('empty', `${name} is empty`, {
    reason: `${reason}: the request that saved it failed, or was stopped before an answer came.`,
    hint: 'Fetch it again and check for status 200.',
  });
}

/** The answer to more bytes than are read. */
export function tooLarge(source: ByteSource, reason: string, limit: number): EngineError {
  return engineError('too-large', `${source.name} is too large to read`, {
    reason: `${reason}. At most ${formatBytes(limit)} are read.`,
    hint: 'Check where the file comes from. A profile in protobuf form (without debug=) is small whatever the size of the program.',
  });
}

/** Up to 32 bytes as hex pairs. */
export function hex(bytes: Uint8Array, offset: number): string {
  return Array.from(bytes.subarray(offset, offset + 32), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
