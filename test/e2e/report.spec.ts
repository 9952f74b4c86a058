import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { makeProfile } from '../bench/pprof/generate.mjs';
import { browse, type Browsed } from '../support/browser';
import { App, inRepo } from '../support/electron-app';
import { violations } from './pages/axe';
import { FlamePage } from './pages/flame';
import { WindowPage } from './pages/window';

const CAPTURES = inRepo('test', 'fixtures', 'captures');
const CPU = join(CAPTURES, 'busy', 'go1.26', 'cpu.pb.gz');
const SERIES = [1, 2, 3].map((n) => join(CAPTURES, 'series', 'go1.26', `goroutine.${n}.debug2.txt`));

const folder = mkdtempSync(join(tmpdir(), 'parkscope-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let app: App;
beforeAll(async () => {
  app = await App.launch({ args: [CPU] });
  await new WindowPage(app.page).ready('cpu.pb.gz');
});
afterAll(() => app.close());
let shown: Browsed | null = null;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await picture(shown?.page ?? app.page, `failed ${task.name}`);
  await shown?.page.close();
  shown = null;
});

/** Opens a report as somebody who got it by mail does. */
async function open(file: string, theme: 'light' | 'dark' = 'light'): Promise<Browsed> {
  shown = await browse(app, file, theme);
  return shown;
}

/** The command line as it is installed. */
function cli(...args: readonly string[]): string {
  const program = inRepo('dist', 'cli', 'main.cjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`parkscope ${args.join(' ')}: ${stderr}`);
  return stdout;
}

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(inRepo('test', 'artifacts'), { recursive: true });
  await page.screenshot({ path: inRepo('test', 'artifacts', `${name}.png`) });
}

/** What the whole of a flame graph is said to be: `root, 3.12 s, 100 %`. */
async function whole(page: Page): Promise<string> {
  await new FlamePage(page).tree('Flame graph').focus();
  return new FlamePage(page).box('Flame graph');
}

it('a report of a 10 MB profile has at most 4 MB, opens without a network, and has the same totals', async () => {
  const profile = join(folder, 'large.pb');
  writeFileSync(profile, makeProfile({ samples: 78_000 }));
  expect(statSync(profile).size).toBeGreaterThan(10e6);
  const out = join(folder, 'large.html');
  expect(cli('report', profile, '-o', out)).toMatch(/large\.html: report, 1 input, [\d.]+ MB\n$/);
  expect(statSync(out).size).toBeLessThanOrEqual(4e6);
  const { page, errors, requests } = await open(out);
  const window = new WindowPage(page);
  await new FlamePage(page).tree('Flame graph').waitFor({ timeout: 40_000 });
  await window.shown('Flame');
  const { total, sampleType } = JSON.parse(cli('top', profile, '--format', 'json')) as {
    readonly total: number;
    readonly sampleType: { readonly type: string };
  };
  expect(sampleType.type).toBe('inuse_space');
  const gib = (total / 2 ** 30).toPrecision(3);
  expect(await whole(page)).toContain(`${gib}\u00a0GiB`);
  // Every row of the first screen: flat, cum and shares of the file and of the report.
  await window.show('Top');
  const row = window.grid(/.*/).getByRole('row').nth(1);
  await row.waitFor();
  const [first] = (JSON.parse(cli('top', profile, '--format', 'json', '-n', '1')) as { rows: { function: string }[] })
    .rows;
  expect(await row.innerText()).toContain(first?.function.split('.').at(-1));
  expect(errors).toEqual([]);
  expect(await requests()).toEqual([pathToFileURL(out).href]);
}, 120_000);

