const CHANNEL = [1, 2, 3, 4, 5, 6, 7, 10, 12, 13, 14, 16];

/**
 * Numbers of the taxonomy that an answer about a bug of each sub-type may have: the corpus says what kind of thing went wrong, not
 * which of our patterns it is, so this judges the family only.
 */
const SUBTYPES: Readonly<Record<string, readonly number[]>> = {
  channel: CHANNEL,
  'channel & lock': [...CHANNEL, 19, 23],
  'channel & context': [...CHANNEL, 11],
  'channel & waitgroup': [...CHANNEL, 23, 25, 26],
  'channel & condition variable': [...CHANNEL, 28],
  'condition variable': [28],
  'misuse waitgroup': [25, 26, 27],
  'double locking': [18, 19, 21, 22],
  'missing unlock': [18, 19],
  'rwr deadlock': [18, 21, 22],
  'ab-ba deadlock': [20],
};

/** The programs beside the kernels, by what their sources say. */
const PROGRAMS: Readonly<Record<string, readonly number[]>> = {
  NoCloseRange: [3, 6, 12, 14],
  MethodContractViolation: [7],
  DoubleSend: [5],
  EarlyReturn: [1],
  NCastLeak: [3, 4],
  Timeout: [2],
  NilRecv: [8],
  NilSend: [8],
  SelectNoCases: [9],
  SelectNoCasesMain: [4, 6, 10],
  ChanRecv: [4, 6, 10],
  ChanSend: [1, 3],
  Select: [7],
  WaitGroup: [25],
  MutexStack: [18, 19],
  MutexHeap: [18, 19],
  RWMutexRLock: [18, 19, 22],
  RWMutexLock: [18, 19],
  Cond: [28],
  Mixed: [26],
  SpawnGC: [4, 6, 10],
};

/** Patterns of every program of the corpus, from the table of each bug in the README of the kernels. */
export function gokerPatterns(readme: string): (program: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  for (const [, name, subtype] of readme.matchAll(/^\|\[(\w+#\d+)\]\|.*\| *([^|]+?) *\|$/gm)) {
    const numbers = SUBTYPES[subtype.toLowerCase().replace('ab-ba leak', 'ab-ba deadlock')];
    if (numbers === undefined) throw new Error(`${name}: no patterns for the sub-type ${subtype}`);
    known.set(name.replace('#', ''), numbers);
  }
  return (program) => PROGRAMS[program] ?? known.get(program.toLowerCase()) ?? [];
}
