import type { DumpMarks } from '../goroutine-dump/dump-marks';
import { DumpReader, type DumpTables } from '../goroutine-dump/dump-reader';
import { isKnownTrailer } from '../goroutine-dump/frame-lines';
import {
  ascii,
  GOROUTINE,
  isHeaderStart,
  lineEnd,
  NEWLINE,
  RETURN,
  skipBlanks,
  SPACE,
  startsWith,
  TAB,
  Tally,
} from './bytes';
import { CrashMessage, peek } from './crash';
import { embeddedText, siblingText } from './embedded';
import { findHeader, headerShape } from './header';
import { isSectionStart, sectionEnd } from './section';
import { readTime } from './timestamp';
import type { Window } from './window';

const RUNNING = ascii('[running');
const UNAVAILABLE = ascii('goroutine running on other thread');
/** Dumps that are farther apart are two, whatever the ids. */
const APART_MS = 10_000;
/** Captures of one input; a log with more is read in parts. */
export const MOST_CAPTURES = 1000;
const MOST_COMMENTS = 20;

/** One dump of a text, read to its end. */
export interface ReadDump {
  readonly tables: DumpTables;
  readonly marks: DumpMarks;
  /** Offsets in the file: of its first header, and behind its last line. */
  readonly start: number;
  readonly end: number;
  readonly comments: readonly string[];
  readonly timeMs: number | null;
  /** Lines around and in it that are of no goroutine. */
  readonly outside: Tally;
  /** Of a stack that was logged: not of a whole process, and no moment. */
  readonly lone: boolean;
  /** The process ended with it. */
  readonly fatal: boolean;
}

/** A debug=1 text within another text, as it stands there. */
export interface ReadSection {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly timeMs: number | null;
  original(offset: number): number;
}

/**
 * Reads a text in which there may be several dumps and profiles, one after the other, with other lines around them. Whether two
 * goroutines are of one dump is decided by what cannot be in one: the same id twice, a crash, a jump in the log's time, other lines
 * before a `[running]` one (which is what every dump begins with).
 */
export class SeriesReader {
  readonly dumps: ReadDump[] = [];
  readonly sections: ReadSection[] = [];
  /** Goroutines that were not read because there are too many dumps already. */
  readonly beyond = new Tally();
  goroutines = 0;
  position = 0;

  #window: Window;
  readonly #cut: boolean;
  readonly #fileMs: number | null;
  readonly #room: () => number;
  #dump: DumpReader | null = null;
  #start = 0;
  #timeMs: number | null = null;
  /** Moment of the last header. */
  #headerMs: number | null = null;
  /** The process died with the dump that is being read. */
  #fatal = false;
  #comments: string[] = [];
  /** What the log said before it, if it said anything. */
  #before = '';
  #outside = new Tally();
  readonly #crash = new CrashMessage();
  /** Lines of other text since the last goroutine. */
  #gap = 0;
  /** The last of them: its moment dates what follows. */
  #lastLine = '';
  #lastAt = -1;
  #lastEnd = -1;
  #depth = 0;

  /** `room`: how many more captures may be made of the input. */
  constructor(window: Window, options: { cut: boolean; fileMs: number | null; room: () => number }) {
    this.#window = window;
    this.#cut = options.cut;
    this.#fileMs = options.fileMs;
    this.#room = options.room;
  }

  /** Goes on in the next piece of the text. */
  use(window: Window): void {
    this.#rememberLine();
    this.#window = window;
    this.#dump?.use(window);
    this.position = 0;
  }

  /** Reads on until at least `until`; answers whether there is more in this window. */
  run(until: number): boolean {
    const { bytes } = this.#window;
    while (this.position < bytes.length && this.position < until) {
      const at = this.position;
      const first = bytes[at];
      if (first === NEWLINE || first === RETURN) this.position = blanksEnd(bytes, at, until);
      else if (isHeaderStart(bytes, at)) this.#header(at);
      else this.#other(at);
    }
    return this.position < bytes.length;
  }

  /** The text has ended. */
  finish(): void {
    this.#crash.clear();
    const lost = this.#crash.takeForgotten();
    if (lost > 0) this.#outside.add(this.#window.original(this.#window.bytes.length), lost);
    this.#close();
  }

  /** Text in a string of a log's record: a window of its own, in the middle of this one. */
  #nested(window: Window): void {
    if (this.#depth > 3) return;
    const outer = this.#window;
    const position = this.position;
    this.#depth++;
    this.use(window);
    this.run(window.bytes.length);
    this.use(outer);
    this.position = position;
    this.#depth--;
  }

