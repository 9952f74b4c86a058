/**
 * JSON read token by token from bytes: no tree of objects, no strings but those asked for. For documents of hundreds of megabytes, for
 * those that end early (a trace whose writer was killed), and for hostile ones (nesting has a limit). Source: RFC 8259. More than that
 * is allowed where real writers go beyond it: a comma before a closing bracket, control characters within strings, a byte order mark.
 */

/** What `next` found. The first eight are what a document is made of; the others end it, and then come again for ever. */
export const JSON_OBJECT = 0;
export const JSON_END_OBJECT = 1;
export const JSON_ARRAY = 2;
export const JSON_END_ARRAY = 3;
export const JSON_KEY = 4;
export const JSON_STRING = 5;
export const JSON_NUMBER = 6;
/** `true`, `false` or `null`: told apart by the first byte (`scan.bytes[scan.start]`). */
export const JSON_WORD = 7;
/** The document is complete. */
export const JSON_DONE = 8;
/** The bytes end before the document does; `at` is where. What was found before is sound. */
export const JSON_CUT = 9;
/** Not JSON at `at`; `problem` says why. What was found before is sound. */
export const JSON_BAD = 10;

/** More than any profile needs; trees that are stored nested may ask for more. */
const DEFAULT_NESTING = 512;

const IN_OBJECT = 1;
const IN_ARRAY = 2;

/** What may come next. */
const VALUE = 0;
const VALUE_OR_END = 1;
const KEY_OR_END = 2;
const COMMA_OR_END = 3;
const NOTHING = 4;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * One pass over one document.
 *
 *     const scan = new JsonScanner(bytes);
 *     if (scan.next() !== JSON_OBJECT) …
 *     while (scan.next() === JSON_KEY) {
 *       if (scan.is('nodes')) readNodes(scan);        // reads its value to its end
 *       else { scan.next(); scan.skip(); }            // any value
 *     }
 *     if (scan.token !== JSON_END_OBJECT) …           // JSON_CUT or JSON_BAD
 */
export class JsonScanner {
  readonly bytes: Uint8Array;
  /** The last token. */
  token = -1;
  /** Range of the last scalar or key: a string's without its quotes, not yet unescaped. */
  start = 0;
  end = 0;
  /** The last string or key has backslashes. */
  escaped = false;
  /** Next byte to read; with JSON_CUT and JSON_BAD where reading ended. */
  at: number;
  /** Objects and arrays that are open. */
  depth = 0;
  /** What is wrong, for JSON_BAD: `a comma or a closing bracket is missing`. */
  problem = '';
  #expect = VALUE;
  #kinds = new Uint8Array(64);
  readonly #maxDepth: number;

  constructor(bytes: Uint8Array, at = 0, maxDepth = DEFAULT_NESTING) {
    this.bytes = bytes;
    this.at = at === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : at;
    this.#maxDepth = maxDepth;
  }

