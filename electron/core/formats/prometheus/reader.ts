import { latin1 } from '@core/base/latin1';
import { ByteInterner } from '@core/model/byte-interner';
import { MetricBuilder } from '@core/model/metric-builder';
import type { MetricType } from '@core/model/metrics';
import { GrowableColumn } from '@core/base/columns';
import { isRounded, metricNumber } from '../metric-number';
import { MetricLosses } from '../metrics-capture';
import { scrapeTime } from '../scrape-time';
import { readLabels, readQuoted, unescapeText } from './labels';

const SPACE = 0x20;
const TAB = 0x09;
const HASH = 0x23;
const BRACE = 0x7b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const TYPES: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  info: 'gauge',
  stateset: 'gauge',
  gaugehistogram: 'gauge',
};
/** Words of OpenMetrics that Prometheus text does not have. */
const OPEN_TYPES = new Set(['info', 'stateset', 'gaugehistogram', 'unknown']);
/**
 * A value of several fields: `name{labels} {count:5,sum:2.5,schema:3,…}` (OpenMetrics 2.0), `name {{schema:1 count:5 …}}` (promtool).
 */
export const NATIVE_HISTOGRAM = /^[a-z_:{"][^\n]*?\s\{\{?\s*(?:count|sum|schema|bucket|offset)\s*:\s*[-+.\d[]/i;
/** Of a line that is not understood, so much is looked at. */
const LONGEST_KEY = 4096;
/** Below this a time is in seconds (OpenMetrics), above in milliseconds (Prometheus): the years 5138 and 1973. */
const SECONDS_BELOW = 1e11;

/**
 * Reads an exposition line by line: Prometheus text 0.0.4 and OpenMetrics 1.0 side by side, as servers answer with either
 * (prometheus.io/docs/instrumenting/exposition_formats, github.com/prometheus/OpenMetrics), names in quotes as Prometheus 3 has them.
 * The text of a series up to its value is interned whole: from its second scrape on, a line costs one look-up and one number.
 */
export class ExpositionReader {
  readonly builder = new MetricBuilder(new ByteInterner());
  readonly losses = new MetricLosses();
  /** Next byte to read. */
  at = 0;
  /** Something was seen that only OpenMetrics has. */
  openMetrics = false;
  /** The last line that means something is `# EOF`. */
  ended = false;
  exemplars = 0;
  /** Lines whose value is a native histogram. */
  nativeHistograms = 0;
  /** Lines of HTTP headers (`curl -i`). */
  headers = 0;
  readonly #bytes: Uint8Array;
  /** `name{labels}` as written, and the series it is. */
  readonly #keys = new ByteInterner();
  readonly #series = new GrowableColumn(Uint32Array);
  readonly #comments = new ByteInterner();
  readonly #counters = new Set<string>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#series.push(0);
  }

  /** Reads the lines that begin before `to`. */
  run(to: number): void {
    const bytes = this.#bytes;
    while (this.at < to) {
      let end = bytes.indexOf(10, this.at);
      if (end < 0) end = bytes.length;
      this.line(this.at, end);
      this.at = end + 1;
    }
  }

  /** True when `# EOF` is all there is from `at` on. */
  isEnd(at: number): boolean {
    return this.#bytes.length - at < 64 && /^#[ \t]+EOF\s*$/.test(latin1(this.#bytes, at));
  }

  line(from: number, end: number): void {
    const bytes = this.#bytes;
    this.losses.lines++;
    let at = from;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === 13)) at++;
    if (at >= end) return;
    if (bytes[at] === HASH) this.#comment(at, end);
    else if (!this.#sample(at, end)) this.#other(from, end);
  }

  /** False when the line is no sample. */
  #sample(from: number, end: number): boolean {
    const bytes = this.#bytes;
    const keyEnd = this.#keyEnd(from, end);
    if (keyEnd < 0) return false;
    let at = skipBlank(bytes, keyEnd, end);
    const valueStart = at;
    at = tokenEnd(bytes, at, end);
    const valueEnd = at;
    if (valueEnd === valueStart) return false;
    const value = metricNumber(bytes, valueStart, valueEnd);
    if (value === null) return false;
    at = skipBlank(bytes, at, end);
    let timeMs = NaN;
    if (at < end && bytes[at] !== HASH) {
      const timeEnd = tokenEnd(bytes, at, end);
      const time = metricNumber(bytes, at, timeEnd);
      if (time === null || !Number.isFinite(time)) return false;
      timeMs = Math.abs(time) < SECONDS_BELOW ? time * 1000 : time;
      at = skipBlank(bytes, timeEnd, end);
    }
    const exemplar = at < end;
    if (exemplar && (bytes[at] !== HASH || bytes[skipBlank(bytes, at + 1, end)] !== BRACE)) return false;
    const series = this.#seriesOf(from, keyEnd);
    if (series < 0) return false;
    if (exemplar) {
      this.exemplars++;
      this.openMetrics = true;
    }
    if (isRounded(bytes, valueStart, valueEnd, value)) this.losses.rounded++;
    this.builder.point(series, value, timeMs);
    this.ended = false;
    return true;
  }

  /** Where `name` or `name{labels}` ends; −1 when there is none. */
  #keyEnd(from: number, end: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < end && isNameByte(bytes[at], at === from)) at++;
    const brace = skipBlank(bytes, at, end);
    if (bytes[brace] !== BRACE || brace >= end) return at > from ? at : -1;
    for (at = brace + 1; at < end; at++) {
      const byte = bytes[at];
      if (byte === 0x7d) return at + 1;
      if (byte !== QUOTE) continue;
      for (at++; at < end && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
    }
    return -1;
  }

  /** The series that is written there, made when it is the first of its text; −1 when its labels are not understood. */
  #seriesOf(from: number, end: number): number {
    const known = this.#keys.count;
    const key = this.#keys.intern(this.#bytes, from, end);
    if (key >= known) this.#series.push(this.#newSeries(from, end) + 1);
    return this.#series.data[key] - 1;
  }

  #newSeries(from: number, end: number): number {
    const read = readLabels(this.#bytes, from, end, this.builder.strings);
    if (read === null) return -1;
    const name = this.builder.strings.get(read.name);
    if (/_(?:total|created)$/.test(name) && this.#counters.has(name.replace(/_(?:total|created)$/, '')))
      this.openMetrics = true;
    return this.builder.series(read.name, this.builder.labels(read.pairs));
  }

  #comment(from: number, lineEnd: number): void {
    const bytes = this.#bytes;
    let end = lineEnd;
    while (end > from && bytes[end - 1] <= SPACE) end--;
    const known = this.#comments.count;
    // The same comments come with every scrape.
    const isNew = this.#comments.intern(bytes, from, end) >= known;
    const at = skipBlank(bytes, from + 1, end);
    const wordEnd = tokenEnd(bytes, at, end);
    const word = wordEnd - at > 4 || wordEnd - at < 3 || at === from + 1 ? '' : latin1(bytes, at, wordEnd);
    switch (word) {
      case 'EOF':
        if (wordEnd < end) return;
        this.ended = true;
        this.openMetrics = true;
        this.builder.nextScrape();
        return;
      case 'HELP':
      case 'TYPE':
      case 'UNIT':
        if (isNew && !this.#describe(word, skipBlank(bytes, wordEnd, end), end)) this.losses.odd(from);
        return;
      default:
        this.#timeMark(from, end);
    }
  }

  #describe(word: 'HELP' | 'TYPE' | 'UNIT', from: number, end: number): boolean {
    const bytes = this.#bytes;
    const quoted = bytes[from] === QUOTE ? readQuoted(bytes, from, end) : null;
    const nameEnd = quoted === null ? tokenEnd(bytes, from, end) : quoted.end;
    const name = quoted === null ? text(bytes, from, nameEnd) : quoted.text;
    if (name === '') return false;
    const rest = text(bytes, skipBlank(bytes, nameEnd, end), end);
    const { builder } = this;
    if (word === 'HELP') builder.describe(name, { help: builder.strings.internString(unescapeText(rest)) });
    else if (word === 'UNIT') {
      this.openMetrics = true;
      builder.describe(name, { unit: builder.strings.internString(rest) });
    } else {
      if (rest === 'counter' && !name.endsWith('_total')) this.#counters.add(name);
      if (OPEN_TYPES.has(rest)) this.openMetrics = true;
      const type = Object.hasOwn(TYPES, rest) ? TYPES[rest] : undefined;
      if (type === undefined && rest !== 'untyped' && rest !== 'unknown') return false;
      builder.describe(name, { type: type ?? 'unknown' });
    }
    return true;
  }

  /** What is neither sample nor comment: a date between two scrapes, a header of HTTP, or not understood. */
  #other(from: number, end: number): void {
    if (this.#timeMark(from, end)) return;
    const head = latin1(this.#bytes, from, Math.min(end, from + LONGEST_KEY));
    if (NATIVE_HISTOGRAM.test(head)) this.nativeHistograms++;
    else if (/^(?:HTTP\/[\d.]+ \d|[A-Z][A-Za-z-]+: )/.test(head.slice(0, 80))) this.headers++;
    else this.losses.odd(from);
  }

  #timeMark(from: number, end: number): boolean {
    const time = end - from > 100 ? null : scrapeTime(latin1(this.#bytes, from, end).trim());
    if (time !== null) this.builder.nextScrape(time);
    return time !== null;
  }
}

function isNameByte(byte: number, first: boolean): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || byte === 0x5f || byte === 0x3a || (!first && byte >= 0x30 && byte <= 0x39);
}

function skipBlank(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === 13)) at++;
  return at;
}

function tokenEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] > SPACE) at++;
  return at;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function text(bytes: Uint8Array, from: number, end: number): string {
  return decoder.decode(bytes.subarray(from, end));
}
