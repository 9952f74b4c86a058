import { Interner } from '@core/base/strings';
import { operationIndex, type Operation } from '@core/api/operation';
import type { CaptureKind, SampleType } from '@core/api/document';
import { assertIntegrity } from '@core/model/integrity';
import { StackBuilder } from '@core/model/stack-builder';
import { FRAME_INLINED, NOTHING_MORE, type Capture } from '@core/model/tables';

/**
 * One sample as `main.main;a.(*B).C:12;d.E:7+ 3 5 {tenant=x}`: frames root first with `;`, each a function with an optional line and `+`
 * for inlined; then one value a sample type; then labels. `func@/path/file.go:12` names a file (else `<package>.go`).
 */
export interface StackOptions {
  readonly name?: string;
  readonly kind?: CaptureKind;
  readonly types?: readonly SampleType[];
}
export interface Goroutine {
  /** Stack as in a sample, root first, without values. */
  readonly stack: string;
  readonly goid?: number;
  readonly weight?: number;
  readonly operation?: Operation;
  readonly state?: string;
  readonly flags?: number;
  readonly minutes?: number;
  readonly creator?: string;
  readonly creatorGoid?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export function captureOf(lines: readonly string[], options: StackOptions = {}): Capture {
  const builder = new CaptureBuilder();
  const types = options.types ?? [{ type: 'samples', unit: 'count' }];
  const rows = lines.map((line) => {
    const match = /^(\S*)((?: -?\d+)*)(?: \{(.*)\})?$/.exec(line.trim());
    if (match === null) throw new Error(`no sample: ${line}`);
    const labels = Object.fromEntries(
      (match[3] ?? '')
        .split(',')
        .filter(Boolean)
        .map((pair) => pair.split('=')),
    );
    return {
      stack: builder.stack(match[1]),
      values: match[2].trim().split(' ').map(Number),
      labels: builder.labels(labels),
    };
  });
  return builder.finish({
    kind: options.kind ?? 'custom',
    name: options.name ?? 'text.pb.gz',
    types,
    stack: rows.map((row) => row.stack),
    labels: rows.map((row) => row.labels),
    values: types.map((_, t) => rows.map((row) => row.values[t] ?? 0)),
    goroutines: null,
  });
}

export function goroutineCapture(list: readonly Goroutine[], options: StackOptions = {}): Capture {
  const builder = new CaptureBuilder();
  const column = <T extends Float64Array | Uint32Array | Int32Array | Uint8Array>(
    array: T,
    value: (g: Goroutine) => number,
  ): T => {
    list.forEach((g, i) => (array[i] = value(g)));
    return array;
  };
  const n = list.length;
  const weight = column(new Uint32Array(n), (g) => g.weight ?? 1);
  const stack = column(new Uint32Array(n), (g) => builder.stack(g.stack));
  const labels = column(new Uint32Array(n), (g) => builder.labels(g.labels ?? {}));
  const goroutines = {
    count: n,
    total: weight.reduce((sum, w) => sum + w, 0),
    goid: column(new Float64Array(n), (g) => g.goid ?? -1),
    weight,
    stack,
    state: column(new Uint32Array(n), (g) => builder.strings.intern(g.state ?? '')),
    operation: column(new Uint8Array(n), (g) => operationIndex(g.operation ?? 'other')),
    flags: column(new Uint8Array(n), (g) => g.flags ?? 0),
    waitMinutes: column(new Int32Array(n), (g) => g.minutes ?? -1),
    creator: column(new Uint32Array(n), (g) => (g.creator === undefined ? 0 : builder.frame(g.creator) + 1)),
    creatorGoid: column(new Float64Array(n), (g) => g.creatorGoid ?? -1),
    labels,
  };
  return builder.finish({
    kind: options.kind ?? 'goroutine',
    name: options.name ?? 'goroutine.txt',
    types: [{ type: 'goroutine', unit: 'count' }],
    stack: [...stack],
    labels: [...labels],
    values: [[...weight]],
    goroutines,
  });
}

/** `count` goroutines in `different` stacks of four frames that differ in the line above the leaf: what a huge dump becomes. */
export function manyGoroutines(
  count: number,
  different: number,
  { leaf, operation }: { readonly leaf: string; readonly operation: Operation } = {
    ...{ leaf: 'runtime.gopark:4', operation: 'chan send' },
  },
): Capture {
  const base = goroutineCapture([{ stack: `main.main:1;ex.com/q.(*Pool).work:20;ex.com/q.put:3;${leaf}`, operation }]);
  const { goroutines, frames } = base;
  if (goroutines === null) throw new Error('no goroutines');
  const lines = frames.count + different;
  const put = 2;
  const wide = <T extends Uint32Array | Uint8Array>(column: T, out: T, fill: number): T => {
    out.fill(fill);
    out.set(column);
    return out;
  };
  const builder = new StackBuilder(different * 2);
  const leaves = new Uint32Array(different);
  const root = builder.child(builder.child(0, 0), 1);
  for (let i = 0; i < different; i++) leaves[i] = builder.child(builder.child(root, frames.count + i), 3);
  const line = wide(frames.line, new Uint32Array(lines), 0);
  for (let i = 0; i < different; i++) line[frames.count + i] = i + 1;
  const stack = Uint32Array.from({ length: count }, (_, i) => leaves[i % different]);
  return {
    ...base,
    frames: {
      ...{ count: lines, line, func: wide(frames.func, new Uint32Array(lines), frames.func[put]) },
      ...{ flags: new Uint8Array(lines), addressLow: new Uint32Array(lines), addressHigh: new Uint32Array(lines) },
    },
    stacks: builder.finish(),
    samples: {
      ...base.samples,
      count,
      stack,
      labels: new Uint32Array(count),
      values: [new Float64Array(count).fill(1)],
    },
    goroutines: {
      ...{ count, total: count, stack, weight: new Uint32Array(count).fill(1), labels: new Uint32Array(count) },
      ...{
        goid: Float64Array.from({ length: count }, (_, i) => i + 1),
        state: new Uint32Array(count),
        flags: new Uint8Array(count),
      },
      ...{
        operation: new Uint8Array(count).fill(goroutines.operation[0]),
        waitMinutes: new Int32Array(count).fill(-1),
      },
      ...{ creator: new Uint32Array(count), creatorGoid: new Float64Array(count).fill(-1) },
    },
  };
}

interface Rows {
  readonly kind: CaptureKind;
  readonly name: string;
  readonly types: readonly SampleType[];
  readonly stack: readonly number[];
  readonly labels: readonly number[];
  readonly values: readonly (readonly number[])[];
  readonly goroutines: Capture['goroutines'];
}

class CaptureBuilder {
  readonly strings = new Interner();
  readonly #stacks = new StackBuilder();
  readonly #functions = new Map<string, number>();
  readonly #functionRows: { name: number; file: number }[] = [];
  readonly #frames = new Map<string, number>();
  readonly #frameRows: { func: number; line: number; flags: number }[] = [];
  readonly #sets = new Map<string, number>([['{}', 0]]);
  readonly #setRows: (readonly (readonly [string, string])[])[] = [[]];

