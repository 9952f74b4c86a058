import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { writeProfile } from '../support/pprof-writer';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';

describe('labels and the filter', () => {
  let app: App;
  let window: WindowPage;
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-labels-'));
  beforeAll(async () => {
    const names = ['main.main', 'main.load', 'main.store', 'runtime.mallocgc'];
    const sample = (locations: number[], value: number, tenant: string, bytes: number) => ({
      locations,
      values: [value],
      labels: [
        { key: 'tenant', str: tenant },
        { key: 'bytes', num: bytes, unit: 'bytes' },
      ],
    });
    writeFileSync(
      join(folder, 'labelled.pb'),
      writeProfile({
        sampleTypes: [['space', 'bytes']],
        samples: [
          sample([4, 2, 1], 4096, 'acme', 64),
          sample([4, 3, 1], 2048, 'zeta', 1024),
          sample([3, 1], 1024, 'acme', 4096),
        ],
        locations: names.map((_, i) => ({ id: i + 1, lines: [{ function: i + 1, line: 7 }] })),
        functions: names.map((name, i) => ({ id: i + 1, name, file: 'main.go' })),
      }),
    );
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.drop([join(folder, 'labelled.pb')]);
    await window.ready('labelled.pb');
    await window.show('Flame');
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
    expect(app.errors).toEqual([]);
  });
  const inspector = () => app.page.getByRole('region', { name: 'Inspector' });
  const facet = (key: string) => inspector().getByRole('group', { name: key });
  const chips = async () =>
    (await app.page.getByRole('list', { name: 'Conditions' }).getByRole('listitem').allInnerTexts()).map((text) =>
      text.replace(/\s+/g, ' ').trim(),
    );
  const undo = () => app.page.getByRole('button', { name: 'Undo' }).click();

  it('lists keys with their values and sums', async () => {
    await facet('tenant').getByRole('button', { name: /acme/ }).waitFor();
    const values = await facet('tenant').getByRole('button').allInnerTexts();
    expect(values.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'group by',
      'acme 5.00 KiB 71.4 %',
      'zeta 2.00 KiB 28.6 %',
    ]);
    await app.screenshot('labels');
    expect(await violations(app)).toEqual([]);
  });

  it('keeps a value by a click, drops it with Alt, keeps a range of numbers', async () => {
    await facet('tenant').getByRole('button', { name: /acme/ }).click();
    await expect.poll(chips).toEqual(['tenant = acme']);
    await facet('tenant').getByRole('button', { name: /zeta/ }).waitFor({ state: 'detached' });
    await undo();
    await facet('tenant')
      .getByRole('button', { name: /acme/ })
      .click({ modifiers: ['Alt'] });
    await expect.poll(chips).toEqual(['tagignore tenant=^acme$']);
    await facet('tenant').getByRole('button', { name: /acme/ }).waitFor({ state: 'detached' });
    await undo();
    await facet('bytes').getByRole('textbox', { name: /from/ }).fill('100');
    await facet('bytes').getByRole('button', { name: 'Keep' }).click();
    await expect.poll(chips).toEqual(['bytes = 100bytes:']);
    await inspector().getByText('3.00 KiB, 42.9 %').waitFor();
    await undo();
  });

  it('has the expression of the command line as text, with redo, and keeps it', async () => {
    await app.page.getByRole('button', { name: 'Filter as text' }).click();
    const text = app.page.getByRole('textbox', { name: 'Filter as text' });
    await text.fill("--hide '^runtime\\.' --tagignore tenant=zeta --show-from main.load");
    await text.press('Enter');
    await expect.poll(chips).toEqual(['hide ^runtime\\.', 'show-from main.load', 'tagignore tenant=zeta']);
    await window.show('Top');
    await window
      .grid('Functions')
      .getByRole('row', { name: /4\.00 KiB.*load/ })
      .waitFor();
    expect(
      await window
        .grid('Functions')
        .getByRole('row', { name: /mallocgc|main\.main/ })
        .count(),
    ).toBe(0);
    await app.screenshot('filter chips');
    await app.page.getByRole('button', { name: 'Saved filters' }).click();
    await app.page.getByRole('menuitem', { name: 'Save this filter' }).click();
    await undo();
    await expect.poll(chips).toEqual([]);
    await app.page.getByRole('button', { name: 'Redo' }).click();
    await expect.poll(chips).toHaveLength(3);
    await undo();
    await app.page.getByRole('button', { name: 'Saved filters' }).click();
    const saved = app.page.getByRole('menuitem', { name: /^--hide/ });
    await saved.waitFor();
    await app.screenshot('saved filters');
    await saved.click();
    await expect.poll(chips).toHaveLength(3);
  });

  it('a bad expression marks its chip', async () => {
    await window.filter.fill('hide:[');
    await window.filter.press('Enter');
    await app.page.getByText('not a regular expression:').waitFor({ state: 'attached' });
    expect(await violations(app)).toEqual([]);
  });
});
