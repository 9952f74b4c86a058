import { PATTERNS } from './patterns/registry';
import { RULES } from './registry';
import type { Rule } from './rule';
import { RUNTIME_LEAK_MARK, stuck } from './stuck';
import { UNREACHABLE } from './unreachable';

type BuiltIn = Pick<Rule, 'id' | 'reports' | 'traps'>;

const leakMark: BuiltIn = {
  id: RUNTIME_LEAK_MARK,
  reports: 'Goroutines that the runtime itself has proven leaked, where no pattern names how.',
  traps: 'None: nothing alive can reach what they wait for.',
};

const unreachable: BuiltIn = {
  id: UNREACHABLE,
  reports: 'Goroutines that wait for something which nothing in their process can reach, where no pattern names how.',
  traps:
    'Looked for in memory: three passes over a process that runs are strong, two stops prove it. main.main that waits for ever is an idiom and ' +
    'is left out. None found is no innocence: a stale word can hide a leak.',
};

/** What findings can be called, the surest rules first: the patterns stand in place of the rule that judges by them. */
export const BUILT_IN: readonly BuiltIn[] = RULES.flatMap((rule) =>
  rule === stuck ? [leakMark, unreachable, ...PATTERNS] : [rule],
);
