import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { inRepo } from '../../support/electron-app';
import { acceleratorOf } from '../../../electron/main/accelerator';
import { languageFor, say, speak } from '../../../electron/main/words';
import { ZH_CN } from '../../../electron/main/zh-cn';
import { ZH_CN as WINDOW } from '../../../renderer/i18n/zh-cn/catalogue';

afterEach(() => speak('en'));

describe('words of menus and dialogs', () => {
  it('are all translated, and no translation is of a message that has gone', () => {
    const said = ['menu', 'dialogs', 'destinations', 'programs', 'app'].flatMap((name) => {
      const text = readFileSync(inRepo('electron', 'main', `${name}.ts`), 'utf8');
      const found = text.matchAll(/\b(?:(?:say|item)\(\s*|role\('[a-zA-Z]+', )'((?:[^'\\]|\\.)*)'|\bname: '([^']+)'/g);
      return [...found].map((match) => (match[1] ?? match[2] ?? '').replaceAll('\\n', '\n'));
    });
    expect(said.length).toBeGreaterThan(60);
    expect(said.filter((text) => ZH_CN[text] === undefined && text !== 'speedscope')).toEqual([]);
    expect(Object.keys(ZH_CN).filter((text) => !said.includes(text))).toEqual([]);
  });

  it('have the values of the English ones', () => {
    const values = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
    for (const [text, translation] of Object.entries(ZH_CN)) expect(values(translation), text).toEqual(values(text));
  });

  it('are the window’s where both have one', () => {
    for (const [text, translation] of Object.entries(ZH_CN))
      if (WINDOW.window[text] !== undefined) expect(translation, text).toBe(WINDOW.window[text]);
  });

  it('are in the language of the setting, or of the system', () => {
    expect(languageFor('system', 'zh-CN')).toBe('zh-CN');
    expect(languageFor('system', 'zh-TW')).toBe('en');
    expect(languageFor('system', 'de')).toBe('en');
    expect(languageFor('en', 'zh-CN')).toBe('en');
    expect(languageFor('zh-CN', 'en-GB')).toBe('zh-CN');
    speak('zh-CN');
    expect(say('{name} still runs', { name: 'shop {pid}' })).toBe('shop {pid} 仍在运行');
    expect(say('of nobody')).toBe('of nobody');
  });
});

describe('keys in the menu', () => {
  it.each([
    [['$mod+Shift+p', 'F1'], 'CmdOrCtrl+Shift+P'],
    [['/', '$mod+f'], 'CmdOrCtrl+F'],
    [['Alt+ArrowLeft'], 'Alt+Left'],
    [['$mod++'], 'CmdOrCtrl+Plus'],
    [['F6'], 'F6'],
    [['v f'], null],
    [['?'], null],
    [[], null],
  ])('%j are %s', (keys, wanted) => {
    expect(acceleratorOf(keys)).toBe(wanted);
  });
});
