import { GrowableColumn } from '@core/base/columns';
import { counted, widen } from './columns';
import { type Frontier, WIDE } from './frontier';
import type { GenerationInput, ProcColumns } from './generation';
import type { GoroutineStates } from './goroutine-states';
import { IdTable } from './id-table';
import type { Problems } from './problems';
import { RangeList } from './range-list';
import type { Reasons } from './reasons';
import type { RowBuffer } from './rows';
import type { GenerationTables } from './tables';
import { type AnnotationList, HeapList } from './lists';
import { EVENT_KINDS, KIND_OF_TYPE, NO_THREAD } from './wire';

/** ProcStatus of the wire. */
export const P_RUNNING = 1;
export const P_IDLE = 2;
export const P_SYSCALL = 3;
/** In a system call of which it is not known whose: it is about to be taken away. */
export const P_ABANDONED = 4;

/** GoStatus of the wire. */
export const G_GONE = 0;
export const G_RUNNABLE = 1;
export const G_RUNNING = 2;
export const G_SYSCALL = 3;
export const G_WAITING = 4;

/** Highest P that has a place in the columns. */
const MOST_PROC = 65534;
/** How much of the stream's start is kept for the case that the generation before ends later: events and time. */
const EARLY_AT_LEAST = 4096;
const EARLY_MOST = 1 << 18;
const EARLY_NS = 50e6;

const STATE_TRANSITION = EVENT_KINDS.indexOf('StateTransition');
const SYNC_KIND = EVENT_KINDS.indexOf('Sync');
const SAMPLE_KIND = EVENT_KINDS.indexOf('StackSample');

/** What is needed to decode one generation, and what goes in circles between generations of the same thread. */
interface OrderParts {
  readonly input: GenerationInput;
  readonly problems: Problems;
  readonly tables: GenerationTables;
  readonly reasons: Reasons;
  readonly frontier: Frontier;
  readonly goroutines: GoroutineStates;
  readonly rows: RowBuffer;
  readonly annotations: AnnotationList;
  readonly early: GrowableColumn<Float64Array>;
}

/**
 * The scheduler as far as the events of one generation tell it (the `ordering` of order.go): who runs where, and what comes of it.
 * Handlers of events (order-*.ts) look at it and change it. A cursor of the frontier is at the same time the index of its thread.
 */
