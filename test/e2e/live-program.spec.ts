import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { samplerMissing } from '../support/sampler';
import { WindowPage } from './pages/window';
import { buildProgram } from './programs/programs';

const missing = samplerMissing();
if (missing !== null) process.stderr.write(`live-program.spec.ts is skipped: ${missing}\n`);

const ANSWERS = { stop: 0, letRun: 1, cancel: 2 } as const;

/** A program that was started from the window does not outlive it unasked. */
describe.skipIf(missing !== null)('a program that was started from the window', () => {
  let built: ReturnType<typeof buildProgram>;
  let app: App;
  let window: WindowPage;
  let folder: string;
  let pid = 0;
  const runs = (): boolean => existsSync(`/proc/${pid}/exe`);
  /** What is answered when the window asks about programs, from now on. */
  const willSay = (answer: keyof typeof ANSWERS): Promise<void> =>
    app.electron.evaluate(
      ({ dialog }, given) => {
        const asked = ((globalThis as { asked?: string[] }).asked = [] as string[]);
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [given.folder] });
        const show = (...args: unknown[]): Promise<unknown> => {
          const { message } = args.at(-1) as { message: string };
          const start = message.startsWith('Start this program');
          if (!start) asked.push(message);
          return Promise.resolve({ response: start ? 0 : given.response, checkboxChecked: false });
        };
        Object.assign(dialog, { showMessageBox: show });
      },
      { folder, response: ANSWERS[answer] },
    );
  const asked = (): Promise<string[]> =>
    app.electron.evaluate(() => (globalThis as { asked?: string[] }).asked ?? ['nothing was set']);
  const closeWindow = (): Promise<void> =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  beforeAll(() => {
    built = buildProgram('ingestd');
    folder = mkdtempSync(join(tmpdir(), 'parkscope-cwd-'));
  });
  beforeEach(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await willSay('cancel');
    await app.page.keyboard.press('Control+Shift+A');
    const dialog = app.page.getByRole('dialog', { name: 'Attach' });
    await dialog.getByRole('radio', { name: 'Start a program' }).click();
    const line = dialog.getByRole('textbox', { name: 'Command line' });
    await line.fill(built.path);
    await line.press('Enter');
    await app.page.getByRole('slider', { name: 'Moment' }).waitFor();
    pid = Number(/pid (\d+)/.exec(await window.main.innerText())?.[1] ?? '0');
    expect(runs()).toBe(true);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`).catch(() => undefined);
    if (runs()) process.kill(pid, 'SIGKILL');
    await app.close();
  });
  afterAll(() => {
    built.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is asked about when the window is closed, which may stay; stopped, it is gone, and the app has ended', async () => {
    await closeWindow();
    await expect.poll(asked).toEqual(['ingestd still runs']);
    await app.page.waitForTimeout(300);
    expect(await window.main.isVisible()).toBe(true);
    expect(runs()).toBe(true);
    await willSay('stop');
    const ended = app.electron.waitForEvent('close');
    await closeWindow();
    await ended;
    expect(runs()).toBe(false);
  });

  it('runs on where that is wanted', async () => {
    await willSay('letRun');
    const ended = app.electron.waitForEvent('close');
    await app.electron.evaluate(({ app: main }) => main.quit());
    await ended;
    expect(runs()).toBe(true);
  });

  it('that has ended is nothing to ask about', async () => {
    process.kill(pid, 'SIGKILL');
    await window.main.getByText(/ended/).first().waitFor();
    const ended = app.electron.waitForEvent('close');
    await closeWindow();
    await ended;
  });
});
