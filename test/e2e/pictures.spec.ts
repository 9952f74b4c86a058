import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { browse } from '../support/browser';
import { App, inRepo } from '../support/electron-app';
import { parseXml, type XmlElement } from '../support/xml';
import { FlamePage } from './pages/flame';
import { answerSaves, suggestedName } from './pages/save-dialog';
import { WindowPage } from './pages/window';

const captures = (...path: string[]): string => inRepo('test', 'fixtures', 'captures', ...path);
const CPU = captures('busy', 'go1.26', 'cpu.pb.gz');
const folder = mkdtempSync(join(tmpdir(), 'parkscope-pictures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let app: App;
let window: WindowPage;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
  await app.close();
});

async function launch(files: readonly string[], title: string | RegExp): Promise<void> {
  app = await App.launch({ args: files });
  window = new WindowPage(app.page);
  await window.ready(title);
}

/** Saves a picture through the Export dialog; `which` where the view has several. */
async function save(to: 'PNG' | 'SVG', name: string, which: string | null = null): Promise<string> {
  const file = join(folder, `${name}.${to.toLowerCase()}`);
  await answerSaves(app, file);
  await app.page.keyboard.press('Control+Shift+E');
  const dialog = app.page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: `Picture (${to})` }).check();
  if (which !== null) await dialog.getByLabel('Which picture').selectOption(which);
  await dialog.getByRole('button', { name: 'Choose where…' }).click();
  await window.status.getByText(`Wrote ${name}.${to.toLowerCase()}: 1 picture`).waitFor();
  mkdirSync(inRepo('test', 'artifacts'), { recursive: true });
  copyFileSync(file, inRepo('test', 'artifacts', `picture ${name}.${to.toLowerCase()}`));
  return file;
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Different colours among every seventh pixel. */
  readonly colours: number;
  /** `#rrggbb` of the upper left corner. */
  readonly corner: string;
}

/** A picture as Chromium decodes it. */
function pixelsOf(file: string): Promise<Pixels> {
  const kind = file.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
  const address = `data:${kind};base64,${readFileSync(file).toString('base64')}`;
  return app.page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const ctx = canvas.getContext('2d')!;
    ctx.drawImage(image, 0, 0);
    const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set<string>();
    for (let i = 0; i < data.length; i += 28) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
    const hex = [0, 1, 2].map((i) => data[i]!.toString(16).padStart(2, '0')).join('');
    return { width: canvas.width, height: canvas.height, colours: colours.size, corner: `#${hex}` };
  }, address);
}

const textsOf = (svg: XmlElement): readonly string[] => svg.all('text').map(({ text }) => text);

/** Both files of a picture: of one size, with colours in them, the words as text. */
async function both(name: string, words: readonly (string | RegExp)[], which: string | null = null): Promise<void> {
  const png = await pixelsOf(await save('PNG', name, which));
  const file = await save('SVG', name, which);
  const svg = parseXml(readFileSync(file, 'utf8'));
  const drawn = await pixelsOf(file);
  expect(Math.abs(png.width - 2 * drawn.width)).toBeLessThanOrEqual(2);
  expect(png.colours).toBeGreaterThan(12);
  expect(drawn.colours).toBeGreaterThan(12);
  expect([png.corner, drawn.corner]).toEqual(['#ffffff', '#ffffff']);
  const texts = textsOf(svg).join('\n');
  for (const word of words) expect(texts).toMatch(word);
}

