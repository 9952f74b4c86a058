import type { SampleType } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { GrowableColumn } from '@core/base/columns';
import { formatCount } from '@core/base/format';
import { latin1 } from '@core/base/latin1';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { memStatsTables } from '../expvar/mem-stats';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { ALLOCATION_FRAMES, ALLOCATION_FRAMES_KEPT } from '../legacy-frames';
import { inexactNote, legacyNotes, shortRowNote } from '../legacy-notes';
import { LegacyText } from '../legacy-text';
import { detectHeapText, FIRST_LINE } from './detect';
import { parseMemStats } from './mem-stats';
import { unsample } from './unsample';

const STEP = 4 * 1024 * 1024;

const TYPES: readonly SampleType[] = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];
const LIVE_TYPES: readonly SampleType[] = [
  { type: 'objects', unit: 'count' },
  { type: 'space', unit: 'bytes' },
];

export const heapText: Format = { name: 'heap-text', detect: detectHeapText, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const first = FIRST_LINE.exec(latin1(input.bytes.subarray(0, 1024)));
  if (first === null) return err(malformed(input, 0, 'its first line is not “heap profile: …”'));
  const [inUseObjects, inUseBytes, allocObjects, allocBytes] = first.slice(1, 5).map(Number);
  const writer = first[5];
  // Go prints twice its rate, as the C++ profiler once did; texts that are not v2 are not scaled.
  const rate = writer === 'heap' ? Math.floor(Number(first[6]) / 2) : /_v2$/.test(writer) ? Number(first[6]) : 1;
  // C++ allocators that do not know what was freed repeat what is in use, or print zeros. Go always knows.
  const growth = /^(?:growth|fragmentation)/.test(writer);
  const same = (all: number, live: number): boolean => all === live || all === 0;
  const onlyLive = growth || (writer !== 'heap' && same(allocObjects, inUseObjects) && same(allocBytes, inUseBytes));
  const stack = new GrowableColumn(Uint32Array);
  const labels = new GrowableColumn(Uint32Array);
  const values = Array.from({ length: 4 }, () => new GrowableColumn(Float64Array));
  let sum = 0;
  let shortRows = 0;
  let firstShort = -1;
  let inexact = 0;
  const text = new LegacyText(input.bytes, first[0].length, (row) => {
    const [liveCount, liveBytes, allCount, allBytes] = row.values;
    // Bytes without an object are no row either (pprof refuses the whole text for one).
    if (
      row.values.length !== 4 ||
      (liveCount === 0 && liveBytes !== 0) ||
      (allCount === 0 && allBytes !== 0 && !onlyLive)
    ) {
      if (shortRows++ === 0) firstShort = row.offset;
      return;
    }
    if (!row.values.every(Number.isSafeInteger)) inexact++;
    sum += onlyLive ? liveCount : allCount;
    // The average object of the row, as pprof puts it into the label `bytes`.
    const size = liveCount !== 0 ? liveBytes / liveCount : allCount !== 0 && !onlyLive ? allBytes / allCount : 0;
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
  const promised = onlyLive ? inUseObjects : allocObjects;
  const ratio = `${formatCount(sum)} of ${formatCount(promised)} sampled objects`;
  const notes = [
    ...legacyNotes(text, input, ratio, sum, promised),
    ...shortRowNote(shortRows, firstShort, 'four numbers that agree'),
    ...inexactNote(inexact),
  ];
  const section = text.sectionAt < 0 ? '' : new TextDecoder().decode(input.bytes.subarray(text.sectionAt));
  const memStats = section === '' ? null : parseMemStats(section);
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
        types: onlyLive ? LIVE_TYPES : TYPES,
        defaultType: onlyLive ? 1 : 3,
        period: rate,
        periodType: { type: 'space', unit: 'bytes' },
        stack: stack.finish(),
        labels: labels.finish(),
        values: (onlyLive ? values.slice(2) : values).map((column) => column.finish()),
      },
      goroutines: null,
      ...NOTHING_MORE,
      memStats,
      metrics: memStats === null ? null : memStatsTables(memStats, section, text.strings),
      dropFrames: ALLOCATION_FRAMES,
      keepFrames: ALLOCATION_FRAMES_KEPT,
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
