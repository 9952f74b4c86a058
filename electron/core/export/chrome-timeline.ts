import type { Capture } from '@core/model/tables';
import { NO_PROC, RANGE_KINDS, TRACE_STATES, type TraceChunk, type TraceTables } from '@core/model/trace';
import { ByteChunks } from './byte-chunks';
import { Tally, type Writing } from './job';
import { TimelineWords } from './timeline-words';

const RUNNABLE = TRACE_STATES.indexOf('runnable');
const RUNNING = TRACE_STATES.indexOf('running');
const SYSCALL = TRACE_STATES.indexOf('syscall');

/** Processes that the viewers show as groups of tracks. */
const PROCS = 1;
const RUNTIME = 2;
const TASKS = 3;
const GC_THREAD = 1;
const STW_THREAD = 2;

/**
 * An execution trace as Chrome's trace event JSON, for Perfetto: a track a P with the goroutines that run on it, arrows from who woke to
 * who was woken, collections and stop-the-worlds, tasks, regions and logs, live heap and goal. Events are in no order of time: the viewers
 * sort them.
 */
export function writeChromeTimeline(capture: Capture, trace: TraceTables): Writing {
  const tally = new Tally('events');
  return { chunks: timeline(capture, trace, tally), tally };
}

async function* timeline(
  capture: Capture,
  trace: TraceTables,
  tally: Tally,
): AsyncGenerator<Uint8Array, void, undefined> {
  const out = new EventList(tally);
  const words = new TimelineWords(capture, trace);
  out.begin();
  for (const [pid, name] of [
    [PROCS, 'Ps'],
    [RUNTIME, 'Runtime'],
    [TASKS, 'Tasks and regions'],
  ] as const) {
    out.add(
      `"ph":"M","pid":${pid},"name":"process_name","args":{"name":${JSON.stringify(`${name} of ${capture.name}`)}}`,
    );
    out.add(`"ph":"M","pid":${pid},"name":"process_sort_index","args":{"sort_index":${pid}}`);
  }
  thread(out, RUNTIME, GC_THREAD, 'GC');
  thread(out, RUNTIME, STW_THREAD, 'Stop the world');
  const running = new Running(trace, out, words);
  for (const [i, chunk] of trace.chunks.entries()) {
    running.begin(chunk);
    for (let k = 0; k < chunk.goroutine.length; k++) {
      running.goroutine(chunk, k);
      if (out.isFull) yield out.take();
    }
    tally.done = (0.8 * (i + 1)) / trace.chunks.length;
  }
  running.finish();
  for (const proc of [...running.procs].sort((a, b) => a - b)) thread(out, PROCS, proc, `P ${proc}`);
  tally.note('wake-ups have no arrow, because it is not known where the waker ran', running.withoutArrow);
  yield* ranges(trace, out, words);
  yield* tasksAndRegions(trace, out, words);
  yield* moments(trace, out, words);
  tally.done = 1;
  out.end();
  yield out.take();
}

/** The list of events with its commas. */
class EventList {
  readonly #out = new ByteChunks();
  readonly #tally: Tally;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  get isFull(): boolean {
    return this.#out.isFull;
  }

  begin(): void {
    this.#out.text('{"displayTimeUnit":"ns","traceEvents":[');
  }

  /** The fields of one event. */
  add(fields: string): void {
    this.#out.text(`${this.#tally.entries++ === 0 ? '' : ','}\n{${fields}}`);
  }

  end(): void {
    this.#out.text('\n]}\n');
  }

  take(): Uint8Array {
    return this.#out.take();
  }
}

function thread(out: EventList, pid: number, tid: number, name: string): void {
  out.add(`"ph":"M","pid":${pid},"tid":${tid},"name":"thread_name","args":{"name":"${name}"}`);
  out.add(`"ph":"M","pid":${pid},"tid":${tid},"name":"thread_sort_index","args":{"sort_index":${tid}}`);
}

/** Microseconds, to the nanosecond. */
const micro = (ns: number): number => Math.round(ns) / 1000;

/** What runs on which P, and who woke whom. */
class Running {
  readonly procs = new Set<number>();
  withoutArrow = 0;
  readonly #trace: TraceTables;
  readonly #out: EventList;
  readonly #words: TimelineWords;
  /** By row of the goroutine table: its present state, since when, the P + 1 it holds, the arrow that waits for it to run. */
  readonly #state: Uint8Array;
  readonly #since: Float64Array;
  readonly #proc: Uint32Array;
  readonly #arrow: Uint32Array;
  /** The P + 1 that each held when the chunk began: a chunk says of a goroutine what changes in it, and perhaps nothing. */
  readonly #before: Uint32Array;
  /** Place + 1 in the present chunk; 0 = none. */
  readonly #place: Uint32Array;
  #arrows = 0;

