import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { WindowPage } from './pages/window';

const SHOP = inRepo('test', 'fixtures', 'captures', 'metrics-shop');

describe('a folder of scrapes', () => {
  let app: App;
  let window: WindowPage;
  const folder = join(mkdtempSync(join(tmpdir(), 'parkscope-metrics-')), 'scrapes');
  beforeAll(async () => {
    mkdirSync(join(folder, 'later'), { recursive: true });
    // Four scrapes, a minute apart: the files' times are the clock. The last two are in a subfolder.
    [1, 2, 3, 4].forEach((i) => {
      const file = join(folder, i > 2 ? 'later' : '', `prometheus.${i}.txt`);
      copyFileSync(join(SHOP, `prometheus.${i}.txt`), file);
      const time = new Date(Date.UTC(2026, 0, 1, 12, i));
      utimesSync(file, time, time);
    });
    writeFileSync(join(folder, 'README.md'), 'What these are.\n');
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
  });
  afterAll(async () => {
    await app.close();
    rmSync(join(folder, '..'), { recursive: true, force: true });
    expect(app.errors).toEqual([]);
  });
  const row = (name: RegExp) => window.grid('Metrics').getByRole('row', { name });

  it('becomes one document, shown as metrics; what is no capture is named', async () => {
    await app.drop([folder]);
    await window.ready('scrapes');
    await window.shown('Metrics');
    await app.page
      .getByText(/^README.md is text/)
      .first()
      .waitFor();
    await app.page.getByText(/^\d+ metrics, 4 scrapes/).waitFor();
    const marks = app.page.getByRole('button', { name: /of a comparison$/ });
    expect(await app.page.getByRole('region', { name: 'Captures' }).getByRole('button').count()).toBe(12);
    expect(await marks.count()).toBe(8);
  });

  it('has the metrics of every Go process in front, the first one drawn', async () => {
    await app.page.getByRole('img', { name: /^Goroutines: 24 at the start, 84 at the end/ }).waitFor();
    await row(/Heap in use/).click();
    await app.page.getByRole('img', { name: /^Heap in use: 6\.\d+ MiB at the start/ }).waitFor();
    await window.heading('Heap in use').waitFor();
  });

  it('is searched; a counter is shown as it is and by the second', async () => {
    await app.page.getByRole('searchbox', { name: 'Search metrics' }).fill('shop_req');
    await app.page.getByText(/^2 of \d+$/).waitFor();
    await row(/shop_requests_total/).click();
    await app.page.getByRole('img', { name: /^shop_requests_total: 2 lines/ }).waitFor();
    await app.page.getByRole('radio', { name: 'Rate' }).click();
    await app.page.getByRole('img', { name: /^shop_requests_total, change per second: 2 lines/ }).waitFor();
    const numbers = app.page.getByRole('region', { name: 'Numbers of the lines' });
    // 1,029 GET more in the last minute: 17.1 a second; the fixture's own numbers.
    await numbers.getByRole('row', { name: /method="GET".*\/s/ }).waitFor();
    await app.page.getByRole('searchbox', { name: 'Only series whose labels contain' }).fill('post');
    await expect.poll(() => numbers.getByRole('row').count()).toBe(2);
  });

  it('has quantiles of histograms, and every chart as a table', async () => {
    await row(/shop_request_duration_seconds/).click();
    // The labels asked for were those of another metric.
    expect(await app.page.getByRole('searchbox', { name: 'Only series whose labels contain' }).inputValue()).toBe('');
    await app.page.getByRole('img', { name: /^shop_request_duration_seconds: 3 lines/ }).waitFor();
    await app.page.getByRole('button', { name: /^Table/ }).click();
    const table = window.grid('shop_request_duration_seconds as numbers');
    await table.getByRole('columnheader', { name: 'p99' }).waitFor();
    expect(await table.getByRole('row').count()).toBe(4);
  });
});
