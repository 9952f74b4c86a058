import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { latin1 } from '@core/base/latin1';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import { goroutineSamples } from '@core/model/goroutine-builder';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { detectGoroutineDump } from './detect';
import { findLogPrefix, stripLogPrefix } from './log-prefix';
import { GOROUTINE, NEWLINE, SPACE, startsWith } from './frame-lines';
import { DumpScanner } from './scanner';

const STEP = 4 * 1024 * 1024;
/** net/http/pprof and runtime/pprof stop a text dump there. */
const GO_LIMIT = 64 * 1024 * 1024;

export const goroutineDump: Format = { name: 'goroutine-dump', detect: detectGoroutineDump, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const plain = { bytes: input.bytes, originalOffset: (offset: number) => offset };
  const prefix = findLogPrefix(textAround(input.bytes, Math.max(0, firstHeader(input.bytes))));
  const stripped = prefix === null ? plain : stripLogPrefix(input.bytes, prefix);
  const scanner = new DumpScanner(stripped.bytes, input.cut);
  while (scanner.run(scanner.lines.position + STEP)) {
    input.progress({ done: scanner.lines.position, found: scanner.goroutines.count, noun: 'goroutines' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  const atLimit = input.bytes.length === GO_LIMIT;
  if (scanner.goroutines.count === 0) return err(nothing(input, scanner));
  const labelSets = scanner.labels.finish();
  const { functions, frames } = scanner.lines.frames.finish();
  const stacks = scanner.stacks.finish();
  const goroutines = scanner.goroutines.finish({ strings: scanner.lines.strings, functions, frames, stacks });
  const preamble = readPreamble(stripped.bytes, scanner.firstHeader);
  const notes = makeNotes(scanner, stripped.originalOffset, input, atLimit, preamble);
  if (prefix !== null) {
    notes.push(
      note(
        'info',
        `Every line begins with what a log writes before it, like “${prefix.example.trim()}”; that was taken off.`,
        1,
        null,
      ),
    );
  }
  return ok([
    {
      ...ofTextFile(input),
      format: 'goroutine-dump',
      kind: 'goroutine',
      comments: preamble.comments,
      notes,
      strings: scanner.lines.strings,
      functions,
      frames,
      stacks,
      labelSets,
      samples: goroutineSamples(goroutines, labelSets),
      goroutines,
      ...NOTHING_MORE,
    },
  ]);
}

/** Offset of the first thing that looks like a goroutine's header, −1 for none: for dumps deep inside a log. */
export function firstHeader(bytes: Uint8Array): number {
  const first = GOROUTINE[0];
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes, at, GOROUTINE) && isHeaderTail(bytes, at + GOROUTINE.length)) return at;
  }
  return -1;
}

/** A number, a blank, and in the same line something in brackets. Bytes, as logs may hold millions of lines that begin so. */
function isHeaderTail(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (bytes[at] >= 48 && bytes[at] <= 57) at++;
  if (at === start || bytes[at] !== SPACE) return false;
  const end = Math.min(bytes.length, start + 600);
  let open = -1;
  for (; at < end && bytes[at] !== NEWLINE; at++) {
    if (bytes[at] === 91 && open < 0) open = at;
    if (bytes[at] !== 93) continue;
    if (open >= 0 && at > open + 1) return true;
    open = -1;
  }
  return false;
}

function textAround(bytes: Uint8Array, offset: number): string {
  let start = offset;
  while (start > 0 && offset - start < 400 && bytes[start - 1] !== 10) start--;
  return latin1(bytes, start, Math.min(bytes.length, offset + 8192));
}

const PANIC = /^(?:panic: |fatal error: |SIG[A-Z]+: |runtime: |unexpected fault|\[signal |\tpanic: )/;

/** The message of a crash, at most 20 lines of it; `skipped` lines of other text before it. */
function readPreamble(bytes: Uint8Array, end: number): { readonly comments: string[]; readonly skipped: number } {
  const from = Math.max(0, end - 16 * 1024);
  const text = new TextDecoder().decode(bytes.subarray(from, end));
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => PANIC.test(line));
  const filled = (some: readonly string[]): number => some.filter((line) => line.trim() !== '').length;
  let skipped = filled(lines.slice(0, first < 0 ? lines.length : first));
  // Of what is farther away only the lines are counted; the one that the window cuts is counted in it.
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < from - 1; at = bytes.indexOf(NEWLINE, at + 1))
    if (at > 0 && bytes[at - 1] !== NEWLINE) skipped++;
  if (first < 0) return { comments: [], skipped };
  const comments: string[] = [];
  for (const line of lines.slice(first)) {
    if (line === 'runtime stack:' || comments.length === 20) break;
    if (line.trim() !== '') comments.push(line.replace(/\t/g, '  ').slice(0, 500));
  }
  return { comments, skipped };
}

