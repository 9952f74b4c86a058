import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { samplerMissing } from '../support/sampler';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';
import { startProgram, type RunningProgram } from './programs/programs';

const THEMES = ['light', 'dark', 'hc'] as const;
const SIZES = [
  [1920, 1080],
  [1280, 800],
] as const;

const graph = (window: WindowPage) => window.grid('Waiter graph');
const inspector = (app: App) => app.page.getByRole('region', { name: 'Inspector' });

/** A dump, from which nearly everything is inferred. */
describe('who waits for what in a dump', () => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).first().waitFor();
    await app.resize(1280, 800);
    await window.openDemo(/one dump/);
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors).toEqual([]);
  });

  it('v w shows the graph, stuck ones first; what is inferred is called probable', async () => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('w');
    await window.shown('Waiters');
    const first = graph(window).getByRole('row').nth(1);
    await first.waitFor();
    expect(await first.getAttribute('aria-label')).toMatch(
      /^225 mutex lock .*probably wait for Mutex 0x.*no holder found/,
    );
    expect(await window.main.getByRole('list', { name: 'Lines' }).innerText()).toMatch(/fact[^]*probable[^]*cycle/);
    await window.status.getByText(/goroutines, [\d,]+ wait for \d+ objects/).waitFor();
  });

  it('keys move; the inspector follows and says what would make it certain', async () => {
    await graph(window).getByRole('row').nth(1).focus();
    await app.page.keyboard.press('ArrowDown');
    await app.page.keyboard.press('ArrowDown');
    expect(await window.focused()).toMatch(/^row .*chan send/);
    await inspector(app).getByRole('heading', { name: 'a channel' }).waitFor();
    await inspector(app).getByRole('heading', { name: 'What would make this certain' }).waitFor();
    await inspector(app)
      .getByText(/^3\smin$/)
      .first()
      .waitFor();
  });

  it('the probable holder of a lock, with why', async () => {
    await graph(window)
      .getByRole('row', { name: /^23 mutex lock/ })
      .click();
    await inspector(app).getByRole('heading', { name: 'Probable holder' }).waitFor();
    await inspector(app)
      .getByText(/past the line where others wait/)
      .first()
      .waitFor();
  });

  it('all objects, and back to the first', async () => {
    const rows = graph(window).getByRole('row');
    expect(await graph(window).getAttribute('aria-rowcount')).toBe('13');
    await window.main.getByRole('button', { name: /^Show all 43 objects/ }).click();
    await expect.poll(() => graph(window).getAttribute('aria-rowcount')).toBe('27');
    await rows.nth(1).focus();
    await app.page.keyboard.press('End');
    await expect.poll(() => window.focused()).toMatch(/^row /);
    await window.main.getByRole('button', { name: 'Show the first 12' }).click();
    await expect.poll(() => graph(window).getAttribute('aria-rowcount')).toBe('13');
  });

  it('Alt+T shows the same as a table', async () => {
    await app.page.keyboard.press('Alt+t');
    const table = window.grid('What goroutines wait for');
    await table.getByRole('row', { name: /225/ }).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot('waiters table');
    await app.page.keyboard.press('Alt+t');
    await graph(window).waitFor();
  });

  it('no cycle: says so, and what would show one', async () => {
    await window.main.getByRole('radio', { name: 'cycles only' }).click();
    await window.heading('No cycle was found').waitFor();
    await window.main.getByRole('button', { name: 'Show all that wait' }).click();
    await graph(window).waitFor();
  });

  it('Enter lists who waits, from there the object is found again, and Alt+Left goes back', async () => {
    await graph(window)
      .getByRole('row', { name: /^23 mutex lock/ })
      .click();
    await app.page.keyboard.press('Enter');
    await window.shown('Groups');
    await window.grid('Groups of goroutines').getByRole('row', { selected: true }).waitFor();
    await app.page.keyboard.press('Control+i');
    await inspector(app).getByRole('button', { name: 'Show in Waiters' }).click();
    await window.shown('Waiters');
    await graph(window)
      .getByRole('row', { name: /^23 mutex lock/, selected: true })
      .waitFor();
    await app.page.keyboard.press('Alt+ArrowLeft');
    await window.shown('Groups');
    await app.page.keyboard.press('Control+i');
    await window.show('Waiters');
  });

  it('a finding leads to its object, and the object to its finding', async () => {
    await window.show('Findings');
    await window.main
      .getByRole('option', { name: /ledger\.go:26/ })
      .first()
      .click();
    await window
      .heading(/ledger\.go:26/)
      .first()
      .waitFor();
    await app.screenshot('waiters from a finding');
    await window.main.getByRole('button', { name: 'Show in Waiters' }).click();
    await window.shown('Waiters');
    await graph(window)
      .getByRole('row', { name: /^225 mutex lock/, selected: true })
      .waitFor();
    await inspector(app)
      .getByRole('heading', { name: /^Findings?$/ })
      .waitFor();
    await inspector(app).getByRole('button', { name: /225/ }).first().click();
    await window.shown('Findings');
    await window
      .heading(/ledger\.go:26/)
      .first()
      .waitFor();
    await window.show('Waiters');
  });

  it.each(THEMES)('is accessible, %s', async (theme) => {
    await window.setTheme(theme);
    for (const [width, height] of SIZES) {
      await app.resize(width, height);
      await app.page.waitForTimeout(300);
      await app.screenshot(`waiters dump ${theme} ${width}x${height}`);
    }
    expect(await violations(app)).toEqual([]);
  });

  it('a profile without ids: by site', async () => {
    await window.setTheme('light');
    await app.drop([inRepo('assets', 'demo', 'goroutine.ingest-100k.pb.gz')]);
    await window.tab('goroutine.ingest-100k').waitFor();
    await window.show('Waiters');
    await graph(window)
      .getByRole('row', { name: /^100,000 chan send/ })
      .click();
    await inspector(app).getByRole('heading', { name: 'Who waits' }).waitFor();
    await app.screenshot('waiters profile');
  });
});

