import type { SampleType } from '@core/api/document';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import type { ParseInput } from '@core/formats/format';
import { goVersionOf } from '@core/formats/go-version';
import { assertStacks } from '@core/model/integrity';
import { lazyStacks, type GrownStacks, type LazyStacks } from '@core/model/lazy-stacks';
import { NOTHING_MORE, type Capture, type LabelSetTable, type SampleTable, type StackRuns } from '@core/model/tables';
import { notesOf } from './answers';
import { Damage } from './damage';
import { goroutinesOf } from './goroutines';
import { blockOrMutex, kindOfTypes } from './kind';
import type { Layout, Scalar, Spans } from './scan';
import type { ProfileStrings } from './strings';
import type { Symbols } from './symbols';
import { growTree, TreeGrowth } from './tree';
import { FieldReader, WIRE_VARINT } from './wire';

/** Locations that stacks are grown from between two looks at the host: some fifty milliseconds. */
const STEP = 2 << 20;

/** Samples from which on one part of the work takes longer than a look at the host. */
const MANY = 1 << 16;

/** Between two parts of the work on so many samples: half a million in one go would keep a cancel waiting. Throws `Cancelled`. */
export async function betweenParts({ signal }: Pick<Asked, 'signal'>, samples: number): Promise<void> {
  if (samples >= MANY) await yieldToHost();
  throwIfCancelled(signal);
}

/** The tables that samples refer to, and where the fields are that describe the whole. */
export interface Tables {
  /** What `layout` tells places in. */
  readonly bytes: Uint8Array;
  readonly layout: Layout;
  readonly strings: ProfileStrings;
  readonly types: readonly SampleType[];
  readonly symbols: Symbols;
}

/** The samples in columns. */
export interface Samples {
  readonly count: number;
  readonly values: readonly Float64Array[];
  readonly labels: Uint32Array;
  readonly labelSets: LabelSetTable;
  readonly runs: StackRuns;
  /** Left out because what they refer to is missing; numbers beyond 2^53. */
  readonly dropped: number;
  readonly inexact: number;
  /** Says that the stacks up to a row are more than fit. */
  tooLarge(row: number): Damage;
}

/** Bytes of the unpacked profile, and whether it ends early. */
interface Whole {
  readonly size: number;
  readonly cut: boolean;
}

type Asked = Pick<ParseInput, 'name' | 'size' | 'compression' | 'modifiedMs' | 'signal' | 'progress'>;

/** Makes a capture of what was read. Throws `Damage`, and `Cancelled`. */
export async function assemble(input: Asked, whole: Whole, tables: Tables, from: Samples): Promise<Capture> {
  const { bytes, layout, strings, types, symbols } = tables;
  throwIfCancelled(input.signal);
  const defaultName = strings.get(text(layout.defaultSampleType, 'default_sample_type', strings));
  const periodTypes = readTypes(bytes, layout.periodTypes, 'period type', strings);
  const comments = readComments(bytes, layout.comments, strings);
  const wanted = types.findIndex((type) => type.type === defaultName);
  const samples = {
    count: from.count,
    types,
    defaultType: wanted >= 0 ? wanted : Math.max(0, types.length - 1),
    period: int64(layout.period),
    periodType: periodTypes.at(-1) ?? null,
    labels: from.labels,
    values: from.values,
  };
  const code = { strings, functions: symbols.functions, frames: symbols.frames };
  const { runs } = from;
  const shown = kindOfTypes(types, defaultName);
  const kind = shown === 'contention' ? blockOrMutex({ ...code, runs, samples }) : shown;
  const areGoroutines = kind === 'goroutine' || kind === 'goroutineleak';
  const most = MOST_ROWS_ALWAYS + whole.size;
  let stacks: LazyStacks;
  // A table that a small file could blow up is grown here, where it can be refused; that of goroutines is needed at once.
  if (areGoroutines || !fits(runs, most)) {
    const growth = new TreeGrowth(runs, most, (row) => from.tooLarge(row));
    await betweenParts(input, from.count);
    while (!growTree(growth, STEP)) {
      throwIfCancelled(input.signal);
      input.progress({ done: Math.round(whole.size * 0.9), found: from.count, noun: 'samples' });
      await yieldToHost();
    }
    const { table, stack } = growth.finish();
    stacks = { table, stack: () => stack };
    await betweenParts(input, from.count);
  } else stacks = lazyStacks(runs, (given) => growAll(given, code.frames.count));
  const captured = {
    ...code,
    stacks: stacks.table,
    labelSets: from.labelSets,
    samples: {
      ...samples,
      get stack() {
        return stacks.stack();
      },
    } satisfies SampleTable,
  };
  const goroutines = areGoroutines ? goroutinesOf(captured, kind === 'goroutineleak') : null;
  if (goroutines !== null) await betweenParts(input, from.count);
  const time = int64(layout.timeNanos);
  const duration = int64(layout.durationNanos);
  const { missingMappings, oddLines, mergedFunctions } = symbols;
  return {
    name: input.name,
    format: 'pprof',
    kind,
    size: input.size,
    compression: input.compression,
    goVersion: goVersionOf(captured),
    timeMs: time !== 0 ? time / 1e6 : input.modifiedMs,
    timeSource: time !== 0 ? 'capture' : input.modifiedMs !== null ? 'file' : null,
    durationNs: duration !== 0 ? duration : null,
    comments,
    notes: notesOf({
      cutAt: whole.cut ? whole.size : null,
      dropped: from.dropped,
      lost: strings.lost,
      inexact: from.inexact,
      ...{ missingMappings, oddLines, mergedFunctions },
      negative: goroutines?.negative ?? 0,
    }),
    ...captured,
    goroutines: goroutines?.table ?? null,
    ...NOTHING_MORE,
    dropFrames: strings.get(text(layout.dropFrames, 'drop_frames', strings)),
    keepFrames: strings.get(text(layout.keepFrames, 'keep_frames', strings)),
    docUrl: strings.get(text(layout.docUrl, 'doc_url', strings)),
    mappings: symbols.mappings,
    details: symbols.details,
  };
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

/** The types of values that a list of messages names. */
export function readTypes(bytes: Uint8Array, spans: Spans, record: string, strings: ProfileStrings): SampleType[] {
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
