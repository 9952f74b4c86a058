import { operationIndex } from '@core/api/operation';
import type { ByteInterner } from '@core/model/byte-interner';
import { GoroutineBuilder } from '@core/model/goroutine-builder';
import { classifyGoroutines, type StackTables } from '@core/model/operation';
import { GOROUTINE_NO_CASES, GOROUTINE_RUNNING, type GoroutineTable } from '@core/model/tables';
import { TRACE_STATES } from '@core/model/trace';
import { NOT_EXIST, RUNNING, WAITING } from './profiles';
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
  const builder = new GoroutineBuilder();
  const stacks: number[] = [];
  const words: number[] = [];
  for (let g = 0; g < goroutines.count; g++) {
    const state = goroutines.state.data[g];
    if (state === UNKNOWN || state === NOT_EXIST) continue;
    const minutes = Math.floor((endNs - goroutines.sinceNs.data[g]) / 60e9);
    const creation = goroutines.creationStack.data[g];
    const creator = goroutines.creator.data[g];
    const word = state === WAITING ? why[goroutines.reason.data[g]] : states[state];
    const stack = goroutines.ownStack.data[g];
    stacks.push(stack);
    words.push(word);
    builder.add({
      goid: goroutines.ids.ids[g],
      weight: 1,
      stack,
      state: word,
      flags: state === RUNNING ? GOROUTINE_RUNNING : 0,
      waitMinutes: state === WAITING && minutes > 0 ? minutes : -1,
      creator: creation === 0 ? 0 : stackTables.stacks.frame[creation] + 1,
      creatorGoid: creator === 0 ? -1 : goroutines.ids.ids[creator - 1],
      labels: 0,
    });
  }
  return builder.finish(stackTables, judged(stackTables, stacks, words, strings));
}

/** The tracer's words for what other formats say in the scheduler's. */
function judged(
  tables: StackTables,
  stacks: readonly number[],
  words: readonly number[],
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
