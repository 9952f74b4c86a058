import type { TraceChangeTable } from '@core/model/trace';
import type { GenerationOutput, RowChunk } from './generation';
import type { TraceGoroutines } from './stitch-goroutines';

type Told = Pick<GenerationOutput, 'rows' | 'changes'>;

/**
 * The rows with those added that a later generation's statuses say anew: of goroutines that were unknown, or known in another state
 * (a lost generation, a broken order). Ordinarily there is none, and the rows are the generation's own.
 */
export function withStatuses(output: GenerationOutput, map: Uint32Array, known: TraceGoroutines): Told {
  const { goroutine, state, atNs } = output.goroutines.said;
  const news = (row: number): boolean => known.state.data[map[goroutine[row]]] !== state[row];
  let count = 0;
  for (let row = 0; row < goroutine.length; row++) if (news(row)) count++;
  if (count === 0) return output;
  const fresh = new Uint32Array(count);
  for (let row = 0, i = 0; row < goroutine.length; row++) if (news(row)) fresh[i++] = row;
  const inserter = new Inserter(output);
  let from = 0;
  const rows = output.rows.map((chunk, i) => {
    const until = i + 1 < output.rows.length ? output.rows[i + 1].startNs : Infinity;
    let to = from;
    while (to < count && atNs[fresh[to]] < until) to++;
    const told = to === from ? chunk : inserter.inserted(chunk, fresh, from, to);
    from = to;
    return told;
  });
  return { rows, changes: withSaid(output, fresh) };
}

/** The changes, and after them one for each status that is news. */
function withSaid({ goroutines, changes }: GenerationOutput, fresh: Uint32Array): TraceChangeTable {
  const own = changes.state.length;
  const state = new Uint8Array(own + fresh.length);
  const reason = new Uint8Array(own + fresh.length);
  const stack = new Uint32Array(own + fresh.length);
  state.set(changes.state);
  reason.set(changes.reason);
  stack.set(changes.stack);
  fresh.forEach((row, i) => {
    state[own + i] = goroutines.said.state[row];
    stack[own + i] = goroutines.said.stack[row];
  });
  return { state, reason, stack };
}

/** Puts statuses in front of their goroutines' rows: nothing comes before the first that is said of one. */
class Inserter {
  readonly #output: GenerationOutput;
  /** By goroutine, + 1: its place in the chunk at hand; the status to insert there. Zeros between two chunks. */
  readonly #place: Uint32Array;
  readonly #news: Uint32Array;

  constructor(output: GenerationOutput) {
    this.#output = output;
    this.#place = new Uint32Array(output.goroutines.id.length);
    this.#news = new Uint32Array(output.goroutines.id.length);
  }

  /** The chunk with the statuses `fresh[from, to)`. */
  inserted(chunk: RowChunk, fresh: Uint32Array, from: number, to: number): RowChunk {
    const { said } = this.#output.goroutines;
    const all = this.#goroutines(chunk, fresh, from, to);
    const count = chunk.change.length + (to - from);
    const out = {
      checked: false,
      startNs: chunk.startNs,
      endNs: chunk.endNs,
      goroutine: all,
      first: new Uint32Array(all.length + 1),
      // A status may be said long after the chunk's last row.
      offsetNs: new Float64Array(count),
      change: new Uint32Array(count),
      actor: new Uint32Array(count),
    };
    const own = this.#output.changes.state.length;
    let at = 0;
    for (let k = 0; k < all.length; k++) {
      const news = this.#news[all[k]];
      if (news > 0) {
        out.offsetNs[at] = said.atNs[fresh[news - 1]] - chunk.startNs;
        out.change[at++] = own + news - 1;
      }
      const place = this.#place[all[k]];
      const end = place === 0 ? 0 : chunk.first[place];
      for (let i = place === 0 ? 0 : chunk.first[place - 1]; i < end; i++, at++) {
        out.offsetNs[at] = chunk.offsetNs[i];
        out.change[at] = chunk.change[i];
        out.actor[at] = chunk.actor[i];
      }
      out.first[k + 1] = at;
      this.#news[all[k]] = this.#place[all[k]] = 0;
    }
    return out;
  }

  /** The chunk's goroutines, and after them those that only the statuses name; notes the place of each. */
  #goroutines({ goroutine }: RowChunk, fresh: Uint32Array, from: number, to: number): Uint32Array {
    const { said } = this.#output.goroutines;
    goroutine.forEach((g, k) => (this.#place[g] = k + 1));
    let count = goroutine.length;
    for (let i = from; i < to; i++) {
      const g = said.goroutine[fresh[i]];
      this.#news[g] = i + 1;
      if (this.#place[g] === 0) count++;
    }
    const all = new Uint32Array(count);
    all.set(goroutine);
    let at = goroutine.length;
    for (let i = from; i < to; i++) {
      const g = said.goroutine[fresh[i]];
      if (this.#place[g] === 0) all[at++] = g;
    }
    return all;
  }
}