  next(): number {
    if (this.token >= JSON_DONE) return this.token;
    const { bytes } = this;
    const length = bytes.length;
    let at = this.at;
    for (;;) {
      while (at < length && (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09))
        at++;
      if (at >= length) {
        this.at = length;
        return (this.token = this.#expect === NOTHING ? JSON_DONE : JSON_CUT);
      }
      const byte = bytes[at];
      switch (this.#expect) {
        case COMMA_OR_END:
          if (byte === 0x2c) {
            this.#expect = this.#kinds[this.depth - 1] === IN_OBJECT ? KEY_OR_END : VALUE_OR_END;
            at++;
            continue;
          }
          if (byte === 0x5d || byte === 0x7d) return this.#close(byte, at);
          return this.#bad(at, 'a comma or a closing bracket is missing');
        case KEY_OR_END:
          if (byte === 0x7d) return this.#close(byte, at);
          if (byte !== QUOTE) return this.#bad(at, 'the name of a field is missing');
          return this.#key(at);
        case VALUE_OR_END:
          if (byte === 0x5d) return this.#close(byte, at);
          return this.#value(byte, at);
        case VALUE:
          return this.#value(byte, at);
        default:
          return this.#bad(at, 'something follows the end of the document');
      }
    }
  }

  /** After JSON_OBJECT or JSON_ARRAY: reads to the matching end. After a scalar: nothing. False when the document ends before. */
  skip(): boolean {
    if (this.token !== JSON_OBJECT && this.token !== JSON_ARRAY) return this.token < JSON_DONE;
    const outside = this.depth - 1;
    while (this.depth > outside) if (this.next() >= JSON_DONE) return false;
    return true;
  }

  /** Reads the next value, whatever it is, to its end. */
  skipValue(): boolean {
    this.next();
    return this.skip();
  }

  /** The last string or key equals `text`, which is ASCII and has no character that JSON escapes. */
  is(text: string): boolean {
    const { bytes, start } = this;
    if (this.end - start !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** The last string or key. A lone surrogate and bytes that are no UTF-8 become `�`. */
  text(): string {
    const { bytes, start, end } = this;
    if (!this.escaped) {
      if (end - start < 24) {
        let text = '';
        let at = start;
        while (at < end && bytes[at] < 0x80) text += String.fromCharCode(bytes[at++]);
        if (at === end) return text;
      }
      return decoder.decode(bytes.subarray(start, end));
    }
    return decoder.decode(bytes.subarray(start, end)).replace(ESCAPE, unescape);
  }

  /** The last number. Integers up to 2^53 and decimals of up to 15 digits are exact, the others as near as a double can be. */
  number(): number {
    const { bytes, end } = this;
    let at = this.start;
    const negative = bytes[at] === 0x2d;
    if (negative) at++;
    let digits = 0;
    let value = 0;
    for (; at < end; at++) {
      const digit = bytes[at] - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      digits++;
    }
    let fraction = 0;
    if (at < end && bytes[at] === 0x2e) {
      for (at++; at < end; at++) {
        const digit = bytes[at] - 48;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        digits++;
        fraction++;
      }
    }
    if (at < end || digits > 15) return Number(decoder.decode(bytes.subarray(this.start, end)));
    if (fraction > 0) value /= POWERS[fraction];
    return negative ? -value : value;
  }

  /** The last word is `true`. */
  get isTrue(): boolean {
    return this.token === JSON_WORD && this.bytes[this.start] === 0x74;
  }

  #value(byte: number, at: number): number {
    if (byte === QUOTE) {
      const after = this.#string(at);
      if (after < 0) return this.token;
      this.#expect = this.depth === 0 ? NOTHING : COMMA_OR_END;
      return (this.token = JSON_STRING);
    }
    if (byte === 0x7b) return this.#open(at, IN_OBJECT);
    if (byte === 0x5b) return this.#open(at, IN_ARRAY);
    if (byte === 0x2d || (byte >= 48 && byte <= 57)) return this.#number(at);
    return this.#word(byte, at);
  }

  #open(at: number, kind: number): number {
    if (this.depth >= this.#maxDepth) return this.#bad(at, `it is nested deeper than ${this.#maxDepth} levels`);
    if (this.depth === this.#kinds.length) {
      const wider = new Uint8Array(this.#kinds.length * 2);
      wider.set(this.#kinds);
      this.#kinds = wider;
    }
    this.#kinds[this.depth++] = kind;
    this.at = at + 1;
    this.#expect = kind === IN_OBJECT ? KEY_OR_END : VALUE_OR_END;
    return (this.token = kind === IN_OBJECT ? JSON_OBJECT : JSON_ARRAY);
  }

  #close(byte: number, at: number): number {
    const kind = this.#kinds[this.depth - 1];
    if ((byte === 0x7d) !== (kind === IN_OBJECT)) return this.#bad(at, 'a closing bracket does not match');
    this.depth--;
    this.at = at + 1;
    this.#expect = this.depth === 0 ? NOTHING : COMMA_OR_END;
    return (this.token = kind === IN_OBJECT ? JSON_END_OBJECT : JSON_END_ARRAY);
  }

  #key(at: number): number {
    const { bytes } = this;
    let after = this.#string(at);
    if (after < 0) return this.token;
    while (after < bytes.length && bytes[after] <= 0x20) after++;
    if (after >= bytes.length) return this.#cut();
    if (bytes[after] !== 0x3a) return this.#bad(after, 'a colon is missing');
    this.at = after + 1;
    this.#expect = VALUE;
    return (this.token = JSON_KEY);
  }

  /** Sets the range of the string that begins at `at`; the byte after it, or −1 when it does not end. */
  #string(at: number): number {
    const { bytes } = this;
    const length = bytes.length;
    let escaped = false;
    let i = at + 1;
    for (; i < length; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        escaped = true;
        i++;
      }
    }
    if (i >= length) {
      this.#cut();
      return -1;
    }
    this.start = at + 1;
    this.end = i;
    this.escaped = escaped;
    return (this.at = i + 1);
  }

