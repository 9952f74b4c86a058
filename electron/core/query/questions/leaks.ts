import { compareLeaks } from '@core/rules/beside';
import { ruleContext } from '@core/rules/context';
import type { Analyses } from '@core/analysis/analyses';
import type { OpenDocument } from '../document';
import type { Question } from './question';

/** What memory says beside what the runtime says. */
export const leakComparison: Question<'leakComparison'> = (doc) =>
  Promise.resolve(compareLeaks(ruleContext(judgedWithRuntime(doc))));

/** A watched process is judged by its memory; what its runtime said when it was asked is compared with that. */
function judgedWithRuntime(doc: OpenDocument): readonly Analyses[] {
  const { analyses } = doc.judging ?? doc;
  const runtime = doc.over?.runtime ?? null;
  return runtime === null ? analyses : [...analyses, runtime.analyses];
}
