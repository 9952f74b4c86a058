import type { GoroutineGroupRow } from '@core/api/queries';

/** How Go writes the operations that a profile does not print, so that profiles and dumps read alike. */
const WORDS: Readonly<Record<string, string>> = {
  'io wait': 'IO wait',
  'waitgroup wait': 'WaitGroup wait',
  'cond wait': 'Cond wait',
  'rwmutex lock': 'RWMutex lock',
  'rwmutex rlock': 'RWMutex rlock',
};

/** The state as printed, with the runtime's leak verdict. */
export function stateText(row: Pick<GoroutineGroupRow, 'state' | 'leaked'>): string {
  const state = WORDS[row.state] ?? row.state;
  return row.leaked && !state.includes('(leaked)') ? `${state} (leaked)` : state;
}
