import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { violationsInThemes } from './pages/axe';
import { WindowPage } from './pages/window';

/** Three dumps with goroutine ids of a service that leaks, four seconds apart: a dump has no time of its own, and a clone gives all files one. */
function leakDumps(folder: string): string[] {
  return [1, 2, 3].map((n) => {
    const name = `goroutine.${n}.debug2.txt`;
    const copy = join(folder, name);
    copyFileSync(inRepo('test', 'fixtures', 'captures', 'series', 'go1.27', name), copy);
    utimesSync(copy, 1_780_000_000 + n * 4, 1_780_000_000 + n * 4);
    return copy;
  });
}

/** One story, told in order: a leak, its evidence, muted, reviewed, back. */
describe('three dumps of a leak', () => {
  const project = mkdtempSync(join(tmpdir(), 'parkscope-project-'));
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    mkdirSync(join(project, '.parkscope'));
    app = await App.launch({ args: leakDumps(project), cwd: project });
    window = new WindowPage(app.page);
    await window.ready(/goroutine\.1\.debug2/);
  });
  afterAll(async () => {
    await app.close();
    rmSync(project, { recursive: true, force: true });
    expect(app.errors).toEqual([]);
  });

  const headline = () => window.main.getByRole('heading', { level: 1 }).innerText();
  const options = () => window.main.getByRole('option');
  const leak = () => options().filter({ hasText: /blocked in chan send/ });

  it('is strong, and says how many, since when, why, and what to do', async () => {
    expect(await options().first().getByRole('img', { name: 'Strong' }).count()).toBe(1);
    expect(await headline()).toMatch(
      /^240 goroutines blocked in chan send at ingest\.go:88, created by .*\+1,\d+\/min/,
    );
    const story = window.main.getByRole('article');
    await story.getByText('in 3 of 3 captures').waitFor();
    await window.heading('Why this is strong').waitFor();
    await window.heading(/^Blocked/).waitFor();
    await window.heading(/^Missing/).waitFor();
    await window.heading('What would make this certain').waitFor();
    await window.heading(/^Fix/).waitFor();
    const figures = await story.innerText();
    for (const name of ['Growth', 'Stacks held', 'Cost/min', 'Limit reached in']) expect(figures).toContain(name);
    expect(figures).toMatch(/p = 0\.\d+/);
    await app.screenshot('findings story');
  });

  it('copies itself as Markdown, with its evidence', async () => {
    await app.page.keyboard.press('y');
    const text = () => app.electron.evaluate(({ clipboard }) => clipboard.readText());
    await expect.poll(text).toMatch(/^### Strong: 240 goroutines blocked/);
    expect(await text()).toContain('ingest.go:88');
    expect(await text()).toContain('**Fix:**');
  });

  it('is muted by key, with a reason and an end, and leaves the list counted', async () => {
    await options().first().focus();
    await app.page.keyboard.press('m');
    const dialog = app.page.getByRole('dialog', { name: 'Mute the finding' });
    await dialog.waitFor();
    await expect.poll(() => window.focused()).toMatch(/^input/);
    expect(await dialog.getByRole('button', { name: 'Mute' }).isDisabled()).toBe(true);
    await app.page.keyboard.type('known: fixed in the next release');
    await dialog.getByRole('radio', { name: '1 week' }).click();
    await app.screenshot('findings mute');
    await dialog.getByRole('button', { name: 'Mute' }).click();
    await expect.poll(() => leak().count()).toBe(0);
    await expect.poll(() => app.page.getByRole('dialog').count()).toBe(0);
    await window.main.getByText(/1 finding muted, 1 expires on \d+ \w+/).waitFor();
    const file = readFileSync(join(project, '.parkscope', 'suppressions.yaml'), 'utf8');
    expect(file).toContain('known: fixed in the next release');
    expect(file).toMatch(/expires: \d{4}-\d\d-\d\d/);
    // The tab forgets it, too.
    await expect
      .poll(() =>
        window
          .tab(/^goroutine\.1\.debug2/)
          .first()
          .innerText(),
      )
      .not.toContain('strong');
    await app.screenshot('findings muted');
    expect(await violationsInThemes(app, window)).toEqual([]);
  });

  it('is reviewed with its reason, and comes back', async () => {
    await window.main.getByRole('button', { name: 'Review' }).click();
    await window.shown('Rules');
    await window.heading('Muted findings').waitFor();
    await window.main.getByText('known: fixed in the next release').waitFor();
    await window.main.getByText(/^240 goroutines blocked in chan send/).waitFor();
    await app.screenshot('rules muted');
    expect(await violationsInThemes(app, window)).toEqual([]);
    await window.main.getByRole('button', { name: 'Unmute' }).click();
    await window.main.getByText(/^Nothing is muted/).waitFor();
    expect(await violationsInThemes(app, window)).toEqual([]);
    await window.show('Findings');
    await expect.poll(() => leak().count()).toBe(1);
    expect(await window.main.getByText(/muted/).count()).toBe(0);
  });

  it('a selected finding that a file mutes says so in its place', async () => {
    await leak().click();
    const file = join(project, '.parkscope', 'suppressions.yaml');
    writeFileSync(file, '- key: "abandoned-sender *"\n  reason: accepted by the team\n');
    await expect.poll(() => leak().count(), { timeout: 10_000 }).toBe(0);
    await window.main.getByText('“240 blocked in chan send” is muted: accepted by the team').waitFor();
    expect(await violationsInThemes(app, window)).toEqual([]);
    writeFileSync(file, '');
    await expect.poll(() => leak().count(), { timeout: 10_000 }).toBe(1);
    expect(await window.main.getByText(/is muted/).count()).toBe(0);
  });

  it('shows the goroutines behind it', async () => {
    await leak().click();
    await window.main.getByRole('button', { name: 'Show 240 goroutines' }).click();
    await window.shown('Groups');
    await window.grid('Groups of goroutines').getByRole('row', { selected: true }).waitFor();
    await app.page.keyboard.press('Alt+ArrowLeft');
    await window.shown('Findings');
  });
});

