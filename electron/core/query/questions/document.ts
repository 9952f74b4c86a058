import { TIERS, type Tier } from '@core/api/findings';
import { judge } from '@core/rules/run';
import type { Question } from './question';

export const document: Question<'document'> = (doc) => Promise.resolve(doc.info);

export const findings: Question<'findings'> = async (doc, _params, run) => {
  if (doc.judged !== null) return doc.judged;
  const started = run.now();
  await run.breathe(doc.analyses.reduce((sum, { capture }) => sum + capture.stacks.count, 0));
  const judgement = judge(doc.analyses, run.signal);
  const summary: Record<Tier, number> = { proven: 0, strong: 0, suspect: 0, info: 0 };
  for (const tier of TIERS) summary[tier] = judgement.findings.filter((finding) => finding.tier === tier).length;
  doc.judged = { ...judgement, summary, judgedMs: run.now() - started };
  return doc.judged;
};
