import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { ZH_CN } from '../../../renderer/i18n/zh-cn/catalogue';
import { messagesInCode, sentencesInCode } from './messages';

const found = messagesInCode();
const places = new Map(found.map(({ text, place }) => [text, place]));
const { window: translations, engine } = ZH_CN;

/** What is the same in every language: commands, key caps, names. */
const NO_MESSAGE = ['./server -config prod.toml', 'parkscope check URL --gc', 'Shift Esc'];

describe('messages of the window', () => {
  it('are found', () => {
    expect(places.size).toBeGreaterThan(1000);
    expect(places.get('Open a capture, or attach to a process')).toMatch(/^renderer\/app\/screens\/start\.tsx:/);
  });

  it('are all translated', () => {
    const missing = [...places].filter(([text]) => translations[text] === undefined);
    expect(missing.map(([text, place]) => `${place} ${text}`)).toEqual([]);
  });

  it('are all there still: no translation is of a message that has gone', () => {
    expect(Object.keys(translations).filter((text) => !places.has(text))).toEqual([]);
  });

  it('are not glued: none begins or ends inside a sentence, and no value stands against a word or another value', () => {
    const glued = [...places].filter(([text]) => /^\s|\s$|^[,;:.)]|\p{L}\{\w+\}|\{\w+\}(?:\p{L}|\{\w+\})/u.test(text));
    expect(glued.map(([text, place]) => `${place} ${text}`)).toEqual([]);
  });

  it('are whole: text between tags and in labels is a message', () => {
    const left = sentencesInCode().filter(({ text }) => !NO_MESSAGE.includes(text));
    expect(left.map(({ text, place }) => `${place} ${text}`)).toEqual([]);
  });
});

describe('translations', () => {
  const pairs = Object.entries({ ...translations, ...engine });

  it('are ICU messages with the values of the English ones, and with no others', () => {
    const wrong = pairs.filter(([text, translation]) => {
      const given = new Set(valuesOf(text));
      return valuesOf(translation).some((name) => !given.has(name));
    });
    expect(wrong).toEqual([]);
  });

  it('leave out a value only where another one says the same number', () => {
    const wrong = pairs.filter(([text, translation]) => {
      const used = new Set(valuesOf(translation));
      return valuesOf(text, 'shown').some((name) => !used.has(name));
    });
    expect(wrong).toEqual([]);
  });

  it('have full-width punctuation beside Chinese', () => {
    expect(
      pairs.filter(([, translation]) => /\p{Script=Han}[,;:!?]|\p{Script=Han}\.(?!\w)/u.test(translation)),
    ).toEqual([]);
  });

  it('have no italics and no typewriter quotes', () => {
    expect(pairs.filter(([, translation]) => /<i>|(?<!\w)"\p{Script=Han}/u.test(translation))).toEqual([]);
  });
});

/** Names of the values of a message; `shown` without those that only choose a plural's form. */
function valuesOf(text: string, which: 'all' | 'shown' = 'all'): string[] {
  if (!/\{\w+[,}]/.test(text)) return [];
  return namesIn(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst(), which);
}

type Elements = ReturnType<IntlMessageFormat['getAst']>;

function namesIn(elements: Elements, which: 'all' | 'shown'): string[] {
  return elements.flatMap((element) => {
    if (isText(element)) return [];
    if (!('options' in element)) return 'value' in element ? [element.value] : [];
    const inside = Object.values(element.options).flatMap(({ value }) => value);
    const counts = inside.some((one) => !('value' in one));
    return [...(which === 'all' || counts ? [element.value] : []), ...namesIn(inside, which)];
  });
}

/** A piece of text, or the number of a plural (`#`). */
function isText(element: Elements[number]): boolean {
  return !('value' in element) || element.type.valueOf() === 0;
}
