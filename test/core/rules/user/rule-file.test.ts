import { expect, test } from 'vitest';
import { readRuleFile } from '@core/rules/user/rule-file';

const RULE = `name: ingest-backlog
table: goroutines
when: operation == "chan send" && count > 1000 && site.function.startsWith("example.com/shop/")
for: 1h30m
severity: error
message: "{count} goroutines wait at {site.file}:{site.line}"
advice:
  - Raise INGEST_WORKERS.
`;

/** `line:column message` of every mistake. */
function mistakes(text: string): string[] {
  return readRuleFile(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test('a rule is read with its defaults', () => {
  const { rules, problems } = readRuleFile(RULE);
  expect(problems).toEqual([]);
  expect(rules).toHaveLength(1);
  expect(rules[0]).toMatchObject({
    ...{ name: 'ingest-backlog', line: 1, table: 'goroutines', tier: 'suspect', severity: 'error', forMs: 5_400_000 },
    advice: ['Raise INGEST_WORKERS.'],
  });
});

test('several documents are several rules, and empty ones are none', () => {
  const { rules, problems } = readRuleFile(`# ours\n---\n${RULE}---\n${RULE.replace('ingest-backlog', 'other')}---\n`);
  expect(problems).toEqual([]);
  expect(rules.map(({ name, line }) => `${name} ${line}`)).toEqual(['ingest-backlog 3', 'other 12']);
  expect(readRuleFile('')).toEqual({ rules: [], problems: [] });
});

test.each([
  ['unknown field', RULE.replace('for:', 'fro:'), '4:1 A rule has no field “fro”.'],
  [
    'unknown name in the condition',
    RULE.replace('&& count', '&& cuont'),
    '3:35 There is no field “cuont” in the table goroutines.',
  ],
  ['unknown part', RULE.replace('site.function', 'site.fn'), '3:56 There is no field “fn” here.'],
  ['types', RULE.replace('count > 1000', 'count > "x"'), '3:35 No such overload: int > string.'],
  ['syntax', RULE.replace('count > 1000', 'count >'), '3:43 Unexpected token: AND.'],
  ['not a bool', RULE.replace(/when:.*/, 'when: count'), '3:7 The condition is an int, not a bool.'],
  [
    'pattern',
    RULE.replace(/when:.*/, 'when: state.matches("(")'),
    '3:21 The pattern is no regular expression of Go: missing closing ): `(`',
  ],
  [
    'computed pattern',
    RULE.replace(/when:.*/, 'when: state.matches(operation)'),
    '3:21 The pattern of matches must be written as a text.',
  ],
  [
    'what other CELs have',
    RULE.replace(/when:.*/, 'when: ids.map(i, i + 1).size() > 3'),
    '3:7 The method map cannot be used in a condition.',
  ],
  ['message', RULE.replace('{count}', '{cont}'), '6:11 There is no field “cont” in the table goroutines.'],
  ['part in the message', RULE.replace('{site.line}', '{site.row}'), '6:50 There is no field “row” in site.'],
  ['brace', RULE.replace('{count}', '{count'), '6:11 A single { stands in the message.'],
  ['tier', `${RULE}tier: proven\n`, '9:7 “proven” is no tier.'],
  ['severity', RULE.replace('error', 'fatal'), '5:11 “fatal” is no severity.'],
  ['duration', RULE.replace('1h30m', '5 minutes'), '4:6 “5 minutes” is no duration.'],
  ['name', RULE.replace('ingest-backlog', 'Ingest'), '1:7 “Ingest” is no name of a rule.'],
  ['table', RULE.replace('table: goroutines', 'table: goroutine'), '2:8 “goroutine” is no table.'],
  ['missing', RULE.replace(/message:.*\n/, ''), '1:1 The rule has no message.'],
  ['a list', '- a\n- b\n', '1:1 A rule is not a mapping.'],
  ['a name twice', `${RULE}---\n${RULE}`, '10:1 There is another rule “ingest-backlog” in line 1.'],
  ['a key twice', `${RULE}name: x\n`, '9:1 Map keys must be unique.'],
  [
    'broken YAML',
    'name: [a\n',
    '2:1 Flow sequence in block collection must be sufficiently indented and end with a ].',
  ],
  ['aliases', `name: &n a\ntable: *n\n`, '2:8 Aliases (*name) are not read.'],
])('a mistake has its place: %s', (_what, text, expected) => {
  expect(mistakes(text)[0]).toBe(expected);
  expect(readRuleFile(text).rules.length).toBeLessThan(2);
});

test.each([
  ['folded', 'when: >-\n  count > 3 &&\n  cuont > 4\n', '4:3'],
  ['literal', 'when: |\n  count > 3\n  && cuont > 4\n', '4:6'],
  ['plain over two lines', 'when: count > 3 &&\n  cuont > 4\n', '3:3'],
  ['single quotes', `when: 'state == "it''s" || cuont > 4'\n`, '2:28'],
  ['double quotes', 'when: "count > 3 && cuont > 4"\n', '2:21'],
  ['double quotes with escapes', 'when: "state == \\"x\\" && cuont > 4"\n', '2:7'],
])('a mistake in a %s scalar has its place', (_what, when, place) => {
  const text = `table: goroutines\n${when}name: x\nmessage: m\n`;
  expect(mistakes(text)).toEqual([`${place} There is no field “cuont” in the table goroutines.`]);
});

test('hints name what was probably meant', () => {
  const [problem] = readRuleFile(RULE.replace('&& count', '&& cuont')).problems;
  expect(problem).toMatchObject({ hint: 'Did you mean count?', excerpt: expect.stringContaining('when: operation') });
});

test.each([
  ['nested brackets', `name: ${'['.repeat(100_000)}`],
  ['nested lists', `${'- '.repeat(100_000)}a`],
  ['nested mappings', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  [
    'an alias bomb',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
      .split('')
      .map((c, i) => `${c}: &${c} [${`*${'abcdefghi'[i]},`.repeat(9)}]`)
      .join('\n')}\n`,
  ],
  ['a huge file', 'a'.repeat(300_000)],
  ['a huge condition', RULE.replace(/when:.*/, `when: ${'count > 1 && '.repeat(5000)}true`)],
  ['a deep condition', RULE.replace(/when:.*/, `when: ${'('.repeat(1900)}true${')'.repeat(1900)}`)],
  ['many documents', '---\nname: a\n'.repeat(5000)],
  ['nulls', '\0'.repeat(10_000)],
])('hostile files have mistakes and no rules: %s', (_what, text) => {
  const { rules, problems } = readRuleFile(text);
  expect(rules).toEqual([]);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.length).toBeLessThanOrEqual(20);
});
