import type { Note } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import { bytesSource, type ByteSource } from '@core/base/source';
import { BLOCK_HEADER, RECORDING_MAGIC } from '@core/base/wire/blocks';
import type { Capture } from '@core/model/tables';
import type { Format, ParseInput } from '../format';
import { readBlocks } from './blocks';
import { detectRecording } from './detect';
import { metricsOf } from './metrics';
import { RecordingReader } from './reader';
import { LiveSeries } from './series';
import { writtenIn } from './tape';

/** Captures of moments, bytes. */
const CAPTURES_BUDGET = 256 << 20;
/** Unpacked, between two pauses in which a cancel may arrive. */
const PAUSE_BYTES = 4 << 20;

/** What is not packed is read block by block, and again when a moment is asked for that was not kept. */
export const recordingFormat: Format = { name: 'recording', detect: detectRecording, parse, parseSource };

type Unread = Omit<ParseInput, 'bytes'>;
type Bytes = Pick<ByteSource, 'size' | 'read' | 'reopen'>;

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  return parseSource(bytesSource(input.name, input.bytes), input);
}

/** `source` is asked again for as long as the captures are used. */
async function parseSource(source: Bytes, input: Unread): Promise<Result<readonly Capture[], EngineError>> {
  const { name, size, compression } = input;
  if (!(await isRecording(source))) return err(unknownVersion(name, await versionOf(source)));
  const series = new LiveSeries({ format: 'recording', name, captureBytes: CAPTURES_BUDGET });
  const reader = await readRecording(source, series, input);
  if (series.moments.count === 0) return err(nothingIn(name, source.size, reader));
  const notes = reader.notes(input.cut, source.size);
  series.ended = notes.find(({ kind }) => kind === 'truncated')?.message ?? reader.ended;
  const ofFile = { size, compression };
  const tape = { index: reader.index, last: null, read: (at: number, length: number) => readAgain(source, at, length) };
  const written = writtenIn(() => [tape], { format: 'recording', name });
  series.written = {
    has: (number) => number < series.nextMoment && written.has(number),
    read: async (number, signal) => {
      const moment = await written.read(number, signal);
      return moment === null ? null : { ...moment, capture: { ...moment.capture, ...ofFile } };
    },
  };
  const head = {
    ...({
      name: `${name}: metrics`,
      format: 'recording',
      goVersion: series.info.goVersion || null,
      notes: [],
    } as const),
    ...{ timeMs: series.moments.atMs[series.moments.count - 1], durationNs: null },
  };
  // Questions that name no capture are about goroutines: those come first.
  return ok([
    ...series.kept.map(({ capture }, i) => ({ ...capture, ...ofFile, ...(i === 0 ? withNotes(capture, notes) : {}) })),
    { ...metricsOf(series, head), ...ofFile, live: series },
  ]);
}

/** The host may have let go of the source by now. */
async function readAgain(source: Bytes, at: number, length: number): Promise<Uint8Array> {
  if (source.reopen === undefined) return source.read(at, length);
  const again = await source.reopen();
  try {
    return await again.read(at, length);
  } finally {
    await again.close();
  }
}

/** Of the version that is read here. */
export async function isRecording(source: Bytes): Promise<boolean> {
  return (await versionOf(source)) === RECORDING_MAGIC;
}

async function versionOf(source: Bytes): Promise<string> {
  return new TextDecoder().decode(await source.read(0, RECORDING_MAGIC.length));
}

/** Puts a recording into a series, from its first block to its last. Rejects with what reading rejects with, and `Cancelled`. */
export async function readRecording(
  source: Bytes,
  series: LiveSeries,
  { signal, progress }: Pick<Unread, 'signal' | 'progress'>,
): Promise<RecordingReader> {
  const reader = new RecordingReader(series);
  let since = 0;
  for await (const block of readBlocks(source)) {
    reader.read(block);
    since += 'plain' in block ? block.plain.length : 0;
    if (since < PAUSE_BYTES) continue;
    since = 0;
    progress({ done: block.at, found: series.moments.taken, noun: 'moments' });
    await yieldToHost();
    throwIfCancelled(signal);
  }
  return reader;
}

function withNotes({ notes }: Capture, own: readonly Note[]): Pick<Capture, 'notes'> {
  return { notes: [...notes, ...own] };
}

function unknownVersion(name: string, version: string): EngineError {
  return engineError('unsupported-version', `${name} is a recording of another version of Parkscope`, {
    reason: `It begins with ${JSON.stringify(version)}; this version reads ${JSON.stringify(RECORDING_MAGIC)}.`,
    hint: 'Open it with the version that recorded it, or a newer one.',
    offset: 0,
  });
}

/** A recording without a moment. */
function nothingIn(name: string, size: number, reader: RecordingReader): EngineError {
  const { problem } = reader;
  if (problem !== null) {
    return engineError('malformed', `${name} is damaged at byte ${formatCount(problem.at)}`, {
      reason: `It is a recording of a process, but ${problem.what}, and no moment of it can be read.`,
      hint: 'Copy it again from where it was recorded.',
      offset: problem.at,
    });
  }
  const at = reader.gaps[0]?.at ?? size;
  return engineError('truncated', `${name} ends before the first moment that it records`, {
    reason:
      size < RECORDING_MAGIC.length + BLOCK_HEADER
        ? 'It has no block.'
        : 'It was being written when the recorder was ended, or the process could not be read.',
    hint: 'Record again, for longer.',
    offset: at,
  });
}
