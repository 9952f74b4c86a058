import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';

const PROFILES = Array.from({ length: 8 }, (_, i) => `heap.leak${i + 1}.pb.gz`);
/** When the first and the last profile were taken, ms since the epoch: field 9 of each. */
const TIMES = { first: 1_795_281_370_175, last: 1_795_281_372_983 };
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

describe('a folder of heap profiles and scrapes', () => {
  let app: App;
  let window: WindowPage;
  const folder = join(mkdtempSync(join(tmpdir(), 'parkscope-heap-')), 'heaps');
  beforeAll(async () => {
    mkdirSync(folder);
    const files = PROFILES.map((name) => inRepo('test', 'fixtures', 'captures', 'heapseries', 'go1.27', name));
    files.forEach((file, i) => copyFileSync(file, join(folder, PROFILES[i] ?? '')));
    // The profiles know their times; the scrapes lie between the first and the last.
    [1, 2, 3, 4].forEach((i) => {
      const to = join(folder, `prometheus.${i}.txt`);
      copyFileSync(inRepo('test', 'fixtures', 'captures', 'metrics-shop', `prometheus.${i}.txt`), to);
      const time = new Date(TIMES.first + ((TIMES.last - TIMES.first) * (i - 1)) / 3);
      utimesSync(to, time, time);
    });
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
  });
  afterAll(async () => {
    await app.close();
    rmSync(join(folder, '..'), { recursive: true, force: true });
    expect(app.errors).toEqual([]);
  });
  const slider = (name: RegExp) => app.page.getByRole('slider', { name });
  const grown = () => window.grid('Grew most from A to B');

  it('is drawn as areas of packages, with the lines of the process over them', async () => {
    await app.drop([folder]);
    await window.ready('heaps');
    await window.show('Heap');
    await app.page.getByRole('img', { name: /MiB at .*, in \d+ areas over 8 moments/ }).waitFor();
    const range = app.page.getByRole('region', { name: 'Range A to B' });
    await range.getByRole('row', { name: /^All areas/ }).waitFor();
    await range.getByRole('row', { name: /^RSS/ }).waitFor();
    await app.page.getByText('8 heap profiles').waitFor();
  });

  it('has a range whose edges move by keys, and what grew in it', async () => {
    await grown().getByRole('row').nth(1).waitFor();
    const whole = await grown().getByRole('row').nth(1).textContent();
    await slider(/^A,/).focus();
    await app.page.keyboard.press('End');
    await expect.poll(() => slider(/^A,/).getAttribute('aria-valuenow')).toBe('7');
    await app.page.keyboard.press('ArrowLeft');
    await expect.poll(() => slider(/^A,/).getAttribute('aria-valuenow')).toBe('6');
    await expect.poll(() => grown().getByRole('row').nth(1).textContent()).not.toBe(whole);
    await app.page.keyboard.press('Home');
    await expect.poll(() => grown().getByRole('row').nth(1).textContent()).toBe(whole);
  });

  it('draws what grew in it, bottom up; a click on a box selects its function', async () => {
    const growth = app.page.getByRole('region', { name: 'In use at B, not at A' });
    const boxes = growth.getByRole('img', { name: /^In use at B, not at A: \d+\.\d MiB\./ });
    const place = await boxes.boundingBox();
    if (place === null) throw new Error('no boxes');
    const widest = { x: place.x + 40, y: place.y + 28 };
    await app.page.mouse.move(widest.x, widest.y);
    await growth.getByText(/\sMiB,\s\d+\.\d\s%$/).waitFor();
    await app.page.mouse.click(widest.x, widest.y);
    const selected = grown().locator('[aria-selected="true"]');
    await expect.poll(() => selected.count()).toBe(1);
    expect(await selected.innerText()).toMatch(/\+\d/);
  });

  it('is brushed with the pointer', async () => {
    const box = await app.page.getByRole('img', { name: /areas over 8 moments/ }).boundingBox();
    if (box === null) throw new Error('no chart');
    const at = (share: number): number => box.x + 76 + (box.width - 92) * share;
    await app.page.mouse.move(at(0.3), box.y + 120);
    await app.page.mouse.down();
    await app.page.mouse.move(at(0.5), box.y + 120);
    await app.page.mouse.move(at(0.72), box.y + 120);
    await app.page.mouse.up();
    await expect.poll(() => slider(/^A,/).getAttribute('aria-valuenow')).not.toBe('1');
    await expect.poll(() => slider(/^B,/).getAttribute('aria-valuenow')).not.toBe('8');
  });

  it('says what kind of memory it is, and everything as a table', async () => {
    await window.main.getByRole('radio', { name: 'kind of memory' }).click();
    await app.page.getByRole('button', { name: /^Table/ }).waitFor();
    await app.page
      .getByRole('region', { name: 'Range A to B' })
      .getByRole('row', { name: /^Heap in use/ })
      .waitFor();
    await app.screenshot('heap kinds light');
    await app.page.keyboard.press('Alt+t');
    await window.grid('Memory over time as numbers').getByRole('columnheader', { name: 'Heap in use' }).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.page.keyboard.press('Alt+t');
    await window.main.getByRole('radio', { name: 'package' }).click();
  });

  it.each(['light', 'dark', 'hc'] as const)('is clean in %s', async (theme) => {
    await window.setTheme(theme);
    await app.page.getByRole('img', { name: /areas over 8 moments/ }).waitFor();
    await app.page.waitForTimeout(300);
    expect(await violations(app)).toEqual([]);
    if (theme === 'hc') return;
    for (const size of SIZES) {
      await app.resize(size.width, size.height);
      await app.page.waitForTimeout(400);
      await app.screenshot(`heap ${theme} ${size.width}x${size.height}`);
    }
  });

  it('leads to what grew as a difference in Flame, and an area becomes a filter', async () => {
    const range = app.page.getByRole('region', { name: 'Range A to B' });
    await range.getByRole('button').first().click();
    await expect.poll(() => app.page.getByText(/^focus/i).count()).toBeGreaterThan(0);
    await app.page.keyboard.press('Shift+Escape');
    await app.page.getByRole('button', { name: 'Open the growth in Flame' }).click();
    await window.shown('Flame');
    await window.main.getByRole('radio', { name: 'diff', checked: true }).waitFor();
  });
});
