import { NEWLINE } from './bytes';

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const DEEPEST = 16;

/** Keys whose value tells the streams of a log apart; the others differ from line to line. */
const IDENTITY = new Set(
  (
    '_PID SYSLOG_IDENTIFIER _SYSTEMD_UNIT _HOSTNAME _BOOT_ID CONTAINER_NAME CONTAINER_ID stream pid host hostname app service ' +
    'container container_name container_id pod pod_name pod_id namespace namespace_name unit identifier logStreamName logger_name'
  ).split(' '),
);
const TIMES = new Set(
  '__REALTIME_TIMESTAMP _SOURCE_REALTIME_TIMESTAMP time ts timestamp @timestamp t date datetime eventTime'.split(' '),
);
const LONGEST_KEY = 64;

/**
 * One line of JSON, looked through without building anything: where the string under `key` is, what the line says about its stream and
 * its moment. Keys are taken at any depth by their last name (`{"kubernetes":{"pod_name":…}}`).
 */
export class JsonRecord {
  /** Range of the text's string without its quotes; −1 when the record has none. */
  textStart = -1;
  textEnd = -1;
  /** It has backslashes. */
  escaped = false;
  /** The text is an array of byte values, as journald writes what is not printable. */
  isArray = false;
  timeStart = -1;
  timeEnd = -1;
  /** Hash of keys and values that tell streams apart, and where the text of the first of them is. */
  identity = 0;
  identityStart = -1;
  identityEnd = -1;

  readonly #key: Uint8Array;
  readonly #roles = new Map<number, 'identity' | 'time' | 'none'>();

  constructor(key: string) {
    this.#key = new TextEncoder().encode(key);
  }

  /** Reads the line `[start, end)`; false when it is no JSON object from beginning to end. What was found by then stands. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.textStart = this.timeStart = this.identityStart = -1;
    this.identity = 0;
    this.isArray = false;
    let depth = 0;
    let keyStart = -1;
    let keyEnd = -1;
    let at = start;
    while (at < end) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        const close = this.#closing(bytes, at + 1, end);
        if (close < 0) {
          this.#value(bytes, keyStart, keyEnd, at + 1, end);
          return false;
        }
        let next = close + 1;
        while (next < end && bytes[next] <= 32) next++;
        if (bytes[next] === COLON) {
          keyStart = at + 1;
          keyEnd = close;
          at = next + 1;
        } else {
          this.#value(bytes, keyStart, keyEnd, at + 1, close);
          at = next;
        }
        continue;
      }
      if (byte === 123 || byte === 91) {
        if (++depth > DEEPEST) return false;
        if (byte === 91 && this.#isText(bytes, keyStart, keyEnd)) {
          const close = bytes.indexOf(93, at);
          this.textStart = at + 1;
          this.textEnd = close < 0 || close > end ? end : close;
          this.isArray = true;
          at = this.textEnd;
          continue;
        }
      } else if (byte === 125 || byte === 93) {
        if (--depth === 0) return true;
      } else if (byte > 44 && keyStart >= 0 && bytes[at - 1] <= 58 && byte !== 46) {
        // A number: `"ts":1763722800.12`, `"pid":12`.
        let stop = at;
        while (stop < end && bytes[stop] > 44 && bytes[stop] !== 93 && bytes[stop] !== 125) stop++;
        this.#value(bytes, keyStart, keyEnd, at, stop);
        at = stop;
        continue;
      }
      at++;
    }
    return false;
  }

  #closing(bytes: Uint8Array, from: number, end: number): number {
    for (let at = bytes.indexOf(QUOTE, from); at >= 0 && at < end; at = bytes.indexOf(QUOTE, at + 1)) {
      let slashes = 0;
      while (at - 1 - slashes >= from && bytes[at - 1 - slashes] === BACKSLASH) slashes++;
      if (slashes % 2 === 0) return at;
    }
    return -1;
  }

  #isText(bytes: Uint8Array, keyStart: number, keyEnd: number): boolean {
    if (keyEnd - keyStart !== this.#key.length || this.textStart >= 0) return false;
    for (let i = 0; i < this.#key.length; i++) if (bytes[keyStart + i] !== this.#key[i]) return false;
    return true;
  }

  #value(bytes: Uint8Array, keyStart: number, keyEnd: number, start: number, end: number): void {
    if (keyStart < 0) return;
    if (this.#isText(bytes, keyStart, keyEnd)) {
      this.textStart = start;
      this.textEnd = end;
      const slash = bytes.indexOf(BACKSLASH, start);
      this.escaped = slash >= 0 && slash < end;
      return;
    }
    if (keyEnd - keyStart > LONGEST_KEY) return;
    let hash = 17;
    for (let i = keyStart; i < keyEnd; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    let role = this.#roles.get(hash);
    if (role === undefined) {
      const name = String.fromCharCode(...bytes.subarray(keyStart, keyEnd));
      role = IDENTITY.has(name) ? 'identity' : TIMES.has(name) ? 'time' : 'none';
      this.#roles.set(hash, role);
    }
    if (role === 'time' && this.timeStart < 0) {
      this.timeStart = start;
      this.timeEnd = end;
    } else if (role === 'identity') {
      for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
      this.identity = (this.identity + (hash ^ (hash >>> 15))) | 0;
      if (this.identityStart < 0) {
        this.identityStart = start;
        this.identityEnd = end;
      }
    }
  }
}

/** The bytes of journald's array form: `[103,111,114]`. */
export function arrayBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const out: number[] = [];
  for (let at = start; at < end;) {
    if (bytes[at] < 48 || bytes[at] > 57) {
      at++;
      continue;
    }
    let value = 0;
    for (; at < end && bytes[at] >= 48 && bytes[at] <= 57; at++) value = value * 10 + (bytes[at] - 48);
    out.push(value > 255 ? NEWLINE : value);
  }
  return Uint8Array.from(out);
}
