import type { ByteInterner } from '@core/model/byte-interner';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** StringId of the name, and of labels in pairs: key, value, key, value. */
export interface ReadLabels {
  readonly name: number;
  readonly pairs: readonly number[];
}

/**
 * `name`, `name{k="v",…}` or, with the name in quotes as Prometheus 3 writes names of more than ASCII letters, `{"name",k="v",…}`.
 * A comma may stand after the last label. Null when it is none of them.
 */
export function readLabels(bytes: Uint8Array, from: number, end: number, strings: ByteInterner): ReadLabels | null {
  let at = from;
  while (at < end && bytes[at] > 0x20 && bytes[at] !== 0x7b) at++;
  let name = strings.intern(bytes, from, at);
  at = blank(bytes, at, end);
  if (at >= end) return name === 0 ? null : { name, pairs: [] };
  const pairs: number[] = [];
  at = blank(bytes, at + 1, end);
  while (at < end && bytes[at] !== 0x7d) {
    let key: number;
    if (bytes[at] === QUOTE) {
      const quoted = readQuoted(bytes, at, end);
      if (quoted === null) return null;
      key = strings.internString(quoted.text);
      at = blank(bytes, quoted.end, end);
    } else {
      const start = at;
      while (at < end && isLabelByte(bytes[at])) at++;
      if (at === start) return null;
      key = strings.intern(bytes, start, at);
      at = blank(bytes, at, end);
      if (bytes[at] !== 0x3d) return null;
    }
    if (bytes[at] === 0x3d) {
      at = blank(bytes, at + 1, end);
      const value = readValue(bytes, at, end, strings);
      if (value === null) return null;
      pairs.push(key, value.id);
      at = blank(bytes, value.end, end);
    } else if (name === 0) name = key;
    else return null;
    if (bytes[at] === 0x2c) at = blank(bytes, at + 1, end);
    else if (bytes[at] !== 0x7d) return null;
  }
  return name === 0 || at >= end ? null : { name, pairs };
}

/** Nearly every value has no backslash: its bytes are interned as they are. */
function readValue(
  bytes: Uint8Array,
  from: number,
  end: number,
  strings: ByteInterner,
): { readonly id: number; readonly end: number } | null {
  if (bytes[from] !== QUOTE) return null;
  let at = from + 1;
  while (at < end && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++;
  if (bytes[at] === QUOTE && at < end) return { id: strings.intern(bytes, from + 1, at), end: at + 1 };
  const quoted = readQuoted(bytes, from, end);
  return quoted === null ? null : { id: strings.internString(quoted.text), end: quoted.end };
}

/** A text in quotes that begins at `from`, unescaped; null when it does not end. */
export function readQuoted(
  bytes: Uint8Array,
  from: number,
  end: number,
): { readonly text: string; readonly end: number } | null {
  let at = from + 1;
  while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  if (at >= end) return null;
  return { text: unescapeText(decoder.decode(bytes.subarray(from + 1, at))), end: at + 1 };
}

/** `\\`, `\n` and `\"`; any other backslash stands for itself. */
export function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\\n"])/g, (_, c: string) => (c === 'n' ? '\n' : c)) : text;
}

function isLabelByte(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || byte === 0x5f || (byte >= 0x30 && byte <= 0x39);
}

function blank(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at;
}
