import type { Bridge } from '@ipc/channels';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { violations } from './pages/axe';
import { clipped } from './pages/clipped';
import { englishIn } from './pages/english';
import { VIEWS } from './pages/views';

declare const parkscope: Bridge;

const OVERLAYS = [
  ['palette', 'Control+k'],
  ['keys', '?'],
  ['attach', 'Control+Shift+a'],
  ['export', 'Control+Shift+e'],
] as const;

async function openDemo(app: App): Promise<void> {
  await app.page.locator('.begin button').first().click();
  await app.page.locator('#rail button').first().waitFor();
  await app.page.locator('main h1').first().waitFor();
}

async function show(app: App, key: string): Promise<void> {
  await app.page.keyboard.press('v');
  await app.page.keyboard.press(key);
  await app.page.waitForTimeout(500);
}

describe('a system that speaks Chinese', () => {
  let app: App;
  beforeAll(async () => {
    app = await App.launch({ args: ['--lang=zh-CN'] });
    await app.page.locator('.begin button').first().waitFor();
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors, 'the page prints no error and breaks no content policy').toEqual([]);
  });

  it('has a Chinese window, without being told', async () => {
    expect(await app.page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await app.page.getByRole('heading', { name: '打开捕获，或附加到进程' }).waitFor();
    expect(await englishIn(app.page)).toEqual([]);
    expect(await violations(app)).toEqual([]);
  });

  it.each(VIEWS)('has no English sentence in %s, and nothing that axe finds', async (name, key) => {
    if ((await app.page.locator('#rail button').count()) === 0) await openDemo(app);
    await show(app, key);
    if (name === 'rules') await app.page.locator('main [role=radio]').nth(2).click();
    expect(await englishIn(app.page)).toEqual([]);
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`${name} zh-CN`);
  });

  it.each(OVERLAYS)('has no English sentence in the overlay %s', async (name, key) => {
    await app.page.keyboard.press(key);
    await app.page.getByRole('dialog').waitFor();
    expect(await englishIn(app.page)).toEqual([]);
    expect(await violations(app)).toEqual([]);
    await app.screenshot(`${name} zh-CN`);
    await app.page.keyboard.press('Escape');
    await expect.poll(() => app.page.getByRole('dialog').count()).toBe(0);
  });

  it('has no English sentence where the filter leaves nothing', async () => {
    await show(app, 'g');
    await app.page.keyboard.press('/');
    await app.page.keyboard.type('nosuchname');
    await app.page.keyboard.press('Enter');
    await app.page.waitForTimeout(500);
    expect(await englishIn(app.page)).toEqual([]);
    await app.screenshot('no match zh-CN');
    await app.page.keyboard.press('Shift+Escape');
  });

  it('has no English sentence in the keys of Settings, where one is taken too', async () => {
    await app.page.keyboard.press('Control+,');
    const settings = app.page.getByRole('main');
    await settings.getByRole('button', { name: '快捷键', exact: true }).click();
    await settings.getByRole('button', { name: /^“打开…”的按键/ }).click();
    await app.page.keyboard.press('Control+k');
    await settings.getByText('Ctrl K 也用于“转到或运行”。').waitFor();
    expect(await englishIn(app.page)).toEqual([]);
    expect(await violations(app)).toEqual([]);
    await app.screenshot('settings keys zh-CN');
    await app.page.keyboard.press('Escape');
    await app.page.keyboard.press('Control+w');
  });

  it.each(['常规', '外观', '源码', '规则', '采样器', '隐私'])(
    'has no English sentence in the settings %s',
    async (section) => {
      await app.page.keyboard.press('Control+,');
      await app.page.getByRole('main').getByRole('button', { name: section, exact: true }).click();
      await app.page.getByRole('main').getByRole('region', { name: section }).waitFor();
      expect(await englishIn(app.page)).toEqual([]);
      expect(await violations(app)).toEqual([]);
      await app.screenshot(`settings ${section} zh-CN`);
      await app.page.keyboard.press('Control+w');
    },
  );

  it('has Chinese menus', async () => {
    const labels = await app.electron.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => [
        item.label,
        ...(item.submenu?.items ?? []).filter(({ type }) => type !== 'separator').map(({ label }) => label),
      ]),
    );
    expect(labels.length).toBeGreaterThan(40);
    expect(labels.filter((label) => !/\p{Script=Han}/u.test(label))).toEqual(['Top']);
  });

  it.each([
    ['a trace', ['assets', 'demo', 'trace.orders.out'], 'i'],
    ['heap profiles and scrapes over time', ['test', 'fixtures', 'captures', 'metrics-shop'], 'h'],
    ['metrics', ['test', 'fixtures', 'captures', 'metrics-shop'], 'm'],
    ['text dumps', ['assets', 'demo', 'goroutine.shop.debug2.txt'], 'f'],
  ])('has no English sentence in %s', async (name, path, key) => {
    await app.drop([inRepo(...path)]);
    await app.page
      .locator('#title li button', { hasText: path.at(-1)! })
      .last()
      .waitFor();
    await app.page.locator('#rail button').first().waitFor();
    await show(app, key);
    const tabs = app.page.locator('main [role=radiogroup] [role=radio]');
    const count = key === 'i' ? await tabs.count() : 1;
    for (let i = 0; i < count; i++) {
      if (key === 'i') await tabs.nth(i).click();
      await app.page.waitForTimeout(400);
      expect(await englishIn(app.page), `${name} ${i}`).toEqual([]);
      await app.screenshot(`${name} ${i} zh-CN`);
    }
    expect(await violations(app)).toEqual([]);
  });

  it('says in Chinese why a file is not read', async () => {
    await app.drop([inRepo('test', 'fixtures', 'bad', 'html-502.pb.gz')]);
    await app.page.getByRole('heading', { name: 'html-502.pb.gz 是网页，不是 profile' }).waitFor();
    expect(await englishIn(app.page)).toEqual([]);
  });
});

