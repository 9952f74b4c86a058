import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { WindowPage } from './pages/window';

/** The first five minutes of somebody who has never seen the app. One story, told in order. */
describe('from the demo to the goroutines of a leak', () => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors).toEqual([]);
  });

  it('opens the demo from the start screen', async () => {
    await window.heading('Open a capture').waitFor();
    await window.openDemo();
    await expect.poll(() => window.main.getByRole('option').count()).toBeGreaterThan(5);
  });

  it('the first finding says how many, where, by whom and how fast', async () => {
    const first = window.main.getByRole('option').first();
    expect(await first.getAttribute('aria-selected')).toBe('true');
    const headline = await window.main.getByRole('heading', { level: 1 }).innerText();
    expect(headline).toMatch(/^\d[\d,]* goroutines? .* at \S+\.go:\d+/);
    await window.heading(/^Why this is/).waitFor();
    await window.heading('Fix').waitFor();
    expect(await window.view('Findings').innerText()).toMatch(/^Findings\s+\d+$/);
  });

  it('a click leads to the goroutines behind it, already selected, with their stack', async () => {
    const headline = await window.main.getByRole('heading', { level: 1 }).innerText();
    const count = /^[\d,]+/.exec(headline)?.[0] ?? 'no count';
    const site = /\S+\.go:\d+/.exec(headline)?.[0] ?? 'no site';
    await window.main.getByRole('button', { name: /^Show [\d,]+ goroutines?$/ }).click();
    const grid = window.grid('Groups of goroutines');
    const selected = grid.getByRole('row', { selected: true });
    await selected.waitFor();
    expect(await selected.innerText()).toContain(count);
    await window.main
      .getByRole('region', { name: /^Stack 1/ })
      .getByText(site)
      .first()
      .waitFor();
  });

  it('Enter lists the members', async () => {
    await window.grid('Groups of goroutines').getByRole('row', { selected: true }).press('Enter');
    const members = window.main.getByRole('grid').nth(1);
    await members.getByRole('row').nth(1).waitFor();
    await app.page.keyboard.press('Escape');
  });

  it('the flame graph shows where they stand, as a picture and as a tree', async () => {
    await window.show('Flame');
    const tree = window.main.getByRole('tree');
    await tree.waitFor();
    await expect.poll(() => tree.getByRole('treeitem').count()).toBeGreaterThan(1);
    await tree.focus();
    const before = await activeBox(window);
    await app.page.keyboard.press('ArrowDown');
    await expect.poll(() => activeBox(window)).not.toBe(before);
    expect(await canvasColours(window)).toBeGreaterThan(4);
  });

  it('a filter holds for every view, says what it leaves, and can be taken back', async () => {
    await window.show('Groups');
    const all = await groupsShown(window);
    await window.filter.fill('ingest');
    await window.filter.press('Enter');
    await expect.poll(() => groupsShown(window)).not.toBe(all);
    await window.page.getByRole('list', { name: 'Conditions' }).getByText('ingest').waitFor();
    await window.show('Top');
    await window
      .grid('Functions')
      .getByText(/startWorker/)
      .first()
      .waitFor();
    await window.filter.fill('no such function');
    await window.filter.press('Enter');
    await window.heading(/matches the filter$/).waitFor();
    await app.screenshot('no-match');
    await app.page.keyboard.press('Shift+Escape');
    await window.show('Groups');
    await expect.poll(() => groupsShown(window)).toBe(all);
  });
});

/** `1,821 goroutines in 43 groups` of the status bar. */
function groupsShown(window: WindowPage): Promise<string> {
  return window.status.getByText(/goroutines in [\d,]+ groups?/).innerText();
}

/** Name of the box that has the focus in the flame graph's tree. */
function activeBox(window: WindowPage): Promise<string> {
  return window.main.getByRole('tree').evaluate((tree) => {
    const id = tree.getAttribute('aria-activedescendant') ?? '';
    return document.getElementById(id)?.getAttribute('aria-label') ?? '';
  });
}

/** Different colours in the picture: an empty canvas has one. */
function canvasColours(window: WindowPage): Promise<number> {
  return window.main
    .locator('canvas')
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const data =
        canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      const seen = new Set<number>();
      for (let i = 0; i < data.length; i += 4) seen.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
      return seen.size;
    });
}
