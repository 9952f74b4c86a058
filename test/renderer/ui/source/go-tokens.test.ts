import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenizeLine, tokenizeLines, type TokenKind } from '../../../../renderer/ui/source/go-tokens';

const kinds = (line: string): [TokenKind, string][] =>
  tokenizeLine(line, 'code')
    .tokens.filter(({ text }) => text.trim() !== '')
    .map(({ kind, text }) => [kind, text]);

test('a line of Go is split as the specification says', () => {
  expect(kinds('func (b *Batcher) run(n int) error { // why')).toEqual([
    ['keyword', 'func'],
    ['other', ' ('],
    ['name', 'b'],
    ['other', ' *'],
    ['name', 'Batcher'],
    ['other', ') '],
    ['call', 'run'],
    ['other', '('],
    ['name', 'n'],
    ['type', 'int'],
    ['other', ') '],
    ['type', 'error'],
    ['other', ' { '],
    ['comment', '// why'],
  ]);
  expect(kinds(`x := 0x1F + 1_000.5e-3i + '\\'' + "a\\"b // no"`).filter(([kind]) => kind !== 'other')).toEqual([
    ['name', 'x'],
    ['number', '0x1F'],
    ['number', '1_000.5e-3i'],
    ['string', "'\\''"],
    ['string', '"a\\"b // no"'],
  ]);
});

test('comments and raw strings go on over lines', () => {
  const lines = tokenizeLines(['a /* one', 'two */ b := `raw', 'string` + c']);
  expect(lines.map((tokens) => tokens.map(({ kind, text }) => `${kind}:${text}`))).toEqual([
    ['name:a', 'other: ', 'comment:/* one'],
    ['comment:two */', 'other: ', 'name:b', 'other: := ', 'string:`raw'],
    ['string:string`', 'other: + ', 'name:c'],
  ]);
});

test('the tokens of anything are the line again', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^["'`/*\\\w.]{0,30}$/),
  );
  fc.assert(
    fc.property(line, fc.constantFrom('code', 'comment', 'raw'), (text, state) => {
      const { tokens } = tokenizeLine(text, state);
      expect(tokens.map((token) => token.text).join('')).toBe(text);
      expect(tokens.every((token) => token.text !== '')).toBe(true);
    }),
  );
});