it('a flame graph under a filter: all of it, with title, numbers and legend, white though the window is dark', async () => {
  await launch([CPU], 'cpu.pb.gz');
  await window.setTheme('dark');
  await window.show('Flame');
  await new FlamePage(app.page).tree('Flame graph').waitFor();
  await app.page.keyboard.press('/');
  await app.page.keyboard.type('focus:render');
  await app.page.keyboard.press('Enter');
  await both('flame', [
    'cpu.pb.gz, cpu',
    'Only what passes the filter --focus render',
    'standard library',
    'render.encode',
  ]);
  expect(await suggestedName(app)).toBe('cpu.export.svg');
  expect(await app.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  await app.screenshot('pictures after light');

  const shown = await browse(app, join(folder, 'flame.svg'));
  await shown.page.locator('text', { hasText: 'render.encode' }).first().waitFor();
  await shown.page.screenshot({ path: inRepo('test', 'artifacts', 'picture flame svg in a browser.png') });
  expect(await shown.page.locator('g title').first().textContent()).toMatch(/^all /);
  expect(shown.errors).toEqual([]);
  await shown.page.close();

  await app.page.getByRole('radio', { name: 'sandwich' }).click();
  await app.page.getByText(/^Callers, \d/).waitFor();
  await both('sandwich', ['All stacks through ', 'Callers', 'Callees']);
  expect(app.errors).toEqual([]);
});

it('from the menu of a box, in the colours of the window', async () => {
  await launch([CPU], 'cpu.pb.gz');
  await window.setTheme('dark');
  await window.show('Flame');
  const tree = new FlamePage(app.page).tree('Flame graph');
  await tree.waitFor();
  await app.page.keyboard.press('Control+Shift+E');
  const dialog = app.page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: 'Picture (PNG)' }).check();
  await dialog.getByRole('checkbox', { name: 'On a white background' }).uncheck();
  await app.page.waitForTimeout(300);
  await app.screenshot('export dialog picture');
  const [first, second] = [join(folder, 'dark.png'), join(folder, 'menu.png')];
  await answerSaves(app, first, second);
  await dialog.getByRole('button', { name: 'Choose where…' }).click();
  await window.status.getByText('Wrote dark.png: 1 picture').waitFor();
  await tree.focus();
  await app.page.keyboard.press('Shift+F10');
  await app.page.getByRole('menuitem', { name: 'Save the picture as PNG…' }).click();
  await window.status.getByText('Wrote menu.png: 1 picture').waitFor();
  for (const file of [first, second]) expect((await pixelsOf(file)).corner).toBe('#191817');
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(app.errors).toEqual([]);
});

it('a difference, and the functions of several captures side by side', async () => {
  const heaps = [1, 2, 3, 4].map((n) => captures('heapseries', 'go1.27', `heap.leak${n}.pb.gz`));
  await launch(heaps, /heap/);
  await window.show('Flame');
  await app.page.getByRole('radio', { name: 'diff' }).click();
  await app.page.getByRole('group', { name: 'What is compared' }).waitFor();
  await both('difference', [/heap\.leak\d\.pb\.gz → heap\.leak\d\.pb\.gz/, 'less in B']);
  await window.show('Heap');
  await app.page
    .getByText(/heap profiles/)
    .first()
    .waitFor();
  await app.page.waitForTimeout(1000);
  await both('heap', ['Heap over time', /MiB|KiB/, 'A', 'B']);
  await window.show('Compare');
  await app.page.getByRole('radio', { name: 'trend' }).click();
  await app.page.getByRole('list', { name: 'Functions over all captures, on one scale' }).waitFor();
  await both('multiples', ['Functions over all captures', /→/]);
  expect(app.errors).toEqual([]);
});

it('the graph of waiters, with every line and word', async () => {
  await launch([captures('locks', 'go1.26', 'goroutine.debug2.txt')], /goroutine/);
  await window.show('Waiters');
  await app.page.getByRole('grid', { name: 'Waiter graph' }).waitFor();
  await both('waiters', ['Waiter graph', 'What they wait for']);
  expect(app.errors).toEqual([]);
});

it('the timeline of a trace, in the pixels of the file', async () => {
  await launch([captures('service', 'go1.26', 'trace.out')], 'trace.out');
  await window.show('Timeline');
  await app.page.getByText(/STW/).first().waitFor();
  await app.page.waitForTimeout(500);
  await both('timeline', ['Trace timeline', /STW/]);
  expect(app.errors).toEqual([]);
});

it('a finding over time', async () => {
  await launch(
    [1, 2, 3].map((n) => captures('series', 'go1.26', `goroutine.${n}.debug2.txt`)),
    /goroutine/,
  );
  await app.page.getByRole('img', { name: /goroutines/ }).waitFor();
  await app.page.waitForTimeout(1000);
  await both('trend', ['Goroutines over time']);
  expect(app.errors).toEqual([]);
});

it('lines of a metric, named in a legend', async () => {
  const scrapes = [1, 2, 3, 4].map((n) => captures('metrics-shop', `prometheus.${n}.txt`));
  await launch(scrapes, /prometheus/);
  await window.show('Metrics');
  await app.page.getByRole('img', { name: /^Goroutines: / }).waitFor();
  await app.page.waitForTimeout(1000);
  await both('metric', [/^Goroutines$/m]);
  expect(app.errors).toEqual([]);
});
