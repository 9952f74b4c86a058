import {
  JSON_ARRAY,
  JSON_BAD,
  JSON_CUT,
  JSON_DONE,
  JSON_END_ARRAY,
  JSON_END_OBJECT,
  JSON_KEY,
  JSON_NUMBER,
  JSON_OBJECT,
  JSON_STRING,
  JsonScanner,
} from '@core/base/json-scan';
import { ByteInterner } from '@core/model/byte-interner';
import { MetricBuilder } from '@core/model/metric-builder';
import { isRounded, textNumber } from '../metric-number';
import { MetricLosses } from '../metrics-capture';
import { addHistogram, describeRuntimeMetric, isRuntimeMetric } from '../runtime-metrics/names';
import { scrapeTime } from '../scrape-time';
import { addPauses, describeMemStats, isMemStatsField } from './mem-stats';

/** Elements of a list that are kept: the longest that means something is a histogram of runtime/metrics. */
const LONGEST_LIST = 4096;
const TIME_KEYS = new Set(['time', 'timestamp', 'ts', '@timestamp']);

/** An object that is being read. */
interface Open {
  /** Of its members' names: `memstats.`, ``. */
  readonly prefix: string;
  /** How many names lead to it. */
  readonly level: number;
  /** Numeric members so far; they wait for the end, which tells whether the object is a map of numbers. */
  readonly keys: string[];
  readonly values: number[];
  /** Lists of numbers by name. */
  lists: Map<string, readonly number[]> | null;
  /** It has members that are no number. */
  mixed: boolean;
  /** `name`/`value` pairs, as lists of metrics are written. */
  named: string | null;
}

/**
 * Reads variables as JSON: objects in a row or in a list are scrapes, numbers in them series named by their path. A map of numbers
 * below the top (expvar.Map) is one name with the label `key`. Knows MemStats and histograms of runtime/metrics where they occur.
 */