  #header(at: number): void {
    const start = this.#window.original(at);
    const timeMs = this.#window.time(at);
    if (this.#begins(at, timeMs)) {
      this.#close();
      this.#begin(start, timeMs);
    }
    if (this.#dump === null) {
      this.beyond.add(start);
      this.position = lineEnd(this.#window.bytes, at) + 1;
      return;
    }
    if (this.#dump.lone) this.#loneComment();
    const before = this.#dump.goroutines.count;
    this.position = this.#dump.read(at);
    this.goroutines += this.#dump.goroutines.count - before;
    this.#headerMs = timeMs;
    this.#gap = 0;
    this.#lastAt = -1;
    this.#lastLine = '';
    this.#crash.done();
  }

  /** Does the goroutine whose header is at `at` begin another dump than the one that is being read? */
  #begins(at: number, timeMs: number | null): boolean {
    const dump = this.#dump;
    if (dump === null) return true;
    const { bytes } = this.#window;
    let digit = at + GOROUTINE.length;
    let goid = 0;
    for (; bytes[digit] >= 48 && bytes[digit] <= 57; digit++) goid = goid * 10 + (bytes[digit] - 48);
    const apart =
      this.#crash.fatal ||
      (!dump.lone && dump.has(goid)) ||
      (this.#gap > 0 && this.#isRunning(at)) ||
      (timeMs !== null && this.#headerMs !== null && Math.abs(timeMs - this.#headerMs) > APART_MS);
    if (!apart) return false;
    const alone = dump.goroutines.count === 1 && !this.#fatal;
    if ((dump.lone || alone) && this.#isRunning(at) && !this.#crash.fatal && !this.#isMany(at)) {
      if (!dump.lone) {
        dump.lone = true;
        this.#comments = this.#before === '' ? [] : [this.#before];
      }
      return false;
    }
    return true;
  }

  /** `[running]`, and not on another thread: the goroutine that makes the dump. */
  #isRunning(at: number): boolean {
    const { bytes } = this.#window;
    const end = lineEnd(bytes, at);
    let open = at;
    while (open < end && bytes[open] !== RUNNING[0]) open++;
    return startsWith(bytes, open, RUNNING) && !startsWith(bytes, skipBlanks(bytes, end + 1), UNAVAILABLE);
  }

  /** Another goroutine follows the one whose header is at `at`, with nothing but blank lines between. */
  #isMany(at: number): boolean {
    const { bytes, last } = this.#window;
    let line = lineEnd(bytes, at) + 1;
    for (;;) {
      if (line >= bytes.length) return !last;
      const first = bytes[line];
      if (first === NEWLINE || first === RETURN || isHeaderStart(bytes, line)) break;
      const next = lineEnd(bytes, line) + 1;
      const blank = (byte: number): boolean => byte === TAB || byte === SPACE;
      // A line of a stack is a place, or has its place behind it, or marks something.
      if (!blank(first) && first !== 46 && first !== 91 && !(next < bytes.length && blank(bytes[next]))) return false;
      line = next;
    }
    while (line < bytes.length && (bytes[line] === NEWLINE || bytes[line] === RETURN)) line++;
    return line >= bytes.length ? !last : isHeaderStart(bytes, line);
  }

  #begin(start: number, timeMs: number | null): void {
    if (this.#room() - this.dumps.length <= 0) return;
    this.#dump = new DumpReader(this.#window, this.#cut);
    this.#start = start;
    this.#comments = this.#crash.lines;
    this.#fatal = this.#crash.fatal;
    this.#rememberLine();
    this.#before = this.#lastLine.trim();
    this.#timeMs = timeMs ?? (this.#lastLine === '' ? null : readTime(this.#lastLine, this.#fileMs));
    this.#crash.done();
  }

