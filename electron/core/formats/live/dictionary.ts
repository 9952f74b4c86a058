import { GrowableColumn } from '@core/base/columns';
import { Interner } from '@core/base/strings';
import type { Batch, ColumnValues } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import { FrameBuilder } from '@core/model/frame-builder';
import { LabelSetBuilder, type LabelEntry } from '@core/model/label-set-builder';
import { splitState } from '@core/model/operation';
import { StackBuilder } from '@core/model/stack-builder';
import type { Capture } from '@core/model/tables';
import { below, column } from './columns';

/** Of the runtime's frames only those that Go's own dumps show. */
const HIDDEN = 0;
const SHOWN = 1;
/** Shown unless it is the innermost. */
const PANIC = 2;
/** As dumps write it (formats/goroutine-dump). */
const ELIDED = '...frames elided...';

/**
 * The texts, frames, stacks and label sets of one watch, which only grow. Numbers of the wire go in, rows of the model's tables come
 * out. Stacks are as Go prints them: without the runtime's own frames, so that findings are those of a dump of the same program.
 */
export class Dictionary {
  readonly strings = new Interner();
  readonly #text = new GrowableColumn(Uint32Array, 256);
  /** By StringId of a state as sent: its text without marks, and their flags. */
  readonly #states = new Map<number, { readonly state: number; readonly flags: number }>();
  /** As on the wire, for recordings that begin in the midst of a watch. */
  #written = nothingWritten();
  readonly #frames = new FrameBuilder();
  readonly #frameId = new GrowableColumn(Uint32Array, 256);
  readonly #shown = new GrowableColumn(Uint8Array, 256);
  readonly #stacks = new StackBuilder(256);
  readonly #stackId = new GrowableColumn(Uint32Array, 256);
  /** By StackId: calls above the first that is shown, where there are some. */
  readonly #above = new Map<number, number>();
  /** Calls that were elided, of all stacks. */
  elided = 0;
  readonly #labels = new LabelSetBuilder();
  readonly #labelId = new GrowableColumn(Uint32Array, 16);
  #tables: SegmentTables | null = null;

  takeTexts(batch: Batch): void {
    for (const text of column(batch, 'text', 'text')) this.#text.push(this.strings.intern(text));
  }

  get texts(): number {
    return this.#text.length;
  }

  takeFrames(batch: Batch): void {
    const { frames } = this.#written;
    append(frames.offset, column(batch, 'offset', 'u32'));
    const [name, file] = [column(batch, 'function', 'u32'), column(batch, 'file', 'u32')];
    const [line, inlined] = [column(batch, 'line', 'i32'), column(batch, 'inlined', 'u8')];
    append(frames.function, name);
    append(frames.file, file);
    append(frames.line, line);
    append(frames.inlined, inlined);
    for (let i = 0; i < batch.rows; i++) {
      const written = this.text(name[i]);
      const shown = shownAs(this.strings.get(written));
      const id = shown === PANIC ? this.strings.intern('panic') : written;
      const func = this.#frames.function(id, this.text(file[i]));
      this.#frameId.push(this.#frames.frame(func, Math.max(0, line[i]), inlined[i] !== 0));
      this.#shown.push(shown);
    }
    this.#tables = null;
  }

