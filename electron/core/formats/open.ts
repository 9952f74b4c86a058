import type { Compression, Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import type { Progress } from '@core/api/protocol';
import { formatCount } from '@core/base/format';
import { latin1 } from '@core/base/latin1';
import type { Result } from '@core/base/result';
import { err } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import { assertIntegrity } from '@core/model/integrity';
import type { Capture } from '@core/model/tables';
import type { Format, ParseInput, PieceReader, Probe } from './format';
import { goroutineDump } from './goroutine-dump/parse';
import { goroutineText } from './goroutine-text/parse';
import { findSign } from './log/envelope';
import { hasSecondText } from './log/section';
import { inlinePool, type Pool } from './pool';
import { claimants } from './registry';
import { asUtf8 } from './text-encoding';
import { ReadRefused } from './trace/machine';
import { refusal } from './unpack-answers';
import type { Unpacked, UnpackOptions } from './unpack';
import { DEFAULT_LIMIT, HEAD_BYTES, readAt, unpack } from './unpack';
import { describeStranger, isPlainText } from './unrecognised';

export interface OpenOptions {
  readonly signal?: AbortSignal | null;
  /** Called from time to time; `done` never goes backwards and is in bytes of the source. */
  readonly progress?: (progress: Progress) => void;
  /** Most unpacked bytes to read; 2 GiB. */
  readonly limit?: number;
  /** Where parsers have pieces of work done; everything on this thread when absent. */
  readonly pool?: Pool;
}

/** Share of the progress that reading and unpacking take; the rest is parsing. */
const READING = 0.3;
/** The same where it is decoded while it is read. */
const DECODING = 0.9;
/** Text up to this size is searched for a dump when its start is none: a crash is at the end of a log. */
const LOG_LIMIT = 512 * 1024 * 1024;

/**
 * Reads, unpacks, recognises and parses one input: the captures in it, at least one. Never throws for what is in the bytes; throws `Cancelled` when asked to stop,
 * and an integrity error when a parser has a defect.
 */
export async function openSource(
  source: ByteSource,
  options: OpenOptions = {},
): Promise<Result<readonly Capture[], EngineError>> {
  const signal = options.signal ?? null;
  const limit = options.limit ?? DEFAULT_LIMIT;
  let reached = 0;
  const report = (done: number, found: number, noun: string): void => {
    reached = Math.max(reached, Math.min(source.size, Math.round(done)));
    options.progress?.({ what: `Reading ${source.name}`, done: reached, total: source.size, found, noun });
  };
  const pool = options.pool ?? inlinePool();
  const streamed = await openStreamed(source, { signal, limit, pool, report });
  if (streamed !== null) return streamed;
  let claimant: Format | undefined;
  let reader: PieceReader | null = null;
  const { name, size, modifiedMs } = source;
  const unpacking: UnpackOptions = {
    signal,
    limit,
    progress: (done) =>
      reader === null ? report(done * READING, 0, '') : report(done * DECODING, reader.found, reader.noun),
    claims: (head, compression) => {
      const probe = probeOf(head, compression);
      [claimant] = claimants(probe);
      return claimant !== undefined || (size <= LOG_LIMIT && isPlainText(probe.text));
    },
    reader: (compression, expected) => {
      const progress: ParseInput['progress'] = ({ found, noun }) => report(size * DECODING, found, noun);
      reader = claimant?.inPieces?.({ name, size, modifiedMs, compression, signal, pool, progress }, expected) ?? null;
      return reader;
    },
  };
  let unpacked = await unpack(source, unpacking);
  if (unpacked.ok && unpacked.value.reader !== null) {
    const read = await unpacked.value.reader.finish();
    if (read !== null) return checked(read);
    reader = null;
    unpacked = await unpack(source, { ...unpacking, reader: () => null });
  }
  if (!unpacked.ok) return unpacked;
  const content = unpacked.value;
  const text = asUtf8(content.bytes);
  const probe = probeOf(text.bytes.subarray(0, HEAD_BYTES), content.compression);
  const [first] = claimants(probe);
  const format = first ?? (content.claimed && findSign(text.bytes) !== null ? goroutineDump : null);
  if (format === null) return err(describeStranger({ name: source.name, ...probe }));
  const second = secondProfile(format, content);
  if (second !== null) return err(concatenated(source.name, second));
  // Heap and contention texts have formats of their own, which read one; what follows them is a series.
  const several = format !== goroutineDump && format !== goroutineText && hasSecondText(text.bytes);
  const parsed = await (several ? goroutineDump : format).parse({
    name: source.name,
    bytes: text.bytes,
    size: source.size,
    compression: content.compression,
    modifiedMs: source.modifiedMs,
    cut: content.cut,
    signal,
    pool,
    progress: ({ done, found, noun }) =>
      report(source.size * (READING + (1 - READING) * (done / Math.max(1, text.bytes.length))), found, noun),
  });
  if (!parsed.ok) return parsed;
  const own = ownNotes(content, text.from);
  const captures = parsed.value.map((capture, i) =>
    i === 0 && own.length > 0 ? { ...capture, notes: [...capture.notes, ...own] } : capture,
  );
  return checked({ ok: true, value: captures });
}

/** Throws where a parser has a defect. */
function checked(read: Result<readonly Capture[], EngineError>): Result<readonly Capture[], EngineError> {
  if (read.ok) for (const capture of read.value) assertIntegrity(capture);
  return read;
}

interface StreamOptions {
  readonly signal: AbortSignal | null;
  readonly limit: number;
  readonly pool: Pool;
  report(done: number, found: number, noun: string): void;
}

/** The host's refusal to read on, on its way through a parser. */
class ReadFailed extends Error {
  readonly error: EngineError;
  constructor(error: EngineError) {
    super(error.message);
    this.error = error;
  }
}

/** Opens an input that its format reads piece by piece; null when it is not such a one. */
async function openStreamed(
  source: ByteSource,
  { signal, limit, pool, report }: StreamOptions,
): Promise<Result<readonly Capture[], EngineError> | null> {
  if (source.size > limit) return null;
  const head = await readAt(source, 0, HEAD_BYTES, signal);
  if (!head.ok) return head;
  const [format] = claimants(probeOf(head.value, 'none'));
  if (format?.parseSource === undefined) return null;
  const { name, size, modifiedMs } = source;
  const failed = (offset: number) => (cause: unknown) => {
    throw new ReadFailed(refusal(name, offset, cause));
  };
  const guarded: ByteSource = {
    name,
    size,
    modifiedMs,
    read: (offset, length) => source.read(offset, length).catch(failed(offset)),
    ...(source.readInto && {
      readInto: (target: Uint8Array, offset: number) =>
        source.readInto?.(target, offset).catch(failed(offset)) ?? Promise.resolve(0),
    }),
    ...(source.descriptor !== undefined && { descriptor: source.descriptor }),
    ...(source.reopen && { reopen: source.reopen.bind(source) }),
  };
  const input = { name, size, modifiedMs, compression: 'none', cut: false, signal, pool } as const;
  try {
    const progress: ParseInput['progress'] = ({ done, found, noun }) => report(done, found, noun);
    return checked(await format.parseSource(guarded, { ...input, progress }));
  } catch (cause) {
    if (cause instanceof ReadFailed) return err(cause.error);
    if (cause instanceof ReadRefused) return err(refusal(name, cause.offset, cause));
    throw cause;
  }
}

function probeOf(head: Uint8Array, compression: Compression): Probe {
  const { bytes } = asUtf8(head);
  return { head: bytes, text: latin1(bytes), compression };
}

/**
 * Gzip members after the first that are profiles of their own. Text in several members is one text (rotated logs); a profile
 * packed in blocks (bgzip, pigz) is one profile; but two whole profiles in a row are two.
 */
function secondProfile(format: Format, content: Unpacked): number | null {
  if (format.name !== 'pprof') return null;
  for (const start of content.members.slice(1)) {
    const head = content.bytes.subarray(start, start + HEAD_BYTES);
    if (head.length > 0 && format.detect(probeOf(head, content.compression))) return start;
  }
  return null;
}

function concatenated(name: string, offset: number): EngineError {
  return engineError('malformed', `${name} holds two profiles, one after the other`, {
    reason: `A second packed profile begins at byte ${formatCount(offset)} of the unpacked content. Added up they would count twice.`,
    hint: 'Save each profile in a file of its own, or add them up on purpose: go tool pprof -proto -output=sum.pb.gz A B.',
    offset,
  });
}

function ownNotes(content: Unpacked, from: 'utf-16' | 'utf-8' | null): Note[] {
  const notes: Note[] = [];
  if (content.garbage > 0) {
    notes.push({
      kind: 'skipped',
      message: `${formatCount(content.garbage)} bytes after the end of the ${content.compression} data are left out.`,
      count: content.garbage,
      offset: null,
      hint: '',
    });
  }
  if (from === 'utf-16') {
    notes.push({
      kind: 'repaired',
      message: 'The text is UTF-16, as a Windows shell writes it; read as UTF-8. Offsets count its UTF-8 bytes.',
      count: 1,
      offset: 0,
      hint: '',
    });
  }
  return notes;
}
