import { TRACE_STATES, type TraceChunk } from '@core/model/trace';
import type { GenerationOutput, RowChunk } from './generation';
import { profileOfReason, RUNNABLE, WAITING } from './profiles';
import { addProfile, firstRun } from './rows';
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
  readonly chunks: TraceChunk[] = [];
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
    const reason = Uint8Array.from(output.reasons, (string) => this.#reason(text(maps.string[string])));
    const classes = Uint8Array.from(reason, (row) => this.#classes[row]);
    const told = output.initial ? output.rows : withStatuses(output, maps.goroutine, this.#goroutines);
    const rows = told.map((chunk, i) => {
      const own = output.rows[i];
      const moves = moved?.concerns(chunk.startNs) === true;
      if (chunk === own && !moves) return chunk;
      // The generation counted the time between the rows as it had them.
      addProfile(own, classes, output.profile, -1);
      const changed = moves ? moveChunk(chunk, moved) : chunk;
      addProfile(changed, classes, output.profile, 1);
      return changed;
    });
    this.#profiles.addAll(output.profile, maps.stack);
    rows.forEach((chunk, i) => {
      for (let k = 0; k < chunk.goroutine.length; k++) chunk.goroutine[k] = maps.goroutine[chunk.goroutine[k]];
      const whole: TraceChunk = {
        ...chunk,
        generation: output.generation,
        events: i === 0 ? output.events : 0,
        ...mapColumns(chunk, reason, maps, this.#goroutines.count),
      };
      for (let k = 0; k < whole.goroutine.length; k++) this.#follow(whole, k);
      this.chunks.push(whole);
    });
    this.#end(output, maps.goroutine);
  }

  /** The time of a goroutine that spans chunks or came before it ran, and its state after the chunk. */
  #follow(chunk: TraceChunk, k: number): void {
    const known = this.#goroutines;
    const g = chunk.goroutine[k];
    const from = chunk.first[k];
    const to = chunk.first[k + 1];
    const run = firstRun(chunk.state, from, to);
    const runs = run < to;
    const { startNs, offsetNs, state } = chunk;
    const restated = state[from] === known.state.data[g];
    if (!restated) this.#close(g, startNs + offsetNs[from], runs);
    for (let i = from; i < run && i + 1 < to; i++) {
      this.#profiles.addOne(
        g,
        state[i],
        chunk.reason[i],
        chunk.stack[i],
        offsetNs[i + 1] - offsetNs[i],
        this.#classes,
        runs,
      );
    }
    if (runs) known.ran.data[g] = 1;
    const last = to - 1;
    if (restated && last === from) return;
    known.state.data[g] = state[last];
    known.sinceNs.data[g] = startNs + offsetNs[last];
    known.reason.data[g] = chunk.reason[last];
    known.stack.data[g] = chunk.stack[last];
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

/** The columns that name something, in place where the numbers of the whole trace fit. */
function mapColumns(
  { state, reason, stack, actor }: RowChunk,
  reasons: Uint8Array,
  maps: Maps,
  goroutines: number,
): Pick<TraceChunk, 'stack' | 'actor'> {
  let most = 0;
  for (const id of maps.stack) if (id > most) most = id;
  const stacks = most < 65536 || stack instanceof Uint32Array ? stack : new Uint32Array(stack.length);
  const actors = goroutines < 65535 || actor instanceof Uint32Array ? actor : new Uint32Array(actor.length);
  for (let row = 0; row < state.length; row++) {
    reason[row] = reasons[reason[row]];
    stacks[row] = maps.stack[stack[row]];
    const who = actor[row];
    const entered = state[row];
    actors[row] = who !== 0 && (entered === RUNNABLE || entered === WAITING) ? maps.goroutine[who - 1] + 1 : who;
  }
  return { stack: stacks, actor: actors };
}