  #number(at: number): number {
    const { bytes } = this;
    const length = bytes.length;
    let i = at;
    let shape = true;
    if (bytes[i] === 0x2d) i++;
    const whole = i;
    while (i < length && bytes[i] >= 48 && bytes[i] <= 57) i++;
    shape = i > whole;
    if (i < length && bytes[i] === 0x2e) {
      const from = ++i;
      while (i < length && bytes[i] >= 48 && bytes[i] <= 57) i++;
      shape = shape && i > from;
    }
    if (i < length && (bytes[i] | 0x20) === 0x65) {
      i++;
      if (i < length && (bytes[i] === 0x2b || bytes[i] === 0x2d)) i++;
      const from = i;
      while (i < length && bytes[i] >= 48 && bytes[i] <= 57) i++;
      shape = shape && i > from;
    }
    // At the end of the bytes its last digits may be missing.
    if (i >= length && this.depth > 0) return this.#cut();
    if (!shape) return i >= length ? this.#cut() : this.#bad(at, 'a number is malformed');
    this.start = at;
    this.end = i;
    this.at = i;
    this.#expect = this.depth === 0 ? NOTHING : COMMA_OR_END;
    return (this.token = JSON_NUMBER);
  }

  #word(byte: number, at: number): number {
    const word = byte === 0x74 ? 'true' : byte === 0x66 ? 'false' : byte === 0x6e ? 'null' : '';
    for (let i = 0; i < word.length; i++) {
      if (at + i >= this.bytes.length) return this.#cut();
      if (this.bytes[at + i] !== word.charCodeAt(i)) return this.#bad(at, 'a value is missing');
    }
    if (word === '') return this.#bad(at, 'a value is missing');
    this.start = at;
    this.end = at + word.length;
    this.at = this.end;
    this.#expect = this.depth === 0 ? NOTHING : COMMA_OR_END;
    return (this.token = JSON_WORD);
  }

  #cut(): number {
    this.at = this.bytes.length;
    return (this.token = JSON_CUT);
  }

  #bad(at: number, problem: string): number {
    this.at = at;
    this.problem = problem;
    return (this.token = JSON_BAD);
  }
}

/** A set of field names: which one the last key is, without making a string of it. */
export class JsonKeys {
  readonly #byLength: (readonly { readonly name: string; readonly index: number }[] | undefined)[] = [];

  /** ASCII names without characters that JSON escapes. */
  constructor(names: readonly string[]) {
    for (const [index, name] of names.entries()) {
      this.#byLength[name.length] = [...(this.#byLength[name.length] ?? []), { name, index }];
    }
  }

  /** Row of the name, −1 for any other. */
  find(scan: JsonScanner): number {
    const candidates = this.#byLength[scan.end - scan.start];
    if (candidates === undefined) return -1;
    for (const { name, index } of candidates) if (scan.is(name)) return index;
    return -1;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^]?))/g;
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescape(_all: string, hex: string | undefined, letter: string | undefined): string {
  if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
  return letter === undefined ? '' : (SHORT[letter] ?? letter);
}
