import { MAX_RUNE, perlClass, posixClass, unicodeClass, type CharSet, type SetItem } from './char-set';

/** Where something holds without taking a character. */
export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word' | 'no-word';

export type Node =
  | { readonly op: 'set'; readonly set: CharSet }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  | { readonly op: 'cat'; readonly items: readonly Node[] }
  | { readonly op: 'alt'; readonly items: readonly Node[] }
  /** `max` −1 = any number. `weight`: the largest product of counts nested in it. */
  | {
      readonly op: 'repeat';
      readonly item: Node;
      readonly min: number;
      readonly max: number;
      readonly weight: number;
    };

/** Why a pattern is none, in the words of Go's regexp/syntax. */
export class PatternError extends Error {
  constructor(what: string, where: string) {
    super(`${what}: \`${where}\``);
  }
}

interface Flags {
  readonly fold: boolean;
  /** `^` and `$` are the ends of the text, not of lines. */
  readonly oneLine: boolean;
  readonly dotNewline: boolean;
}

/** Open group: what is before it, and the flags to go back to. */
interface Group {
  readonly alternatives: Node[];
  items: Node[];
  readonly flags: Flags;
}

const MOST_REPEATS = 1000;
const ASSERTIONS: Readonly<Record<string, Assertion>> = { A: 'text-start', z: 'text-end', b: 'word', B: 'no-word' };

