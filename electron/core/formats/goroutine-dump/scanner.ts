import { ByteInterner } from '@core/model/byte-interner';
import { GoroutineBuilder } from '@core/model/goroutine-builder';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { StackBuilder } from '@core/model/stack-builder';
import { GOROUTINE_RUNNING } from '@core/model/tables';
import {
  ascii,
  FrameLines,
  GOROUTINE,
  isKnownTrailer,
  NEWLINE,
  RETURN,
  skipBlanks,
  SPACE,
  startsWith,
  TAB,
  Tally,
} from './frame-lines';
import type { HeaderTail } from './header';
import { parseHeaderTail } from './header';

const CREATED_BY = ascii('created by ');
const DOTS = ascii('...');
const ORIGIN = ascii('[originating from goroutine ');
const UNAVAILABLE = ascii('goroutine running on other thread');
/** What stands in a stack where the runtime left frames out: one name whatever their number, so that equal stacks stay equal. */
const ELIDED = '...frames elided...';

interface Tail extends HeaderTail {
  readonly stateId: number;
  readonly labelSet: number;
}

/**
 * Reads the goroutines of a dump from bytes: no string per line, every function name and place looked up by the bytes themselves
 * (a dump of 100 000 goroutines has a few hundred distinct ones), argument words never read.
 */
export class DumpScanner {
  readonly lines: FrameLines;
  readonly stacks = new StackBuilder();
  readonly labels = new LabelSetBuilder();
  readonly goroutines = new GoroutineBuilder();
  /** Offset of the first header; −1 before it was met. */
  firstHeader = -1;
  /** Goroutine in which the bytes end, −1 when they end between two. */
  endsInside = -1;
  /** The bytes end in the word `goroutine` or in the id behind it. */
  endsInHeader = false;
  readonly badHeaders = new Tally();
  readonly outsideLines = new Tally();
  readonly elided = new Tally();
  readonly unavailable = new Tally();
  readonly ancestors = new Tally();
  readonly schedulers = new Tally();
  readonly further = new Tally();

  readonly #bytes: Uint8Array;
  readonly #cut: boolean;
  readonly #tails = new ByteInterner();
  readonly #tailOf: (Tail | null)[] = [null];
  readonly #rowOf = new Map<number, number>();
  readonly #goexit: number;
  readonly #mainMain: number;
  #stack = new Uint32Array(256);
  #creator = 0;

  /** `cut`: the input is known to end early. */
  constructor(bytes: Uint8Array, cut: boolean) {
    this.#bytes = bytes;
    this.#cut = cut;
    this.lines = new FrameLines(bytes);
    this.#goexit = this.lines.strings.internString('runtime.goexit');
    this.#mainMain = this.lines.strings.internString('main.main');
  }

  /** Reads on until at least `until`; answers whether there is more. */
  run(until: number): boolean {
    const bytes = this.#bytes;
    while (this.lines.position < bytes.length && this.lines.position < until) {
      const first = bytes[this.lines.position];
      if (first === NEWLINE || first === RETURN) this.lines.position++;
      else if (this.#isHeader(this.lines.position)) this.#goroutine();
      else this.#outside();
    }
    return this.lines.position < bytes.length;
  }

  #isHeader(at: number): boolean {
    const digit = this.#bytes[at + GOROUTINE.length];
    return digit >= 48 && digit <= 57 && startsWith(this.#bytes, at, GOROUTINE);
  }

  /** Index of the newline at or after `at`, or the end. */
  #lineEnd(at: number): number {
    const bytes = this.#bytes;
    while (at < bytes.length && bytes[at] !== NEWLINE) at++;
    return at;
  }

