import { OPERATIONS, type Operation } from '@core/api/operation';
import type { Filter } from '@core/api/queries';
import { NO_FILTER } from '@core/api/queries';
import { compileGoRegexp } from '@core/base/regexp/compile';
import { err, ok, type Result } from '@core/base/result';

/** Conditions that are a list of expressions in a filter, in the order of their chips. */
const LISTS = ['focus', 'ignore', 'hide', 'show', 'showFrom', 'tagFocus', 'tagIgnore'] as const;
type ListKind = (typeof LISTS)[number];

/** One condition of a filter: a chip. */
export type FilterPart =
  | { readonly kind: ListKind | 'text'; readonly value: string }
  | { readonly kind: 'label'; readonly key: string; readonly value: string }
  | { readonly kind: 'state'; readonly value: Operation };

const isList = (kind: FilterPart['kind']): kind is ListKind => LISTS.some((list) => list === kind);

export function partsOf(filter: Filter): readonly FilterPart[] {
  return [
    ...LISTS.flatMap((kind) => (filter[kind] ?? []).map((value) => ({ kind, value }))),
    ...filter.labels.map(({ key, value }) => ({ kind: 'label', key, value }) as const),
    ...filter.operations.map((value) => ({ kind: 'state', value }) as const),
    ...(filter.text === '' ? [] : [{ kind: 'text', value: filter.text } as const]),
  ];
}

/** Adds a condition; one that is there already is not doubled, and there is one plain text. */
export function withPart(filter: Filter, part: FilterPart): Filter {
  const rest = withoutPart(filter, part);
  switch (part.kind) {
    case 'label':
      return { ...rest, labels: [...rest.labels, { key: part.key, value: part.value }] };
    case 'state':
      return { ...rest, operations: [...rest.operations, part.value] };
    case 'text':
      return { ...rest, text: part.value };
    default:
      return { ...rest, [part.kind]: [...(rest[part.kind] ?? []), part.value] };
  }
}

export function withoutPart(filter: Filter, part: FilterPart): Filter {
  switch (part.kind) {
    case 'label':
      return { ...filter, labels: filter.labels.filter((l) => l.key !== part.key || l.value !== part.value) };
    case 'state':
      return { ...filter, operations: filter.operations.filter((operation) => operation !== part.value) };
    case 'text':
      return { ...filter, text: '' };
    default:
      return withList(
        filter,
        part.kind,
        (filter[part.kind] ?? []).filter((value) => value !== part.value),
      );
  }
}

/** An optional list that is empty is left out, so that a filter without conditions is the same as none. */
function withList(filter: Filter, kind: ListKind, values: readonly string[]): Filter {
  if (values.length > 0 || kind === 'focus' || kind === 'ignore') return { ...filter, [kind]: values };
  const { [kind]: _, ...rest } = filter;
  return rest;
}

/** Why a condition cannot be used (a bad regular expression), or null. */
export function whyBad(part: FilterPart): string | null {
  if (part.kind === 'tagFocus' || part.kind === 'tagIgnore') return whyBadTag(part.value);
  if (!isList(part.kind)) return null;
  const compiled = compileGoRegexp(part.value);
  return compiled.ok ? null : compiled.error;
}

const RANGE = /^:?[+-]?\d+[A-Za-z]*(:([+-]?\d+[A-Za-z]*)?)?$/;

/** `key=re,re`, `re,re`, or a range of numbers such as `bytes=1kb:2mb`. */
function whyBadTag(expression: string): string | null {
  const value = expression.slice(expression.indexOf('=') + 1);
  if (RANGE.test(value)) return null;
  for (const pattern of value.split(',')) {
    const compiled = compileGoRegexp(pattern);
    if (!compiled.ok) return compiled.error;
  }
  return null;
}

/** A regular expression that matches the text and nothing else. */
export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

const FLAGS: Readonly<Record<FilterPart['kind'], string>> = {
  focus: '--focus',
  ignore: '--ignore',
  hide: '--hide',
  show: '--show',
  showFrom: '--show-from',
  tagFocus: '--tagfocus',
  tagIgnore: '--tagignore',
  label: '--tag',
  state: '--state',
  text: '--text',
};
const PREFIXES = [...LISTS, 'state'] as const;
const TYPED_PREFIX = new RegExp(`^(${PREFIXES.map((kind) => FLAGS[kind].slice(2)).join('|')}):\\s*(.+)$`);

