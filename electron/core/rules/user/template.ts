import { formatBytes, formatCount, formatSigned } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import type { RuleTable } from '@core/api/rules';
import { nearest, type ExpressionProblem } from './cel';
import { PLACE_FIELDS, TABLE_FIELDS, type Field } from './fields';
import { isList, isMap, PlaceValue, type Row, type Value } from './value';

/** A message with the values of a row. */
export type Template = (row: Row) => string;

const LONGEST_MESSAGE = 1000;
/** Values of lists and maps that a message shows. */
const SHOWN = 5;

/** `{count}`, `{site.file}`, `{labels.tenant}`; `{{` and `}}` are braces. */
export function compileTemplate(table: RuleTable, text: string): Result<Template, ExpressionProblem> {
  const problem = (start: number, end: number, message: string, hint = ''): Result<Template, ExpressionProblem> =>
    err({ start, end, message, hint });
  if (text.length > LONGEST_MESSAGE)
    return problem(0, text.length, `The message is ${text.length} characters long; ${LONGEST_MESSAGE} is the limit.`);
  const parts: Template[] = [];
  const tokens = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;
  for (const token of text.matchAll(tokens)) {
    const [whole, path] = token;
    if (path !== undefined) {
      const value = compilePath(table, path.trim());
      if (!value.ok) return problem(token.index, token.index + whole.length, value.error.message, value.error.hint);
      parts.push(value.value);
    } else if (whole === '{' || whole === '}')
      return problem(
        token.index,
        token.index + 1,
        `A single ${whole} stands in the message.`,
        `Write ${whole}${whole} for a brace.`,
      );
    else parts.push(() => (whole === '{{' ? '{' : whole === '}}' ? '}' : whole));
  }
  return ok((row) => parts.map((part) => part(row)).join(''));
}

function compilePath(table: RuleTable, path: string): Result<Template, { message: string; hint: string }> {
  const fields = TABLE_FIELDS[table];
  const dot = path.indexOf('.');
  const name = dot < 0 ? path : path.slice(0, dot);
  const rest = dot < 0 ? null : path.slice(dot + 1);
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined)
    return err({
      message: `There is no field “${name}” in the table ${table}.`,
      hint: nearest(name, Object.keys(fields)),
    });
  if (rest === null) return ok((row) => show(row(name), field));
  if (field.type === 'place') {
    if (!Object.hasOwn(PLACE_FIELDS, rest))
      return err({
        message: `There is no field “${rest}” in ${name}.`,
        hint: nearest(rest, Object.keys(PLACE_FIELDS)),
      });
  } else if (!field.type.startsWith('map<')) return err({ message: `${name} has no parts.`, hint: `Write {${name}}.` });
  return ok((row) => {
    const value = row(name);
    const part = value instanceof PlaceValue ? value.get(rest) : isMap(value) ? value.get(rest) : undefined;
    // Lines of code are written without a thousands separator.
    return part === undefined
      ? '–'
      : typeof part === 'bigint'
        ? String(part)
        : show(part, { type: 'string', about: '' });
  });
}

function show(value: Value, { unit }: Pick<Field, 'unit' | 'type' | 'about'>): string {
  if (typeof value === 'bigint') return unit === 'bytes' ? formatBytes(Number(value)) : formatCount(Number(value));
  if (typeof value === 'number') return showNumber(value, unit);
  if (value instanceof PlaceValue) return value.file === '' ? value.function || '–' : `${value.file}:${value.line}`;
  if (isList(value)) {
    const more = value.length > SHOWN ? ` and ${formatCount(value.length - SHOWN)} more` : '';
    return (
      value
        .slice(0, SHOWN)
        .map((item) => (typeof item === 'bigint' ? String(item) : show(item, { type: 'string', about: '' })))
        .join(', ') + more
    );
  }
  if (isMap(value))
    return [...value]
      .slice(0, SHOWN)
      .map(([key, item]) => `${String(key)}=${show(item, { type: 'string', about: '' })}`)
      .join(', ');
  return String(value);
}

function showNumber(value: number, unit: Field['unit']): string {
  if (Number.isNaN(value)) return '?';
  switch (unit) {
    case 'bytes':
      return formatBytes(value);
    case 'bytes/min':
      return `${value < 0 ? '' : '+'}${formatBytes(value)}/min`;
    case '/min':
      return `${formatSigned(value)}/min`;
    case 'share':
      return `${(100 * value).toFixed(1)} %`;
    case 'minutes':
    case undefined:
      return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)));
  }
}
