import { engineError } from '@core/api/errors';
import type { EngineError } from '@core/api/errors';
import type { Note, SampleType } from '@core/api/document';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { err, ok } from '@core/base/result';
import type { Result } from '@core/base/result';
import type { Format, ParseInput } from '@core/formats/format';
import { goVersionOf } from '@core/formats/go-version';
import { assertStacks } from '@core/model/integrity';
import { lazyStacks, type GrownStacks, type LazyStacks } from '@core/model/lazy-stacks';
import { NOTHING_MORE, type Capture, type SampleTable, type StackRuns } from '@core/model/tables';
import { Damage } from './damage';
import { detectPprof } from './detect';
import { fillSamples } from './fill';
import { goroutinesOf } from './goroutines';
import { blockOrMutex, kindOfTypes } from './kind';
import { fieldName, scanProfile } from './scan';
import type { Layout, Scalar, Spans } from './scan';
import { SampleFill } from './sample-fill';
import { ProfileStrings } from './strings';
import { readSymbols } from './symbols';
import type { Symbols } from './symbols';
import { growTree, TreeGrowth } from './tree';
import { FieldReader, WIRE_VARINT } from './wire';

/** Bytes of samples decoded between two looks at the host. */
const STEP = 8 << 20;

/** Profiles in Google's protobuf format (profile.proto), as Go's runtime/pprof and most profilers write them. */
export const pprofFormat: Format = { name: 'pprof', detect: detectPprof, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  try {
    return await decode(input, scanProfile(input.bytes));
  } catch (error) {
    if (error instanceof Damage) return err(damaged(input, error));
    throw error;
  }
}

async function decode(input: ParseInput, layout: Layout): Promise<Result<readonly Capture[], EngineError>> {
  const { bytes } = input;
  const cut = input.cut || layout.cutAt >= 0;
  const strings = new ProfileStrings(bytes, layout.strings, cut);
  const types = readTypes(bytes, layout.sampleTypes, 'sample type', strings);
  // Without the names of its sample types a profile has numbers without a meaning.
  if (cut && (types.length === 0 || strings.lost > 0)) {
    const table = layout.strings.count === 0 ? 'is missing' : 'is not complete';
    return err(cutShort(input, layout, `the table of names, which comes last, ${table}`));
  }
  const symbols = readSymbols(bytes, layout, strings, cut);
  const named = layout.functions.count === 0 || symbols.functions.name.some((id) => strings.has(id));
  if (cut && !named) return err(cutShort(input, layout, 'the names of all functions are missing'));

  const fill = new SampleFill(bytes, layout, symbols, strings, types.length, cut);
  for (let pos = layout.samples.from; pos < layout.samples.to;) {
    throwIfCancelled(input.signal);
    pos = fillSamples(fill, pos, Math.min(pos + STEP, layout.samples.to));
    input.progress({ done: Math.round(Math.min(pos, bytes.length) * 0.8), found: fill.rows, noun: 'samples' });
    if (pos < layout.samples.to) await yieldToHost();
  }
  if (cut && fill.rows === 0) return err(cutShort(input, layout, 'none of them is complete'));
  throwIfCancelled(input.signal);

  const defaultName = strings.get(text(layout.defaultSampleType, 'default_sample_type', strings));
  const periodTypes = readTypes(bytes, layout.periodTypes, 'period type', strings);
  const comments = readComments(bytes, layout.comments, strings);
  const wanted = types.findIndex((type) => type.type === defaultName);
  const samples = {
    count: fill.rows,
    types,
    defaultType: wanted >= 0 ? wanted : Math.max(0, types.length - 1),
    period: int64(layout.period),
    periodType: periodTypes.at(-1) ?? null,
    labels: fill.labels.subarray(0, fill.rows),
    values: fill.values.map((column) => column.subarray(0, fill.rows)),
  };
  const code = { strings, functions: symbols.functions, frames: symbols.frames };
  const runs = fill.finish();
  const shown = kindOfTypes(types, defaultName);
  const kind = shown === 'contention' ? blockOrMutex({ ...code, runs, samples }) : shown;
  const areGoroutines = kind === 'goroutine' || kind === 'goroutineleak';
  const most = MOST_ROWS_ALWAYS + bytes.length;
  let stacks: LazyStacks;
  // A table that a small file could blow up is grown here, where it can be refused; that of goroutines is needed at once.
  if (areGoroutines || !fits(runs, most)) {
    const growth = new TreeGrowth(runs, most, (row) => fill.tooLarge(row));
    while (!growTree(growth, STEP)) {
      throwIfCancelled(input.signal);
      input.progress({ done: Math.round(bytes.length * 0.9), found: fill.rows, noun: 'samples' });
      await yieldToHost();
    }
    const { table, stack } = growth.finish();
    stacks = { table, stack: () => stack };
  } else stacks = lazyStacks(runs, (given) => growAll(given, code.frames.count));
  const tables = {
    ...code,
    stacks: stacks.table,
    samples: {
      ...samples,
      get stack() {
        return stacks.stack();
      },
    } satisfies SampleTable,
  };
  const goroutines = areGoroutines ? goroutinesOf(tables, kind === 'goroutineleak') : null;
  const time = int64(layout.timeNanos);
  const duration = int64(layout.durationNanos);
  return ok([
    {
      name: input.name,
      format: 'pprof',
      kind,
      size: input.size,
      compression: input.compression,
      goVersion: goVersionOf(tables),
      timeMs: time !== 0 ? time / 1e6 : input.modifiedMs,
      timeSource: time !== 0 ? 'capture' : input.modifiedMs !== null ? 'file' : null,
      durationNs: duration !== 0 ? duration : null,
      comments,
      notes: notesOf(input, layout, strings, symbols, fill, goroutines?.negative ?? 0),
      ...tables,
      labelSets: fill.labelSets.finish(),
      goroutines: goroutines?.table ?? null,
      ...NOTHING_MORE,
      dropFrames: strings.get(text(layout.dropFrames, 'drop_frames', strings)),
      keepFrames: strings.get(text(layout.keepFrames, 'keep_frames', strings)),
      docUrl: strings.get(text(layout.docUrl, 'doc_url', strings)),
      mappings: symbols.mappings,
      details: symbols.details,
    },
  ]);
}

