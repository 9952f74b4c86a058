import { GrowableColumn } from '@core/base/columns';
import { ByteInterner, HASH_SEED, HASH_STEP } from '@core/model/byte-interner';
import { FrameBuilder, PairTable } from '@core/model/frame-builder';
import { GoroutineBuilder } from '@core/model/goroutine-builder';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { StackBuilder } from '@core/model/stack-builder';
import { GOROUTINE_RUNNING } from '@core/model/tables';
import type { HeaderTail } from './header';
import { parseHeaderTail } from './header';

const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const SPACE = 32;
const OPEN = 40;

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
const GOROUTINE = ascii('goroutine ');
const CREATED_BY = ascii('created by ');
const IN_GOROUTINE = ascii(' in goroutine ');
const DOTS = ascii('...');
const ORIGIN = ascii('[originating from goroutine ');
const UNAVAILABLE = ascii('goroutine running on other thread');
/** What stands in a stack where the runtime left frames out: one name whatever their number, so that equal stacks stay equal. */
export const ELIDED = '...frames elided...';

/** Things that were met on the way, with the offset of the first. */
export class Tally {
  count = 0;
  first = -1;
  add(offset: number, count = 1): void {
    if (this.count === 0) this.first = offset;
    this.count += count;
  }
}

interface Tail extends HeaderTail {
  readonly stateId: number;
  readonly labelSet: number;
}

/**
 * Reads the goroutines of a dump from bytes: no string per line, every function name and place looked up by the bytes themselves
 * (a dump of 100 000 goroutines has a few hundred distinct ones), argument words never read.
 */
export class DumpScanner {
  readonly strings = new ByteInterner();
  readonly frames = new FrameBuilder();
  readonly stacks = new StackBuilder();
  readonly labels = new LabelSetBuilder();
  readonly goroutines = new GoroutineBuilder();
  /** Offset of the first header; −1 before it was met. */
  firstHeader = -1;
  /** Goroutine in which the bytes end, −1 when they end between two. */
  endsInside = -1;
  readonly badHeaders = new Tally();
  readonly oddLines = new Tally();
  readonly outsideLines = new Tally();
  readonly elided = new Tally();
  readonly unavailable = new Tally();
  readonly ancestors = new Tally();
  readonly schedulers = new Tally();
  readonly further = new Tally();
  position = 0;

  readonly #bytes: Uint8Array;
  readonly #cut: boolean;
  /** `file:line` ranges; columns below are by its ids. */
  readonly #places = new ByteInterner();
  readonly #placeFile = new GrowableColumn(Uint32Array);
  readonly #placeLine = new GrowableColumn(Uint32Array);
  readonly #sites = new PairTable();
  readonly #siteFrame = new GrowableColumn(Uint32Array);
  readonly #tails = new ByteInterner();
  readonly #tailOf: (Tail | null)[] = [null];
  readonly #rowOf = new Map<number, number>();
  readonly #goexit: number;
  readonly #mainMain: number;
  #stack = new Uint32Array(256);
  #creator = 0;
  #creatorGoid = -1;

  /** `cut`: the input is known to end early. */
  constructor(bytes: Uint8Array, cut: boolean) {
    this.#bytes = bytes;
    this.#cut = cut;
    this.#placeFile.push(0);
    this.#placeLine.push(0);
    this.#goexit = this.strings.internString('runtime.goexit');
    this.#mainMain = this.strings.internString('main.main');
  }

  /** Reads on until at least `until`; answers whether there is more. */
  run(until: number): boolean {
    const bytes = this.#bytes;
    while (this.position < bytes.length && this.position < until) {
      const first = bytes[this.position];
      if (first === NEWLINE || first === RETURN) this.position++;
      else if (this.#isHeader(this.position)) this.#goroutine();
      else this.#outside();
    }
    return this.position < bytes.length;
  }

  #isHeader(at: number): boolean {
    const digit = this.#bytes[at + GOROUTINE.length];
    return digit >= 48 && digit <= 57 && this.#starts(at, GOROUTINE);
  }

  #starts(at: number, text: Uint8Array): boolean {
    for (let i = 0; i < text.length; i++) if (this.#bytes[at + i] !== text[i]) return false;
    return true;
  }

