import { HEADER } from './detect';

/** What a log writes before every line, as a pattern: digits stand for any run of digits (timestamps move on, ids stay). */
export interface LogPrefix {
  readonly example: string;
  readonly pattern: readonly number[];
}

const DIGITS = -1;

/** The prefix of the first goroutine header in the text, or null when there is none. */
export function findLogPrefix(text: string): LogPrefix | null {
  const prefix = HEADER.exec(text)?.[1] ?? '';
  if (prefix === '') return null;
  const pattern: number[] = [];
  for (let i = 0; i < prefix.length; i++) {
    const code = prefix.charCodeAt(i);
    const digit = code >= 48 && code <= 57;
    if (!digit) pattern.push(code);
    else if (pattern[pattern.length - 1] !== DIGITS) pattern.push(DIGITS);
  }
  return { example: prefix, pattern };
}

/** End of the prefix in the line `[start, end)`; `start` where the line has none. Trailing blanks may have been trimmed by the log. */
function prefixEnd(bytes: Uint8Array, start: number, end: number, pattern: readonly number[]): number {
  let at = start;
  for (let i = 0; i < pattern.length; i++) {
    const wanted = pattern[i];
    if (wanted === DIGITS) {
      const from = at;
      while (at < end && bytes[at] >= 48 && bytes[at] <= 57) at++;
      if (at === from) return start;
    } else if (at < end && bytes[at] === wanted) at++;
    else return at >= end - 1 && wanted === 32 && i === pattern.length - 1 ? end : start;
  }
  return at;
}

/**
 * A copy of `bytes` without the prefix. Lines that do not have it stay as they are. `originalOffset` leads back: it reads the lines
 * again, so it is for notes, not for loops.
 */
export function stripLogPrefix(
  bytes: Uint8Array,
  prefix: LogPrefix,
): { readonly bytes: Uint8Array; originalOffset(offset: number): number } {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  const lines = (visit: (from: number, to: number) => boolean): void => {
    for (let start = 0; start < bytes.length;) {
      const newline = bytes.indexOf(10, start);
      const end = newline < 0 ? bytes.length : newline;
      const next = newline < 0 ? bytes.length : newline + 1;
      if (!visit(prefixEnd(bytes, start, end, prefix.pattern), next)) return;
      start = next;
    }
  };
  lines((from, to) => {
    out.set(bytes.subarray(from, to), length);
    length += to - from;
    return true;
  });
  const originalOffset = (offset: number): number => {
    let stripped = 0;
    let found = bytes.length;
    lines((from, to) => {
      if (stripped + (to - from) <= offset) {
        stripped += to - from;
        return true;
      }
      found = from + (offset - stripped);
      return false;
    });
    return found;
  };
  return { bytes: out.subarray(0, length), originalOffset };
}
