import type { Bridge } from '@ipc/channels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { violations } from './pages/axe';
import { WindowPage, type ViewName } from './pages/window';

declare const parkscope: Bridge;

const VIEWS: readonly ViewName[] = ['Findings', 'Rules', 'Groups', 'Flame', 'Top'];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

describe.each(['light', 'dark', 'hc'] as const)('%s', (theme) => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await window.setTheme(theme);
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors, 'the page prints no error and breaks no content policy').toEqual([]);
  });

  it('start screen', async () => {
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`start ${theme}`);
  });

  it.each(VIEWS)('%s', async (view) => {
    if ((await window.tab(/shop/).count()) === 0) await window.openDemo();
    await window.show(view);
    await app.page.waitForTimeout(300);
    expect(await violations(app)).toEqual([]);
    if (theme === 'hc') return;
    for (const size of SIZES) {
      await app.resize(size.width, size.height);
      await app.page.waitForTimeout(300);
      await app.screenshot(`${view.toLowerCase()} ${theme} ${size.width}x${size.height}`);
    }
  });

  it('the tabs of the rules, and muting', async () => {
    await window.show('Rules');
    for (const tab of [/^Muted/, /^Built in/]) {
      await window.main.getByRole('radio', { name: tab }).click();
      expect(await violations(app), String(tab)).toEqual([]);
    }
    await app.screenshot(`rules built in ${theme}`);
    await window.show('Findings');
    await app.page.keyboard.press('m');
    await app.page.getByRole('dialog').waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`mute ${theme}`);
    await app.page.keyboard.press('Escape');
    await expect.poll(() => app.page.getByRole('dialog').count()).toBe(0);
  });

  it('Metrics', async () => {
    await app.drop([inRepo('test', 'fixtures', 'captures', 'metrics-shop')]);
    await window.ready('metrics-shop');
    await window.show('Metrics');
    await window
      .grid('Metrics')
      .getByRole('row', { name: /Heap in use/ })
      .click();
    await app.page.getByRole('img', { name: /^Heap in use: / }).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`metrics ${theme}`);
    await app.page.keyboard.press('Alt+t');
    await window.grid('Heap in use as numbers').waitFor();
    expect(await violations(app)).toEqual([]);
  });

  it('Timeline', async () => {
    await app.drop([inRepo('assets', 'demo', 'trace.orders.out')]);
    await window.tab('trace.orders.out').waitFor();
    await window.show('Timeline');
    const tabs = ['Wake-ups', 'GC and pauses', 'Tasks and regions', 'Goroutines'];
    for (const tab of tabs) {
      await window.main.getByRole('radio', { name: tab }).click();
      await window.main.getByRole('grid').getByRole('row').nth(1).click();
      await app.page.waitForTimeout(300);
      expect(await violations(app), tab).toEqual([]);
    }
    if (theme === 'hc') return;
    for (const size of SIZES) {
      await app.resize(size.width, size.height);
      await app.page.waitForTimeout(300);
      await app.screenshot(`timeline ${theme} ${size.width}x${size.height}`);
    }
  });

  it.each([
    ['palette', 'Control+k'],
    ['keys', '?'],
  ])('%s', async (name, key) => {
    await app.page.keyboard.press(key);
    await app.page.getByRole('dialog').waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`${name} ${theme}`);
    await app.page.keyboard.press('Escape');
    await expect.poll(() => app.page.getByRole('dialog').count()).toBe(0);
  });

  it.each(['General', 'Appearance', 'Keys', 'Sources', 'Rules', 'Sampler', 'Privacy'])(
    'settings: %s',
    async (section) => {
      await window.openSettings(section);
      await window.main.getByRole('region', { name: section }).waitFor();
      expect(await violations(app)).toEqual([]);
      await app.screenshot(`settings ${section.toLowerCase()} ${theme}`);
      await window.closeSettings();
    },
  );

  it('an input that cannot be read', async () => {
    await app.drop([inRepo('test', 'fixtures', 'bad', 'html-502.pb.gz')]);
    await window.heading(/is a web page/).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`failed ${theme}`);
  });

  it('the page heard its theme from main too', async () => {
    const state = await app.page.evaluate(() => parkscope.settingsSet({}));
    expect(state).toMatchObject({ ok: true, value: { theme } });
  });
});