describe('the choice of a language', () => {
  const profile = mkdtempSync(join(tmpdir(), 'parkscope-language-'));
  afterAll(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

  it('is in force at once, keeps what is open and where the focus is, and stays', async () => {
    const app = await App.launch({ profile });
    const { page } = app;
    await page.locator('.begin button').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await openDemo(app);
    await show(app, 't');
    await page.keyboard.press('Control+,');
    await page.getByRole('main').getByRole('button', { name: 'Appearance', exact: true }).click();
    await page.getByRole('radio', { name: '简体中文' }).click();
    await page.getByRole('heading', { name: '设置', level: 2 }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('简体中文');
    await page.keyboard.press('Control+w');
    await expect.poll(() => page.locator('#rail [aria-current="page"]').textContent()).toContain('Top');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('火焰');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#rail [aria-current="page"]').textContent()).toContain('火焰图');
    await expect
      .poll(() => page.evaluate(async () => (await parkscope.settingsSet({})) as unknown))
      .toMatchObject({ ok: true, value: { language: 'zh-CN' } });
    await app.close();
    expect(app.errors).toEqual([]);

    const again = await App.launch({ profile });
    await again.page.getByRole('heading', { name: '打开捕获，或附加到进程' }).waitFor();
    await again.close();
  });
});

describe('text that is two fifths longer', () => {
  let app: App;
  beforeAll(async () => {
    app = await App.launch();
    await app.page.locator('.begin button').first().waitFor();
    await app.page.evaluate(() => parkscope.settingsSet({ language: 'en-XA' }));
    await app.page.reload();
    await app.page.waitForFunction(() => document.documentElement.lang === 'en-XA');
    await app.page.locator('.begin button').first().waitFor();
  });
  afterAll(() => app.close());

  it('has room on the start screen', async () => {
    expect(await clipped(app.page)).toEqual([]);
  });

  it.each(VIEWS)('has room in %s', async (name, key) => {
    if ((await app.page.locator('#rail button').count()) === 0) await openDemo(app);
    await show(app, key);
    expect(await clipped(app.page)).toEqual([]);
    await app.screenshot(`${name} en-XA`);
  });

  it('has room in every section of the settings', async () => {
    await app.page.keyboard.press('Control+,');
    const sections = app.page.locator('main nav button');
    for (let i = 0; i < (await sections.count()); i++) {
      await sections.nth(i).click();
      await app.page.waitForTimeout(100);
      expect(await clipped(app.page)).toEqual([]);
      await app.screenshot(`settings ${i} en-XA`);
    }
    await app.page.keyboard.press('Control+w');
  });

  it.each(OVERLAYS)('has room in the overlay %s', async (name, key) => {
    await app.page.keyboard.press(key);
    await app.page.getByRole('dialog').waitFor();
    expect(await clipped(app.page)).toEqual([]);
    await app.screenshot(`${name} en-XA`);
    await app.page.keyboard.press('Escape');
    await expect.poll(() => app.page.getByRole('dialog').count()).toBe(0);
  });
});
