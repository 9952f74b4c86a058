import { WORD_EXACT, WORD_IN_AGGREGATE, WORD_PAIR_SECOND } from '@core/model/argument-words';

/** So many words of the innermost frames are kept, and so many of the outermost: what is between says least of who waits for what. */
const INNER = 10;
const OUTER = 6;
export const MOST_WORDS = INNER + OUTER;

/** No object lies in the first pages of memory; sizes, ids and enumerations do. */
const LOWEST = 0x10000;
/** Below it: the image of a program that is not position-independent (its globals, but also its code and its types). */
const IMAGE_END = 2 ** 32;
const DIGITS = 12;
/** A `time.Duration` of whole milliseconds; one pointer in 250,000 looks like one. */
const MILLISECOND = 1e6;
/** Go prints 101 frames at most. */
const MOST_DEPTH = 255;
const MOST_POSITION = 255;

const QUESTION = 63;
const OPEN = 123;
const CLOSE = 125;
const DOT = 46;
const SKIPPED = 95;

/** 16 to the power of a number of digits. */
const SCALE = [1, 16, 256, 4096, 65_536, 1_048_576, 16_777_216];

/** Digit + 1 by byte, 0 for what is no digit of Go's `hex` (lower case only). */
const HEX = new Uint8Array(256);
for (let digit = 0; digit < 16; digit++) HEX[digit < 10 ? 48 + digit : 87 + digit] = digit + 1;

/**
 * Reads the argument lists of one goroutine's frames, as `printArgs` in runtime/traceback.go writes them: hexadecimal words, `{…}`
 * around aggregates, `_` for a word that is too far away to be printed, `...` for those behind the tenth, `?` behind a word whose slot
 * may no longer (or not yet) hold the argument.
 *
 * Kept is what looks like a pointer to data: a multiple of 4, from 64 KiB up and below 2^48, no whole milliseconds (durations). Of
 * addresses below 4 GiB (the image of most programs: globals, but also code, type tables and any large number) only words that are
 * printed without `?` and stand alone: within `{…}` they are lengths, text of the program or the types of interfaces. What that loses is
 * pointers of 32-bit programs within `{…}` or with `?`; what it lets through is the code addresses of position-independent programs.
 */
export class WordReader {
  readonly value = new Float64Array(MOST_WORDS);
  readonly depth = new Uint8Array(MOST_WORDS);
  readonly position = new Uint8Array(MOST_WORDS);
  readonly flags = new Uint8Array(MOST_WORDS);
  /** Words met so far; those between the innermost and the outermost are gone. */
  #met = 0;

  /** A new goroutine. */
  begin(): void {
    this.#met = 0;
  }

  /** Words kept. */
  get count(): number {
    return Math.min(this.#met, MOST_WORDS);
  }

  /** Where word `i` of the kept ones is in the columns. */
  slot(i: number): number {
    return i < INNER || this.#met <= MOST_WORDS ? i : INNER + ((this.#met - INNER + (i - INNER)) % OUTER);
  }

  /** The list between a frame's parenthesis at `open` and the end of its line. */
  read(bytes: Uint8Array, open: number, end: number, depth: number): void {
    if (depth > MOST_DEPTH) return;
    let at = open + 1;
    let position = 0;
    let nesting = 0;
    /** Words since the innermost brace; after a closing one, too many to be a pair. */
    let inner = 9;
    while (at < end) {
      const byte = bytes[at++];
      if (byte === 48 && bytes[at] === 120) {
        const first = ++at;
        let digit = HEX[bytes[at]];
        // Two halves, so that both are small integers: at most six digits, then at most six more.
        let high = 0;
        for (const six = first + 6; digit !== 0 && at < six; digit = HEX[bytes[++at]]) high = (high << 4) | (digit - 1);
        let low = 0;
        let shift = 0;
        for (const twelve = first + DIGITS; digit !== 0 && at < twelve; digit = HEX[bytes[++at]]) {
          low = (low << 4) | (digit - 1);
          shift++;
        }
        // No multiple of 4, or too small.
        const whole = shift === 0 ? high : low;
        const odd = at - first < 5 || (whole & 3) !== 0;
        while (digit !== 0) digit = HEX[bytes[++at]];
        const exact = bytes[at] !== QUESTION;
        if (!odd && at - first <= DIGITS) {
          const value = shift === 0 ? high : high * SCALE[shift] + low;
          if (isPointer(value, exact, nesting)) {
            const last = exact ? at : at + 1;
            const flags =
              (exact ? WORD_EXACT : 0) |
              (nesting > 0 ? WORD_IN_AGGREGATE : 0) |
              (inner === 1 && bytes[last] === CLOSE ? WORD_PAIR_SECOND : 0);
            this.#keep(value, depth, position, flags);
          }
        }
        inner++;
        if (position < MOST_POSITION) position++;
      } else if (byte === OPEN) {
        nesting++;
        inner = 0;
      } else if (byte === CLOSE) {
        nesting--;
        inner = 9;
      } else if (byte === SKIPPED) {
        inner++;
        if (position < MOST_POSITION) position++;
      } else if (byte === DOT) {
        position = MOST_POSITION;
      }
    }
  }

  #keep(value: number, depth: number, position: number, flags: number): void {
    const met = this.#met++;
    const slot = met < INNER ? met : INNER + ((met - INNER) % OUTER);
    this.value[slot] = value;
    this.depth[slot] = depth;
    this.position[slot] = position;
    this.flags[slot] = flags;
  }
}

/** Of a multiple of 4. */
function isPointer(value: number, exact: boolean, nesting: number): boolean {
  if (value < LOWEST) return false;
  if (value < IMAGE_END && (!exact || nesting > 0)) return false;
  return Math.floor(value / MILLISECOND) * MILLISECOND !== value;
}
