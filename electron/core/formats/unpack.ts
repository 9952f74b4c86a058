import type { Compression } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { Cancelled, throwIfCancelled } from '@core/base/cancel';
import { formatBytes } from '@core/base/format';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import type { PieceReader } from './format';
import { gunzipExactly, isGzip, uint32 } from './gunzip';
import { OutputBuffer } from './inflate';
import { readInPieces } from './piecewise';
import { cutAtOnce, damagedPacked, emptyError, refusal, tooLarge } from './unpack-answers';
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
const NOTHING = new Uint8Array(0);
const PACKED_CHUNK = 64 * 1024;
const PLAIN_CHUNK = 8 * 1024 * 1024;

export interface UnpackOptions {
  readonly signal: AbortSignal | null;
  /** Bytes of the source read so far. */
  progress(done: number): void;
  /** Asked once, with the first 64 KiB: is the rest worth reading? */
  claims(head: Uint8Array, compression: Compression): boolean;
  /**
   * Asked when the rest is worth reading and is more than the head, `expected` bytes in all as far as the source tells: who takes the bytes as
   * they come, instead of their being kept. Null or absent = they are kept.
   */
  readonly reader?: (compression: Compression, expected: number) => PieceReader | null;
  readonly limit: number;
}

export interface Unpacked {
  /** The whole content; only its head when `claimed` is false, and nothing where a reader took it. */
  readonly bytes: Uint8Array;
  /** Who took the whole content, of one member and neither cut nor damaged. */
  readonly reader: PieceReader | null;
  readonly compression: Compression;
  /** The packed stream ended early. */
  readonly cut: boolean;
  readonly claimed: boolean;
  /** Where each gzip member or zstd frame begins in `bytes`; `[0]` for ordinary files. */
  readonly members: readonly number[];
  /** Bytes behind the last gzip member or zstd frame that are neither; 0 = none. */
  readonly garbage: number;
}

/** Why nothing came of it: a reader that would rather have the whole. */
const GAVE_UP = 'gave up';
type Attempt = Result<Unpacked, EngineError> | typeof GAVE_UP;

/** Reads a source and unpacks it. Throws only `Cancelled`. */
export async function unpack(source: ByteSource, options: UnpackOptions): Promise<Result<Unpacked, EngineError>> {
  const first = await attempt(source, options);
  if (first !== GAVE_UP) return first;
  const whole = await attempt(source, { ...options, reader: () => null });
  if (whole === GAVE_UP) throw new Error('unpack: nobody was there to give up');
  return whole;
}

