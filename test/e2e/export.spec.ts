import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openBytes } from '../support/check-import';
import { App, inRepo } from '../support/electron-app';
import { pprofSays } from '../support/export';
import { goMissing } from '../support/go';
import { FlamePage } from './pages/flame';
import { answerSaves, suggestedName } from './pages/save-dialog';
import { WindowPage } from './pages/window';

const CPU = inRepo('test', 'fixtures', 'captures', 'busy', 'go1.26', 'cpu.pb.gz');
const TRACE = inRepo('test', 'fixtures', 'captures', 'healthy', 'go1.26', 'trace.out');
const folder = mkdtempSync(join(tmpdir(), 'parkscope-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('export', () => {
  let app: App;
  let window: WindowPage;
  const answers = (...paths: readonly string[]): Promise<void> => answerSaves(app, ...paths);
  const suggested = (): Promise<unknown> => suggestedName(app);
  const launch = async (file: string): Promise<void> => {
    app = await App.launch({ args: [file] });
    window = new WindowPage(app.page);
    await window.ready(file.slice(file.lastIndexOf('/') + 1));
  };
  const status = () => window.status;
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
  });

  it.skipIf(goMissing() !== null)('the shown profile under its filter, as go tool pprof then reads it', async () => {
    const out = join(folder, 'out.pb.gz');
    await launch(CPU);
    await answers(out);
    await window.show('Top');
    await window.grid(/.*/).waitFor();
    await app.page.keyboard.press('/');
    await app.page.keyboard.type('focus:render');
    await app.page.keyboard.press('Enter');
    await app.page.keyboard.press('Control+Shift+E');
    const dialog = app.page.getByRole('dialog', { name: 'Export' });
    await dialog.getByText('--focus render').waitFor();
    // Overlays fade in.
    await app.page.waitForTimeout(300);
    await app.screenshot('export dialog');
    await app.page.keyboard.press('Enter');
    await status()
      .getByText(/^Wrote out\.pb\.gz: \d+ samples, [\d.]+\skB/)
      .waitFor();
    await app.screenshot('export written');
    expect(await suggested()).toBe('cpu.export.pb.gz');
    const rows = (text: string): string => text.slice(text.indexOf('      flat'));
    expect(rows(pprofSays(out, '-top', '-nodecount=30', '-unit=ns'))).not.toBe('');
    const shown = pprofSays(out, '-traces');
    const wanted = pprofSays(CPU, '-traces', '-focus=render');
    expect(shown.slice(shown.indexOf('-----'))).toBe(wanted.slice(wanted.indexOf('-----')));
    expect(readdirSync(folder)).toEqual(['out.pb.gz']);
    expect(app.errors).toEqual([]);
  });

  it('by keyboard in another format; nothing where the dialog is cancelled; a refusal is said', async () => {
    const out = join(folder, 'stacks.folded');
    await launch(CPU);
    await answers('', out, join(folder, 'no', 'such', 'folder.folded'));
    const choose = async (): Promise<void> => {
      await app.page.keyboard.press('Control+Shift+E');
      const dialog = app.page.getByRole('dialog', { name: 'Export' });
      await dialog.getByRole('radio', { name: 'Collapsed stacks' }).check();
      await dialog.getByRole('button', { name: 'Choose where…' }).click();
    };
    await choose();
    await choose();
    await status()
      .getByText(/^Wrote stacks\.folded: 171 stacks/)
      .waitFor();
    expect(await suggested()).toBe('cpu.export.folded');
    const read = await openBytes(new Uint8Array(readFileSync(out)));
    expect(read.ok && read.value.format).toBe('collapsed');
    await choose();
    await app.page.getByText('folder.folded could not be written').waitFor();
    expect(app.errors).toEqual([]);
  });

  it('a table with all its rows; a link that opens the same view, filter and zoom in a second start', async () => {
    const out = join(folder, 'top.csv');
    await launch(CPU);
    await answers(out);
    await window.show('Top');
    await window.grid(/.*/).waitFor();
    await app.page.keyboard.press('/');
    await app.page.keyboard.type('focus:render');
    await app.page.keyboard.press('Enter');
    await app.page.keyboard.press('Control+Shift+E');
    const dialog = app.page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: 'Table (CSV)' }).check();
    await dialog.getByRole('checkbox', { name: /^Other names/ }).check();
    await app.page.waitForTimeout(300);
    await app.screenshot('export dialog table');
    await app.page.keyboard.press('Enter');
    const told = status().getByText(/^Wrote top\.csv: \d+ rows/);
    await told.waitFor();
    const lines = readFileSync(out, 'utf8').split('\r\n');
    expect(lines[0]).toBe('function,file,origin,flat (nanoseconds),cum (nanoseconds)');
    expect(await told.innerText()).toContain(`: ${lines.length - 2} rows`);
    expect(lines.join('\n')).not.toContain('render');

    await app.page.keyboard.press('Escape');
    await window.show('Flame');
    const flame = new FlamePage(app.page);
    await flame.tree('Flame graph').focus();
    await flame.press('ArrowDown', 'ArrowDown', 'Enter', 'Enter');
    await expect.poll(() => flame.zoomed()).not.toBe('');
    const zoomed = await flame.zoomed();
    await app.page.keyboard.press('Control+Shift+C');
    await status().getByText('Copied a link to this view').waitFor();
    const link = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(link).toMatch(/^parkscope:\/\/view\?state=.*&file=.*cpu\.pb\.gz$/);
    expect(await app.startAgain([link])).toBe(0);
    await expect.poll(() => window.documents.getByRole('listitem').count()).toBe(2);
    await window.shown('Flame');
    await expect.poll(() => flame.zoomed()).toBe(zoomed);
    await app.page.getByText('focus', { exact: true }).waitFor();
    await app.screenshot('export link opened');
    expect(app.errors).toEqual([]);
  });

  it('any table on screen, chosen by name, with all its rows', async () => {
    const out = join(folder, 'wakeups.csv');
    await launch(TRACE);
    await answers(out);
    await window.show('Timeline');
    await app.page.getByRole('radio', { name: 'Wake-ups' }).click();
    const grid = window.main.getByRole('grid').first();
    await grid.getByRole('row').nth(1).waitFor();
    const rows = Number(await grid.getAttribute('aria-rowcount')) - 1;
    await app.page.keyboard.press('Control+Shift+E');
    const dialog = app.page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: 'Table (CSV)' }).check();
    await app.page.waitForTimeout(300);
    await app.screenshot('export dialog tables');
    const inside = await dialog.evaluate((element) => element.scrollHeight - element.clientHeight);
    expect(inside).toBeLessThanOrEqual(1);
    await dialog.getByRole('button', { name: 'Choose where…' }).click();
    await status()
      .getByText(`Wrote wakeups.csv: ${rows.toLocaleString('en-US')} rows`)
      .waitFor();
    expect(readFileSync(out, 'utf8').split('\r\n')[0]).toMatch(/^woken,woken file,woken line,waker,.*,waits \(ns\),/);
    expect(app.errors).toEqual([]);
  });

  it('an execution trace: its timeline', async () => {
    const out = join(folder, 'healthy.trace.json');
    await launch(TRACE);
    await answers(out);
    await app.page.keyboard.press('Control+Shift+E');
    const dialog = app.page.getByRole('dialog', { name: 'Export' });
    expect(await dialog.getByRole('radio', { name: 'Chrome trace' }).isChecked()).toBe(true);
    await app.screenshot('export trace');
    await app.page.keyboard.press('Enter');
    await status()
      .getByText(/^Wrote healthy\.trace\.json: [\d,]+ events/)
      .waitFor();
    const { traceEvents } = JSON.parse(readFileSync(out, 'utf8')) as { traceEvents: unknown[] };
    expect(traceEvents.length).toBeGreaterThan(10_000);
  });

  it('a long one says how far it is, and is cancelled at once with nothing left behind', async () => {
    const big = join(folder, 'big.folded');
    const lines: string[] = [];
    for (let i = 0; i < 500_000; i++)
      lines.push(`main.main;shop.serve${i % 7};shop.step${i % 1000};shop.part${i};shop.leaf${i} ${i + 1}`);
    writeFileSync(big, lines.join('\n'));
    await launch(big);
    await status().getByText('collapsed stacks').waitFor();
    const out = join(folder, 'big.speedscope.json');
    await answers(out, out);
    const start = async (): Promise<void> => {
      await app.page.keyboard.press('Control+Shift+E');
      const dialog = app.page.getByRole('dialog', { name: 'Export' });
      await dialog.getByRole('radio', { name: 'speedscope' }).check();
      await dialog.getByRole('button', { name: 'Choose where…' }).click();
    };
    await start();
    await status()
      .getByText(/^Writing big\.speedscope\.json, \d+\s%/)
      .waitFor();
    await app.screenshot('export running');
    await status().getByRole('button', { name: 'Cancel' }).click();
    await status()
      .getByText(/^Writing/)
      .waitFor({ state: 'detached' });
    await expect.poll(() => readdirSync(folder).filter((name) => name.includes('speedscope'))).toEqual([]);
    await start();
    await status()
      .getByText(/^Wrote big\.speedscope\.json: 500,000 stacks/)
      .waitFor({ timeout: 50_000 });
    expect(app.errors).toEqual([]);
  });
});
