import { isScalar, type Node } from 'yaml';
import { RULE_TABLES, type RuleProblem, type UserRule } from '@core/api/rules';
import type { Finding } from '@core/api/findings';
import { compileCondition, nearest, type ExpressionProblem } from './cel';
import type { Expression } from './evaluate';
import { compileTemplate, type Template } from './template';
import { readMapping, readText, readTexts, YamlText } from './yaml-text';

/** A rule ready to run. */
export interface CompiledRule extends Omit<UserRule, 'file'> {
  readonly condition: Expression;
  /** Null only for rules about findings that have no message. */
  readonly template: Template | null;
}

export interface RuleFileContent {
  readonly rules: readonly CompiledRule[];
  readonly problems: readonly RuleProblem[];
}

/** The fields of a rule, in the order in which people write them. */
export const RULE_FIELDS = ['name', 'table', 'when', 'for', 'tier', 'severity', 'message', 'advice'] as const;
export const RULE_TIERS = ['suspect', 'info'] as const;
export const RULE_SEVERITIES = ['error', 'warning', 'note'] as const satisfies readonly Finding['severity'][];
export const RULE_NAME = /^[a-z][a-z0-9-]{0,63}$/;
const DURATION = /^(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/;

const MOST_RULES = 500;
const MOST_ADVICE = 10;
const LONGEST_ADVICE = 1000;

/** Reads a file of rules, a document each. All mistakes are told, each with its place; rules with mistakes are left out. */
export function readRuleFile(text: string): RuleFileContent {
  const yaml = new YamlText(text);
  if (yaml.problems.length > 0) return { rules: [], problems: yaml.problems };
  const rules: CompiledRule[] = [];
  for (const document of yaml.documents) {
    // A document of comments alone, and what stands before the first `---`.
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) continue;
    if (rules.length >= MOST_RULES) {
      yaml.problemAt(document.contents, `The file has more than ${MOST_RULES} rules.`);
      break;
    }
    const rule = readRule(yaml, document.contents);
    if (rule === null) continue;
    const same = rules.find(({ name }) => name === rule.name);
    if (same === undefined) rules.push(rule);
    else
      yaml.problemAt(
        document.contents,
        `There is another rule “${rule.name}” in line ${same.line}.`,
        'Give it another name.',
      );
  }
  return { rules, problems: yaml.problems };
}

function readRule(yaml: YamlText, node: Node): CompiledRule | null {
  const before = yaml.problems.length;
  const fields = readMapping(yaml, node, RULE_FIELDS, 'A rule');
  if (fields === null) return null;
  const text = (field: (typeof RULE_FIELDS)[number]): string | null => {
    const value = fields.get(field);
    return value === undefined ? null : readText(yaml, value, field);
  };
  const oneOf = <T extends string>(field: (typeof RULE_FIELDS)[number], allowed: readonly T[]): T | null => {
    const value = text(field);
    const found = allowed.find((candidate) => candidate === value);
    if (value !== null && found === undefined) {
      const proven = field === 'tier' && (value === 'proven' || value === 'strong');
      const hint = proven
        ? `Use ${allowed.join(' or ')}: what is sure is for the evidence to say.`
        : nearest(value, allowed);
      yaml.problemAt(fields.get(field) ?? node, `“${value.slice(0, 60)}” is no ${field}.`, hint);
    }
    return found ?? null;
  };
  const name = text('name');
  if (name !== null && !RULE_NAME.test(name))
    yaml.problemAt(
      fields.get('name') ?? node,
      `“${name.slice(0, 80)}” is no name of a rule.`,
      'Use small letters, digits and hyphens, a letter first.',
    );
  const table = oneOf('table', RULE_TABLES);
  const when = text('when');
  for (const field of ['name', 'table', 'when'] as const)
    if (!fields.has(field)) yaml.problemAt(node, `The rule has no ${field}.`);
  const aboutFindings = table === 'findings';
  const tier = oneOf('tier', RULE_TIERS) ?? 'suspect';
  const severity = oneOf('severity', RULE_SEVERITIES) ?? (tier === 'suspect' ? 'warning' : 'note');
  if (aboutFindings && fields.has('tier'))
    yaml.problemAt(fields.get('tier') ?? node, 'A rule about findings cannot change their tier.', 'Set severity.');
  if (aboutFindings && !fields.has('severity'))
    yaml.problemAt(node, 'A rule about findings has no severity to give them.');
  if (table !== null && !aboutFindings && !fields.has('message')) yaml.problemAt(node, 'The rule has no message.');
  const forMs = readDuration(yaml, fields.get('for'));
  if (forMs > 0 && aboutFindings)
    yaml.problemAt(
      fields.get('for') ?? node,
      'Findings have no time axis, so “for” has no meaning here.',
      'Use a rule about another table.',
    );
  const advice = readAdvice(yaml, fields.get('advice'));
  if (table === null) return null;

  const condition = when === null ? null : compileCondition(table, when);
  if (condition !== null && !condition.ok) inScalar(yaml, fields.get('when') ?? node, condition.error);
  const message = text('message');
  const template = message === null ? null : compileTemplate(table, message);
  if (template !== null && !template.ok) inScalar(yaml, fields.get('message') ?? node, template.error);
  if (yaml.problems.length > before || name === null || when === null || !condition?.ok || template?.ok === false)
    return null;
  return {
    ...{ name, line: yaml.line(node), table, when: when.trim(), tier, severity, forMs, message: message ?? '', advice },
    condition: condition.value,
    template: template?.value ?? null,
  };
}

function inScalar(yaml: YamlText, node: Node, problem: ExpressionProblem): void {
  if (isScalar(node)) yaml.problem(yaml.inScalar(node, problem.start), problem.message, problem.hint);
  else yaml.problemAt(node, problem.message, problem.hint);
}

/** `5m`, `1h30m`, `90s`, in ms; 0 without. */
function readDuration(yaml: YamlText, node: Node | undefined): number {
  if (node === undefined) return 0;
  const text = readText(yaml, node, 'for');
  if (text === null) return 0;
  const parts = DURATION.exec(text);
  const [hours, minutes, seconds] = [1, 2, 3].map((i) => Number(parts?.[i] ?? 0));
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (parts === null || ms === 0)
    yaml.problemAt(node, `“${text.slice(0, 40)}” is no duration.`, 'Write 30s, 5m or 1h30m.');
  return ms;
}

function readAdvice(yaml: YamlText, node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  const advice = readTexts(yaml, node, 'advice');
  if (advice.length > MOST_ADVICE)
    yaml.problemAt(node, `There are ${advice.length} pieces of advice; ${MOST_ADVICE} is the limit.`);
  if (advice.some(({ length }) => length > LONGEST_ADVICE))
    yaml.problemAt(node, `A piece of advice is longer than ${LONGEST_ADVICE} characters.`);
  return advice;
}
