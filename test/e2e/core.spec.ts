import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatBytes } from '@core/base/format';
import { coreMissing, makeCore } from '../support/core-file';
import { App } from '../support/electron-app';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';
import { buildProgram } from './programs/programs';

const missing = coreMissing();
if (missing !== null) process.stderr.write(`core.spec.ts is skipped: ${missing}\n`);

/** Of the 60 that are forgotten: a word that is not used any more hides one now and then (native/internal/reach/README.md). */
const FOUND = '(?:60|59|58|57)';

/** Somebody with the memory of a service that is no more. */
describe.skipIf(missing !== null)('a core file', () => {
  let folder: string;
  let program: ReturnType<typeof buildProgram>;
  let core: string;
  let app: App;
  let window: WindowPage;
  const list = () => window.main.getByRole('listbox', { name: 'Findings' });
  const forgotten = () => list().getByRole('option', { name: new RegExp(`${FOUND} blocked in chan send`) });
  const launch = async (args: readonly string[] = []): Promise<void> => {
    app = await App.launch({ args });
    window = new WindowPage(app.page);
    await app.resize(1280, 800);
  };
  const choose = (file: string): Promise<void> =>
    app.electron.evaluate(({ dialog }, given) => {
      Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [given] }) });
    }, file);

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-core-'));
    program = buildProgram('forgetd');
    core = await makeCore(folder, program.path);
  }, 120_000);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
    expect(app.errors).toEqual([]);
  });
  afterAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
    program.remove();
  });

  it('dropped, is read with the executable that it records: proven, with goroutines, stacks and waits', async () => {
    await launch();
    await window.startEntry(/shop/).waitFor();
    await app.drop([core]);
    await window.ready('core');
    await window.shown('Findings');
    await forgotten()
      .filter({ has: app.page.getByRole('img', { name: 'Proven' }) })
      .click();
    await window.main
      .getByText(
        new RegExp(`^Nothing in the process can reach the channels that these ${FOUND} goroutines wait for\\.$`),
      )
      .waitFor();
    await window.main.getByText(/^Followed in the core file, where nothing moves: /).waitFor();
    const memory = window.main.getByRole('region', { name: 'Proof from memory' });
    expect(await memory.innerText()).toContain('Read from the core file, in which nothing moves.');
    expect(await memory.getByRole('button').count()).toBe(0);
    await app.screenshot('core proven');
    expect(await violations(app)).toEqual([]);
    // What is not leaked: who keeps it.
    await list()
      .getByRole('option', { name: /30 blocked in chan send/ })
      .click();
    const way = window.main.getByRole('list', { name: /^Way to what g \d+ waits for$/ });
    expect(await way.getByRole('listitem').first().innerText()).toBe('global main.registry');
    await app.screenshot('core kept');
    await window.show('Groups');
    await window.main.getByText('main.(*answer).work').first().waitFor();
    await app.screenshot('core groups');
    await window.show('Waiters');
    await window.main
      .getByRole('row', { name: /chan send/ })
      .first()
      .waitFor();
    await app.screenshot('core waiters');
    // There is nothing over time.
    expect(await window.view('Live').count()).toBe(0);
    await window.show('Findings');
    await window.setTheme('light');
    await memory.scrollIntoViewIfNeeded();
    await app.screenshot('core proven light');
    expect(await violations(app)).toEqual([]);
  }, 60_000);

  it('says what it is in every view: its icon, size and time, and what it is of', async () => {
    await launch([core]);
    await window.ready('core');
    const bytes = formatBytes(fs.statSync(core).size);
    await window.status.getByText(`core file, ${bytes}`).waitFor();
    await window.status.getByText(/^written today \d\d:\d\d$/).waitFor();
    await window.status.getByText(/^Go 1\.\d+/).waitFor();
    for (const word of ['snapshot', 'Dropped', 'Rejected', 'Sampler'])
      expect(await window.status.innerText()).not.toContain(word);
    await app.page.keyboard.press('Control+i');
    const facts = app.page.getByRole('region', { name: 'Core file' });
    const row = (name: string) =>
      facts.locator('div', { has: app.page.getByText(name, { exact: true }) }).locator('dd');
    expect(await row('Program').innerText()).toBe('forgetd');
    expect(await row('Executable').innerText()).toBe(program.path);
    expect(await row('Size').innerText()).toBe(bytes);
    expect(Number(await row('Threads').innerText())).toBeGreaterThan(1);
    expect(Number(await row('Process').innerText())).toBeGreaterThan(1);
    // It was started by its path and nothing else.
    expect(await row('Command').count()).toBe(0);
    await facts.scrollIntoViewIfNeeded();
    await app.screenshot('core facts 1280');
    await window.show('Waiters');
    await facts.waitFor();
    // A core file does not say what the time was to the program.
    const timer = window.main.getByText(/^timer 0x/);
    await timer.first().waitFor();
    expect(await window.main.innerText()).not.toMatch(/fires (in|now)/);
    await app.resize(1920, 1080);
    for (const theme of ['dark', 'light', 'hc'] as const) {
      await window.setTheme(theme);
      await facts.scrollIntoViewIfNeeded();
      await app.screenshot(`core facts 1920 ${theme}`);
      expect(await violations(app)).toEqual([]);
    }
  }, 120_000);

  it('whose executable is not there any more asks for it; another build is refused, the right one opens it', async () => {
    const elsewhere = path.join(folder, 'forgetd-kept');
    fs.renameSync(program.path, elsewhere);
    try {
      await launch([core]);
      await window.heading('core needs the executable that it is of').waitFor();
      await window.main.getByText(program.path).waitFor();
      await app.screenshot('core asks');
      await window.setTheme('dark');
      await app.screenshot('core asks dark');
      await window.setTheme('light');
      expect(await violations(app)).toEqual([]);
      await choose(process.execPath);
      await window.main.getByRole('button', { name: 'Choose the executable…' }).click();
      await window.heading(/^core is not of /).waitFor();
      await app.screenshot('core of another program');
      await choose(core);
      await window.main.getByRole('button', { name: 'Choose the executable…' }).click();
      await window.main.getByText('core is no program of Linux.').waitFor();
      await choose(elsewhere);
      await window.main.getByRole('button', { name: 'Choose the executable…' }).click();
      await window.ready('core');
      await forgotten()
        .filter({ has: app.page.getByRole('img', { name: 'Proven' }) })
        .waitFor();
      expect(await window.documents.getByRole('button', { name: /^core/ }).count()).toBe(1);
    } finally {
      fs.renameSync(elsewhere, program.path);
    }
  }, 60_000);

  it('with its executable on the command line, also where it was moved; and again after the engine was lost', async () => {
    const moved = path.join(folder, 'forgetd-moved');
    fs.renameSync(program.path, moved);
    try {
      await launch([core, '--exe', moved]);
      await window.ready('core');
      await forgotten()
        .filter({ has: app.page.getByRole('img', { name: 'Proven' }) })
        .waitFor();
      const before = await app.enginePid();
      process.kill(before, 'SIGKILL');
      await expect
        .poll(
          () =>
            app.enginePid().then(
              (now) => now !== before,
              () => false,
            ),
          { timeout: 10_000 },
        )
        .toBe(true);
      await app.page.getByText(/Reopening/).waitFor({ state: 'detached' });
      await window.show('Groups');
      await window.main.getByText('main.(*answer).work').first().waitFor();
      await window.show('Findings');
      await forgotten()
        .filter({ has: app.page.getByRole('img', { name: 'Proven' }) })
        .waitFor();
    } finally {
      fs.renameSync(moved, program.path);
    }
  }, 60_000);

  it('that was cut proves nothing, and says so; what is no core file of Go says what it is', async () => {
    const whole = fs.readFileSync(core);
    const cut = path.join(folder, 'core.cut');
    fs.writeFileSync(cut, whole.subarray(0, whole.length - (1 << 16)));
    const head = path.join(folder, 'core.head');
    fs.writeFileSync(head, whole.subarray(0, 2_000));
    const sleeping = path.join(folder, 'sleeping');
    fs.mkdirSync(sleeping);
    const foreign = await makeCore(sleeping, '/bin/sh', ['-c', 'echo ready; while :; do :; done']);
    await launch([cut]);
    await window.ready('core.cut');
    await list().getByRole('option').first().waitFor();
    expect(await list().getByRole('img', { name: 'Proven' }).count()).toBe(0);
    const memory = window.main.getByRole('region', { name: 'Proof from memory' });
    await memory.getByText(/Not proven:.*The core file was cut/).waitFor();
    await app.screenshot('core cut');
    await app.drop([head]);
    await window.heading(/^core\.head cannot be read as a core file/).waitFor();
    await app.screenshot('core head');
    await app.drop([foreign]);
    await window.heading('core is of no Go program').waitFor();
    await app.screenshot('core foreign');
  }, 60_000);
});
