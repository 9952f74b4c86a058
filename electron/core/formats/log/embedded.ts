import { NEWLINE } from './bytes';
import { peek } from './crash';
import type { Window } from './window';

const BACKSLASH = 92;
const QUOTE = 34;

/**
 * The text of the string in which the header at `header` stands, unescaped: a record of JSON or logfmt with a whole dump in one field
 * (`{"msg":"goroutine 1 [running]:\nmain.f()…"}`, `stack="goroutine 1 …"`), also when that string is inside another string. Null when
 * no quote begins it. A string without its end is read to the end of the line.
 */
export function embeddedText(
  bytes: Uint8Array,
  lineStart: number,
  header: number,
  lineEnd: number,
  outer: Window,
): Pick<Window, 'bytes' | 'last' | 'original'> | null {
  const slashes = escapeDepth(bytes, header, lineEnd);
  // Back to the quote that has just as many backslashes before it as the string's own quotes have.
  let start = -1;
  for (let at = header - 1; at >= lineStart && start < 0; at--) {
    if (bytes[at] !== QUOTE) continue;
    let before = 0;
    while (bytes[at - 1 - before] === BACKSLASH) before++;
    if (before === slashes) start = at + 1;
  }
  if (start < 0) return null;
  const end = stringEnd(bytes, header, lineEnd, slashes);
  const map: number[] = [0, start];
  const out = unescape(bytes, start, end, slashes, map);
  const original = (offset: number): number => {
    let low = 0;
    let high = map.length / 2 - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (map[2 * middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return outer.original(map[2 * low + 1] + (offset - map[2 * low]));
  };
  return { bytes: out, last: true, original };
}

/** Backslashes before the quotes of this string: one less than before its line breaks. */
function escapeDepth(bytes: Uint8Array, header: number, lineEnd: number): number {
  for (let at = header; at < lineEnd; at++) {
    if (bytes[at] !== BACKSLASH) continue;
    let count = 0;
    while (bytes[at + count] === BACKSLASH) count++;
    const letter = bytes[at + count];
    if (letter === 110 || letter === 114) return count - 1;
    at += count;
  }
  return 0;
}

function stringEnd(bytes: Uint8Array, from: number, lineEnd: number, slashes: number): number {
  for (let at = bytes.indexOf(QUOTE, from); at >= 0 && at < lineEnd; at = bytes.indexOf(QUOTE, at + 1)) {
    let before = 0;
    while (bytes[at - 1 - before] === BACKSLASH) before++;
    if (before <= slashes) return at - before;
  }
  return lineEnd;
}

const SIMPLE: Readonly<Record<number, number>> = { 110: 10, 116: 9, 114: 13, 98: 8, 102: 12, 118: 11, 97: 7 };

/** Shorter pieces are copied faster byte by byte. */
const SHORT = 96;

/**
 * Undoes the escapes of JSON and of strconv.Quote, `1 + slashes` levels at once where a record was quoted again. `map` gets pairs
 * (offset in the answer, offset in `bytes`), one behind every line break and every backslash.
 */
function unescape(bytes: Uint8Array, start: number, end: number, slashes: number, map: number[]): Uint8Array {
  const out = new Uint8Array(end - start);
  return out.subarray(0, unescapeInto(out, 0, bytes, start, end, slashes, map));
}

/** The same to `out[length]` and on, where there must be room for as many bytes as are read; answers the new length. */
export function unescapeInto(
  out: Uint8Array,
  length: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  slashes: number,
  map: number[],
): number {
  let at = start;
  while (at < end) {
    if (bytes[at] !== BACKSLASH) {
      const near = Math.min(end, at + SHORT);
      while (at < near && bytes[at] !== BACKSLASH) out[length++] = bytes[at++];
      if (at < near || at === end) continue;
      let slash = bytes.indexOf(BACKSLASH, at);
      if (slash < 0 || slash > end) slash = end;
      out.set(bytes.subarray(at, slash), length);
      length += slash - at;
      at = slash;
      continue;
    }
    let count = 0;
    while (at + count < end && bytes[at + count] === BACKSLASH) count++;
    // An even number beyond what a level needs stands for backslashes of the text itself.
    const own = Math.floor(count / (2 * (slashes + 1)));
    for (let i = 0; i < own; i++) out[length++] = BACKSLASH;
    at += count;
    if (own > 0) note(map, length, at);
    if (count === own * 2 * (slashes + 1) || at >= end) continue;
    const letter = bytes[at];
    const simple = SIMPLE[letter];
    if (simple !== undefined) {
      out[length++] = simple;
      at++;
      if (simple === NEWLINE) note(map, length, at);
      continue;
    }
    const digits = letter === 117 ? 4 : letter === 120 ? 2 : letter === 85 ? 8 : 0;
    const code = digits === 0 ? NaN : hex(bytes, at + 1, Math.min(end, at + 1 + digits));
    if (Number.isNaN(code)) {
      if (digits === 0) out[length++] = bytes[at];
      at++;
      continue;
    }
    at += 1 + digits;
    let point = code;
    // The second half of a pair: `\ud83d\ude00`.
    if (code >= 0xd800 && code < 0xdc00) {
      let next = at;
      while (next < end && bytes[next] === BACKSLASH) next++;
      const low = next > at && bytes[next] === 117 ? hex(bytes, next + 1, Math.min(end, next + 5)) : NaN;
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at = next + 5;
      }
    }
    length = putUtf8(out, length, point);
    if (point === NEWLINE) note(map, length, at);
  }
  return length;
}

/** Offsets beyond so many pairs are noted only now and then: those of a text of nothing but escapes must not outweigh it. */
const MANY = 1 << 21;

function note(map: number[], length: number, at: number): void {
  if (map.length < MANY || at - map[map.length - 1] > 256) map.push(length, at);
}

function hex(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    const digit =
      byte >= 48 && byte <= 57 ? byte - 48 : (byte | 32) >= 97 && (byte | 32) <= 102 ? (byte | 32) - 87 : -1;
    if (digit < 0) return NaN;
    value = value * 16 + digit;
  }
  return to > from ? value : NaN;
}

