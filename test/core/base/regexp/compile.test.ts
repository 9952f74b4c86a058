import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileGoRegexp } from '@core/base/regexp/compile';
import { goMissing } from '../../../support/go';

const TEXTS = [
  '',
  'a',
  'A',
  'main.main',
  'net/http.(*conn).serve',
  'github.com/x/y.Map[...].Get',
  'runtime.mallocgc',
  'operator new[]',
  'two\nlines',
  'tab\tand\vvertical',
  'aaaa',
  'abab',
  'x{1,2}',
  'K',
  '\u212a',
  'ſtate',
  'Straße',
  'ẞ',
  'İıI',
  'Σίσυφος',
  'naïve café',
  '日本語.関数',
  '🙂 smile',
  'a_b-c',
  '0123456789',
  'C:\\Users\\x',
  '-]^',
];

const PATTERNS = [
  ...['', 'main', '^main', 'main$', 'a|b', '(a|b)c?', 'a*', 'a+b', 'a{2}', 'a{2,}', 'a{,2}', 'a{2,1}', 'a{1001}'],
  ...['(?i)main', '(?i)MAIN\\.', 'm(?i)AI(?-i)n', '(?i:MA)in', '(?s)two.lines', 'two.lines', '(?m)^lines$', '^lines$'],
  ...['\\Atwo', 'two\\z', 'two\\Z', '\\bmain\\b', '\\Bain', 'a**', 'a*+', 'a+?', 'a??', '(?U)a+', '*a', '(*)', 'a|*'],
  ...['\\d+', '\\D', '\\s', '[\\s]', '\\S+', '\\w+$', '\\W', '[^\\w]', '[\\W]', '(?i)\\w', '(?i)[\\W]', '(?i)[^k]'],
  ...[
    '\\pL',
    '\\p{L}',
    '\\PL',
    '\\p{Greek}',
    '\\P{Greek}',
    '\\p{^Greek}',
    '\\p{Nope}',
    '\\p',
    '\\p{Han}+',
    '(?i)\\p{Lu}',
  ],
  ...['[[:alpha:]]+', '[[:^alpha:]]', '[[:nope:]]', '[[:word:]-]', '[a-]', '[-a]', '[a-c-e]', '[]a]', '[^]a]', '[z-a]'],
  ...[
    '[a',
    'a]',
    '(a',
    'a)',
    '()',
    '(?:a)',
    '(?P<n>a)',
    '(?<n>a)',
    '(?P<n>a)(?P<n>b)',
    '(?P=n)',
    '(?=a)',
    '(?!a)',
    '(?<=a)',
  ],
  ...[
    '\\Qa.b\\E',
    '\\Q*',
    '\\E',
    '\\1',
    '\\12',
    '\\101',
    '\\x41',
    '\\x{1F642}',
    '\\x{110000}',
    '\\xg',
    '\\',
    '\\C',
    '\\_',
    '\\-',
  ],
  ...[
    '\\a\\f\\t\\n\\r\\v',
    '\\q',
    '[\\b]',
    '[\\t]',
    '[a-\\d]',
    'x\\{1',
    'x{1',
    'x{01}',
    '{',
    '}',
    '^*',
    '$+',
    '(?i)*',
    'a(?i)*',
  ],
  ...[
    'k',
    '(?i)k',
    '(?i)s',
    '(?i)ß',
    '(?i)σ',
    '(?i)[α-ω]+$',
    '(?i)i',
    'é',
    '日本',
    '.$',
    '^.{1,3}$',
    '(a{100}){10}',
    '(a{100}){11}',
  ],
  ...[
    '((a+)+)+$',
    '^(malloc|runtime\\..*|operator new(\\[\\])?)$',
    '(|a)',
    'a||b',
    '[[:alpha:]',
    '[:alpha:]',
    '\\.\\(\\*',
  ],
  ...[
    '(?i-s:A.)',
    '(?-)',
    '(?)',
    '(?i',
    '(?z)',
    '[\\Q]',
    '[\\pL\\d]+',
    '\\p{Lu}',
    '\\p{Letter}',
    '\\p{Any}',
    '[^\\pL]',
    'a{3}{2}',
  ],
];