/** Frames in stacks that any profile may have; beyond that its bytes must justify them. */
const MOST_ROWS_ALWAYS = 1 << 20;

/** Whether the stacks have no more than `most` frames even if they share none. */
function fits({ location, frameStart }: StackRuns, most: number): boolean {
  let longest = 0;
  for (let i = 1; i < frameStart.length; i++) longest = Math.max(longest, frameStart[i] - frameStart[i - 1]);
  if (location.length * longest <= most) return true;
  let frames = 0;
  for (const at of location) frames += frameStart[at + 1] - frameStart[at];
  return frames <= most;
}

/** Of stacks that fit. */
function growAll(runs: StackRuns, frames: number): GrownStacks {
  const growth = new TreeGrowth(runs, Infinity, () => new Error('pprof: the stacks were counted before'));
  while (!growTree(growth, STEP));
  const grown = growth.finish();
  assertStacks(grown.table, grown.stack, runs.start.length - 1, frames);
  return grown;
}

/** Signed 64-bit number; 0 where the profile has none. */
function int64(scalar: Scalar): number {
  return (scalar.high | 0) * 4294967296 + scalar.low;
}

/** StringId of a top-level reference; 0 where the profile has none. */
function text(scalar: Scalar, name: string, strings: ProfileStrings): number {
  if (scalar.at < 0) return 0;
  const id = strings.resolve(scalar.low, scalar.high);
  if (id < 0) throw new Damage(scalar.at, `profile, ${name}`, strings.missing(name, scalar.low, scalar.high));
  return id;
}

function readTypes(bytes: Uint8Array, spans: Spans, record: string, strings: ProfileStrings): SampleType[] {
  const types: SampleType[] = [];
  const reader = new FieldReader(bytes);
  for (let i = 0; i < spans.count; i++) {
    let type = 0;
    let unit = 0;
    reader.open(spans.start[i], spans.end[i], record, i);
    while (reader.next()) {
      if (reader.field === 1) type = strings.reference(reader, 'type');
      else if (reader.field === 2) unit = strings.reference(reader, 'unit');
    }
    types.push({ type: strings.get(type), unit: strings.get(unit) });
  }
  return types;
}

function readComments(bytes: Uint8Array, spans: Spans, strings: ProfileStrings): string[] {
  const comments: string[] = [];
  const reader = new FieldReader(bytes);
  for (let i = 0; i < spans.count; i++) {
    reader.open(spans.start[i], spans.end[i], 'comment', i);
    reader.wire = WIRE_VARINT;
    while (reader.pos < reader.end) {
      reader.at = reader.pos;
      reader.varint('comment');
      comments.push(strings.get(strings.reference(reader, 'comment')));
    }
  }
  return comments;
}