  #close(): void {
    const reader = this.#dump;
    if (reader === null) return;
    this.#dump = null;
    const { lone, marks } = reader;
    // Now, as the builders of a thousand small dumps would hold far more than their tables.
    const dump = {
      tables: reader.finish(),
      marks,
      start: this.#start,
      end: reader.end,
      comments: this.#comments,
      timeMs: this.#timeMs,
      lone,
    };
    this.dumps.push({ ...dump, outside: this.#outside, fatal: this.#fatal });
    this.#outside = new Tally();
    this.#comments = [];
  }

  /** A line that begins no goroutine: of a log, of a crash, a profile, or with a header behind other text. */
  #other(start: number): void {
    const { bytes } = this.#window;
    const end = lineEnd(bytes, start);
    if (isSectionStart(bytes, start, end)) return this.#section(start);
    const header = findHeader(bytes, start, end);
    if (header >= 0 && this.#headerWithin(start, header, end)) return;
    this.position = end + 1;
    if (this.#endsInWord(start, end)) return;
    const message = this.#crash.see(bytes, start, end);
    if (this.#crash.forgotten > 0) this.#outside.add(this.#window.original(start), this.#crash.takeForgotten());
    if (message) this.#gap++;
    else if (!isKnownTrailer(bytes, start, end)) {
      this.#gap++;
      this.#lastAt = start;
      this.#lastEnd = end;
      this.#outside.add(this.#window.original(start));
    }
  }

  /** The text ends in the word `goroutine`: another one was to follow. */
  #endsInWord(start: number, end: number): boolean {
    const { bytes, last } = this.#window;
    if (!last || end < bytes.length || !startsWith(GOROUTINE, 0, bytes.subarray(start))) return false;
    if (this.#dump !== null) this.#dump.marks.cutInHeader = true;
    return true;
  }

  /** Text before a header: a log's prefix of a message that goes on without one, or a record with the dump in a string. */
  #headerWithin(start: number, header: number, end: number): boolean {
    const { bytes } = this.#window;
    const shape = headerShape(bytes, header);
    if (shape === 'line') {
      // The dump before was cut in the middle of a line, and this one was written behind it.
      if (this.#dump !== null && this.#gap <= 1 && !this.#dump.lastWhole)
        this.#dump.marks.endsInside = this.#dump.lastGoid;
      this.#lastAt = start;
      this.#lastEnd = header;
      this.#gap++;
      this.position = header;
      return true;
    }
    const text = embeddedText(bytes, start, header, end, this.#window);
    if (text === null) return false;
    this.position = end + 1;
    this.#gap++;
    this.#lastAt = start;
    this.#lastEnd = end;
    const beside = siblingText(bytes, start, end);
    this.#rememberLine();
    if (beside.time !== '') this.#lastLine = beside.time;
    const time = readTime(this.#lastLine, this.#fileMs) ?? this.#window.time(start);
    this.#nested({ ...text, time: () => time });
    if (beside.message !== '' && this.#dump !== null && this.#comments.length < MOST_COMMENTS)
      this.#comments.push(beside.message);
    return true;
  }

  #section(start: number): void {
    const { bytes, last } = this.#window;
    const end = sectionEnd(bytes, start);
    this.#close();
    this.#rememberLine();
    const window = this.#window;
    const time = window.time(start) ?? (this.#lastLine === '' ? null : readTime(this.#lastLine, this.#fileMs));
    if (this.#room() - this.dumps.length > 0) {
      this.sections.push({
        // A window is used again for the text behind it.
        bytes: last && this.#depth === 0 ? bytes.subarray(start, end) : bytes.slice(start, end),
        start: window.original(start),
        timeMs: time,
        original: originals(window, start, end),
      });
    } else this.beyond.add(window.original(start));
    this.#gap = 0;
    this.#lastAt = -1;
    this.#lastLine = '';
    this.position = end;
  }

  /** The window's bytes are about to change: keeps what is still needed of them. */
  settle(): void {
    this.#rememberLine();
  }

  #rememberLine(): void {
    if (this.#lastAt < 0) return;
    this.#lastLine = peek(this.#window.bytes, this.#lastAt, this.#lastEnd);
    this.#lastAt = -1;
  }

  /** What the log said just before a stack that it took. */
  #loneComment(): void {
    this.#rememberLine();
    const text = this.#crash.lines[0] ?? this.#lastLine.trim();
    if (text !== '' && this.#comments.length < MOST_COMMENTS) this.#comments.push(text);
  }
}

function blanksEnd(bytes: Uint8Array, at: number, until: number): number {
  const end = Math.min(bytes.length, until);
  while (at < end && (bytes[at] === 10 || bytes[at] === 13)) at++;
  return at;
}

/** Offsets of a section in the file, also when its window is gone: by the begin of each line. */
function originals(window: Window, start: number, end: number): (offset: number) => number {
  if (window.last) return (offset) => window.original(start + offset);
  const at: number[] = [];
  const to: number[] = [];
  for (let line = start; line < end; line = lineEnd(window.bytes, line) + 1) {
    at.push(line - start);
    to.push(window.original(line));
  }
  return (offset) => {
    let low = 0;
    let high = at.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (at[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return at.length === 0 ? 0 : to[low] + (offset - at[low]);
  };
}
