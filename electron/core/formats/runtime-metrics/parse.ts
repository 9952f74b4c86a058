import type { EngineError } from '@core/api/errors';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { latin1 } from '@core/base/latin1';
import { err, ok, type Result } from '@core/base/result';
import { ByteInterner } from '@core/model/byte-interner';
import { MetricBuilder } from '@core/model/metric-builder';
import type { Capture } from '@core/model/tables';
import { parseVariables } from '../expvar/parse';
import type { Format, ParseInput } from '../format';
import { isRounded, metricNumber, textNumber } from '../metric-number';
import { cutNote, MetricLosses, metricsCapture, unreadableMetrics } from '../metrics-capture';
import { scrapeTime } from '../scrape-time';
import { detectRuntimeMetrics } from './detect';
import { addHistogram, describeRuntimeMetric, isRuntimeMetric } from './names';

const WHAT = 'runtime/metrics as text';
const STEP = 4 * 1024 * 1024;
/** The longest name, and the longest line: a histogram has some 1 600 bounds. */
const LONGEST_NAME = 200;
const LONGEST_LINE = 256 * 1024;
/** `&{[1 2] [0 1 +Inf]}` of %v, `{Counts:[1 2] Buckets:[0 1 +Inf]}` of %+v. */
const HISTOGRAM = /^&?\{(?:Counts:)?\[([^\]]*)\],?\s+(?:Buckets:)?\[([^\]]*)\]\}$/;

export const runtimeMetrics: Format = { name: 'runtime-metrics', detect: detectRuntimeMetrics, parse };

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const { bytes } = input;
  let first = 0;
  while (first < bytes.length && bytes[first] <= 0x20) first++;
  if (bytes[first] === 0x7b || bytes[first] === 0x5b)
    return parseVariables(input, 'runtime-metrics', 'runtime/metrics as JSON');
  const builder = new MetricBuilder(new ByteInterner());
  const losses = new MetricLosses();
  let paused = 0;
  let cut = input.cut;
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(10, at);
    const end = found < 0 ? bytes.length : found;
    losses.lines++;
    // A last line without its end may have lost digits of its value.
    if (found < 0 && builder.points > 0) {
      cut = true;
      break;
    }
    readLine(bytes, at, end, builder, losses);
    at = end + 1;
    if (at - paused < STEP) continue;
    paused = at;
    input.progress({ done: at, found: builder.points, noun: 'points' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  if (builder.points === 0)
    return err(unreadableMetrics(input, WHAT, Math.max(0, losses.firstOdd), 'no line of it can be read'));
  const notes = losses.notes();
  if (cut) notes.unshift(cutNote(bytes.length, 'the lines before its end are shown'));
  return ok([metricsCapture(input, builder, { format: 'runtime-metrics', comments: [], notes, memStats: null })]);
}

/** `name value`, `name: value`, `name=value`. */
function readLine(
  bytes: Uint8Array,
  from: number,
  lineEnd: number,
  builder: MetricBuilder,
  losses: MetricLosses,
): void {
  let start = from;
  let end = lineEnd;
  while (start < end && bytes[start] <= 0x20) start++;
  while (end > start && bytes[end - 1] <= 0x20) end--;
  if (start === end || bytes[start] === 0x23) {
    const time = end - start > 100 || start === end ? null : scrapeTime(latin1(bytes, start, end));
    if (time !== null) builder.nextScrape(time);
    return;
  }
  let at = start;
  while (at < end && at - start < LONGEST_NAME && bytes[at] > 0x20 && bytes[at] !== 0x3d) at++;
  let name = latin1(bytes, start, at);
  if (name.endsWith(':')) name = name.slice(0, -1);
  if (!isRuntimeMetric(name)) {
    const time = end - start > 100 ? null : scrapeTime(latin1(bytes, start, end));
    if (time === null) losses.odd(from);
    else builder.nextScrape(time);
    return;
  }
  while (at < end && (bytes[at] <= 0x20 || bytes[at] === 0x3d || bytes[at] === 0x3a)) at++;
  const value = metricNumber(bytes, at, end);
  if (value !== null) {
    if (isRounded(bytes, at, end, value)) losses.rounded++;
    describeRuntimeMetric(builder, name);
    builder.point(builder.series(builder.strings.internString(name), 0), value);
    return;
  }
  const histogram = end - at > LONGEST_LINE ? null : HISTOGRAM.exec(latin1(bytes, at, end));
  const counts = histogram === null ? null : numbers(histogram[1]);
  const bounds = histogram === null ? null : numbers(histogram[2]);
  if (counts === null || bounds === null || bounds.length !== counts.length + 1) losses.odd(from);
  else addHistogram(builder, name, counts, bounds);
}

function numbers(list: string): number[] | null {
  const values = list
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map(textNumber);
  return values.every((value) => value !== null) ? values : null;
}
