import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandWords, shellOnly } from '../../../../renderer/app/attach/command-line';
import { pprofBase } from '../../../../renderer/app/attach/url-text';

describe('a command line', () => {
  it.each([
    ['./server -config prod.toml', ['./server', '-config', 'prod.toml']],
    ['  a   b ', ['a', 'b']],
    ['a "b c" \'d "e"\'', ['a', 'b c', 'd "e"']],
    ['a "" b', ['a', '', 'b']],
    ['a\\ b "c\\"d" \'e\\f\'', ['a b', 'c"d', 'e\\f']],
    ['-name="two words"', ['-name=two words']],
    ['', []],
  ])('%j', (text, words) => expect(commandWords(text)).toEqual({ ok: true, value: words }));
  it.each(['"open', "a 'b", 'end\\'])('%j is refused', (text) => expect(commandWords(text).ok).toBe(false));
  it('words in single quotes come back as they are', () => {
    const word = fc.string().filter((text) => !text.includes("'"));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        expect(commandWords(words.map((w) => `'${w}'`).join(' '))).toEqual({ ok: true, value: words });
      }),
    );
  });
  it('says what a shell would do and nobody does', () => {
    expect(shellOnly(['./a', '|', 'tee'])).toMatch(/^\| is passed on/);
    expect(shellOnly(['./a', '$HOME/x'])).toMatch(/^\$HOME/);
    expect(shellOnly(['./a', '-price=5$'])).toBeNull();
  });
});

describe('an address', () => {
  it.each([
    ['localhost:6060', 'http://localhost:6060/debug/pprof/'],
    ['http://h:1/debug/pprof/', 'http://h:1/debug/pprof/'],
    ['https://h/x/pprof/heap?gc=1#a', 'https://h/x/pprof/heap?gc=1'],
    [' 10.0.0.7:80 ', 'http://10.0.0.7/debug/pprof/'],
    ['[::1]:6060', 'http://[::1]:6060/debug/pprof/'],
  ])('%j is %s', (text, url) => expect(pprofBase(text)).toEqual({ ok: true, value: url }));
  it.each(['file:///etc/passwd', 'ftp://h/', 'javascript://x', 'http://', 'two words', ''])('%j is none', (text) =>
    expect(pprofBase(text).ok).toBe(false),
  );
});
