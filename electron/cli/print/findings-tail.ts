import { TIERS, type LeakComparison, type Tier } from '@core/api/findings';
import { formatCount } from '@core/base/format';
import type { CheckReport } from '../report';
import { placeText } from './names';

/** `2 strong, 1 suspect`; `` for none. */
export function tierCounts(counts: Readonly<Record<Tier, number>>): string {
  return TIERS.filter((tier) => counts[tier] > 0)
    .map((tier) => `${formatCount(counts[tier])} ${tier}`)
    .join(', ');
}

/** The verdicts of memory beside those of the runtime: what both name, and each site where they differ. */
function leakLines({ grade, both, onlyMemory, onlyRuntime, differences, folded }: LeakComparison): string[] {
  const lines = [
    `Beside the runtime's goroutineleak profile: ${formatCount(both)} named by both, ${formatCount(onlyMemory)} by memory alone (${grade}), ${formatCount(onlyRuntime)} by the runtime alone.`,
  ];
  for (const { site, operation, memory, runtime } of differences)
    lines.push(
      `  ${operation} ${site === null ? 'at a place that is not known' : `at ${placeText(site)}`}: ${formatCount(memory)} by memory, ${formatCount(runtime)} by the runtime`,
    );
  if (folded > 0) lines.push(`  ${formatCount(folded)} more sites differ`);
  if (differences.length > 0)
    lines.push('  They were asked one after the other: what leaked between is a difference, too.');
  return lines;
}

/** What is not in the list and why, and what users should know of their rules: a sentence each. */
export function tailLines({ answer, results, baseline, leaks }: CheckReport): string[] {
  const lines = leaks === null ? [] : leakLines(leaks);
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
