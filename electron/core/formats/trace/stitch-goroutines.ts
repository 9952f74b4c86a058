import { GrowableColumn } from '@core/base/columns';
import { type Columns, counted, widen } from './columns';
import { TRACE_STATES, type TraceChangeTable, type TraceGoroutineTable } from '@core/model/trace';
import type { GenerationOutput, GoroutineColumns } from './generation';
import { IdTable } from './id-table';
import { NO_PROFILE, PROFILE_COUNT, profileOf } from './profiles';
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
  /** Generation that named it last. */
  readonly seenIn = new GrowableColumn(Float64Array);

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
  add(output: GenerationOutput, names: NameMaps): Uint32Array {
    const map = this.#number(output.goroutines.id);
    for (let i = 0; i < map.length; i++) this.#learn(output.goroutines, i, map, names);
    fillAt(this.seenIn.data, map, output.generation);
    return map;
  }

  #number(ids: Float64Array): Uint32Array {
    const map = new Uint32Array(ids.length);
    for (let i = 0; i < map.length; i++) map[i] = this.of(ids[i]);
    return map;
  }

  #learn(said: GoroutineColumns, i: number, map: Uint32Array, names: NameMaps): void {
    const g = map[i];
    const createdNs = said.createdNs[i];
    const creator = said.creator[i];
    const entryStack = said.entryStack[i];
    const ownStack = said.ownStack[i];
    if (!Number.isNaN(createdNs)) {
      if (Number.isNaN(this.createdNs.data[g])) this.createdNs.data[g] = createdNs;
      this.endedNs.data[g] = NaN;
      this.creator.data[g] = creator === 0 ? 0 : map[creator - 1] + 1;
      this.creationStack.data[g] = names.stack[said.creationStack[i]];
    }
    if (ownStack !== 0) this.ownStack.data[g] = names.stack[ownStack];
    if (this.entry.data[g] === 0) this.entry.data[g] = names.root[entryStack] || names.root[ownStack];
    if (entryStack !== 0 && this.ownStack.data[g] === 0) this.ownStack.data[g] = names.stack[entryStack];
  }

  #columns(): Columns {
    const { createdNs, endedNs, creator, creationStack, entry, label } = this;
    const { state, sinceNs, reason, stack, ownStack, ran, seenIn } = this;
    const told = { createdNs, endedNs, creator, creationStack, entry, label };
    return { ...told, state, sinceNs, reason, stack, ownStack, ran, seenIn };
  }

  finish(): TraceGoroutineTable {
    counted(this.#columns(), this.count);
    return {
      count: this.count,
      id: this.ids.ids.slice(0, this.count),
      createdNs: this.createdNs.finish(),
      endedNs: this.endedNs.finish(),
      creator: this.creator.finish(),
      creationStack: this.creationStack.finish(),
      entry: this.entry.finish(),
      label: this.label.finish(),
    };
  }
}

function fillAt(column: Float64Array, rows: Uint32Array, value: number): void {
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
