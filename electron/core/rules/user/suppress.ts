import type { Finding, Tier } from '@core/api/findings';
import { findingKey, type RuleResultsAnswer, type SuppressedFinding, type Suppression } from '@core/api/rules';
import { publicSuppression, type RulesInForce } from './book';
import { covers } from './suppression-file';

/** Findings by what suppressions say of them. */
export interface Sorted {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly counts: Readonly<Record<Tier, number>>;
  readonly expired: RuleResultsAnswer['expired'];
  /** Handles of entries that no finding matches. */
  readonly unused: readonly string[];
}

/**
 * Takes suppressed findings out of the list. An entry that has expired silences nothing: its findings say so in their evidence. Where an
 * entry in force matches too, that one counts. `nowMs` null = no clock: nothing expires.
 */
export function suppress(all: readonly Finding[], entries: RulesInForce['suppressions'], nowMs: number | null): Sorted {
  const suppressions = entries.map((entry) => publicSuppression(entry, nowMs));
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  const counts: Record<Tier, number> = { proven: 0, strong: 0, suspect: 0, info: 0 };
  const used = new Set<string>();
  const back = new Map<Suppression, number>();
  for (const finding of all) {
    const matching = suppressions.filter((suppression) => covers(suppression, finding));
    for (const { suppression } of matching) used.add(suppression);
    const inForce = matching.find(({ expired }) => !expired);
    if (inForce !== undefined) {
      suppressed.push({ finding, key: findingKey(finding), suppression: inForce });
      counts[finding.tier]++;
      continue;
    }
    const [expired] = matching;
    if (expired === undefined) findings.push(finding);
    else {
      back.set(expired, (back.get(expired) ?? 0) + 1);
      findings.push({
        ...finding,
        evidence: [...finding.evidence, { text: expiredText(expired), link: '', target: null }],
      });
    }
  }
  return {
    ...{ findings, suppressed, counts },
    expired: [...back].map(([suppression, count]) => ({ suppression, findings: count })),
    unused: suppressions.map(({ suppression }) => suppression).filter((handle) => !used.has(handle)),
  };
}

function expiredText({ expires, reason, by }: Suppression): string {
  return `It was suppressed until ${expires ?? ''}${by === '' ? '' : ` by ${by}`}: ${reason}`;
}