  constructor(trace: TraceTables, out: EventList, words: TimelineWords) {
    const { count } = trace.goroutines;
    this.#trace = trace;
    this.#out = out;
    this.#words = words;
    this.#state = new Uint8Array(count);
    this.#since = new Float64Array(count);
    this.#proc = new Uint32Array(count);
    this.#arrow = new Uint32Array(count);
    this.#before = new Uint32Array(count);
    this.#place = new Uint32Array(count);
  }

  /** A chunk begins. */
  begin({ goroutine }: TraceChunk): void {
    this.#before.set(this.#proc);
    this.#place.fill(0);
    for (let k = 0; k < goroutine.length; k++) this.#place[goroutine[k]] = k + 1;
  }

  /** The changes of one goroutine in one chunk. */
  goroutine(chunk: TraceChunk, k: number): void {
    const g = chunk.goroutine[k];
    for (let i = chunk.first[k]; i < chunk.first[k + 1]; i++) {
      const at = chunk.startNs + chunk.offsetNs[i];
      const state = chunk.changes.state[chunk.change[i]];
      const holds = holdsProc(state);
      const proc = holds ? chunk.actor[i] : 0;
      // A generation begins by saying again what is.
      if (state === this.#state[g] && proc === this.#proc[g] && holds) continue;
      this.#close(g, at);
      if (state === RUNNABLE && chunk.actor[i] !== 0) this.#wake(chunk, g, i, at);
      if (state === RUNNING && proc !== 0 && this.#arrow[g] !== 0) {
        this.#out.add(
          `"ph":"f","bp":"e","pid":${PROCS},"tid":${proc - 1},"ts":${micro(at)},"id":${this.#arrow[g]},"cat":"wake","name":"wake"`,
        );
        this.#arrow[g] = 0;
      }
      this.#state[g] = state;
      this.#since[g] = at;
      this.#proc[g] = proc;
    }
  }

  finish(): void {
    const { count, endedNs } = this.#trace.goroutines;
    for (let g = 0; g < count; g++) this.#close(g, Number.isNaN(endedNs[g]) ? this.#trace.endNs : endedNs[g]);
  }

  #close(g: number, at: number): void {
    const proc = this.#proc[g];
    if (proc === 0) return;
    this.#proc[g] = 0;
    this.procs.add(proc - 1);
    const syscall = this.#state[g] === SYSCALL ? ',"args":{"state":"syscall"},"cname":"grey"' : '';
    this.#out.add(
      `"ph":"X","pid":${PROCS},"tid":${proc - 1},"ts":${micro(this.#since[g])},"dur":${micro(Math.max(0, at - this.#since[g]))},` +
        `"name":${this.#words.goroutine(g)}${syscall}`,
    );
  }

  #wake(chunk: TraceChunk, g: number, row: number, at: number): void {
    const by = chunk.actors[chunk.actor[row]] - 1;
    // Not `at` less the chunk's start, which may be a hair earlier than what the waker did at that moment.
    const proc = procOf(chunk, this.#place[by] - 1, chunk.offsetNs[row]) ?? this.#before[by] - 1;
    if (proc < 0) {
      this.withoutArrow++;
      return;
    }
    this.#arrow[g] = ++this.#arrows;
    this.#out.add(
      `"ph":"s","pid":${PROCS},"tid":${proc},"ts":${micro(at)},"id":${this.#arrows},"cat":"wake","name":"wake","args":{"goroutine":${this.#words.goroutine(g)}}`,
    );
  }
}

/** P on which the goroutine at place `k` was at a moment of a chunk; −1 = on none, null = the chunk says nothing of it until then. */
function procOf(chunk: TraceChunk, k: number, offset: number): number | null {
  if (k < 0) return null;
  const first = chunk.first[k];
  let row = lastAtMost(chunk.offsetNs, first, chunk.first[k + 1], offset);
  // Who wakes somebody and then blocks does both within one tick of the clock.
  const holds = (at: number): boolean => holdsProc(chunk.changes.state[chunk.change[at]]);
  while (row >= first && chunk.offsetNs[row] === offset && !holds(row)) row--;
  if (row < first) return null;
  return holds(row) ? chunk.actor[row] - 1 : -1;
}

