import { assertRows } from '@core/model/trace-integrity';
import type { TraceChangeTable } from '@core/model/trace';
import type {
  AnnotationColumns,
  GenerationInput,
  GenerationOutput,
  GoroutineColumns,
  HeapColumns,
  ProcColumns,
  RangeColumns,
} from './generation';
import { BLOCK, type Machine } from './machine';
import { Problems } from './problems';
import { Reasons } from './reasons';
import { GenerationTables } from './tables';
import { EVENT_KINDS, KIND_OF_TYPE, NO_THREAD } from './wire';

/** Lists of the module (assembly/index.ts). */
const PROCS = 0;
const RANGES = 1;
const HEAP = 2;
const ANNOTATIONS = 3;
const EARLY = 4;

/** Decodes one generation: bytes to columns. */
export function decodeGeneration(input: GenerationInput, machine: Machine): GenerationOutput {
  const problems = new Problems();
  const tables = new GenerationTables(input, problems);
  const reasons = new Reasons(tables);
  const samples = tables.samples();
  const endNs = machine.run({ input, problems, tables, reasons, samples });
  if (reasons.beyond > 0) problems.add('reasons', null, reasons.beyond);
  const { exports } = machine;
  const changes = changeTable(machine);
  const goroutines = goroutineColumns(machine);
  const rows = machine.chunks.map((chunk) => {
    if (!chunk.checked) assertRows(chunk, changes.state, goroutines.id.length + 1);
    return { ...chunk, checked: true };
  });
  return {
    generation: input.generation,
    initial: input.initial,
    events: exports.eventCount() + samples.count,
    emitted: exports.emittedCount(),
    startNs: input.syncNs,
    endNs,
    kinds: kinds(machine, samples.count),
    strings: tables.stringColumns(),
    stacks: tables.stackColumns(),
    goroutines,
    rows,
    reasons: Uint32Array.from(reasons.strings),
    changes,
    profile: machine.view(Float64Array, exports.profileAt(), changes.state.length).slice(),
    procs: procColumns(machine),
    ranges: rangeColumns(machine),
    heap: heapColumns(machine),
    annotations: annotationColumns(machine),
    samples: {
      atNs: machine.view(Float64Array, exports.sampleTimeAt(), samples.count).slice(),
      goroutine: Uint32Array.from(machine.view(Float64Array, exports.sampleGoroutineAt(), samples.count)),
      proc: Uint16Array.from(samples.proc, (proc) => Math.min(proc, 0xffff)),
      thread: samples.thread,
      stack: samples.stack,
    },
    threads: machine
      .view(Float64Array, exports.threadColumn(), exports.threadCount())
      .slice()
      .filter((id) => id !== NO_THREAD),
    early: machine.column(EARLY, Float64Array, 0),
    problems: problems.list(),
    spent: input.bytes,
  };
}

/** Events by row of EVENT_KINDS; the Sync in front is one. */
function kinds(machine: Machine, samples: number): Float64Array {
  const kinds = new Float64Array(EVENT_KINDS.length);
  const types = machine.view(Uint32Array, machine.exports.typeCountsAt(), 256);
  types.forEach((count, type) => (kinds[KIND_OF_TYPE[type]] += count));
  kinds[EVENT_KINDS.indexOf('Sync')]++;
  kinds[EVENT_KINDS.indexOf('StackSample')] += samples;
  kinds[EVENT_KINDS.indexOf('StateTransition')] += machine.exports.impliedCount();
  return kinds;
}

/** Keys of changes: the state in the low 3 bits, the reason in the next 8, then the stack. */
function changeTable(machine: Machine): TraceChangeTable {
  const count = machine.exports.changeCount();
  const words = machine.view(Uint32Array, machine.exports.changeKeysAt(), 2 * count);
  const state = new Uint8Array(count);
  const reason = new Uint8Array(count);
  const stack = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const low = words[2 * i];
    state[i] = low & 7;
    reason[i] = (low >>> 3) & 255;
    stack[i] = (low >>> 11) | (words[2 * i + 1] << 21);
  }
  return { state, reason, stack };
}

function goroutineColumns(machine: Machine): GoroutineColumns {
  const { exports } = machine;
  const count = exports.goroutineCount();
  const doubles = [0, 8, 16, 24].map((before) => ({ before, column: new Float64Array(count) }));
  const words = [32, 36, 40, 44, 48].map((before) => ({ before, column: new Uint32Array(count) }));
  const saidState = new Uint8Array(count);
  for (let from = 0; from < count; from += BLOCK) {
    const at = exports.goroutineBlock(from);
    const rows = Math.min(BLOCK, count - from);
    for (const { before, column } of doubles) column.set(machine.view(Float64Array, at + before * BLOCK, rows), from);
    for (const { before, column } of words) column.set(machine.view(Uint32Array, at + before * BLOCK, rows), from);
    saidState.set(machine.view(Uint8Array, at + 52 * BLOCK, rows), from);
  }
  const [id, createdNs, endedNs, saidNs] = doubles.map(({ column }) => column);
  const [creator, creationStack, entryStack, ownStack, saidStack] = words.map(({ column }) => column);
  return {
    ...{ id, createdNs, endedNs, creator, creationStack, entryStack, ownStack },
    ...{ saidState, saidNs, saidStack },
  };
}

function procColumns(machine: Machine): ProcColumns {
  return {
    atNs: machine.column(PROCS, Float64Array, 0),
    thread: machine.column(PROCS, Float64Array, 8),
    proc: machine.column(PROCS, Uint16Array, 16),
    state: machine.column(PROCS, Uint8Array, 18),
  };
}

function rangeColumns(machine: Machine): RangeColumns {
  return {
    startNs: machine.column(RANGES, Float64Array, 0),
    endNs: machine.column(RANGES, Float64Array, 8),
    sweptBytes: machine.column(RANGES, Float64Array, 16),
    reclaimedBytes: machine.column(RANGES, Float64Array, 24),
    name: machine.column(RANGES, Uint32Array, 32),
    goroutine: machine.column(RANGES, Uint32Array, 36),
    stack: machine.column(RANGES, Uint32Array, 40),
    proc: machine.column(RANGES, Uint16Array, 44),
    kind: machine.column(RANGES, Uint8Array, 46),
    continued: machine.column(RANGES, Uint8Array, 47),
  };
}

function heapColumns(machine: Machine): HeapColumns {
  return {
    atNs: machine.column(HEAP, Float64Array, 0),
    bytes: machine.column(HEAP, Float64Array, 8),
    kind: machine.column(HEAP, Uint8Array, 16),
  };
}

function annotationColumns(machine: Machine): AnnotationColumns {
  return {
    atNs: machine.column(ANNOTATIONS, Float64Array, 0),
    task: machine.column(ANNOTATIONS, Float64Array, 8),
    parent: machine.column(ANNOTATIONS, Float64Array, 16),
    goroutine: machine.column(ANNOTATIONS, Uint32Array, 24),
    name: machine.column(ANNOTATIONS, Uint32Array, 28),
    message: machine.column(ANNOTATIONS, Uint32Array, 32),
    stack: machine.column(ANNOTATIONS, Uint32Array, 36),
    type: machine.column(ANNOTATIONS, Uint8Array, 40),
  };
}
