import { operationIndex } from '@core/api/operation';
import type { ByteInterner } from '@core/model/byte-interner';
import { classifyGoroutines, type StackTables } from '@core/model/operation';
import { GOROUTINE_NO_CASES, GOROUTINE_RUNNING, type GoroutineTable } from '@core/model/tables';
import { TRACE_STATES } from '@core/model/trace';
import { NOT_EXIST, RUNNING, WAITING } from '@core/model/trace-profiles';
import type { TraceGoroutines } from './stitch-goroutines';

const UNKNOWN = TRACE_STATES.indexOf('undetermined');

/**
 * Goroutines that live at the end of the trace, as a goroutine dump would show them then: the state's word or, waiting, the reason as
 * the runtime's tracer writes it (`chan receive`, `network`, `sync`; `waiting` where only a status told), and the last stack of its
 * own. `stackTables` come from the finished builders; `strings` takes the words.
 */
export function livingGoroutines(
  goroutines: TraceGoroutines,
  reasons: readonly string[],
  endNs: number,
  strings: ByteInterner,
  stackTables: StackTables,
): GoroutineTable {
  const states = TRACE_STATES.map((state) => strings.internString(state));
  const why = reasons.map((reason) => (reason === '' ? states[WAITING] : strings.internString(reason)));
  const rows = living(goroutines);
  const count = rows.length;
  const stack = new Uint32Array(count);
  const state = new Uint32Array(count);
  const running = new Uint8Array(count);
  const goid = new Float64Array(count);
  const waitMinutes = new Int32Array(count);
  const creator = new Uint32Array(count);
  const creatorGoid = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const g = rows[row];
    const now = goroutines.state.data[g];
    const minutes = Math.floor((endNs - goroutines.sinceNs.data[g]) / 60e9);
    const creation = goroutines.creationStack.data[g];
    const maker = goroutines.creator.data[g];
    goid[row] = goroutines.ids.ids[g];
    stack[row] = goroutines.ownStack.data[g];
    state[row] = now === WAITING ? why[goroutines.reason.data[g]] : states[now];
    running[row] = now === RUNNING ? GOROUTINE_RUNNING : 0;
    waitMinutes[row] = now === WAITING && minutes > 0 ? minutes : -1;
    creator[row] = creation === 0 ? 0 : stackTables.stacks.frame[creation] + 1;
    creatorGoid[row] = maker === 0 ? -1 : goroutines.ids.ids[maker - 1];
  }
  const { operation, flags } = judged(stackTables, stack, state, strings);
  for (let row = 0; row < count; row++) flags[row] |= running[row];
  return {
    ...{ count, total: count, goid, weight: new Uint32Array(count).fill(1), stack, state, operation, flags },
    ...{ waitMinutes, creator, creatorGoid, labels: new Uint32Array(count) },
  };
}

/** Rows of those that live. */
function living({ state, count }: TraceGoroutines): Uint32Array {
  const lives = (g: number): boolean => state.data[g] !== UNKNOWN && state.data[g] !== NOT_EXIST;
  let alive = 0;
  for (let g = 0; g < count; g++) if (lives(g)) alive++;
  const rows = new Uint32Array(alive);
  for (let g = 0, row = 0; g < count; g++) if (lives(g)) rows[row++] = g;
  return rows;
}

/** The tracer's words for what other formats say in the scheduler's. */
function judged(
  tables: StackTables,
  stacks: Uint32Array,
  words: Uint32Array,
  strings: ByteInterner,
): { readonly operation: Uint8Array; readonly flags: Uint8Array } {
  const found = classifyGoroutines(tables, stacks, words);
  const network = strings.internString('network');
  const condition = strings.internString('sync.(*Cond).Wait');
  const forever = strings.internString('forever');
  const other = operationIndex('other');
  words.forEach((word, row) => {
    if (word === network) found.operation[row] = operationIndex('io wait');
    else if (word === condition) found.operation[row] = operationIndex('cond wait');
    else if (word === forever && found.operation[row] === other) {
      // A nil channel shows its frame; `select {}` has none of its own.
      found.operation[row] = operationIndex('select');
      found.flags[row] |= GOROUTINE_NO_CASES;
    }
  });
  return found;
}
