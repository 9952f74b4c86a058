import type { Compression } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { Cancelled, throwIfCancelled } from '@core/base/cancel';
import { formatBytes, formatCount } from '@core/base/format';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import { gunzipExactly, isGzip, uint32 } from './gunzip';
import { OutputBuffer } from './inflate';
import { isZstd, MOST_WINDOW, unzstd } from './zstd';

/** Bytes of the unpacked start that detectors see. */
export const HEAD_BYTES = 64 * 1024;
/** Unpacked bytes that are read at most, unless the caller says otherwise. */
export const DEFAULT_LIMIT = 2 * 1024 ** 3;
/** Real captures pack 5 to 100 to 1; deflate's own maximum is 1032 to 1. Asked only after this many bytes came out. */
const RATIO_FROM = 128 * 1024 * 1024;
const RATIO_LIMIT = 300;
/** How much of an input that nobody claims is unpacked to tell a bomb from an ordinary file. */
const UNCLAIMED_BYTES = 8 * 1024 * 1024;
const UNCLAIMED_RATIO = 100;
const PACKED_CHUNK = 64 * 1024;
const PLAIN_CHUNK = 8 * 1024 * 1024;

export interface UnpackOptions {
  readonly signal: AbortSignal | null;
  /** Bytes of the source read so far. */
  progress(done: number): void;
  /** Asked once, with the first 64 KiB: is the rest worth reading? */
  claims(head: Uint8Array, compression: Compression): boolean;
  readonly limit: number;
}

export interface Unpacked {
  /** The whole content; only its head when `claimed` is false. */
  readonly bytes: Uint8Array;
  readonly compression: Compression;
  /** The packed stream ended early. */
  readonly cut: boolean;
  readonly claimed: boolean;
  /** Where each gzip member or zstd frame begins in `bytes`; `[0]` for ordinary files. */
  readonly members: readonly number[];
  /** Bytes behind the last gzip member or zstd frame that are neither; 0 = none. */
  readonly garbage: number;
}

/** Reads a source and unpacks it. Throws only `Cancelled`. */
export async function unpack(source: ByteSource, options: UnpackOptions): Promise<Result<Unpacked, EngineError>> {
  const head = await readAt(source, 0, HEAD_BYTES, options.signal);
  if (!head.ok) return head;
  if (head.value.length === 0) return err(emptyError(source.name, 'It has no bytes'));
  if (isGzip(head.value)) return unpackGzip(source, options);
  if (isZstd(head.value)) return unpackZstd(source, options);
  const plain = { compression: 'none', cut: false, members: [0], garbage: 0 } as const;
  if (!options.claims(head.value, 'none')) return ok({ ...plain, bytes: head.value, claimed: false });
  if (source.size > options.limit) return err(tooLarge(source, `It holds ${formatBytes(source.size)}`, options.limit));
  const all = await readAll(source, options, head.value);
  return all.ok ? ok({ ...plain, bytes: all.value, claimed: true }) : all;
}

/** Bytes of a source; the host's refusal as an answer. Throws only `Cancelled`. */
export async function readAt(
  source: ByteSource,
  offset: number,
  length: number,
  signal: AbortSignal | null,
): Promise<Result<Uint8Array, EngineError>> {
  try {
    const bytes = await source.read(offset, length);
    throwIfCancelled(signal);
    return ok(bytes);
  } catch (cause) {
    if (cause instanceof Cancelled) throw cause;
    return err(refusal(source.name, offset, cause));
  }
}

/** The host's words for why a source cannot be read at an offset. */
export function refusal(name: string, offset: number, cause: unknown): EngineError {
  return engineError('unreadable', `${name} cannot be read`, {
    reason: cause instanceof Error ? cause.message : String(cause),
    hint: 'Check that it is a file, that it is still there and that you may read it.',
    offset: offset === 0 ? null : offset,
  });
}

async function readAll(
  source: ByteSource,
  options: UnpackOptions,
  head: Uint8Array,
): Promise<Result<Uint8Array, EngineError>> {
  if (head.length >= source.size) return ok(head);
  if (source.size <= PLAIN_CHUNK) return readAt(source, 0, source.size, options.signal);
  const bytes = new Uint8Array(source.size);
  let length = 0;
  while (length < source.size) {
    const chunk = await readAt(source, length, Math.min(PLAIN_CHUNK, source.size - length), options.signal);
    if (!chunk.ok) return chunk;
    // A file that shrank while it was read ends here; its format sees a cut.
    if (chunk.value.length === 0) break;
    bytes.set(chunk.value, length);
    length += chunk.value.length;
    options.progress(length);
  }
  return ok(bytes.subarray(0, length));
}

function tooDense(unpacked: number, packed: number): boolean {
  return unpacked >= RATIO_FROM && unpacked / packed > RATIO_LIMIT;
}

/** Decides, while bytes come out, whether more are wanted. */
class Watch {
  verdict: 'go on' | 'enough' | 'limit' | 'bomb' = 'go on';
  #claimed: boolean | null = null;
  #total = 0;
  readonly #options: UnpackOptions;
  readonly #compression: Compression;

