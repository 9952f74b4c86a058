import { expect, test } from 'vitest';
import { errorText } from '../../../renderer/client/error-text';

test('message, reason and hint are sentences; what is not there leaves no trace', () => {
  expect(errorText({ message: '"[" is not a regular expression', reason: '', hint: 'Correct it.' })).toBe(
    '"[" is not a regular expression. Correct it.',
  );
  expect(errorText({ message: 'The engine stopped', reason: '', hint: '' })).toBe('The engine stopped.');
});
