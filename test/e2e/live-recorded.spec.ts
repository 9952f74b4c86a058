import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { block, recordingOf, WatchWriter, type MadeGoroutine } from '../support/live-writer';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';

const MOMENTS = 120;
const START = { type: 'start', atMs: 0, pid: 4711, startMs: 1, name: 'ingestd' };

/** One more at each moment, in two places by turns, so that a moment is known by what is in it. */
const there = (moment: number): MadeGoroutine[] => [
  { id: 1, state: 'chan receive', stack: ['main.accept', 'main.main'] },
  ...Array.from({ length: 100 + moment }, (_, i) => ({
    ...{ id: 10 + i, state: 'chan send' },
    stack: [i % 2 === moment % 2 ? 'main.ask.func1' : 'main.answer.func1', 'main.serve'],
  })),
];

/** A recording of more moments than are kept in memory. */
describe('a recording that is opened', () => {
  let app: App;
  let window: WindowPage;
  let folder: string;
  const moment = () => app.page.getByRole('slider', { name: 'Moment' });
  const sites = () => window.main.getByRole('region', { name: 'Sites at the cursor' });
  /** Goroutines of the moment that all views show. */
  const shown = async (): Promise<string> =>
    (await window.rail.getByRole('button', { pressed: true }).last().innerText()).replace(/\s+/g, ' ');
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parkscope-recordings-'));
    const writer = new WatchWriter();
    const blocks = Array.from({ length: MOMENTS }, (_, at) => {
      const payloads = writer.moment(there(at));
      const counters = writer.counters({ rssBytes: [1e7, 1.1e7], heapInUseBytes: [5e6, 6e6] });
      const begin = at === 0 ? [START, { type: 'begin', atMs: 0 }, writer.facts()] : [];
      return block([...begin, ...payloads, counters]);
    });
    const file = join(folder, 'ingestd.parkrec');
    writeFileSync(
      file,
      recordingOf(...blocks, block([{ type: 'end', atMs: 0, status: 'ended', reason: 'It ended.' }])),
    );
    app = await App.launch({ args: [file] });
    window = new WindowPage(app.page);
    await moment().waitFor();
    await app.resize(1280, 800);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
    expect(app.errors).toEqual([]);
  });

  it('shows each moment that the cursor stands at, those too that were not kept', async () => {
    await moment().focus();
    let before = Number(await moment().getAttribute('aria-valuenow'));
    for (let back = 1; back <= 6; back++) {
      await app.page.keyboard.press('ArrowLeft');
      const at = Number(await moment().getAttribute('aria-valuenow'));
      expect(before - at).toBeCloseTo(1_000, -2);
      before = at;
      // The last has 220 of them.
      await expect.poll(shown, { timeout: 10_000 }).toMatch(new RegExp(` ${220 - back}$`));
    }
    await sites()
      .getByRole('heading', { name: /^At \d\d:\d\d:\d\d/ })
      .getByText('growing sites first')
      .waitFor();
    await app.screenshot('recorded moment');
    expect(await violations(app)).toEqual([]);
  });

  it('in every view: the groups of that moment', async () => {
    await window.show('Groups');
    await window.main
      .getByText(/main\.answer|answer\.func1/)
      .first()
      .waitFor();
    // Of 213 the half and one stand in each of both places, by turns.
    const counts = await window.main.getByRole('row').allInnerTexts();
    expect(counts.join('\n')).toMatch(/^107$/m);
    expect(counts.join('\n')).toMatch(/^106$/m);
    await app.screenshot('recorded moment groups');
  });

  it('whose file has gone says so, and shows the nearest moment that is kept', async () => {
    rmSync(join(folder, 'ingestd.parkrec'));
    await window.show('Live');
    await moment().focus();
    await app.page.keyboard.press('ArrowLeft');
    await app.page.keyboard.press('ArrowLeft');
    await sites()
      .getByText(/^The recording of this moment cannot be read/)
      .waitFor();
    await expect.poll(shown).toMatch(/ 213$/);
    await app.screenshot('recorded moment gone');
  });
});
