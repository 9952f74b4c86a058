import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { RULE_TABLES } from '@core/api/rules';
import { readRuleFile, RULE_FIELDS, RULE_NAME, RULE_SEVERITIES, RULE_TIERS } from '@core/rules/user/rule-file';
import { readSuppressionFile, SUPPRESSION_FIELDS } from '@core/rules/user/suppression-file';
import { ROOT } from '../../../support/fixtures';

interface Schema {
  readonly $schema: string;
  readonly properties: Readonly<Record<string, { readonly enum?: readonly string[]; readonly pattern?: string }>>;
}

function load(name: string) {
  const file = path.join(ROOT, 'electron/core/rules/user/schema', name);
  const schema = JSON.parse(fs.readFileSync(file, 'utf8')) as Schema & { readonly items: Schema };
  const ajv = new Ajv2020({ allErrors: true, strictRequired: false });
  formats.default(ajv);
  return { schema, validate: ajv.compile(schema) };
}

const rule = load('rule.schema.json');
const suppressions = load('suppressions.schema.json');
const values = (text: string): unknown[] => parseAllDocuments(text).map((document) => document.toJS() as unknown);

const RULE = 'name: a\ntable: goroutines\nwhen: count > 1\nmessage: m\n';
const RAISE = 'name: a\ntable: findings\nwhen: count > 1\nseverity: error\n';

describe('the schema of rules', () => {
  test('has the fields, tables, tiers and severities that the reader has', () => {
    expect(rule.schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(Object.keys(rule.schema.properties)).toEqual(expect.arrayContaining([...RULE_FIELDS]));
    expect(Object.keys(rule.schema.properties)).toHaveLength(RULE_FIELDS.length);
    const { name, table, tier, severity } = rule.schema.properties;
    expect(table?.enum).toEqual(RULE_TABLES);
    expect(tier?.enum).toEqual(RULE_TIERS);
    expect(severity?.enum).toEqual(RULE_SEVERITIES);
    expect(name?.pattern).toBe(RULE_NAME.source);
  });

  test.each([
    ['the least', RULE, true],
    ['of findings', RAISE, true],
    ['for', `${RULE}for: 1h30m\n`, true],
    ['advice as a list', `${RULE}advice: [a, b]\n`, true],
    ['no message', RULE.replace('message: m\n', ''), false],
    ['unknown field', `${RULE}foo: 1\n`, false],
    ['strong', `${RULE}tier: strong\n`, false],
    ['an empty duration', `${RULE}for: ""\n`, false],
    ['a duration in words', `${RULE}for: 5 minutes\n`, false],
    ['of findings with a tier', `${RAISE}tier: info\n`, false],
    ['of findings for a time', `${RAISE}for: 5m\n`, false],
    ['of findings without severity', RAISE.replace('severity: error\n', ''), false],
    ['a name in capitals', RULE.replace('name: a', 'name: A'), false],
    ['a list', '- a\n', false],
    ['eleven pieces of advice', `${RULE}advice: [a,a,a,a,a,a,a,a,a,a,a]\n`, false],
  ])('agrees with the reader: %s', (_what, text, fine) => {
    expect(values(text).every((value) => rule.validate(value))).toBe(fine);
    expect(readRuleFile(text).problems.length === 0).toBe(fine);
  });
});

describe('the schema of suppressions', () => {
  test('has the fields that the reader has', () => {
    expect(Object.keys(suppressions.schema.items.properties).sort()).toEqual([...SUPPRESSION_FIELDS].sort());
  });

  test.each([
    ['an id', '- id: a-1\n  reason: r\n', true],
    ['a key, a date, a name', '- key: "* select x"\n  reason: r\n  expires: 2026-12-31\n  by: ana\n', true],
    ['nothing', '', true],
    ['no reason', '- id: a\n', false],
    ['both', '- id: a\n  key: b\n  reason: r\n', false],
    ['neither', '- reason: r\n', false],
    ['no date', '- id: a\n  reason: r\n  expires: soon\n', false],
    ['a day that is none', '- id: a\n  reason: r\n  expires: 2026-02-30\n', false],
    ['unknown field', '- id: a\n  reason: r\n  until: 2026-12-31\n', false],
    ['a mapping', 'id: a\nreason: r\n', false],
  ])('agrees with the reader: %s', (_what, text, fine) => {
    const [value] = text === '' ? [null] : values(text);
    expect(suppressions.validate(value)).toBe(fine);
    expect(readSuppressionFile(text).problems.length === 0).toBe(fine);
  });

  test('everything at once is more than the schema can say', () => {
    expect(readSuppressionFile('- id: "*"\n  reason: r\n').problems[0]?.message).toBe(
      'This would suppress everything.',
    );
  });
});

test('the examples are right by schema and reader', () => {
  const folder = path.join(ROOT, 'assets/rules');
  const text = fs.readFileSync(path.join(folder, 'shop.rule.yaml'), 'utf8');
  const { rules, problems } = readRuleFile(text);
  expect(problems).toEqual([]);
  expect(new Set(rules.map(({ table }) => table))).toEqual(new Set(RULE_TABLES));
  for (const value of values(text)) expect(rule.validate(value), JSON.stringify(rule.validate.errors)).toBe(true);
  const list = fs.readFileSync(path.join(folder, 'suppressions.yaml'), 'utf8');
  expect(readSuppressionFile(list)).toMatchObject({ problems: [], entries: [{}, {}] });
  expect(suppressions.validate(values(list)[0])).toBe(true);
});