export class VariablesReader {
  readonly builder = new MetricBuilder(new ByteInterner());
  readonly losses = new MetricLosses();
  /** Texts, lists, true, false and null: counted, the first few by name. */
  notNumbers = 0;
  readonly notNumberNames: string[] = [];
  readonly comments: string[] = [];
  /** MemStats of the last scrape by field; null without any. */
  memStats: Record<string, number> | null = null;
  /** Why reading ended before the end: `cut` or what is wrong; null at the end. */
  problem: string | null = null;
  at = 0;
  readonly #bytes: Uint8Array;
  #scan: JsonScanner;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#scan = new JsonScanner(bytes);
  }

  /** Reads the next document of the file; false when there is none. */
  next(): boolean {
    const bytes = this.#bytes;
    let { at } = this;
    // Between documents: blanks, commas, the record separator of RFC 7464.
    while (at < bytes.length && (bytes[at] <= 0x20 || bytes[at] === 0x2c)) at++;
    if (at >= bytes.length || this.problem !== null) return false;
    if (bytes[at] !== 0x7b && bytes[at] !== 0x5b) return this.#line(at);
    this.#scan = new JsonScanner(bytes, at);
    const first = this.#scan.next();
    if (first === JSON_OBJECT) this.#scrape();
    else if (first === JSON_ARRAY) this.#list();
    this.at = this.#scan.at;
    if (this.#scan.token === JSON_CUT) this.problem = 'cut';
    else if (this.#scan.token === JSON_BAD) this.problem = this.#scan.problem;
    return this.problem === null;
  }

  /** A line between documents: a date, else damage. */
  #line(from: number): boolean {
    const bytes = this.#bytes;
    const found = bytes.indexOf(10, from);
    const end = found < 0 ? bytes.length : found;
    this.losses.lines++;
    const time = end - from > 100 ? null : scrapeTime(String.fromCharCode(...bytes.subarray(from, end)));
    if (time !== null) this.builder.nextScrape(time);
    else this.losses.odd(from);
    this.at = end;
    return true;
  }

  #scrape(): void {
    this.builder.nextScrape();
    this.#object({ prefix: '', level: 0, ...emptyMembers() });
  }

  /** A list of scrapes, or of `{name, value}`. */
  #list(): void {
    const scan = this.#scan;
    for (;;) {
      const token = scan.next();
      if (token === JSON_END_ARRAY || token >= JSON_DONE) return;
      if (token === JSON_OBJECT) this.#object({ prefix: '', level: 0, ...emptyMembers() });
      else if (!this.#leave(token, '[]')) return;
    }
  }

  /** Reads an object whose start has been read, and those in it: a stack and no recursion, as they may be 512 deep. */
  #object(top: Open): void {
    const scan = this.#scan;
    const open: Open[] = [top];
    for (;;) {
      const token = scan.next();
      const inner = open[open.length - 1];
      if (token === JSON_END_OBJECT) {
        this.#close(inner);
        open.pop();
        if (open.length === 0) return;
        continue;
      }
      if (token !== JSON_KEY) {
        // The end came first: what was read of each object still counts.
        for (const rest of open.reverse()) this.#close(rest);
        return;
      }
      const key = scan.text();
      const value = scan.next();
      if (value === JSON_OBJECT) {
        inner.mixed = true;
        // A list of `{name, value}`: a histogram's value is an object of its own.
        const name = inner.named !== null && /^value$/i.test(key) ? inner.named : inner.prefix + key;
        open.push({ prefix: `${name}.`, level: inner.level + 1, ...emptyMembers() });
      } else if (value === JSON_NUMBER) {
        const number = scan.number();
        // A moment in ns, rounded to 256 of them.
        if (key !== 'LastGC' && isRounded(this.#bytes, scan.start, scan.end, number)) this.losses.rounded++;
        this.#number(inner, key, number);
      } else if (value === JSON_ARRAY) this.#array(inner, key);
      else if (value === JSON_STRING) this.#text(inner, key, scan.text());
      else if (value < JSON_DONE) this.#notNumber(inner, key);
    }
  }

  #number(open: Open, key: string, value: number): void {
    if (open.level === 0 && TIME_KEYS.has(key)) {
      const time = scrapeTime(String(value));
      if (time !== null) return this.builder.nextScrape(time);
    }
    open.keys.push(key);
    open.values.push(value);
  }

  #text(open: Open, key: string, text: string): void {
    if (/^name$/i.test(key) && isRuntimeMetric(text)) open.named = text;
    const time = open.level === 0 && TIME_KEYS.has(key) ? scrapeTime(text) : null;
    if (time !== null) this.builder.nextScrape(time);
    else if (open.named !== text) this.#notNumber(open, key);
  }

  #notNumber(open: Open, key: string): void {
    open.mixed = true;
    // MemStats has EnableGC, DebugGC: always the same.
    if (isMemStats(open)) return;
    this.notNumbers++;
    if (this.notNumberNames.length < 5) this.notNumberNames.push(open.prefix + key);
  }

  /** False when the document ended inside. */
  #leave(token: number, name: string): boolean {
    this.notNumbers++;
    if (this.notNumberNames.length < 5) this.notNumberNames.push(name);
    return token < JSON_DONE && this.#scan.skip();
  }

  /** A list: of numbers it is kept for its object's end, which tells what it is; `cmdline` is a comment; BySize a table. */
  #array(open: Open, key: string): void {
    const scan = this.#scan;
    open.mixed = true;
    if (key === 'BySize' && isMemStats(open)) return this.#bySize(open.prefix);
    const numbers: number[] = [];
    const words: string[] = [];
    let odd = false;
    for (;;) {
      const token = scan.next();
      if (token === JSON_END_ARRAY || token >= JSON_DONE) break;
      if (token === JSON_NUMBER) {
        if (numbers.length < LONGEST_LIST) numbers.push(scan.number());
        else odd = true;
      } else if (token === JSON_STRING) {
        const text = scan.end - scan.start > 4096 ? '' : scan.text();
        // Infinities, which JSON has no word for.
        const number = textNumber(text);
        if (number !== null && numbers.length < LONGEST_LIST) numbers.push(number);
        else if (words.length < 64) words.push(text);
      } else {
        odd = true;
        if (!scan.skip()) break;
      }
    }
    if (key === 'cmdline' && open.level === 0) {
      const line = [...words, ...numbers].join(' ');
      if (this.comments.length === 0 && line !== '') this.comments.push(`command line: ${line}`);
    } else if (odd || words.length > 0) this.#notNumber(open, key);
    else (open.lists ??= new Map()).set(key, numbers);
  }

  /** BySize: objects with Size, Mallocs and Frees; the size becomes a label. */
  #bySize(prefix: string): void {
    const scan = this.#scan;
    const { builder } = this;
    const { strings } = builder;
    let size = NaN;
    for (let depth = 1; depth > 0;) {
      const token = scan.next();
      if (token >= JSON_DONE) return;
      if (token === JSON_ARRAY || token === JSON_OBJECT) depth++;
      else if (token === JSON_END_ARRAY || token === JSON_END_OBJECT) depth--;
      if (token !== JSON_KEY) continue;
      const key = scan.text();
      if (scan.next() !== JSON_NUMBER) {
        if (!scan.skip()) return;
        continue;
      }
      if (key === 'Size') size = scan.number();
      else if (!Number.isNaN(size) && (key === 'Mallocs' || key === 'Frees')) {
        const name = `${prefix}BySize.${key}`;
        builder.describe(name, { type: 'counter' });
        const labels = builder.labels([strings.internString('size'), strings.internString(String(size))]);
        builder.point(builder.series(strings.internString(name), labels), scan.number());
      }
    }
  }

  #close(open: Open): void {
    const { prefix, keys, values, lists } = open;
    const { builder } = this;
    const own = prefix.slice(0, -1);
    const histogram = this.#histogramOf(open);
    if (histogram !== null) {
      addHistogram(builder, own, histogram.counts, histogram.bounds);
      return;
    }
    if (open.named !== null) {
      const at = keys.findIndex((key) => /^value$/i.test(key));
      if (at >= 0) this.#add(open.named, '', values[at]);
      return;
    }
    const memStats = isMemStats(open);
    if (memStats) {
      this.memStats = Object.fromEntries(keys.map((key, i) => [key, values[i]]));
      addPauses(builder, prefix, lists?.get('PauseNs') ?? [], lists?.get('PauseEnd') ?? []);
    }
    for (const [key] of lists ?? [])
      if (!memStats || (key !== 'PauseNs' && key !== 'PauseEnd')) this.#notNumber(open, key);
    // A map of numbers below the top: one name, a label for the key. runtime/metrics have names of their own.
    const isMap = !open.mixed && open.level > 0 && !memStats && !keys.some(isRuntimeMetric);
    for (let i = 0; i < keys.length; i++) {
      if (isMap) this.#add(own, keys[i], values[i]);
      else if (isRuntimeMetric(keys[i])) this.#add(keys[i], '', values[i]);
      else {
        if (memStats) describeMemStats(builder, prefix, keys[i]);
        this.#add(prefix + keys[i], '', values[i]);
      }
    }
  }

  #add(name: string, key: string, value: number): void {
    const { builder } = this;
    const { strings } = builder;
    if (isRuntimeMetric(name)) describeRuntimeMetric(builder, name);
    const labels = key === '' ? 0 : builder.labels([strings.internString('key'), strings.internString(key)]);
    builder.point(builder.series(strings.internString(name), labels), value);
  }

  /** `{Counts: […], Buckets: […]}` of runtime/metrics. */
  #histogramOf({ lists }: Open): { readonly counts: readonly number[]; readonly bounds: readonly number[] } | null {
    if (lists === null || lists.size !== 2) return null;
    const counts = lists.get('Counts') ?? lists.get('counts');
    const bounds = lists.get('Buckets') ?? lists.get('buckets');
    return counts === undefined || bounds?.length !== counts.length + 1 ? null : { counts, bounds };
  }
}

function emptyMembers(): Omit<Open, 'prefix' | 'level'> {
  return { keys: [], values: [], lists: null, mixed: false, named: null };
}

/** `memstats` of expvar, or an object with the fields of one. */
function isMemStats({ prefix, keys }: Open): boolean {
  if (/(?:^|\.)memstats\.$/i.test(prefix)) return true;
  let fields = 0;
  for (const key of keys) if (isMemStatsField(key) && ++fields >= 3) return true;
  return false;
}