/** An escape is never shorter than what it stands for. */
function putUtf8(out: Uint8Array, at: number, point: number): number {
  if (point < 0x80) out[at++] = point;
  else if (point < 0x800) {
    out[at++] = 0xc0 | (point >> 6);
    out[at++] = 0x80 | (point & 63);
  } else if (point < 0x10000) {
    const code = point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
    out[at++] = 0xe0 | (code >> 12);
    out[at++] = 0x80 | ((code >> 6) & 63);
    out[at++] = 0x80 | (code & 63);
  } else if (point <= 0x10ffff) {
    out[at++] = 0xf0 | (point >> 18);
    out[at++] = 0x80 | ((point >> 12) & 63);
    out[at++] = 0x80 | ((point >> 6) & 63);
    out[at++] = 0x80 | (point & 63);
  }
  return at;
}

const MESSAGE =
  /(?:^|[{,\s])\\*"?(?:msg|message|error|err|panic|reason)\\*"?\s*[:=]\s*(?:\\*"((?:[^"\\]|\\[^"n])*)\\*"|([^\s"{]+))/;
const TIME =
  /(?:^|[{,\s])\\*"?(?:time|ts|timestamp|@timestamp|t|date|datetime|eventTime)\\*"?\s*[:=]\s*\\*"?([^",}]{8,40})/;

/** What the record says beside the dump: its message and the text of its moment; `` where it says none. */
export function siblingText(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly message: string; readonly time: string } {
  const text =
    end - start < 8192
      ? peek(bytes, start, end, 8192)
      : peek(bytes, start, end, 4096) + ' ' + peek(bytes, end - 4096, end, 4096);
  const message = MESSAGE.exec(text);
  const said = message?.[1] ?? message?.[2] ?? '';
  return { message: said.includes('goroutine ') ? '' : said.slice(0, 500), time: TIME.exec(text)?.[1] ?? '' };
}