/** Throws `PatternError`. */
export function parsePattern(pattern: string): Node {
  return new Parser(pattern).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #flags: Flags = { fold: false, oneLine: true, dotNewline: false };
  readonly #groups: Group[] = [];
  #open: Group;

  constructor(text: string) {
    this.#text = text;
    this.#open = { alternatives: [], items: [], flags: this.#flags };
  }

  parse(): Node {
    let lastRepeat = -1;
    while (this.#at < this.#text.length) {
      const start = this.#at;
      const isRepeat = this.#repeat(lastRepeat);
      if (!isRepeat) this.#atom();
      lastRepeat = isRepeat ? (lastRepeat < 0 ? start : lastRepeat) : -1;
    }
    if (this.#groups.length > 0) throw new PatternError('missing closing )', this.#text);
    return close(this.#open);
  }

  /** Takes `*`, `+`, `?` or `{n,m}`; false where there is none. */
  #repeat(lastRepeat: number): boolean {
    const start = this.#at;
    let min = 0;
    let max = -1;
    switch (this.#text[start]) {
      case '*':
        break;
      case '+':
        min = 1;
        break;
      case '?':
        max = 1;
        break;
      case '{': {
        const found = /^\{(0|[1-9]\d*)(,?)(0|[1-9]\d*)?\}/.exec(this.#text.slice(start));
        if (found === null || (found[2] === '' && found[3] !== undefined)) return false;
        min = Number(found[1]);
        max = found[2] === '' ? min : found[3] === undefined ? -1 : Number(found[3]);
        this.#at += found[0].length - 1;
        if (min > MOST_REPEATS || max > MOST_REPEATS || (max >= 0 && min > max))
          throw new PatternError('invalid repeat count', found[0]);
        break;
      }
      default:
        return false;
    }
    this.#at++;
    if (this.#text[this.#at] === '?') this.#at++;
    const text = this.#text.slice(lastRepeat < 0 ? start : lastRepeat, this.#at);
    if (lastRepeat >= 0) throw new PatternError('invalid nested repetition operator', text);
    const item = this.#open.items.pop();
    if (item === undefined) throw new PatternError('missing argument to repetition operator', text);
    const counted = this.#text[start] === '{' ? Math.max(1, min, max) : 1;
    const weight = counted * weightOf(item);
    if (weight > MOST_REPEATS) throw new PatternError('invalid repeat count', text);
    this.#open.items.push({ op: 'repeat', item, min, max, weight });
    return true;
  }

  #atom(): void {
    const letter = this.#text[this.#at];
    switch (letter) {
      case '(':
        return this.#openGroup();
      case ')': {
        const outer = this.#groups.pop();
        if (outer === undefined) throw new PatternError('unexpected )', this.#text);
        this.#at++;
        outer.items.push(close(this.#open));
        this.#flags = this.#open.flags;
        this.#open = outer;
        return;
      }
      case '|':
        this.#at++;
        this.#open.alternatives.push(cat(this.#open.items));
        this.#open.items = [];
        return;
      case '^':
        this.#at++;
        return this.#assert(this.#flags.oneLine ? 'text-start' : 'line-start');
      case '$':
        this.#at++;
        return this.#assert(this.#flags.oneLine ? 'text-end' : 'line-end');
      case '.':
        this.#at++;
        return this.#flags.dotNewline
          ? this.#set([{ ranges: [0, MAX_RUNE], negate: false }])
          : this.#set([{ ranges: [10, 10], negate: true }]);
      case '[':
        return this.#class();
      case '\\':
        return this.#backslash();
      default:
        this.#literal(this.#rune());
    }
  }

  #backslash(): void {
    const letter = this.#text[this.#at + 1] ?? '';
    if (Object.hasOwn(ASSERTIONS, letter)) {
      this.#at += 2;
      return this.#assert(ASSERTIONS[letter]);
    }
    if (letter === 'Q') {
      const end = this.#text.indexOf('\\E', this.#at + 2);
      for (const rune of this.#text.slice(this.#at + 2, end < 0 ? undefined : end))
        this.#literal(rune.codePointAt(0) ?? 0);
      this.#at = end < 0 ? this.#text.length : end + 2;
      return;
    }
    const named = this.#classEscape();
    if (named === null) this.#literal(this.#escape());
    else this.#set([named]);
  }

  #openGroup(): void {
    const rest = this.#text.slice(this.#at);
    let flags = this.#flags;
    if (rest.startsWith('(?')) {
      const named = /^\(\?P?<([^>]*)>/.exec(rest);
      const set = /^\(\?([imsU]*)(-[imsU]+)?([:)])/.exec(rest);
      if (named !== null) {
        const [whole, name] = named;
        if (!/^\w+$/.test(name)) throw new PatternError('invalid named capture', whole);
        this.#at += whole.length;
      } else if (set !== null) {
        const [whole, on, off = '', end] = set;
        flags = withFlags(withFlags(flags, on, true), off, false);
        this.#at += whole.length;
        if (end === ')') {
          this.#flags = flags;
          return;
        }
      } else {
        throw new PatternError('invalid or unsupported Perl syntax', /^\(\?P?<?[^)]?/.exec(rest)?.[0] ?? '(?');
      }
    } else {
      this.#at++;
    }
    this.#groups.push(this.#open);
    if (this.#groups.length > MOST_REPEATS)
      throw new PatternError('expression nests too deeply', this.#text.slice(0, 40));
    this.#open = { alternatives: [], items: [], flags: this.#flags };
    this.#flags = flags;
  }

  #class(): void {
    const start = this.#at++;
    const negate = this.#text[this.#at] === '^';
    if (negate) this.#at++;
    const items: SetItem[] = [];
    for (let first = true; first || this.#text[this.#at] !== ']'; first = false) {
      const posix = /^\[:([^\]]*?):\]/.exec(this.#text.slice(this.#at));
      if (posix !== null) {
        const item = posixClass(posix[1]);
        if (item === null) throw new PatternError('invalid character class range', posix[0]);
        items.push(item);
        this.#at += posix[0].length;
        continue;
      }
      const named = this.#classEscape();
      if (named !== null) {
        items.push(named);
        continue;
      }
      const from = this.#at;
      const low = this.#classRune(start);
      let high = low;
      const next = this.#text[this.#at + 1];
      if (this.#text[this.#at] === '-' && next !== undefined && next !== ']') {
        this.#at++;
        high = this.#classRune(start);
        if (high < low) throw new PatternError('invalid character class range', this.#text.slice(from, this.#at));
      }
      items.push({ ranges: [low, high], negate: false });
    }
    this.#at++;
    this.#open.items.push({ op: 'set', set: { items, negate, fold: this.#flags.fold } });
  }

  #classRune(start: number): number {
    if (this.#at >= this.#text.length) throw new PatternError('missing closing ]', this.#text.slice(start));
    return this.#text[this.#at] === '\\' ? this.#escape() : this.#rune();
  }

  /** Takes `\d`, `\pL`, `\p{^Greek}` …; null where there is none. */
  #classEscape(): SetItem | null {
    if (this.#text[this.#at] !== '\\') return null;
    const letter = this.#text[this.#at + 1] ?? '';
    const perl = perlClass(letter);
    if (perl !== null) {
      this.#at += 2;
      return perl;
    }
    if (letter !== 'p' && letter !== 'P') return null;
    const found = /^\\[pP](?:\{(\^?)([^}]*)\}|([^{]))/u.exec(this.#text.slice(this.#at));
    if (found === null) throw new PatternError('invalid character class range', this.#text.slice(this.#at));
    const item = unicodeClass(found[2] ?? found[3], (letter === 'P') !== (found[1] === '^'));
    if (item === null) throw new PatternError('invalid character class range', found[0]);
    this.#at += found[0].length;
    return item;
  }

  /** Takes an escape of one character. */
  #escape(): number {
    const rest = this.#text.slice(this.#at);
    if (rest.length < 2) throw new PatternError('trailing backslash at end of expression', '');
    const letter = rest[1];
    const hex = /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(rest);
    const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    const control = 'afnrtv'.includes(letter) ? [7, 12, 10, 13, 9, 11]['afnrtv'.indexOf(letter)] : -1;
    if (hex !== null && parseInt(hex[1] ?? hex[2], 16) <= MAX_RUNE) {
      this.#at += hex[0].length;
      return parseInt(hex[1] ?? hex[2], 16);
    }
    if (octal !== null) {
      this.#at += octal[0].length;
      return parseInt(octal[1], 8);
    }
    if (control < 0 && (/[0-9A-Za-z]/.test(letter) || letter >= '\x80'))
      throw new PatternError('invalid escape sequence', hex?.[0] ?? rest.slice(0, 2));
    this.#at += 2;
    return control < 0 ? letter.charCodeAt(0) : control;
  }

  #rune(): number {
    const rune = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += rune > 0xffff ? 2 : 1;
    return rune;
  }

  #literal(rune: number): void {
    this.#set([{ ranges: [rune, rune], negate: false }]);
  }

  #set(items: readonly SetItem[]): void {
    this.#open.items.push({ op: 'set', set: { items, negate: false, fold: this.#flags.fold } });
  }

  #assert(assertion: Assertion): void {
    this.#open.items.push({ op: 'assert', assertion });
  }
}

function withFlags(flags: Flags, letters: string, on: boolean): Flags {
  return {
    fold: letters.includes('i') ? on : flags.fold,
    oneLine: letters.includes('m') ? !on : flags.oneLine,
    dotNewline: letters.includes('s') ? on : flags.dotNewline,
  };
}

function cat(items: readonly Node[]): Node {
  return items.length === 1 ? items[0] : { op: 'cat', items };
}

function close({ alternatives, items }: Group): Node {
  const last = cat(items);
  return alternatives.length === 0 ? last : { op: 'alt', items: [...alternatives, last] };
}

function weightOf(node: Node): number {
  if (node.op === 'repeat') return node.weight;
  if (node.op === 'cat' || node.op === 'alt')
    return node.items.reduce((most, item) => Math.max(most, weightOf(item)), 1);
  return 1;
}