function note(kind: Note['kind'], message: string, count: number, offset: number | null, hint = ''): Note {
  return { kind, message, count, offset, hint };
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const CAPTURE_ALL =
  'How to capture all: fetch /debug/pprof/goroutine without debug=2. It is complete, small, and stops the program far shorter.';

/** A crash prints once; only where its output went can it be had whole. */
const CAPTURE_CRASH =
  'How to capture all: keep the whole standard error of the program; a log collector may cut it at a size of its own.';

function makeNotes(
  scanner: DumpScanner,
  original: (offset: number) => number,
  input: ParseInput,
  atLimit: boolean,
  preamble: { readonly comments: readonly string[]; readonly skipped: number },
): Note[] {
  const notes: Note[] = [];
  const add = (
    kind: Note['kind'],
    tally: { count: number; first: number },
    message: (n: (noun: string) => string) => string,
    hint = '',
  ): void => {
    if (tally.count > 0)
      notes.push(
        note(
          kind,
          message((noun) => counted(tally.count, noun)),
          tally.count,
          original(tally.first),
          hint,
        ),
      );
  };
  if (scanner.endsInside >= 0 || scanner.endsInHeader || atLimit || input.cut) {
    const end = input.bytes.length;
    const inside = scanner.endsInside >= 0 ? `inside goroutine ${scanner.endsInside}` : 'between two goroutines';
    const why = atLimit ? ' Go stops a text dump at 64 MiB.' : input.cut ? ' The gzip file is cut.' : '';
    notes.push(
      note(
        'truncated',
        `Ends at byte ${formatCount(end)}, ${inside}.${why}`,
        1,
        end,
        preamble.comments.length > 0 ? CAPTURE_CRASH : CAPTURE_ALL,
      ),
    );
  }
  add('skipped', scanner.badHeaders, (n) => `${n('goroutine')} left out: the header cannot be read.`);
  add(
    'skipped',
    scanner.further,
    (n) => `${n('goroutine')} left out: a second dump begins in the same file, and only the first is shown.`,
    'Save each dump in a file of its own and open them together: they become a series.',
  );
  add('skipped', scanner.lines.oddLines, (n) => `${n('line')} inside goroutines not understood.`);
  add(
    'info',
    scanner.elided,
    (n) => `${n('frame')} left out by the runtime, which prints the 50 innermost and the 50 outermost of a deep stack.`,
  );
  add(
    'info',
    scanner.unavailable,
    (n) => `${n('goroutine')} without a stack, running on another thread when the dump was made.`,
  );
  add('info', scanner.ancestors, (n) => `${n('goroutine')} with the stacks of its ancestors, which are not shown.`);
  add(
    'info',
    scanner.schedulers,
    (n) => `${n('scheduler stack')} (goroutine 0) left out: no goroutine of the program.`,
  );
  const outside = scanner.outsideLines.count + preamble.skipped;
  if (outside > 0) {
    const at = preamble.skipped > 0 ? 0 : original(scanner.outsideLines.first);
    notes.push(note('info', `${counted(outside, 'line')} outside of goroutines.`, outside, at));
  }
  return notes;
}

function nothing(input: ParseInput, scanner: DumpScanner): EngineError {
  const end = input.bytes.length;
  if (scanner.endsInside >= 0 || scanner.endsInHeader || input.cut) {
    return engineError('truncated', `${input.name} ends before its first goroutine is complete`, {
      reason: `It is a goroutine dump that ends at byte ${formatCount(end)}.`,
      hint: CAPTURE_ALL,
      offset: end,
    });
  }
  const at = Math.max(0, scanner.badHeaders.first);
  return engineError('malformed', `${input.name} is damaged at byte ${formatCount(at)}`, {
    reason: 'It looks like a goroutine dump, but no header of a goroutine can be read.',
    hint: 'Save the text as the program printed it, without changing its lines.',
    offset: at,
    excerpt: latin1(input.bytes, 0, Math.min(end, 4096)),
  });
}