it('made in the window: opens in the same view, under the same filter, with the same numbers; search and zoom work', async () => {
  const out = join(folder, 'cpu.html');
  await app.electron.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
  }, out);
  const desktop = new WindowPage(app.page);
  await desktop.show('Top');
  await desktop.grid(/.*/).waitFor();
  await app.page.keyboard.press('/');
  await app.page.keyboard.type('focus:render');
  await app.page.keyboard.press('Enter');
  await app.page.keyboard.press('Control+Shift+E');
  const dialog = app.page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: 'HTML report' }).check();
  await app.page.waitForTimeout(300);
  await app.screenshot('export dialog report');
  await dialog.getByRole('button', { name: 'Choose where…' }).click();
  await desktop.status.getByText(/^Wrote cpu\.html: 1 input, 1\.\d+\sMB/).waitFor();

  const { page, errors, requests } = await open(out, 'dark');
  const report = new WindowPage(page);
  await report.tab('cpu.pb.gz').waitFor();
  await report.shown('Top');
  await report.main.getByRole('grid').first().waitFor();
  const rows = (window: WindowPage): Promise<string> => window.main.getByRole('grid').first().innerText();
  await expect.poll(() => rows(report)).toBe(await rows(desktop));
  await picture(page, 'report top dark');

  await report.show('Flame');
  const flame = new FlamePage(page);
  const all = await whole(page);
  await desktop.show('Flame');
  expect(all).toBe(await whole(app.page));
  await flame.search.fill('render');
  await expect.poll(() => flame.found()).toMatch(/\d+ boxes?, [\d.]+\s%/);
  await flame.tree('Flame graph').focus();
  await flame.press('ArrowDown', 'ArrowDown', 'Enter', 'Enter');
  await expect.poll(() => flame.zoomed()).not.toBe('');
  await picture(page, 'report flame dark');
  expect(await violations({ page })).toEqual([]);
  // The licences of what is in the file, and of nothing else.
  await page.keyboard.press('F1');
  await page.keyboard.type('About Parkscope');
  await page.keyboard.press('Enter');
  const about = page.getByRole('dialog', { name: 'About Parkscope' });
  await about.getByText('Licences of what is in this file').click();
  const licences = await about.locator('pre').innerText();
  for (const name of ['react-dom', 'echarts', '@fontsource/iosevka', '@fontsource/ibm-plex-sans', 'fzstd'])
    expect(licences).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
  expect(licences).not.toMatch(/^(?:electron|vitest|playwright-core) /m);
  await picture(page, 'report licences dark');
  expect(await violations({ page })).toEqual([]);
  expect(errors).toEqual([]);
  expect(await requests()).toEqual([pathToFileURL(out).href]);
});

it('a series of dumps: findings and groups as the command line says them', async () => {
  const out = join(folder, 'series.html');
  cli('report', ...SERIES, '-o', out, '--title', 'Leak in <ingest> & "more"');
  const html = readFileSync(out, 'utf8');
  expect(html).toContain('<title>Leak in &#60;ingest&#62; &#38; &#34;more&#34;</title>');
  const { page, errors } = await open(out);
  const window = new WindowPage(page);
  await window.ready('Leak in <ingest> & "more"');
  const { findings } = JSON.parse(
    spawnSync(process.execPath, [inRepo('dist', 'cli', 'main.cjs'), 'check', ...SERIES, '--format', 'json'], {
      encoding: 'utf8',
    }).stdout,
  ) as { readonly findings: readonly { readonly title: string; readonly tier: string }[] };
  const headline = await window.main.getByRole('heading', { level: 1 }).innerText();
  expect(findings.length).toBeGreaterThan(0);
  expect(headline.replace(/\s+/g, ' ')).toContain('240 goroutines blocked in chan send');
  await expect(window.view('Findings').innerText()).resolves.toContain(String(findings.length));
  await page.setViewportSize({ width: 1000, height: 700 });
  await picture(page, 'report findings small');
  await window.show('Groups');
  await window.main.getByRole('grid').first().waitFor();
  await picture(page, 'report groups');
  expect(errors).toEqual([]);
});

it('two profiles compared', async () => {
  const out = join(folder, 'compare.html');
  const pair = ['go1.22', 'go1.26'].map((version) => join(CAPTURES, 'busy', version, 'heap.pb.gz'));
  cli('report', ...pair, '-o', out, '--view', 'compare');
  const { page, errors } = await open(out);
  const window = new WindowPage(page);
  await window.shown('Compare');
  await window.main.getByRole('grid').first().waitFor();
  await picture(page, 'report compare');
  expect(errors).toEqual([]);
});
