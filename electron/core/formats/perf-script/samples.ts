import { GrowableColumn } from '@core/base/columns';
import { ByteInterner } from '@core/model/byte-interner';
import { FrameBuilder } from '@core/model/frame-builder';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { StackBuilder } from '@core/model/stack-builder';
import type { Capture, SampleTable } from '@core/model/tables';
import { SampleRows } from '../sample-rows';
import { eventName, readFrameLine, readHeader, readSourceLine } from './lines';

/** Events told apart; a file with more is no recording of one program. */
const MOST_EVENTS = 64;
/** Frames of one sample; perf itself stops at 127 unless told otherwise (kernel.perf_event_max_stack). */
const DEEPEST = 65_536;
const FRAME_LINE = 1;
const SOURCE_LINE = 2;
const ODD_LINE = 3;

export interface RecordedEvent {
  readonly name: string;
  readonly column: number;
  samples: number;
  /** Samples whose period is printed. */
  periods: number;
}

/** Collects the samples of a `perf script` text line by line. */
export class Samples {
  readonly comments: string[] = [];
  readonly events: RecordedEvent[] = [];
  odd = 0;
  firstOdd = -1;
  /** Samples without a frame. */
  bare = 0;
  count = 0;
  readonly #bytes: Uint8Array;
  readonly #strings = new ByteInterner();
  readonly #frames = new FrameBuilder();
  readonly #stacks = new StackBuilder();
  readonly #labels = new LabelSetBuilder();
  readonly #rows = new SampleRows(1);
  /** Frame and source lines as printed, with what each means: nearly every line was seen before. */
  readonly #lines = new ByteInterner();
  readonly #meaning: number[] = [];
  readonly #frameOf: number[] = [];
  readonly #eventOf = new Map<string, RecordedEvent>();
  readonly #labelOf = new Map<string, number>();
  /** The sample that is being read: FrameIds leaf first. */
  readonly #leafFirst = new GrowableColumn(Uint32Array, 256);
  /** By FrameId, to build the frame again when its source line comes. */
  readonly #addressOf: { readonly low: number; readonly high: number; readonly inlined: boolean }[] = [];
  #event: RecordedEvent | null = null;
  #value = 0;
  #labelSet = 0;
  #first = Infinity;
  #last = -Infinity;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A sample has begun and no blank line ended it. */
  get open(): boolean {
    return this.#event !== null;
  }

  get durationNs(): number | null {
    return this.#last > this.#first ? Math.round((this.#last - this.#first) * 1e9) : null;
  }

