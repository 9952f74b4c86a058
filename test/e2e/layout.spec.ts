import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { recordShifts, shiftsSince, type Shift } from './pages/shifts';
import { samplerMissing } from '../support/sampler';
import { VIEWS, viewNamed } from './pages/views';
import { WindowPage } from './pages/window';
import { buildProgram } from './programs/programs';

const missing = samplerMissing();
if (missing !== null) process.stderr.write(`Live in layout.spec.ts is skipped: ${missing}\n`);

/**
 * The most that may move in one step, as browsers count it: the share of the window that moved times the share of the way. It is a tenth of
 * what web.dev calls good; a row of 24 px that appears above everything else in a window of 800 would be 0.03.
 */
const MOST = 0.01;

/** Within 3 s of a running process, whose groups and rows change by themselves: as often as they move, half of what web.dev calls good. */
const MOST_LIVE = 0.05;

const capture = (name: string): string => inRepo('test', 'fixtures', 'captures', name);
const demo = (name: string): string => inRepo('assets', 'demo', name);

/** One of each kind of document, by what is opened. */
const DOCUMENTS: readonly (readonly [kind: string, paths: readonly string[], tab: RegExp])[] = [
  ['a series of goroutine profiles', [1, 2, 3].map((n) => demo(`goroutine.shop.${n}.pb.gz`)), /goroutine\.shop/],
  ['a heap profile', [demo('heap.shop.3.pb.gz')], /heap\.shop/],
  ['a trace', [demo('trace.orders.out')], /trace\.orders/],
  ['metrics', [capture('metrics-shop')], /metrics-shop/],
];

const sum = (shifts: readonly Shift[]): number => shifts.reduce((total, { value }) => total + value, 0);

/** What moved by itself, with what moved, or nothing where it is within the bound. */
function tooMuch(what: string, shifts: readonly Shift[], most = MOST): readonly string[] {
  if (sum(shifts) <= most) return [];
  return shifts.map(({ value, sources }) => `${what}: ${value.toFixed(4)} ${sources.join(', ')}`);
}

describe('nothing jumps', () => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.resize(1280, 800);
    await recordShifts(app.page);
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors, 'the page prints no error and breaks no content policy').toEqual([]);
  });
  const settled = () => app.page.waitForTimeout(700);

  it('a shift is seen when there is one', async () => {
    await app.page.evaluate(() => {
      const strip = document.createElement('div');
      strip.style.height = '60px';
      document.getElementById('app')?.prepend(strip);
      setTimeout(() => strip.remove(), 300);
    });
    await settled();
    expect(sum(await shiftsSince(app.page))).toBeGreaterThan(MOST);
  });

  it.each(DOCUMENTS)('when %s is opened, and in every view of it', async (_kind, paths, tab) => {
    const found: string[] = [];
    const check = async (what: string): Promise<void> => {
      await settled();
      found.push(...tooMuch(what, await shiftsSince(app.page)));
    };
    await app.drop(paths);
    await window.tab(tab).first().waitFor();
    await window.main.getByRole('heading').or(window.main.getByRole('grid')).first().waitFor();
    await check('opened');
    for (const [name, key] of VIEWS) {
      await app.page.keyboard.press('v');
      await app.page.keyboard.press(key);
      await check(`shown ${name}`);
    }
    // Again, with answers at hand.
    for (const [name, key] of VIEWS) {
      await app.page.keyboard.press('v');
      await app.page.keyboard.press(key);
      await check(`shown again ${name}`);
    }
    expect(found).toEqual([]);
  });

  it('when the filter changes, the moment changes, and a selection is made', async () => {
    const found: string[] = [];
    const check = async (what: string): Promise<void> => {
      await settled();
      found.push(...tooMuch(what, await shiftsSince(app.page)));
    };
    await window
      .tab(/goroutine\.shop/)
      .first()
      .click();
    await shiftsSince(app.page);
    for (const [name, key] of (['findings', 'groups', 'flame', 'top'] as const).map(viewNamed)) {
      await app.page.keyboard.press('v');
      await app.page.keyboard.press(key);
      await settled();
      await shiftsSince(app.page);
      await app.page.keyboard.press('/');
      await app.page.keyboard.type('shop');
      await check(`typed into the filter, ${name}`);
      await app.page.keyboard.press('Enter');
      await check(`filtered, ${name}`);
      await app.page.keyboard.press('Escape');
      await app.page.keyboard.press('Shift+Escape');
      await check(`filter cleared, ${name}`);
      await app.page.keyboard.press('[');
      await check(`moment before, ${name}`);
      await app.page.keyboard.press(']');
      await check(`moment after, ${name}`);
      await app.page.keyboard.press('F6');
      await app.page.keyboard.press('F6');
      await app.page.keyboard.press('j');
      await check(`selected, ${name}`);
    }
    expect(found).toEqual([]);
  });

  it.skipIf(missing !== null)('when the moments of a running process come, in every view', async () => {
    const built = buildProgram('ingestd');
    try {
      await app.electron.evaluate(({ dialog }, folder) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] });
        Object.assign(dialog, { showMessageBox: () => Promise.resolve({ response: 0, checkboxChecked: false }) });
      }, tmpdir());
      await app.page.keyboard.press('Control+Shift+A');
      const attach = app.page.getByRole('dialog', { name: 'Attach' });
      await attach.getByRole('radio', { name: 'Start a program' }).click();
      const line = attach.getByRole('textbox', { name: 'Command line' });
      await line.fill(built.path);
      await line.press('Enter');
      await app.page.getByRole('slider', { name: 'Moment' }).waitFor();
      await app.page.waitForTimeout(2500);
      const found: string[] = [];
      for (const [name, key] of [['live', 'v'], ...VIEWS.filter(([view]) => view !== 'timeline')] as const) {
        await app.page.keyboard.press('v');
        await app.page.keyboard.press(key);
        await settled();
        await shiftsSince(app.page);
        await app.page.waitForTimeout(3000);
        found.push(...tooMuch(`while moments come, ${name}`, await shiftsSince(app.page), MOST_LIVE));
      }
      expect(found).toEqual([]);
    } finally {
      built.remove();
    }
  });
});
