import { StackBuilder } from '@core/model/stack-builder';
import { Interner } from '@core/base/strings';
import type { Capture } from '@core/model/tables';
import { labelText } from './labels';
import { DEPENDENCY, type Origins } from './origin';

/** Values that get a root of their own; samples of the others share one. */
const MOST_ROOTS = 100;

/**
 * The capture with a frame `key=value` under every stack, as `go tool pprof -tagroot` makes them: so that one tree shows each value side by
 * side. Samples without the label stand under `no key`.
 */
export function rootByLabel(
  capture: Capture,
  origins: Origins,
  key: string,
): { readonly capture: Capture; readonly origins: Origins } {
  const { samples, goroutines, stacks, functions, frames, strings } = capture;
  const { names, rootOf } = labelRoots(capture, key);
  const { count, prefix, frame } = stacks;
  const builder = new StackBuilder(Math.min(count, 1 << 20));
  const known = names.map((_, root) => new Map([[0, builder.child(0, frames.count + root)]]));
  const path: number[] = [];
  const under = (root: number, stack: number): number => {
    const rows = known[root];
    path.length = 0;
    let at = stack;
    let row = rows.get(at);
    for (; row === undefined; row = rows.get(at)) {
      path.push(at);
      at = prefix[at];
    }
    for (let i = path.length - 1; i >= 0; i--) {
      row = builder.child(row, frame[path[i]]);
      rows.set(path[i], row);
    }
    return row;
  };
  const column = (of: Uint32Array, labels: Uint32Array): Uint32Array =>
    of.map((stack, i) => under(rootOf[labels[i]], stack));
  const sampleStacks = column(samples.stack, samples.labels);
  const goroutineStacks = goroutines === null ? null : column(goroutines.stack, goroutines.labels);
  const text = new Interner();
  const added = names.length;
  const grown = (values: Uint32Array, more: (i: number) => number): Uint32Array => {
    const out = new Uint32Array(values.length + added);
    out.set(values);
    for (let i = 0; i < added; i++) out[values.length + i] = more(i);
    return out;
  };
  const flags = new Uint8Array(frames.count + added);
  flags.set(frames.flags);
  const none = (): number => 0;
  return {
    capture: {
      ...capture,
      strings: {
        count: strings.count + added + 1,
        get: (id) => (id < strings.count ? strings.get(id) : text.get(id - strings.count)),
        byteLength: strings.byteLength,
      },
      functions: {
        count: functions.count + added,
        name: grown(functions.name, (i) => strings.count + text.intern(names[i] ?? '')),
        file: grown(functions.file, none),
      },
      frames: {
        count: frames.count + added,
        func: grown(frames.func, (i) => functions.count + i),
        line: grown(frames.line, none),
        flags,
        addressLow: grown(frames.addressLow, none),
        addressHigh: grown(frames.addressHigh, none),
      },
      stacks: builder.finish(),
      samples: { ...samples, stack: sampleStacks },
      goroutines: goroutines === null || goroutineStacks === null ? null : { ...goroutines, stack: goroutineStacks },
      details: null,
    },
    origins: {
      ...origins,
      origin: Uint8Array.from({ length: functions.count + added }, (_, f) => origins.origin[f] ?? DEPENDENCY),
      package: grown(origins.package, () => origins.packages.length),
      packages: [...origins.packages, ''],
    },
  };
}

/** A root by label set: the values that most samples have, the others together, and none. */
function labelRoots(
  capture: Capture,
  key: string,
): { readonly names: readonly string[]; readonly rootOf: Uint32Array } {
  const { labelSets, strings, samples, goroutines } = capture;
  const uses = new Float64Array(labelSets.count);
  for (const set of samples.labels) uses[set]++;
  if (goroutines !== null) for (const set of goroutines.labels) uses[set]++;
  const values: (string | null)[] = [];
  const weight = new Map<string, number>();
  for (let set = 0; set < labelSets.count; set++) {
    let value: string | null = null;
    for (let e = labelSets.start[set]; e < labelSets.start[set + 1] && value === null; e++) {
      if (strings.get(labelSets.key[e]) === key) value = labelText(capture, e);
    }
    values.push(value);
    if (value !== null) weight.set(value, (weight.get(value) ?? 0) + uses[set]);
  }
  const order = [...weight].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value);
  const names = [`no ${key}`, ...order.slice(0, MOST_ROOTS).map((value) => `${key}=${value}`)];
  if (order.length > MOST_ROOTS) names.push(`${order.length - MOST_ROOTS} more values of ${key}`);
  const rank = new Map(order.map((value, i) => [value, Math.min(i, MOST_ROOTS) + 1]));
  return { names, rootOf: Uint32Array.from(values, (value) => (value === null ? 0 : (rank.get(value) ?? 0))) };
}
