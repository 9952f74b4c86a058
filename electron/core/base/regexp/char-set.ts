/** One part of a set: code points in ranges (`[lo, hi, lo, hi, …]`) or those that a Unicode property has. */
export interface SetItem {
  readonly ranges?: readonly number[];
  readonly unicode?: RegExp;
  readonly negate: boolean;
}

/** Code points: those in any of the items, or in none of them. `fold` = upper and lower case are one. */
export interface CharSet {
  readonly items: readonly SetItem[];
  readonly negate: boolean;
  readonly fold: boolean;
}

export const MAX_RUNE = 0x10ffff;

const DIGIT = [48, 57];
const WORD = [48, 57, 65, 90, 95, 95, 97, 122];
/** Go's \s has no vertical tab. */
const SPACE = [9, 10, 12, 13, 32, 32];

/** `\d \D \s \S \w \W` by their letter. */
export function perlClass(letter: string): SetItem | null {
  const ranges = { d: DIGIT, s: SPACE, w: WORD }[letter.toLowerCase()];
  return ranges === undefined ? null : { ranges, negate: letter < 'a' };
}

const POSIX: Readonly<Record<string, readonly number[]>> = {
  alnum: [48, 57, 65, 90, 97, 122],
  alpha: [65, 90, 97, 122],
  ascii: [0, 127],
  blank: [9, 9, 32, 32],
  cntrl: [0, 31, 127, 127],
  digit: DIGIT,
  graph: [33, 126],
  lower: [97, 122],
  print: [32, 126],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  space: [9, 13, 32, 32],
  upper: [65, 90],
  word: WORD,
  xdigit: [48, 57, 65, 70, 97, 102],
};

/** `[:alpha:]` by its name without the colons, `^alpha` is its opposite; null for an unknown one. */
export function posixClass(name: string): SetItem | null {
  const negate = name.startsWith('^');
  const plain = negate ? name.slice(1) : name;
  const ranges = Object.hasOwn(POSIX, plain) ? POSIX[plain] : undefined;
  return ranges === undefined ? null : { ranges, negate };
}

/** `\p{Greek}` by its name: a general category or a script; null for an unknown one. */
export function unicodeClass(name: string, negate: boolean): SetItem | null {
  if (name === 'Any') return { ranges: [0, MAX_RUNE], negate };
  if (!/^\w+$/.test(name)) return null;
  for (const property of [name, `Script=${name}`]) {
    // `\p{Alphabetic}` is a property to JavaScript and nothing to Go; categories have one or two letters, or a long name.
    if (property === name && name.length > 2 && !CATEGORY_NAMES.test(name)) continue;
    try {
      return { unicode: new RegExp(`^\\p{${property}}`, 'u'), negate };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return null;
}

const CATEGORY_NAMES = /^(?:\w+_)?(?:Letter|Mark|Number|Punctuation|Symbol|Separator|Other|Control|Format|Surrogate)$/;

/** Letters of which more than two are one without case (Go's unicode.caseOrbit). */
const ORBITS: ReadonlyMap<number, readonly number[]> = new Map(
  [
    ...[
      [0x4b, 0x6b, 0x212a],
      [0x53, 0x73, 0x17f],
      [0xc5, 0xe5, 0x212b],
      [0xb5, 0x39c, 0x3bc],
      [0xdf, 0x1e9e],
    ],
    ...[
      [0x1c4, 0x1c5, 0x1c6],
      [0x1c7, 0x1c8, 0x1c9],
      [0x1ca, 0x1cb, 0x1cc],
      [0x1f1, 0x1f2, 0x1f3],
    ],
    ...[
      [0x345, 0x399, 0x3b9, 0x1fbe],
      [0x392, 0x3b2, 0x3d0],
      [0x395, 0x3b5, 0x3f5],
      [0x398, 0x3b8, 0x3d1, 0x3f4],
    ],
    ...[
      [0x39a, 0x3ba, 0x3f0],
      [0x3a0, 0x3c0, 0x3d6],
      [0x3a1, 0x3c1, 0x3f1],
      [0x3a3, 0x3c2, 0x3c3],
    ],
    ...[
      [0x3a6, 0x3c6, 0x3d5],
      [0x3a9, 0x3c9, 0x2126],
      [0x1e60, 0x1e61, 0x1e9b],
      [0x412, 0x432, 0x1c80],
    ],
    ...[
      [0x414, 0x434, 0x1c81],
      [0x41e, 0x43e, 0x1c82],
      [0x421, 0x441, 0x1c83],
      [0x422, 0x442, 0x1c84, 0x1c85],
    ],
    ...[
      [0x42a, 0x44a, 0x1c86],
      [0x462, 0x463, 0x1c87],
      [0xa64a, 0xa64b, 0x1c88],
    ],
    // Turkish letters are one with nothing.
    ...[[0x130], [0x131]],
  ].flatMap((orbit) => orbit.map((rune) => [rune, orbit] as const)),
);

function foldOrbit(rune: number): readonly number[] {
  const known = ORBITS.get(rune);
  if (known !== undefined) return known;
  const letter = String.fromCodePoint(rune);
  return [rune, ...[letter.toLowerCase(), letter.toUpperCase()].filter((other) => [...other].length === 1).map(runeOf)];
}

const runeOf = (letter: string): number => letter.codePointAt(0) ?? 0;

function hasItem({ ranges, unicode, negate }: SetItem, runes: readonly number[]): boolean {
  const found = runes.some((rune) => {
    if (unicode !== undefined) return unicode.test(String.fromCodePoint(rune));
    if (ranges === undefined) return false;
    for (let i = 0; i < ranges.length; i += 2) if (rune >= ranges[i] && rune <= ranges[i + 1]) return true;
    return false;
  });
  return found !== negate;
}

export function hasRune({ items, negate, fold }: CharSet, rune: number): boolean {
  const runes = fold ? foldOrbit(rune) : [rune];
  return items.some((item) => hasItem(item, runes)) !== negate;
}
