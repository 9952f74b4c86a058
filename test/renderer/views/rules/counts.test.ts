import { expect, test } from 'vitest';
import type { FindingsAnswer } from '@core/api/queries';
import type { RuleResultsAnswer, Suppression } from '@core/api/rules';
import { countRules } from '../../../../renderer/views/rules/counts';
import { aFinding } from '../findings/a-finding';

const NONE = { proven: 0, strong: 0, suspect: 0, info: 0 };
const answer: FindingsAnswer = {
  findings: [aFinding, { ...aFinding, id: 'second' }, { ...aFinding, id: 'mine', rule: 'user/queue' }],
  ...{ summary: NONE, suppressed: NONE, ruleNotes: [], rulesRevision: 1, folded: 0, unmatched: 0, judgedMs: 1 },
};
const suppression: Suppression = {
  ...{ suppression: 'sup-1', file: 'file-1', line: 1, id: 'x', key: '', reason: 'r', by: '' },
  ...{ expires: null, expired: false },
};
const results: RuleResultsAnswer = {
  ...{ revision: 1, results: [], folded: 0, expired: [], unused: [] },
  suppressed: [{ finding: { ...aFinding, id: 'silent', rule: 'nil-channel' }, key: 'k', suppression }],
};

test('findings of a rule, the surest first, and those that are muted', () => {
  const counts = countRules(answer, results);
  expect(counts.get('chan-send')).toEqual({ listed: 2, muted: 0, first: aFinding.id });
  expect(counts.get('user/queue')).toEqual({ listed: 1, muted: 0, first: 'mine' });
  expect(counts.get('nil-channel')).toEqual({ listed: 0, muted: 1, first: null });
});

test('before there are answers nothing is counted', () => {
  expect(countRules(null, null).size).toBe(0);
});
