import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';

const capture = (...path: string[]): string => inRepo('test', 'fixtures', 'captures', ...path);
const heap = (n: number): string => capture('heapseries', 'go1.27', `heap.leak${n}.pb.gz`);
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

describe('two captures beside each other', () => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors).toEqual([]);
  });
  const changes = () => window.grid('Functions by what changed');
  const side = (name: RegExp) => window.main.getByRole('combobox', { name });

  it('a tab dragged onto another one: both become one document', async () => {
    await app.drop([heap(1)]);
    await window.ready('heap.leak1.pb.gz');
    await app.drop([heap(8)]);
    await window.ready('heap.leak8.pb.gz');
    await window.tab('heap.leak8.pb.gz').dragTo(window.tab('heap.leak1.pb.gz'));
    await window.ready('heap.leak1.pb.gz vs heap.leak8.pb.gz');
    await window.shown('Compare');
    await changes().getByRole('row').nth(1).waitFor();
    expect(await side(/^A/).locator('option:checked').textContent()).toBe('heap.leak1.pb.gz');
    expect(await side(/^B/).locator('option:checked').textContent()).toBe('heap.leak8.pb.gz');
    await window
      .grid('Totals and metrics')
      .getByRole('row', { name: /in use, bytes/ })
      .waitFor();
  });

  it('swaps, normalises, sorts', async () => {
    const first = async (): Promise<string> => (await changes().getByRole('row').nth(1).textContent()) ?? '';
    const before = await first();
    await app.page.keyboard.press('s');
    await expect.poll(() => side(/^A/).locator('option:checked').textContent()).toBe('heap.leak8.pb.gz');
    await expect.poll(first).not.toBe(before);
    await app.page.keyboard.press('s');
    await expect.poll(first).toBe(before);
    await window.main.getByRole('radio', { name: 'total' }).click();
    await expect.poll(first).not.toBe(before);
    await window.main.getByRole('radio', { name: 'off' }).click();
    await changes().getByRole('columnheader', { name: /^A/ }).click();
    await expect
      .poll(() => changes().getByRole('columnheader', { name: /^A/ }).getAttribute('aria-sort'))
      .toBe('descending');
    await changes()
      .getByRole('columnheader', { name: /^Δ(?! %)/ })
      .click();
  });

  it.each(['light', 'dark', 'hc'] as const)('is clean in %s', async (theme) => {
    await window.setTheme(theme);
    await app.page.waitForTimeout(300);
    expect(await violations(app)).toEqual([]);
    if (theme === 'hc') return;
    for (const size of SIZES) {
      await app.resize(size.width, size.height);
      await app.page.waitForTimeout(300);
      await app.screenshot(`compare ${theme} ${size.width}x${size.height}`);
    }
  });

  it('leads to the same difference in Flame', async () => {
    await changes().getByRole('row').nth(1).click();
    await app.page.keyboard.press('Enter');
    await window.shown('Flame');
    await window.main.getByRole('radio', { name: 'diff', checked: true }).waitFor();
    await app.page.keyboard.press('Alt+ArrowLeft');
    await window.shown('Compare');
  });

  it('a file dropped on a tab is compared with it', async () => {
    await app.resize(1280, 800);
    const box = await window.tab('heap.leak1.pb.gz').first().boundingBox();
    if (box === null) throw new Error('no tab');
    await app.drop([heap(4)], { x: box.x + 20, y: box.y + 10 });
    await window.ready('heap.leak1.pb.gz vs heap.leak4.pb.gz');
    await window.shown('Compare');
    await changes().getByRole('row').nth(1).waitFor();
  });

  it('marks in the list of captures and = compare two moments; three and more have trends', async () => {
    const file = (n: number): string => capture('series', 'go1.22', `goroutine.${n}.debug2.txt`);
    await app.drop([file(1), file(2), file(3)]);
    await window.ready(/goroutine\.1/);
    await window.show('Groups');
    await app.page.keyboard.press('[');
    await app.page.keyboard.press('[');
    await app.page.keyboard.press('a');
    await app.page.keyboard.press(']');
    await app.page.keyboard.press(']');
    await app.page.keyboard.press('b');
    await app.page.keyboard.press('=');
    await window.shown('Compare');
    expect(await side(/^A/).locator('option:checked').textContent()).toMatch(/goroutine\.1/);
    expect(await side(/^B/).locator('option:checked').textContent()).toMatch(/goroutine\.3/);
    await window.main.getByRole('heading', { name: /^Findings: new \d+, gone \d+, same \d+/ }).waitFor();
    await window.main.getByRole('radio', { name: 'groups' }).click();
    await window.grid('Groups by what changed').getByRole('row').nth(1).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot('compare groups');
    await window.main.getByRole('radio', { name: 'trend' }).click();
    await window.grid('Functions over all captures').getByRole('row').nth(1).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot('compare trend');
  });
});
