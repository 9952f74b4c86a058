import { ascii, isHeaderStart, lineEnd, NEWLINE, RETURN, skipBlanks, startsWith } from './bytes';
import { peek } from './crash';

/** First lines of the debug=1 texts: `goroutine profile: total 9`, `heap profile: 1: 2 [3: 4] @ heap/1048576`, `--- mutex:`. */
const FIRST_LINE = /^\S{1,200} profile: (?:total \d{1,15}|\d+: \d+ \[\d+: \d+\] @ [\w/]+)\s*$/;
const CONTENTION = /^--- (?:contention|mutex):\s*$/;
const PROFILE = ascii(' profile: ');
/** So many lines in a row that are of no profile end it: a log goes on. Fewer may be damage, with rows behind it. */
const FOREIGN_LINES = 1000;
/** At the end of the text. */
const FEW_FOREIGN_LINES = 3;

export function isSectionStart(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 400) return false;
  start = skipBlanks(bytes, start);
  if (bytes[start] === 45) return CONTENTION.test(peek(bytes, start, end, 40));
  // Cheap first: most lines have no such word.
  for (let at = start; at < end; at++)
    if (bytes[at] === 32) return startsWith(bytes, at, PROFILE) && FIRST_LINE.test(peek(bytes, start, end, 400));
  return false;
}

/** Where the debug=1 text that begins at `start` ends: at a header, at another one, or where three lines in a row are none of it. */
export function sectionEnd(bytes: Uint8Array, start: number): number {
  let foreign = 0;
  let foreignAt = -1;
  let at = lineEnd(bytes, start) + 1;
  while (at < bytes.length) {
    const end = lineEnd(bytes, at);
    if (isSectionLine(bytes, at)) foreign = 0;
    else if (isHeaderStart(bytes, at) || isSectionStart(bytes, at, end)) return foreign > 0 ? foreignAt : at;
    else {
      if (foreign++ === 0) foreignAt = at;
      if (foreign === FOREIGN_LINES) return foreignAt;
    }
    at = end + 1;
  }
  return foreign >= FEW_FOREIGN_LINES ? foreignAt : bytes.length;
}

/** Lines between two texts, written by whoever saved them, that are looked at for the second. */
const LINES_BETWEEN = 50;

/** Another text follows the debug=1 text at the beginning: a series, whatever the first one is. */
export function hasSecondText(bytes: Uint8Array): boolean {
  if (!isSectionStart(bytes, 0, lineEnd(bytes, 0))) return false;
  let at = sectionEnd(bytes, 0);
  for (let i = 0; i < LINES_BETWEEN && at < bytes.length; i++) {
    const end = lineEnd(bytes, at);
    if (isHeaderStart(bytes, at) || isSectionStart(bytes, at, end)) return true;
    at = end + 1;
  }
  return false;
}

/** Is the line of a profile's rows? For those who read line by line. */
export function isSectionLine(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 35 || bytes[at] === NEWLINE || bytes[at] === RETURN || isRow(bytes, at);
}

/** `40 @ 0x…`, `3: 96 [4: 128] @ 0x…`, `8200 12 @ 0x…`: digits, and a number or an `@` behind them. */
function isRow(bytes: Uint8Array, at: number): boolean {
  const digits = at;
  while (bytes[at] >= 48 && bytes[at] <= 57) at++;
  if (at === digits) return false;
  return (
    bytes[at] === 58 || (bytes[at] === 32 && (bytes[at + 1] === 64 || (bytes[at + 1] >= 48 && bytes[at + 1] <= 57)))
  );
}
