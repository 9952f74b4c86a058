import type { TraceChangeTable } from '@core/model/trace';
import type { GenerationOutput, RowChunk } from './generation';
import type { TraceGoroutines } from './stitch-goroutines';

type Told = Pick<GenerationOutput, 'rows' | 'changes'>;

/**
 * The rows with those added that a later generation's statuses say anew: of goroutines that were unknown, or known in another state
 * (a lost generation, a broken order). Ordinarily there is none, and the rows are the generation's own.
 */
export function withStatuses(output: GenerationOutput, map: Uint32Array, known: TraceGoroutines): Told {
  const { saidState, saidNs } = output.goroutines;
  const fresh: number[] = [];
  for (let g = 0; g < map.length; g++)
    if (saidState[g] !== 0 && known.state.data[map[g]] !== saidState[g]) fresh.push(g);
  if (fresh.length === 0) return output;
  const last = output.rows.length - 1;
  const change = new Map(fresh.map((g, i) => [g, output.changes.state.length + i]));
  const rows = output.rows.map((chunk, i) => {
    const here = fresh.filter(
      (g) => (i === 0 || saidNs[g] >= chunk.startNs) && (i === last || saidNs[g] < output.rows[i + 1].startNs),
    );
    return here.length === 0 ? chunk : inserted(output, chunk, here, change);
  });
  return { rows, changes: withSaid(output, fresh) };
}

/** The changes, and after them one for each goroutine that said something new. */
function withSaid({ goroutines, changes }: GenerationOutput, fresh: readonly number[]): TraceChangeTable {
  const own = changes.state.length;
  const state = new Uint8Array(own + fresh.length);
  const reason = new Uint8Array(own + fresh.length);
  const stack = new Uint32Array(own + fresh.length);
  state.set(changes.state);
  reason.set(changes.reason);
  stack.set(changes.stack);
  fresh.forEach((g, i) => {
    state[own + i] = goroutines.saidState[g];
    stack[own + i] = goroutines.saidStack[g];
  });
  return { state, reason, stack };
}

/** `change` = what each of the goroutines said, as a change. */
function inserted(
  { goroutines }: GenerationOutput,
  chunk: RowChunk,
  fresh: readonly number[],
  change: ReadonlyMap<number, number>,
): RowChunk {
  const count = chunk.change.length + fresh.length;
  const place = new Map<number, number>();
  chunk.goroutine.forEach((g, k) => place.set(g, k));
  const said = new Set(fresh);
  const all = [...place.keys(), ...fresh.filter((g) => !place.has(g))];
  const out = {
    checked: false,
    startNs: chunk.startNs,
    endNs: chunk.endNs,
    goroutine: Uint32Array.from(all),
    first: new Uint32Array(all.length + 1),
    // A status may be said long after the chunk's last row.
    offsetNs: new Float64Array(count),
    change: new Uint32Array(count),
    actor: new Uint32Array(count),
  };
  let at = 0;
  all.forEach((g, row) => {
    if (said.has(g)) {
      out.offsetNs[at] = goroutines.saidNs[g] - chunk.startNs;
      out.change[at++] = change.get(g) ?? 0;
    }
    const k = place.get(g);
    for (let i = k === undefined ? 0 : chunk.first[k]; k !== undefined && i < chunk.first[k + 1]; i++, at++) {
      out.offsetNs[at] = chunk.offsetNs[i];
      out.change[at] = chunk.change[i];
      out.actor[at] = chunk.actor[i];
    }
    out.first[row + 1] = at;
  });
  return out;
}
