import { GrowableColumn } from '@core/base/columns';
import { isHeaderStart, lineEnd, NEWLINE, SPACE, Tally } from './bytes';
import { peek } from './crash';
import { unescapeInto } from './embedded';
import type { Envelope } from './envelope';
import { findHeader } from './header';
import { arrayBytes, JsonRecord } from './json-record';
import { BARE } from './line-prefix';
import { isSectionLine, isSectionStart } from './section';
import { SeriesReader } from './series-reader';
import { readTime } from './timestamp';

/** Text of a stream that is gathered before it is read. */
const WINDOW = 1 << 20;
/** The same while it has shown no goroutine: an ordinary log. */
const SMALL_WINDOW = 1 << 15;
/** Lines of a stack are shorter. */
const LONG_LINE = 300;
/** Lines of no profile that end one. */
const FOREIGN_LINES = 1000;
/** Writers that are told apart; those beyond share one stream. */
const MOST_STREAMS = 2000;

interface Options {
  readonly cut: boolean;
  readonly fileMs: number | null;
  readonly most: number;
}

/** What one writer of a log printed, line by line, read window by window. */
class Stream {
  readonly reader: SeriesReader;
  lines = 0;
  firstLine: number;
  #bytes = new Uint8Array(1024);
  #length = 0;
  /** Start of the line that is being added. */
  #lineStart = 0;
  /** Pairs of offsets: in the window, in the file. */
  readonly #clean = new GrowableColumn(Float64Array, 16);
  readonly #file = new GrowableColumn(Float64Array, 16);
  /** Moments of lines that begin something, by their offset in the window. */
  #times = new Map<number, number>();
  /** Where the last goroutine or profile begins; −1 for none in this window. */
  #begin = -1;
  #inSection = false;
  #foreign = 0;

