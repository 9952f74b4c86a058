import { PATTERNS } from './patterns/registry';
import { RULES } from './registry';
import type { Rule } from './rule';
import { RUNTIME_LEAK_MARK, stuck } from './stuck';

type BuiltIn = Pick<Rule, 'id' | 'reports' | 'traps'>;

const leakMark: BuiltIn = {
  id: RUNTIME_LEAK_MARK,
  reports: 'Goroutines that the runtime itself has proven leaked, where no pattern names how.',
  traps: 'None: nothing alive can reach what they wait for.',
};

/** What findings can be called, the surest rules first: the patterns stand in place of the rule that judges by them. */
export const BUILT_IN: readonly BuiltIn[] = RULES.flatMap((rule) =>
  rule === stuck ? [leakMark, ...PATTERNS] : [rule],
);
