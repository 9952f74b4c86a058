/** What a piece of Go source is, as it is coloured. */
export type TokenKind = 'keyword' | 'comment' | 'string' | 'number' | 'type' | 'name' | 'call' | 'other';
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** What a line begins inside of: a comment or a raw string that an earlier line opened. */
export type LineState = 'code' | 'comment' | 'raw';

const KEYWORDS = new Set(
  `break case chan const continue default defer else fallthrough for func go goto if import interface map package range return
  select struct switch type var`.split(/\s+/),
);
/** Predeclared names (go.dev/ref/spec#Predeclared_identifiers): types and constants. */
const PREDECLARED = new Set(
  `any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16
  uint32 uint64 uintptr true false iota nil`.split(/\s+/),
);
const NUMBER =
  /^(?:0[xX][\da-fA-F_.]+(?:[pP][+-]?\d+)?|0[bBoO][\d_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)i?/;
const WORD = /^[\p{L}_][\p{L}\p{Nd}_]*/u;
const QUOTED = /^(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/;

/**
 * Splits one line of Go source (go.dev/ref/spec#Lexical_elements). The texts of the tokens together are the line. Anything is taken: what is
 * not Go comes out as `other`.
 */
export function tokenizeLine(
  line: string,
  begin: LineState,
): { readonly tokens: readonly Token[]; readonly end: LineState } {
  const tokens: Token[] = [];
  let at = 0;
  let state = begin;
  const take = (kind: TokenKind, length: number): void => {
    const last = tokens.at(-1);
    const text = line.slice(at, at + length);
    if (last?.kind === kind && kind === 'other') tokens[tokens.length - 1] = { kind, text: last.text + text };
    else tokens.push({ kind, text });
    at += length;
  };
  const takeUntil = (kind: TokenKind, end: string, from: number): boolean => {
    const found = line.indexOf(end, from);
    take(kind, (found < 0 ? line.length : found + end.length) - at);
    return found >= 0;
  };
  while (at < line.length) {
    if (state === 'comment') {
      if (takeUntil('comment', '*/', at)) state = 'code';
      continue;
    }
    if (state === 'raw') {
      if (takeUntil('string', '`', at)) state = 'code';
      continue;
    }
    const rest = line.slice(at);
    if (rest.startsWith('//')) take('comment', rest.length);
    else if (rest.startsWith('/*')) {
      if (!takeUntil('comment', '*/', at + 2)) state = 'comment';
    } else if (rest.startsWith('`')) {
      if (!takeUntil('string', '`', at + 1)) state = 'raw';
    } else {
      const quoted = QUOTED.exec(rest)?.[0];
      const number = /^\.?\d/.test(rest) ? NUMBER.exec(rest)?.[0] : undefined;
      const word = WORD.exec(rest)?.[0];
      if (quoted !== undefined) take('string', quoted.length);
      else if (number !== undefined) take('number', number.length);
      else if (word !== undefined) take(kindOf(word, rest.charAt(word.length)), word.length);
      else take('other', rest.codePointAt(0)! > 0xffff ? 2 : 1);
    }
  }
  return { tokens, end: state };
}

function kindOf(word: string, next: string): TokenKind {
  if (KEYWORDS.has(word)) return 'keyword';
  if (PREDECLARED.has(word)) return 'type';
  return next === '(' ? 'call' : 'name';
}

/** Every line of a piece of source. It may begin inside a comment or raw string, which nothing says: it is taken as code. */
export function tokenizeLines(lines: readonly string[]): readonly (readonly Token[])[] {
  let state: LineState = 'code';
  return lines.map((line) => {
    const { tokens, end } = tokenizeLine(line, state);
    state = end;
    return tokens;
  });
}