  constructor(firstLine: number, options: Options, made: () => number) {
    this.firstLine = firstLine;
    const room = (): number => options.most - made() + this.reader.dumps.length;
    this.reader = new SeriesReader(this.#window(0, false), { ...options, room });
  }

  /** Adds text that stands at `offset` of the file. */
  add(bytes: Uint8Array, from: number, to: number, offset: number): void {
    if (this.#length === this.#lineStart) this.mark(this.#length, offset);
    this.#reserve(to - from);
    this.#bytes.set(bytes.subarray(from, to), this.#length);
    this.#length += to - from;
  }

  /** The same of a string with escapes; answers whether it ends with a line break. */
  addEscaped(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#length === this.#lineStart) this.mark(this.#length, from);
    this.#reserve(to - from);
    const map: number[] = [];
    this.#length = unescapeInto(this.#bytes, this.#length, bytes, from, to, 0, map);
    // A pair behind the text is the next line's matter.
    for (let i = 0; i < map.length; i += 2) if (map[i] < this.#length) this.mark(map[i], map[i + 1]);
    return this.#length > 0 && this.#bytes[this.#length - 1] === NEWLINE;
  }

  /** The text at `clean` of the window stands at `offset` of the file. */
  mark(clean: number, offset: number): void {
    this.#clean.push(clean);
    this.#file.push(offset);
  }

  /** The line is complete: it may hold several of the program, if they were escaped. */
  endLine(newline: boolean, time: () => number | null): void {
    if (newline) {
      this.#reserve(1);
      this.#bytes[this.#length++] = NEWLINE;
    }
    for (let at = this.#lineStart; at < this.#length;) {
      const end = lineEnd(this.#bytes.subarray(0, this.#length), at);
      this.#see(at, end, time);
      at = end + 1;
    }
    this.#lineStart = this.#length;
    this.lines++;
    if (this.#length >= (this.#begin < 0 ? SMALL_WINDOW : WINDOW)) this.#flush();
  }

  #see(at: number, end: number, time: () => number | null): void {
    const section = isSectionStart(this.#bytes, at, end);
    if (section || isHeaderStart(this.#bytes, at)) {
      this.#begin = at;
      this.#inSection = section;
      this.#foreign = 0;
      const ms = time();
      if (ms !== null) this.#times.set(at, ms);
    } else if (end - at > LONG_LINE && findHeader(this.#bytes, at, end) >= 0) {
      // A record within the record: its moment is the line's.
      const ms = time();
      if (ms !== null) this.#times.set(at, ms);
    } else if (this.#inSection) {
      this.#foreign = isSectionLine(this.#bytes, at) ? 0 : this.#foreign + 1;
      if (this.#foreign === FOREIGN_LINES) this.#inSection = false;
    }
  }

  #flush(): void {
    // What begins last waits for its end; a profile however long, a goroutine is never as long as a window.
    if (this.#begin > 0) this.#read(this.#begin, false);
    else if (!this.#inSection) this.#read(this.#length, false);
  }

  finish(): void {
    this.#read(this.#length, true);
    this.reader.finish();
  }

  #read(limit: number, last: boolean): void {
    this.reader.use(this.#window(limit, last));
    this.reader.run(limit);
    this.reader.settle();
    this.#bytes.copyWithin(0, limit, this.#length);
    this.#length -= limit;
    this.#lineStart = Math.max(0, this.#lineStart - limit);
    this.#begin = this.#begin >= limit && this.#begin >= 0 ? this.#begin - limit : -1;
    let kept = 0;
    for (let i = 0; i < this.#clean.length; i++) {
      if (this.#clean.data[i] < limit) continue;
      this.#clean.data[kept] = this.#clean.data[i] - limit;
      this.#file.data[kept++] = this.#file.data[i];
    }
    this.#clean.length = this.#file.length = kept;
    const times = new Map<number, number>();
    for (const [at, ms] of this.#times) if (at >= limit) times.set(at - limit, ms);
    this.#times = times;
  }

  #window(limit: number, last: boolean): ConstructorParameters<typeof SeriesReader>[0] {
    const clean = this.#clean;
    const file = this.#file;
    const original = (offset: number): number => {
      let low = 0;
      let high = clean.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (clean.data[middle] <= offset) low = middle;
        else high = middle - 1;
      }
      return clean.length === 0 ? this.firstLine : file.data[low] + Math.max(0, offset - clean.data[low]);
    };
    const times = this.#times;
    return { bytes: this.#bytes.subarray(0, limit), last, original, time: (offset) => times.get(offset) ?? null };
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
  }
}

/**
 * Takes off what a log wraps around the lines of programs, and keeps the programs apart. Memory is a window for each that shows
 * goroutines, whatever the length of the log.
 */
export class Unwrapper {
  position = 0;
  /** Records that are no JSON from beginning to end, in a log of JSON. */
  readonly damaged = new Tally();
  readonly #bytes: Uint8Array;
  readonly #envelope: Exclude<Envelope, { kind: 'none' }>;
  readonly #options: Options;
  readonly #streams = new Map<number, Stream>();
  readonly #record: JsonRecord | null;
  #current: Stream | null = null;
  /** Width of the last prefix. */
  #width = 0;

  constructor(bytes: Uint8Array, envelope: Exclude<Envelope, { kind: 'none' }>, options: Options) {
    this.#bytes = bytes;
    this.#envelope = envelope;
    this.#options = options;
    this.#record = envelope.kind === 'json' ? new JsonRecord(envelope.key) : null;
  }

  get goroutines(): number {
    let sum = 0;
    for (const { reader } of this.#streams.values()) sum += reader.goroutines;
    return sum;
  }

  get readers(): readonly SeriesReader[] {
    return [...this.#streams.values()].map(({ reader }) => reader);
  }

  /** Lines of writers of which nothing else was kept. */
  others(): { readonly lines: Tally; readonly writers: number } {
    const lines = new Tally();
    let writers = 0;
    for (const { reader, lines: count, firstLine } of this.#streams.values()) {
      if (reader.dumps.length > 0 || reader.sections.length > 0 || reader.beyond.count > 0) continue;
      writers++;
      lines.add(firstLine, count);
    }
    return { lines, writers };
  }

  run(until: number): boolean {
    const bytes = this.#bytes;
    while (this.position < bytes.length && this.position < until) {
      const start = this.position;
      let end = lineEnd(bytes, start);
      this.position = end + 1;
      if (end > start && bytes[end - 1] === 13) end--;
      if (this.#record !== null) this.#json(this.#record, start, end);
      else this.#prefixed(start, end);
    }
    return this.position < bytes.length;
  }

  finish(): void {
    for (const stream of this.#streams.values()) stream.finish();
  }

  #stream(writer: number, start: number): Stream {
    let key = writer;
    let stream = this.#streams.get(key);
    if (stream === undefined && this.#streams.size >= MOST_STREAMS) {
      key = 0;
      stream = this.#streams.get(key);
    }
    if (stream === undefined) {
      stream = new Stream(start, this.#options, () => this.#made());
      this.#streams.set(key, stream);
    }
    this.#current = stream;
    return stream;
  }

  #made(): number {
    let sum = 0;
    for (const { reader } of this.#streams.values()) sum += reader.dumps.length + reader.sections.length;
    return sum;
  }

  #prefixed(start: number, end: number): void {
    if (this.#envelope.kind !== 'prefix') return;
    const { prefix } = this.#envelope;
    const bytes = this.#bytes;
    if (prefix.match(bytes, start, end) === BARE) return this.#bare(start, end);
    const { contentStart, partial } = prefix;
    const stream = this.#stream(prefix.writer, start);
    this.#width = contentStart - start;
    stream.add(bytes, contentStart, end, contentStart);
    if (!partial) stream.endLine(true, () => readTime(peek(bytes, start, contentStart), this.#options.fileMs));
  }

  /** A line without what the others have: it goes on where the last one was. */
  #bare(start: number, end: number): void {
    const stream = this.#current ?? this.#stream(1, start);
    let from = start;
    // journalctl shows the further lines of a message behind as many blanks as its first line's prefix is wide.
    if (this.#width > 0) {
      while (from < end && from - start < this.#width && this.#bytes[from] === SPACE) from++;
      if (from - start < this.#width) from = start;
    }
    stream.add(this.#bytes, from, end, from);
    stream.endLine(true, () => null);
  }

  #json(record: JsonRecord, start: number, end: number): void {
    const bytes = this.#bytes;
    if (bytes[start] !== 123) {
      if (end > start) this.#bare(start, end);
      return;
    }
    const whole = record.read(bytes, start, end);
    if (!whole) this.damaged.add(start);
    const stream = this.#stream(record.identity, start);
    const { textStart, textEnd, timeStart, timeEnd } = record;
    if (textStart < 0) {
      stream.lines++;
      return;
    }
    let newline = true;
    if (record.isArray) {
      const text = arrayBytes(bytes, textStart, textEnd);
      stream.add(text, 0, text.length, textStart);
    } else if (!record.escaped) {
      stream.add(bytes, textStart, textEnd, textStart);
    } else newline = !stream.addEscaped(bytes, textStart, textEnd);
    // Docker writes the line break; a record without one is a part of a line.
    if (newline && whole && this.#envelope.kind === 'json' && this.#envelope.breaks) return;
    stream.endLine(newline, () =>
      timeStart < 0 ? null : readTime(peek(bytes, timeStart, timeEnd), this.#options.fileMs),
    );
  }
}
