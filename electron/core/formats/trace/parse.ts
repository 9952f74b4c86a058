import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { throwIfCancelled } from '@core/base/cancel';
import { latin1 } from '@core/base/latin1';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import { bytesSource, type ByteSource } from '@core/base/source';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { type Capture, NOTHING_MORE } from '@core/model/tables';
import type { Format, ParseInput } from '../format';
import { goVersionOf } from '../go-version';
import { inlinePool } from '../pool';
import { isTrace, wireVersion } from './detect';
import type { GenerationOutput } from './generation';
import { livingGoroutines } from './goroutines';
import { endNotes, Gaps, nothingReadable, oddNotes, problemNotes } from './notes';
import { traceSamples } from '@core/model/trace-samples';
import { Scanner } from './scan';
import { Stitcher } from './stitch';
import { Timeline } from './timeline';

/** Below this size the start of a thread costs more than it saves. */
const WORTH_THREADS = 4 * 1024 * 1024;

export const traceFormat: Format = {
  name: 'trace',
  detect: isTrace,
  parse: (input) => parseTrace(bytesSource(input.name, input.bytes), input),
  parseSource: parseTrace,
};

/** Which Go writes a format that is not only its own: a trace says no more of the program's. */
const WRITERS: Readonly<Record<number, string>> = { 23: 'Go 1.23 and 1.24', 26: 'Go 1.26 and later' };

/** A generation that is being decoded somewhere. */
interface Decoding {
  readonly output: Promise<GenerationOutput>;
  readonly gap: boolean;
  readonly cut: boolean;
  /** Bytes of the file up to its end. */
  readonly position: number;
}

async function parseTrace(
  source: ByteSource,
  input: Omit<ParseInput, 'bytes'>,
): Promise<Result<readonly Capture[], EngineError>> {
  const version = wireVersion(latin1(await source.read(0, 16))) ?? 0;
  const pool = source.size < WORTH_THREADS && input.pool.width > 1 ? inlinePool() : input.pool;
  const scanner = new Scanner(source, version, input.signal, pool.readsFiles);
  const stitcher = new Stitcher();
  const timeline = new Timeline();
  const gaps = new Gaps();
  const decoding: Decoding[] = [];
  const stitchNext = async (): Promise<void> => {
    const next = decoding.shift();
    if (next === undefined) return;
    const output = await next.output;
    throwIfCancelled(input.signal);
    stitcher.add(output, next.gap, next.cut);
    scanner.reuse(output.spent.buffer);
    input.progress({ done: next.position, found: stitcher.events, noun: 'events' });
  };
  let previous = 0;
  let cutGeneration = false;
  for (let stored = await scanner.next(); stored !== null; stored = await scanner.next()) {
    const gap = previous !== 0 && stored.generation !== previous + 1;
    if (gap) gaps.add(previous, stored.generation);
    const cut = !stored.whole;
    cutGeneration ||= cut;
    // As many as can run at a time, and the one that was just read: what waits takes memory.
    if (decoding.length >= pool.width) await stitchNext();
    const output = pool.run('trace generation', timeline.input(stored, previous === 0 || gap, cut));
    // A failure is told when its turn comes, and not at all when reading ended before (a cancel, a read error).
    output.catch(() => undefined);
    decoding.push({ output, gap, cut, position: scanner.position });
    previous = stored.generation;
  }
  while (decoding.length > 0) await stitchNext();
  if (previous === 0) return err(nothingReadable(input.name, scanner));
  const notes = [
    ...gaps.notes(),
    ...endNotes(scanner, cutGeneration || input.cut),
    ...timeline.notes(),
    ...oddNotes(stitcher),
    ...problemNotes(stitcher.problems.list()),
  ];
  return ok([capture(input, version, stitcher, timeline, notes)]);
}

function capture(
  input: Omit<ParseInput, 'bytes'>,
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
    goVersion: goVersionOf(tables),
    timeMs,
    timeSource: wall !== null ? 'capture' : input.modifiedMs === null ? null : 'file',
    durationNs: trace.endNs,
    comments: [`go 1.${version} trace format, written by ${WRITERS[version] ?? `Go 1.${version}`}`],
    notes,
    ...tables,
    labelSets: new LabelSetBuilder().finish(),
    samples: traceSamples(stitcher.profiles.finish(), stacks.count, trace.cpuSamples),
    goroutines,
    trace,
  };
}
