import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { FlamePage } from './pages/flame';
import { WindowPage } from './pages/window';

const bad = (name: string): string => inRepo('test', 'fixtures', 'bad', name);

/** Journeys through several views; each view's own tests are beside this file. */
describe('stories', () => {
  let app: App;
  let window: WindowPage;
  const launch = async (): Promise<void> => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
  };
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
    expect(app.errors).toEqual([]);
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
  });

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
});
