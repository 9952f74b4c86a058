import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import type { Capture } from '@core/model/tables';
import type { Format, ParseInput } from '../format';
import { cutNote, metricsCapture, unreadableMetrics } from '../metrics-capture';
import { detectPrometheus } from './detect';
import { ExpositionReader } from './reader';

const STEP = 4 * 1024 * 1024;

export const prometheus: Format = { name: 'prometheus', detect: detectPrometheus, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const { bytes } = input;
  const reader = new ExpositionReader(bytes);
  // The last line of an exposition ends: one that does not may have lost digits of its value.
  const whole = bytes.lastIndexOf(10) + 1;
  const rest = bytes.subarray(whole).some((byte) => byte > 0x20) ? whole : -1;
  while (reader.at < whole) {
    reader.run(Math.min(whole, reader.at + STEP));
    input.progress({ done: reader.at, found: reader.builder.points, noun: 'points' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  let cut = input.cut;
  const notes: Note[] = [];
  if (rest >= 0) {
    if (reader.isEnd(rest) || reader.builder.points === 0) reader.line(rest, bytes.length);
    else cut = true;
  }
  const { builder, losses } = reader;
  if (builder.points === 0 && losses.oddLines > 0)
    return err(unreadableMetrics(input, 'Prometheus text', losses.firstOdd, 'no line of it can be read'));
  if (rest >= 0 && cut) notes.push(cutNote(bytes.length, 'its last line has no end and is left out'));
  else if (cut) notes.push(cutNote(bytes.length, 'it was packed, and the packed data end early'));
  else if (reader.openMetrics && !reader.ended)
    notes.push(cutNote(bytes.length, 'it is OpenMetrics without “# EOF” at its end'));
  notes.push(...losses.notes());
  if (reader.headers > 0)
    notes.push(info(reader.headers, `${formatCount(reader.headers)} lines of HTTP headers are left out.`));
  if (reader.exemplars > 0) {
    const what = reader.exemplars === 1 ? '1 exemplar is' : `${formatCount(reader.exemplars)} exemplars are`;
    notes.push(info(reader.exemplars, `${what} counted and not kept.`));
  }
  if (reader.nativeHistograms > 0) {
    const what =
      reader.nativeHistograms === 1
        ? '1 native histogram is'
        : `${formatCount(reader.nativeHistograms)} native histograms are`;
    const message = `${what} left out: buckets, count and sum are one value, which has no place beside numbers.`;
    const hint = 'Histograms with buckets of their own (classic ones) are read; the client can be told to write both.';
    notes.push({ kind: 'skipped', message, count: reader.nativeHistograms, offset: null, hint });
  }
  const capture = metricsCapture(input, builder, { format: 'prometheus', comments: [], notes, memStats: null });
  return ok([capture]);
}

function info(count: number, message: string): Note {
  return { kind: 'info', message, count, offset: null, hint: '' };
}