export class OrderState {
  readonly initial: boolean;
  readonly problems: Problems;
  readonly tables: GenerationTables;
  readonly reasons: Reasons;
  readonly goroutines: GoroutineStates;
  readonly rows: RowBuffer;
  readonly ranges = new RangeList();
  readonly heap = new HeapList();
  readonly annotations: AnnotationList;
  /** Of the frontier. */
  readonly type: Uint8Array;
  readonly args: Int32Array;
  readonly #wide: Float64Array;
  readonly #frontier: Frontier;
  /** Events apply whether they may or not: the order is broken and nothing else goes on. */
  force = false;
  /** Threads; index of the goroutine and P that each holds, −1 = none. */
  readonly threads = new IdTable();
  threadG: Int32Array;
  threadP: Int32Array;
  /** For the `actor` column: the number of the P that each holds, plus one; 0 = none. */
  held: Int32Array;
  /** Index of the thread that is none; −1 = it does not occur. */
  readonly noThread: number;
  /** Ps: status, last sequence number, row + 1 of the open sweep. */
  readonly procs = new IdTable();
  procStatus = new Uint8Array(64);
  procSeq = new Float64Array(64);
  procSweep = new Uint32Array(64);
  gcSeq = 0;
  gcState: 'unknown' | 'off' | 'on' = 'unknown';
  /** Row + 1 of the open mark phase. */
  gcRange = 0;
  /** Final time of the event at hand, in a column of one: a double that calls pass on costs an allocation each. */
  readonly now: Float64Array;
  emitted = 1;
  /** Events by type; samples and what events imply beside themselves. */
  readonly #types = new Int32Array(256);
  #samples = 0;
  /** State changes beside those in `#types`. */
  transitions = 0;
  readonly early: GrowableColumn<Float64Array>;
  /** As many may be kept; 0 when there are enough. */
  earlyRoom = 0;
  readonly #earlyUntil: number;
  #procRowCount = 0;
  readonly #procRows = {
    proc: new GrowableColumn(Uint16Array),
    atNs: new GrowableColumn(Float64Array),
    state: new GrowableColumn(Uint8Array),
    thread: new GrowableColumn(Float64Array),
  };

  constructor({ input, problems, tables, reasons, frontier, goroutines, rows, annotations, early }: OrderParts) {
    this.annotations = annotations;
    this.early = early;
    this.initial = input.initial;
    this.problems = problems;
    this.tables = tables;
    this.reasons = reasons;
    this.goroutines = goroutines;
    this.rows = rows;
    this.#frontier = frontier;
    this.type = frontier.type;
    this.args = frontier.args;
    this.#wide = frontier.wide;
    for (const thread of frontier.thread) this.threads.add(thread);
    this.noThread = this.threads.find(NO_THREAD);
    const room = Math.max(16, this.threads.count * 2);
    this.threadG = new Int32Array(room).fill(-1);
    this.threadP = new Int32Array(room).fill(-1);
    this.held = new Int32Array(room);
    this.now = rows.now;
    this.now[0] = input.syncNs;
    this.#earlyUntil = input.syncNs + EARLY_NS;
    this.early.reserve(EARLY_MOST);
    this.earlyRoom = EARLY_MOST;
    this.early.push(input.syncNs);
  }

  /** The cursor's event comes next in the stream: `now` becomes its final time. */
  stamp(cursor: number): void {
    this.#types[this.type[cursor]]++;
    this.#next(this.#frontier.time, cursor);
  }

  /** So does a state change that the cursor's event implies beside itself. */
  stampImplied(cursor: number): void {
    this.transitions++;
    this.#next(this.#frontier.time, cursor);
  }

  stampSample(times: Float64Array, sample: number): void {
    this.#samples++;
    this.#next(times, sample);
  }

  #next(times: Float64Array, row: number): void {
    const { now } = this;
    now[0] = times[row] <= now[0] ? now[0] + 1 : times[row];
    this.emitted++;
    if (this.early.length < this.earlyRoom) {
      this.early.push(now[0]);
      this.keptEarly(this.early.length);
    }
  }

  /** So many are in `early` now. A few more than needed do no harm. */
  keptEarly(count: number): void {
    this.early.length = count;
    // No branch that only some events take: V8 gives code up again and again that comes to one it never saw.
    const more = Math.max(EARLY_AT_LEAST - count, this.#earlyUntil - this.now[0]);
    this.earlyRoom = more > 0 ? EARLY_MOST : 0;
  }

  /** Events by row of EVENT_KINDS; the Sync in front is one. */
  kinds(): Float64Array {
    const kinds = new Float64Array(EVENT_KINDS.length);
    this.#types.forEach((count, type) => (kinds[KIND_OF_TYPE[type]] += count));
    kinds[SYNC_KIND]++;
    kinds[STATE_TRANSITION] += this.transitions;
    kinds[SAMPLE_KIND] += this.#samples;
    return kinds;
  }

  /** An argument that may be of any size; those that are small are in `args`. */
  arg(slot: number): number {
    const value = this.args[slot];
    return value === WIDE ? this.#wide[slot] : value;
  }

  /** Index of the goroutine that an argument names, −1 if it is new. */
  findGoroutine(slot: number): number {
    const id = this.args[slot];
    return id === WIDE ? this.goroutines.find(this.#wide[slot]) : this.goroutines.findSmall(id);
  }

  /** The event contradicts what came before; it is applied as far as that makes sense. */
  contradict(cursor: number): void {
    this.problems.add('contradiction', this.#frontier.offset(cursor));
  }

  /** Index of a thread that an event names, −1 for none and for one that is unknown. */
  findThread(id: number): number {
    return id === NO_THREAD ? -1 : this.threads.find(id);
  }

  addThread(id: number): number {
    const m = this.threads.add(id);
    if (m === this.threadG.length) {
      this.threadG = widenIndices(this.threadG);
      this.threadP = widenIndices(this.threadP);
      this.held = widenIndices(this.held);
    }
    this.threadG[m] = -1;
    this.threadP[m] = -1;
    this.held[m] = 0;
    return m;
  }

  bindG(m: number, g: number): void {
    if (m !== this.noThread) this.threadG[m] = g;
  }

  bindP(m: number, p: number): void {
    if (m === this.noThread) return;
    this.threadP[m] = p;
    const id = p < 0 ? -1 : this.procs.ids[p];
    this.held[m] = id > MOST_PROC ? 0 : id + 1;
  }

  addProc(id: number): number {
    const p = this.procs.add(id);
    if (id > MOST_PROC) this.problems.add('large-id', null);
    if (p === this.procStatus.length) {
      const size = p * 2;
      this.procStatus = filled(new Uint8Array(size), this.procStatus);
      this.procSeq = filled(new Float64Array(size), this.procSeq);
      this.procSweep = filled(new Uint32Array(size), this.procSweep);
    }
    this.procStatus[p] = P_IDLE;
    this.procSeq[p] = 0;
    this.procSweep[p] = 0;
    return p;
  }

  /** A change of a P: `state` as ProcColumns has it, `m` = who holds it now, −1 = nobody known. */
  procChange(p: number, state: number, m: number): void {
    const id = this.procs.ids[p];
    if (id > MOST_PROC) return;
    const { proc, atNs, state: states, thread } = this.#procRows;
    const row = this.#procRowCount++;
    if (row === proc.data.length) widen(this.#procRows, row);
    proc.data[row] = id;
    atNs.data[row] = this.now[0];
    states.data[row] = state;
    thread.data[row] = m < 0 || m === this.noThread ? -1 : this.threads.ids[m];
  }

  procColumns(): ProcColumns {
    const { proc, atNs, state, thread } = counted(this.#procRows, this.#procRowCount);
    return { proc: proc.finish(), atNs: atNs.finish(), state: state.finish(), thread: thread.finish() };
  }

  /** Threads that events came from or were said to hold a goroutine. */
  threadColumn(): Float64Array {
    return this.threads.ids.slice(0, this.threads.count).filter((id) => id !== NO_THREAD);
  }
}

type Column = Int32Array | Uint8Array | Uint32Array | Float64Array;

function widenIndices(column: Int32Array): Int32Array {
  return filled(new Int32Array(column.length * 2), column);
}

function filled<C extends Column>(wider: C, column: Column): C {
  wider.set(column);
  return wider;
}
