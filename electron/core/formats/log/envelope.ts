import { latin1 } from '@core/base/latin1';
import { lineEnd, NEWLINE, SPACE } from './bytes';
import { findHeader, findProfile, headerShape } from './header';
import type { HeaderShape } from './header';
import { JsonRecord } from './json-record';
import { BARE, LinePrefix } from './line-prefix';

/** What a log puts around the lines of a program. */
export type Envelope =
  | { readonly kind: 'none' }
  | { readonly kind: 'prefix'; readonly prefix: LinePrefix }
  /**
   * Records of JSON, one a line, whose string `key` holds one line each. `breaks`: with its line break, as Docker writes it; then a
   * string without one is a part of a line.
   */
  | { readonly kind: 'json'; readonly key: string; readonly breaks: boolean };

/** The first sign of a dump or of a debug=1 profile in a text. */
export interface Sign {
  readonly what: 'dump' | 'profile';
  readonly at: number;
  readonly lineStart: number;
  readonly shape: HeaderShape;
}

const LONGEST_PREFIX = 400;
const LONGEST_RECORD = 1 << 20;
const NONE: Envelope = { kind: 'none' };

export function findSign(bytes: Uint8Array): Sign | null {
  const header = findHeader(bytes, 0, bytes.length);
  const profile = findProfile(bytes, 0, header < 0 ? bytes.length : header);
  if (profile !== null)
    return { what: 'profile', at: profile.at, lineStart: lineStartOf(bytes, profile.at), shape: profile.shape };
  if (header < 0) return null;
  const shape = headerShape(bytes, header) ?? 'line';
  return { what: 'dump', at: header, lineStart: lineStartOf(bytes, header), shape };
}

function lineStartOf(bytes: Uint8Array, at: number): number {
  // From -1 it would search from the end.
  return at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
}

/** How the lines around the first sign are wrapped; `none` where the text stands as the program wrote it (or within one string). */
export function findEnvelope(bytes: Uint8Array, sign: Sign): Envelope {
  const { at, lineStart, shape } = sign;
  if (at === lineStart) return NONE;
  const end = lineEnd(bytes, at);
  if (bytes[lineStart] === 123 && end - lineStart <= LONGEST_RECORD && shape !== 'line') {
    const found = keyAround(bytes, lineStart, at);
    // A whole dump in a string of the record itself is read where it stands; a record within a record is unwrapped first.
    if (found !== null && (shape === 'quoted' || isNested(bytes, at, end))) return { kind: 'json', ...found };
    return NONE;
  }
  let before = latin1(bytes, lineStart, Math.min(at, lineStart + LONGEST_PREFIX));
  if (/^ {8,}$/.test(before)) before = prefixAbove(bytes, lineStart, before.length) ?? before;
  const example = shape === 'line' ? before : (/^\S+ (?:stdout|stderr) [FP]\S* /.exec(before)?.[0] ?? '');
  if (example === '' || (shape === 'line' && at - lineStart > LONGEST_PREFIX)) return NONE;
  const prefix = new LinePrefix(example);
  return goesOn(bytes, prefix, example.length, end + 1) ? { kind: 'prefix', prefix } : NONE;
}

/** Lines of a message that are looked at for the first of them. */
const LINES_ABOVE = 500;

/** journalctl shows the further lines of a message behind as many blanks as the prefix of its first line is wide: that prefix. */
function prefixAbove(bytes: Uint8Array, lineStart: number, width: number): string | null {
  let start = lineStart;
  for (let i = 0; i < LINES_ABOVE && start > 0; i++) {
    const end = start - 1;
    start = lineStartOf(bytes, end);
    if (bytes[start] === SPACE || end === start) continue;
    return end - start > width && bytes[start + width - 1] === SPACE ? latin1(bytes, start, start + width) : null;
  }
  return null;
}

/** The line behind has such a prefix too, or blanks of its width (as journalctl shows the further lines of a message). */
function goesOn(bytes: Uint8Array, prefix: LinePrefix, width: number, next: number): boolean {
  if (next >= bytes.length) return true;
  if (prefix.match(bytes, next, lineEnd(bytes, next)) !== BARE) return true;
  for (let i = 0; i < width; i++) if (bytes[next + i] !== SPACE) return false;
  return true;
}

/** The line breaks behind the header are escaped more than once. */
function isNested(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i + 2 < end; i++) {
    if (bytes[i] !== 92) continue;
    if (bytes[i + 1] !== 34) return bytes[i + 1] === 92;
    // A quote of the text itself.
    i++;
  }
  return false;
}

/** The key of the outermost string that `at` stands in. */
function keyAround(bytes: Uint8Array, lineStart: number, at: number): { key: string; breaks: boolean } | null {
  const end = lineEnd(bytes, at);
  const key = /"((?:[^"\\]|\\.){1,64})"\s*:\s*"(?:[^"\\]|\\.)*$/.exec(latin1(bytes, lineStart, at))?.[1];
  if (key === undefined) return null;
  const record = new JsonRecord(key);
  record.read(bytes, lineStart, end);
  const { textStart, textEnd } = record;
  if (textStart < 0 || textStart > at || at > textEnd) return null;
  // What Docker takes of a long line has none: then the name of its stream tells.
  const breaks =
    (bytes[textEnd - 1] === 110 && bytes[textEnd - 2] === 92) ||
    (key === 'log' && /^","stream":"std/.test(latin1(bytes, textEnd, Math.min(end, textEnd + 20))));
  return { key, breaks };
}
