import { TIERS, type Tier } from '@core/api/findings';
import { judge } from '@core/rules/run';
import type { Question } from './question';

export const document: Question<'document'> = (doc) => Promise.resolve(doc.info);

export const findings: Question<'findings'> = async (doc, _params, run) => {
  if (doc.judged !== null) return doc.judged;
  const started = run.now();
  await run.breathe(doc.analyses.reduce((sum, { capture }) => sum + capture.stacks.count, 0));
  const judgement = judge(doc.analyses, run.signal);
  const { findings, folded, unmatched } = judgement;
  const summary: Record<Tier, number> = { ...folded };
  for (const finding of findings) summary[finding.tier]++;
  const foldedCount = TIERS.reduce((sum, tier) => sum + folded[tier], 0);
  doc.judged = { findings, summary, folded: foldedCount, unmatched, judgedMs: run.now() - started };
  return doc.judged;
};
