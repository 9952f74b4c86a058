import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { App, inRepo } from '../support/electron-app';
import { violations } from './pages/axe';
import { GOROUTINE_VIEWS } from './pages/views';
import { WindowPage } from './pages/window';

/** What says something, in the window: each kind is tried where a view has it. */
const KINDS = [
  ['a cell', 'main [role=gridcell]:not(:empty)'],
  ['a frame of a stack', 'main ol li'],
  ['a headline', 'main h1'],
  ['a sentence', 'main p'],
  ['a name beside a number', 'main dt, aside dt'],
  ['a number of the inspector', 'aside dd'],
  ['code', 'main pre, main code'],
  ['a capture in the rail', '#rail li'],
  ['a note of the status bar', 'footer .item'],
  ['a tab', '#title li button'],
] as const;

describe('everything can be copied', () => {
  let app: App;
  let window: WindowPage;
  const clipboard = () => app.electron.evaluate(({ clipboard: board }) => board.readText());
  const emptied = () => app.electron.evaluate(({ clipboard: board }) => board.writeText(''));
  const menu = () => app.page.getByRole('menu', { name: 'What can be done here' });
  const closed = async (): Promise<void> => {
    await app.page.keyboard.press('Escape');
    await expect.poll(() => app.page.getByRole('menu').count()).toBe(0);
  };
  /** Chooses the first entry of the menu over an element; what is on the clipboard then. */
  const copied = async (element: Locator, entry: RegExp = /^Copy “/): Promise<string> => {
    await emptied();
    await element.click({ button: 'right' });
    await menu().getByRole('menuitem', { name: entry }).first().click();
    await expect.poll(() => app.page.getByRole('menu').count()).toBe(0);
    await expect.poll(clipboard).not.toBe('');
    return clipboard();
  };
  const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.openDemo();
    await app.resize(1280, 800);
  });
  afterEach(() => expect(app.errors, 'the page prints no error and breaks no content policy').toEqual([]));
  afterAll(() => app.close());

  it.each(GOROUTINE_VIEWS)('by the menu, in %s', async (_name, key) => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press(key);
    await app.page.waitForTimeout(600);
    const tried: string[] = [];
    for (const [kind, selector] of KINDS) {
      const element = app.page.locator(selector).filter({ visible: true }).first();
      if ((await element.count()) === 0 || oneLine(await element.innerText()) === '') continue;
      const whole = await element.evaluate((node) => (node as HTMLElement).dataset['copy'] ?? '');
      const says = oneLine(await element.innerText());
      const text = oneLine(await copied(element));
      // A part of it may lie under the pointer.
      expect(whole === '' ? says : whole, `${kind} “${says}”`).toContain(text);
      tried.push(kind);
    }
    expect(tried.length).toBeGreaterThan(2);
  });

  it('rows and stacks, as tables and as Go prints them', async () => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('g');
    const grid = window.grid('Groups of goroutines');
    const row = grid.getByRole('row').nth(2);
    const tsv = await copied(row.getByRole('gridcell').first(), /^Copy the row$/);
    expect(tsv.split('\n')).toHaveLength(3);
    expect(tsv.split('\n')[0]).toContain('\t');
    expect(await row.getAttribute('aria-selected')).toBe('true');
    expect(await copied(row.getByRole('gridcell').first(), /^Copy as Markdown$/)).toMatch(/^\| .* \|\n\| -/);
    const stack = await copied(
      window.main
        .getByRole('list', { name: /^Stack of/ })
        .getByRole('listitem')
        .first(),
      /^Copy the stack$/,
    );
    expect(stack).toMatch(/\(.*\)\n\t.*:\d+/);

    await emptied();
    await row.getByRole('gridcell').first().click();
    await app.page.keyboard.press('Control+c');
    await expect.poll(clipboard).toBe(tsv);
  });

  it('a name that is drawn cut is whole', async () => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('t');
    const cells = window.grid('Functions').locator('[data-copy*="/"]');
    await cells.first().waitFor();
    const wanted = await cells.first().evaluate((node) => (node as HTMLElement).dataset['copy'] ?? '');
    expect(await copied(cells.first())).toBe(wanted);
  });

  it('text that is selected, and with the menu key what has the focus', async () => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('f');
    const headline = window.main.getByRole('heading', { level: 1 });
    await headline.click({ clickCount: 3 });
    await emptied();
    await app.page.keyboard.press('Control+c');
    await expect.poll(async () => oneLine(await clipboard())).toBe(oneLine(await headline.innerText()));
    expect(oneLine(await copied(headline, /^Copy the selected text$/))).toBe(oneLine(await headline.innerText()));
    await app.page.evaluate(() => document.getSelection()?.empty());

    await app.page.locator('#rail button').first().focus();
    await emptied();
    await app.page.keyboard.press('Control+c');
    await expect.poll(clipboard).toMatch(/^Findings/);
    await app.page.keyboard.press('Shift+F10');
    await menu().waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot('copy menu');
    await closed();
    expect(await window.focused()).toMatch(/^button Findings/);
  });

  it('errors: why a file is not read, its bytes, and what a dialog says', async () => {
    await app.drop([inRepo('test', 'fixtures', 'bad', 'html-502.pb.gz')]);
    const heading = window.heading(/is a web page/);
    await heading.waitFor();
    expect(await copied(heading)).toBe('html-502.pb.gz is a web page, not a profile');
    expect((await copied(window.main.locator('p').first())).length).toBeGreaterThan(10);
    await app.page.keyboard.press('?');
    const term = app.page.getByRole('dialog').locator('dt').first();
    expect(await copied(term)).toBe(await term.innerText());
    await app.page.keyboard.press('Escape');
  });
});
