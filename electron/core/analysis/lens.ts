import { packagePath } from '@core/base/go-name';
import { Interner, type Strings } from '@core/base/strings';
import type { Granularity } from '@core/api/profile';
import { StackBuilder } from '@core/model/stack-builder';
import { FRAME_INLINED, type Capture } from '@core/model/tables';
import { keepGoroutines, keepSamples, matchFrames, type CompiledFilter } from './filter';
import { OWN, RUNTIME, STD, type Origins } from './origin';

/** A capture whose stacks are seen through hide, show, show-from and a granularity. Its samples are the same rows. */
export interface Lensed {
  readonly capture: Capture;
  /** Of the new functions; null where they are the capture's own. */
  readonly origins: Origins | null;
  /** By sample: 1 where a stack is left. Null where none is lost. */
  readonly kept: Uint8Array | null;
  /** By goroutine row, the same. */
  readonly keptGoroutines: Uint8Array | null;
}

/** What of a filter changes stacks; `` for nothing. Part of the key of everything that looks through it. */
export function lensKey({ filter }: CompiledFilter, by: Granularity): string {
  const { hide = [], show = [], showFrom = [] } = filter;
  if (by === 'function' && hide.length + show.length + showFrom.length === 0) return '';
  return JSON.stringify([by, hide, show, showFrom]);
}

/**
 * Hides frames as `go tool pprof` does with -hide, -show and -show_from (profile/filter.go: FilterSamplesByName, ShowFrom), then
 * merges what is left by line, file, package or module. A frame is hidden when any of `hide` matches, shown when any of `show` does; the
 * stack begins at the outermost frame that any of `showFrom` matches. Samples of which nothing is left do not count.
 */
export function applyLens(capture: Capture, filter: CompiledFilter, by: Granularity, origins: Origins): Lensed {
  const { stacks, frames } = capture;
  const hidden = hiddenFrames(capture, filter);
  const from = filter.showFrom.length === 0 ? null : anyOf(capture, filter.showFrom);
  const units = by === 'function' ? null : unitsOf(capture, by, origins);

  const { count, prefix, frame } = stacks;
  const builder = new StackBuilder(Math.min(count, 1 << 20));
  /** Unit of the leaf of each new stack, to merge neighbours of one package. */
  const leafUnit: number[] = [-1];
  const merges = by === 'file' || by === 'package' || by === 'module';
  const child = (to: number, id: number): number => {
    if (units === null) return builder.child(to, id);
    const unit = units.of[frames.func[id]] ?? 0;
    const wanted = by === 'line' ? units.lineOf(id) : unit;
    if (merges && leafUnit[to] === wanted) return to;
    const row = builder.child(to, wanted);
    leafUnit[row] = wanted;
    return row;
  };

  const out = new Uint32Array(count);
  /** Stack that the location of a row is called from; a location is a frame that is not inlined with those inlined into it. */
  const base = new Uint32Array(count);
  const matched = new Uint8Array(count);
  const started = new Uint8Array(count);
  const lost = new Uint8Array(count);
  lost[0] = hidden !== null || from !== null ? 1 : 0;
  for (let row = 1; row < count; row++) {
    const up = prefix[row];
    const id = frame[row];
    const inlined = (frames.flags[id] & FRAME_INLINED) !== 0 && up !== 0;
    base[row] = inlined ? base[up] : up;
    const visible = hidden === null || hidden[id] === 0;
    if (from === null) {
      out[row] = visible ? child(out[up], id) : out[up];
      lost[row] = hidden !== null && out[row] === 0 ? 1 : 0;
      continue;
    }
    const before = inlined ? matched[up] : 0;
    const hit = visible && from[id] === 1 ? 1 : 0;
    matched[row] = before | hit;
    started[row] = started[base[row]] | matched[row];
    if (!visible) out[row] = out[up];
    else if (before === 1) out[row] = child(out[up], id);
    // What was inlined around the first match of its location goes.
    else if (hit === 1) out[row] = child(out[base[row]], id);
    else out[row] = started[base[row]] === 1 ? child(out[up], id) : 0;
    lost[row] = started[row] === 1 && out[row] !== 0 ? 0 : 1;
  }

  const { samples, goroutines } = capture;
  const remapped = (column: Uint32Array): Uint32Array => Uint32Array.from(column, (stack) => out[stack]);
  const keptOf = (column: Uint32Array): Uint8Array | null =>
    lost.includes(1) ? Uint8Array.from(column, (stack) => 1 - lost[stack]) : null;
  return {
    capture: {
      ...capture,
      ...(units === null ? {} : units.tables(capture)),
      stacks: builder.finish(),
      samples: { ...samples, stack: remapped(samples.stack) },
      goroutines: goroutines === null ? null : { ...goroutines, stack: remapped(goroutines.stack) },
    },
    origins: units === null ? null : units.origins(),
    kept: keptOf(samples.stack),
    keptGoroutines: goroutines === null ? null : keptOf(goroutines.stack),
  };
}

/** What passes the filter and has frames left, a byte a sample; null = all of it. `capture` is what the filter sees: frames that are hidden, too. */
export function passingSamples(capture: Capture, filter: CompiledFilter, seen: Lensed | null): Uint8Array | null {
  return both(keepSamples(capture, filter), seen?.kept ?? null);
}

/** The same by goroutine row. */
export function passingGoroutines(capture: Capture, filter: CompiledFilter, seen: Lensed | null): Uint8Array | null {
  return both(keepGoroutines(capture, filter), seen?.keptGoroutines ?? null);
}

function both(a: Uint8Array | null, b: Uint8Array | null): Uint8Array | null {
  if (a === null || b === null) return a ?? b;
  return a.map((bit, i) => bit & b[i]);
}

