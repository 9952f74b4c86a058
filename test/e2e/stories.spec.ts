import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browse } from '../support/browser';
import { App, inRepo } from '../support/electron-app';
import { samplerMissing } from '../support/sampler';
import { FlamePage } from './pages/flame';
import { WindowPage } from './pages/window';
import { startProgram } from './programs/programs';

const capture = (...path: string[]): string => inRepo('test', 'fixtures', 'captures', ...path);
const bad = (name: string): string => inRepo('test', 'fixtures', 'bad', name);

/** A varint of protobuf. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (; value > 0x7fn; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(value)]);
}

/** A profile as it would be had it been taken at another time, seconds since the epoch: `time_nanos` (field 9) made anew. */
function takenAt(file: string, seconds: number): Buffer {
  const bytes = gunzipSync(readFileSync(file));
  const end = (from: number): number => {
    let at = from;
    while (((bytes[at++] ?? 0) & 0x80) !== 0);
    return at;
  };
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const value = end(at + 1);
    let length = 0n;
    if ((tag & 7) === 2) for (let i = value; i-- > at + 1;) length = (length << 7n) | BigInt((bytes[i] ?? 0) & 0x7f);
    const next = value + Number(length);
    parts.push(
      tag === 9 << 3
        ? Buffer.concat([bytes.subarray(at, at + 1), varint(BigInt(seconds) * 1_000_000_000n)])
        : bytes.subarray(at, next),
    );
    at = next;
  }
  return gzipSync(Buffer.concat(parts));
}

const unwatched = process.platform === 'linux' ? samplerMissing() : 'only Linux tells what a process holds';
if (unwatched !== null) process.stderr.write(`the story of a running service is skipped: ${unwatched}\n`);

