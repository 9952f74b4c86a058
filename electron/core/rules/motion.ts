import { TRACE_STATES } from '@core/model/trace';
import type { GoroutineView } from './context';

const WAITING = TRACE_STATES.indexOf('waiting');
const known = new WeakMap<GoroutineView, Uint8Array>();

/**
 * How many members of a group were woken while the trace was recorded from where they wait at its end: idle workers of a busy pool are,
 * one that is stuck cannot be. To have run before it came there means nothing. Null where the capture is of one moment.
 */
export function wokenThere(view: GoroutineView, group: number): number | null {
  if (view.analysis.capture.trace === null) return null;
  let woken = known.get(view);
  if (woken === undefined) known.set(view, (woken = wokenRows(view)));
  const { start, members } = view.groups;
  let count = 0;
  for (let m = start[group]; m < start[group + 1]; m++) count += woken[members[m]];
  return count;
}

/** One byte a row of the goroutine table: it has waited at the place of its last wait more than once. */
function wokenRows({ analysis, table }: GoroutineView): Uint8Array {
  const woken = new Uint8Array(table.count);
  const { trace } = analysis.capture;
  if (trace === null) return woken;
  const { site } = analysis.sites;
  const rowOfId = new Map<number, number>();
  for (let row = 0; row < table.count; row++) rowOfId.set(table.goid[row], row);
  const rows = Int32Array.from(trace.goroutines.id, (id) => rowOfId.get(id) ?? -1);
  const last = new Uint8Array(trace.goroutines.count);
  const waits = new Uint32Array(table.count);
  for (const chunk of trace.chunks) {
    for (let k = 0; k < chunk.goroutine.length; k++) {
      const g = chunk.goroutine[k];
      const row = rows[g];
      if (row < 0) continue;
      const place = site[table.stack[row]];
      for (let i = chunk.first[k]; i < chunk.first[k + 1]; i++) {
        const change = chunk.change[i];
        const state = chunk.changes.state[change];
        // A generation begins by saying again what goroutines do.
        if (state === WAITING && last[g] !== WAITING && site[chunk.changes.stack[change]] === place && ++waits[row] > 1)
          woken[row] = 1;
        last[g] = state;
      }
    }
  }
  return woken;
}
