import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { WORD_EXACT, WORD_IN_AGGREGATE, WORD_PAIR_SECOND } from '@core/model/argument-words';
import { captureBytes, type Capture } from '@core/model/tables';
import { assertIntegrity } from '@core/model/integrity';
import { MOST_WORDS } from '@core/formats/goroutine-dump/word-reader';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { openBytes, openFile } from '../../../support/check-import';

async function open(text: string): Promise<Capture> {
  const opened = await openBytes(new TextEncoder().encode(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  assertIntegrity(opened.value);
  return opened.value;
}

/** One goroutine; a frame is its arguments, leaf first. */
function dump(frames: readonly string[], goid = 7): string {
  const lines = frames.map((args, i) => `main.f${i}(${args})\n\t/src/main.go:${10 + i} +0x1\n`).join('');
  return `goroutine ${goid} [chan receive]:\n${lines}created by main.main in goroutine 1\n\t/src/main.go:5 +0x2\n\n`;
}

/** `value@depth.position`, `?` for a word that may be stale, ` in` an aggregate, there the second of a ` pair`. */
function wordsOf(capture: Capture, row = 0): string[] {
  const words = capture.goroutines?.words;
  const out: string[] = [];
  if (words === undefined) return out;
  for (let i = words.start[row]; i < words.start[row + 1]; i++) {
    const stale = words.flags[i] & WORD_EXACT ? '' : '?';
    const within = words.flags[i] & WORD_PAIR_SECOND ? ' pair' : words.flags[i] & WORD_IN_AGGREGATE ? ' in' : '';
    const marks = stale + within;
    out.push(`${words.value[i].toString(16)}@${words.depth[i]}.${words.position[i]}${marks}`);
  }
  return out;
}

async function words(...frames: string[]): Promise<string[]> {
  return wordsOf(await open(dump(frames)));
}

describe('which words look like pointers', () => {
  const cases: [what: string, args: string, expected: string[]][] = [
    ['a receiver', '0xc0000a4000', ['c0000a4000@0.0']],
    ['a stale one', '0xc0000a4000?', ['c0000a4000@0.0?']],
    ['of a randomized heap', '0xaf9dd32a088', ['af9dd32a088@0.0']],
    ['the data of an interface', '0xc000010000, {0x55eee8, 0xc00010e008}', ['c000010000@0.0', 'c00010e008@0.2 pair']],
    ['a stale interface', '{0x55eee8?, 0xc00010e008?}', ['c00010e008@0.1? pair']],
    ['the data of a slice, no pair', '{0xc00010e008, 0x1, 0x1}', ['c00010e008@0.0 in']],
    ['a string: its text is the first of two', '{0xc00010e008, 0x5}', ['c00010e008@0.0 in']],
    ['nested aggregates', '{0x1, {0x2, 0xc000000100}}', ['c000000100@0.2 pair']],
    ['a global lock', '0x67b110', ['67b110@0.0']],
    ['no global with a question mark', '0x67b110?', []],
    ['no text of the program', '{0x52f099, 0x1}', []],
    ['lengths, flags, small numbers', '0x1, 0xffff, 0x40, 0x1000', []],
    ['the lowest', '0x10000', ['10000@0.0']],
    ['nothing odd', '0xc000000001, 0xc000000002, 0xc000000004', ['c000000004@0.2']],
    ['durations: an hour, 30 ms', '0x34630b8a000, 0x1c9c380', []],
    ['a negative number, and what no address space has', '0xffffffffffffffff, 0x1000000000000', []],
    ['the highest', '0xfffffffffffc', ['fffffffffffc@0.0']],
    ['the place after words that are not printed', '_, 0xc000000004', ['c000000004@0.1']],
    ['behind the dots the place is not known', '{0x1, ...}, 0xc000000004', ['c000000004@0.255']],
    ['nothing in an inlined frame', '...', []],
    ['no arguments', '', []],
  ];
  for (const [what, args, expected] of cases) {
    test(what, async () => {
      expect(await words(args)).toEqual(expected);
    });
  }

  test('a hexadecimal number in a name, a place or an offset is no argument', async () => {
    const text = `goroutine 7 [select]:\nmain.c0xc000000100(0x1)\n\t/src/0xc000000200.go:1 +0xc000000300 fp=0xc000000400\n`;
    const capture = await open(text);
    expect(capture.goroutines?.words).toBeUndefined();
  });
});

describe('frames', () => {
  test('each word has its frame, the leaf first; elided frames count as one', async () => {
    const text = [
      'goroutine 7 [select]:',
      'main.leaf(0xc000000100)',
      '\t/a.go:1 +0x1',
      '...12 frames elided...',
      'main.root(0xc000000200, 0xc000000300)',
      '\t/a.go:2 +0x1',
      'runtime.goexit({0xc000000400})',
      '\t/asm.s:1 +0x1',
      'created by main.main in goroutine 1',
      '\t/a.go:3 +0x1',
      '',
    ].join('\n');
    // runtime.goexit is not kept, so neither are its words.
    expect(wordsOf(await open(text))).toEqual(['c000000100@0.0', 'c000000200@2.0', 'c000000300@2.1']);
  });

  test('the same stack again, with other words', async () => {
    const capture = await open(dump(['0xc000000100', '0x1'], 7) + dump(['0xc000000200', '0xc000000300'], 8));
    expect(wordsOf(capture, 0)).toEqual(['c000000100@0.0']);
    expect(wordsOf(capture, 1)).toEqual(['c000000200@0.0', 'c000000300@1.0']);
  });

  test('of a deep stack the innermost ten words and the outermost six', async () => {
    const frames = Array.from({ length: 40 }, (_, i) => `0xc0000${(0x1000 + i * 16).toString(16)}`);
    const kept = await words(...frames);
    expect(kept).toHaveLength(MOST_WORDS);
    expect(kept.map((word) => Number(/@(\d+)/.exec(word)?.[1]))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 34, 35, 36, 37, 38, 39,
    ]);
  });

  test('exactly sixteen, and one more', async () => {
    const frame = (count: number) =>
      Array.from({ length: count }, (_, i) => `0xc00000${(i + 1).toString(16).padStart(2, '0')}00`);
    for (const count of [15, 16, 17]) {
      const kept = await words(frame(count).join(', '));
      expect(kept[0]).toBe('c000000100@0.0');
      expect(kept.at(-1)).toBe(`c00000${count.toString(16).padStart(2, '0')}00@0.${count - 1}`);
      expect(kept).toHaveLength(Math.min(count, MOST_WORDS));
    }
  });

  test('a goroutine that is printed again with its stack gets its words in its place', async () => {
    const text = [
      'goroutine 9 [running]:',
      '\tgoroutine running on other thread; stack unavailable',
      'created by main.main in goroutine 1',
      '\t/src/main.go:5 +0x2',
      '',
      dump(['0xc000000100'], 7),
      dump(['0xc000000200'], 9),
    ].join('\n');
    const capture = await open(text);
    expect(capture.goroutines?.count).toBe(2);
    expect(wordsOf(capture, 0)).toEqual(['c000000200@0.0']);
    expect(wordsOf(capture, 1)).toEqual(['c000000100@0.0']);
  });

  test('ancestors have none', async () => {
    const text =
      dump(['0xc000000100']).trimEnd() +
      '\n[originating from goroutine 1]:\nmain.start(0xc000000900)\n\t/src/main.go:1 +0x1\ncreated by main.init\n\t/src/main.go:2 +0x1\n';
    expect(wordsOf(await open(text))).toEqual(['c000000100@0.0']);
  });
});

test('a format that prints no arguments has no words', async () => {
  const capture = await openFile(capturePath('locks/go1.26/goroutine.debug1.txt'));
  expect(capture.goroutines?.words).toBeUndefined();
});

test('memory counts the words', async () => {
  const [with_, without] = [await open(dump(['0xc000000100'])), await open(dump(['0x1']))];
  expect(captureBytes(with_)).toBeGreaterThan(captureBytes(without));
});

describe('integrity fails on words that lead nowhere', () => {
  const broken: [what: string, change: (words: NonNullable<NonNullable<Capture['goroutines']>['words']>) => object][] =
    [
      ['a frame that is not there', (w) => ({ ...w, depth: w.depth.map(() => 3) })],
      ['no address', (w) => ({ ...w, value: w.value.map(() => 2 ** 48) })],
      ['rows missing', (w) => ({ ...w, start: w.start.slice(1) })],
      ['a column too short', (w) => ({ ...w, flags: w.flags.slice(1) })],
    ];
  for (const [what, change] of broken) {
    test(what, async () => {
      const capture = await open(dump(['0xc000000100']));
      const { goroutines } = capture;
      if (goroutines?.words === undefined) throw new Error('no words');
      const words = { ...goroutines.words, ...change(goroutines.words) };
      expect(() => assertIntegrity({ ...capture, goroutines: { ...goroutines, words } })).toThrow(/words/);
    });
  }
});

/** The rule once more, by regular expressions over whole texts. */
function expectedWords(text: string): string[][] {
  const rows: string[][] = [];
  for (const block of text.split(/\n\n+/)) {
    if (!/^goroutine [1-9]/.test(block)) continue;
    const found: string[] = [];
    let depth = 0;
    for (const [, name, args] of block.matchAll(/^(?!goroutine |created by|\t)(\S.*?)\(((?!\*).*)\)\n\t/gm)) {
      if (name === 'runtime.goexit') continue;
      let position = 0;
      let nesting = 0;
      for (const [token] of args.matchAll(/0x[0-9a-f]+\??|[{}_]|\.\.\./g)) {
        if (token === '{') nesting++;
        else if (token === '}') nesting--;
        else if (token === '...') position = 255;
        else {
          const value = Number.parseInt(token, 16);
          const exact = !token.endsWith('?');
          const high = value >= 2 ** 32 || (exact && nesting === 0);
          if (token !== '_' && value >= 0x10000 && value < 2 ** 48 && value % 4 === 0 && value % 1e6 !== 0 && high)
            found.push(`${value.toString(16)}@${depth}.${position}${exact ? '' : '?'}`);
          position = Math.min(255, position + 1);
        }
      }
      depth++;
    }
    rows.push(found.length > MOST_WORDS ? [...found.slice(0, 10), ...found.slice(-6)] : found);
  }
  return rows;
}

describe('of real dumps, the words that regular expressions find', () => {
  test.each(captureFiles(/^(contention|locks|healthy|waitgroup|resources)\/.*debug2\.txt$/))('%s', async (file) => {
    const capture = await openFile(capturePath(file));
    const expected = expectedWords(readFileSync(capturePath(file), 'utf8'));
    const read = expected.map((_, row) => plain(capture, row));
    expect(expected).toHaveLength(capture.goroutines?.count ?? 0);
    expect(read).toEqual(expected);
    expect(read.flat().length).toBeGreaterThan(read.length / 2);
  });

  test('and of two thousand made up ones', async () => {
    let state = 5;
    const below = (n: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
    const word = (): string => {
      const digits = 1 + below(14);
      const hex = Array.from({ length: digits }, (_, i) => (i === 0 ? 1 + below(15) : below(16)).toString(16)).join('');
      return `0x${hex}${below(3) === 0 ? '?' : ''}`;
    };
    const list = (nesting: number): string =>
      Array.from({ length: below(5) }, () => (nesting < 3 && below(4) === 0 ? `{${list(nesting + 1)}}` : word())).join(
        ', ',
      );
    const frames = (): string[] => Array.from({ length: 1 + below(12) }, () => list(0));
    const text = Array.from({ length: 2000 }, (_, i) => dump(frames(), i + 2)).join('');
    const capture = await open(text);
    const expected = expectedWords(text);
    expect(expected).toHaveLength(2000);
    expect(expected.map((_, row) => plain(capture, row))).toEqual(expected);
  });
});

function plain(capture: Capture, row: number): string[] {
  return wordsOf(capture, row).map((word) => word.replace(/ .*/, ''));
}
