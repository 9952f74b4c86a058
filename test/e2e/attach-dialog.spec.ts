import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { buildLeaking } from '../support/pprof-server';
import { samplerMissing } from '../support/sampler';
import { violations } from './pages/axe';
import { fakeMachine } from './pages/fake-watch';
import { WindowPage } from './pages/window';
import { buildProgram } from './programs/programs';

const missing = samplerMissing();
if (missing !== null) process.stderr.write(`attach-dialog.spec.ts is skipped in parts: ${missing}\n`);

describe('the Attach dialog', () => {
  let app: App;
  let window: WindowPage;
  const dialog = () => app.page.getByRole('dialog', { name: 'Attach' });
  const search = () => dialog().getByRole('searchbox', { name: 'Search processes' });
  const processes = () => dialog().getByRole('grid', { name: 'Processes' });
  const facts = () => dialog().getByRole('complementary', { name: 'The chosen process' });
  beforeEach(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.resize(1280, 800);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
    expect(app.errors).toEqual([]);
  });
  const open = async (): Promise<void> => {
    await app.page.getByRole('button', { name: 'Attach…' }).click();
    await dialog().waitFor();
  };

  it.each(['light', 'dark', 'hc'] as const)('is as the picture, %s', async (theme) => {
    await fakeMachine(app.page);
    await window.setTheme(theme);
    await open();
    await search().fill('ing');
    await dialog().getByText('9 of 9 processes').waitFor();
    await app.page.waitForTimeout(theme === 'light' ? 8000 : 2500);
    await app.screenshot(`attach ${theme} 1280x800`);
    expect(await violations(app)).toEqual([]);
    if (theme === 'light') {
      await app.resize(1920, 1080);
      await app.screenshot(`attach ${theme} 1920x1080`);
    }
    for (const tab of ['Start a program', 'pprof URL']) {
      await dialog().getByRole('radio', { name: tab }).click();
      await app.screenshot(`attach ${tab} ${theme}`);
      expect(await violations(app)).toEqual([]);
    }
  });

  it('a process of somebody else says why it cannot be read, and the one command that would allow it', async () => {
    await fakeMachine(app.page);
    await open();
    await processes().getByText('30551').click();
    await facts().getByRole('heading', { name: 'Linux does not let you read process 30551' }).waitFor();
    await facts().getByText('sudo setcap cap_sys_ptrace=ep parkscope-sampler').waitFor();
    expect(await dialog().getByRole('button', { name: 'Attach to 30551' }).isDisabled()).toBe(true);
    await facts().getByRole('button', { name: 'Copy the command' }).click();
    await expect
      .poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe('sudo setcap cap_sys_ptrace=ep parkscope-sampler');
    await app.screenshot('attach refused');
    expect(await violations(app)).toEqual([]);
    await facts().getByRole('button', { name: 'Use a pprof URL…' }).click();
    await dialog().getByRole('textbox', { name: 'Base URL of net/http/pprof' }).waitFor();
  });

  it('of hundreds of processes one is found by its port or container, and the list scrolls to its end', async () => {
    await fakeMachine(app.page, { more: 500 });
    await open();
    await dialog().getByText('509 of 509 processes').waitFor();
    for (const [text, found] of [
      [':9321', 'worker-321'],
      ['c-499', 'worker-499'],
      ['8080', 'ingestd'],
    ] as const) {
      await search().fill(text);
      await dialog().getByText('1 of 509 processes').waitFor();
      await processes()
        .getByRole('row', { name: new RegExp(found) })
        .waitFor();
    }
    await facts().getByText('listens on :6060 :8080').waitFor();
    await search().fill('');
    await processes().getByRole('row').nth(1).click();
    await app.page.keyboard.press('End');
    await facts().getByText(/^./).first().waitFor();
    const rows = processes().locator('[role="row"][aria-rowindex="510"]');
    await rows.waitFor();
    // The refresh of every second leaves it where it is.
    await app.page.waitForTimeout(2500);
    expect(await rows.isVisible()).toBe(true);
    await app.screenshot('attach hundreds');
  });

  it('is worked by keys: type, arrows, Escape', async () => {
    await fakeMachine(app.page);
    await app.page.keyboard.press('Control+Shift+A');
    await app.page.keyboard.type('edge');
    await dialog().getByText('2 of 9 processes').waitFor();
    await app.page.keyboard.press('ArrowDown');
    await facts().getByText('pid 7710').waitFor();
    await app.page.keyboard.press('ArrowUp');
    await facts().getByText('pid 30551').waitFor();
    // What cannot be read is not attached to.
    await app.page.keyboard.press('Enter');
    expect(await dialog().count()).toBe(1);
    await app.page.keyboard.press('Escape');
    await expect.poll(() => dialog().count()).toBe(0);
  });

  it.skipIf(missing !== null)('a program is started only after a dialog of the system, and then watched', async () => {
    const program = buildProgram('ingestd');
    const folder = mkdtempSync(join(tmpdir(), 'parkscope-cwd-'));
    try {
      await open();
      await dialog().getByRole('radio', { name: 'Start a program' }).click();
      const line = dialog().getByRole('textbox', { name: 'Command line' });
      await line.press('Enter');
      await dialog().getByRole('alert').getByText('Name a program.').waitFor();
      const answer = (response: number): Promise<void> =>
        app.electron.evaluate(
          ({ dialog: system }, given) => {
            const asked = globalThis as { asked?: string };
            system.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [given.folder] });
            const show = (...args: unknown[]): Promise<unknown> => {
              asked.asked = (args.at(-1) as { detail?: string }).detail ?? '';
              return Promise.resolve({ response: given.response, checkboxChecked: false });
            };
            Object.assign(system, { showMessageBox: show });
          },
          { response, folder },
        );
      await answer(1);
      await line.fill(`"${program.path}" -every 40ms`);
      await line.press('Enter');
      await expect
        .poll(() => app.electron.evaluate(() => (globalThis as { asked?: string }).asked))
        .toBe(`${program.path} -every 40ms\n\nin ${folder}`);
      // Not agreed: nothing runs, and the dialog stays.
      await dialog().getByRole('button', { name: 'Start…' }).waitFor();
      expect(await app.page.getByRole('navigation', { name: 'Documents' }).getByRole('listitem').count()).toBe(0);
      await answer(0);
      await line.press('Enter');
      await window.tab(/^ingestd/).waitFor();
      await app.page.getByRole('slider', { name: 'Moment' }).waitFor();
      await expect
        .poll(async () => Number(/(\d+) snapshots/.exec(await window.status.innerText())?.[1] ?? 0), {
          timeout: 15_000,
        })
        .toBeGreaterThan(2);
    } finally {
      // It outlives the window.
      const named = /pid (\d+)/.exec(await app.page.locator('body').innerText())?.[1];
      if (named !== undefined) process.kill(Number(named), 'SIGKILL');
      program.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.skipIf(missing !== null)('the URL of a program opens its moments', async () => {
    const build = buildLeaking();
    const program = await build.start(['-every', '50ms']);
    try {
      await open();
      await dialog().getByRole('radio', { name: 'pprof URL' }).click();
      const url = dialog().getByRole('textbox', { name: 'Base URL of net/http/pprof' });
      await url.fill('file:///etc/passwd');
      await url.press('Enter');
      await dialog().getByRole('alert').getByText('file cannot be asked; http and https can.').waitFor();
      await url.fill('127.0.0.1:1');
      await url.press('Enter');
      await dialog()
        .getByRole('alert')
        .getByText(/nothing listens/)
        .waitFor();
      await url.fill(program.address);
      await dialog().getByText(`Asks http://${program.address}/debug/pprof/`).waitFor();
      await url.press('Enter');
      const there = dialog().getByRole('region', { name: 'What is there' });
      await there.getByRole('row', { name: /^goroutine \d+ each moment/ }).waitFor();
      expect(await violations(app)).toEqual([]);
      await app.screenshot('attach probed');
      const choose = (name: string, value: string) => dialog().getByRole('combobox', { name }).selectOption(value);
      await choose('How many', '5');
      await choose('How often', '1000');
      await choose('Goroutines', 'all');
      await dialog()
        .getByText(/Takes 4\ss\./)
        .waitFor();
      expect(await violations(app)).toEqual([]);
      await app.screenshot('attach url moments');
      await url.press('Enter');
      await app.page.getByText(`Moment 4 of 5 from ${program.address}`).first().waitFor();
      await window.ready(program.address);
      await window.heading(/blocked in chan send/).waitFor();
      // All stacks: each goroutine is there by its number, as in debug=2.
      await window.show('Groups');
      await window.main
        .getByText(/chan send/)
        .first()
        .waitFor();
      // What came between two of the moments.
      await window.show('Compare');
      await window.main.getByText(/\+\d/).first().waitFor();
      await app.screenshot('url moments compared');
    } finally {
      await program.stop();
      build.remove();
    }
  });

  it.skipIf(missing !== null)('a trace and a CPU profile of a URL are asked for on demand', async () => {
    const build = buildLeaking();
    const program = await build.start(['-every', '50ms']);
    try {
      await open();
      await dialog().getByRole('radio', { name: 'pprof URL' }).click();
      const url = dialog().getByRole('textbox', { name: 'Base URL of net/http/pprof' });
      await url.fill(program.address);
      await url.press('Enter');
      await dialog()
        .getByRole('button', { name: /^Trace of 2/ })
        .click();
      await window.tab(program.address).waitFor();
      await window.main.getByText('main.').first().waitFor({ timeout: 15_000 });
    } finally {
      await program.stop();
      build.remove();
    }
  });
});
