import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { yieldToHost, throwIfCancelled } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { latin1 } from '@core/base/latin1';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import { bytesSource, type ByteSource } from '@core/base/source';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { type Capture, NOTHING_MORE } from '@core/model/tables';
import type { Format, ParseInput } from '../format';
import { decodeGeneration, newScratch } from './decode';
import { isTrace, wireVersion } from './detect';
import { livingGoroutines } from './goroutines';
import { problemNotes } from './notes';
import { traceSamples } from './samples';
import { Scanner } from './scan';
import { Stitcher } from './stitch';
import { Timeline } from './timeline';

export const traceFormat: Format = {
  name: 'trace',
  detect: isTrace,
  async parse(input) {
    const parsed = await parseTrace(bytesSource(input.name, input.bytes), input);
    return parsed.ok ? ok([parsed.value]) : parsed;
  },
};

async function parseTrace(source: ByteSource, input: ParseInput): Promise<Result<Capture, EngineError>> {
  const version = wireVersion(latin1(await source.read(0, 16))) ?? 0;
  const scanner = new Scanner(source, version, input.signal);
  const stitcher = new Stitcher();
  const timeline = new Timeline();
  const scratch = newScratch();
  const notes: Note[] = [];
  let previous = 0;
  let cutGeneration = false;
  for (;;) {
    const stored = await scanner.next();
    if (stored === null) break;
    const gap = previous !== 0 && stored.generation !== previous + 1;
    if (gap) notes.push(gapNote(previous, stored.generation));
    const cut = !stored.whole;
    cutGeneration ||= cut;
    const decoded = decodeGeneration(timeline.input(stored, previous === 0 || gap, cut), scratch);
    stitcher.add(decoded, gap, cut);
    previous = stored.generation;
    input.progress({ done: scanner.position, found: stitcher.events, noun: 'events' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  if (previous === 0) return err(nothingReadable(input, scanner));
  notes.push(...endNotes(scanner, cutGeneration), ...timeline.notes(), ...problemNotes(stitcher.problems));
  return ok(capture(input, version, stitcher, timeline, notes));
}

function capture(
  input: ParseInput,
  version: number,
  stitcher: Stitcher,
  timeline: Timeline,
  notes: readonly Note[],
): Capture {
  const { names } = stitcher;
  const wall = timeline.wall();
  const trace = stitcher.finish(version, wall);
  const { functions, frames } = names.frames.finish();
  const stacks = names.stacks.finish();
  const tables = { strings: names.strings, functions, frames, stacks };
  const goroutines = livingGoroutines(stitcher.goroutines, trace.reasons, trace.endNs, names.strings, tables);
  const timeMs = wall === null ? input.modifiedMs : wall.epochMs + (trace.endNs - wall.atNs) / 1e6;
  return {
    ...NOTHING_MORE,
    name: input.name,
    format: 'trace',
    kind: 'trace',
    size: input.size,
    compression: input.compression,
    goVersion: null,
    timeMs,
    timeSource: wall !== null ? 'capture' : input.modifiedMs === null ? null : 'file',
    durationNs: trace.endNs,
    comments: [],
    notes,
    ...tables,
    labelSets: new LabelSetBuilder().finish(),
    samples: traceSamples(stitcher.profiles.finish(), stacks.count, trace.cpuSamples),
    goroutines,
    trace,
  };
}

const AGAIN = 'Record it again and call trace.Stop (or close the response body) before the program ends.';

function nothingReadable({ name }: ParseInput, { end, position }: Scanner): EngineError {
  if (end?.why === 'damage') {
    return engineError('malformed', `${name} is damaged at byte ${formatCount(end.offset)}`, {
      reason: `It is an execution trace, but ${end.reason}. Nothing came before it.`,
      hint: 'Fetch it again; a transfer in text mode or a disk error damages files like this.',
      offset: end.offset,
    });
  }
  return engineError('truncated', `${name} ends before anything can be read`, {
    reason: `It is an execution trace of ${formatCount(position)} bytes without a single event.`,
    hint: AGAIN,
    offset: position,
  });
}

function gapNote(before: number, after: number): Note {
  const count = after - before - 1;
  return {
    kind: 'skipped',
    message: `${formatCount(count)} generations between ${before} and ${after} are not in the file. What happened in them is unknown; goroutines that ended meanwhile end there.`,
    count,
    offset: null,
    hint: AGAIN,
  };
}

function endNotes({ end, experimental, position }: Scanner, cutGeneration: boolean): Note[] {
  const notes: Note[] = [];
  if (end?.why === 'damage') {
    notes.push({
      kind: 'truncated',
      message: `At byte ${formatCount(end.offset)} ${end.reason}. What follows is left out.`,
      count: 1,
      offset: end.offset,
      hint: 'Fetch it again; a transfer in text mode or a disk error damages files like this.',
    });
  } else if (end?.why === 'cut' || cutGeneration) {
    const offset = end?.why === 'cut' ? end.offset : position;
    notes.push({
      kind: 'truncated',
      message: `The trace ends early, at byte ${formatCount(offset)}, inside its last generation. Threads end at different moments there, and names and stacks that come at a generation's end are missing.`,
      count: 1,
      offset,
      hint: AGAIN,
    });
  }
  if (experimental > 0) {
    notes.push({
      kind: 'skipped',
      message: `${formatCount(experimental)} batches of experiments (GODEBUG=traceallocfree=1 and the like) are left out.`,
      count: experimental,
      offset: null,
      hint: '',
    });
  }
  return notes;
}