/** Patterns put together from pieces, the same ones on every run. */
function mixed(count: number): string[] {
  const pieces = [
    'a',
    'b',
    'K',
    '.',
    '^',
    '$',
    '*',
    '+',
    '?',
    '|',
    '(',
    ')',
    '(?i)',
    '(?:',
    '[ab]',
    '[^a',
    ']',
    '\\b',
    '\\d',
    '\\.',
    '{2}',
    '{0,1}',
    '\\pL',
    'ſ',
    '-',
    '\n',
    '(?m)',
    '(?s:',
  ];
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random(7) }, () => pieces[random(pieces.length)]).join(''),
  );
}

const GO = `package main

import (
	"encoding/json"
	"os"
	"regexp"
)

func main() {
	var in struct{ Patterns, Texts []string }
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		panic(err)
	}
	out := make([]string, len(in.Patterns))
	for i, p := range in.Patterns {
		re, err := regexp.Compile(p)
		if err != nil {
			out[i] = "error"
			continue
		}
		for _, t := range in.Texts {
			if re.MatchString(t) {
				out[i] += "1"
			} else {
				out[i] += "0"
			}
		}
	}
	json.NewEncoder(os.Stdout).Encode(out)
}
`;

const why = goMissing();
if (why !== null) console.warn(`skipped: regular expressions against Go's (${why})`);

describe("Go's regular expressions", () => {
  test.skipIf(why !== null)(
    'mean what they mean to Go, and fail where they fail',
    () => {
      const patterns = [...PATTERNS, ...mixed(3000)];
      const folder = mkdtempSync(path.join(tmpdir(), 'parkscope-regexp-'));
      writeFileSync(path.join(folder, 'main.go'), GO);
      const input = JSON.stringify({ Patterns: patterns, Texts: TEXTS });
      const { status, stdout, stderr } = spawnSync('go', ['run', path.join(folder, 'main.go')], {
        input,
        encoding: 'utf8',
      });
      rmSync(folder, { recursive: true });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const theirs = JSON.parse(stdout) as string[];
      const differ = patterns.flatMap((pattern, i) => {
        const compiled = compileGoRegexp(pattern);
        const ours = compiled.ok ? TEXTS.map((text) => (compiled.value.test(text) ? '1' : '0')).join('') : 'error';
        return ours === theirs[i] ? [] : [{ pattern, ours: compiled.ok ? ours : compiled.error, theirs: theirs[i] }];
      });
      expect(differ).toEqual([]);
    },
    60_000,
  );

  test('errors are in the words of Go', () => {
    const error = (pattern: string) => {
      const compiled = compileGoRegexp(pattern);
      return compiled.ok ? null : compiled.error;
    };
    expect(error('(a')).toBe('missing closing ): `(a`');
    expect(error('a**')).toBe('invalid nested repetition operator: `**`');
    expect(error('(?=a)')).toContain('invalid or unsupported Perl syntax');
    expect(error('x'.repeat(2001))).toBe('It is longer than 2000 characters.');
    expect(error(`${'(a|b){900}'.repeat(20)}`)).toBe('It is too large.');
  });

  test('take time linear in the text', () => {
    const compiled = compileGoRegexp('(((a+)+)+)+$');
    if (!compiled.ok) throw new Error(compiled.error);
    expect(compiled.value.test(`${'a'.repeat(5000)}b`)).toBe(false);
  });

  test('keep nothing from one text to the next', () => {
    const compiled = compileGoRegexp('a.*b');
    if (!compiled.ok) throw new Error(compiled.error);
    expect(['ab', 'xa', 'b', 'aab'].map((text) => compiled.value.test(text))).toEqual([true, false, false, true]);
  });
});
