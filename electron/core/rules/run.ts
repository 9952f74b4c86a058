import { TIERS, type Finding, type Tier } from '@core/api/findings';
import type { Analyses } from '@core/analysis/analyses';
import { throwIfCancelled } from '@core/base/cancel';
import { finishSteps, type Steps } from '@core/base/steps';
import { ruleContext, type RuleContext } from './context';
import type { Need } from './rule';
import { RULES } from './registry';
import { stackMemory } from './stack-memory';

export interface Judgement {
  /** By tier, then cost (bytes, count), then id. */
  readonly findings: readonly Finding[];
  /** Findings that were counted and not made (`MOST_FINDINGS` a rule), by tier. */
  readonly folded: Readonly<Record<Tier, number>>;
  /** Goroutines of the judged capture that no finding names; null without goroutines. */
  readonly unmatched: number | null;
}

/** Runs every rule whose tables the document has. Throws `Cancelled` when the asker went away. */
export function judge(analyses: readonly Analyses[], signal: AbortSignal | null): Judgement {
  return finishSteps(judgeInSteps(analyses), () => throwIfCancelled(signal));
}

/** The same for those who let messages in between the steps. */
export function* judgeInSteps(analyses: readonly Analyses[]): Steps<Judgement> {
  // What all rules start from, kept by the analyses: each a step of its own.
  for (const analysis of analyses) {
    if (analysis.capture.goroutines === null) continue;
    yield* analysis.prepareSites();
    yield;
  }
  const context = ruleContext(analyses);
  const findings: Finding[] = [];
  for (const rule of RULES) {
    yield;
    if (!rule.needs.every((need) => has(context, need))) continue;
    const found = rule.run(context);
    findings.push(...(Array.isArray(found) ? found : yield* found));
  }
  yield;
  findings.sort(byTierThenCost);
  return { findings, folded: context.folded, unmatched: unmatched(context) };
}

function has(context: RuleContext, need: Need): boolean {
  switch (need) {
    case 'goroutines':
      return context.goroutines !== null || context.leakProfile !== null;
    case 'heap':
      return context.heap !== null;
    case 'memStats':
      return context.memStats !== null;
  }
}

function byTierThenCost(a: Finding, b: Finding): number {
  return (
    TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) ||
    // It sums up what the findings of its tier hold: their cause comes first.
    Number(a.rule === stackMemory.id) - Number(b.rule === stackMemory.id) ||
    (b.bytes ?? 0) - (a.bytes ?? 0) ||
    b.count - a.count ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

function unmatched(context: RuleContext): number | null {
  const view = context.goroutines;
  if (view === null) return null;
  let count = 0;
  for (let group = 0; group < view.groups.count; group++) {
    if (!context.claims.has(view, group)) count += view.groups.weight[group];
  }
  return count;
}
