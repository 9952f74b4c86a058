import { TRACE_STATES, type TraceChunk } from '@core/model/trace';

/** Rows of a chunk that is worth its own tables, about two kilobytes. */
const LARGE = 512;
/** So many small ones in a row are put together: few enough to be collected while they are young. */
const MANY = 64;

const RUNNABLE = TRACE_STATES.indexOf('runnable');
const WAITING = TRACE_STATES.indexOf('waiting');

/**
 * The chunks of a trace, by time. Many small ones in a row become one: the trace of an idle program has a generation a second with some
 * dozen rows, a damaged one ten thousands with one each, and what a chunk takes beside its rows would be most of it.
 */
export class ChunkList {
  readonly #chunks: TraceChunk[] = [];
  #small: TraceChunk[] = [];

  add(chunk: TraceChunk): void {
    if (chunk.change.length < LARGE) {
      this.#small.push(chunk);
      if (this.#small.length === MANY) this.#flush();
      return;
    }
    this.#flush();
    this.#chunks.push(chunk);
  }

  finish(): readonly TraceChunk[] {
    this.#flush();
    return this.#chunks;
  }

  #flush(): void {
    if (this.#small.length < MANY) this.#chunks.push(...this.#small);
    else this.#chunks.push(joined(this.#small));
    this.#small = [];
  }
}

/** The rows of all `chunks`, which follow each other in time. */
function joined(chunks: readonly TraceChunk[]): TraceChunk {
  const [first] = chunks;
  const last = chunks[chunks.length - 1];
  const changes = new Numbering();
  const actors = new Numbering();
  actors.of(0);
  const goroutines = new Numbering();
  const counts: number[] = [];
  for (const { goroutine, first } of chunks)
    goroutine.forEach((g, k) => {
      const slot = goroutines.of(g);
      counts[slot] = (counts[slot] ?? 0) + first[k + 1] - first[k];
    });
  const ends = new Uint32Array(counts.length + 1);
  counts.forEach((count, slot) => (ends[slot + 1] = ends[slot] + count));
  const rows = ends[counts.length];
  const next = ends.slice();
  const offsets = last.endNs - first.startNs < 2 ** 32 ? Uint32Array : Float64Array;
  const offsetNs = new offsets(rows);
  // There are at most 2^15 rows, and a P's number is below 2^16.
  const change = new Uint16Array(rows);
  const actor = new Uint16Array(rows);
  for (const chunk of chunks) {
    const { state, reason, stack } = chunk.changes;
    chunk.goroutine.forEach((g, k) => {
      const slot = goroutines.of(g);
      for (let i = chunk.first[k]; i < chunk.first[k + 1]; i++) {
        const at = next[slot]++;
        const what = chunk.change[i];
        const isOther = state[what] === RUNNABLE || state[what] === WAITING;
        offsetNs[at] = chunk.startNs + chunk.offsetNs[i] - first.startNs;
        change[at] = changes.of(keyOf(state[what], reason[what], stack[what]));
        actor[at] = isOther ? actors.of(chunk.actors[chunk.actor[i]]) : chunk.actor[i];
      }
    });
  }
  return {
    ...{ generation: first.generation, startNs: first.startNs, endNs: last.endNs, checked: false },
    ...{ goroutine: Uint32Array.from(goroutines.values()), first: ends, offsetNs, change, actor },
    ...{ changes: changeTable(changes.values()), actors: Uint32Array.from(actors.values()) },
  };
}

/** The state in the low 3 bits, the reason in the next 8, then the stack: below 2^43. */
function keyOf(state: number, reason: number, stack: number): number {
  return state + reason * 2 ** 3 + stack * 2 ** 11;
}

function changeTable(keys: readonly number[]): TraceChunk['changes'] {
  return {
    state: Uint8Array.from(keys, (key) => key % 2 ** 3),
    reason: Uint8Array.from(keys, (key) => Math.floor(key / 2 ** 3) % 2 ** 8),
    stack: Uint32Array.from(keys, (key) => Math.floor(key / 2 ** 11)),
  };
}

/** Numbers in order of appearance. */
class Numbering {
  readonly #of = new Map<number, number>();

  of(value: number): number {
    const known = this.#of.get(value);
    if (known !== undefined) return known;
    this.#of.set(value, this.#of.size);
    return this.#of.size - 1;
  }

  values(): number[] {
    return [...this.#of.keys()];
  }
}
