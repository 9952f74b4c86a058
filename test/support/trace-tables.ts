import {
  NO_PROC,
  RANGE_KINDS,
  TRACE_STATES,
  type RangeKind,
  type TraceChunk,
  type TraceState,
  type TraceTables,
} from '@core/model/trace';
import type { Capture } from '@core/model/tables';
import { captureOf } from './stacks';

/** One state change; `stack` root first with `;`, as in stacks.ts. `by` is the id of the goroutine that caused it. */
export interface Change {
  readonly at: number;
  readonly state: TraceState;
  readonly reason?: string;
  readonly stack?: string;
  readonly by?: number;
  readonly proc?: number;
}
export interface TraceGoroutine {
  readonly id: number;
  readonly entry?: string;
  readonly created?: number;
  readonly ended?: number;
  readonly creator?: number;
  readonly creationStack?: string;
  readonly label?: string;
  readonly changes: readonly Change[];
}
export interface TraceSpec {
  readonly endNs: number;
  readonly goroutines: readonly TraceGoroutine[];
  /** Starts of the second and later chunks. */
  readonly cuts?: readonly number[];
  readonly procs?: readonly { readonly at: number; readonly proc: number; readonly running: boolean }[];
  readonly procCount?: number;
  readonly ranges?: readonly {
    readonly kind: RangeKind;
    readonly start: number;
    readonly end?: number;
    readonly name?: string;
    readonly goroutine?: number;
  }[];
  readonly heap?: readonly { readonly at: number; readonly live?: number; readonly goal?: number }[];
  readonly tasks?: readonly {
    readonly id: number;
    readonly name: string;
    readonly start?: number;
    readonly end?: number;
    readonly goroutine?: number;
    readonly parent?: number;
  }[];
  readonly regions?: readonly {
    readonly name: string;
    readonly goroutine: number;
    readonly task?: number;
    readonly start?: number;
    readonly end?: number;
  }[];
}

