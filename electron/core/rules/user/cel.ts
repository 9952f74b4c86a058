import { Environment } from '@marcbachmann/cel-js/evaluator';
import type { ParseError } from '@marcbachmann/cel-js';
import { err, ok, type Result } from '@core/base/result';
import type { RuleTable } from '@core/api/rules';
import { compileExpression, UnsupportedExpression, type Expression } from './evaluate';
import { PLACE_FIELDS, TABLE_FIELDS } from './fields';

/** Longest condition, UTF-16 units, and most nodes in it. */
const LONGEST = 4000;
const MOST_NODES = 1000;

/** A mistake in an expression: `[start, end)` in its text. */
export interface ExpressionProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string;
}

const environments = new Map<RuleTable, Environment>();

/** The names of one table with their types; nothing else exists in a condition about it. */
function environmentOf(table: RuleTable): Environment {
  let environment = environments.get(table);
  if (environment === undefined) {
    environment = new Environment({ limits: { maxAstNodes: MOST_NODES, maxDepth: 40, maxListElements: 200 } });
    for (const [name, { type }] of Object.entries(TABLE_FIELDS[table])) {
      if (type === 'place') environment.registerVariable({ name, schema: { ...PLACE_FIELDS } });
      else environment.registerVariable(name, type);
    }
    environments.set(table, environment);
  }
  return environment;
}

/**
 * A condition over the rows of a table: parsed and type-checked by the library, then turned into our own evaluator, which counts its
 * steps and has Go's regular expressions. It must be a bool.
 */
export function compileCondition(table: RuleTable, text: string): Result<Expression, ExpressionProblem> {
  if (text.length > LONGEST) {
    const message = `The condition is ${text.length} characters long; ${LONGEST} is the limit.`;
    return err({ start: 0, end: text.length, message, hint: 'Make it several rules.' });
  }
  const environment = environmentOf(table);
  let parsed: ReturnType<Environment['parse']>;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    return err(problemOf(error, table, text));
  }
  const { valid, type, error } = parsed.check();
  if (!valid) return err(problemOf(error, table, text));
  if (type !== 'bool' && type !== 'dyn') {
    const message = `The condition is ${article(type ?? 'value')}, not a bool.`;
    return err({ start: 0, end: text.length, message, hint: 'Compare it with something: count > 100.' });
  }
  try {
    return ok(compileExpression(parsed.ast));
  } catch (failure) {
    if (!(failure instanceof UnsupportedExpression)) throw failure;
    const { node, message, hint } = failure;
    return err({ start: node.start, end: node.end, message, hint });
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** The library's error in our words; what is no error of it is a defect. */
function problemOf(error: unknown, table: RuleTable, text: string): ExpressionProblem {
  if (!isLibraryError(error)) throw error;
  const { code, summary, range } = error;
  const start = Math.min(range?.start ?? 0, text.length);
  const end = Math.max(start, range?.end ?? text.length);
  const name = text.slice(start, end);
  const fields = Object.keys(TABLE_FIELDS[table]);
  switch (code) {
    case 'unknown_variable': {
      const message = `There is no field “${name}” in the table ${table}.`;
      return { start, end, message, hint: nearest(name, fields) };
    }
    case 'no_such_key': {
      const field = /: (.*)$/.exec(summary)?.[1] ?? name;
      const message = `There is no field “${field}” here.`;
      return { start, end, message, hint: nearest(field, Object.keys(PLACE_FIELDS)) };
    }
    case 'no_such_overload': {
      const mixed = /(int [-+*/%] double|double [-+*/%] int)/.test(summary);
      const hint = mixed ? 'Write whole numbers as 2.0, or convert with double(x).' : '';
      return { start, end, message: sentence(summary), hint };
    }
    default:
      return { start, end, message: sentence(summary), hint: '' };
  }
}

function isLibraryError(error: unknown): error is ParseError {
  return error instanceof Error && 'code' in error && 'summary' in error && typeof error.summary === 'string';
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** The name that was probably meant, else all there are. */
export function nearest(name: string, names: readonly string[]): string {
  const far = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  let best = '';
  let least = far + 1;
  for (const known of names) {
    const away = distance(known.toLowerCase(), name.toLowerCase());
    if (away < least) [best, least] = [known, away];
  }
  return best === '' ? `Use one of ${names.join(', ')}.` : `Did you mean ${best}?`;
}

/** Levenshtein's. Names are short. */
function distance(a: string, b: string): number {
  if (b.length > 60) return Infinity;
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    before = row;
  }
  return before[b.length];
}
