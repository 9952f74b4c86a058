import { ascii, GOROUTINE, NEWLINE, RETURN, SPACE, startsWith } from './bytes';

/** How a goroutine's header ends: with its line; with an escaped line break, inside a string; with the string itself. */
export type HeaderShape = 'line' | 'escaped' | 'quoted';

const BACKSLASH = 92;
const QUOTE = 34;
const OPEN = 91;
const CLOSE = 93;
const COLON = 58;
/** State and labels of a header; more is no header. */
const LONGEST = 4600;

/** Is there a header `goroutine 12 [chan receive, 3 minutes] {k: v}:` at `at`, and how does it end? Null for other text. */
export function headerShape(bytes: Uint8Array, at: number): HeaderShape | null {
  if (!startsWith(bytes, at, GOROUTINE)) return null;
  let i = at + GOROUTINE.length;
  const digits = i;
  while (bytes[i] >= 48 && bytes[i] <= 57) i++;
  if (i === digits || i - digits > 19 || bytes[i] !== SPACE) return null;
  const end = Math.min(bytes.length, at + LONGEST);
  let open = -1;
  let closed = false;
  for (; i < end; i++) {
    const byte = bytes[i];
    if (byte === NEWLINE) return null;
    if (byte === OPEN && open < 0) open = i;
    else if (byte === CLOSE && open >= 0) {
      if (i === open + 1 && !closed) return null;
      closed = true;
    } else if (byte === COLON && closed) {
      const shape = shapeBehind(bytes, i + 1);
      if (shape !== null) return shape;
    } else if (open < 0 && i - digits > 80) return null;
  }
  return null;
}

function shapeBehind(bytes: Uint8Array, at: number): HeaderShape | null {
  if (at >= bytes.length || bytes[at] === NEWLINE) return 'line';
  if (bytes[at] === RETURN) return at + 1 >= bytes.length || bytes[at + 1] === NEWLINE ? 'line' : null;
  if (bytes[at] === QUOTE) return 'quoted';
  if (bytes[at] !== BACKSLASH) return null;
  let i = at;
  while (bytes[i] === BACKSLASH) i++;
  // A string that ends behind the line break holds this line alone.
  if (bytes[i] === 114 && bytes[i + 1] === BACKSLASH) {
    i++;
    while (bytes[i] === BACKSLASH) i++;
  }
  if (bytes[i] === QUOTE) return 'quoted';
  if (bytes[i] !== 110) return null;
  return bytes[i + 1] === QUOTE || (bytes[i + 1] === BACKSLASH && bytes[i + 2] === QUOTE) ? 'quoted' : 'escaped';
}

/** Offset of the first header in `[from, to)`, −1 for none. */
export function findHeader(bytes: Uint8Array, from: number, to: number): number {
  const first = GOROUTINE[0];
  for (let at = indexWithin(bytes, first, from, to); at >= 0; at = indexWithin(bytes, first, at + 1, to))
    if (bytes[at + 1] === GOROUTINE[1] && headerShape(bytes, at) !== null) return at;
  return -1;
}

/** `indexOf` would search the whole rest of the file for a byte that a line lacks, once a line. */
function indexWithin(bytes: Uint8Array, byte: number, from: number, to: number): number {
  const found = bytes.subarray(from, Math.max(from, to)).indexOf(byte);
  return found < 0 ? -1 : from + found;
}

const TOTAL = ascii('profile: total ');

/** Offset of the first `NAME profile: total N` in `[from, to)` that rows follow, −1 for none; `shape` says how that line ends. */
export function findProfile(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly at: number; readonly shape: HeaderShape } | null {
  for (
    let word = indexWithin(bytes, TOTAL[0], from, to);
    word >= 0;
    word = indexWithin(bytes, TOTAL[0], word + 1, to)
  ) {
    if (bytes[word - 1] !== SPACE || !startsWith(bytes, word, TOTAL)) continue;
    let end = word + TOTAL.length;
    while (bytes[end] >= 48 && bytes[end] <= 57) end++;
    const shape = end > word + TOTAL.length ? shapeBehind(bytes, end) : null;
    let at = word - 1;
    while (at > from && isNameByte(bytes[at - 1])) at--;
    // Behind a colour: `\x1b[0mgoroutine profile`.
    if (bytes[at - 1] === OPEN && bytes[at - 2] === 27) while (at < word && bytes[at++] !== 109);
    if (shape === null || at >= word - 1) continue;
    for (let i = end; i < end + 400 && i < bytes.length; i++)
      if (bytes[i] === 64 && bytes[i + 1] === SPACE && bytes[i + 2] === 48 && bytes[i + 3] === 120)
        return { at, shape };
  }
  return null;
}

/** Of the names that people give to profiles: letters, digits and `_./-`. */
function isNameByte(byte: number): boolean {
  return (byte >= 45 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 122) || byte === 95 || byte >= 128;
}