  stack(text: string): number {
    return text
      .split(';')
      .filter(Boolean)
      .reduce((prefix, frame) => this.#stacks.child(prefix, this.frame(frame)), 0);
  }

  frame(text: string): number {
    const known = this.#frames.get(text);
    if (known !== undefined) return known;
    const match = /^(.+?)(?:@([^:]+))?(?::(\d+))?(\+)?$/.exec(text);
    if (match === null) throw new Error(`no frame: ${text}`);
    const [, name, file = `${name.slice(name.lastIndexOf('/') + 1).split('.')[0]}.go`, line = '0', inlined] = match;
    const row =
      this.#frameRows.push({
        func: this.#function(name, file),
        line: Number(line),
        flags: inlined ? FRAME_INLINED : 0,
      }) - 1;
    this.#frames.set(text, row);
    return row;
  }

  #function(name: string, file: string): number {
    const key = `${name}\0${file}`;
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const row = this.#functionRows.push({ name: this.strings.intern(name), file: this.strings.intern(file) }) - 1;
    this.#functions.set(key, row);
    return row;
  }

  labels(labels: Readonly<Record<string, string>>): number {
    const key = JSON.stringify(labels);
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const pair of entries) pair.forEach((text) => this.strings.intern(text));
    const row = this.#setRows.push(entries) - 1;
    this.#sets.set(key, row);
    return row;
  }

  finish(rows: Rows): Capture {
    const entries = this.#setRows.flat();
    const start = new Uint32Array(this.#setRows.length + 1);
    this.#setRows.forEach((set, i) => (start[i + 1] = start[i] + set.length));
    const frames = this.#frameRows;
    const capture: Capture = {
      ...{ name: rows.name, kind: rows.kind, format: 'pprof', size: 0, compression: 'none', goVersion: null },
      ...{ timeMs: null, timeSource: null, durationNs: null, comments: [], notes: [], ...NOTHING_MORE },
      strings: this.strings,
      functions: {
        count: this.#functionRows.length,
        name: Uint32Array.from(this.#functionRows, ({ name }) => name),
        file: Uint32Array.from(this.#functionRows, ({ file }) => file),
      },
      frames: {
        count: frames.length,
        func: Uint32Array.from(frames, ({ func }) => func),
        line: Uint32Array.from(frames, ({ line }) => line),
        flags: Uint8Array.from(frames, ({ flags }) => flags),
        addressLow: new Uint32Array(frames.length),
        addressHigh: new Uint32Array(frames.length),
      },
      stacks: this.#stacks.finish(),
      labelSets: {
        count: this.#setRows.length,
        start,
        key: Uint32Array.from(entries, ([key]) => this.strings.intern(key)),
        value: Uint32Array.from(entries, ([, value]) => this.strings.intern(value)),
        number: new Float64Array(entries.length).fill(NaN),
        unit: new Uint32Array(entries.length),
      },
      samples: {
        count: rows.stack.length,
        types: rows.types,
        defaultType: rows.types.length - 1,
        period: 0,
        periodType: null,
        stack: Uint32Array.from(rows.stack),
        labels: Uint32Array.from(rows.labels),
        values: rows.values.map((values) => Float64Array.from(values)),
      },
      goroutines: rows.goroutines,
    };
    assertIntegrity(capture);
    return capture;
  }
}
