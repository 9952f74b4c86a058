import type { Note } from '@core/api/document';
import { formatCount } from '@core/base/format';
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
  /** Generations that do not say it, though others do; batches about the clock that hold something else. */
  #borrowed = 0;
  #odd = 0;

  /** The task for one generation, `cut` if its end is missing; the stored one must not be used after it. */
  input({ generation, batches }: StoredGeneration, initial: boolean, cut: boolean): GenerationInput {
    const { frequency, snapshot, odd } = batches.sync;
    if (!cut) this.#odd += odd;
    if (frequency > 0) this.#tickNs = 1 / (frequency / 1e9);
    else if (this.#tickNs > 0 && !cut) this.#borrowed++;
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
    const stored = batches.finish();
    // Field by field: what is spread gets a hidden class of its own in V8, a kilobyte that stays until all of the heap is collected.
    return {
      bytes: stored.bytes,
      batches: stored.batches,
      descriptor: batches.descriptor,
      generation,
      tickNs,
      baseNs,
      syncNs: sync - baseNs,
      initial,
    };
  }

  wall(): TraceTables['wall'] {
    return this.#wall;
  }

  notes(): Note[] {
    const notes: Note[] = [];
    const add = (kind: Note['kind'], count: number, message: string): void => {
      if (count > 0) notes.push({ kind, message, count, offset: null, hint: '' });
    };
    add(
      'repaired',
      this.#guessed,
      'The trace does not say how fast its clock ticks; 64 ns a tick are assumed, as on most platforms.',
    );
    add(
      'repaired',
      this.#borrowed,
      `${formatCount(this.#borrowed)} generations do not say how fast their clock ticks; the ones before do.`,
    );
    add(
      'skipped',
      this.#odd,
      `${formatCount(this.#odd)} batches about the clock hold something else too; that is left out.`,
    );
    return notes;
  }
}
