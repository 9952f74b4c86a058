import { describe, expect, it } from 'vitest';
import { NO_FILTER, type Filter } from '@core/api/queries';
import { withoutAnswerPart } from '../../../renderer/client/use-no-match';

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
