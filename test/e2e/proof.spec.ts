import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { samplerMissing } from '../support/sampler';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';
import { startProgram, type RunningProgram } from './programs/programs';

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux tells what a process holds';
if (missing !== null) process.stderr.write(`proof.spec.ts is skipped: ${missing}\n`);

/** All that are forgotten. */
const FOUND = '60';

/** Somebody who wants to know for certain. One story, told in order. */
describe.skipIf(missing !== null)('from a suspect to a proof', () => {
  let target: RunningProgram;
  let app: App;
  let window: WindowPage;
  const memory = () => window.main.getByRole('region', { name: 'Proof from memory' });
  const dialog = () => app.page.getByRole('dialog', { name: 'Prove that they can never wake' });
  const list = () => window.main.getByRole('listbox', { name: 'Findings' });
  const forgotten = () => list().getByRole('option', { name: new RegExp(`${FOUND} blocked in chan send`) });
  const kept = () => list().getByRole('option', { name: /30 blocked in chan send/ });
  const tracer = (): number =>
    Number(/^TracerPid:\s+(\d+)/m.exec(readFileSync(`/proc/${target.pid}/status`, 'utf8'))?.[1]);

  beforeAll(async () => {
    target = await startProgram('forgetd');
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

  it('attached to, it is looked at by itself as soon as there is a suspect', async () => {
    await window.attachTo(target.pid);
    await window.shown('Live');
    await memory()
      .getByText(new RegExp(`^${FOUND} of \\d+ waiting goroutines are unreachable, not confirmed$`))
      .waitFor();
    expect(await memory().innerText()).toMatch(/Looked at \d\d:\d\d:\d\d while it ran\./);
    await app.screenshot('proof live looked');
    expect(await violations(app)).toEqual([]);
  });

  it('the finding is strong, with evidence and what it keeps alive; the reachable one names its holder', async () => {
    await window.show('Findings');
    await forgotten()
      .filter({ has: app.page.getByRole('img', { name: 'Strong' }) })
      .click();
    await window.main
      .getByText(
        new RegExp(`^Nothing in the process can reach the channels that these ${FOUND} goroutines wait for\\.$`),
      )
      .waitFor();
    await window.main.getByText(/^Followed in 3 passes that agree, while the process ran: /).waitFor();
    await window.main.getByText('Keeps alive').first().waitFor();
    await window.main.getByText(/KiB heap, .* stacks|MiB heap, .* stacks/).waitFor();
    await app.screenshot('proof strong');
    await kept().click();
    const way = window.main.getByRole('list', { name: /^Way to what g \d+ waits for$/ });
    expect(await way.getByRole('listitem').first().innerText()).toBe('global main.registry');
    expect(await way.getByRole('listitem').last().innerText()).toBe('channel');
    await window.main.getByText('Reachable is not innocent').waitFor();
    await way.scrollIntoViewIfNeeded();
    await app.screenshot('proof reachable');
    expect(await violations(app)).toEqual([]);
  });

  it('Prove says how long the process will stand still, and stops nothing when it is left', async () => {
    await forgotten().click();
    await memory().getByRole('button', { name: 'Prove…' }).click();
    await dialog()
      .getByText(/^Stops the process for about .* at most 250.ms, twice\.$/)
      .waitFor();
    await app.screenshot('proof asked');
    expect(await violations(app)).toEqual([]);
    await app.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    expect(await memory().getByRole('button', { name: 'Prove…' }).count()).toBe(1);
  });

  it('two stops prove it', async () => {
    await memory().getByRole('button', { name: 'Prove…' }).click();
    // A machine that is busy with other tests takes longer than 250 ms.
    await dialog().getByRole('radio', { name: /^5.s$/ }).click();
    await dialog().getByRole('button', { name: 'Stop it twice and prove' }).click();
    await memory()
      .getByText(new RegExp(`^${FOUND} goroutines proven: nothing can wake them$`))
      .waitFor();
    expect(await memory().innerText()).toMatch(/Stopped twice at \d\d:\d\d:\d\d, for .*s and .*s\./);
    await forgotten()
      .filter({ has: app.page.getByRole('img', { name: 'Proven' }) })
      .waitFor();
    await window.main.getByText(/^Followed in two stops of the process, of .*s and .*s: /).waitFor();
    expect(await memory().getByRole('button', { name: 'Prove…' }).count()).toBe(0);
    expect(tracer()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('is shown as it should be, %s', async (theme) => {
    await window.setTheme(theme);
    for (const [width, height] of [
      [1920, 1080],
      [1280, 800],
    ] as const) {
      await app.resize(width, height);
      await memory().scrollIntoViewIfNeeded();
      await app.screenshot(`proof findings ${theme} ${width}x${height}`);
      await window.show('Live');
      await memory().waitFor();
      await app.screenshot(`proof live ${theme} ${width}x${height}`);
      await window.show('Findings');
      await memory().waitFor();
    }
    expect(await violations(app)).toEqual([]);
  });

  it('Detach leaves nothing behind; the verdict stays', async () => {
    await window.show('Live');
    await window.main.getByRole('button', { name: 'Detach' }).click();
    await window.main.getByText(/^You ended the watch/).waitFor();
    expect(tracer()).toBe(0);
    expect(readFileSync(`/proc/${target.pid}/status`, 'utf8')).toMatch(/State:\s+[SR]/);
    await memory()
      .getByText(new RegExp(`^${FOUND} goroutines proven: nothing can wake them$`))
      .waitFor();
    expect(await memory().getByRole('button').count()).toBe(0);
    await app.screenshot('proof detached');
  });
});

describe.skipIf(missing !== null)('a look that takes its time', () => {
  let target: RunningProgram;
  let app: App;
  let window: WindowPage;
  const memory = () => window.main.getByRole('region', { name: 'Proof from memory' });
  beforeAll(async () => {
    // The last argument is none of its own: a command line that is longer than its place.
    target = await startProgram('forgetd', ['-forgotten', '30000', 'x'.repeat(200)]);
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

  it('says what it does and for how long, and can be ended', async () => {
    await window.attachTo(target.pid);
    await window.shown('Live');
    await memory().getByText('Looking at the memory of forgetd, which runs on').waitFor();
    await memory()
      .getByText(/^\d+\.\d.s$/)
      .waitFor();
    // At once: a look takes a second or two. `proof looking again` is its picture.
    await memory().getByRole('button', { name: 'Cancel' }).click();
    const detach = await window.main.getByRole('button', { name: 'Detach' }).boundingBox();
    expect((detach?.x ?? Infinity) + (detach?.width ?? 0)).toBeLessThanOrEqual(1280);
    await memory().getByText('Not looked at').waitFor();
    await memory()
      .getByText('A look finds goroutines that nothing in the process can wake. It is not stopped.')
      .waitFor();
  });

  it('is made again when asked for', async () => {
    await memory().getByRole('button', { name: 'Look' }).click();
    await memory()
      .getByText(/^(?:29|30),\d+ of 30,\d+ waiting goroutines are unreachable, not confirmed$/)
      .waitFor();
    await memory().getByRole('button', { name: 'Look again' }).click();
    // How long it will take is known from the one before.
    await memory().getByRole('progressbar').waitFor();
    await memory()
      .getByText(/about \d+\.\d.s left$/)
      .waitFor();
    await app.screenshot('proof looking again');
    await memory().getByRole('button', { name: 'Look again' }).waitFor();
  });
});

describe.skipIf(missing !== null)('beside the runtime', () => {
  let target: RunningProgram;
  let app: App;
  let window: WindowPage;
  const memory = () => window.main.getByRole('region', { name: 'Proof from memory' });
  const dialog = () => app.page.getByRole('dialog', { name: 'Ask the runtime, too' });
  beforeAll(async () => {
    // An experiment of Go 1.26, which later ones have all the same.
    target = await startProgram('servedd', [], { GOEXPERIMENT: 'goroutineleakprofile' });
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.resize(1280, 800);
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await target.stop();
    expect(app.errors).toEqual([]);
  });

  it('whose address is known is asked for its own verdict; both are shown, with where they differ', async () => {
    await window.attachTo(target.pid);
    await memory()
      .getByText(/waiting goroutines are unreachable, not confirmed$/)
      .waitFor();
    await window.show('Findings');
    await memory().getByRole('button', { name: 'Ask the runtime…' }).click();
    const address = dialog().getByRole('textbox', { name: 'Address' });
    await expect.poll(() => address.inputValue()).toMatch(/^localhost:\d+$/);
    await dialog().getByText('Makes the process collect its garbage once.').waitFor();
    await app.screenshot('proof runtime asked');
    expect(await violations(app)).toEqual([]);
    const known = await address.inputValue();
    await address.fill('localhost:1');
    await dialog().getByRole('button', { name: 'Ask', exact: true }).click();
    await dialog().getByRole('alert').waitFor();
    await app.screenshot('proof runtime refused');
    await address.fill(known);
    // Left while it is asked, it is not asked any more.
    await dialog().getByRole('button', { name: 'Ask', exact: true }).click();
    await app.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await memory().getByRole('button', { name: 'Ask the runtime…' }).click();
    await expect.poll(() => address.inputValue()).toBe(known);
    await dialog().getByRole('button', { name: 'Ask', exact: true }).click();
    await dialog().waitFor({ state: 'hidden' });
    const said = window.main.getByText(/^Beside the runtime’s goroutineleak profile: /);
    await said.waitFor();
    const [, both, alone, runtime] =
      /: (\d+) named by both, (\d+) by memory alone, (\d+) by the runtime alone\./.exec(await said.innerText()) ?? [];
    // What its memory says is never more than what the runtime says; a stale word may hide one.
    expect(Number(both)).toBeGreaterThanOrEqual(37);
    expect(Number(both) + Number(runtime)).toBe(40);
    expect(alone).toBe('0');
    expect(await said.innerText()).toMatch(/Asked at \d\d:\d\d:\d\d\.$/);
    await said.scrollIntoViewIfNeeded();
    await app.screenshot('proof runtime');
    expect(await violations(app)).toEqual([]);
  }, 60_000);
});
