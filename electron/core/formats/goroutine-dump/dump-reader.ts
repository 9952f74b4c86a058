import { ArgumentWordsBuilder } from '@core/model/argument-words';
import { ByteInterner } from '@core/model/byte-interner';
import { GoroutineBuilder, goroutineSamples } from '@core/model/goroutine-builder';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { StackBuilder } from '@core/model/stack-builder';
import { GOROUTINE_RUNNING, type Capture, type GoroutineTable } from '@core/model/tables';
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
} from '../log/bytes';
import { findHeader } from '../log/header';
import type { Window } from '../log/window';
import { DumpMarks } from './dump-marks';
import { CREATED_BY, FrameLines } from './frame-lines';
import { GoidTable } from './goid-table';
import type { HeaderTail } from './header';
import { parseHeaderTail } from './header';
import { WordReader } from './word-reader';

const GP = 103;
const DOTS = ascii('...');
const ORIGIN = ascii('[originating from goroutine ');
const UNAVAILABLE = ascii('goroutine running on other thread');
/** What stands in a stack where the runtime left frames out: one name whatever their number, so that equal stacks stay equal. */
const ELIDED = '...frames elided...';
/** Longer headers are garbage. */
const LONGEST_TAIL = 64 * 1024;

/**
 * Go up to 1.20 (whose creators have no " in goroutine N") prints 100 frames, counts hidden ones among them, and says that there are more
 * only if none was hidden.
 */
const LONGEST_STACK = 100;
const LONG_STACK = 94;

/** The columns of one dump. */
export type DumpTables = Pick<Capture, 'strings' | 'functions' | 'frames' | 'stacks' | 'labelSets' | 'samples'> & {
  readonly goroutines: GoroutineTable;
};

interface Tail extends HeaderTail {
  readonly stateId: number;
  readonly labelSet: number;
}

/**
 * Reads the goroutines of one dump from bytes: no string per line, every function name and place looked up by the bytes themselves
 * (a dump of 100 000 goroutines has a few hundred distinct ones). Of arguments only the words that look like pointers are kept.
 */
export class DumpReader {
  readonly lines: FrameLines;
  readonly stacks = new StackBuilder(256);
  readonly labels = new LabelSetBuilder();
  readonly goroutines = new GoroutineBuilder();
  /** Stacks logged one at a time: the same goroutine may come again. */
  lone = false;
  readonly marks = new DumpMarks();
  /** Id of the goroutine that was read last, and whether nothing of it is missing. */
  lastGoid = -1;
  lastWhole = true;
  /** Offset in the file behind the last line that was read as part of a goroutine. */
  end = 0;

  #window: Window;
  readonly #cut: boolean;
  readonly #tails = new ByteInterner();
  readonly #tailOf: (Tail | null)[] = [null];
  readonly #rowOf = new GoidTable();
  readonly #words = new WordReader();
  readonly #wordColumns = new ArgumentWordsBuilder();
  readonly #goexit: number;
  readonly #mainMain: number;
  #stack = new Uint32Array(256);
  #creator = 0;
  /** Frames of the stack that was last made. */
  #treeDepth = 0;

  /** `cut`: the input is known to end early. */
  constructor(window: Window, cut: boolean) {
    this.#window = window;
    this.#cut = cut;
    this.lines = new FrameLines(window, this.marks.oddLines);
    this.#goexit = this.lines.strings.internString('runtime.goexit');
    this.#mainMain = this.lines.strings.internString('main.main');
  }

  /** Goes on in other bytes. */
  use(window: Window): void {
    this.#window = window;
    this.lines.use(window);
  }

  /** A goroutine of this id is there with its stack, so one more of it is of another dump. */
  has(goid: number): boolean {
    const row = this.#rowOf.find(goid);
    return row >= 0 && this.goroutines.stackOf(row) !== 0;
  }

  /** The tables of what was read; the reader must not be used after it. */
  finish(): DumpTables {
    const strings = this.lines.strings.seal();
    const labelSets = this.labels.finish();
    const { functions, frames } = this.lines.frames.finish();
    const stacks = this.stacks.finish();
    const words = this.#wordColumns.finish(this.goroutines.count);
    const table = this.goroutines.finish({ strings, functions, frames, stacks });
    const goroutines = words === null ? table : { ...table, words };
    const samples = goroutineSamples(goroutines, labelSets);
    return { strings, functions, frames, stacks, labelSets, samples, goroutines };
  }