/** What a chip calls its condition: the flag's own name; of a label its key. */
export function partName(part: FilterPart): string {
  return part.kind === 'label' ? part.key : FLAGS[part.kind].slice(2);
}

/** Whether what is typed will be a condition other than plain text. */
export function isPrefixed(typed: string): boolean {
  return TYPED_PREFIX.test(`${typed.trimStart()} `);
}

/**
 * What was typed into the filter input: `focus:re` (or ignore, hide, show, show-from, tagfocus, tagignore), `state:chan send`,
 * `key=value`, flags as on the command line, or plain text.
 */
export function parseTyped(input: string): Result<readonly FilterPart[], string> {
  const typed = input.trim();
  if (typed === '') return ok([]);
  if (typed.startsWith('--')) {
    const filter = parseFilter(typed);
    return filter.ok ? ok(partsOf(filter.value)) : filter;
  }
  const prefixed = TYPED_PREFIX.exec(typed);
  if (prefixed !== null) {
    const [, prefix = '', value = ''] = prefixed;
    const part = partFrom(PREFIXES.find((kind) => FLAGS[kind] === `--${prefix}`) ?? 'text', value.trim());
    return part.ok ? ok([part.value]) : part;
  }
  const label = /^([^\s=:'"()[\]|\\^$]+)=(.+)$/.exec(typed);
  if (label !== null) return ok([{ kind: 'label', key: label[1] ?? '', value: (label[2] ?? '').trim() }]);
  return ok([{ kind: 'text', value: typed }]);
}

/** The filter as the flags of the command line, quoted for a POSIX shell. */
export function formatFilter(filter: Filter): string {
  return partsOf(filter)
    .map((part) => `${FLAGS[part.kind]} ${quote(part.kind === 'label' ? `${part.key}=${part.value}` : part.value)}`)
    .join(' ');
}

/** The other way round; the error is one sentence. */
export function parseFilter(text: string): Result<Filter, string> {
  const words = splitWords(text);
  if (!words.ok) return words;
  let filter = NO_FILTER;
  for (let i = 0; i < words.value.length; i++) {
    const word = words.value[i] ?? '';
    const cut = word.startsWith('--') ? word.indexOf('=') : -1;
    const flag = cut < 0 ? word : word.slice(0, cut);
    const kind = (Object.keys(FLAGS) as FilterPart['kind'][]).find((name) => FLAGS[name] === flag);
    if (kind === undefined) return err(`${flag} is none of ${Object.values(FLAGS).join(', ')}`);
    const value = cut < 0 ? words.value[++i] : word.slice(cut + 1);
    if (value === undefined || value === '') return err(`${flag} needs a value`);
    const part = partFrom(kind, value);
    if (!part.ok) return part;
    filter = withPart(filter, part.value);
  }
  return ok(filter);
}

function partFrom(kind: FilterPart['kind'], value: string): Result<FilterPart, string> {
  switch (kind) {
    case 'label': {
      const cut = value.indexOf('=');
      if (cut < 1) return err(`--tag needs key=value, not ${value}`);
      return ok({ kind, key: value.slice(0, cut), value: value.slice(cut + 1) });
    }
    case 'state': {
      const operation = OPERATIONS.find((name) => name === value);
      return operation === undefined
        ? err(`${value} is no state; known are ${OPERATIONS.join(', ')}`)
        : ok({ kind: 'state', value: operation });
    }
    default:
      return ok({ kind, value });
  }
}

function quote(value: string): string {
  return /^[\w./:=@%+,-]+$/.test(value) && !value.startsWith('--') ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Words as a POSIX shell splits them: '…' is literal, "…" knows \" and \\, a backslash outside takes the next character. */
function splitWords(text: string): Result<readonly string[], string> {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = '';
  for (let i = 0; i < text.length; i++) {
    const ch = text.charAt(i);
    if (quoted !== '') {
      if (ch === quoted) quoted = '';
      else if (quoted === '"' && ch === '\\' && /["\\]/.test(text.charAt(i + 1)))
        word = (word ?? '') + text.charAt(++i);
      else word = (word ?? '') + ch;
    } else if (ch === "'" || ch === '"') {
      quoted = ch;
      word ??= '';
    } else if (ch === '\\') word = (word ?? '') + text.charAt(++i);
    else if (/\s/.test(ch)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + ch;
  }
  if (quoted !== '') return err(`a ${quoted} is not closed`);
  if (word !== null) words.push(word);
  return ok(words);
}