/** A trace capture from its changes, cut into chunks; what a decoder would make, without one. */
export function traceCapture(spec: TraceSpec): Capture & { readonly trace: TraceTables } {
  const names = new Set<string>();
  const stacks = new Set<string>();
  for (const g of spec.goroutines) {
    if (g.label !== undefined) names.add(g.label);
    for (const stack of [g.entry, g.creationStack, ...g.changes.map((change) => change.stack)]) {
      if (stack !== undefined) stacks.add(stack);
    }
  }
  for (const { name } of [...(spec.ranges ?? []), ...(spec.tasks ?? []), ...(spec.regions ?? [])]) {
    if (name !== undefined) names.add(name);
  }
  const stackList = [...stacks];
  const base = captureOf(
    [...stackList.map((stack) => `${stack} 1`), ...[...names].map((name) => `name.of.a.string 1 {name=${name}}`)],
    { kind: 'trace', name: 'trace.out' },
  );
  const stackId = (text: string | undefined): number =>
    text === undefined ? 0 : (base.samples.stack[stackList.indexOf(text)] ?? 0);
  const frameOf = (text: string | undefined): number =>
    text === undefined ? 0 : (base.stacks.frame[stackId(text)] ?? 0) + 1;
  const stringId = (text: string | undefined): number => {
    if (text === undefined) return 0;
    for (let i = 0; i < base.strings.count; i++) if (base.strings.get(i) === text) return i;
    throw new Error(`no string ${text}`);
  };
  const rowOf = (id: number | undefined): number =>
    id === undefined ? 0 : spec.goroutines.findIndex((g) => g.id === id) + 1;
  const taskRow = (id: number | undefined): number =>
    id === undefined ? 0 : (spec.tasks ?? []).findIndex((task) => task.id === id) + 1;
  const reasons = ['', ...new Set(spec.goroutines.flatMap((g) => g.changes.flatMap(({ reason }) => reason ?? [])))];

  const starts = [0, ...(spec.cuts ?? [])];
  const chunks = starts.map((startNs, c): TraceChunk => {
    const endNs = starts[c + 1] ?? spec.endNs;
    const goroutine: number[] = [];
    const first = [0];
    const rows: Change[] = [];
    spec.goroutines.forEach((g, row) => {
      const mine = g.changes.filter(({ at }) => at >= startNs && (at < endNs || c === starts.length - 1));
      if (mine.length === 0) return;
      goroutine.push(row);
      rows.push(...mine);
      first.push(rows.length);
    });
    return {
      ...{ generation: c + 1, startNs, endNs, checked: false },
      goroutine: Uint32Array.from(goroutine),
      first: Uint32Array.from(first),
      offsetNs: Uint32Array.from(rows, ({ at }) => at - startNs),
      change: Uint32Array.from(rows, (_, i) => i),
      changes: {
        state: Uint8Array.from(rows, ({ state }) => TRACE_STATES.indexOf(state)),
        reason: Uint8Array.from(rows, ({ reason }) => reasons.indexOf(reason ?? '')),
        stack: Uint32Array.from(rows, ({ stack }) => stackId(stack)),
      },
      actors: Uint32Array.from({ length: spec.goroutines.length + 1 }, (_, i) => i),
      actor: Uint32Array.from(rows, ({ state, by, proc }) =>
        state === 'running' || state === 'syscall' ? (proc === undefined ? 0 : proc + 1) : rowOf(by),
      ),
    };
  });
  const { goroutines, procs = [], ranges = [], heap = [], tasks = [], regions = [] } = spec;
  const heapRows = heap.flatMap(({ at, live, goal }) => [
    ...(live === undefined ? [] : [{ at, kind: 0, bytes: live }]),
    ...(goal === undefined ? [] : [{ at, kind: 1, bytes: goal }]),
  ]);
  const trace: TraceTables = {
    ...{ wireVersion: 26, endNs: spec.endNs, wall: null, eventCounts: {}, reasons, chunks },
    generations: starts.length,
    events: spec.goroutines.reduce((sum, { changes }) => sum + changes.length, 0),
    goroutines: {
      count: goroutines.length,
      id: Float64Array.from(goroutines, ({ id }) => id),
      createdNs: Float64Array.from(goroutines, ({ created }) => created ?? NaN),
      endedNs: Float64Array.from(goroutines, ({ ended }) => ended ?? NaN),
      creator: Uint32Array.from(goroutines, ({ creator }) => rowOf(creator)),
      creationStack: Uint32Array.from(goroutines, ({ creationStack }) => stackId(creationStack)),
      entry: Uint32Array.from(goroutines, ({ entry }) => frameOf(entry)),
      label: Uint32Array.from(goroutines, ({ label }) => stringId(label)),
    },
    procs: {
      count: procs.length,
      proc: Uint16Array.from(procs, ({ proc }) => proc),
      atNs: Float64Array.from(procs, ({ at }) => at),
      state: Uint8Array.from(procs, ({ running }) => (running ? 1 : 0)),
      thread: new Float64Array(procs.length).fill(-1),
    },
    ranges: {
      count: ranges.length,
      kind: Uint8Array.from(ranges, ({ kind }) => RANGE_KINDS.indexOf(kind)),
      startNs: Float64Array.from(ranges, ({ start }) => start),
      endNs: Float64Array.from(ranges, ({ end }) => end ?? NaN),
      name: Uint32Array.from(ranges, ({ name }) => stringId(name)),
      goroutine: Uint32Array.from(ranges, ({ goroutine }) => rowOf(goroutine)),
      proc: new Uint16Array(ranges.length).fill(NO_PROC),
      stack: new Uint32Array(ranges.length),
      sweptBytes: new Float64Array(ranges.length),
      reclaimedBytes: new Float64Array(ranges.length),
    },
    heap: {
      count: heapRows.length,
      atNs: Float64Array.from(heapRows, ({ at }) => at),
      kind: Uint8Array.from(heapRows, ({ kind }) => kind),
      bytes: Float64Array.from(heapRows, ({ bytes }) => bytes),
    },
    tasks: {
      count: tasks.length,
      id: Float64Array.from(tasks, ({ id }) => id),
      parent: Uint32Array.from(tasks, ({ parent }) => taskRow(parent)),
      name: Uint32Array.from(tasks, ({ name }) => stringId(name)),
      startNs: Float64Array.from(tasks, ({ start }) => start ?? NaN),
      endNs: Float64Array.from(tasks, ({ end }) => end ?? NaN),
      goroutine: Uint32Array.from(tasks, ({ goroutine }) => rowOf(goroutine)),
      stack: new Uint32Array(tasks.length),
    },
    regions: {
      count: regions.length,
      goroutine: Uint32Array.from(regions, ({ goroutine }) => rowOf(goroutine) - 1),
      task: Uint32Array.from(regions, ({ task }) => taskRow(task)),
      name: Uint32Array.from(regions, ({ name }) => stringId(name)),
      startNs: Float64Array.from(regions, ({ start }) => start ?? NaN),
      endNs: Float64Array.from(regions, ({ end }) => end ?? NaN),
      stack: new Uint32Array(regions.length),
    },
    logs: {
      count: 0,
      atNs: new Float64Array(0),
      goroutine: new Uint32Array(0),
      task: new Uint32Array(0),
      category: new Uint32Array(0),
      message: new Uint32Array(0),
      stack: new Uint32Array(0),
    },
    cpuSamples: {
      count: 0,
      atNs: new Float64Array(0),
      goroutine: new Uint32Array(0),
      proc: new Uint16Array(0),
      thread: new Float64Array(0),
      stack: new Uint32Array(0),
    },
    threadCount: 1,
    procCount: spec.procCount ?? 1,
  };
  return { ...base, format: 'trace', trace };
}
