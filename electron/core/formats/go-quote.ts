/**
 * Labels as Go writes them in text: `{"k":"v", "k2":"v2"}` (debug=1), ` labels:{"k": "v"}` (debug=2 of Go 1.26) and
 * `{k: "a b", k2: v2}` (Go 1.27, quoted only where needed).
 */
export interface TextLabel {
  readonly key: string;
  readonly value: string;
}

/** Reads labels from `text[at] === '{'`. Null when they are not well formed; `end` is behind the closing brace. */
export function parseLabels(text: string, at: number): { readonly labels: TextLabel[]; readonly end: number } | null {
  const labels: TextLabel[] = [];
  let i = at + 1;
  if (text[i] === '}') return { labels, end: i + 1 };
  for (;;) {
    const key = token(text, i, ':');
    if (key === null || text[key.end] !== ':') return null;
    i = key.end + 1;
    while (text[i] === ' ') i++;
    const value = token(text, i, ',}');
    if (value === null) return null;
    labels.push({ key: key.value, value: value.value });
    i = value.end;
    if (text[i] === '}') return { labels, end: i + 1 };
    if (text[i] !== ',') return null;
    i++;
    while (text[i] === ' ') i++;
  }
}

/** A quoted string, or bare text up to one of `stops`. */
function token(text: string, at: number, stops: string): { readonly value: string; readonly end: number } | null {
  if (text[at] !== '"') {
    let end = at;
    while (end < text.length && !stops.includes(text[end])) end++;
    return end < text.length ? { value: text.slice(at, end), end } : null;
  }
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end < text.length ? { value: unquote(text.slice(at + 1, end)), end: end + 1 } : null;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Undoes strconv.Quote (and the runtime's own quoting, a subset). `\x` bytes above 127 become the replacement character. */
function unquote(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([^]))/g,
    (_, x, u, U, c: string | undefined) => {
      const hex: unknown = x ?? u ?? U;
      if (typeof hex !== 'string') return ESCAPES[c ?? ''] ?? c ?? '';
      const code = parseInt(hex, 16);
      if ((typeof x === 'string' && code > 127) || code > 0x10ffff) return '\ufffd';
      return String.fromCodePoint(code);
    },
  );
}