function hiddenFrames(capture: Capture, { hide, show }: CompiledFilter): Uint8Array | null {
  if (hide.length === 0 && show.length === 0) return null;
  const gone = new Uint8Array(capture.frames.count);
  if (hide.length > 0) gone.set(anyOf(capture, hide));
  if (show.length > 0) anyOf(capture, show).forEach((shown, i) => (gone[i] |= 1 - shown));
  return gone;
}

function anyOf(capture: Capture, patterns: CompiledFilter['hide']): Uint8Array {
  return matchFrames(capture, (text) => patterns.some((pattern) => pattern.test(text)));
}

/** What frames become: a new function each, whose frame has the same number. */
interface Units {
  /** Unit by FunctionId; not for lines. */
  readonly of: Uint32Array;
  /** Unit of a frame with its line. */
  lineOf(frame: number): number;
  tables(capture: Capture): Pick<Capture, 'functions' | 'frames' | 'strings' | 'details'>;
  origins(): Origins;
}

function unitsOf(capture: Capture, by: Exclude<Granularity, 'function'>, origins: Origins): Units {
  const { functions, frames, strings } = capture;
  const names: string[] = [];
  const files: number[] = [];
  /** A function that the unit has its origin and package from. */
  const example: number[] = [];
  const known = new Map<string, number>();
  const unit = (name: string, file: number, func: number): number => {
    const key = by === 'line' ? `${name}\0${file}` : name;
    let row = known.get(key);
    if (row === undefined) {
      row = names.length;
      known.set(key, row);
      names.push(name);
      files.push(file);
      example.push(func);
    }
    return row;
  };
  const nameOf = (func: number): string => strings.get(functions.name[func]);
  const of = new Uint32Array(by === 'line' ? 0 : functions.count);
  if (by !== 'line') {
    const unitName = unitNames(capture, by, origins);
    for (let func = 0; func < of.length; func++)
      of[func] = unit(unitName(func), by === 'file' ? functions.file[func] : 0, func);
  }
  const lines = new Int32Array(by === 'line' ? frames.count : 0).fill(-1);
  const lineOf = (frame: number): number => {
    if (lines[frame] < 0) {
      const func = frames.func[frame];
      const line = frames.line[frame];
      lines[frame] = unit(line === 0 ? nameOf(func) : `${nameOf(func)}:${line}`, functions.file[func], func);
    }
    return lines[frame];
  };
  return {
    of,
    lineOf,
    tables: () => {
      const count = names.length;
      const text = new Interner();
      const name = Uint32Array.from(names, (value) => text.intern(value));
      const file = Uint32Array.from(files, (id) => text.intern(strings.get(id)));
      const func = Uint32Array.from({ length: count }, (_, i) => i);
      const none = (): Uint32Array => new Uint32Array(count);
      return {
        functions: { count, name, file },
        frames: { count, func, line: none(), flags: new Uint8Array(count), addressLow: none(), addressHigh: none() },
        // Labels keep their strings: what the capture has comes first.
        ...withStrings(capture, text, { name, file }),
        details: null,
      };
    },
    origins: () => ({
      ownModule: origins.ownModule,
      origin: Uint8Array.from(example, (func) => origins.origin[func]),
      package: Uint32Array.from(example, (func) => origins.package[func]),
      packages: origins.packages,
    }),
  };
}

/** What a function counts as. */
export function unitNames(
  { functions, strings }: Capture,
  by: Exclude<Granularity, 'line'>,
  origins: Origins,
): (func: number) => string {
  const nameOf = (func: number): string => strings.get(functions.name[func]);
  const fileOf = (func: number): string => strings.get(functions.file[func]);
  switch (by) {
    case 'function':
      return nameOf;
    case 'file':
      return (func) => fileOf(func) || nameOf(func);
    case 'package':
      return (func) => origins.packages[origins.package[func]] || nameOf(func);
    case 'module':
      return (func) => moduleOf(fileOf(func), nameOf(func), origins.origin[func], origins.ownModule);
  }
}

/** Puts new strings behind those of the capture, and moves the columns that point to them. */
function withStrings(
  { strings }: Capture,
  text: Interner,
  columns: { readonly name: Uint32Array; readonly file: Uint32Array },
): { readonly strings: Strings } {
  const first = strings.count;
  for (const column of [columns.name, columns.file]) {
    for (let i = 0; i < column.length; i++) if (column[i] !== 0) column[i] += first;
  }
  return {
    strings: {
      count: first + text.count,
      get: (id) => (id < first ? strings.get(id) : text.get(id - first)),
      byteLength: text.byteLength,
    },
  };
}

/**
 * The module that a function belongs to: the standard library and the runtime count as one each, of dependencies the module cache's
 * path names it (`/pkg/mod/github.com/x/y@v1.2.3/`), else the beginning of the package path.
 */
function moduleOf(file: string, name: string, origin: number, ownModule: string): string {
  if (origin === RUNTIME) return 'runtime';
  if (origin === STD) return 'std';
  if (origin === OWN && ownModule !== '') return ownModule;
  const cached =
    /[\\/]pkg[\\/]mod[\\/](.+?)@v[^\\/]*/.exec(file) ?? /(?:^|[\\/])([^\\/]+\.[^\\/]+[\\/].+?)@v\d/.exec(file);
  if (cached !== null)
    return (cached[1] ?? '').replaceAll('\\', '/').replaceAll(/!([a-z])/g, (_, c: string) => c.toUpperCase());
  const path = packagePath(name);
  if (path === '') return name;
  const parts = path.split('/');
  // Hosts of code have an owner and a repository below them.
  return parts.slice(0, /^(github\.com|gitlab\.com|bitbucket\.org)$/.test(parts[0] ?? '') ? 3 : 2).join('/');
}