  constructor(options: UnpackOptions, compression: Compression) {
    this.#options = options;
    this.#compression = compression;
  }

  /** `out` = unpacked so far, `packed` = source bytes used for it. Answers whether to go on. */
  see(out: OutputBuffer, chunk: Uint8Array, packed: number): boolean {
    this.#total += chunk.length;
    if (this.#claimed === false) {
      if (this.#total < UNCLAIMED_BYTES) return true;
      this.verdict = this.#total / packed >= UNCLAIMED_RATIO ? 'bomb' : 'enough';
      return false;
    }
    if (!out.append(chunk)) this.verdict = 'limit';
    else if (tooDense(this.#total, packed)) this.verdict = 'bomb';
    else if (this.#claimed === null && out.length >= HEAD_BYTES) this.decide(out);
    return this.verdict === 'go on';
  }

  /** Asks the detectors; at the latest at the end of the input. */
  decide(out: OutputBuffer): boolean {
    this.#claimed ??= this.#options.claims(out.bytes().subarray(0, HEAD_BYTES), this.#compression);
    return this.#claimed;
  }

  /** Every detector was asked and said no. */
  get unclaimed(): boolean {
    return this.#claimed === false;
  }
}

async function unpackGzip(source: ByteSource, options: UnpackOptions): Promise<Result<Unpacked, EngineError>> {
  const trailer = await readAt(source, Math.max(0, source.size - 4), 4, options.signal);
  if (!trailer.ok) return trailer;
  const stored = trailer.value.length === 4 ? uint32(trailer.value, 0) : 0;
  // The stored length is the sender's word: believed for the first allocation only where deflate could do it at all.
  const expected = stored <= source.size * 100 ? stored + 1 : source.size * 4;
  const out = new OutputBuffer(expected, options.limit);
  const watch = new Watch(options, 'gzip');
  const streamed = await stream(source, options, out, watch);
  if (!streamed.ok) return streamed;
  if (watch.verdict !== 'go on') return stopped(source, options, out, watch, streamed.value.packed, 'gzip');
  const single = streamed.value.clean && out.length % 2 ** 32 === stored;
  if (!single && !watch.unclaimed) return unpackExactly(source, options, expected);
  if (out.length === 0) return err(emptyError(source.name, 'It unpacks to nothing'));
  const claimed = watch.decide(out);
  const bytes = claimed ? out.bytes() : out.bytes().subarray(0, HEAD_BYTES);
  return ok({ bytes, compression: 'gzip', cut: false, claimed, members: [0], garbage: 0 });
}

/** Several members, a cut or damage: asked again of our own inflate, whose answer is the same on every host. */
async function unpackExactly(
  source: ByteSource,
  options: UnpackOptions,
  expected: number,
): Promise<Result<Unpacked, EngineError>> {
  const packed = await readAll(source, { ...options, progress: () => undefined }, new Uint8Array(0));
  if (!packed.ok) return packed;
  const read = await gunzipExactly(packed.value, expected, options.limit, options.signal, tooDense);
  const { bytes, members, garbage } = read;
  if (read.status === 'limit')
    return err(tooLarge(source, `It unpacks to more than ${formatBytes(options.limit)}`, options.limit));
  if (read.status === 'corrupt')
    return err(damagedPacked(source, packed.value, 'gzip', read.offset, read.reason, bytes.length));
  const cut = read.status === 'cut';
  if (bytes.length === 0) {
    return err(cut ? cutAtOnce(source, packed.value.length, 'gzip') : emptyError(source.name, 'It unpacks to nothing'));
  }
  const claimed = options.claims(bytes.subarray(0, HEAD_BYTES), 'gzip');
  return ok({ bytes, compression: 'gzip', cut, claimed, members, garbage });
}

/** Zstandard, by fzstd on every host: Chromium has no decompressor for it, and Node has one only since 22.15. */
async function unpackZstd(source: ByteSource, options: UnpackOptions): Promise<Result<Unpacked, EngineError>> {
  if (source.size > options.limit) return err(tooLarge(source, `It holds ${formatBytes(source.size)}`, options.limit));
  const packed = await readAll(source, { ...options, progress: () => undefined }, new Uint8Array(0));
  if (!packed.ok) return packed;
  const out = new OutputBuffer(source.size * 8, options.limit);
  const watch = new Watch(options, 'zstd');
  const read = await unzstd(packed.value, options.signal, (chunk, used) => {
    options.progress(used);
    return watch.see(out, chunk, used);
  });
  const { members, garbage, offset } = read;
  switch (read.status) {
    case 'stopped':
      return stopped(source, options, out, watch, offset, 'zstd');
    case 'work':
      return err(
        tooLarge(source, 'Its blocks are tiny and their window is huge, which no capture needs', options.limit),
      );
    case 'window': {
      const window = `It needs a window of more than ${formatBytes(MOST_WINDOW)} to be unpacked`;
      return err(
        engineError('unsupported-version', `${source.name} is packed in a way that is not read here`, {
          reason: `${window}, which zstd itself does not do unless it is told to.`,
          hint: 'Unpack it first: zstd -d --long=31 FILE.',
          offset,
        }),
      );
    }
    case 'dictionary':
      return err(
        engineError('unsupported-version', `${source.name} is packed with a dictionary`, {
          reason:
            'It is a zstd file that can only be unpacked with the dictionary it was packed with, which is another file.',
          hint: 'Unpack it where the dictionary is: zstd -d -D DICTIONARY FILE.',
          offset,
        }),
      );
    case 'corrupt':
      return err(damagedPacked(source, packed.value, 'zstd', offset, read.reason, out.length));
    case 'cut':
    case 'complete':
  }
  const cut = read.status === 'cut';
  if (out.length === 0) {
    return err(cut ? cutAtOnce(source, packed.value.length, 'zstd') : emptyError(source.name, 'It unpacks to nothing'));
  }
  const claimed = watch.decide(out);
  const bytes = claimed ? out.bytes() : out.bytes().subarray(0, HEAD_BYTES);
  return ok({ bytes, compression: 'zstd', cut, claimed, members, garbage });
}

function stopped(
  source: ByteSource,
  options: UnpackOptions,
  out: OutputBuffer,
  watch: Watch,
  packed: number,
  compression: 'gzip' | 'zstd',
): Result<Unpacked, EngineError> {
  if (watch.verdict === 'limit')
    return err(tooLarge(source, `It unpacks to more than ${formatBytes(options.limit)}`, options.limit));
  if (watch.verdict === 'bomb') {
    const ratio = watch.unclaimed ? UNCLAIMED_RATIO : RATIO_LIMIT;
    return err(
      tooLarge(
        source,
        `Its first ${formatBytes(packed)} unpack more than ${ratio} to 1, which no capture does: this is how a ${compression} bomb is built`,
        options.limit,
      ),
    );
  }
  const bytes = out.bytes().subarray(0, HEAD_BYTES);
  return ok({ bytes, compression, cut: false, claimed: false, members: [0], garbage: 0 });
}

/**
 * Feeds the source through the host's decompressor. `clean` is false when that one failed, whatever the reason: its words differ
 * between hosts, so the reason is found by `gunzipExactly`.
 */
async function stream(
  source: ByteSource,
  options: UnpackOptions,
  out: OutputBuffer,
  watch: Watch,
): Promise<Result<{ readonly clean: boolean; readonly packed: number }, EngineError>> {
  const gunzip = source.gunzip?.() ?? new DecompressionStream('gzip');
  const writer = gunzip.writable.getWriter();
  const reader = gunzip.readable.getReader();
  let packed = 0;
  let stop = false;
  let failure: EngineError | null = null;
  let cancelled: unknown = null;
  const feed = async (): Promise<void> => {
    while (packed < source.size && !stop) {
      const chunk = await readAt(source, packed, PACKED_CHUNK, options.signal);
      if (!chunk.ok) {
        failure = chunk.error;
        break;
      }
      if (chunk.value.length === 0) break;
      packed += chunk.value.length;
      await writer.write(chunk.value);
      options.progress(packed);
    }
    if (failure === null && !stop) await writer.close();
    else await writer.abort();
  };
  const drain = async (): Promise<void> => {
    for (;;) {
      const next = await reader.read();
      if (next.done) return;
      if (watch.see(out, next.value, packed)) continue;
      stop = true;
      await reader.cancel();
      return;
    }
  };
  let clean = true;
  const settle = (cause: unknown): void => {
    clean = false;
    if (cause instanceof Cancelled) cancelled = cause;
  };
  const feeding = feed().catch(async (cause: unknown) => {
    settle(cause);
    // Ends the other half, which would wait for data for ever; it may have failed already.
    await writer.abort(cause).catch(settle);
  });
  await Promise.all([feeding, drain().catch(settle)]);
  if (cancelled !== null) throw new Cancelled();
  if (failure !== null) return err(failure);
  return ok({ clean, packed });
}

function damagedPacked(
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

function cutAtOnce(source: ByteSource, size: number, compression: 'gzip' | 'zstd'): EngineError {
  return engineError('truncated', `${source.name} ends before anything can be read`, {
    reason: `It is a ${compression} file of ${formatCount(size)} bytes that ends inside its first block.`,
    hint: 'Fetch it again and let the download finish.',
    offset: size,
  });
}

function emptyError(name: string, reason: string): EngineError {
  return engineError('empty', `${name} is empty`, {
    reason: `${reason}: the request that saved it failed, or was stopped before an answer came.`,
    hint: 'Fetch it again and check for status 200.',
  });
}

function tooLarge(source: ByteSource, reason: string, limit: number): EngineError {
  return engineError('too-large', `${source.name} is too large to read`, {
    reason: `${reason}. At most ${formatBytes(limit)} are read.`,
    hint: 'Check where the file comes from. A profile in protobuf form (without debug=) is small whatever the size of the program.',
  });
}

/** Up to 32 bytes as hex pairs. */
export function hex(bytes: Uint8Array, offset: number): string {
  return Array.from(bytes.subarray(offset, offset + 32), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
