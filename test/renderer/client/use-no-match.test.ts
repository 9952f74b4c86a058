import { describe, expect, it, test } from 'vitest';
import { NO_FILTER, type Filter } from '@core/api/queries';
import { samplesText, withoutAnswerPart } from '../../../renderer/client/use-no-match';

const filter: Filter = {
  focus: ['^store\\.', 'api'],
  ignore: ['^runtime\\.'],
  labels: [{ key: 'route', value: 'GET /a=b' }],
  operations: ['chan send', 'select'],
  text: 'cache',
};

describe('withoutAnswerPart', () => {
  it.each([
    ['focus', 'api', { focus: ['^store\\.'] }],
    ['ignore', '^runtime\\.', { ignore: [] }],
    ['tag', 'route=GET /a=b', { labels: [] }],
    ['operation', 'chan send, select', { operations: [] }],
    ['text', 'cache', { text: '' }],
  ])('takes out %s %s and nothing else', (part, value, change) => {
    expect(withoutAnswerPart(filter, { part, value, leaves: 0 })).toEqual({ ...filter, ...change });
  });

  it('leaves an empty filter empty', () => {
    expect(withoutAnswerPart(NO_FILTER, { part: 'focus', value: 'x', leaves: 0 })).toEqual(NO_FILTER);
  });
});

test('amounts say what they count', () => {
  expect(samplesText(1823, { type: 'goroutine', unit: 'count' })).toBe('1,823 goroutines');
  expect(samplesText(193, { type: 'alloc_objects', unit: 'count' })).toBe('193 alloc objects');
  expect(samplesText(2_080_000_000, { type: 'cpu', unit: 'nanoseconds' })).toBe('2.08\u00a0s');
});
