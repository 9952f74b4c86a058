import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { samplerMissing, samplersOf } from '../support/sampler';
import { WindowPage } from './pages/window';
import { startProgram, type RunningProgram } from './programs/programs';

const missing = samplerMissing();
if (missing !== null) process.stderr.write(`live-engine.spec.ts is skipped: ${missing}\n`);

/** The engine dies under a watch that is recorded. One story, told in order. */
describe.skipIf(missing !== null)('a watch whose engine is killed', () => {
  let target: RunningProgram;
  let app: App;
  let window: WindowPage;
  let folder: string;
  const moment = () => app.page.getByRole('slider', { name: 'Moment' });
  const sites = () => window.main.getByRole('region', { name: 'Sites at the cursor' });
  const sinceMs = async (): Promise<number> => Number(await moment().getAttribute('aria-valuemin'));
  const snapshots = async (): Promise<number> =>
    Number(/(\d+) snapshots?/.exec(await window.status.innerText())?.[1] ?? '0');
  const killEngine = async (): Promise<void> => {
    process.kill(await app.enginePid(), 'SIGKILL');
    const lost = app.page.getByText('The engine stopped and is starting again.');
    await lost.waitFor();
    await expect.poll(() => lost.count(), { timeout: 20_000 }).toBe(0);
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parkscope-recordings-'));
    target = await startProgram('ingestd');
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.resize(1280, 800);
  });
  afterAll(async () => {
    await app.close();
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
    expect(app.errors).toEqual([]);
  });

  it('not recorded: it is watched again, and what is gone is told', async () => {
    await window.attachTo(target.pid);
    await moment().waitFor();
    await expect.poll(snapshots, { timeout: 15_000 }).toBeGreaterThan(2);
    const before = await sinceMs();
    await killEngine();
    await app.page.getByText(`The engine stopped: what was seen of ingestd ${target.pid} before is gone.`).waitFor();
    await expect.poll(snapshots, { timeout: 15_000 }).toBeGreaterThan(1);
    expect(await sinceMs()).toBeGreaterThan(before + 1_000);
  });

  it('the sampler is killed: it is started again, and what was seen stays', async () => {
    const [since, before] = [await sinceMs(), await snapshots()];
    const [sampler] = samplersOf(await app.enginePid());
    if (sampler === undefined) throw new Error('no sampler runs');
    process.kill(sampler, 'SIGKILL');
    await expect.poll(snapshots, { timeout: 20_000 }).toBeGreaterThan(before + 3);
    expect(await sinceMs()).toBe(since);
    expect(samplersOf(await app.enginePid())).not.toContain(sampler);
    await app.screenshot('live after the sampler');
  });

  it('recorded: the tracks keep what was seen, and the recording goes on', async () => {
    await app.electron.evaluate(
      ({ dialog: system }, filePath) => {
        Object.assign(system, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
      },
      join(folder, 'ingestd.parkrec'),
    );
    await app.page.keyboard.press('Shift+R');
    const recording = window.status.getByText(/Recording to ingestd\.parkrec, [\d.]+\s.?i?B/);
    await recording.waitFor();
    const begun = await snapshots();
    await expect.poll(snapshots, { timeout: 20_000 }).toBeGreaterThan(begun + 6);
    const before = await sinceMs();
    await killEngine();
    await recording.waitFor();
    await moment().waitFor();
    const after = await sinceMs();
    // From the moment on with which the recording began.
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after).toBeLessThan(before + (begun + 1) * 1_500);
    expect(await snapshots()).toBeGreaterThan(4);
    const kept = await snapshots();
    await expect.poll(snapshots, { timeout: 20_000 }).toBeGreaterThan(kept + 2);
    await app.screenshot('live after the engine, recorded');
  });

  it('the cursor shows a moment of before with its stacks', async () => {
    await moment().focus();
    await app.page.keyboard.press('Home');
    await sites()
      .getByRole('heading', { name: /^At \d\d:\d\d:\d\d/ })
      .waitFor();
    await sites()
      .getByRole('row', { name: /startWorker/ })
      .click();
    await sites().getByText('created by').first().waitFor();
    await app.page.keyboard.press('Escape');
  });

  it('killed once more, it still has all of it; the file opens with all of it', async () => {
    const before = await sinceMs();
    await killEngine();
    await moment().waitFor();
    expect(await sinceMs()).toBe(before);
    await window.status.getByText(/Recording to ingestd\.parkrec/).waitFor();
    await target.stop();
    await window.main.getByText(/ended/).first().waitFor();
    await app.electron.evaluate(
      ({ dialog: system }, path) => {
        system.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
      },
      join(folder, 'ingestd.parkrec'),
    );
    await app.page.keyboard.press('Control+o');
    await window.tab(/^ingestd\.parkrec/).waitFor();
    await window.shown('Live');
    await moment().waitFor();
    expect(await sinceMs()).toBe(before);
  });
});
