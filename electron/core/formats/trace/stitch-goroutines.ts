import { GrowableColumn } from '@core/base/columns';
import { type Columns, widen } from './columns';
import { TRACE_STATES, type TraceChangeTable, type TraceGoroutineTable } from '@core/model/trace';
import type { GenerationOutput, GoroutineColumns } from './generation';
import { IdTable } from './id-table';
import { NO_PROFILE, PROFILE_COUNT, profileOf } from '@core/model/trace-profiles';
import type { NameMaps } from './stitch-names';

const UNKNOWN = TRACE_STATES.indexOf('undetermined');

/** Goroutines of the whole trace, by first appearance, with what is known of each at the end of the last generation. */
export class TraceGoroutines {
  readonly ids = new IdTable();
  readonly createdNs = new GrowableColumn(Float64Array);
  readonly endedNs = new GrowableColumn(Float64Array);
  readonly creator = new GrowableColumn(Uint32Array);
  readonly creationStack = new GrowableColumn(Uint32Array);
  readonly entry = new GrowableColumn(Uint32Array);
  readonly label = new GrowableColumn(Uint32Array);
  /** Row of TRACE_STATES, `undetermined` before the first row; since when, why, where. */
  readonly state = new GrowableColumn(Uint8Array);
  readonly sinceNs = new GrowableColumn(Float64Array);
  readonly reason = new GrowableColumn(Uint8Array);
  readonly stack = new GrowableColumn(Uint32Array);
  /** Last stack of its own. */
  readonly ownStack = new GrowableColumn(Uint32Array);
  /** 1 = it has run. */
  readonly ran = new GrowableColumn(Uint8Array);
  /** Which of the generations named it last, counted from 1. */
  readonly seenIn = new GrowableColumn(Uint32Array);
  /** Generations so far. */
  #added = 0;

  get count(): number {
    return this.ids.count;
  }

  of(id: number): number {
    const known = this.ids.find(id);
    if (known >= 0) return known;
    const row = this.ids.add(id);
    if (row >= this.createdNs.data.length) widen(this.#columns(), row);
    this.createdNs.data[row] = NaN;
    this.endedNs.data[row] = NaN;
    this.state.data[row] = UNKNOWN;
    return row;
  }

  /** Takes over what a generation says of its goroutines, but for their rows; gives their rows here. */
  add({ goroutines }: GenerationOutput, names: NameMaps): Uint32Array {
    // All of them may be new. What is not written to takes no memory.
    this.ids.reserve(this.count + goroutines.id.length);
    if (this.ids.ids.length > this.createdNs.data.length) widen(this.#columns(), this.ids.ids.length - 1);
    const map = this.#number(goroutines.id);
    this.#learnBirths(goroutines, map, names);
    this.#learnStacks(goroutines, map, names);
    fillAt(this.seenIn.data, map, ++this.#added);
    return map;
  }

  /** The last generation does not name it. */
  isAbsent(goroutine: number): boolean {
    return this.seenIn.data[goroutine] !== this.#added;
  }

  #number(ids: Float64Array): Uint32Array {
    const map = new Uint32Array(ids.length);
    for (let i = 0; i < map.length; i++) map[i] = this.of(ids[i]);
    return map;
  }

  #learnBirths({ births, ownStack }: GoroutineColumns, map: Uint32Array, names: NameMaps): void {
    const { goroutine, atNs, creator, creationStack, entryStack } = births;
    for (let i = 0; i < goroutine.length; i++) {
      const g = map[goroutine[i]];
      const maker = creator[i];
      const entry = entryStack[i];
      if (Number.isNaN(this.createdNs.data[g])) this.createdNs.data[g] = atNs[i];
      this.endedNs.data[g] = NaN;
      this.creator.data[g] = maker === 0 ? 0 : map[maker - 1] + 1;
      this.creationStack.data[g] = names.stack[creationStack[i]];
      if (entry === 0) continue;
      if (this.entry.data[g] === 0) this.entry.data[g] = names.root[entry];
      if (ownStack[goroutine[i]] === 0 && this.ownStack.data[g] === 0) this.ownStack.data[g] = names.stack[entry];
    }
  }

  #learnStacks({ ownStack }: GoroutineColumns, map: Uint32Array, names: NameMaps): void {
    for (let i = 0; i < map.length; i++) {
      const own = ownStack[i];
      if (own === 0) continue;
      const g = map[i];
      this.ownStack.data[g] = names.stack[own];
      if (this.entry.data[g] === 0) this.entry.data[g] = names.root[own];
    }
  }

