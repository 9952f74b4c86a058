import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { violations } from './pages/axe';
import { FlamePage } from './pages/flame';
import { WindowPage } from './pages/window';

const demo = (name: string): string => inRepo('assets', 'demo', name);

describe('the flame view', () => {
  let app: App;
  let window: WindowPage;
  let flame: FlamePage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    flame = new FlamePage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.resize(1280, 800);
    await app.drop([demo('cpu.render.pb.gz')]);
    await window.ready('cpu.render.pb.gz');
    await window.show('Flame');
    await flame.tree('Flame graph').waitFor();
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors).toEqual([]);
  });
  const press = (...keys: readonly string[]): Promise<void> => flame.press(...keys);

  it('is walked, zoomed and left by keyboard, and says where one is', async () => {
    await flame.tree('Flame graph').focus();
    await press('ArrowDown', 'ArrowDown');
    const [, name = ''] = (await flame.box('Flame graph')).split(/^(.*?), /);
    expect(name).not.toBe('');
    await press('Enter', 'Enter');
    await expect.poll(() => flame.crumbs()).toContain(name);
    await app.screenshot('flame zoomed');
    await press('Backspace', 'Backspace', 'Backspace');
    await expect.poll(() => flame.crumbs()).not.toContain(name);
  });

  it('stays zoomed to the same function when frames are hidden, which makes another tree', async () => {
    await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter', 'Enter');
    await expect.poll(() => flame.zoomed()).not.toBe('');
    const zoomed = await flame.zoomed();
    await flame.tree('Flame graph').focus();
    await press('ArrowDown', 'Enter', 'Shift+F10');
    await app.screenshot('flame menu');
    await flame.menuItem('Hide its frames').click();
    await expect.poll(() => flame.zoomed()).toBe(zoomed);
    await press('Control+z');
    await press('r');
    await expect.poll(() => flame.zoomed()).toBe('');
  });

  it('finds functions and walks from match to match', async () => {
    await press('Control+f');
    await app.page.keyboard.type('runtime');
    await expect.poll(() => flame.found()).toMatch(/^[\d,]+ box(es)?, [\d.<]+\s%$/);
    await app.screenshot('flame search');
    await flame.tree('Flame graph').focus();
    await press('n');
    await expect.poll(() => flame.box('Flame graph')).toMatch(/runtime/);
    await flame.search.fill('');
  });

  it('shows lines, files, packages and modules as boxes', async () => {
    for (const by of ['line', 'file', 'package', 'module']) {
      await flame.choose('What a box is', by);
      await expect.poll(() => flame.tree('Flame graph').getAttribute('aria-label')).toMatch(/levels$/);
      await window.grid(`Heaviest ${by}s`).waitFor();
      await app.screenshot(`flame by ${by}`);
    }
    await flame.choose('What a box is', 'function');
    await flame.choose('Colour', 'whose code');
    await app.screenshot('flame colour module');
    await flame.choose('Colour', 'own packages');
  });

  it('puts a function between its callers and its callees', async () => {
    await flame.tree('Flame graph').focus();
    await press('Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter', 's');
    const middle = window.main.getByRole('group', { name: 'In the middle' });
    await flame.tree('Callees').waitFor();
    await flame.tree('Callers').waitFor();
    const first = await middle.innerText();
    expect(first).toMatch(/cum .+, [\d.]+\s%/);
    await app.screenshot('flame sandwich');
    await flame.tree('Callers').focus();
    await press('ArrowUp', 'Enter', 'Enter');
    await expect.poll(() => middle.innerText()).not.toBe(first);
    await press('Control+z');
    await expect.poll(() => middle.innerText()).toBe(first);
    expect(await violations(app)).toEqual([]);
  });

  it('says that one profile alone is not compared', async () => {
    await flame.mode('diff');
    await window.heading('There is nothing to compare with').waitFor();
    await flame.mode('flame');
    await flame.tree('Flame graph').waitFor();
    await app.screenshot('flame roots below');
  });

  it('compares two captures of a document: widths, swap, the table', async () => {
    await app.drop([1, 2, 3].map((i) => demo(`heap.shop.${i}.pb.gz`)));
    await window.page
      .getByRole('button', { name: /heap\.shop\.1/ })
      .first()
      .waitFor();
    await window.show('Flame');
    await flame.mode('diff');
    await flame.tree('Difference').waitFor();
    const head = window.main.getByRole('group', { name: 'What is compared' });
    await expect.poll(() => head.innerText()).toMatch(/[+−][\d.]+\s.?i?B/);
    await window.grid('Largest changes').getByRole('row').nth(2).waitFor();
    await app.screenshot('flame diff');
    const canvas = await flame.tree('Difference').boundingBox();
    const at = { x: (canvas?.x ?? 0) + 80, y: (canvas?.y ?? 0) + 3.5 * 19 };
    await app.page.mouse.move(at.x, at.y);
    const tip = window.main.getByRole('table').filter({ hasText: 'Certainty' });
    await expect
      .poll(() => tip.innerText())
      .toMatch(/A\s+[\d.]+.*B\s+[\d.]+.*Change\s+[+−].*Certainty\s+(beyond|within) ±/s);
    await app.screenshot('flame diff tip');
    await app.page.mouse.dblclick(at.x, at.y);
    await expect.poll(() => flame.zoomed()).not.toBe('');
    await flame.tree('Difference').focus();
    await press('r');
    const before = await head.innerText();
    await head.getByRole('button', { name: 'Swap' }).click();
    await expect.poll(() => head.innerText()).not.toBe(before);
    await press('Control+z');
    await expect.poll(() => head.innerText()).toBe(before);
    await flame.segment('Width from', 'larger');
    await flame.segment('Normalise', 'total');
    await expect.poll(() => head.innerText()).not.toBe(before);
    await flame.segment('Normalise', 'off');
    expect(await violations(app)).toEqual([]);
  });

  it('splits a profile by the values of a label', async () => {
    await app.drop([demo('goroutine.shop.debug2.txt')]);
    await window.ready('goroutine.shop.debug2.txt');
    await window.show('Flame');
    await flame.tree('Flame graph').waitFor();
    const labels = await flame.options('Side by side');
    expect(labels.length).toBeGreaterThan(1);
    await flame.choose('Side by side', labels[1]!);
    await flame.tree('Flame graph').focus();
    await press('Home', 'ArrowDown');
    await expect.poll(() => flame.box('Flame graph')).toContain(labels[1]!);
    await app.screenshot('flame labels');
  });

  it('lists what is narrower than a pixel, and zooms to it', async () => {
    const drawn = window.main.getByRole('button', { name: 'List them' });
    await drawn.click();
    const list = window.main.getByRole('dialog', { name: /narrower than a pixel$/ });
    await list.getByRole('button', { name: /under/ }).first().click();
    const row = list.getByRole('listitem').getByRole('button').first();
    await row.waitFor();
    await app.screenshot('flame narrow');
    const name = (await row.getAttribute('title')) ?? '';
    await row.click();
    await expect.poll(() => flame.zoomed()).toContain(name.slice(name.lastIndexOf('.') + 1));
    await list.waitFor({ state: 'detached' });
    await flame.tree('Flame graph').focus();
    await press('r');
    await expect.poll(() => flame.zoomed()).toBe('');
  });
});

describe('pictures of the flame view', () => {
  it.each([
    ['light', 1280, 800],
    ['dark', 1280, 800],
    ['hc', 1280, 800],
    ['light', 1920, 1080],
    ['dark', 1920, 1080],
  ] as const)('in %s at %i × %i', async (theme, width, height) => {
    const app = await App.launch();
    try {
      const window = new WindowPage(app.page);
      const flame = new FlamePage(app.page);
      await window.startEntry(/shop/).waitFor();
      await app.resize(width, height);
      await window.setTheme(theme);
      await app.drop([1, 3].map((i) => demo(`heap.shop.${i}.pb.gz`)));
      await window.page
        .getByRole('button', { name: /heap\.shop\.1/ })
        .first()
        .waitFor();
      await window.show('Flame');
      for (const mode of ['flame', 'icicle', 'sandwich', 'diff'] as const) {
        await flame.mode(mode);
        await flame.tree(mode === 'sandwich' ? 'Callees' : mode === 'diff' ? 'Difference' : 'Flame graph').waitFor();
        await app.page.waitForTimeout(200);
        await app.screenshot(`flame ${mode} ${theme} ${width}`);
      }
      expect(await violations(app)).toEqual([]);
      expect(app.errors).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
