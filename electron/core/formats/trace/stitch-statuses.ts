import type { GenerationOutput, RowChunk } from './generation';
import type { TraceGoroutines } from './stitch-goroutines';

/**
 * The rows with those added that a later generation's statuses say anew: of goroutines that were unknown, or known in another state
 * (a lost generation, a broken order). Ordinarily there is none, and the rows are the generation's own.
 */
export function withStatuses(output: GenerationOutput, map: Uint32Array, known: TraceGoroutines): readonly RowChunk[] {
  const { saidState, saidNs } = output.goroutines;
  const fresh: number[] = [];
  for (let g = 0; g < map.length; g++)
    if (saidState[g] !== 0 && known.state.data[map[g]] !== saidState[g]) fresh.push(g);
  if (fresh.length === 0) return output.rows;
  const last = output.rows.length - 1;
  return output.rows.map((chunk, i) => {
    const here = fresh.filter(
      (g) => (i === 0 || saidNs[g] >= chunk.startNs) && (i === last || saidNs[g] < output.rows[i + 1].startNs),
    );
    return here.length === 0 ? chunk : inserted(output, chunk, here);
  });
}

function inserted({ goroutines }: GenerationOutput, chunk: RowChunk, fresh: readonly number[]): RowChunk {
  const count = chunk.state.length + fresh.length;
  const place = new Map<number, number>();
  chunk.goroutine.forEach((g, k) => place.set(g, k));
  const said = new Set(fresh);
  const all = [...place.keys(), ...fresh.filter((g) => !place.has(g))];
  const out = {
    startNs: chunk.startNs,
    endNs: chunk.endNs,
    goroutine: Uint32Array.from(all),
    first: new Uint32Array(all.length + 1),
    offsetNs: chunk.offsetNs instanceof Uint32Array ? new Uint32Array(count) : new Float64Array(count),
    state: new Uint8Array(count),
    reason: new Uint8Array(count),
    stack: new Uint32Array(count),
    actor: new Uint32Array(count),
  };
  let at = 0;
  all.forEach((g, row) => {
    if (said.has(g)) {
      out.offsetNs[at] = goroutines.saidNs[g] - chunk.startNs;
      out.state[at] = goroutines.saidState[g];
      out.stack[at++] = goroutines.saidStack[g];
    }
    const k = place.get(g);
    for (let i = k === undefined ? 0 : chunk.first[k]; k !== undefined && i < chunk.first[k + 1]; i++, at++) {
      out.offsetNs[at] = chunk.offsetNs[i];
      out.state[at] = chunk.state[i];
      out.reason[at] = chunk.reason[i];
      out.stack[at] = chunk.stack[i];
      out.actor[at] = chunk.actor[i];
    }
    out.first[row + 1] = at;
  });
  return out;
}