  #outside(): void {
    const start = this.lines.position;
    const end = this.#lineEnd(start);
    if (end === this.#bytes.length && startsWith(GOROUTINE, 0, this.#bytes.subarray(start))) this.endsInHeader = true;
    else if (this.firstHeader >= 0 && !isKnownTrailer(this.#bytes, start, end)) this.outsideLines.add(start);
    this.lines.position = end + 1;
  }

  #goroutine(): void {
    const bytes = this.#bytes;
    const start = this.lines.position;
    if (this.firstHeader < 0) this.firstHeader = start;
    let at = start + GOROUTINE.length;
    let goid = 0;
    for (; bytes[at] >= 48 && bytes[at] <= 57; at++) goid = goid * 10 + (bytes[at] - 48);
    const newline = this.#lineEnd(at);
    let open = at;
    while (open < newline && bytes[open] !== 91) open++;
    const end = bytes[newline - 1] === RETURN ? newline - 1 : newline;
    const tail = this.#tail(open, end);
    this.lines.position = newline + 1;
    if (tail === null) {
      if (at >= bytes.length) this.endsInHeader = true;
      else if (newline >= bytes.length) this.endsInside = goid;
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
    if (root > 0 && this.lines.frames.nameOf(this.#stack[root - 1]) === this.#goexit) root--;
    for (let i = root - 1; i >= 0; i--) stack = this.stacks.child(stack, this.#stack[i]);
    if (goid === 0) return this.schedulers.add(start);
    const known = this.#rowOf.get(goid);
    if (known !== undefined) {
      if (this.goroutines.stackOf(known) === 0 && stack !== 0)
        this.goroutines.setStack(known, stack, this.#creator, this.lines.creatorGoid);
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
      creatorGoid: this.lines.creatorGoid,
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
        key: this.lines.strings.internString(key),
        value: this.lines.strings.internString(value),
        number: NaN,
        unit: 0,
      }));
      tail = {
        ...parsed,
        stateId: this.lines.strings.internString(parsed.state),
        labelSet: this.labels.add(entries, (key) => this.lines.strings.get(key)),
      };
    }
    this.#tailOf[id] = tail;
    return tail;
  }

  #skipBlock(): void {
    const bytes = this.#bytes;
    while (this.lines.position < bytes.length) {
      const first = bytes[this.lines.position];
      if (first === NEWLINE || first === RETURN || this.#isHeader(this.lines.position)) return;
      this.lines.position = this.#lineEnd(this.lines.position) + 1;
    }
  }

  /** Reads the lines under a header into `#stack` (leaf first), `#creator` and `#creatorGoid`; answers the depth. */
  #readFrames(goid: number): number {
    const bytes = this.#bytes;
    const unavailable = this.unavailable.count;
    let depth = 0;
    this.#creator = 0;
    this.lines.creatorGoid = -1;
    for (;;) {
      const at = this.lines.position;
      const first = at < bytes.length ? bytes[at] : -1;
      if (first === -1 || first === NEWLINE || (first === RETURN && bytes[at + 1] === NEWLINE)) break;
      if (first === 103 && this.#isHeader(at)) break;
      let frame = -1;
      if (first === TAB || first === SPACE) {
        if (startsWith(this.#bytes, skipBlanks(bytes, at), UNAVAILABLE)) this.unavailable.add(at);
        else this.lines.oddLines.add(at);
        this.lines.position = this.#lineEnd(at) + 1;
        continue;
      } else if (first === 91 && startsWith(this.#bytes, at, ORIGIN)) {
        this.ancestors.add(at);
        this.#skipBlock();
        break;
      } else if (first === 46 && startsWith(this.#bytes, at, DOTS)) {
        frame = this.#elided(at);
      } else if (first === 99 && startsWith(this.#bytes, at, CREATED_BY)) {
        const site = this.lines.read(at + CREATED_BY.length, true);
        if (site === -1) this.endsInside = goid;
        if (site === -1 || site === -2) break;
        if (site < 0) continue;
        this.#creator = site + 1;
        continue;
      } else {
        frame = this.lines.sameAsBefore(at, depth);
        if (frame < 0) frame = this.lines.read(at, false);
        if (frame >= 0) this.lines.remember(at, depth, frame);
      }
      if (frame === -1) this.endsInside = goid;
      if (frame === -1 || frame === -2) break;
      if (frame < 0) continue;
      if (depth === this.#stack.length) {
        const wider = new Uint32Array(depth * 2);
        wider.set(this.#stack);
        this.#stack = wider;
      }
      this.#stack[depth++] = frame;
    }
    if (
      this.lines.position >= bytes.length &&
      this.endsInside < 0 &&
      this.#looksCut(goid, depth, this.unavailable.count > unavailable)
    )
      this.endsInside = goid;
    return depth;
  }

  /** At the end of the input: every goroutine but the first ends with its creator, and that one with main.main. */
  #looksCut(goid: number, depth: number, unavailable: boolean): boolean {
    if (this.#cut) return true;
    if (this.#creator !== 0) return !this.lines.placeWhole;
    if (goid === 0 || unavailable) return false;
    if (depth === 0) return true;
    // The first goroutine may also end in an init function; its last line must be whole then.
    if (goid === 1 && endsWithNewline(this.#bytes)) return false;
    const root = this.lines.frames.nameOf(this.#stack[depth - 1]);
    return root !== this.#mainMain && root !== this.#goexit;
  }

  #elided(at: number): number {
    const end = this.#lineEnd(at);
    let digit = at + DOTS.length;
    let count = 0;
    for (; this.#bytes[digit] >= 48 && this.#bytes[digit] <= 57; digit++)
      count = count * 10 + (this.#bytes[digit] - 48);
    this.elided.add(at, Math.max(1, count));
    this.lines.position = end + 1;
    return this.lines.frames.frame(this.lines.frames.function(this.lines.strings.internString(ELIDED), 0), 0, false);
  }
}

function endsWithNewline(bytes: Uint8Array): boolean {
  return bytes[bytes.length - 1] === NEWLINE;
}
