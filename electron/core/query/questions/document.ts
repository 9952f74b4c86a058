import { TIERS, type Tier } from '@core/api/findings';
import { judge } from '@core/rules/run';
import { rowsWithinAnswer } from '../answer-size';
import { stackWork } from '../document';
import type { Question } from './question';

export const document: Question<'document'> = (doc) => Promise.resolve(doc.info);

export const findings: Question<'findings'> = async (doc, _params, run) => {
  if (doc.judged !== null) return doc.judged;
  const started = run.now();
  await run.breathe(doc.analyses.reduce((sum, { capture }) => sum + stackWork(capture), 0));
  const judgement = judge(doc.analyses, run.signal);
  const { folded, unmatched } = judgement;
  const summary: Record<Tier, number> = { ...folded };
  for (const finding of judgement.findings) summary[finding.tier]++;
  // Deep stacks make findings large: the least sure give way.
  const findings = rowsWithinAnswer(judgement.findings.length, (i) => judgement.findings[i]);
  const told = TIERS.reduce((sum, tier) => sum + summary[tier], 0);
  doc.judged = { findings, summary, folded: told - findings.length, unmatched, judgedMs: run.now() - started };
  return doc.judged;
};
