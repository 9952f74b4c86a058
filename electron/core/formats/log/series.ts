import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { latin1 } from '@core/base/latin1';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import type { Capture } from '@core/model/tables';
import { contentionText } from '../contention-text/parse';
import { dumpCapture } from '../goroutine-dump/capture';
import { CAPTURE_ALL, counted, dumpNotes, note } from '../goroutine-dump/notes';
import { parseCountProfile } from '../goroutine-text/profile';
import { heapText } from '../heap-text/parse';
import type { ParseInput } from '../format';
import { Tally } from './bytes';
import { findEnvelope, findSign } from './envelope';
import type { Envelope } from './envelope';
import { doubtProcess } from './same-process';
import { MOST_CAPTURES, SeriesReader } from './series-reader';
import type { ReadDump, ReadSection } from './series-reader';
import { Unwrapper } from './unwrap';
import { wholeFile } from './window';

const STEP = 4 * 1024 * 1024;
/** net/http/pprof and runtime/pprof stop a text dump there. */
const GO_LIMIT = 64 * 1024 * 1024;

/**
 * Reads a text of Go: one dump, one debug=1 profile, or several of both, alone or within a log, plain or with a prefix before every line
 * or as records of JSON. One capture each, in the order of the file.
 */
export async function parseSeries(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const { bytes } = input;
  const sign = findSign(bytes);
  const envelope: Envelope = sign === null ? { kind: 'none' } : findEnvelope(bytes, sign);
  const options = { cut: input.cut, fileMs: input.modifiedMs };
  const notes: Note[] = [];
  let readers: readonly SeriesReader[];
  if (envelope.kind === 'none') {
    const room = (): number => MOST_CAPTURES - reader.sections.length;
    const reader: SeriesReader = new SeriesReader(wholeFile(bytes), { ...options, room });
    await steps(input, reader);
    reader.finish();
    readers = [reader];
  } else {
    const unwrapper = new Unwrapper(bytes, envelope, { ...options, most: MOST_CAPTURES });
    await steps(input, unwrapper);
    unwrapper.finish();
    readers = unwrapper.readers;
    notes.push(...unwrapNotes(envelope, unwrapper));
  }
  return assemble(input, readers, notes, envelope.kind === 'none');
}

interface Steps {
  readonly position: number;
  readonly goroutines: number;
  run(until: number): boolean;
}

