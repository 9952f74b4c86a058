import { TIERS, type Tier } from '@core/api/findings';
import { formatCount } from '@core/base/format';
import type { CheckReport } from '../report';

/** `2 strong, 1 suspect`; `` for none. */
export function tierCounts(counts: Readonly<Record<Tier, number>>): string {
  return TIERS.filter((tier) => counts[tier] > 0)
    .map((tier) => `${formatCount(counts[tier])} ${tier}`)
    .join(', ');
}

/** What is not in the list and why, and what users should know of their rules: a sentence each. */
export function tailLines({ answer, results, baseline }: CheckReport): string[] {
  const lines: string[] = [];
  const known = baseline === null ? '' : tierCounts(baseline.known);
  if (known !== '') lines.push(`In the baseline too, not listed: ${known}.`);
  if (baseline !== null && baseline.folded > 0)
    lines.push(
      `The baseline counts ${formatCount(baseline.folded)} findings that it does not list: some of the above may be among them.`,
    );
  const suppressed = tierCounts(answer.suppressed);
  if (suppressed !== '') {
    const reasons = new Map(results.suppressed.map(({ suppression }) => [suppression.suppression, suppression]));
    lines.push(`Suppressed, not listed: ${suppressed}.`);
    for (const { reason, by, expires } of reasons.values())
      lines.push(`  ${reason}${by === '' ? '' : ` (${by})`}${expires === null ? '' : `, until ${expires}`}`);
  }
  return [...lines, ...answer.ruleNotes];
}
