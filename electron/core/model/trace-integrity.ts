import { below, fail, sized } from './integrity-checks';
import type { Capture } from './tables';
import { RANGE_KINDS, TRACE_STATES, type TraceChangeTable, type TraceChunk, type TraceTables } from './trace';

const RUNNABLE = TRACE_STATES.indexOf('runnable');
const WAITING = TRACE_STATES.indexOf('waiting');

/** The part of `assertIntegrity` that walks the tables of a trace. */
export function assertTrace(trace: TraceTables, capture: Pick<Capture, 'strings' | 'stacks' | 'frames'>): void {
  const { goroutines, procs, ranges, heap, tasks, regions, logs, cpuSamples } = trace;
  const strings = capture.strings.count;
  const stacks = capture.stacks.count;
  const owners = goroutines.count + 1;
  below('trace.goroutines.creator', goroutines.creator, goroutines.count, owners);
  below('trace.goroutines.creationStack', goroutines.creationStack, goroutines.count, stacks);
  below('trace.goroutines.entry', goroutines.entry, goroutines.count, capture.frames.count + 1);
  below('trace.goroutines.label', goroutines.label, goroutines.count, strings);
  sized('trace.goroutines', goroutines.count, [goroutines.id, goroutines.createdNs, goroutines.endedNs]);
  let end = -Infinity;
  let before: TraceChunk | null = null;
  for (const chunk of trace.chunks) {
    if (chunk.startNs < end)
      fail('trace.chunks', `generation ${chunk.generation} begins before the chunk before it ends`);
    end = chunk.endNs;
    // Chunks of a generation share these.
    if (chunk.changes !== before?.changes) assertChanges(chunk.changes, trace.reasons.length, stacks);
    if (chunk.actors !== before?.actors) below('trace chunk.actors', chunk.actors, chunk.actors.length, owners);
    before = chunk;
    below('trace chunk.goroutine', chunk.goroutine, chunk.first.length - 1, goroutines.count);
    if (!chunk.checked) assertRows(chunk, chunk.changes.state, chunk.actors.length);
  }
  sized('trace.procs', procs.count, [procs.proc, procs.atNs, procs.state, procs.thread]);
  below('trace.ranges.kind', ranges.kind, ranges.count, RANGE_KINDS.length);
  below('trace.ranges.name', ranges.name, ranges.count, strings);
  below('trace.ranges.goroutine', ranges.goroutine, ranges.count, owners);
  below('trace.ranges.stack', ranges.stack, ranges.count, stacks);
  sized('trace.ranges', ranges.count, [ranges.startNs, ranges.endNs, ranges.proc]);
  sized('trace.ranges', ranges.count, [ranges.sweptBytes, ranges.reclaimedBytes]);
  below('trace.heap.kind', heap.kind, heap.count, 2);
  sized('trace.heap', heap.count, [heap.atNs, heap.bytes]);
  below('trace.tasks.name', tasks.name, tasks.count, strings);
  below('trace.tasks.goroutine', tasks.goroutine, tasks.count, owners);
  below('trace.tasks.stack', tasks.stack, tasks.count, stacks);
  sized('trace.tasks', tasks.count, [tasks.id, tasks.parent, tasks.startNs, tasks.endNs]);
  // A parent comes before its children, so there is no circle.
  for (let i = 0; i < tasks.count; i++)
    if (tasks.parent[i] > i) fail('trace.tasks.parent', `row ${i} is not after its parent ${tasks.parent[i] - 1}`);
  below('trace.regions.goroutine', regions.goroutine, regions.count, goroutines.count);
  below('trace.regions.task', regions.task, regions.count, tasks.count + 1);
  below('trace.regions.name', regions.name, regions.count, strings);
  below('trace.regions.stack', regions.stack, regions.count, stacks);
  sized('trace.regions', regions.count, [regions.startNs, regions.endNs]);
  below('trace.logs.goroutine', logs.goroutine, logs.count, goroutines.count);
  below('trace.logs.task', logs.task, logs.count, tasks.count + 1);
  below('trace.logs.category', logs.category, logs.count, strings);
  below('trace.logs.message', logs.message, logs.count, strings);
  below('trace.logs.stack', logs.stack, logs.count, stacks);
  below('trace.cpuSamples.goroutine', cpuSamples.goroutine, cpuSamples.count, owners);
  below('trace.cpuSamples.stack', cpuSamples.stack, cpuSamples.count, stacks);
  sized('trace.cpuSamples', cpuSamples.count, [cpuSamples.atNs, cpuSamples.proc, cpuSamples.thread]);
}

type Rows = Pick<TraceChunk, 'goroutine' | 'first' | 'offsetNs' | 'change' | 'actor'>;

function assertChanges({ state, reason, stack }: TraceChangeTable, reasons: number, stacks: number): void {
  below('trace chunk.changes.state', state, state.length, TRACE_STATES.length);
  below('trace chunk.changes.reason', reason, state.length, reasons);
  below('trace chunk.changes.stack', stack, state.length, stacks);
}

/**
 * The rows of a chunk, of which the decoder has them checked on the thread that made them. `state` = the state by change, `actors` =
 * entries of that table. Column by column, each kind of column in a loop of its own: these are by far the most rows of all.
 */
export function assertRows(chunk: Rows, state: Uint8Array, actors: number): void {
  const { goroutine, first, offsetNs, change, actor } = chunk;
  const count = change.length;
  sized('trace chunk', count, [offsetNs, actor]);
  if (first[0] !== 0 || first[goroutine.length] !== count) fail('trace chunk.first', 'does not cover all rows');
  if (count > 0 && largest(change) >= state.length) fail('trace chunk.change', 'leads nowhere');
  if (largest(actor) >= actors) {
    for (let row = 0; row < count; row++) {
      const entered = state[change[row]];
      const names = entered === RUNNABLE || entered === WAITING;
      if (names && actor[row] >= actors) fail('trace chunk.actor', `row ${row} leads nowhere`);
    }
  }
  const back = offsetNs instanceof Uint32Array ? goesBack32(offsetNs, first) : goesBack64(offsetNs, first);
  if (back === 'empty') fail('trace chunk.first', 'a goroutine has no rows');
  if (back === 'back') fail('trace chunk.offsetNs', 'goes backwards');
}

function largest(column: Uint16Array | Uint32Array): number {
  return column instanceof Uint16Array ? largest16(column) : largest32(column);
}

function largest16(column: Uint16Array): number {
  let most = 0;
  for (let row = 0; row < column.length; row++) most = Math.max(most, column[row]);
  return most;
}

function largest32(column: Uint32Array): number {
  let most = 0;
  for (let row = 0; row < column.length; row++) if (column[row] > most) most = column[row];
  return most;
}

/** What is wrong with the rows of a goroutine: there are none, or their times do not ascend. */
type Wrong = 'empty' | 'back' | null;

function goesBack32(offsetNs: Uint32Array, first: Uint32Array): Wrong {
  for (let k = 0; k + 1 < first.length; k++) {
    const end = first[k + 1];
    if (first[k] >= end) return 'empty';
    let before = 0;
    for (let row = first[k]; row < end; row++) {
      const offset = offsetNs[row];
      if (offset < before) return 'back';
      before = offset;
    }
  }
  return null;
}

function goesBack64(offsetNs: Float64Array, first: Uint32Array): Wrong {
  for (let k = 0; k + 1 < first.length; k++) {
    if (first[k] >= first[k + 1]) return 'empty';
    for (let row = first[k] + 1; row < first[k + 1]; row++) if (!(offsetNs[row] >= offsetNs[row - 1])) return 'back';
  }
  return null;
}
