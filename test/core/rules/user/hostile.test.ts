import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Budget, EvaluationFailed } from '@core/rules/user/budget';
import { RuleBook, type RuleFileText } from '@core/rules/user/book';
import { compileCondition } from '@core/rules/user/cel';
import { readRuleFile } from '@core/rules/user/rule-file';
import { PlaceValue, type Value } from '@core/rules/user/value';
import { addSuppression, readSuppressionFile, removeSuppression, wildcard } from '@core/rules/user/suppression-file';

const RULE =
  'name: a\ntable: goroutines\nwhen: |\n  count > 1 && site.function.matches("^x")\nmessage: "{count}"\nfor: 5m\n';
const LIST =
  '# ours\n- id: a-1 # here\n  reason: r\n\n# second\n- key: "b * c"\n  reason: "x: y"\n  expires: 2026-12-31\n';

/** The text with a few characters put in, taken out or exchanged. */
function damaged(text: string): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(...'-:#|>&*!%@`"\'{}[](),?\n \t\\~\0\ufeff'),
    fc.string({ maxLength: 4 }),
    fc.constantFrom('---\n', '<<: ', '!!js ', 'r"'),
  );
  const edit = fc.tuple(fc.nat(text.length), fc.nat(3), piece);
  return fc
    .array(edit, { minLength: 1, maxLength: 6 })
    .map((edits) => edits.reduce((now, [at, gone, put]) => now.slice(0, at) + put + now.slice(at + gone), text));
}

test('a damaged file has mistakes with places in it, and never more', () => {
  fc.assert(
    fc.property(damaged(RULE), damaged(LIST), (rule, list) => {
      for (const [text, problems] of [
        [rule, readRuleFile(rule).problems],
        [list, readSuppressionFile(list).problems],
      ] as const) {
        const lines = text.split('\n');
        for (const { line, column } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        }
      }
    }),
    { numRuns: 500 },
  );
});

const ROW: Readonly<Record<string, Value>> = {
  count: 3n,
  share: NaN,
  labels: new Map([['x', ['y']]]),
  site: new PlaceValue(null),
  ids: [],
  functions: ['f'],
};
const row = (field: string): Value => ROW[field] ?? '';

test('any text as a condition is a mistake within it, or compiles', () => {
  const token = fc.constantFrom(
    'count',
    'labels',
    'site',
    '.',
    'function',
    '(',
    ')',
    '[',
    ']',
    '"x"',
    '1',
    '2.0',
    '>',
    '==',
    '&&',
    '||',
    '!',
    '-',
    '?',
    ':',
    ',',
    'in',
    '{',
    '}',
    'has',
    'size',
    'exists',
    'x',
    'true',
    'null',
    'b"x"',
    '1u',
    'cel.bind',
    'map',
    'dyn',
    'type',
    ' ',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(token, { maxLength: 14 }).map((tokens) => tokens.join(' ')),
  );
  fc.assert(
    fc.property(text, (condition) => {
      const compiled = compileCondition('goroutines', condition);
      if (compiled.ok) {
        try {
          expect(typeof compiled.value({ row, budget: new Budget(() => 0), bound: [] })).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(EvaluationFailed);
        }
        return;
      }
      const { start, end, message } = compiled.error;
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(condition.length);
      expect(message).not.toBe('');
    }),
    { numRuns: 500 },
  );
});

test('an entry that is added and taken out leaves the others and their comments', () => {
  const texts = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((text) => text.trim() !== '' && !/^[\s*]*$/.test(text));
  fc.assert(
    fc.property(
      texts,
      texts,
      fc.boolean(),
      fc.constantFrom('', '# only comments\n', LIST, '[]\n', '- {id: a, reason: b}'),
      (name, reason, byKey, text) => {
        const added = addSuppression(text, {
          id: byKey ? '' : name,
          key: byKey ? name : '',
          reason,
          expires: null,
          by: '',
        });
        if (!added.ok) return;
        const entries = readSuppressionFile(added.value).entries;
        expect(entries).toHaveLength(readSuppressionFile(text).entries.length + 1);
        const last = entries.at(-1);
        expect([last?.id, last?.key, last?.reason]).toEqual([
          byKey ? '' : name.trim(),
          byKey ? name.trim() : '',
          reason.trim(),
        ]);
        for (const [comment] of text.matchAll(/# [a-z ]+/g)) expect(added.value).toContain(comment.trim());
        const removed = removeSuppression(added.value, last?.suppression ?? '');
        expect(readSuppressionFile(removed ?? 'x').entries.map(({ id, key }) => [id, key])).toEqual(
          readSuppressionFile(text).entries.map(({ id, key }) => [id, key]),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test.each([
  ['a*', 'abc', true],
  ['*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*b*c', 'a.b.b.c', true],
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['a*a', 'a', false],
  ['*b*b*', 'abc', false],
  ['a.c', 'abc', false],
  ['**', '', true],
])('%s and %s', (pattern, text, matches) => {
  expect(wildcard(pattern, text)).toBe(matches);
});

const file = (text: string | null, path = 'a.rule.yaml'): RuleFileText => ({
  ...{ path, scope: 'project', kind: 'rules' },
  content: text === null ? { problem: 'It may not be read.' } : { text },
});

test('the book: what has mistakes leaves its version before in force, file by file', () => {
  const book = new RuleBook();
  const load = (...files: readonly RuleFileText[]) => book.load({ folders: [], files, writable: [] });
  const state = () =>
    book.answer(null, []).files.map(({ state: is, entries, problems }) => [is, entries, problems.length]);
  expect(load(file('x: 1\n'))).toBe(true);
  expect(state()).toEqual([['unusable', 0, 2 + 2]]);
  load(file(RULE));
  expect(state()).toEqual([['in-force', 1, 0]]);
  expect(load(file(RULE))).toBe(false);
  load(file(RULE.replace('count', 'cuont')), file(RULE.replace('name: a', 'name: b'), 'b.rule.yaml'));
  expect(state()).toEqual([
    ['previous', 1, 1],
    ['in-force', 1, 0],
  ]);
  expect(book.inForce.notes[0]).toBe(
    'a.rule.yaml:4:3: There is no field “cuont” in the table goroutines. The version before it stays in force.',
  );
  load(file(null));
  expect(state()).toEqual([['previous', 1, 1]]);
  expect(book.inForce.rules.map(({ name }) => name)).toEqual(['a']);
  load();
  expect(book.inForce.rules).toEqual([]);
  expect(book.answer(null, []).revision).toBe(book.inForce.revision);
});