  line(start: number, end: number): void {
    const bytes = this.#bytes;
    while (end > start && bytes[end - 1] <= 32) end--;
    if (end === start) {
      this.flush();
      return;
    }
    const first = bytes[start];
    if (first === 0x23 && this.#event === null) {
      if (this.count === 0 && end - start > 2) this.#comment(start, end);
      return;
    }
    if ((first === 9 || first === 32) && this.#event !== null && this.#frameLine(start, end)) return;
    this.#header(start, end);
  }

  /** Ends the sample that is being read. */
  flush(): void {
    const event = this.#event;
    if (event === null) return;
    if (this.#leafFirst.length === 0) this.bare++;
    let stack = 0;
    for (let i = this.#leafFirst.length - 1; i >= 0; i--) stack = this.#stacks.child(stack, this.#leafFirst.data[i]);
    const row = this.#rows.row(stack, this.#labelSet);
    this.#rows.add(row, 0, 1);
    this.#rows.add(row, event.column, this.#value);
    event.samples++;
    this.count++;
    this.dropOpen();
  }

  dropOpen(): void {
    this.#event = null;
    this.#leafFirst.length = 0;
  }

  /** `columns`: which of the columns to keep. */
  finish(
    types: Pick<SampleTable, 'types' | 'defaultType'>,
    columns: readonly number[],
  ): Pick<Capture, 'strings' | 'functions' | 'frames' | 'stacks' | 'labelSets' | 'samples'> {
    const samples = this.#rows.finish(types);
    return {
      strings: this.#strings,
      ...this.#frames.finish(),
      stacks: this.#stacks.finish(),
      labelSets: this.#labels.finish(),
      samples: { ...samples, values: columns.map((column) => samples.values[column]) },
    };
  }

  #comment(start: number, end: number): void {
    const text = decoder.decode(this.#bytes.subarray(start + 1, Math.min(end, start + 400))).trim();
    // Of `--header` only what is about the recording, not about the machine.
    if (/^(?:cmdline|captured on|perf version|sample duration)/.test(text))
      this.comments.push(text.replace(/\s+:/, ':'));
  }

  #header(start: number, end: number): void {
    const header = readHeader(decoder.decode(this.#bytes.subarray(start, Math.min(end, start + 4096))));
    const name = header === null ? '' : eventName(header.event);
    let event = this.#eventOf.get(name);
    if (event === undefined && header !== null && this.events.length < MOST_EVENTS) {
      event = { name, column: this.#rows.widen(), samples: 0, periods: 0 };
      this.events.push(event);
      this.#eventOf.set(name, event);
    }
    if (header === null || event === undefined) {
      this.#oddLine(start);
      return;
    }
    this.flush();
    this.#event = event;
    if (header.period !== null) event.periods++;
    this.#value = header.period ?? 1;
    this.#labelSet = this.#labelsOf(header.comm, header.pid, header.tid);
    if (header.seconds !== null) {
      this.#first = Math.min(this.#first, header.seconds);
      this.#last = Math.max(this.#last, header.seconds);
    }
    if (header.frame !== null) {
      this.#leafFirst.push(this.#frame(header.frame.symbol, header.frame.dso, 0, false, header.frame.address));
      this.flush();
    }
  }

  /** False when the line is no part of a stack. */
  #frameLine(start: number, end: number): boolean {
    const id = this.#lines.intern(this.#bytes, start, end);
    let meaning = this.#meaning[id];
    if (meaning === undefined) {
      const text = decoder.decode(this.#bytes.subarray(start, Math.min(end, start + 4096)));
      const frame = readFrameLine(text);
      if (frame !== null) {
        meaning = FRAME_LINE;
        this.#frameOf[id] = this.#frame(frame.symbol, frame.dso, 0, frame.inlined, frame.address);
      } else {
        // `-F srcline` prints the address again where it knows no line.
        meaning = readSourceLine(text) !== null || /^\s+\S.*\[[0-9a-f]+\]$/.test(text) ? SOURCE_LINE : ODD_LINE;
      }
      this.#meaning[id] = meaning;
    }
    if (meaning === ODD_LINE) {
      // It may still be the padded header of a sample without a stack.
      return false;
    }
    if (meaning === FRAME_LINE) {
      if (this.#leafFirst.length < DEEPEST) this.#leafFirst.push(this.#frameOf[id]);
      else this.#oddLine(start);
    } else if (this.#leafFirst.length > 0) {
      this.#place(id);
    }
    return true;
  }

  /** Gives the last frame its source line. */
  #place(line: number): void {
    const place = readSourceLine(this.#lines.get(line));
    // Line 0 is what perf prints where only the compilation unit is known (`go.go` for all of Go).
    if (place === null || place.line === 0) return;
    const last = this.#leafFirst.length - 1;
    const frame = this.#leafFirst.data[last];
    const func = this.#frames.function(this.#frames.nameOf(frame), this.#strings.internString(place.file));
    const { low, high, inlined } = this.#addressOf[frame];
    this.#leafFirst.data[last] = this.#remember(func, place.line, inlined, low, high);
  }

  #frame(symbol: string, file: string, line: number, inlined: boolean, address: string): number {
    const func = this.#frames.function(this.#strings.internString(symbol), this.#strings.internString(file));
    return this.#remember(
      func,
      line,
      inlined,
      parseInt(address.slice(-8), 16),
      address.length > 8 ? parseInt(address.slice(0, -8), 16) : 0,
    );
  }

  #remember(func: number, line: number, inlined: boolean, low: number, high: number): number {
    const frame = this.#frames.frame(func, line, inlined, low, high);
    this.#addressOf[frame] ??= { low, high, inlined };
    return frame;
  }

  #labelsOf(comm: string, pid: string, tid: string): number {
    const key = `${comm}\0${pid}\0${tid}`;
    const known = this.#labelOf.get(key);
    if (known !== undefined) return known;
    const entries = [
      ['comm', comm],
      ['pid', pid],
      ['tid', tid],
    ].map(([name, value]) => ({
      key: this.#strings.internString(name),
      value: this.#strings.internString(value),
      number: NaN,
      unit: 0,
    }));
    const set = this.#labels.add(entries, (k) => this.#strings.get(k));
    this.#labelOf.set(key, set);
    return set;
  }

  #oddLine(start: number): void {
    if (this.odd++ === 0) this.firstOdd = start;
  }
}

const decoder = new TextDecoder();
