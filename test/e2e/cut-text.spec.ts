import type { Bridge } from '@ipc/channels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { clipped, cutWithoutTooltip } from './pages/clipped';
import { VIEWS } from './pages/views';

declare const parkscope: Bridge;

/** At 1280 × 800, the smallest size that everything is drawn for. */
describe.each(['en', 'zh-CN'] as const)('in %s no text is cut without its whole beside it', (language) => {
  let app: App;
  const measured = async (): Promise<readonly string[]> => [
    ...(await clipped(app.page)),
    ...(await cutWithoutTooltip(app.page)),
  ];
  beforeAll(async () => {
    app = await App.launch({ args: [`--lang=${language}`] });
    await app.resize(1280, 800);
    await app.page.locator('.begin button').first().click();
    await app.page.locator('#rail button').first().waitFor();
    await app.page.locator('main h1').first().waitFor();
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors, 'the page prints no error and breaks no content policy').toEqual([]);
  });

  it.each(VIEWS)('%s', async (name, key) => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press(key);
    await app.page.waitForTimeout(600);
    for (const theme of ['light', 'dark', 'hc'] as const) {
      await app.page.evaluate((wanted) => parkscope.settingsSet({ theme: wanted }), theme);
      await app.page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
      expect(await measured(), theme).toEqual([]);
    }
    await app.screenshot(`cut ${name} ${language}`);
  });

  it.each([
    ['a trace', ['assets', 'demo', 'trace.orders.out'], 'i'],
    ['heap profiles and scrapes over time', ['test', 'fixtures', 'captures', 'metrics-shop'], 'h'],
    ['metrics', ['test', 'fixtures', 'captures', 'metrics-shop'], 'm'],
  ])('%s', async (_name, path, key) => {
    await app.drop([inRepo(...path)]);
    await app.page
      .locator('#title li button', { hasText: path.at(-1)! })
      .last()
      .waitFor();
    await app.page.locator('#rail button').first().waitFor();
    await app.page.keyboard.press('v');
    await app.page.keyboard.press(key);
    await app.page.waitForTimeout(900);
    expect(await measured()).toEqual([]);
  });
});
