import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { WindowPage } from './pages/window';

const SHOP = ['goroutine.shop.1.pb.gz', 'goroutine.shop.2.pb.gz', 'goroutine.shop.3.pb.gz'].map((name) =>
  inRepo('assets', 'demo', name),
);

describe('what is remembered', () => {
  const profile = mkdtempSync(join(tmpdir(), 'parkscope-window-'));
  afterAll(() => rmSync(profile, { recursive: true, force: true }));

  it('place and size of the window, theme and panes, over two starts', async () => {
    const first = await App.launch({ profile, args: [SHOP[0]!] });
    const window = new WindowPage(first.page);
    await window.ready('goroutine.shop.1.pb.gz');
    await first.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1100, height: 700 }),
    );
    await window.setTheme('dark');
    await first.page.keyboard.press('Control+b');
    await expect.poll(() => window.railWidth()).toBeLessThan(60);
    // The page saves its settings once they have settled.
    await first.page.waitForTimeout(700);
    await first.close();

    const second = await App.launch({ profile, args: [SHOP[0]!] });
    const again = new WindowPage(second.page);
    await again.ready('goroutine.shop.1.pb.gz');
    expect(
      await second.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()),
    ).toEqual({ x: 40, y: 30, width: 1100, height: 700 });
    expect(await second.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    expect(await second.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
    await expect.poll(() => again.railWidth()).toBeLessThan(60);
    await second.close();
  });
});

describe('the title bar', () => {
  let app: App;
  afterEach(() => app.close());

  it('has the system’s buttons, and they work', async () => {
    app = await App.launch();
    const closed = app.electron.waitForEvent('close');
    // After the driver has its answer: the page may be gone before it could give one.
    await app.page.getByRole('button', { name: 'Close window' }).evaluate((button) => {
      setTimeout(() => button.dispatchEvent(new MouseEvent('click', { bubbles: true })));
    });
    await closed;
    app = await App.launch();
  });
});

describe('everything by keyboard', () => {
  let app: App;
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
  });

  it('a walk from the first finding to a function and back, without the mouse', async () => {
    app = await App.launch({ args: SHOP });
    const window = new WindowPage(app.page);
    const { keyboard } = app.page;
    await window.ready(/goroutine\.shop\.1/);

    // Findings: the next one, then its goroutines.
    const headline = () => window.main.getByRole('heading', { level: 1 }).innerText();
    const first = await headline();
    await keyboard.press('j');
    await expect.poll(headline).not.toBe(first);
    await keyboard.press('k');
    await expect.poll(headline).toBe(first);
    await keyboard.press('Enter');
    const grid = window.grid('Groups of goroutines');
    await grid.getByRole('row', { selected: true }).waitFor();

    // Rows: the focus follows the keys.
    await expect.poll(() => window.focused()).toMatch(/^row /);
    const row = await window.focused();
    await keyboard.press('j');
    await expect.poll(() => window.focused()).not.toBe(row);

    // Views by letters.
    await keyboard.press('v');
    await keyboard.press('l');
    await window.shown('Flame');
    await keyboard.press('v');
    await keyboard.press('t');
    await window.grid('Functions').waitFor();

    // Filter: in, type, out.
    await keyboard.press('/');
    await expect.poll(() => window.focused()).toContain('Filter by function');
    await keyboard.type('ingest');
    await keyboard.press('Enter');
    await app.page.getByRole('list', { name: 'Conditions' }).getByText('ingest').waitFor();
    await keyboard.press('Shift+Escape');
    await expect.poll(() => app.page.getByRole('list', { name: 'Conditions' }).getByRole('listitem').count()).toBe(0);

    // Regions: F6 goes round and comes back.
    const stops: string[] = [];
    for (let i = 0; i < 8; i++) {
      await keyboard.press('F6');
      stops.push(
        await app.page.evaluate(
          () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? 'none',
        ),
      );
    }
    expect(new Set(stops)).toEqual(
      new Set(['tabs', 'rail', 'filter', 'main', 'status', ...(stops.includes('inspector') ? ['inspector'] : [])]),
    );

    // Palette: opens, finds a view, runs it.
    await keyboard.press('Control+k');
    await app.page.getByRole('combobox').waitFor();
    await keyboard.type('Findings');
    await keyboard.press('Enter');
    await window.shown('Findings');

    // Keys are listed; Escape closes.
    await keyboard.press('?');
    await app.page.getByRole('dialog').waitFor();
    await keyboard.press('Escape');
    await expect.poll(() => app.page.getByRole('dialog').count()).toBe(0);

    // The document closes.
    await keyboard.press('Control+w');
    await window.heading('Open a capture').waitFor();
    expect(app.errors).toEqual([]);
  });

  it('an overlay opened while another is still closing stays', async () => {
    app = await App.launch({ args: [SHOP[0]!] });
    const { keyboard } = app.page;
    await new WindowPage(app.page).ready(/goroutine\.shop\.1/);
    for (let i = 0; i < 10; i++) {
      await keyboard.press('Control+k');
      await app.page.getByRole('dialog', { name: 'Go to or run' }).waitFor();
      // Without waiting for the page in between.
      await Promise.all([keyboard.press('Escape'), keyboard.press('?')]);
      await app.page.waitForTimeout(50);
      expect(await app.page.getByRole('dialog', { name: 'Keys' }).count()).toBe(1);
      await keyboard.press('Escape');
      await expect.poll(() => app.page.getByRole('dialog').count()).toBe(0);
    }
  });

  it('Tab reaches every part of the window and the focus is always visible', async () => {
    app = await App.launch({ args: SHOP });
    const window = new WindowPage(app.page);
    await window.ready(/goroutine\.shop\.1/);
    const stops: { region: string; ring: boolean; name: string }[] = [];
    for (let i = 0; i < 40; i++) {
      await app.page.keyboard.press('Tab');
      stops.push(
        await app.page.evaluate(() => {
          const element = document.activeElement;
          if (element === null || element === document.body) return { region: 'page', ring: true, name: 'page' };
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
          const ring = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
          const within =
            element.closest(':focus-within') !== null &&
            getComputedStyle(element.parentElement ?? element).outlineStyle !== 'none';
          const region = element.closest('[data-region]')?.getAttribute('data-region') ?? 'other';
          return {
            region,
            ring: ring || within,
            name: element.getAttribute('aria-label') ?? element.textContent.slice(0, 40),
          };
        }),
      );
    }
    expect(stops.filter(({ ring }) => !ring)).toEqual([]);
    for (const region of ['tabs', 'rail', 'filter', 'main']) expect(stops.map((stop) => stop.region)).toContain(region);
  });
});