  /** All stacks of a moment with all their calls. */
  takeStacks(stacks: readonly Batch[], calls: readonly Batch[]): void {
    const frames = new GrowableColumn(Uint32Array, 256);
    for (const batch of calls) append(frames, column(batch, 'frame', 'u32'));
    append(this.#written.calls.frame, frames.data.subarray(0, frames.length));
    let used = 0;
    for (const batch of stacks) {
      const [depth, before] = [column(batch, 'frames', 'u32'), column(batch, 'before', 'u32')];
      const elided = column(batch, 'elided', 'f64');
      append(this.#written.stacks.frames, depth);
      append(this.#written.stacks.before, before);
      append(this.#written.stacks.elided, elided);
      for (let i = 0; i < batch.rows; i++) {
        if (depth[i] > frames.length - used) throw new Mismatch('stacks.frames', 'number of calls that are there');
        this.#stackId.push(this.#stack(frames.data.subarray(used, used + depth[i]), before[i], elided[i]));
        used += depth[i];
      }
    }
    if (used !== frames.length) throw new Mismatch('calls', 'table that its stacks cover');
    if (used > 0) this.#tables = null;
  }

  #stack(calls: Uint32Array, before: number, elided: number): number {
    let first = 0;
    while (first < calls.length && this.#kind(calls[first]) !== SHOWN) first++;
    let stack = 0;
    for (let i = calls.length; i >= 0; i--) {
      // Between the calls before it and those behind.
      if (elided > 0 && i === Math.min(before, calls.length)) {
        this.elided += elided;
        stack = this.#stacks.child(stack, this.#elidedFrame());
      }
      if (i === 0) break;
      const call = calls[i - 1];
      const kind = this.#kind(call);
      if (kind === SHOWN || (kind === PANIC && i - 1 > first))
        stack = this.#stacks.child(stack, this.#frameId.data[call]);
    }
    if (first > 0) this.#above.set(stack, first);
    return stack;
  }

  /** Frame of a stack as it is shown, of one as the sampler counts them; −1 for one that is not. */
  shownFrame(stack: number, frame: number): number {
    return Math.max(-1, frame - (this.#above.get(stack) ?? 0));
  }

  #kind(frame: number): number {
    return this.#shown.data[below(frame, this.#shown.length, 'frame')];
  }

  #elidedFrame(): number {
    return this.#frames.frame(this.#frames.function(this.strings.intern(ELIDED), 0), 0, false);
  }

  /** All label sets of a moment; sets are numbered through. */
  takeLabels(batches: readonly Batch[]): void {
    let open: LabelEntry[] = [];
    const close = (): void => {
      if (open.length > 0) this.#labelId.push(this.#labels.add(open, (key) => this.strings.get(key)));
      open = [];
    };
    let set = this.#labelId.length - 1;
    for (const batch of batches) {
      const sets = column(batch, 'set', 'u32');
      const [key, value] = [column(batch, 'key', 'u32'), column(batch, 'value', 'u32')];
      append(this.#written.labels.set, sets);
      append(this.#written.labels.key, key);
      append(this.#written.labels.value, value);
      for (let i = 0; i < batch.rows; i++) {
        if (sets[i] !== set) {
          close();
          if (sets[i] !== ++set) throw new Mismatch(`label set ${sets[i]}`, `set ${set}`);
        } else if (open.length === 0) throw new Mismatch(`label set ${set}`, 'set that is new');
        open.push({ key: this.text(key[i]), value: this.text(value[i]), number: NaN, unit: 0 });
      }
    }
    close();
    if (batches.length > 0) this.#tables = null;
  }

  /** StringId. */
  text(wire: number): number {
    return this.#text.data[below(wire, this.#text.length, 'text')];
  }

  /** StringId of a state without the runtime's marks, and what they mean. */
  state(wire: number): { readonly state: number; readonly flags: number } {
    const id = this.text(wire);
    let known = this.#states.get(id);
    if (known === undefined) {
      const { state, flags } = splitState(this.strings.get(id));
      known = { state: this.strings.intern(state), flags };
      this.#states.set(id, known);
    }
    return known;
  }

  /** StackId; 0 for −1. */
  stack(wire: number): number {
    return wire < 0 ? 0 : this.#stackId.data[below(wire, this.#stackId.length, 'stack')];
  }

  /** FrameId + 1 of a go statement; 0 for −1, and for one of the runtime that dumps do not show. */
  creator(wire: number): number {
    if (wire < 0 || this.#kind(wire) === HIDDEN) return 0;
    return this.#frameId.data[wire] + 1;
  }

  /** LabelSetId; 0 for −1. */
  labelSet(wire: number): number {
    return wire < 0 ? 0 : this.#labelId.data[below(wire, this.#labelId.length, 'label set')];
  }

  /** What the watch has said so far, table by table. */
  wire(): readonly WireTable[] {
    const texts: WireTable = {
      ...{ table: 'texts', rows: this.texts },
      columns: (from, to) => ({
        text: Array.from({ length: to - from }, (_, i) => this.strings.get(this.#text.data[from + i])),
      }),
    };
    const others = Object.entries(this.#written).map(([table, columns]): WireTable => {
      const all: (readonly [string, Growable])[] = Object.entries(columns);
      const rows = all[0][1].length;
      const slices = (from: number, to: number) =>
        Object.fromEntries(all.map(([name, { data }]) => [name, data.slice(from, to)]));
      return { table, rows, columns: slices };
    });
    return [texts, ...others];
  }

  /** Nothing more comes: what only a recording that begins now would need is given back. */
  release(): void {
    this.#written = nothingWritten();
  }

  /** Rows that the process has used so far, of everything: a watch that goes on for days should begin anew some day. */
  get rows(): number {
    return this.strings.count + this.#stacks.count + this.#labelId.length;
  }

  /** The tables as they are now. Later rows do not change them: builders only append. */
  tables(): SegmentTables {
    this.#tables ??= {
      strings: this.strings,
      ...this.#frames.finish(),
      stacks: this.#stacks.finish(),
      labelSets: this.#labels.finish(),
    };
    return this.#tables;
  }
}

/** What the captures of one watch share. */
export type SegmentTables = Pick<Capture, 'strings' | 'functions' | 'frames' | 'stacks' | 'labelSets'>;

/** A table as a recording writes it. */
export interface WireTable {
  readonly table: string;
  readonly rows: number;
  /** Rows `[from, to)`. */
  columns(from: number, to: number): Readonly<Record<string, ColumnValues>>;
}

const u8 = () => new GrowableColumn(Uint8Array, 64);
const u32 = () => new GrowableColumn(Uint32Array, 64);
const i32 = () => new GrowableColumn(Int32Array, 64);
const f64 = () => new GrowableColumn(Float64Array, 64);
type Growable = ReturnType<typeof u8 | typeof u32 | typeof i32 | typeof f64>;

function append(column: Growable, values: ArrayLike<number>): void {
  column.reserve(column.length + values.length);
  column.data.set(values, column.length);
  column.length += values.length;
}

function nothingWritten() {
  return {
    frames: { function: u32(), file: u32(), line: i32(), offset: u32(), inlined: u8() },
    stacks: { frames: u32(), before: u32(), elided: f64() },
    calls: { frame: u32() },
    labels: { set: u32(), key: u32(), value: u32() },
  };
}

/** showfuncinfo of runtime/traceback.go: of the runtime only what programs can call, and the panic that something runs under. */
function shownAs(name: string): number {
  if (!name.startsWith('runtime.')) return name.includes('.') ? SHOWN : HIDDEN;
  if (name === 'runtime.gopanic') return PANIC;
  if (/^runtime\.run(Finalizers|Cleanups|finq)$/.test(name)) return SHOWN;
  return /^runtime\.(\(\*[A-Z][^)]*\)\.|[A-Z]\w*\.)?[A-Z]/.test(name) ? SHOWN : HIDDEN;
}