async function steps(input: ParseInput, reader: Steps): Promise<void> {
  while (reader.run(reader.position + STEP)) {
    input.progress({ done: reader.position, found: reader.goroutines, noun: 'goroutines' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
}

function unwrapNotes(envelope: Exclude<Envelope, { kind: 'none' }>, unwrapper: Unwrapper): Note[] {
  const notes: Note[] = [];
  const what =
    envelope.kind === 'prefix'
      ? `Every line begins with what a log writes before it, like “${envelope.prefix.example.trim()}”; that was taken off.`
      : `Every line is a record of JSON; the text is what their “${envelope.key}” holds.`;
  notes.push(note('info', what, 1, null));
  if (unwrapper.damaged.count > 0) {
    const { count, first } = unwrapper.damaged;
    notes.push(
      note('repaired', `${counted(count, 'record')} of JSON damaged or cut; read as far as possible.`, count, first),
    );
  }
  const { lines, writers } = unwrapper.others();
  if (lines.count > 0)
    notes.push(
      note(
        'info',
        `${counted(lines.count, 'line')} of ${counted(writers, 'other writer')} in the same log left out.`,
        lines.count,
        lines.first,
      ),
    );
  return notes;
}

type Found = { readonly start: number } & (
  { readonly dump: ReadDump; readonly section: null } | { readonly dump: null; readonly section: ReadSection }
);

async function assemble(
  input: ParseInput,
  readers: readonly SeriesReader[],
  own: readonly Note[],
  plain: boolean,
): Promise<Result<readonly Capture[], EngineError>> {
  const found: Found[] = [];
  const notes: Note[] = [];
  const tooMany = new Tally();
  let empty: ReadDump | null = null;
  for (const { dumps, sections, beyond } of readers) {
    for (const dump of dumps) {
      if (dump.tables.goroutines.count > 0) found.push({ start: dump.start, dump, section: null });
      else empty = dump;
    }
    for (const section of sections) found.push({ start: section.start, dump: null, section });
    if (beyond.count > 0) tooMany.add(beyond.first, beyond.count);
  }
  if (tooMany.count > 0)
    notes.push(
      note(
        'skipped',
        `${formatCount(tooMany.count)} goroutines and profiles left out: more than ${formatCount(MOST_CAPTURES)} dumps in one file.`,
        tooMany.count,
        tooMany.first,
        'Split the file and open its parts one by one.',
      ),
    );
  found.sort((a, b) => a.start - b.start);
  const captures: Capture[] = [];
  /** By capture: its process ended with it. */
  const died: boolean[] = [];
  let failed: EngineError | null = null;
  for (const [i, { dump, section }] of found.entries()) {
    const next = i + 1 < found.length ? found[i + 1].start : input.bytes.length;
    if (dump !== null) {
      const length = (plain ? next : input.bytes.length) - (i === 0 ? 0 : dump.start);
      const atLimit = plain && length === GO_LIMIT;
      const last = i === found.length - 1;
      died.push(dump.fatal);
      captures.push(
        dumpCapture(
          input,
          dump,
          dumpNotes(dump, { end: last ? input.bytes.length : dump.end, atLimit, cut: input.cut && last }),
        ),
      );
      continue;
    }
    const read = await parseSection(input, section);
    if (read.ok) {
      captures.push(...read.value);
      died.push(...read.value.map(() => false));
    } else {
      failed ??= read.error;
      const reason = `A profile that begins at byte ${formatCount(section.start)} left out: ${read.error.reason}`;
      notes.push(note('skipped', reason, 1, section.start, read.error.hint));
    }
  }
  if (captures.length === 0) return err(failed ?? nothing(input, empty));
  const cut = empty !== null && (empty.marks.cutInHeader || empty.marks.endsInside >= 0);
  // One in the middle of the file was cut by its log: it says nothing of the end.
  if (cut && empty !== null && empty.end >= input.bytes.length - 1)
    notes.push(
      note(
        'truncated',
        `Ends at byte ${formatCount(input.bytes.length)}, where another dump begins.`,
        1,
        input.bytes.length,
        CAPTURE_ALL,
      ),
    );
  return ok(named(input.name, captures, died, [...notes, ...own]));
}

/** Captures as a series: numbered, with a note where one is of another process than the one before. */
function named(
  name: string,
  captures: readonly Capture[],
  died: readonly boolean[],
  notes: readonly Note[],
): Capture[] {
  return captures.map((capture, i) => {
    const added: Note[] = [];
    const doubt = i === 0 ? null : doubtProcess(captures[i - 1], capture, died[i - 1]);
    if (doubt !== null) added.push(note('info', doubt.message, 1, null));
    if (i === 0) added.push(...notes);
    return {
      ...capture,
      name: captures.length === 1 ? name : `${name} #${i + 1}`,
      notes: added.length === 0 ? capture.notes : [...capture.notes, ...added],
      ...(doubt?.certain === true ? { otherProcess: true as const } : {}),
    };
  });
}

async function parseSection(
  input: ParseInput,
  { bytes, start, timeMs, original }: ReadSection,
): Promise<Result<readonly Capture[], EngineError>> {
  const head = bytes.subarray(0, 1024);
  const probe = { head, text: latin1(head), compression: 'none' } as const;
  const other = [heapText, contentionText].find((format) => format.detect(probe));
  const part: ParseInput = { ...input, bytes, progress: () => undefined };
  const read = other === undefined ? await parseCountProfile(part) : await other.parse(part);
  const shift = (offset: number | null): number | null => (offset === null ? null : original(offset));
  if (!read.ok) return start === 0 ? read : err({ ...read.error, offset: shift(read.error.offset) });
  return ok(
    read.value.map((capture) => ({
      ...capture,
      ...(timeMs === null ? {} : ({ timeMs, timeSource: 'capture' } as const)),
      notes: start === 0 ? capture.notes : capture.notes.map((n) => ({ ...n, offset: shift(n.offset) })),
    })),
  );
}

function nothing(input: ParseInput, empty: ReadDump | null): EngineError {
  const end = input.bytes.length;
  const marks = empty?.marks;
  if (marks === undefined || marks.endsInside >= 0 || marks.cutInHeader || input.cut) {
    return engineError('truncated', `${input.name} ends before its first goroutine is complete`, {
      reason: `It is a goroutine dump that ends at byte ${formatCount(end)}.`,
      hint: CAPTURE_ALL,
      offset: end,
    });
  }
  const at = Math.max(0, marks.badHeaders.first);
  return engineError('malformed', `${input.name} is damaged at byte ${formatCount(at)}`, {
    reason: 'It looks like a goroutine dump, but no header of a goroutine can be read.',
    hint: 'Save the text as the program printed it, without changing its lines.',
    offset: at,
    excerpt: latin1(input.bytes, 0, Math.min(end, 4096)),
  });
}
