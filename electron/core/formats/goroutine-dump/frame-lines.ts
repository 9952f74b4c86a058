import { GrowableColumn } from '@core/base/columns';
import {
  ascii,
  isHeaderStart,
  lineEnd as endOfLine,
  NEWLINE,
  RETURN,
  skipBlanks,
  SPACE,
  startsWith,
  TAB,
  type Tally,
} from '../log/bytes';
import { findHeader } from '../log/header';
import type { Window } from '../log/window';
import { ByteInterner, HASH_SEED, HASH_STEP } from '@core/model/byte-interner';
import { FrameBuilder, PairTable } from '@core/model/frame-builder';

const OPEN = 40;
/** No line of a stack ends with one; a header that stands behind a line that was cut does. */
const COLON = 58;
const IN_GOROUTINE = ascii(' in goroutine ');
const NON_GO = ascii('non-Go function at pc=');
/** Longer lines are no names: garbage, or something else than a dump. */
const LONGEST_NAME = 64 * 1024;

/** Offsets of a frame: its name, and its place line from the tab on. */
interface Remembered {
  readonly frame: number;
  readonly name: number;
  readonly nameEnd: number;
  readonly place: number;
  readonly placeEnd: number;
}
const MAX_REMEMBERED = 200;
export const CREATED_BY = ascii('created by ');

/**
 * Reads the two lines of a frame (function with arguments, then place) and of a creator. Names and places are looked up by their
 * bytes; a frame that was seen before makes nothing new.
 */
export class FrameLines {
  readonly strings = new ByteInterner();
  readonly frames = new FrameBuilder();
  /** Where to read on. */
  position = 0;
  /** The last place that was read ended before the bytes did. */
  placeWhole = true;
  /** Goroutine named by the last creator line, −1 for none. */
  creatorGoid = -1;
  /** Where the arguments of the frame that was just read stand: from the parenthesis to the end of the line; 0 and 0 without any. */
  argumentsAt = 0;
  argumentsEnd = 0;

  readonly #oddLines: Tally;
  #window: Window;
  #bytes: Uint8Array;
  /** `file:line` ranges; the columns below are by its ids. */
  readonly #places = new ByteInterner();
  readonly #placeFile = new GrowableColumn(Uint32Array);
  readonly #placeLine = new GrowableColumn(Uint32Array);
  /** (name, place and inlined) → frame. */
  readonly #sites = new PairTable();
  readonly #siteFrame = new GrowableColumn(Uint32Array);
  readonly #before: Remembered[] = [];
  // Where the frame that `read` met stands: its name's end (−1 without arguments) and its place.
  #nameEnd = -1;
  #placeAt = 0;
  #placeEnd = 0;

  /** `oddLines` takes the lines that are no frame where one should be. */
  constructor(window: Window, oddLines: Tally) {
    this.#window = window;
    this.#oddLines = oddLines;
    this.#bytes = window.bytes;
    this.#placeFile.push(0);
    this.#placeLine.push(0);
  }

  /** Goes on in other bytes, from their beginning. */
  use(window: Window): void {
    this.#window = window;
    this.#bytes = window.bytes;
    this.#before.length = 0;
    this.position = 0;
  }