  /** Index of the newline at or after `at`, or the end. */
  #lineEnd(at: number): number {
    const bytes = this.#bytes;
    while (at < bytes.length && bytes[at] !== NEWLINE) at++;
    return at;
  }

  #outside(): void {
    const start = this.position;
    const end = this.#lineEnd(start);
    if (this.firstHeader >= 0 && !isKnownTrailer(this.#bytes, start, end)) this.outsideLines.add(start);
    this.position = end + 1;
  }

  #goroutine(): void {
    const bytes = this.#bytes;
    const start = this.position;
    if (this.firstHeader < 0) this.firstHeader = start;
    let at = start + GOROUTINE.length;
    let goid = 0;
    for (; bytes[at] >= 48 && bytes[at] <= 57; at++) goid = goid * 10 + (bytes[at] - 48);
    const newline = this.#lineEnd(at);
    let open = at;
    while (open < newline && bytes[open] !== 91) open++;
    const end = bytes[newline - 1] === RETURN ? newline - 1 : newline;
    const tail = this.#tail(open, end);
    this.position = newline + 1;
    if (tail === null) {
      if (newline >= bytes.length) this.endsInside = goid;
      else {
        this.badHeaders.add(start);
        this.#skipBlock();
      }
      return;
    }
    const unavailable = this.unavailable.count;
    const depth = this.#readFrames(goid);
    if (this.endsInside === goid && depth === 0) return;
    let stack = 0;
    let root = depth;
    if (root > 0 && this.frames.nameOf(this.#stack[root - 1]) === this.#goexit) root--;
    for (let i = root - 1; i >= 0; i--) stack = this.stacks.child(stack, this.#stack[i]);
    if (goid === 0) return this.schedulers.add(start);
    const known = this.#rowOf.get(goid);
    if (known !== undefined) {
      if (this.goroutines.stackOf(known) === 0 && stack !== 0)
        this.goroutines.setStack(known, stack, this.#creator, this.#creatorGoid);
      else this.further.add(start);
      return;
    }
    if (this.further.count > 0) return this.further.add(start);
    const row = this.goroutines.add({
      goid,
      weight: 1,
      stack,
      state: tail.stateId,
      flags: this.unavailable.count > unavailable ? tail.flags | GOROUTINE_RUNNING : tail.flags,
      waitMinutes: tail.minutes,
      creator: this.#creator,
      creatorGoid: this.#creatorGoid,
      labels: tail.labelSet,
    });
    this.#rowOf.set(goid, row);
  }

  /** What stands in the header from `[` on; few distinct ones, so each is read once. */
  #tail(start: number, end: number): Tail | null {
    const id = this.#tails.intern(this.#bytes, start, end);
    const known = this.#tailOf[id];
    if (known !== undefined) return known;
    const parsed = parseHeaderTail(this.#tails.get(id));
    let tail: Tail | null = null;
    if (parsed !== null) {
      const entries = parsed.labels.map(({ key, value }) => ({
        key: this.strings.internString(key),
        value: this.strings.internString(value),
        number: NaN,
        unit: 0,
      }));
      tail = {
        ...parsed,
        stateId: this.strings.internString(parsed.state),
        labelSet: this.labels.add(entries, (key) => this.strings.get(key)),
      };
    }
    this.#tailOf[id] = tail;
    return tail;
  }

  #skipBlock(): void {
    const bytes = this.#bytes;
    while (this.position < bytes.length) {
      const first = bytes[this.position];
      if (first === NEWLINE || first === RETURN || this.#isHeader(this.position)) return;
      this.position = this.#lineEnd(this.position) + 1;
    }
  }

  /** Reads the lines under a header into `#stack` (leaf first), `#creator` and `#creatorGoid`; answers the depth. */
  #readFrames(goid: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    this.#creator = 0;
    this.#creatorGoid = -1;
    for (;;) {
      const at = this.position;
      const first = at < bytes.length ? bytes[at] : -1;
      if (first === -1 || first === NEWLINE || (first === RETURN && bytes[at + 1] === NEWLINE)) break;
      if (first === 103 && this.#isHeader(at)) break;
      let frame = -1;
      if (first === TAB || first === SPACE) {
        if (this.#starts(skipBlanks(bytes, at), UNAVAILABLE)) this.unavailable.add(at);
        else this.oddLines.add(at);
        this.position = this.#lineEnd(at) + 1;
        continue;
      } else if (first === 91 && this.#starts(at, ORIGIN)) {
        this.ancestors.add(at);
        this.#skipBlock();
        break;
      } else if (first === 46 && this.#starts(at, DOTS)) {
        frame = this.#elided(at);
      } else if (first === 99 && this.#starts(at, CREATED_BY)) {
        const site = this.#site(at + CREATED_BY.length, true);
        if (site === -1) this.endsInside = goid;
        if (site < 0) break;
        this.#creator = site + 1;
        continue;
      } else {
        frame = this.#site(at, false);
      }
      if (frame === -1) this.endsInside = goid;
      if (frame < 0) break;
      if (depth === this.#stack.length) {
        const wider = new Uint32Array(depth * 2);
        wider.set(this.#stack);
        this.#stack = wider;
      }
      this.#stack[depth++] = frame;
    }
    if (this.position >= bytes.length && this.endsInside < 0 && this.#looksCut(goid, depth)) this.endsInside = goid;
    return depth;
  }

  /** At the end of the input: every goroutine but the first ends with its creator, and that one with main.main. */
  #looksCut(goid: number, depth: number): boolean {
    if (this.#cut) return true;
    if (bytesEnd(this.#bytes) || this.#creator !== 0 || goid === 0) return false;
    if (depth === 0) return true;
    const root = this.frames.nameOf(this.#stack[depth - 1]);
    return root !== this.#mainMain && root !== this.#goexit;
  }

  #elided(at: number): number {
    const end = this.#lineEnd(at);
    let digit = at + DOTS.length;
    let count = 0;
    for (; this.#bytes[digit] >= 48 && this.#bytes[digit] <= 57; digit++)
      count = count * 10 + (this.#bytes[digit] - 48);
    this.elided.add(at, Math.max(1, count));
    this.position = end + 1;
    return this.frames.frame(this.frames.function(this.strings.internString(ELIDED), 0), 0, false);
  }

  /**
   * A function line and its place line: the frame's id, or −1 when the bytes end inside, or −2 when it is no frame (the line is then
   * left for `#outside`). `creator` lines have no arguments, and may end in ` in goroutine N`, which goes to `#creatorGoid`.
   */
  #site(start: number, creator: boolean): number {
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
    }
    const lineEnd = at;
    let name = 0;
    if (nameEnd >= 0) name = this.strings.internHashed(bytes, start, nameEnd, hash);
    else {
      nameEnd = bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
      if (creator) nameEnd = this.#creatorEnd(start, nameEnd);
    }
    const place = lineEnd + 1;
    if (place >= length) {
      // A last line without a place is either cut or not a frame at all ("exit status 2").
      if (!creator && isKnownTrailer(bytes, start, lineEnd)) return -2;
      this.position = length;
      return -1;
    }
    if (bytes[place] !== TAB && bytes[place] !== SPACE) return this.#noFrame(start, lineEnd);
    if (name === 0) name = this.strings.intern(bytes, start, nameEnd);
    return this.#place(place, name, inlined);
  }

  #noFrame(start: number, lineEnd: number): number {
    if (isKnownTrailer(this.#bytes, start, lineEnd)) return -2;
    this.oddLines.add(start);
    this.position = lineEnd + 1;
    return -2;
  }

  #creatorEnd(start: number, end: number): number {
    const bytes = this.#bytes;
    let at = end;
    while (at > start && bytes[at - 1] >= 48 && bytes[at - 1] <= 57) at--;
    const words = at - IN_GOROUTINE.length;
    if (at === end || words <= start || !this.#starts(words, IN_GOROUTINE)) return end;
    let goid = 0;
    for (; at < end; at++) goid = goid * 10 + (bytes[at] - 48);
    this.#creatorGoid = goid;
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
    const place = this.#places.internHashed(bytes, from, at, hash);
    if (place === this.#placeFile.length) this.#newPlace(from, at);
    while (at < length && bytes[at] !== NEWLINE) at++;
    this.position = at + 1;
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

function skipBlanks(bytes: Uint8Array, at: number): number {
  while (bytes[at] === TAB || bytes[at] === SPACE) at++;
  return at;
}

function bytesEnd(bytes: Uint8Array): boolean {
  return bytes[bytes.length - 1] === NEWLINE;
}

/** Lines that end a crash and say nothing more: registers, the separator of threads, how the shell saw it end. */
function isKnownTrailer(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 40) return false;
  let line = '';
  for (let i = start; i < end; i++) line += String.fromCharCode(bytes[i]);
  return /^(?:exit status \d+|signal: .*|-----|[a-z]\w{1,7} +0x[0-9a-f]+)\r?$/.test(line);
}