  /** Reads the goroutine whose header begins at `start`, and answers where it ends. */
  read(start: number): number {
    this.lines.position = start;
    this.#goroutine(start);
    const at = Math.min(this.lines.position, this.#window.bytes.length);
    this.end = this.#window.original(at);
    return at;
  }

  #goroutine(start: number): void {
    const { bytes, last } = this.#window;
    let at = start + GOROUTINE.length;
    let goid = 0;
    for (; bytes[at] >= 48 && bytes[at] <= 57; at++) goid = goid * 10 + (bytes[at] - 48);
    const newline = lineEnd(bytes, at);
    let open = at;
    while (open < newline && bytes[open] !== 91) open++;
    const end = bytes[newline - 1] === RETURN ? newline - 1 : newline;
    // Between the id and the bracket there is a blank, and with GOTRACEBACK=system `gp=0x… m=0 mp=0x…`.
    const plain = bytes[at] === SPACE && (open === at + 1 || (bytes[at + 1] === GP && bytes[at + 2] === GP + 9));
    const tail = plain ? this.#tail(open, end) : null;
    this.lines.position = newline + 1;
    if (tail === null) {
      if (newline >= bytes.length && last) {
        if (at >= bytes.length) this.marks.cutInHeader = true;
        else this.marks.endsInside = goid;
      } else {
        this.marks.badHeaders.add(this.#window.original(start));
        // A header that was cut, with another dump behind it in the same line.
        const other = findHeader(bytes, at, newline);
        if (other >= 0) this.lines.position = other;
        else this.#skipBlock();
      }
      return;
    }
    const unavailable = this.marks.unavailable.count;
    this.goroutines.beginAncestry();
    const depth = this.#readFrames(goid);
    if (depth >= LONG_STACK && depth <= LONGEST_STACK && this.#creator !== 0 && this.lines.creatorGoid < 0)
      this.marks.perhapsElided.add(this.#window.original(start));
    this.lastGoid = goid;
    this.lastWhole = this.#creator !== 0 || goid <= 1 || this.marks.unavailable.count > unavailable;
    if (this.marks.endsInside === goid && depth === 0) return;
    const stack = this.#prefixTree(depth);
    if (goid === 0) return this.marks.schedulers.add(this.#window.original(start));
    const known = this.#rowOf.find(goid);
    if (known >= 0 && !this.lone) {
      if (this.goroutines.stackOf(known) === 0 && stack !== 0) {
        this.goroutines.setStack(known, stack, this.#creator, this.lines.creatorGoid);
        this.#wordColumns.add(known, this.#words, this.#treeDepth);
      } else this.marks.repeated.add(this.#window.original(start));
      return;
    }
    const row = this.goroutines.add({
      goid,
      weight: 1,
      stack,
      state: tail.stateId,
      flags: this.marks.unavailable.count > unavailable ? tail.flags | GOROUTINE_RUNNING : tail.flags,
      waitMinutes: tail.minutes,
      creator: this.#creator,
      creatorGoid: this.lines.creatorGoid,
      labels: tail.labelSet,
    });
    this.#wordColumns.add(row, this.#words, this.#treeDepth);
    if (known < 0) this.#rowOf.add(goid, row);
  }

  /** The stack of the `depth` frames in `#stack`, without `runtime.goexit`, which profiles never have. */
  #prefixTree(depth: number): number {
    let stack = 0;
    let root = depth;
    if (root > 0 && this.lines.frames.nameOf(this.#stack[root - 1]) === this.#goexit) root--;
    this.#treeDepth = root;
    for (let i = root - 1; i >= 0; i--) stack = this.stacks.child(stack, this.#stack[i]);
    return stack;
  }

  /** What stands in the header from `[` on; few distinct ones, so each is read once. */
  #tail(start: number, end: number): Tail | null {
    if (end - start > LONGEST_TAIL) return null;
    const id = this.#tails.intern(this.#window.bytes, start, end);
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
    const { bytes } = this.#window;
    while (this.lines.position < bytes.length) {
      const first = bytes[this.lines.position];
      if (first === NEWLINE || first === RETURN || isHeaderStart(bytes, this.lines.position)) return;
      this.lines.position = lineEnd(bytes, this.lines.position) + 1;
    }
  }

  /** Reads the lines under a header into `#stack` (leaf first), `#creator` and `#creatorGoid`; answers the depth. */
  #readFrames(goid: number): number {
    const { bytes, last } = this.#window;
    const unavailable = this.marks.unavailable.count;
    this.#words.begin();
    const depth = this.#frames(goid, true);
    const at = this.lines.position;
    if (bytes[at] === ORIGIN[0] && startsWith(bytes, at, ORIGIN)) this.#ancestry(goid, depth);
    else if (
      last &&
      at >= bytes.length &&
      this.marks.endsInside < 0 &&
      this.#looksCut(goid, depth, this.marks.unavailable.count > unavailable)
    )
      this.marks.endsInside = goid;
    return depth;
  }

  /** Function and place lines up to the creator's, and `words` of their arguments; leaves `position` behind the last of them. */
  #frames(goid: number, words: boolean): number {
    const { bytes } = this.#window;
    let depth = 0;
    this.#creator = 0;
    this.lines.creatorGoid = -1;
    for (;;) {
      const at = this.lines.position;
      const first = at < bytes.length ? bytes[at] : -1;
      if (first === -1 || first === NEWLINE || (first === RETURN && bytes[at + 1] === NEWLINE)) break;
      if (first === 103 && isHeaderStart(bytes, at)) break;
      let frame = -1;
      if (first === TAB || first === SPACE) {
        const text = skipBlanks(bytes, at);
        if (startsWith(bytes, text, UNAVAILABLE)) this.marks.unavailable.add(this.#window.original(at));
        else if (text < bytes.length && bytes[text] !== NEWLINE) this.marks.oddLines.add(this.#window.original(at));
        this.lines.position = lineEnd(bytes, at) + 1;
        continue;
      } else if (first === 91 && startsWith(bytes, at, ORIGIN)) {
        break;
      } else if (first === 46 && startsWith(bytes, at, DOTS)) {
        frame = this.#elided(at);
      } else if (first === 99 && startsWith(bytes, at, CREATED_BY)) {
        const site = this.lines.read(at + CREATED_BY.length, true);
        if (site === -1) this.marks.endsInside = goid;
        if (site >= 0) this.#creator = site + 1;
        // Nothing but ancestors stands behind the creator.
        break;
      } else {
        frame = this.lines.sameAsBefore(at, depth);
        if (frame < 0) frame = this.lines.read(at, false);
        if (frame >= 0) {
          this.lines.remember(at, depth, frame);
          if (words && this.lines.argumentsEnd > 0)
            this.#words.read(bytes, this.lines.argumentsAt, this.lines.argumentsEnd, depth);
        }
      }
      if (frame === -1) this.marks.endsInside = goid;
      if (frame === -1 || frame === -2) break;
      if (frame < 0) continue;
      if (depth === this.#stack.length) {
        const wider = new Uint32Array(depth * 2);
        wider.set(this.#stack);
        this.#stack = wider;
      }
      this.#stack[depth++] = frame;
    }
    return depth;
  }

  /**
   * GODEBUG=tracebackancestors=N: the stacks of the goroutines that led here, each at its `go` statement, nearest first. They go into
   * the ancestry of the row that is about to be added. `depth` frames of the goroutine itself stay in `#stack`.
   */
  #ancestry(goid: number, depth: number): void {
    const { bytes } = this.#window;
    const own = this.#stack.slice(0, depth);
    const creator = this.#creator;
    const creatorGoid = this.lines.creatorGoid;
    let nearest = creatorGoid;
    while (startsWith(bytes, this.lines.position, ORIGIN)) {
      const at = this.lines.position;
      this.marks.ancestors.add(this.#window.original(at));
      let ancestor = 0;
      for (let i = at + ORIGIN.length; bytes[i] >= 48 && bytes[i] <= 57; i++) ancestor = ancestor * 10 + bytes[i] - 48;
      this.lines.position = lineEnd(bytes, at) + 1;
      const frames = this.#frames(goid, false);
      this.goroutines.addAncestor(ancestor, this.#prefixTree(frames), this.#creator);
      if (nearest < 0) nearest = ancestor;
    }
    this.#stack.set(own);
    this.#creator = creator;
    // Without " in goroutine N" behind the creator, the first ancestor says who it was.
    this.lines.creatorGoid = nearest;
  }

  /** At the end of the input: every goroutine but the first ends with its creator, and that one with main.main. */
  #looksCut(goid: number, depth: number, unavailable: boolean): boolean {
    if (this.#cut) return true;
    if (this.#creator !== 0) return !this.lines.placeWhole;
    if (goid === 0 || unavailable) return false;
    if (depth === 0) return true;
    const { bytes } = this.#window;
    // The first goroutine may also end in an init function; its last line must be whole then.
    if (goid === 1 && bytes[bytes.length - 1] === NEWLINE) return false;
    const root = this.lines.frames.nameOf(this.#stack[depth - 1]);
    return root !== this.#mainMain && root !== this.#goexit;
  }

  #elided(at: number): number {
    const { bytes } = this.#window;
    let digit = at + DOTS.length;
    let count = 0;
    for (; bytes[digit] >= 48 && bytes[digit] <= 57; digit++) count = count * 10 + (bytes[digit] - 48);
    if (count > 0) this.marks.elided.add(this.#window.original(at), count);
    else this.marks.elidedMore.add(this.#window.original(at));
    this.lines.position = lineEnd(bytes, at) + 1;
    return this.lines.frames.frame(this.lines.frames.function(this.lines.strings.internString(ELIDED), 0), 0, false);
  }
}