  #columns(): Columns {
    const { createdNs, endedNs, creator, creationStack, entry, label } = this;
    const { state, sinceNs, reason, stack, ownStack, ran, seenIn } = this;
    const told = { createdNs, endedNs, creator, creationStack, entry, label };
    return { ...told, state, sinceNs, reason, stack, ownStack, ran, seenIn };
  }

  /** The columns stay views of what was reserved: the unused end was never touched, a copy would hold all of it twice. */
  finish(): TraceGoroutineTable {
    const { count } = this;
    return {
      count,
      id: this.ids.ids.subarray(0, count),
      createdNs: this.createdNs.data.subarray(0, count),
      endedNs: this.endedNs.data.subarray(0, count),
      creator: this.creator.data.subarray(0, count),
      creationStack: this.creationStack.data.subarray(0, count),
      entry: this.entry.data.subarray(0, count),
      label: this.label.data.subarray(0, count),
    };
  }
}

function fillAt(column: Uint32Array, rows: Uint32Array, value: number): void {
  for (let i = 0; i < rows.length; i++) column[rows[i]] = value;
}

/**
 * Time by stack and row of PROFILES over the whole trace. Counts what go tool trace counts (cmd/trace/pprof.go): intervals that ended,
 * from the moment when the goroutine first ran; all of them when it never runs.
 */
export class ProfileSums {
  /** Entry `stack * PROFILE_COUNT + profile`. */
  sums = new Float64Array(4096);
  readonly #goroutines: TraceGoroutines;
  /** Intervals of goroutines that have not run yet. */
  readonly #pending = {
    goroutine: new GrowableColumn(Uint32Array, 16),
    entry: new GrowableColumn(Uint32Array, 16),
    time: new GrowableColumn(Float64Array, 16),
  };

  constructor(goroutines: TraceGoroutines) {
    this.#goroutines = goroutines;
  }

  /** Sums of a generation, by its changes; `reasons` = `profileOfReason` by reason. */
  addAll(sums: Float64Array, { state, reason, stack }: TraceChangeTable, reasons: Uint8Array): void {
    for (let change = 0; change < sums.length; change++) {
      const profile = profileOf(state[change], reason[change], reasons);
      if (sums[change] !== 0 && profile !== NO_PROFILE)
        this.#add(stack[change] * PROFILE_COUNT + profile, sums[change]);
    }
  }

  /** Time that a goroutine was in a state. `runsLater` = it is known to run first after this interval. */
  addOne(
    goroutine: number,
    state: number,
    reason: number,
    stack: number,
    time: number,
    reasons: Uint8Array,
    runsLater: boolean,
  ): void {
    const ran = this.#goroutines.ran.data[goroutine] === 1;
    if (!ran && runsLater) return;
    const profile = profileOf(state, reason, reasons);
    if (profile === NO_PROFILE || !(time > 0)) return;
    const entry = stack * PROFILE_COUNT + profile;
    if (ran) {
      this.#add(entry, time);
      return;
    }
    this.#pending.goroutine.push(goroutine);
    this.#pending.entry.push(entry);
    this.#pending.time.push(time);
  }

  /** Counts the intervals of those that never ran. */
  finish(): Float64Array {
    const { goroutine, entry, time } = this.#pending;
    for (let i = 0; i < goroutine.length; i++)
      if (this.#goroutines.ran.data[goroutine.data[i]] === 0) this.#add(entry.data[i], time.data[i]);
    return this.sums;
  }

  #add(entry: number, time: number): void {
    if (entry >= this.sums.length) {
      const wider = new Float64Array(Math.max(entry + 1, this.sums.length * 2));
      wider.set(this.sums);
      this.sums = wider;
    }
    this.sums[entry] += time;
  }
}
