import type { LeakComparison } from '@core/api/findings';
import { codeRef } from '@core/analysis/site';
import { GOROUTINE_NIL_CHANNEL, GOROUTINE_NO_CASES, GOROUTINE_UNREACHABLE } from '@core/model/tables';
import { operationOf, type GoroutineView, type RuleContext } from './context';

/** What the verdict of memory rests on: nothing reaches what they wait for, or there is nothing that they wait for. */
const CANNOT_WAKE = GOROUTINE_UNREACHABLE | GOROUTINE_NIL_CHANNEL | GOROUTINE_NO_CASES;
const MOST_DIFFERENCES = 50;

/**
 * The verdicts that were read from memory beside those of the runtime's own leak profile, by site: the profile has no goroutine ids. Null where
 * one of both is missing. Goroutines that leaked between the two are differences, too.
 */
export function compareLeaks({ goroutines, leakProfile }: RuleContext): LeakComparison | null {
  const verdicts = goroutines?.analysis.capture.unreachable;
  if (goroutines === null || leakProfile === null || verdicts === undefined) return null;
  const sites = new Map<
    string,
    { readonly view: GoroutineView; readonly group: number; memory: number; runtime: number }
  >();
  for (let group = 0; group < goroutines.groups.count; group++) {
    const memory = cannotWake(goroutines, group);
    if (memory > 0) sites.set(goroutines.groups.handle(group), { view: goroutines, group, memory, runtime: 0 });
  }
  const { groups } = leakProfile;
  for (let group = 0; group < groups.count; group++) {
    const known = sites.get(groups.handle(group));
    const runtime = groups.weight[group];
    if (known === undefined) sites.set(groups.handle(group), { view: leakProfile, group, memory: 0, runtime });
    else known.runtime = runtime;
  }
  const all = [...sites.values()];
  const differing = all
    .filter(({ memory, runtime }) => memory !== runtime)
    .sort((a, b) => Math.abs(b.memory - b.runtime) - Math.abs(a.memory - a.runtime));
  const sum = (of: (one: (typeof all)[number]) => number): number => all.reduce((total, one) => total + of(one), 0);
  const grade = verdicts.proof !== null && verdicts.proof.found > 0 ? 'proven' : 'strong';
  return {
    grade,
    both: sum(({ memory, runtime }) => Math.min(memory, runtime)),
    onlyMemory: sum(({ memory, runtime }) => Math.max(0, memory - runtime)),
    onlyRuntime: sum(({ memory, runtime }) => Math.max(0, runtime - memory)),
    differences: differing.slice(0, MOST_DIFFERENCES).map(({ view, group, memory, runtime }) => ({
      site: codeRef(view.analysis.capture, view.groups.site[group]),
      operation: operationOf(view, group),
      memory,
      runtime,
    })),
    folded: Math.max(0, differing.length - MOST_DIFFERENCES),
  };
}

function cannotWake({ groups, table }: GoroutineView, group: number): number {
  if ((groups.anyFlags[group] & CANNOT_WAKE) === 0) return 0;
  let count = 0;
  for (let m = groups.start[group]; m < groups.start[group + 1]; m++) {
    const row = groups.members[m];
    if ((table.flags[row] & CANNOT_WAKE) !== 0) count += table.weight[row];
  }
  return count;
}
