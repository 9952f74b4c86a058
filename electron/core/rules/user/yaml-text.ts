import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
  type Scalar,
} from 'yaml';
import type { RuleProblem } from '@core/api/rules';

/** Longest file, UTF-16 units: hundreds of rules. */
const LONGEST_FILE = 262_144;
/** Brackets and list marks that may be open at once; the parser would otherwise run out of stack. */
const DEEPEST = 64;
/** Mistakes of one file that are told. */
const MOST_PROBLEMS = 20;

/** A YAML file with the places of everything in it, and the mistakes found so far. */
export class YamlText {
  readonly text: string;
  readonly problems: RuleProblem[] = [];
  readonly documents: readonly Document.Parsed[];
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.text = text;
    this.documents = this.#parse();
  }

  #parse(): readonly Document.Parsed[] {
    if (this.text.length > LONGEST_FILE) {
      this.problem(
        0,
        `The file is ${this.text.length} characters long; ${LONGEST_FILE} is the limit.`,
        'Make it several files.',
      );
      return [];
    }
    const deep = tooDeep(this.text);
    if (deep >= 0) {
      this.problem(deep, `The file is nested more than ${DEEPEST} levels deep.`);
      return [];
    }
    const parsed = parseAllDocuments(this.text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'silent',
      keepSourceTokens: false,
    });
    const documents = Array.isArray(parsed) ? parsed : [];
    for (const document of documents) {
      for (const { pos, message } of [...document.errors, ...document.warnings])
        this.problem(pos[0], sentence(message));
      visit(document, {
        Alias: (_key, node) => {
          this.problem(startOf(node), 'Aliases (*name) are not read.', 'Write the value out.');
        },
      });
    }
    return documents;
  }

  /** Notes a mistake at an offset of the text. */
  problem(offset: number, message: string, hint = ''): void {
    if (this.problems.length >= MOST_PROBLEMS) return;
    const { line, column, excerpt } = placeIn(this.text, offset);
    this.problems.push({ line, column, message, hint, excerpt });
  }

  problemAt(node: Node | null, message: string, hint = ''): void {
    this.problem(startOf(node), message, hint);
  }

  line(node: Node | null): number {
    return placeIn(this.text, startOf(node)).line;
  }

  /** Where the character at `offset` of a scalar's value stands in the text. */
  inScalar(node: Scalar, offset: number): number {
    return scalarOffset(this.text, node, offset);
  }
}

/** Line and column from 1, and the line's text. */
function placeIn(text: string, offset: number): { line: number; column: number; excerpt: string } {
  const at = Math.max(0, Math.min(offset, text.length));
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  const end = text.indexOf('\n', at);
  const excerpt = text.slice(begin, end < 0 ? text.length : end).replace(/\r$/, '');
  return { line, column: at - begin + 1, excerpt: excerpt.slice(0, 200) };
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Offset of the first place that is nested too deeply, whatever its brackets mean; −1 = none. */
function tooDeep(text: string): number {
  let open = 0;
  let marks = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) open++;
    else if (c === 0x5d || c === 0x7d) open = Math.max(0, open - 1);
    else if (c === 0x0a) marks = 0;
    else if ((c === 0x2d || c === 0x3f || c === 0x3a) && /[\s]/.test(text.charAt(i + 1))) marks++;
    if (open > DEEPEST || marks > DEEPEST) return i;
  }
  return deepIndent(text);
}

/** Each level of a block takes a line with a larger indent. */
function deepIndent(text: string): number {
  const indents: number[] = [];
  const lines = /^( *)\S/gm;
  for (const match of text.matchAll(lines)) {
    const indent = match[1].length;
    while (indents.length > 0 && indents[indents.length - 1] >= indent) indents.pop();
    indents.push(indent);
    if (indents.length > DEEPEST) return match.index;
  }
  return -1;
}

/**
 * A scalar's value differs from its source in white space only (folding, indents) and in what quotes escape. Where a backslash makes
 * that untrue, the scalar's start is the answer.
 */
function scalarOffset(text: string, node: Scalar, offset: number): number {
  const [start = 0, end = 0] = node.range ?? [];
  const value = String(node.value);
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  if (node.type === 'QUOTE_DOUBLE' && text.slice(start, end).includes('\\')) return start;
  let at = quoted ? start + 1 : block ? text.indexOf('\n', start) + 1 : start;
  for (let i = 0; i < offset; i++) {
    if (/\s/.test(value.charAt(i))) continue;
    while (at < end && /\s/.test(text.charAt(at))) at++;
    at += node.type === 'QUOTE_SINGLE' && value.charAt(i) === "'" ? 2 : 1;
  }
  while (at < end && offset < value.length && !/\s/.test(value.charAt(offset)) && /\s/.test(text.charAt(at))) at++;
  return Math.min(at, end);
}

/** The entries of a mapping whose keys must be among `known`; null when it is none. What does not fit is a problem. */
export function readMapping(
  yaml: YamlText,
  node: Node | null,
  known: readonly string[],
  what: string,
): Map<string, Node> | null {
  if (!isMap(node)) {
    yaml.problemAt(node, `${what} is not a mapping.`, `Write its fields as “name: value”: ${known.join(', ')}.`);
    return null;
  }
  const entries = new Map<string, Node>();
  for (const { key, value } of node.items) {
    if (!isScalar(key) || typeof key.value !== 'string') {
      yaml.problemAt(isNode(key) ? key : node, 'A key is not a text.');
      continue;
    }
    if (!known.includes(key.value)) {
      yaml.problemAt(key, `${what} has no field “${key.value}”.`, `Use ${known.join(', ')}.`);
      continue;
    }
    if (isNode(value)) entries.set(key.value, value);
    else yaml.problemAt(key, `“${key.value}” has no value.`);
  }
  return entries;
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

/** The text of a scalar, numbers and booleans as written; null with a problem for anything else. */
export function readText(yaml: YamlText, node: Node, name: string): string | null {
  if (isScalar(node)) {
    if (typeof node.value === 'string') return node.value;
    if (node.value !== null && node.source !== undefined) return node.source;
  }
  // An alias is told already.
  if (!isAlias(node)) yaml.problemAt(node, `“${name}” is not a text.`);
  return null;
}

/** A list of texts; one text alone is a list of it. */
export function readTexts(yaml: YamlText, node: Node, name: string): readonly string[] {
  if (!isSeq(node)) {
    const text = readText(yaml, node, name);
    return text === null ? [] : [text];
  }
  return node.items.flatMap((item) => (isNode(item) ? (readText(yaml, item, name) ?? []) : []));
}
