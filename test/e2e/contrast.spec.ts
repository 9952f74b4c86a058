import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { violations } from './pages/axe';
import { GOROUTINE_VIEWS } from './pages/views';
import { WindowPage } from './pages/window';

const LOOKS = ['high contrast', 'forced colours', 'twice as large'] as const;

describe.each(LOOKS)('%s', (look) => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.openDemo();
    if (look === 'high contrast') await window.setTheme('hc');
    if (look === 'forced colours') await app.page.emulateMedia({ forcedColors: 'active' });
    if (look === 'twice as large')
      await app.electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(1600, 1000);
        BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
      });
    await app.page.waitForTimeout(500);
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors, 'the page prints no error and breaks no content policy').toEqual([]);
  });

  it.each(GOROUTINE_VIEWS)('%s is axe-clean and stays inside the window', async (name, key) => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press(key);
    await app.page.waitForTimeout(500);
    expect(await violations(app)).toEqual([]);
    expect(await app.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await app.screenshot(`${name} ${look}`);
  });

  it.each([
    ['palette', 'Control+k'],
    ['keys', '?'],
    ['attach', 'Control+Shift+a'],
    ['export', 'Control+Shift+e'],
  ] as const)('the overlay %s', async (name, key) => {
    await app.page.keyboard.press(key);
    const dialog = app.page.getByRole('dialog');
    await dialog.waitFor();
    await app.page.waitForTimeout(300);
    expect(await violations(app)).toEqual([]);
    expect(await app.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await app.screenshot(`${name} ${look}`);
    await app.page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
  });

  it.each(['Appearance', 'Keys', 'Sampler'])('the settings %s', async (section) => {
    await window.openSettings(section);
    await app.page.waitForTimeout(300);
    expect(await violations(app)).toEqual([]);
    expect(await app.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await app.screenshot(`settings ${section.toLowerCase()} ${look}`);
    await window.closeSettings();
  });

  it('where the filter leaves nothing, and where a file is not read', async () => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('g');
    await app.page.keyboard.press('/');
    await app.page.keyboard.type('nosuchname');
    await app.page.keyboard.press('Enter');
    await window.heading(/matches the filter/).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`no match ${look}`);
    await app.page.keyboard.press('Shift+Escape');
    await app.drop([inRepo('test', 'fixtures', 'bad', 'html-502.pb.gz')]);
    await window.heading(/is a web page/).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`failed ${look}`);
  });

  it('a trace, and nothing open', async () => {
    await app.drop([inRepo('assets', 'demo', 'trace.orders.out')]);
    await window.tab('trace.orders.out').waitFor();
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('i');
    await window.main.getByRole('radio', { name: 'Goroutines' }).waitFor();
    await app.page.waitForTimeout(500);
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`timeline ${look}`);
    await app.page.getByRole('button', { name: 'New tab: open something' }).click();
    await window.startEntry(/shop/).waitFor();
    expect(await violations(app)).toEqual([]);
    expect(await app.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await app.screenshot(`start ${look}`);
  });

  it('heap and metrics, with their charts', async () => {
    await app.drop([inRepo('test', 'fixtures', 'captures', 'metrics-shop')]);
    await window.ready('metrics-shop');
    for (const key of ['h', 'm']) {
      await app.page.keyboard.press('v');
      await app.page.keyboard.press(key);
      await app.page.waitForTimeout(700);
      expect(await violations(app), key).toEqual([]);
      await app.screenshot(`${key === 'h' ? 'heap' : 'metrics'} ${look}`);
    }
  });
});
