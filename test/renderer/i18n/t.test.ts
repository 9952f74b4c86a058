import { afterEach, describe, expect, it } from 'vitest';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { messagesOf } from '../../../renderer/i18n/load';
import { localeFor } from '../../../renderer/i18n/locale';
import { pseudo } from '../../../renderer/i18n/pseudo';
import { NO_MESSAGES, rich, setCatalogue, t } from '../../../renderer/i18n/t';

afterEach(() => setCatalogue('en', NO_MESSAGES));

describe('t', () => {
  it('is the message itself in English, and where a translation is missing', () => {
    expect(t('Open…')).toBe('Open…');
    setCatalogue('zh-CN', NO_MESSAGES);
    expect(t('Open…')).toBe('Open…');
  });

  it('takes text without values as it is: names with braces are no syntax', () => {
    expect(t('struct { a int }')).toBe('struct { a int }');
  });

  it('has plurals, which differ by language', () => {
    const message = '{n, plural, one {# row} other {# rows}}';
    expect([0, 1, 41_205].map((n) => t(message, { n }))).toEqual(['0 rows', '1 row', '41,205 rows']);
    setCatalogue('zh-CN', { window: { [message]: '{n, number} 行' }, engine: {} });
    expect([1, 41_205].map((n) => t(message, { n }))).toEqual(['1 行', '41,205 行']);
  });

  it('keeps elements where the sentence of the language has them', () => {
    const message = 'Press {key} for {what}';
    const markup = (): string =>
      renderToStaticMarkup(rich(message, { key: createElement('kbd', null, '?'), what: 'help' }));
    expect(markup()).toBe('Press <kbd>?</kbd> for help');
    setCatalogue('zh-CN', { window: { [message]: '需要{what}时按 {key}' }, engine: {} });
    expect(markup()).toBe('需要help时按 <kbd>?</kbd>');
  });
});

describe('languages', () => {
  it('follow the system, and a choice goes before it', () => {
    expect(localeFor('system', ['zh-CN', 'en'])).toBe('zh-CN');
    expect(localeFor('system', ['zh-Hans-SG'])).toBe('zh-CN');
    expect(localeFor('system', ['de-DE', 'zh', 'en'])).toBe('zh-CN');
    expect(localeFor('system', ['en-GB', 'zh-CN'])).toBe('en');
    expect(localeFor('en', ['zh-CN'])).toBe('en');
  });

  it('leave Traditional Chinese and what is not translated in English', () => {
    expect(localeFor('system', ['zh-TW', 'zh-Hant-HK'])).toBe('en');
    expect(localeFor('system', ['fr', 'ja'])).toBe('en');
    expect(localeFor('system', [])).toBe('en');
  });

  it('have messages, English none', async () => {
    expect(await messagesOf('en')).toEqual(NO_MESSAGES);
    expect((await messagesOf('zh-CN')).window['Settings']).toBe('设置');
  });
});

describe('the language of tests', () => {
  it('makes text two fifths longer and leaves the syntax of messages', () => {
    const text = 'Nothing here is about this function in the document';
    expect(pseudo(text).length / text.length).toBeGreaterThan(1.3);
    setCatalogue('en-XA', NO_MESSAGES);
    expect(t('{n, plural, one {# row} other {# rows}} of {name}', { n: 2, name: 'main' })).toMatch(/^2 rows .*f main$/);
  });
});
