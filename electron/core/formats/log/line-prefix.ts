/** What one line is to a prefix. */
export const OWN = 0;
/** Of the same log, from another writer: another container, another process. */
export const FOREIGN = 1;
/** Without such a prefix. */
export const BARE = 2;

const BLANK = 32;

type Part =
  /** A run of digits and what stands between the digits of dates and times. */
  | { readonly kind: 'stamp' }
  | { readonly kind: 'number' }
  /** Name of a month or a day. */
  | { readonly kind: 'name' }
  /** One blank or more; `exact` at the end, where the program's own blanks follow. */
  | { readonly kind: 'blanks'; readonly exact: readonly number[] | null }
  /** Anything else, which tells the writers apart when `word` (blanks on both sides). */
  | { readonly kind: 'text'; readonly bytes: readonly number[]; readonly word: boolean };

const NAMES = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?![A-Za-z0-9])/;
const STAMP = /^\d[\d:.,\-+/TZ]*/;

/**
 * What a log writes before every line, from one example: `Nov 21 11:00:10 host svc[123]: `, `web-1  | `, `2026-11-21T11:00:00.12Z stderr F `.
 * Times and counters may change from line to line; the other words are the writer's. A line whose words differ but whose
 * punctuation and times stand in the same places is another writer's.
 */
export class LinePrefix {
  readonly example: string;
  /** CRI: a line may be in parts (`P`), the last of which says `F`. */
  readonly #cri: boolean;
  readonly #parts: readonly Part[];
  /** Other writers can be told from lines without a prefix. */
  readonly #anchored: boolean;
  /** Behind the prefix of the line that was looked at last. */
  contentStart = 0;
  /** Hash of the words of that line's prefix. */
  writer = 0;
  /** The next line of this writer goes on in the same line of the program. */
  partial = false;

  constructor(example: string) {
    this.example = example;
    this.#parts = parse(example);
    this.#cri = /(?:^|\s)(?:stdout|stderr) [FP]\S* $/.test(example);
    this.#anchored = this.#parts.some((part) => part.kind === 'stamp' || part.kind === 'name' || isMarker(part));
  }

  match(bytes: Uint8Array, start: number, end: number): typeof OWN | typeof FOREIGN | typeof BARE {
    let at = start;
    let own = true;
    this.partial = false;
    let writer = 17;
    const last = this.#parts.length - 1;
    for (let i = 0; i <= last; i++) {
      const part = this.#parts[i];
      const from = at;
      if (part.kind === 'stamp') {
        while (at < end && isStampByte(bytes[at])) at++;
        if (at === from || bytes[from] > 57 || bytes[from] < 48) return BARE;
      } else if (part.kind === 'number') {
        while (at < end && bytes[at] >= 48 && bytes[at] <= 57) at++;
        if (at === from) return BARE;
      } else if (part.kind === 'name') {
        at += 3;
        if (at > end || !NAMES.test(String.fromCharCode(bytes[from], bytes[from + 1], bytes[from + 2]))) return BARE;
      } else if (part.kind === 'blanks') {
        if (part.exact === null) {
          while (at < end && (bytes[at] === BLANK || bytes[at] === 9)) at++;
          if (at === from && i < last) return BARE;
        } else {
          // Logs trim blanks at the end of a line.
          for (const byte of part.exact) if (at < end && bytes[at] === byte) at++;
          if (at - from < part.exact.length && at < end) return BARE;
        }
      } else {
        let same = at + part.bytes.length <= end;
        for (let k = 0; same && k < part.bytes.length; k++) same = bytes[at + k] === part.bytes[k];
        if (same && part.word && at + part.bytes.length < end) same = isBlank(bytes[at + part.bytes.length]);
        if (same) {
          at += part.bytes.length;
          if (!(this.#cri && i === last - 1)) writer = hashed(writer, bytes, from, at);
          continue;
        }
        if (!part.word || isPunctuation(part.bytes) || !this.#anchored) return BARE;
        while (at < end && !isBlank(bytes[at])) at++;
        if (at === from) return BARE;
        const wanted = part.bytes[part.bytes.length - 1];
        if (isMark(wanted) && bytes[at - 1] !== wanted) return BARE;
        if (this.#cri && i === last - 1) continue;
        own = false;
        writer = hashed(writer, bytes, from, at);
      }
    }
    this.contentStart = at;
    this.writer = writer;
    // `stderr P `: the flag is the byte before the last blank.
    this.partial = this.#cri && flagOf(bytes, start, at) === PARTIAL;
    return own ? OWN : FOREIGN;
  }
}

function parse(example: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < example.length) {
    const rest = example.slice(at);
    const blanks = /^[ \t]+/.exec(rest)?.[0];
    if (blanks !== undefined) {
      const ends = blanks.length === rest.length;
      parts.push({ kind: 'blanks', exact: ends ? codes(blanks) : null });
      at += blanks.length;
      continue;
    }
    const atStart = at === 0 || !/[A-Za-z0-9_\-.]/.test(example[at - 1]);
    if (atStart && NAMES.test(rest)) {
      parts.push({ kind: 'name' });
      at += 3;
      continue;
    }
    const stamp = atStart ? STAMP.exec(rest)?.[0] : undefined;
    const alone = (length: number): boolean =>
      (at === 0 || isBlank(example.charCodeAt(at - 1))) &&
      (at + length === example.length || isBlank(example.charCodeAt(at + length)));
    if (stamp !== undefined && (/[:.\-/]\d/.test(stamp) || alone(stamp.length))) {
      parts.push(/^\d+$/.test(stamp) ? { kind: 'number' } : { kind: 'stamp' });
      at += stamp.length;
      continue;
    }
    // Up to a blank, or to a time within the word: `[2026-…`, `time=2026-…`.
    let length = 1;
    while (at + length < example.length && !isBlank(example.charCodeAt(at + length))) {
      const inner = STAMP.exec(example.slice(at + length))?.[0];
      if (inner !== undefined && /[[=(<"']/.test(example[at + length - 1]) && /\d[:.\-/]\d/.test(inner)) break;
      length++;
    }
    // The last one may stand against the program's own text: `\x1b[0m`.
    const word = at + length < example.length && alone(length);
    parts.push({ kind: 'text', bytes: codes(example.slice(at, at + length)), word });
    at += length;
  }
  return parts;
}

const PARTIAL = 80;

function flagOf(bytes: Uint8Array, start: number, contentStart: number): number {
  let at = contentStart - 1;
  while (at > start && isBlank(bytes[at])) at--;
  while (at > start && !isBlank(bytes[at - 1])) at--;
  return bytes[at];
}

function hashed(hash: number, bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash ^ (hash >>> 15);
}

const codes = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));
const isBlank = (byte: number): boolean => byte === BLANK || byte === 9;
const isMark = (byte: number): boolean =>
  byte === 58 || byte === 124 || byte === 93 || byte === 62 || byte === 41 || byte === 45;
const isPunctuation = (bytes: readonly number[]): boolean => bytes.every((byte) => isMark(byte));

function isMarker(part: Part): boolean {
  return part.kind === 'text' && part.word && isMark(part.bytes[part.bytes.length - 1]);
}

function isStampByte(byte: number): boolean {
  return (byte >= 43 && byte <= 58) || byte === 84 || byte === 90;
}
