import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PAGE, Settings } from '../../../electron/main/settings';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkscope-settings-'));
  file = join(folder, 'profile', 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string): void => {
  mkdirSync(join(folder, 'profile'));
  writeFileSync(file, text);
};

describe('settings', () => {
  it('begin with the defaults, and no file is not a problem', () => {
    const settings = new Settings(file);
    expect(settings.value.page).toEqual(DEFAULT_PAGE);
    expect(settings.problem).toBeNull();
    settings.flush();
    expect(existsSync(file)).toBe(false);
  });
  it('come back as they were left, and leave no other file behind', () => {
    const settings = new Settings(file);
    const page = {
      theme: 'hc' as const,
      language: 'zh-CN' as const,
      letterKeys: false,
      keys: { palette: ['$mod+j'] },
      layout: { rail: true, split: [1, 2] },
    };
    settings.change({ page });
    settings.change({ window: { bounds: { x: 1, y: 2, width: 900, height: 600 }, maximised: true } });
    settings.flush();
    expect(new Settings(file).value).toMatchObject({ page, window: { bounds: { width: 900 }, maximised: true } });
    expect(readdirSync(join(folder, 'profile'))).toEqual(['settings.json']);
  });
  it('keep what fits when one part does not', () => {
    const recent = [{ title: 'a', paths: ['/a'], size: 1, openedMs: 1 }];
    write(JSON.stringify({ version: 1, page: { theme: 'neon' }, window: { bounds: null, maximised: true }, recent }));
    const settings = new Settings(file);
    expect(settings.value).toMatchObject({ page: DEFAULT_PAGE, window: { maximised: true }, recent });
    expect(settings.problem).toBeNull();
  });
  it.each(['', '{', '[]', '{"version":2}', 'null'])('a damaged file (%j) is told, kept aside, and replaced', (text) => {
    write(text);
    const settings = new Settings(file);
    expect(settings.problem).toContain('damaged');
    expect(settings.value.page).toEqual(DEFAULT_PAGE);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
    settings.change({ page: { ...DEFAULT_PAGE, theme: 'dark' } });
    settings.flush();
    expect(new Settings(file).value.page.theme).toBe('dark');
  });
  it('that cannot be written are a problem that is told, not an exception', () => {
    writeFileSync(join(folder, 'profile'), 'a file where the folder should be');
    const settings = new Settings(file);
    settings.change({ page: DEFAULT_PAGE });
    expect(() => settings.flush()).not.toThrow();
    expect(settings.problem).toContain('Settings cannot be kept');
  });
});