function notesOf(
  input: ParseInput,
  layout: Layout,
  strings: ProfileStrings,
  symbols: Symbols,
  fill: SampleFill,
  negative: number,
): Note[] {
  const notes: Note[] = [];
  const note = (kind: Note['kind'], message: string, count: number, offset: number | null = null, hint = ''): void => {
    notes.push({ kind, message, count, offset, hint });
  };
  if (input.cut || layout.cutAt >= 0) {
    const lost: string[] = [];
    if (fill.dropped > 0)
      lost.push(`${formatCount(fill.dropped)} samples are left out because what they refer to is missing`);
    if (strings.lost > 0) lost.push(`${formatCount(strings.lost)} names are missing`);
    note(
      'truncated',
      `The profile ends early, at byte ${formatCount(input.bytes.length)}${lost.length > 0 ? `; ${lost.join(', and ')}` : ''}.`,
      fill.dropped + strings.lost,
      input.bytes.length,
      'Make the capture again to have all of it.',
    );
  }
  const inexact = fill.inexact + fill.labelSets.inexact;
  if (inexact > 0) note('repaired', `${formatCount(inexact)} numbers are beyond 2^53 and are rounded.`, inexact);
  if (symbols.missingMappings > 0) {
    const many = formatCount(symbols.missingMappings);
    note(
      'repaired',
      `${many} locations refer to a mapping that is not in the profile; they are shown without their binary.`,
      symbols.missingMappings,
    );
  }
  if (symbols.oddLines > 0) {
    note(
      'repaired',
      `${formatCount(symbols.oddLines)} line numbers are no line numbers and are shown as unknown.`,
      symbols.oddLines,
    );
  }
  if (symbols.mergedFunctions > 0) {
    note(
      'repaired',
      `${formatCount(symbols.mergedFunctions)} functions have the name and the file of another one but begin on another line or differ in system name; they are shown as one.`,
      symbols.mergedFunctions,
    );
  }
  if (negative > 0) {
    note(
      'skipped',
      `${formatCount(negative)} groups have a negative number of goroutines, as in a difference of two profiles; they are no goroutines.`,
      negative,
      null,
      'Open the two profiles instead of their difference.',
    );
  }
  return notes;
}

const ARTICLES = {
  none: 'a pprof profile',
  gzip: 'a gzipped pprof profile',
  zstd: 'a pprof profile packed with zstd',
} as const;

function damaged(input: ParseInput, { code, offset, where, why }: Damage): EngineError {
  const article = ARTICLES[input.compression];
  const excerpt = Array.from(input.bytes.subarray(offset, offset + 32), (b) => b.toString(16).padStart(2, '0')).join(
    ' ',
  );
  const two = where.endsWith('second profile');
  const at = formatCount(offset);
  return engineError(
    code,
    two
      ? `${input.name} holds two profiles`
      : code === 'too-large'
        ? `${input.name} unfolds to more stacks than fit`
        : `${input.name} is damaged at byte ${at}`,
    {
      reason: `It is ${article}, but ${why}. ${two ? 'Read as one, its numbers would be wrong.' : 'None of its numbers can be trusted.'}`,
      hint: two
        ? 'Split it, or merge the originals with go tool pprof -proto A B.'
        : 'Make the capture again, and transfer it as binary.',
      offset,
      excerpt,
      field: where,
    },
  );
}

function cutShort(input: ParseInput, layout: Layout, why: string): EngineError {
  const size = input.bytes.length;
  const inside = layout.cutAt >= 0 ? `, inside ${insideOf(input.bytes, layout.cutAt)}` : '';
  const found = `${formatCount(layout.samples.count)} samples`;
  const unpacked = input.compression === 'none' ? '' : ' of the unpacked profile';
  return engineError('truncated', `${input.name} is cut off and cannot be read`, {
    reason: `It is a pprof profile that ends at byte ${formatCount(size)}${unpacked}${inside}: ${found} were found, but ${why}.`,
    hint: 'Make the capture again; curl tells a broken transfer by its exit code 18.',
    offset: layout.cutAt >= 0 ? layout.cutAt : size,
  });
}

function insideOf(bytes: Uint8Array, at: number): string {
  const tag = bytes[at];
  return tag > 127 ? 'a field' : `its ${fieldName(tag >> 3)}`;
}
