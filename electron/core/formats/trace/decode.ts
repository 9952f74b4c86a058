import { assertRows } from '@core/model/trace-integrity';
import { NO_PROC, type TraceChangeTable } from '@core/model/trace';
import type { GenerationInput, GenerationOutput, GoroutineColumns } from './generation';
import { BLOCK, type Column, type ColumnType, type Machine } from './machine';
import { Problems } from './problems';
import { Reasons } from './reasons';
import { EVENT_KINDS, KIND_OF_TYPE, NO_THREAD } from './wire';

/** Lists of the module (assembly/index.ts). */
const PROCS = 0;
const RANGES = 1;
const HEAP = 2;
const ANNOTATIONS = 3;
const EARLY = 4;
const BIRTHS = 5;
const SAID = 6;

/** Their columns, in the order of a block (assembly/lists.ts). */
const PROC_COLUMNS = { atNs: Float64Array, thread: Float64Array, proc: Uint16Array, state: Uint8Array };
const RANGE_COLUMNS = {
  ...{ startNs: Float64Array, endNs: Float64Array, sweptBytes: Float64Array, reclaimedBytes: Float64Array },
  ...{ name: Uint32Array, goroutine: Uint32Array, stack: Uint32Array, proc: Uint16Array },
  ...{ kind: Uint8Array, continued: Uint8Array },
};
const HEAP_COLUMNS = { atNs: Float64Array, bytes: Float64Array, kind: Uint8Array };
const ANNOTATION_COLUMNS = {
  ...{ atNs: Float64Array, task: Float64Array, parent: Float64Array },
  ...{ goroutine: Uint32Array, name: Uint32Array, message: Uint32Array, stack: Uint32Array, type: Uint8Array },
};
const BIRTH_COLUMNS = {
  ...{ atNs: Float64Array, goroutine: Uint32Array, creator: Uint32Array },
  ...{ creationStack: Uint32Array, entryStack: Uint32Array },
};
const SAID_COLUMNS = { atNs: Float64Array, goroutine: Uint32Array, stack: Uint32Array, state: Uint8Array };

/** Decodes one generation: bytes to columns. */
export function decodeGeneration(input: GenerationInput, machine: Machine): GenerationOutput {
  const problems = new Problems();
  const { tables } = machine;
  tables.read(input, problems);
  const reasons = new Reasons(tables);
  const samples = tables.samples();
  const endNs = machine.run({ input, problems, reasons, samples });
  if (reasons.beyond > 0) problems.add('reasons', null, reasons.beyond);
  const { exports } = machine;
  const changes = changeTable(machine);
  const goroutines = goroutineColumns(machine);
  for (const chunk of machine.chunks) {
    if (!chunk.checked) assertRows(chunk, changes.state, goroutines.id.length + 1);
    chunk.checked = true;
  }
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
    rows: machine.chunks,
    reasons: Uint32Array.from(reasons.strings),
    changes,
    profile: machine.view(Float64Array, exports.profileAt(), changes.state.length).slice(),
    procs: listColumns(machine, PROCS, PROC_COLUMNS),
    ranges: listColumns(machine, RANGES, RANGE_COLUMNS),
    heap: listColumns(machine, HEAP, HEAP_COLUMNS),
    annotations: listColumns(machine, ANNOTATIONS, ANNOTATION_COLUMNS),
    samples: {
      atNs: machine.view(Float64Array, exports.sampleTimeAt(), samples.count).slice(),
      goroutine: new Uint32Array(machine.view(Float64Array, exports.sampleGoroutineAt(), samples.count)),
      proc: procNumbers(samples.proc),
      thread: samples.thread,
      stack: samples.stack,
    },
    threads: threads(machine),
    early: machine.column(EARLY, Float64Array, 0),
    problems: problems.list(),
    spent: input.bytes,
  };
}

function procNumbers(procs: Float64Array): Uint16Array {
  const numbers = new Uint16Array(procs.length);
  for (let i = 0; i < procs.length; i++) numbers[i] = Math.min(procs[i], NO_PROC);
  return numbers;
}

function threads(machine: Machine): Float64Array {
  const { exports } = machine;
  const all = machine.view(Float64Array, exports.threadColumn(), exports.threadCount()).slice();
  let count = 0;
  for (const id of all) if (id !== NO_THREAD) all[count++] = id;
  return all.subarray(0, count);
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
  const id = new Float64Array(count);
  const endedNs = new Float64Array(count);
  const ownStack = new Uint32Array(count);
  for (let from = 0; from < count; from += BLOCK) {
    const at = exports.goroutineBlock(from);
    const rows = Math.min(BLOCK, count - from);
    id.set(machine.view(Float64Array, at, rows), from);
    endedNs.set(machine.view(Float64Array, at + 8 * BLOCK, rows), from);
    ownStack.set(machine.view(Uint32Array, at + 16 * BLOCK, rows), from);
  }
  return {
    id,
    endedNs,
    ownStack,
    births: listColumns(machine, BIRTHS, BIRTH_COLUMNS),
    said: listColumns(machine, SAID, SAID_COLUMNS),
  };
}

type ColumnsOf<T extends ColumnTypes> = { readonly [K in keyof T]: InstanceType<T[K]> };
type ColumnTypes = Readonly<Record<string, ColumnType<Column>>>;

/** All columns of a list. */
function listColumns<T extends ColumnTypes>(machine: Machine, list: number, types: T): ColumnsOf<T> {
  const columns: Record<string, Column> = {};
  let before = 0;
  for (const [name, type] of Object.entries(types)) {
    columns[name] = machine.column(list, type, before);
    before += type.BYTES_PER_ELEMENT;
  }
  return columns as ColumnsOf<T>;
}
