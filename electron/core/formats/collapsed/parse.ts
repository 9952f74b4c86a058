import type { Note } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import { ByteInterner } from '@core/model/byte-interner';
import { FrameBuilder } from '@core/model/frame-builder';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { StackBuilder } from '@core/model/stack-builder';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { Pace } from '../pace';
import { isAmount, SampleRows } from '../sample-rows';
import { detectCollapsed } from './detect';
import { readFrame } from './frame';

/** Collapsed ("folded") stacks, the input of flamegraph.pl: `root;…;leaf 12`, one line a stack. */
export const collapsedFormat: Format = { name: 'collapsed', detect: detectCollapsed, parse };

const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const SPACE = 32;
const SEMICOLON = 0x3b;

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const { bytes } = input;
  const lines = new Lines(bytes);
  const pace = new Pace(input, 'stacks');
  let lost = -1;
  for (let at = 0; at < bytes.length;) {
    if (pace.due(at)) await pace.breathe(at, lines.rows.count);
    let end = bytes.indexOf(NEWLINE, at);
    const isLast = end < 0;
    if (isLast) end = bytes.length;
    // A last line without an end is a cut where it has no number, or where what it is packed in is cut: digits may be missing.
    if (isLast && (input.cut || !lines.isStack(at, end))) {
      lost = at;
      break;
    }
    lines.add(at, end);
    at = end + 1;
  }
  if (lines.rows.count === 0) return err(nothing(input, lines.firstOdd, lost));
  const notes: Note[] = [];
  if (input.cut || lost >= 0) {
    notes.push({
      kind: 'truncated',
      message: `The file ends early, at byte ${formatCount(bytes.length)}, within a line, which is left out.`,
      count: 1,
      offset: lost < 0 ? bytes.length : lost,
      hint: 'Counts are lower bounds.',
    });
  }
  if (lines.odd > 0) {
    notes.push({
      kind: 'skipped',
      message: `${formatCount(lines.odd)} lines do not end with a number and are left out.`,
      count: lines.odd,
      offset: lines.firstOdd,
      hint: '',
    });
  }
  return ok([
    {
      ...ofTextFile(input),
      format: 'collapsed',
      kind: 'custom',
      comments: lines.comments,
      notes,
      ...lines.finish(),
      goroutines: null,
      ...NOTHING_MORE,
    },
  ]);
}

/** Collects lines. */
class Lines {
  readonly rows = new SampleRows(1);
  readonly comments: string[] = [];
  odd = 0;
  firstOdd = -1;
  readonly #bytes: Uint8Array;
  readonly #strings = new ByteInterner();
  readonly #frames = new FrameBuilder();
  readonly #stacks = new StackBuilder();
  /** Frames as they are written, and the FrameId + 1 of each: a frame is taken apart once. */
  readonly #written = new ByteInterner();
  readonly #frameOf: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Blank, a comment, or a stack and a number. */
  isStack(start: number, stop: number): boolean {
    const bytes = this.#bytes;
    const end = trimmed(bytes, start, stop);
    if (end === start || (bytes[start] === 0x23 && this.rows.count === 0)) return true;
    let digits = end;
    while (digits > start && !isBlank(bytes[digits - 1])) digits--;
    return digits > start && !Number.isNaN(numberOf(bytes, digits, end));
  }

  add(start: number, stop: number): void {
    const bytes = this.#bytes;
    const end = trimmed(bytes, start, stop);
    if (end === start) return;
    if (bytes[start] === 0x23 && this.rows.count === 0) {
      this.comments.push(decoder.decode(bytes.subarray(start + 1, Math.min(end, start + 1000))).trim());
      return;
    }
    let digits = end;
    while (digits > start && !isBlank(bytes[digits - 1])) digits--;
    const value = numberOf(bytes, digits, end);
    // Blank space and a number is the empty stack (py-spy); a number alone is no stack.
    const stackEnd = trimmed(bytes, start, digits);
    if (Number.isNaN(value) || digits === start) {
      if (this.odd++ === 0) this.firstOdd = start;
      return;
    }
    let stack = 0;
    for (let from = start; from < stackEnd;) {
      let to = bytes.indexOf(SEMICOLON, from);
      if (to < 0 || to > stackEnd) to = stackEnd;
      // `a;;b` and `a;` have frames without a name, which say nothing.
      if (to > from) stack = this.#stacks.child(stack, this.#frame(from, to));
      from = to + 1;
    }
    this.rows.add(this.rows.row(stack, 0), 0, value);
  }

  finish(): Pick<Capture, 'strings' | 'functions' | 'frames' | 'stacks' | 'labelSets' | 'samples'> {
    return {
      strings: this.#strings,
      ...this.#frames.finish(),
      stacks: this.#stacks.finish(),
      labelSets: new LabelSetBuilder().finish(),
      samples: this.rows.finish({ types: [{ type: 'samples', unit: 'count' }], defaultType: 0 }),
    };
  }

  #frame(start: number, end: number): number {
    const written = this.#written.intern(this.#bytes, start, end);
    const known = this.#frameOf[written];
    if (known !== undefined) return known;
    const { name, file, line, inlined } = readFrame(this.#written.get(written));
    const func = this.#frames.function(this.#strings.internString(name), this.#strings.internString(file));
    return (this.#frameOf[written] = this.#frames.frame(func, line, inlined));
  }
}

const decoder = new TextDecoder();

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}

/** The end of what is before the blanks at the end. */
function trimmed(bytes: Uint8Array, start: number, stop: number): number {
  let end = stop;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return end;
}

function numberOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  if (end - start <= 15) {
    let at = start;
    while (at < end && bytes[at] >= 48 && bytes[at] <= 57) value = value * 10 + bytes[at++] - 48;
    if (at === end && at > start) return value;
  }
  if (end - start > 40) return NaN;
  const text = decoder.decode(bytes.subarray(start, end));
  return /^-?\d+(?:\.\d+)?$/.test(text) && isAmount(Number(text)) ? Number(text) : NaN;
}

function nothing(input: ParseInput, offset: number, lost: number): EngineError {
  if (input.cut || lost >= 0) {
    return engineError('truncated', `${input.name} ends before its first stack`, {
      reason: 'It is text with collapsed stacks, and its first line is not complete.',
      hint: 'Fetch it again and let the download finish.',
      offset: input.bytes.length,
    });
  }
  return engineError('malformed', `${input.name} has no stack`, {
    reason: 'It looks like collapsed stacks, but no line is a stack and a number.',
    hint: 'Write it again: stackcollapse-*.pl of FlameGraph makes such files.',
    offset: Math.max(0, offset),
  });
}
