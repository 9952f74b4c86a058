import { packagesOf } from './table-goroutines';
import type { Finding } from '@core/api/findings';
import { findingKey, type RuleResult } from '@core/api/rules';
import { EvaluationFailed, type Budget } from './budget';
import type { RulesInForce } from './book';
import { int, PlaceValue, type Row, type Value } from './value';

const SEVERITIES: readonly Finding['severity'][] = ['note', 'warning', 'error'];

/** A rule about findings gives those that it matches a severity, and says so in their evidence. Tiers stay: evidence makes them. */
export function raise(
  rule: RulesInForce['rules'][number],
  findings: readonly Finding[],
  budget: Budget,
): { readonly findings: readonly Finding[]; readonly result: RuleResult } {
  const { name, severity, condition, template, advice, path, line } = rule;
  let raised = 0;
  let rows = 0;
  const next: Finding[] = [];
  try {
    for (const finding of findings) {
      rows++;
      const row = findingRow(finding);
      if (condition({ row, budget, bound: [] }) !== true) {
        next.push(finding);
        continue;
      }
      raised++;
      const message = template === null ? '' : ` ${template(row)}`;
      const text = `The rule “${name}” (${path}:${line}) makes this ${severity === 'error' ? 'an error' : `a ${severity}`}.${message}`;
      const least = SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(finding.severity) ? severity : finding.severity;
      next.push({
        ...finding,
        severity: least,
        advice: [...finding.advice, ...advice],
        evidence: [...finding.evidence, { text, link: '', target: null }],
      });
    }
  } catch (error) {
    if (!(error instanceof EvaluationFailed)) throw error;
    const id = findings[rows - 1]?.id ?? '';
    const note = `The rule could not judge: finding ${id}: ${error.message}.`;
    return { findings, result: { rule: name, rows, findings: 0, note, failed: true } };
  }
  return { findings: next, result: { rule: name, rows, findings: raised, note: '', failed: false } };
}

function findingRow(finding: Finding): Row {
  return (field): Value => {
    switch (field) {
      case 'id':
      case 'rule':
      case 'tier':
      case 'severity':
      case 'title':
      case 'operation':
        return finding[field];
      case 'key':
        return findingKey(finding);
      case 'count':
        return int(finding.count);
      case 'heldBytes':
        return finding.bytes ?? NaN;
      case 'growthPerMinute':
        return finding.growthPerMinute ?? NaN;
      case 'site':
      case 'entry':
      case 'creator':
        return new PlaceValue(finding[field]);
      case 'functions':
        return finding.stack.map((frame) => frame.function);
      case 'packages':
        return packagesOf(finding.stack);
      default:
        return null;
    }
  };
}