describe('many waits with no sign of a leak', () => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.openDemo();
  });
  afterAll(() => app.close());

  it('stay folded with their number, open by key, and fold again', async () => {
    const infos = window.main.getByRole('group', { name: /^Info, / });
    const name = (await infos.getAttribute('aria-label')) ?? '';
    const total = Number(/\d+/.exec(name)?.[0]);
    expect(total).toBeGreaterThan(3);
    expect(await infos.getByRole('option').count()).toBe(3);
    await window.main.getByRole('button', { name: `Show ${total - 3} more` }).waitFor();
    await app.page.keyboard.press('o');
    await expect.poll(() => infos.getByRole('option').count()).toBe(total);
    await infos.getByRole('option').last().click();
    await window.main.getByRole('button', { name: 'Show fewer' }).click();
    await expect.poll(() => infos.getByRole('option').count()).toBe(3);
    expect(await infos.getAttribute('aria-label')).toBe(name);
  });
});

describe('one dump', () => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch({ args: [inRepo('assets', 'demo', 'goroutine.shop.debug2.txt')] });
    window = new WindowPage(app.page);
    await window.ready(/goroutine\.shop\.debug2/);
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors).toEqual([]);
  });

  it('has a dash for what one capture does not tell, and says what would make it certain', async () => {
    await window.main
      .getByRole('option')
      .filter({ hasText: /blocked in chan send/ })
      .first()
      .click();
    const story = window.main.getByRole('article');
    expect(await story.innerText()).toMatch(/Growth\s+–\s+one capture/);
    await window.heading('What would make this certain').waitFor();
    await app.screenshot('findings one dump');
  });

  it('a group with different stacks shows them side by side, and what speaks against a leak', async () => {
    await app.page.keyboard.press('o');
    await window.main
      .getByRole('option')
      .filter({ hasText: /^8 parked in select/ })
      .click();
    await window.heading(/stack 1 of 2/).waitFor();
    const lists = [1, 2].map((n) => window.main.getByRole('list', { name: `Stack ${n}, leaf first` }));
    const boxes = await Promise.all(lists.map((list) => list.boundingBox()));
    expect(boxes[0]?.y).toBe(boxes[1]?.y);
    expect(boxes[1]?.x).toBeGreaterThan((boxes[0]?.x ?? 0) + (boxes[0]?.width ?? 0) - 1);
    await window.heading('What speaks against a leak').waitFor();
    await app.screenshot('findings side by side');
  });
});
