import { FEW } from './columns';
import { GrowableColumn } from '@core/base/columns';
import { assertRows } from '@core/model/trace-integrity';
import { Frontier } from './frontier';
import type { GenerationInput, GenerationOutput } from './generation';
import { GoroutineStates } from './goroutine-states';
import { AnnotationList, SampleList, taken } from './lists';
import { putInOrder } from './order';
import { applyOrdinary } from './order-quick';
import { OrderState } from './order-state';
import { Problems } from './problems';
import { Reasons } from './reasons';
import { RowBuffer } from './rows';
import { GenerationTables } from './tables';

/** Buffers that are used again for generation after generation of one thread. */
interface Scratch {
  readonly rows: RowBuffer;
  readonly goroutines: GoroutineStates;
  readonly annotations: AnnotationList;
  readonly early: GrowableColumn<Float64Array>;
}

export function newScratch(): Scratch {
  return {
    rows: new RowBuffer(),
    goroutines: new GoroutineStates(),
    annotations: new AnnotationList(),
    early: new GrowableColumn(Float64Array, FEW),
  };
}

/** Decodes one generation: bytes to columns, nothing kept but the scratch buffers. Tests leave `quick` out. */
export function decodeGeneration(
  input: GenerationInput,
  scratch: Scratch,
  quick: typeof applyOrdinary = applyOrdinary,
): GenerationOutput {
  const { rows, goroutines } = scratch;
  rows.begin(input.syncNs);
  goroutines.clear();
  const problems = new Problems();
  const tables = new GenerationTables(input, problems);
  const reasons = new Reasons(tables);
  const frontier = new Frontier(input, problems);
  const state = new OrderState({ ...scratch, input, problems, tables, reasons, frontier });
  const samples = new SampleList();
  const events = putInOrder(state, frontier, tables.samples(), samples, quick);
  if (reasons.beyond > 0) problems.add('reasons', null, reasons.beyond);

  rows.flush();
  const changes = rows.changes.finish();
  const checked = rows.chunks.map((chunk) => {
    assertRows(chunk, changes.state, goroutines.ids.count + 1);
    return { ...chunk, checked: true };
  });
  return {
    generation: input.generation,
    initial: input.initial,
    events,
    emitted: state.emitted,
    startNs: input.syncNs,
    endNs: state.now[0],
    kinds: state.kinds(),
    strings: tables.stringColumns(),
    stacks: tables.stackColumns(),
    goroutines: goroutines.columns(),
    rows: checked,
    reasons: Uint32Array.from(reasons.strings),
    changes,
    profile: rows.profile.subarray(0, changes.state.length),
    procs: state.procColumns(),
    ranges: state.ranges.finish(),
    heap: state.heap.finish(),
    annotations: scratch.annotations.finish(),
    samples: samples.finish(),
    threads: state.threadColumn(),
    early: taken(scratch.early),
    problems: problems.list(),
    spent: input.bytes,
  };
}
