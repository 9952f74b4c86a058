import { engineError, type EngineError } from '@core/api/errors';
import type { MuteParams } from '@core/api/rules';
import { err, ok, type Result } from '@core/base/result';
import { readRuleFile } from '@core/rules/user/rule-file';
import { addSuppression, removeSuppression } from '@core/rules/user/suppression-file';

export type { RuleFileText, RuleFolders } from '@core/rules/user/book';

/** The text of a suppressions file with one more entry, for a host to write. `path` is for the error. */
export function withSuppression(
  text: string,
  params: Omit<MuteParams, 'scope'>,
  path: string,
): Result<string, EngineError> {
  const next = addSuppression(text, params);
  if (next.ok) return ok(next.value);
  return err(engineError('bad-params', `The suppression was not added to ${path}: ${next.error}`));
}

/** The text without an entry; null when it has none of this handle. */
export function withoutSuppression(text: string, suppression: string): string | null {
  return removeSuppression(text, suppression);
}

/** The name of a new file for rules, `queue-backlog.rule.yaml`; why not, where the text has mistakes or no rule. */
export function newRuleFileName(text: string): Result<string, EngineError> {
  const { rules, problems } = readRuleFile(text);
  const [problem] = problems;
  const [rule] = rules;
  if (problem !== undefined) {
    const message = `The rule has a mistake in line ${problem.line}: ${problem.message}`;
    return err(engineError('bad-params', message, { hint: problem.hint, field: 'text' }));
  }
  if (rule === undefined) return err(engineError('bad-params', 'There is no rule in it', { field: 'text' }));
  return ok(`${rule.name}.rule.yaml`);
}
