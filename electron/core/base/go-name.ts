/**
 * A Go symbol split into the parts that people read, as ui.md §4 shows them. `path + pkg + '.' + receiver + '.' + method + closure`
 * (with the parts that are there) is the full name again, apart from generics, which show as `[...]`.
 */
export interface GoName {
  /** Import path up to and including the last slash: `example.com/x/`; `` for one-element paths. */
  readonly path: string;
  /** Last element of the import path: `ingest`; `` where the name has none (C symbols). */
  readonly pkg: string;
  /** `(*Batcher)` or `Batcher`; `` for functions. */
  readonly receiver: string;
  /** The function or method: `startWorker`. */
  readonly method: string;
  /** `.func1`, `.func2.1`, `.gowrap1`, `-fm`, `-range1`; `` for named functions. */
  readonly closure: string;
}

const CLOSURE = /(?:\.(?:func\d+|gowrap\d+|deferwrap\d+|init\.\d+|\d+)|-range\d+|-fm)+$/;

/** Full import path of a Go symbol (`net/http`), with the escapes of the linker (`%2e`) undone; `` for C symbols. */
export function packagePath(name: string): string {
  const cut = packageEnd(name);
  return cut < 0 ? '' : unescapePath(name.slice(0, cut));
}

export function parseGoName(name: string): GoName {
  const cut = packageEnd(name);
  if (cut < 0) return { path: '', pkg: '', receiver: '', method: name, closure: '' };
  const full = unescapePath(name.slice(0, cut));
  const slash = full.lastIndexOf('/');
  let rest = foldGenerics(name.slice(cut + 1));
  let closure = '';
  const match = mayBeClosure(rest) ? CLOSURE.exec(rest) : null;
  if (match && match.index > 0) {
    closure = match[0];
    rest = rest.slice(0, match.index);
  }
  let receiver = '';
  if (rest.startsWith('(')) {
    const close = rest.indexOf(')');
    if (close > 0 && rest[close + 1] === '.') {
      receiver = rest.slice(0, close + 1);
      rest = rest.slice(close + 2);
    }
  } else {
    // The dots of `[...]` separate nothing: `Map[...]` is a function, `Cache[...].Get` a method.
    const generic = rest.indexOf('[...]');
    const dot = rest.indexOf('.', generic >= 0 && generic < rest.indexOf('.') ? generic + 5 : 0);
    if (dot > 0) {
      receiver = rest.slice(0, dot);
      rest = rest.slice(dot + 1);
    }
  }
  return { path: full.slice(0, slash + 1), pkg: full.slice(slash + 1), receiver, method: rest, closure };
}

/**
 * Where the name of a plain function begins in its symbol (`path/pkg.name`): no method, no closure, and nothing to fold or unescape; −1 = it
 * is another symbol. Most are plain, and who asks for half a million of them need not take the others' way.
 */
export function plainFunction(name: string): number {
  const cut = packageEnd(name);
  if (cut < 0 || name.indexOf('.', cut + 1) >= 0 || name.indexOf('-', cut + 1) >= 0) return -1;
  return name.includes('(') || name.includes('[') || name.includes('%') ? -1 : cut + 1;
}

/** Whether it ends as `CLOSURE` does, in a digit or in `-fm`: half a million names are parsed before a finding is said, and few are closures. */
function mayBeClosure(rest: string): boolean {
  const last = rest.charCodeAt(rest.length - 1);
  return last === 0x6d || (last >= 0x30 && last <= 0x39 && (rest.includes('.') || rest.includes('-')));
}

/** `ingest.(*Batcher).startWorker.func1` → `(*Batcher).startWorker.func1`; functions keep their package: `main.run`. */
export function shortName(name: string): string {
  const parts = parseGoName(name);
  if (parts.pkg === '') return parts.method;
  if (parts.receiver !== '') return `${parts.receiver}.${parts.method}${parts.closure}`;
  return `${parts.pkg}.${parts.method}${parts.closure}`;
}

/** Name of the file without its folder; handles `C:\` paths. */
export function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

/** Index of the dot between package and symbol: the first dot after the last slash outside `[...]` and `(`. */
function packageEnd(name: string): number {
  const square = name.indexOf('[');
  const round = name.indexOf('(');
  let end = square < 0 ? name.length : square;
  if (round >= 0 && round < end) end = round;
  const slash = name.lastIndexOf('/', end);
  const dot = name.indexOf('.', slash + 1);
  return dot <= end ? dot : -1;
}

function foldGenerics(rest: string): string {
  const open = rest.indexOf('[');
  if (open < 0) return rest;
  let depth = 0;
  let out = '';
  for (const ch of rest) {
    if (ch === '[') {
      if (depth++ === 0) out += '[...]';
    } else if (ch === ']') depth--;
    else if (depth === 0) out += ch;
  }
  return out;
}

function unescapePath(path: string): string {
  return path.includes('%')
    ? path.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : path;
}
