import { compareLeaks } from '@core/rules/beside';
import { ruleContext } from '@core/rules/context';
import type { Question } from './question';

/** What memory says beside what the runtime says. */
export const leakComparison: Question<'leakComparison'> = (doc) =>
  Promise.resolve(compareLeaks(ruleContext((doc.judging ?? doc).analyses)));
