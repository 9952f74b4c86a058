import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { GrowableColumn } from '@core/base/columns';
import { formatCount } from '@core/base/format';
import { latin1 } from '@core/base/latin1';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { legacyNotes } from '../legacy-notes';
import { LegacyText } from '../legacy-text';
import { detectHeapText, FIRST_LINE } from './detect';
import { parseMemStats } from './mem-stats';
import { unsample } from './unsample';

const STEP = 4 * 1024 * 1024;

export const heapText: Format = { name: 'heap-text', detect: detectHeapText, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const first = FIRST_LINE.exec(latin1(input.bytes.subarray(0, 1024)));
  if (first === null) return err(malformed(input, 0, 'its first line is not “heap profile: …”'));
  const [inUseObjects, , allocObjects] = first.slice(1, 5).map(Number);
  // Go prints twice its rate, as the C++ profiler once did.
  const rate =
    first[5] === 'heap' ? Math.floor(Number(first[6]) / 2) : first[5] === 'heapprofile' ? 1 : Number(first[6]);
  const stack = new GrowableColumn(Uint32Array);
  const labels = new GrowableColumn(Uint32Array);
  const values = Array.from({ length: 4 }, () => new GrowableColumn(Float64Array));
  let sum = 0;
  let shortRows = 0;
  let firstShort = -1;
  const text = new LegacyText(input.bytes, first[0].length, (row) => {
    if (row.values.length !== 4) {
      if (shortRows++ === 0) firstShort = row.offset;
      return;
    }
    const [liveCount, liveBytes, allCount, allBytes] = row.values;
    sum += allCount;
    // The average object of the row, as pprof puts it into the label `bytes`.
    const size = liveCount !== 0 ? liveBytes / liveCount : allCount !== 0 ? allBytes / allCount : 0;
    stack.push(row.stack);
    labels.push(
      size === 0
        ? 0
        : text.labels.add([{ key: bytesKey(), value: 0, number: Math.trunc(size), unit: bytesKey() }], (key) =>
            text.strings.get(key),
          ),
    );
    const all = unsample(allCount, allBytes, rate);
    const live = unsample(liveCount, liveBytes, rate);
    [all.count, all.bytes, live.count, live.bytes].forEach((value, i) => values[i].push(value));
  });
  const bytesKey = (): number => text.strings.internString('bytes');
  while (text.run(text.position + STEP)) {
    input.progress({ done: text.position, found: stack.length, noun: 'samples' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  if (stack.length === 0 && text.oddLines + shortRows > 0) {
    return err(malformed(input, text.oddLines > 0 ? text.firstOdd : firstShort, 'no row of it can be read'));
  }
  const notes = legacyNotes(
    text,
    input,
    `${formatCount(sum)} of ${formatCount(allocObjects)} sampled objects`,
    sum,
    allocObjects,
  );
  if (shortRows > 0) {
    notes.push({
      kind: 'skipped',
      message: `${formatCount(shortRows)} rows do not have four numbers and are left out.`,
      count: shortRows,
      offset: firstShort,
      hint: '',
    });
  }
  const memStats =
    text.sectionAt < 0 ? null : parseMemStats(new TextDecoder().decode(input.bytes.subarray(text.sectionAt)));
  if (stack.length === 0 && inUseObjects > 0 && memStats === null) {
    return err(
      engineError('truncated', `${input.name} ends before its first row`, {
        reason: 'It is a heap profile as text that has only its first line.',
        hint: 'Fetch it again and let the download finish.',
        offset: input.bytes.length,
      }),
    );
  }
  const { functions, frames } = text.frames.finish();
  return ok([
    {
      ...ofTextFile(input),
      format: 'heap-text',
      kind: 'heap',
      comments: [],
      notes,
      strings: text.strings,
      functions,
      frames,
      stacks: text.stacks.finish(),
      labelSets: text.labels.finish(),
      samples: {
        count: stack.length,
        types: [
          { type: 'alloc_objects', unit: 'count' },
          { type: 'alloc_space', unit: 'bytes' },
          { type: 'inuse_objects', unit: 'count' },
          { type: 'inuse_space', unit: 'bytes' },
        ],
        defaultType: 3,
        period: rate,
        periodType: { type: 'space', unit: 'bytes' },
        stack: stack.finish(),
        labels: labels.finish(),
        values: values.map((column) => column.finish()),
      },
      goroutines: null,
      ...NOTHING_MORE,
      memStats,
    },
  ]);
}

function malformed(input: ParseInput, offset: number, why: string): EngineError {
  return engineError('malformed', `${input.name} is damaged at byte ${formatCount(offset)}`, {
    reason: `It is a heap profile as text (debug=1), but ${why}.`,
    hint: 'Fetch it again. Without debug=1 it is smaller and has the same numbers.',
    offset,
    excerpt: new TextDecoder().decode(input.bytes.subarray(0, 4096)),
  });
}
