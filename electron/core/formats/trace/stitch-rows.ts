import { TRACE_STATES, type TraceChangeTable, type TraceChunk } from '@core/model/trace';
import type { GenerationOutput, RowChunk } from './generation';
import { profileOfReason } from '@core/model/trace-profiles';
import { addProfile, firstRun } from './rows';
import { ChunkList } from './small-chunks';
import type { ProfileSums, TraceGoroutines } from './stitch-goroutines';
import type { NameMaps } from './stitch-names';
import { withStatuses } from './stitch-statuses';
import { moveChunk, type MovedTimes } from './stitch-times';

const UNKNOWN = TRACE_STATES.indexOf('undetermined');
/** Rows of TraceTables.reasons: all that the column can hold. */
const MOST_REASONS = 256;

/** What a generation's numbers are in the whole trace. */
export interface Maps extends NameMaps {
  readonly goroutine: Uint32Array;
}

/** Puts the state changes of all generations together, and counts the time between them. */
export class RowStitcher {
  readonly #chunks = new ChunkList();
  readonly reasons: string[] = [''];
  /** Reasons that found no row. */
  lostReasons = 0;
  /** Row of PROFILES by reason. */
  readonly #classes = new Uint8Array(MOST_REASONS).fill(profileOfReason(''));
  readonly #reasonOf = new Map<string, number>([['', 0]]);
  readonly #goroutines: TraceGoroutines;
  readonly #profiles: ProfileSums;

  constructor(goroutines: TraceGoroutines, profiles: ProfileSums) {
    this.#goroutines = goroutines;
    this.#profiles = profiles;
  }

  /** `moved` = the generation's times change. */
  add(output: GenerationOutput, maps: Maps, text: (string: number) => string, moved: MovedTimes | null): void {
    const reasons = Uint8Array.from(output.reasons, (string) => this.#reason(text(maps.string[string])));
    const told = output.initial ? output : withStatuses(output, maps.goroutine, this.#goroutines);
    const { state, reason, stack } = told.changes;
    const profile = new Float64Array(state.length);
    profile.set(output.profile);
    const rows = told.rows.map((chunk, i) => {
      const own = output.rows[i];
      const moves = moved?.concerns(chunk.startNs) === true;
      if (chunk === own && !moves) return chunk;
      // The generation counted the time between the rows as it had them.
      addProfile(own, state, profile, -1);
      const changed = moves ? moveChunk(chunk, moved) : chunk;
      addProfile(changed, state, profile, 1);
      return changed;
    });
    const changes = { state, reason: reason.map((row) => reasons[row]), stack: stack.map((row) => maps.stack[row]) };
    this.#profiles.addAll(profile, changes, this.#classes);
    const actors = actorsOf(maps.goroutine);
    for (const chunk of rows) {
      if (chunk.goroutine.length === 0) continue;
      renumber(chunk.goroutine, maps.goroutine);
      const whole = wholeChunk(chunk, output.generation, changes, actors);
      this.#followAll(whole);
      this.#chunks.add(whole);
    }
    this.#end(output, maps.goroutine);
  }

  finish(): readonly TraceChunk[] {
    return this.#chunks.finish();
  }

  #followAll(chunk: TraceChunk): void {
    for (let k = 0; k < chunk.goroutine.length; k++) this.#follow(chunk, k);
  }

  /** The time of a goroutine that spans chunks or came before it ran, and its state after the chunk. */
  #follow(chunk: TraceChunk, k: number): void {
    const known = this.#goroutines;
    const g = chunk.goroutine[k];
    const from = chunk.first[k];
    const to = chunk.first[k + 1];
    const { startNs, offsetNs, change } = chunk;
    const { state, reason, stack } = chunk.changes;
    const run = firstRun(chunk, state, from, to);
    const runs = run < to;
    const restated = state[change[from]] === known.state.data[g];
    if (!restated) this.#close(g, startNs + offsetNs[from], runs);
    for (let i = from; i < run && i + 1 < to; i++) {
      const what = change[i];
      const time = offsetNs[i + 1] - offsetNs[i];
      this.#profiles.addOne(g, state[what], reason[what], stack[what], time, this.#classes, runs);
    }
    if (runs) known.ran.data[g] = 1;
    const last = to - 1;
    if (restated && last === from) return;
    const what = change[last];
    known.state.data[g] = state[what];
    known.sinceNs.data[g] = startNs + offsetNs[last];
    known.reason.data[g] = reason[what];
    known.stack.data[g] = stack[what];
  }

  /** Counts the time in the state that a goroutine is known to be in, which ends. */
  #close(g: number, atNs: number, runsLater: boolean): void {
    const known = this.#goroutines;
    const state = known.state.data[g];
    if (state === UNKNOWN) return;
    const time = atNs - known.sinceNs.data[g];
    this.#profiles.addOne(g, state, known.reason.data[g], known.stack.data[g], time, this.#classes, runsLater);
  }

  #end(output: GenerationOutput, map: Uint32Array): void {
    const { endedNs } = output.goroutines;
    for (let i = 0; i < endedNs.length; i++) {
      if (Number.isNaN(endedNs[i])) continue;
      const g = map[i];
      this.#close(g, endedNs[i], false);
      this.#goroutines.endedNs.data[g] = endedNs[i];
      this.#goroutines.state.data[g] = UNKNOWN;
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

/* Loops over columns are functions of their own: V8 compiles those around them once for each loop, in the middle of it. */

/** Field by field: V8 gives what is spread a hidden class of its own, which stays for long. */
function wholeChunk(
  { startNs, endNs, goroutine, first, offsetNs, change, actor, checked }: RowChunk,
  generation: number,
  changes: TraceChangeTable,
  actors: Uint32Array,
): TraceChunk {
  return { generation, startNs, endNs, goroutine, first, offsetNs, change, actor, checked, changes, actors };
}

function actorsOf(goroutines: Uint32Array): Uint32Array {
  const actors = new Uint32Array(goroutines.length + 1);
  for (let i = 0; i < goroutines.length; i++) actors[i + 1] = goroutines[i] + 1;
  return actors;
}

function renumber(column: Uint32Array, map: Uint32Array): void {
  for (let i = 0; i < column.length; i++) column[i] = map[column[i]];
}
