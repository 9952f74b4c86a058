import type { Note } from '@core/api/document';
import type { TraceTables } from '@core/model/trace';
import type { GenerationInput } from './generation';
import type { StoredGeneration } from './scan';

/** Ticks a second on most platforms (nanoseconds / 64): for a trace that ends before it says. */
const USUAL_FREQUENCY = 1e9 / 64;

/** Turns ticks into nanoseconds since the trace's first event: what one generation says counts for those that do not. */
export class Timeline {
  #tickNs = 0;
  #baseNs = NaN;
  #wall: TraceTables['wall'] = null;
  #guessed = 0;

  /** The task for one generation; the stored one must not be used after it. */
  input({ generation, batches }: StoredGeneration, initial: boolean, cut: boolean): GenerationInput {
    const { frequency, snapshot } = batches.sync;
    if (frequency > 0) this.#tickNs = 1 / (frequency / 1e9);
    if (this.#tickNs === 0) {
      this.#guessed++;
      this.#tickNs = 1 / (USUAL_FREQUENCY / 1e9);
    }
    const tickNs = this.#tickNs;
    const sync = Math.trunc(batches.earliest * tickNs);
    if (Number.isNaN(this.#baseNs)) this.#baseNs = sync;
    const baseNs = this.#baseNs;
    if (snapshot !== null && this.#wall === null) {
      const epochMs = snapshot.seconds * 1e3 + snapshot.nanoseconds / 1e6;
      this.#wall = { atNs: Math.trunc(snapshot.ticks * tickNs) - baseNs, epochMs };
    }
    return { ...batches.finish(), generation, tickNs, baseNs, syncNs: sync - baseNs, initial, cut };
  }

  wall(): TraceTables['wall'] {
    return this.#wall;
  }

  notes(): Note[] {
    if (this.#guessed === 0) return [];
    return [
      {
        kind: 'repaired',
        message: 'The trace does not say how fast its clock ticks; 64 ns a tick are assumed, as on most platforms.',
        count: this.#guessed,
        offset: null,
        hint: '',
      },
    ];
  }
}