/** Journeys through several views, as people tell them; each view's own tests are beside this file. */
describe('stories', () => {
  let app: App;
  let window: WindowPage;
  let folder: string;
  const launch = async (): Promise<void> => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.resize(1280, 800);
  };
  const copied = (): Promise<string> => app.electron.evaluate(({ clipboard }) => clipboard.readText());
  /** What the system's dialogs answer from now on. */
  const choosing = (file: string): Promise<void> =>
    app.electron.evaluate(({ dialog }, filePath) => {
      Object.assign(dialog, {
        showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [filePath] }),
        showSaveDialog: () => Promise.resolve({ canceled: false, filePath }),
      });
    }, file);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parkscope-story-'));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
    rmSync(folder, { recursive: true, force: true });
    expect(app.errors).toEqual([]);
  });

  it('1: a goroutine.txt from production is opened: what is stuck, how many, where, who made them; as Markdown into the incident', async () => {
    const file = join(folder, 'goroutine.txt');
    copyFileSync(capture('series', 'go1.27', 'goroutine.3.debug2.txt'), file);
    // What a double-click starts.
    app = await App.launch({ args: [file] });
    window = new WindowPage(app.page);
    await app.resize(1280, 800);
    await window.ready('goroutine.txt');
    await window.shown('Findings');
    await window
      .heading(/^240 goroutines blocked in chan send at ingest\.go:88, created by \(\*Batcher\)\.startWorker/)
      .waitFor();
    await window.heading(/^Why this is/).waitFor();
    await window.heading(/^Blocked/).waitFor();
    await window.heading(/^Fix/).waitFor();
    await app.screenshot('story 1 finding');
    await window.main.getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(copied).toMatch(/^### \w+: 240 goroutines blocked in chan send at `?.*ingest\.go:88/);
    expect(await copied()).toContain('**Fix:**');
  });

  it('2: three goroutine profiles dropped, a minute apart: one series, growth per minute, members that stay, strong', async () => {
    await launch();
    const files = [1, 2, 3].map((n) => {
      const file = join(folder, `goroutine.${n}.txt`);
      copyFileSync(capture('series', 'go1.27', `goroutine.${n}.debug2.txt`), file);
      // A dump has no time of its own but that of its file.
      utimesSync(file, 1_780_000_000 + n * 60, 1_780_000_000 + n * 60);
      return file;
    });
    await app.drop(files);
    await window.ready(/goroutine\.1\.txt/);
    expect(await window.documents.getByRole('listitem').count()).toBe(1);
    await window.heading(/^240 goroutines blocked in chan send at ingest\.go:88, created by .*\+\d+\/min/).waitFor();
    await window.main.getByRole('option').first().getByRole('img', { name: 'Strong' }).waitFor();
    const story = window.main.getByRole('article');
    await story.getByText('in 3 of 3 captures').waitFor();
    await story
      .getByText(/\b(stay|stayed|same goroutines|are in all)\b/)
      .first()
      .waitFor();
    await app.screenshot('story 2 series');
  });
  it('a heap profile: what it is measured in, one package, the line that allocates', async () => {
    await launch();
    await app.drop([inRepo('test', 'fixtures', 'captures', 'heapseries', 'go1.27', 'heap.leak8.pb.gz')]);
    await window.ready('heap.leak8.pb.gz');
    await window.show('Flame');
    await window.main.getByRole('tree', { name: 'Flame graph' }).waitFor();
    const pick = app.page.getByRole('button', { name: /^Sample type/ });
    await pick.click();
    const types = await app.page.getByRole('menuitemradio').allInnerTexts();
    expect(types.map((text) => text.trim())).toEqual([
      'alloc objects',
      'alloc space, bytes',
      'inuse objects',
      'inuse space, bytes',
    ]);
    await app.page.keyboard.press('Escape');
    const root = async (): Promise<string> =>
      (await window.main
        .getByRole('tree', { name: 'Flame graph' })
        .getByRole('treeitem')
        .first()
        .getAttribute('aria-label')) ?? '';
    const seen = new Set([await root()]);
    for (const name of ['alloc objects', 'alloc space, bytes', 'inuse objects']) {
      await pick.click();
      await app.page.getByRole('menuitemradio', { name }).click();
      await expect.poll(async () => seen.has(await root())).toBe(false);
      seen.add(await root());
    }
    await pick.click();
    await app.page.getByRole('menuitemradio', { name: 'inuse space, bytes' }).click();
    await window.filter.fill('time');
    await app.page.keyboard.press('Enter');
    await expect.poll(async () => seen.has(await root())).toBe(false);
    await app.screenshot('story heap flame');
    // The function that allocates, and the line of it.
    await app.page.keyboard.press('Shift+Escape');
    await window.show('Top');
    await window
      .grid(/Functions/)
      .getByRole('row', { name: /Service\)\.Step/ })
      .first()
      .click();
    await window.show('Source');
    await window.main.getByText(/keep\.go was not found/).waitFor();
    await choosing(inRepo('test', 'fixtures', 'generators'));
    await window.main.getByRole('button', { name: 'Choose a folder…' }).click();
    await window.main
      .getByText(/make\(\[\]byte/)
      .first()
      .waitFor();
    await app.screenshot('story heap source');
  });

  it('4: a second profile dragged onto the first: a normalised difference, top by Δ, one HTML file that a browser opens', async () => {
    await launch();
    const [before, after] = [1, 8].map((n) => capture('heapseries', 'go1.27', `heap.leak${n}.pb.gz`));
    await app.drop([before ?? '']);
    await window.ready('heap.leak1.pb.gz');
    const box = await window.tab('heap.leak1.pb.gz').boundingBox();
    await app.drop([after ?? ''], { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 10 });
    await window.ready('heap.leak1.pb.gz vs heap.leak8.pb.gz');
    await window.shown('Compare');
    const changes = window.grid('Functions by what changed');
    await changes.getByRole('row').nth(1).waitFor();
    await window.main.getByRole('radio', { name: 'total' }).click();
    const deltas = changes.getByRole('columnheader', { name: /^Δ(?! %)/ });
    await expect.poll(() => deltas.getAttribute('aria-sort')).toBe('descending');
    const first = (await changes.getByRole('row').nth(1).innerText()).split('\n')[0] ?? '';
    expect(first).not.toBe('');
    await app.screenshot('story 4 top by change');
    await changes.getByRole('row').nth(1).click();
    await app.page.keyboard.press('Enter');
    await window.shown('Flame');
    await window.main.getByRole('radio', { name: 'diff', checked: true }).waitFor();
    const flame = new FlamePage(app.page);
    const root = async (page: FlamePage): Promise<string> =>
      (await page.tree('Difference').getByRole('treeitem').first().getAttribute('aria-label')) ?? '';
    await expect.poll(() => root(flame)).not.toBe('');
    await app.page.keyboard.press('Escape');
    await app.screenshot('story 4 flame difference');
    const report = join(folder, 'growth.html');
    await choosing(report);
    await app.page.keyboard.press('Control+Shift+E');
    const dialog = app.page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: 'HTML report' }).check();
    await dialog.getByRole('button', { name: 'Choose where…' }).click();
    await window.status.getByText(/^Wrote growth\.html: 2 inputs/).waitFor();
    const { page, errors, requests } = await browse(app, report);
    const shown = new WindowPage(page);
    await shown.shown('Flame');
    await shown.main.getByRole('radio', { name: 'diff', checked: true }).waitFor();
    await expect.poll(() => root(new FlamePage(page))).toBe(await root(flame));
    await page.screenshot({ path: inRepo('test', 'artifacts', 'story 4 report.png') });
    expect(errors).toEqual([]);
    expect(await requests()).toEqual([pathToFileURL(report).href]);
    await page.close();
  }, 60_000);

  it('5: a folder of 30 heap profiles: memory by package, a range brushed, a flame graph of what grew in it', async () => {
    const heaps = join(folder, 'heaps');
    mkdirSync(heaps);
    for (let n = 0; n < 30; n++) {
      const leak = capture('heapseries', 'go1.27', `heap.leak${1 + Math.floor((n * 8) / 30)}.pb.gz`);
      writeFileSync(join(heaps, `heap.${String(n).padStart(2, '0')}.pb.gz`), takenAt(leak, 1_780_000_000 + n * 10));
    }
    await launch();
    await app.drop([heaps]);
    await window.ready('heaps');
    await window.show('Heap');
    const areas = app.page.getByRole('img', { name: /MiB at .*, in \d+ areas over \d+ moments/ });
    await areas.waitFor();
    const box = await areas.boundingBox();
    if (box === null) throw new Error('no chart');
    const at = (share: number): number => box.x + 76 + (box.width - 92) * share;
    await app.page.mouse.move(at(0.2), box.y + 100);
    await app.page.mouse.down();
    await app.page.mouse.move(at(0.6), box.y + 100, { steps: 5 });
    await app.page.mouse.up();
    await window.grid('Grew most from A to B').getByRole('row').nth(1).waitFor();
    await app.screenshot('story 5 heap');
    await app.page.getByRole('button', { name: 'Open the growth in Flame' }).click();
    await window.shown('Flame');
    await window.main
      .getByRole('tree', { name: 'Difference' })
      .getByRole('treeitem')
      .first()
      .waitFor({ state: 'attached' });
    await app.screenshot('story 5 flame');
  }, 60_000);

  it.skipIf(unwatched !== null)(
    '6: a running service: a leak grows to strong, the waiter graph, recorded, killed; the recording is complete and opens again',
    async () => {
      const service = await startProgram('ingestd');
      await launch();
      await window.attachTo(service.pid);
      await window.shown('Live');
      await window.main.getByRole('region', { name: 'Sites at the cursor' }).waitFor();
      const snapshots = async (): Promise<number> =>
        Number(/(\d+) snapshots?/.exec(await window.status.innerText())?.[1] ?? '0');
      const file = join(folder, 'ingestd.parkrec');
      await choosing(file);
      await app.page.keyboard.press('Shift+R');
      await window.status.getByText(/Recording to ingestd\.parkrec, [\d.]+/).waitFor();
      const begun = await snapshots();
      const strong = window.main
        .getByRole('button')
        .filter({ has: app.page.getByRole('img', { name: 'Strong' }) })
        .first();
      await strong.waitFor({ timeout: 40_000 });
      await app.screenshot('story 6 strong');
      await window.show('Waiters');
      await window.main
        .getByRole('row', { name: /chan send/ })
        .first()
        .waitFor();
      await app.screenshot('story 6 waiters');
      await window.show('Live');
      await service.stop();
      await window.main.getByText(/ended/).first().waitFor();
      const seen = await snapshots();
      const last = async (): Promise<string> => window.rail.getByRole('button', { pressed: true }).last().innerText();
      const atLast = await last();
      await app.page.keyboard.press('Control+o');
      await window.tab(/^ingestd\.parkrec/).waitFor();
      await window.shown('Live');
      await strong.waitFor();
      // Each moment from when it began to the last one that was seen.
      await expect.poll(snapshots).toBeGreaterThanOrEqual(seen - begun);
      expect(await snapshots()).toBeLessThanOrEqual(seen - begun + 1);
      expect(await last()).toBe(atLast);
      await app.screenshot('story 6 recording');
    },
    90_000,
  );

  it('a truncated, a hostile and a wrong file: three answers, and what is readable is there', async () => {
    await launch();
    await app.drop([bad('dump-cut-mid-record.txt')]);
    await window.ready('dump-cut-mid-record.txt');
    await app.page.getByText('Truncated file: counts are lower bounds.').waitFor();
    await window.heading(/^≥ 8 goroutines send to a nil channel/).waitFor();
    await app.screenshot('story truncated');
    await app.drop([bad('too-many-values.pb')]);
    await window.heading(/^too-many-values\.pb is damaged/).waitFor();
    await app.screenshot('story damaged');
    await app.drop([bad('picture.png')]);
    await window.heading(/^picture\.png is a picture/).waitFor();
    await app.screenshot('story wrong');
    // Nothing else is lost.
    await window.tab('dump-cut-mid-record.txt').click();
    await window.ready('dump-cut-mid-record.txt');
  });

  it('a profile of 300 MB: says how far it is, is cancelled at once, then every view answers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parkscope-large-'));
    const file = join(folder, 'large.pb');
    const generator = pathToFileURL(inRepo('test', 'bench', 'pprof', 'generate.mjs')).href;
    const make = `import { makeProfile, writeOnce } from ${JSON.stringify(generator)};
      writeOnce(process.argv[1], () => makeProfile({ samples: 3_100_000 }));`;
    const made = spawnSync(process.execPath, ['--input-type=module', '-e', make, file], { encoding: 'utf8' });
    expect(made.stderr).toBe('');
    expect(statSync(file).size).toBeGreaterThan(290e6);
    await launch();
    await app.drop([file]);
    const progress = window.main.getByRole('progressbar');
    await progress.waitFor();
    await window.main.getByText(/ of 3\d\d(\.\d)?\sM(i?)B/).waitFor();
    await app.screenshot('story large reading');
    await window.main.getByRole('button', { name: /^Cancel/ }).click();
    await progress.waitFor({ state: 'detached' });
    await window.startEntry(/shop/).waitFor();
    await app.drop([file]);
    await window.rail.getByRole('button', { name: /^Findings/ }).waitFor({ timeout: 60_000 });
    // What takes long says so, and can be given up and taken up again.
    await window.show('Top');
    const working = window.main.getByRole('status').filter({ hasText: 'Working it out' });
    await working.waitFor();
    await app.screenshot('story large working');
    await app.page.keyboard.press('Escape');
    await window.main.getByText('Cancelled: this view is not complete.').waitFor();
    await window.main.getByRole('button', { name: 'Go on' }).click();
    await window.grid('Functions').getByRole('row').nth(1).waitFor({ timeout: 60_000 });
    await working.waitFor({ state: 'detached' });
    await app.screenshot('story large top');
    await window.show('Flame');
    const flame = new FlamePage(app.page);
    await flame.tree('Flame graph').getByRole('treeitem').first().waitFor({ state: 'attached', timeout: 60_000 });
    await flame.tree('Flame graph').focus();
    await flame.press('ArrowDown', 'ArrowDown');
    await expect.poll(() => flame.box('Flame graph')).not.toBe('');
    await flame.press('Enter', 'Enter');
    await expect.poll(() => flame.zoomed(), { timeout: 20_000 }).not.toBe('');
    await app.screenshot('story large flame');
    rmSync(folder, { recursive: true, force: true });
  }, 240_000);

  it('9: by keyboard alone: palette, open, filter, the tree, the inspector, a stack copied, closed', async () => {
    await launch();
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await app.page.keyboard.press(key);
    };
    const region = (): Promise<string> =>
      app.page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? '');
    /** F6 until the focus is there. */
    const goTo = async (name: string): Promise<void> => {
      for (let steps = 0; steps < 8 && (await region()) !== name; steps++) await press('F6');
      expect(await region()).toBe(name);
    };
    await choosing(capture('series', 'go1.27', 'goroutine.3.debug2.txt'));
    await press('Control+k');
    await app.page.getByRole('combobox', { name: 'Go to or run' }).waitFor();
    await app.page.keyboard.type('>open…');
    await app.screenshot('story 9 palette');
    await press('Enter');
    await window.ready('goroutine.3.debug2.txt');
    await press('v', 'l');
    await window.shown('Flame');
    await press('/');
    await app.page.keyboard.type('focus:startWorker');
    await press('Enter');
    await app.page.getByText('focus', { exact: true }).waitFor();
    await goTo('main');
    const flame = new FlamePage(app.page);
    for (let tabs = 0; tabs < 20 && !(await window.focused()).startsWith('tree'); tabs++) await press('Tab');
    expect(await window.focused()).toMatch(/^tree Flame graph/);
    await press('ArrowDown', 'ArrowDown');
    await expect.poll(() => flame.box('Flame graph')).toMatch(/startWorker|Ingest|ingest/);
    const inspector = app.page.getByRole('region', { name: 'Inspector' });
    if ((await inspector.count()) === 0) await press('Control+i');
    await press('Enter');
    await inspector.getByRole('heading').first().waitFor();
    await goTo('inspector');
    await app.screenshot('story 9 inspector');
    await press('v', 'g');
    await window.shown('Groups');
    await goTo('main');
    for (let tabs = 0; tabs < 30 && !(await window.focused()).startsWith('ol Stack'); tabs++) await press('Tab');
    expect(await window.focused()).toMatch(/^ol Stack/);
    await press('Control+c');
    await expect.poll(copied).toMatch(/ingest\.go:88/);
    expect(await copied()).toMatch(/created by /);
    await app.screenshot('story 9 stack');
    await press('Control+w');
    await window.startEntry(/shop/).waitFor();
    await press('Tab');
    expect(await window.focused()).not.toBe('nothing');
  });

  it('10: a gate in CI: what the baseline has passes, what is new fails it, and its link opens that finding', async () => {
    const [old, fresh] = ['old.txt', 'new.txt'].map((name) => join(folder, name));
    if (old === undefined || fresh === undefined) throw new Error('no names');
    copyFileSync(capture('healthy', 'go1.27', 'goroutine.debug2.txt'), old);
    copyFileSync(capture('nilchan', 'go1.27', 'goroutine.debug2.txt'), fresh);
    const gate = (now: string, before: string) =>
      spawnSync(
        process.execPath,
        [
          inRepo('dist', 'cli', 'main.cjs'),
          'check',
          now,
          '--baseline',
          before,
          '--format',
          'sarif',
          '--fail-on',
          'strong',
        ],
        { encoding: 'utf8', cwd: folder },
      );
    expect(gate('old.txt', 'old.txt').status).toBe(0);
    expect(gate('new.txt', 'new.txt').status).toBe(0);
    const { status, stdout, stderr } = gate('new.txt', 'old.txt');
    expect([status, stderr]).toEqual([1, '']);
    const { runs } = JSON.parse(stdout) as {
      readonly runs: readonly {
        readonly results: readonly {
          readonly message: { readonly text: string };
          readonly baselineState: string;
          readonly properties: { readonly tier: string; readonly open: string };
        }[];
      }[];
    };
    const found = runs[0]?.results.filter(({ properties }) => properties.tier === 'proven') ?? [];
    expect(found.map(({ baselineState }) => baselineState)).toContain('new');
    const last = found.at(-1);
    expect(last?.properties.open).toMatch(/^parkscope:\/\/finding\/.*\?file=.*new\.txt$/);
    await launch();
    expect(await app.startAgain([last?.properties.open ?? ''])).toBe(0);
    await window.ready('new.txt');
    await window.shown('Findings');
    const headline = (last?.message.text.split('\n')[0] ?? '').slice(0, 40);
    expect((await window.main.getByRole('heading', { level: 1 }).innerText()).replace(/\s+/g, ' ')).toContain(
      headline.replace(/\s+/g, ' '),
    );
    await app.screenshot('story 10 link');
  });
});
