import type { CaptureKind, Note } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { GrowableColumn } from '@core/base/columns';
import { formatCount } from '@core/base/format';
import { latin1 } from '@core/base/latin1';
import { err, ok, type Result } from '@core/base/result';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { inexactNote, oddLineNotes, shortRowNote } from '../legacy-notes';
import { LOCK_FRAMES } from '../legacy-frames';
import { LegacyText } from '../legacy-text';
import { detectContentionText, FIRST_LINE } from './detect';
import { readHeader, type ContentionHeader } from './header';
import { unsample } from './unsample';

const STEP = 4 * 1024 * 1024;

export const contentionText: Format = { name: 'contention-text', detect: detectContentionText, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const first = FIRST_LINE.exec(latin1(input.bytes.subarray(0, 1024)));
  if (first === null) return err(malformed(input, 0, 'its first line is not “--- contention:” or “--- mutex:”'));
  const kind: CaptureKind = first[1] === 'mutex:' ? 'mutex' : 'block';
  const header = readHeader(input.bytes, first[0].length);
  if (header.refused !== null) return err(refusal(input, header.refused));
  const { period, hertz } = header;
  const stack = new GrowableColumn(Uint32Array);
  const labels = new GrowableColumn(Uint32Array);
  const contentions = new GrowableColumn(Float64Array);
  const delay = new GrowableColumn(Float64Array);
  let shortRows = 0;
  let firstShort = -1;
  let inexact = 0;
  const text = new LegacyText(input.bytes, header.end, (row) => {
    if (row.values.length !== 2) {
      if (shortRows++ === 0) firstShort = row.offset;
      return;
    }
    const scaled = unsample(row.values[0], row.values[1], period, hertz);
    if (![row.values[0], scaled.contentions, scaled.delay].every(Number.isSafeInteger)) inexact++;
    stack.push(row.stack);
    labels.push(row.labels);
    contentions.push(scaled.contentions);
    delay.push(scaled.delay);
  });
  while (text.run(text.position + STEP)) {
    input.progress({ done: text.position, found: stack.length, noun: 'samples' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  if (stack.length === 0 && text.oddLines + shortRows > 0) {
    return err(malformed(input, text.oddLines > 0 ? text.firstOdd : firstShort, 'no row of it can be read'));
  }
  const { functions, frames } = text.frames.finish();
  return ok([
    {
      ...ofTextFile(input),
      ...NOTHING_MORE,
      durationNs: header.milliseconds === null ? null : header.milliseconds * 1e6,
      format: 'contention-text',
      kind,
      comments: [],
      notes: [
        ...cutNotes(input, text.openLine),
        ...headerNotes(header, kind),
        ...oddLineNotes(text),
        ...shortRowNote(shortRows, firstShort, 'two numbers'),
        ...inexactNote(inexact),
      ],
      strings: text.strings,
      functions,
      frames,
      stacks: text.stacks.finish(),
      labelSets: text.labels.finish(),
      samples: {
        count: stack.length,
        types: [
          { type: 'contentions', unit: 'count' },
          { type: 'delay', unit: 'nanoseconds' },
        ],
        defaultType: 1,
        period,
        periodType: { type: 'contentions', unit: 'count' },
        stack: stack.finish(),
        labels: labels.finish(),
        values: [contentions.finish(), delay.finish()],
      },
      goroutines: null,
      dropFrames: LOCK_FRAMES,
    },
  ]);
}

/** The text promises no total, so only an end in the middle of a line shows that it is cut. */
function cutNotes(input: ParseInput, openLine: number): Note[] {
  if (openLine < 0 && !input.cut) return [];
  const end = input.bytes.length;
  return [
    {
      kind: 'truncated',
      message: `The text ends inside a line, at byte ${formatCount(end)}: rows are missing, and the last one may be incomplete.`,
      count: 1,
      offset: openLine < 0 ? end : openLine,
      hint: 'Fetch it again and let the download finish; without debug=1 it is smaller.',
    },
  ];
}

function headerNotes({ period, hertz, discarded, unknown, end }: ContentionHeader, kind: CaptureKind): Note[] {
  const notes: Note[] = [];
  const note = (type: Note['kind'], message: string, count: number, offset: number | null, hint = ''): void => {
    notes.push({ kind: type, message, count, offset, hint });
  };
  if (hertz <= 0) {
    note('info', 'It does not say how long a cycle is: delays are in cycles, as recorded.', 1, end);
  }
  if (kind === 'mutex' && period > 1) {
    const times = formatCount(period);
    note(
      'info',
      `Numbers are those of go tool pprof for this text, which multiplies by the sampling period ${times}; Go's runtime has done so already, so they are ${times} times those of the protobuf form.`,
      period,
      null,
      'Fetch it without debug=1 for the numbers of the runtime.',
    );
  }
  if (discarded > 0) note('skipped', `The profiler discarded ${formatCount(discarded)} samples.`, discarded, null);
  if (unknown.length > 0) {
    const names = unknown.slice(0, 5).map(({ name }) => name.slice(0, 60));
    note(
      'skipped',
      `Lines before the rows are not understood: ${names.join(', ')}.`,
      unknown.length,
      unknown[0]?.offset ?? null,
    );
  }
  return notes;
}

function refusal(input: ParseInput, { offset, name, foreign }: NonNullable<ContentionHeader['refused']>): EngineError {
  if (!foreign) return malformed(input, offset, `the number behind “${name}” is none`);
  return engineError('unsupported-version', `${input.name} is a lock profile of another language`, {
    reason: `Its header has a line “${name}”, which the Java profiler writes and Go does not.`,
    hint: 'Convert it with the pprof of its profiler, or open a profile of a Go program.',
    offset,
  });
}

function malformed(input: ParseInput, offset: number, why: string): EngineError {
  return engineError('malformed', `${input.name} is damaged at byte ${formatCount(offset)}`, {
    reason: `It is a block or mutex profile as text (debug=1), but ${why}.`,
    hint: 'Fetch it again. Without debug=1 it is smaller and has the same stacks.',
    offset,
    excerpt: new TextDecoder().decode(input.bytes.subarray(0, 4096)),
  });
}