async function attempt(source: ByteSource, options: UnpackOptions): Promise<Attempt> {
  const head = await readAt(source, 0, HEAD_BYTES, options.signal);
  if (!head.ok) return head;
  if (head.value.length === 0) return err(emptyError(source.name, 'It has no bytes'));
  if (isGzip(head.value)) return unpackGzip(source, options);
  if (isZstd(head.value)) return unpackZstd(source, options);
  const plain = { compression: 'none', cut: false, members: [0], garbage: 0, reader: null } as const;
  if (!options.claims(head.value, 'none')) return ok({ ...plain, bytes: head.value, claimed: false });
  if (source.size > options.limit) return err(tooLarge(source, `It holds ${formatBytes(source.size)}`, options.limit));
  const reader = source.size > HEAD_BYTES ? options.reader?.('none', source.size) : null;
  if (reader) {
    const taken = await readInPieces(source, reader, options);
    if (!taken.ok) return taken;
    return taken.value ? ok({ ...plain, bytes: NOTHING, claimed: true, reader }) : GAVE_UP;
  }
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

/** Keeps what comes out, or hands it on, and decides whether more is wanted. */
class Watch {
  verdict: 'go on' | 'enough' | 'limit' | 'bomb' | typeof GAVE_UP = 'go on';
  /** Who takes what comes out; it is kept in `out` where nobody does. */
  reader: PieceReader | null = null;
  readonly out: OutputBuffer;
  total = 0;
  #claimed: boolean | null = null;
  readonly #options: UnpackOptions;
  readonly #compression: Compression;
  readonly #expected: number;

  constructor(options: UnpackOptions, compression: Compression, expected: number) {
    this.#options = options;
    this.#compression = compression;
    this.#expected = Math.min(expected, options.limit);
    this.out = new OutputBuffer(Math.min(expected, HEAD_BYTES), options.limit);
  }

  /** `packed` = source bytes used so far. Answers whether to go on. */
  see(chunk: Uint8Array, packed: number): boolean {
    this.total += chunk.length;
    if (this.#claimed === false) {
      if (this.total < UNCLAIMED_BYTES) return true;
      this.verdict = this.total / packed >= UNCLAIMED_RATIO ? 'bomb' : 'enough';
      return false;
    }
    if (this.total > this.#options.limit) this.verdict = 'limit';
    else if (tooDense(this.total, packed)) this.verdict = 'bomb';
    else if (this.reader !== null) this.#hand(this.reader, chunk);
    else {
      this.out.append(chunk);
      if (this.#claimed === null && this.out.length >= HEAD_BYTES && this.decide()) this.#share();
    }
    return this.verdict === 'go on';
  }

  /** Asks the detectors; at the latest at the end of the input. */
  decide(): boolean {
    this.#claimed ??= this.#options.claims(this.#head(), this.#compression);
    return this.#claimed;
  }

  /** Every detector was asked and said no. */
  get unclaimed(): boolean {
    return this.#claimed === false;
  }

  /** What came out and was kept: its head where nobody wants it. */
  content(): Pick<Unpacked, 'bytes' | 'claimed' | 'reader'> {
    if (this.reader !== null) return { bytes: NOTHING, claimed: true, reader: this.reader };
    const claimed = this.decide();
    return { bytes: claimed ? this.out.bytes() : this.#head(), claimed, reader: null };
  }

  /** More is coming than the head: hands it on, or makes room. */
  #share(): void {
    const { out } = this;
    this.reader = this.#options.reader?.(this.#compression, this.#expected) ?? null;
    if (this.reader === null) {
      out.reserve(Math.max(0, this.#expected - out.length));
      return;
    }
    this.#hand(this.reader, out.bytes());
    out.clear();
  }

  #hand(reader: PieceReader, bytes: Uint8Array): void {
    if (!reader.take(bytes)) this.verdict = GAVE_UP;
  }

  #head(): Uint8Array {
    return this.out.bytes().subarray(0, HEAD_BYTES);
  }
}

async function unpackGzip(source: ByteSource, options: UnpackOptions): Promise<Attempt> {
  const trailer = await readAt(source, Math.max(0, source.size - 4), 4, options.signal);
  if (!trailer.ok) return trailer;
  const stored = trailer.value.length === 4 ? uint32(trailer.value, 0) : 0;
  // The stored length is the sender's word: believed for the first allocation only where deflate could do it at all.
  const expected = stored <= source.size * 100 ? stored + 1 : source.size * 4;
  const watch = new Watch(options, 'gzip', expected);
  const streamed = await stream(source, options, watch);
  if (!streamed.ok) return streamed;
  if (watch.verdict !== 'go on') return stopped(source, options, watch, streamed.value.packed, 'gzip');
  const single = streamed.value.clean && watch.total % 2 ** 32 === stored;
  if (!single && !watch.unclaimed) return unpackExactly(source, options, expected);
  if (watch.total === 0) return err(emptyError(source.name, 'It unpacks to nothing'));
  return ok({ ...watch.content(), compression: 'gzip', cut: false, members: [0], garbage: 0 });
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
  return ok({ bytes, compression: 'gzip', cut, claimed, members, garbage, reader: null });
}

/** Zstandard, by fzstd on every host: Chromium has no decompressor for it, and Node has one only since 22.15. */
async function unpackZstd(source: ByteSource, options: UnpackOptions): Promise<Attempt> {
  if (source.size > options.limit) return err(tooLarge(source, `It holds ${formatBytes(source.size)}`, options.limit));
  const packed = await readAll(source, { ...options, progress: () => undefined }, new Uint8Array(0));
  if (!packed.ok) return packed;
  const watch = new Watch(options, 'zstd', source.size * 8);
  const read = await unzstd(packed.value, options.signal, (chunk, used) => {
    options.progress(used);
    return watch.see(chunk, used);
  });
  const { members, garbage, offset } = read;
  switch (read.status) {
    case 'stopped':
      return stopped(source, options, watch, offset, 'zstd');
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
      return err(damagedPacked(source, packed.value, 'zstd', offset, read.reason, watch.total));
    case 'cut':
    case 'complete':
  }
  const cut = read.status === 'cut';
  if (watch.total === 0) {
    return err(cut ? cutAtOnce(source, packed.value.length, 'zstd') : emptyError(source.name, 'It unpacks to nothing'));
  }
  // Several frames may be several profiles, and the rest is not for a reader either.
  if (watch.reader !== null && (cut || garbage > 0 || members.length > 1)) return GAVE_UP;
  return ok({ ...watch.content(), compression: 'zstd', cut, members, garbage });
}

function stopped(
  source: ByteSource,
  options: UnpackOptions,
  watch: Watch,
  packed: number,
  compression: 'gzip' | 'zstd',
): Attempt {
  if (watch.verdict === GAVE_UP) return GAVE_UP;
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
  return ok({ ...watch.content(), compression, cut: false, members: [0], garbage: 0 });
}

/**
 * Feeds the source through the host's decompressor. `clean` is false when that one failed, whatever the reason: its words differ
 * between hosts, so the reason is found by `gunzipExactly`.
 */
async function stream(
  source: ByteSource,
  options: UnpackOptions,
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
      if (watch.see(next.value, packed)) continue;
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