  /**
   * A function line and its place line: the frame's id, or −1 when the text ends inside, −2 when the goroutine ends before this line
   * (left where it is), −3 for a line that is not understood, with frames behind it (counted and passed). `creator` lines have no
   * arguments, and may end in ` in goroutine N`, which goes to `creatorGoid`.
   */
  read(start: number, creator: boolean): number {
    const bytes = this.#bytes;
    const length = bytes.length;
    let hash = HASH_SEED;
    let at = start;
    let inlined = 0;
    let nameEnd = -1;
    for (; at < length; at++) {
      const byte = bytes[at];
      if (byte === NEWLINE) break;
      // The parenthesis of a receiver is followed by its star.
      if (byte === OPEN && bytes[at + 1] !== 42 && !creator) {
        nameEnd = at;
        if (bytes[at + 1] === 46 && bytes[at + 2] === 46) inlined = 1;
        while (at < length && bytes[at] !== NEWLINE) at++;
        break;
      }
      hash = Math.imul(hash ^ byte, HASH_STEP);
      if (at - start > LONGEST_NAME) return this.#noFrame(start, endOfLine(bytes, at));
    }
    const lineEnd = at;
    const bare = nameEnd < 0;
    let name = 0;
    this.#nameEnd = nameEnd;
    this.argumentsAt = bare || inlined === 1 ? 0 : nameEnd;
    this.argumentsEnd = bare || inlined === 1 ? 0 : lineEnd;
    if (bare && !creator && bytes[start] === NON_GO[0] && startsWith(bytes, start, NON_GO)) {
      // Without a symbolizer a C frame is one line with its address.
      this.position = lineEnd + 1;
      const none = this.strings.intern(NON_GO, 0, 'non-Go function'.length);
      return this.frames.frame(this.frames.function(none, 0), 0, false);
    }
    if (!bare) name = this.strings.internHashed(bytes, start, nameEnd, hash);
    else {
      nameEnd = bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
      if (creator) nameEnd = this.#creatorEnd(start, nameEnd);
    }
    const place = lineEnd + 1;
    if (place >= length) {
      // A last line without a place is either cut or not a frame at all ("exit status 2", a line of a log).
      if (!this.#window.last) return -2;
      if (!creator && ((bare && lineEnd < length) || isKnownTrailer(bytes, start, lineEnd))) return -2;
      this.position = length;
      return -1;
    }
    if (bytes[lineEnd - 1] === COLON && findHeader(bytes, start, lineEnd) >= 0) return -2;
    if (bytes[place] !== TAB && bytes[place] !== SPACE) return creator ? -2 : this.#noFrame(start, lineEnd);
    if (name === 0) name = this.strings.intern(bytes, start, nameEnd);
    return this.#place(place, name, inlined);
  }

  /**
   * Most goroutines of a large dump stand where the one before them stood: the frame at the same depth is compared byte by byte with
   * the last one there, which spares hashing. −1 when it differs (or anything is unusual).
   */
  sameAsBefore(start: number, depth: number): number {
    if (depth >= this.#before.length) return -1;
    const before = this.#before[depth];
    const bytes = this.#bytes;
    const shift = start - before.name;
    let at = before.name;
    for (; at < before.nameEnd; at++) if (bytes[at] !== bytes[at + shift]) return -1;
    // With the parenthesis and what follows it: `(...)` is another frame than `(0x…)`.
    if (bytes[at + shift] !== OPEN || (bytes[at + 1] === 46) !== (bytes[at + shift + 1] === 46)) return -1;
    let to = at + shift;
    this.argumentsAt = to;
    while (to < bytes.length && bytes[to] !== NEWLINE) to++;
    if (bytes[to - 1] === COLON) return -1;
    this.argumentsEnd = to;
    to++;
    for (at = before.place; at < before.placeEnd; at++, to++) if (bytes[at] !== bytes[to]) return -1;
    if (bytes[to] !== bytes[at] || (bytes[to] === SPACE && bytes[to + 1] !== bytes[at + 1])) return -1;
    while (to < bytes.length && bytes[to] !== NEWLINE) to++;
    if (to >= bytes.length || bytes[to - 1] === COLON) return -1;
    this.position = to + 1;
    return before.frame;
  }

  /** Notes where the frame that was just read stands, for `sameAsBefore`. */
  remember(start: number, depth: number, frame: number): void {
    const known = depth < this.#before.length ? this.#before[depth] : null;
    if (known?.frame === frame) return;
    if (depth > MAX_REMEMBERED || this.#nameEnd < 0) return;
    const now = { frame, name: start, nameEnd: this.#nameEnd, place: this.#placeAt, placeEnd: this.#placeEnd };
    if (known !== null) this.#before[depth] = now;
    else if (depth === this.#before.length) this.#before.push(now);
  }

  /** A line that is no frame is damage when frames go on behind it; else the goroutine ended before it. */
  #noFrame(start: number, lineEnd: number): number {
    const bytes = this.#bytes;
    const next = lineEnd + 1;
    const place = endOfLine(bytes, next) + 1;
    const goesOn =
      next < bytes.length &&
      !isHeaderStart(bytes, next) &&
      (startsWith(bytes, next, CREATED_BY) ||
        (place < bytes.length && bytes[next] > SPACE && (bytes[place] === TAB || bytes[place] === SPACE)));
    if (!goesOn) return -2;
    this.#oddLines.add(this.#window.original(start));
    this.position = next;
    return -3;
  }

  #creatorEnd(start: number, end: number): number {
    const bytes = this.#bytes;
    let at = end;
    while (at > start && bytes[at - 1] >= 48 && bytes[at - 1] <= 57) at--;
    const words = at - IN_GOROUTINE.length;
    if (at === end || words <= start || !startsWith(bytes, words, IN_GOROUTINE)) return end;
    let goid = 0;
    for (; at < end; at++) goid = goid * 10 + (bytes[at] - 48);
    this.creatorGoid = goid;
    return words;
  }

  /** `\tfile:line +0x1d fp=0x… sp=0x… pc=0x…`; only `file:line` is looked at. */
  #place(start: number, name: number, inlined: number): number {
    const bytes = this.#bytes;
    const length = bytes.length;
    const from = skipBlanks(bytes, start);
    let hash = HASH_SEED;
    let at = from;
    for (; at < length; at++) {
      const byte = bytes[at];
      if (byte === NEWLINE || byte === RETURN) break;
      // File names may have spaces; the offset after them begins with " +0x", a C frame's address with " pc=".
      if (
        byte === SPACE &&
        ((bytes[at + 1] === 43 && bytes[at + 2] === 48) || (bytes[at + 1] === 112 && bytes[at + 3] === 61))
      )
        break;
      hash = Math.imul(hash ^ byte, HASH_STEP);
    }
    // Without a newline, the bytes may end inside `file:line +0x1d`.
    this.placeWhole = at + 4 < length || bytes[at] === NEWLINE;
    this.#placeAt = start;
    this.#placeEnd = at;
    // Ancestors are all written `(...)`, but only inlined frames have no offset behind their place.
    if (inlined === 1 && bytes[at] === SPACE && bytes[at + 1] === 43) inlined = 0;
    let end = at;
    while (end < length && bytes[end] !== NEWLINE) end++;
    if (bytes[end - 1] === COLON && findHeader(bytes, from, end) >= 0) return -2;
    const place = this.#places.internHashed(bytes, from, at, hash);
    if (place === this.#placeFile.length) this.#newPlace(from, at);
    this.position = end + 1;
    const site = this.#sites.id(name, place * 2 + inlined);
    if (site === this.#siteFrame.length) {
      const func = this.frames.function(name, this.#placeFile.data[place]);
      this.#siteFrame.push(this.frames.frame(func, this.#placeLine.data[place], inlined === 1));
    }
    return this.#siteFrame.data[site];
  }

  /** Splits at the last colon before digits: `C:\src\x.go:12`. */
  #newPlace(from: number, to: number): void {
    const bytes = this.#bytes;
    let colon = to;
    while (colon > from && bytes[colon - 1] >= 48 && bytes[colon - 1] <= 57) colon--;
    let line = 0;
    let end = to;
    if (colon < to && to - colon < 10 && bytes[colon - 1] === 58) {
      for (let i = colon; i < to; i++) line = line * 10 + (bytes[i] - 48);
      end = colon - 1;
    }
    // A C frame without a file has only its address there.
    const nameless = bytes[from] === 112 && bytes[from + 1] === 99 && bytes[from + 2] === 61;
    this.#placeFile.push(nameless ? 0 : this.strings.intern(bytes, from, end));
    this.#placeLine.push(line);
  }
}

/** Lines that end a crash and say nothing more: registers, the separator of threads, how the shell saw it end. */
export function isKnownTrailer(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 40) return false;
  let line = '';
  for (let i = start; i < end; i++) line += String.fromCharCode(bytes[i]);
  return /^(?:exit status \d+|signal: .*|-----|[a-z]\w{1,7} +0x[0-9a-f]+)\r?$/.test(line);
}
