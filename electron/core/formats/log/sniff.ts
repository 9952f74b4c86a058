import { lineEnd } from './bytes';
import { findSign } from './envelope';

/** A number in angle brackets is a priority of syslog. */
const WEB_PAGE = /^\s*<(?!\d)/;
const OTHER_FILES = /^(?:\x1f\x8b|go 1\.\d+ trace|%PDF-|\x7fELF|PK\x03\x04)/;

/**
 * What a text begins with, among what Go prints of goroutines: `dump` (goroutine by goroutine) or `profile` (debug=1, with counts),
 * also within a log. Null for anything else. `text` is `head` as latin-1.
 */
export function sniffText(head: Uint8Array, text: string): 'dump' | 'profile' | null {
  if (WEB_PAGE.test(text) || OTHER_FILES.test(text)) return null;
  const sign = findSign(head);
  if (sign === null) return null;
  // Binary files may hold such words; no log has control characters before them (but tabs and colours).
  for (let at = sign.lineStart; at < sign.at; at++) if (head[at] < 32 && head[at] !== 9 && head[at] !== 27) return null;
  if (sign.shape === 'line' && sign.at - sign.lineStart > 400) return null;
  return lineEnd(head, sign.at) > sign.at ? sign.what : null;
}
