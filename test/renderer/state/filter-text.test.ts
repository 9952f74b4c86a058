import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPERATIONS } from '@core/api/operation';
import { NO_FILTER, type Filter } from '@core/api/queries';
import {
  escapeRegExp,
  formatFilter,
  isPrefixed,
  parseFilter,
  parseTyped,
  partName,
  partsOf,
  whyBad,
  withPart,
  withoutPart,
} from '../../../renderer/state/filter-text';

const word = fc.string({ minLength: 1, maxLength: 20 });
const key = fc.stringMatching(/^[a-z][a-z._-]{0,8}$/);
const some = fc.uniqueArray(word, { minLength: 1, maxLength: 2 });
const filters: fc.Arbitrary<Filter> = fc
  .record({
    focus: fc.uniqueArray(word, { maxLength: 3 }),
    ignore: fc.uniqueArray(word, { maxLength: 3 }),
    labels: fc.uniqueArray(fc.record({ key, value: word }), { maxLength: 3, selector: (l) => `${l.key}=${l.value}` }),
    operations: fc.uniqueArray(fc.constantFrom(...OPERATIONS), { maxLength: 3 }),
    text: fc.oneof(fc.constant(''), word),
  })
  .chain((filter) =>
    fc
      .record({ hide: some, show: some, showFrom: some, tagFocus: some, tagIgnore: some }, { requiredKeys: [] })
      .map((lists) => ({ ...filter, ...lists })),
  );

test('frames and tags are written and typed as the command line takes them', () => {
  const filter: Filter = {
    ...NO_FILTER,
    ...{ hide: ['^runtime\\.'], show: ['main'], showFrom: ['main\\.main'] },
    ...{ tagFocus: ['bytes=1kb:2mb'], tagIgnore: ['tenant=acme'] },
  };
  expect(formatFilter(filter)).toBe(
    "--hide '^runtime\\.' --show main --show-from 'main\\.main' --tagfocus bytes=1kb:2mb --tagignore tenant=acme",
  );
  expect(parseTyped('show-from:main\\.main')).toEqual({
    ok: true,
    value: [{ kind: 'showFrom', value: 'main\\.main' }],
  });
  expect(parseTyped('hide: ^runtime')).toEqual({ ok: true, value: [{ kind: 'hide', value: '^runtime' }] });
  expect(partName({ kind: 'showFrom', value: 'x' })).toBe('show-from');
  expect(isPrefixed('tagfocus:')).toBe(true);
  expect(isPrefixed('text')).toBe(false);
});

test('expressions of tags are ranges or patterns', () => {
  expect(whyBad({ kind: 'tagFocus', value: 'bytes=+1kb:2mb' })).toBeNull();
  expect(whyBad({ kind: 'tagFocus', value: ':64kb' })).toBeNull();
  expect(whyBad({ kind: 'tagIgnore', value: 'tenant=a,b(' })).not.toBeNull();
  expect(whyBad({ kind: 'hide', value: '[' })).not.toBeNull();
});

test('every filter survives the way to flags and back', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(parseFilter(formatFilter(filter))).toEqual({ ok: true, value: filter });
    }),
  );
});

test('every filter is the sum of its conditions', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const parts = partsOf(filter);
      expect(parts.reduce(withPart, NO_FILTER)).toEqual(filter);
      expect(parts.reduce(withoutPart, filter)).toEqual(NO_FILTER);
    }),
  );
});

test('flags are written as a shell takes them', () => {
  const filter: Filter = {
    focus: ['^runtime\\.', "it's"],
    ignore: ['net/http'],
    labels: [{ key: 'tenant', value: 'acme' }],
    operations: ['chan send'],
    text: 'a b',
  };
  expect(formatFilter(filter)).toBe(
    `--focus '^runtime\\.' --focus 'it'\\''s' --ignore net/http --tag tenant=acme --state 'chan send' --text 'a b'`,
  );
});

test.each([
  ['--focus=a --tag k=v=w', { focus: ['a'], labels: [{ key: 'k', value: 'v=w' }] }],
  ['--focus "a \\"b\\""', { focus: ['a "b"'] }],
  ['  --ignore   x\\ y ', { ignore: ['x y'] }],
])('%s', (text, expected) => {
  expect(parseFilter(text)).toEqual({ ok: true, value: { ...NO_FILTER, ...expected } });
});

test.each([
  [
    '--nope x',
    '--nope is none of --focus, --ignore, --hide, --show, --show-from, --tagfocus, --tagignore, --tag, --state, --text',
  ],
  ['focus x', 'focus is none of'],
  ['--focus', '--focus needs a value'],
  ["--focus 'x", "a ' is not closed"],
  ['--tag x', '--tag needs key=value, not x'],
  ['--state asleep', 'asleep is no state'],
])('%s is refused', (text, reason) => {
  const parsed = parseFilter(text);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.error).toContain(reason);
});

test.each([
  ['pgxpool', [{ kind: 'text', value: 'pgxpool' }]],
  [' two words ', [{ kind: 'text', value: 'two words' }]],
  ['focus:^main\\.', [{ kind: 'focus', value: '^main\\.' }]],
  ['ignore: runtime', [{ kind: 'ignore', value: 'runtime' }]],
  ['tenant=acme corp', [{ kind: 'label', key: 'tenant', value: 'acme corp' }]],
  ['state:chan send', [{ kind: 'state', value: 'chan send' }]],
  ['(*Batcher).run=x', [{ kind: 'text', value: '(*Batcher).run=x' }]],
  [
    '--focus a --text b',
    [
      { kind: 'focus', value: 'a' },
      { kind: 'text', value: 'b' },
    ],
  ],
  ['', []],
])('typed %j', (typed, parts) => {
  expect(parseTyped(typed)).toEqual({ ok: true, value: parts });
});

test('a bad regular expression is known as one, and an escaped name is a good one', () => {
  expect(whyBad({ kind: 'focus', value: 'a(' })).toBe('missing closing ): `a(`');
  expect(whyBad({ kind: 'text', value: 'a(' })).toBeNull();
  const name = 'ingest.(*Batcher[...]).run+$';
  expect(new RegExp(`^${escapeRegExp(name)}$`).test(name)).toBe(true);
  expect(whyBad({ kind: 'focus', value: escapeRegExp(name) })).toBeNull();
  expect(whyBad({ kind: 'ignore', value: '\\Aingest\\.' })).toBeNull();
});