/** A goroutine in this state has a P, or may have one. */
function holdsProc(state: number): boolean {
  return state === RUNNING || state === SYSCALL;
}

/** Last row of `[from, to)` whose value is at most `limit`, −1 = none; the column ascends. */
function lastAtMost(column: ArrayLike<number>, from: number, to: number, limit: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low > from ? low - 1 : -1;
}

/** Collections and stop-the-worlds as spans of a track; sweeps and assists, of which many are at once, as asynchronous ones. */
async function* ranges(
  { ranges: table, endNs }: TraceTables,
  out: EventList,
  words: TimelineWords,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let i = 0; i < table.count; i++) {
    const kind = RANGE_KINDS[table.kind[i]];
    const start = table.startNs[i];
    const end = Number.isNaN(table.endNs[i]) ? endNs : table.endNs[i];
    const name = words.text(table.name[i], kind);
    if (kind === 'gc' || kind === 'stw') {
      const tid = kind === 'gc' ? GC_THREAD : STW_THREAD;
      out.add(`"ph":"X","pid":${RUNTIME},"tid":${tid},"ts":${micro(start)},"dur":${micro(end - start)},"name":${name}`);
    } else {
      const swept =
        kind === 'sweep'
          ? `,"args":{"swept bytes":${table.sweptBytes[i]},"reclaimed bytes":${table.reclaimedBytes[i]}}`
          : '';
      const id = `"pid":${RUNTIME},"cat":"${kind}","id":"r${i}","name":${name}`;
      out.add(`"ph":"b",${id},"ts":${micro(start)}${swept}`);
      out.add(`"ph":"e",${id},"ts":${micro(end)}`);
    }
    if (out.isFull) yield out.take();
  }
}

async function* tasksAndRegions(
  { tasks, regions, endNs }: TraceTables,
  out: EventList,
  words: TimelineWords,
): AsyncGenerator<Uint8Array, void, undefined> {
  const span = (id: string, start: number, end: number): void => {
    out.add(`"ph":"b","pid":${TASKS},${id},"ts":${micro(Number.isNaN(start) ? 0 : start)}`);
    out.add(`"ph":"e","pid":${TASKS},${id},"ts":${micro(Number.isNaN(end) ? endNs : end)}`);
  };
  for (let i = 0; i < tasks.count; i++) {
    span(
      `"cat":"task","id":"t${tasks.id[i]}","name":${words.text(tasks.name[i], 'task')}`,
      tasks.startNs[i],
      tasks.endNs[i],
    );
    if (out.isFull) yield out.take();
  }
  for (let i = 0; i < regions.count; i++) {
    // Regions nest within their goroutine.
    const id = `"cat":"region","id":"g${words.id(regions.goroutine[i])}","name":${words.text(regions.name[i], 'region')}`;
    span(id, regions.startNs[i], regions.endNs[i]);
    if (out.isFull) yield out.take();
  }
}

/** Heap, logs and CPU samples. */
async function* moments(
  { heap, logs, cpuSamples }: TraceTables,
  out: EventList,
  words: TimelineWords,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let i = 0; i < heap.count; i++) {
    const name = heap.kind[i] === 0 ? 'heap' : 'heap goal';
    out.add(`"ph":"C","pid":${RUNTIME},"name":"${name}","ts":${micro(heap.atNs[i])},"args":{"bytes":${heap.bytes[i]}}`);
    if (out.isFull) yield out.take();
  }
  for (let i = 0; i < logs.count; i++) {
    const id = `"id":"g${words.id(logs.goroutine[i])}","name":${words.text(logs.category[i], 'log')}`;
    out.add(
      `"ph":"n","pid":${TASKS},"cat":"region",${id},"ts":${micro(logs.atNs[i])},"args":{"message":${words.text(logs.message[i], '')}}`,
    );
    if (out.isFull) yield out.take();
  }
  for (let i = 0; i < cpuSamples.count; i++) {
    const proc = cpuSamples.proc[i];
    const where = proc === NO_PROC ? `"pid":${RUNTIME}` : `"pid":${PROCS},"tid":${proc}`;
    out.add(
      `"ph":"i","s":"t",${where},"cat":"cpu sample","name":${words.leaf(cpuSamples.stack[i])},"ts":${micro(cpuSamples.atNs[i])}`,
    );
    if (out.isFull) yield out.take();
  }
}