const missing = samplerMissing();
if (missing !== null) process.stderr.write(`waiters.spec.ts: the live part is skipped: ${missing}\n`);

/** A running program: who waits for what is read from it. */
describe.skipIf(missing !== null)('who waits for what in a running process', () => {
  let target: RunningProgram;
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    target = await startProgram('standstill');
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).first().waitFor();
    await app.resize(1280, 800);
    await window.attachTo(target.pid);
    await window.shown('Live');
    await app.page.getByRole('slider', { name: 'Moment' }).waitFor();
  });
  afterAll(async () => {
    await app.close();
    await target.stop();
    expect(app.errors).toEqual([]);
  });

  it('channels and locks are facts, with their state', async () => {
    await window.show('Waiters');
    const senders = graph(window).getByRole('row', { name: /^120 chan send .*startWorker/ });
    await senders.waitFor();
    expect(await senders.getAttribute('aria-label')).toMatch(/ wait for chan main\.result, len 0, cap 0/);
    expect(await senders.getAttribute('aria-label')).not.toContain('probably wait');
    const store = graph(window).getByRole('row', { name: /^40 mutex lock/ });
    expect(await store.getAttribute('aria-label')).toMatch(/ wait for Mutex 0x[0-9a-f]+, locked, 40 wait/);
  });

  it('two locks in a cycle, with its text', async () => {
    const cycle = graph(window).getByRole('row', { name: /Part of a cycle: goroutine \d+ waits for Mutex 0x/ });
    await cycle.first().waitFor();
    expect(await cycle.count()).toBe(2);
    await cycle.first().click();
    await inspector(app)
      .getByRole('heading', { name: /^Cycle, (proven|probable)$/ })
      .waitFor();
    await window.main.getByRole('radio', { name: 'cycles only' }).click();
    await expect.poll(() => graph(window).getAttribute('aria-rowcount')).toBe('3');
    await app.screenshot('waiters cycles');
    await window.main.getByRole('radio', { name: 'stuck first' }).click();
  });

  it('the selection stays with its object from one moment to the next', async () => {
    const senders = graph(window).getByRole('row', { name: /^120 chan send/ });
    await senders.click();
    await graph(window)
      .getByRole('row', { name: /^120 chan send/, selected: true })
      .waitFor();
    await app.page.waitForTimeout(5000);
    await graph(window)
      .getByRole('row', { name: /^120 chan send/, selected: true })
      .waitFor();
    expect(await window.focused(), 'and so does the focus').toMatch(/^row 120 chan send/);
  });

  it.each(THEMES)('is accessible, %s', async (theme) => {
    await window.setTheme(theme);
    for (const [width, height] of SIZES) {
      await app.resize(width, height);
      await app.page.waitForTimeout(400);
      await app.screenshot(`waiters live ${theme} ${width}x${height}`);
    }
    expect(await violations(app)).toEqual([]);
  });
});
