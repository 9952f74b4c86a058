import { TRACE_STATES, type TraceChunk } from '@core/model/trace';
import type { GenerationOutput, RowColumns } from './generation';
import { profileOfReason, RUNNABLE, RUNNING, WAITING } from './profiles';
import { profileRows } from './rows';
import type { ProfileSums, TraceGoroutines } from './stitch-goroutines';
import type { NameMaps } from './stitch-names';

const UNKNOWN = TRACE_STATES.indexOf('undetermined');
/** Rows of TraceTables.reasons: all that the column can hold. */
const MOST_REASONS = 256;

/** What a generation's numbers are in the whole trace. */
export interface Maps extends NameMaps {
  readonly goroutine: Uint32Array;
}

/** Puts the state changes of all generations together, and counts the time between them. */
export class RowStitcher {
  readonly chunks: TraceChunk[] = [];
  readonly reasons: string[] = [''];
  /** Changes whose reason found no row. */
  lostReasons = 0;
  /** Row of PROFILES by reason. */
  readonly #classes = new Uint8Array(MOST_REASONS);
  readonly #reasonOf = new Map<string, number>([['', 0]]);
  readonly #goroutines: TraceGoroutines;
  readonly #profiles: ProfileSums;

  constructor(goroutines: TraceGoroutines, profiles: ProfileSums) {
    this.#goroutines = goroutines;
    this.#profiles = profiles;
    this.#classes[0] = profileOfReason('');
  }

