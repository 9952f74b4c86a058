import { throwIfCancelled } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import { textKey } from '@core/analysis/hash';
import type { Analyses } from '@core/analysis/analyses';
import { TIERS, type Finding, type Tier } from '@core/api/findings';
import type { RuleResult, RuleTable } from '@core/api/rules';
import type { Judgement } from '../run';
import { Budget, EvaluationFailed } from './budget';
import type { RulesInForce } from './book';
import { holdsFor } from './hold';
import { raise } from './raise';
import type { CompiledRule } from './rule-file';
import type { Table, TableRow } from './table';
import { goroutineTable } from './table-goroutines';
import { heapTable } from './table-heap';
import { metricTable } from './table-metrics';
import { processTable } from './table-process';

/** Findings that one rule makes; the largest rows first. The rest is counted. */
const MOST_FINDINGS = 200;
/** Rows between two looks at whether the asker went away. */
const LOOK_EVERY = 4096;
/** Time for all rules of users together, ms. */
const LONGEST_MS = 10_000;

/** What rules of users add to what the built-in ones say. */
export interface UserJudgement {
  /** The built-in findings, some with a raised severity, and those of users, by tier and cost. */
  readonly findings: readonly Finding[];
  readonly folded: Readonly<Record<Tier, number>>;
  readonly results: readonly RuleResult[];
}

export interface JudgeOptions {
  readonly inForce: Pick<RulesInForce, 'rules'>;
  /** Milliseconds, monotonic. */
  now(): number;
  readonly signal: AbortSignal | null;
}

type RuleInForce = RulesInForce['rules'][number];

/** Judges a document by the rules of users. A rule that fails is told in `results` and takes no other with it. */
export function judgeByUsers(
  analyses: readonly Analyses[],
  judgement: Judgement,
  options: JudgeOptions,
): UserJudgement {
  const { inForce, now, signal } = options;
  const folded: Record<Tier, number> = { ...judgement.folded };
  const results: RuleResult[] = [];
  const made: Finding[] = [];
  const started = now();
  const tables = new Map<RuleTable, Table | null>();
  const tableOf = (name: Exclude<RuleTable, 'findings'>): Table | null => {
    const known = tables.get(name);
    if (known !== undefined) return known;
    const table = makeTable(name, analyses);
    tables.set(name, table);
    return table;
  };
  const about = (wanted: boolean): RuleInForce[] =>
    inForce.rules.filter(({ table }) => (table === 'findings') === wanted);
  for (const rule of about(false)) {
    throwIfCancelled(signal);
    if (now() - started > LONGEST_MS) {
      results.push(failed(rule, 0, 'it was not run: the rules before it took too long'));
      continue;
    }
    const table = rule.table === 'findings' ? null : tableOf(rule.table);
    if (table === null)
      results.push({
        rule: rule.name,
        rows: 0,
        findings: 0,
        note: `This document has no ${NOUNS[rule.table]}.`,
        failed: false,
      });
    else results.push(runRule(rule, table, new Budget(now), signal, made, folded));
  }
  let findings = merge(judgement.findings, made);
  for (const rule of about(true)) {
    const raised = raise(rule, findings, new Budget(now));
    findings = raised.findings;
    results.push(raised.result);
  }
  return { findings, folded, results };
}

const NOUNS: Readonly<Record<RuleTable, string>> = {
  goroutines: 'goroutines',
  heap: 'heap profile',
  metrics: 'metrics',
  process: 'process',
  findings: 'findings',
};

function makeTable(name: Exclude<RuleTable, 'findings'>, analyses: readonly Analyses[]): Table | null {
  switch (name) {
    case 'goroutines':
      return goroutineTable(analyses);
    case 'heap':
      return heapTable(analyses);
    case 'metrics':
      return metricTable(analyses);
    case 'process':
      return processTable(analyses);
  }
}

function runRule(
  rule: RuleInForce,
  table: Table,
  budget: Budget,
  signal: AbortSignal | null,
  made: Finding[],
  folded: Record<Tier, number>,
): RuleResult {
  const hits: { readonly row: TableRow; readonly heldMs: number }[] = [];
  let rows = 0;
  let tooShort = 0;
  let reached = 0;
  let note = '';
  for (const row of table()) {
    if (rows++ % LOOK_EVERY === 0) throwIfCancelled(signal);
    try {
      if (rule.condition({ row: row.row, budget, bound: [] }) !== true) continue;
      const held = holdsFor(rule, row, budget);
      if (held.holds) hits.push({ row, heldMs: held.ms });
      else if (held.tooShort) {
        tooShort++;
        reached = Math.max(reached, held.ms);
      }
    } catch (error) {
      if (!(error instanceof EvaluationFailed)) throw error;
      return failed(rule, rows, `row ${formatCount(rows)} (${row.key.slice(0, 80)}): ${error.message}`);
    }
  }
  if (tooShort > 0 && hits.length === 0) {
    const span =
      reached > 0 ? `the captures span ${duration(reached)}` : 'there is one capture, or the captures have no times';
    note = `The condition holds, but whether for ${duration(rule.forMs)} cannot be told: ${span}.`;
  }
  hits.sort((a, b) => b.row.weight - a.row.weight);
  for (const { row, heldMs } of hits.slice(0, MOST_FINDINGS)) made.push(findingOf(rule, row, heldMs));
  folded[rule.tier] += Math.max(0, hits.length - MOST_FINDINGS);
  return { rule: rule.name, rows, findings: hits.length, note, failed: false };
}

function failed(rule: CompiledRule, rows: number, why: string): RuleResult {
  return { rule: rule.name, rows, findings: 0, note: `The rule could not judge: ${why}.`, failed: true };
}

function findingOf(rule: RuleInForce, { row, key, describe }: TableRow, heldMs: number): Finding {
  const facts = describe();
  const message = rule.template?.(row) ?? '';
  const held = rule.forMs > 0 ? ` It has held for ${duration(heldMs)}.` : '';
  return {
    ...facts,
    id: `user-${rule.name}-${textKey(key)}`,
    rule: `user/${rule.name}`,
    tier: rule.tier,
    severity: rule.severity,
    title: message,
    summary: message,
    advice: rule.advice,
    evidence: [
      {
        text: `The rule “${rule.name}” (${rule.path}:${rule.line}) says so: ${rule.when}.${held}`,
        link: '',
        target: null,
      },
      ...facts.evidence,
    ],
    certainty:
      rule.tier === 'suspect' ? 'A rule of yours decides this by what it names; it proves nothing beyond.' : '',
    fix: null,
    affected: null,
  };
}

/** `5m`, `1h30m`, `45s`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('') || '0s';
}

/** The built-in ones keep their order; each of a user's goes where its tier and cost put it. */
function merge(builtIn: readonly Finding[], users: readonly Finding[]): readonly Finding[] {
  const mine = [...users].sort((a, b) => byCost(a, b) || (a.id < b.id ? -1 : 1));
  const merged: Finding[] = [];
  let at = 0;
  for (const finding of builtIn) {
    while (at < mine.length && byCost(mine[at], finding) < 0) merged.push(mine[at++]);
    merged.push(finding);
  }
  return [...merged, ...mine.slice(at)];
}

function byCost(a: Finding, b: Finding): number {
  return TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || (b.bytes ?? 0) - (a.bytes ?? 0) || b.count - a.count;
}
