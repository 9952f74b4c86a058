import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { samplerMissing } from '../support/sampler';
import { WindowPage } from './pages/window';
import { startProgram, type RunningProgram } from './programs/programs';

const missing = samplerMissing();
if (missing !== null) process.stderr.write(`live-keys.spec.ts is skipped: ${missing}\n`);

/** Somebody who types faster than a watch begins, and while it changes four times a second. */
describe.skipIf(missing !== null)('keys while a process is watched', () => {
  let target: RunningProgram;
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    target = await startProgram('ingestd');
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.resize(1280, 800);
  });
  afterAll(async () => {
    await app.close();
    await target.stop();
    expect(app.errors).toEqual([]);
  });

  it('the view that was chosen before the first moment came is shown when it has', async () => {
    await window.attachTo(target.pid);
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('w');
    await window.shown('Waiters');
    await window.main
      .getByText(/startWorker/)
      .first()
      .waitFor();
    await window.shown('Waiters');
  });

  it('v w is never lost, however long the pause between the two', async () => {
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('v');
    await window.shown('Live');
    await app.page.getByRole('slider', { name: 'Moment' }).waitFor();
    for (let round = 0; round < 12; round++) {
      await app.page.keyboard.press('v');
      await app.page.waitForTimeout(40 * round);
      await app.page.keyboard.press('w');
      await window.shown('Waiters');
      await app.page.keyboard.press('v');
      await app.page.waitForTimeout(40 * round);
      await app.page.keyboard.press('v');
      await window.shown('Live');
    }
  });

  it('views one after the other, moments back and on, pause and freeze: nothing is in the way of anything', async () => {
    for (const [key, view] of [
      ['f', 'Findings'],
      ['g', 'Groups'],
      ['t', 'Top'],
      ['l', 'Flame'],
      ['v', 'Live'],
    ] as const) {
      await app.page.keyboard.press('v');
      await app.page.keyboard.press(key);
      await window.shown(view);
    }
    for (const key of ['[', '[', '[', 'Shift+F', ']', 'p', '[', 'p', '-', '-', '+', 'r', 'Escape'])
      await app.page.keyboard.press(key);
    await window.main.getByRole('heading', { name: /^Now/ }).waitFor();
    await window.rail
      .getByRole('button', { name: /^\d\d:\d\d:\d\d kept / })
      .first()
      .waitFor();
  });
});