  /** `moved` = times changed since the generation summed them up. */
  add(output: GenerationOutput, maps: Maps, text: (string: number) => string, moved: boolean): void {
    const rows = output.initial ? output.rows : withStatuses(output, maps.goroutine, this.#goroutines);
    const { first } = rows;
    const reason = Uint8Array.from(rows.reasons, (string) => this.#reason(text(maps.string[string])));
    const { goroutines } = output;
    const startNs = output.startNs;
    if (moved || rows !== output.rows) {
      const local = Uint8Array.from(reason, (row) => this.#classes[row]);
      const ends = (g: number): number => goroutines.endedNs[g] - startNs;
      const stacks = output.stacks.first.length - 1;
      this.#profiles.addAll(profileRows(rows, beforeRun(rows), local, stacks, ends), maps.stack);
    } else {
      this.#profiles.addAll(output.profile, maps.stack);
    }
    const stack = mapStacks(rows.stack, maps.stack);
    const actor = mapActors(rows.actor, rows.state, maps.goroutine, this.#goroutines.count);
    for (let i = 0; i < rows.reason.length; i++) rows.reason[i] = reason[rows.reason[i]];
    let active = 0;
    for (let i = 0; i + 1 < first.length; i++) if (first[i + 1] > first[i]) active++;
    const chunk: TraceChunk = {
      generation: output.generation,
      startNs,
      endNs: output.endNs,
      events: output.events,
      goroutine: new Uint32Array(active),
      first: new Uint32Array(active + 1),
      offsetNs: rows.offsetNs,
      state: rows.state,
      reason: rows.reason,
      stack,
      actor,
    };
    let k = 0;
    for (let i = 0; i + 1 < first.length; i++) {
      const g = maps.goroutine[i];
      if (first[i + 1] > first[i]) {
        chunk.goroutine[k] = g;
        chunk.first[++k] = first[i + 1];
      }
      this.#follow(chunk, g, first[i], first[i + 1], goroutines.endedNs[i]);
    }
    this.chunks.push(chunk);
  }

  /** Time of the goroutine that spans generations or came before it ran, and its state after the chunk. */
  #follow(chunk: TraceChunk, g: number, from: number, to: number, endedNs: number): void {
    const known = this.#goroutines;
    const ended = !Number.isNaN(endedNs);
    let row = from;
    while (row < to && chunk.state[row] !== RUNNING) row++;
    const runs = row < to;
    const at = (i: number): number => (i < to ? chunk.startNs + chunk.offsetNs[i] : endedNs);
    if (known.state.data[g] !== UNKNOWN && (to > from || ended) && at(from) >= known.sinceNs.data[g]) {
      // A generation may restate a state: then it goes on.
      if (to === from || chunk.state[from] !== known.state.data[g]) {
        const what = { state: known.state.data[g], reason: known.reason.data[g], stack: known.stack.data[g] };
        this.#profiles.addOne(g, what, at(from) - known.sinceNs.data[g], this.#classes, runs);
      }
    }
    for (let i = from; i < row && (i + 1 < to || ended); i++) {
      const what = { state: chunk.state[i], reason: chunk.reason[i], stack: chunk.stack[i] };
      this.#profiles.addOne(g, what, at(i + 1) - at(i), this.#classes, runs);
    }
    if (runs) known.ran.data[g] = 1;
    if (to > from) {
      const last = to - 1;
      if (to - from > 1 || chunk.state[last] !== known.state.data[g]) {
        known.state.data[g] = chunk.state[last];
        known.sinceNs.data[g] = at(last);
        known.reason.data[g] = chunk.reason[last];
        known.stack.data[g] = chunk.stack[last];
      }
    }
    if (ended) {
      known.endedNs.data[g] = endedNs;
      known.state.data[g] = UNKNOWN;
    }
  }

  #reason(text: string): number {
    const known = this.#reasonOf.get(text);
    if (known !== undefined) return known;
    if (this.reasons.length >= MOST_REASONS) {
      this.lostReasons++;
      return 0;
    }
    const row = this.reasons.push(text) - 1;
    this.#reasonOf.set(text, row);
    this.#classes[row] = profileOfReason(text);
    return row;
  }
}

function beforeRun({ first, state }: Pick<RowColumns, 'first' | 'state'>): Uint32Array {
  const before = new Uint32Array(first.length - 1);
  for (let g = 0; g < before.length; g++) {
    let row = first[g];
    while (row < first[g + 1] && state[row] !== RUNNING) row++;
    before[g] = row - first[g];
  }
  return before;
}

/** In place where the ids fit. */
function mapStacks(column: Uint16Array | Uint32Array, map: Uint32Array): Uint16Array | Uint32Array {
  let most = 0;
  for (const id of map) if (id > most) most = id;
  const out = most < 65536 || column instanceof Uint32Array ? column : new Uint32Array(column.length);
  for (let i = 0; i < column.length; i++) out[i] = map[column[i]];
  return out;
}

function mapActors(
  column: Uint16Array | Uint32Array,
  state: Uint8Array,
  map: Uint32Array,
  goroutines: number,
): Uint16Array | Uint32Array {
  const out = goroutines < 65535 || column instanceof Uint32Array ? column : new Uint32Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const actor = column[i];
    out[i] = actor !== 0 && (state[i] === RUNNABLE || state[i] === WAITING) ? map[actor - 1] + 1 : actor;
  }
  return out;
}

/**
 * The rows with those added that a later generation's statuses say anew: of goroutines that were unknown, or known in another state
 * (a lost generation, a broken order). Ordinarily there is none.
 */
function withStatuses(output: GenerationOutput, map: Uint32Array, known: TraceGoroutines): RowColumns {
  const { goroutines, rows } = output;
  const fresh: number[] = [];
  for (let g = 0; g < map.length; g++) {
    const said = goroutines.saidState[g];
    if (said !== 0 && known.state.data[map[g]] !== said) fresh.push(g);
  }
  if (fresh.length === 0) return rows;
  const count = rows.state.length + fresh.length;
  const out = {
    first: new Uint32Array(rows.first.length),
    offsetNs: rows.offsetNs instanceof Uint32Array ? new Uint32Array(count) : new Float64Array(count),
    state: new Uint8Array(count),
    reason: new Uint8Array(count),
    stack: new Uint32Array(count),
    actor: new Uint32Array(count),
    reasons: rows.reasons,
  };
  let at = 0;
  let next = 0;
  for (let g = 0; g < map.length; g++) {
    if (fresh[next] === g) {
      out.offsetNs[at] = goroutines.saidNs[g] - output.startNs;
      out.state[at] = goroutines.saidState[g];
      out.stack[at++] = goroutines.saidStack[g];
      next++;
    }
    for (let i = rows.first[g]; i < rows.first[g + 1]; i++, at++) {
      out.offsetNs[at] = rows.offsetNs[i];
      out.state[at] = rows.state[i];
      out.reason[at] = rows.reason[i];
      out.stack[at] = rows.stack[i];
      out.actor[at] = rows.actor[i];
    }
    out.first[g + 1] = at;
  }
  return out;
}
