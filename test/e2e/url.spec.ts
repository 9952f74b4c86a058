import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { goMissing } from '../support/go';
import { buildLeaking, serve, type LeakingProgram } from '../support/pprof-server';
import { WindowPage } from './pages/window';

const missing = goMissing();
if (missing !== null) process.stderr.write(`url.spec.ts is skipped: ${missing}\n`);

describe.skipIf(missing !== null)('a running program, by its URL', () => {
  let build: ReturnType<typeof buildLeaking>;
  let program: LeakingProgram;
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    build = buildLeaking();
    program = await build.start(['-every', '50ms']);
  });
  afterAll(async () => {
    await program.stop();
    build.remove();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
  });
  const launch = async (...args: string[]): Promise<void> => {
    app = await App.launch({ args });
    window = new WindowPage(app.page);
  };

  it('three moments: the leak that grows is strong', async () => {
    await launch(program.address);
    await app.page.getByText(`Moment 2 of 3 from ${program.address}`).first().waitFor();
    await window.ready(program.address);
    const first = window.main.getByRole('option').first();
    await first.waitFor();
    expect(await first.getByRole('img', { name: 'Strong' }).count()).toBe(1);
    expect(await window.main.getByRole('heading', { level: 1 }).innerText()).toMatch(
      /blocked in chan send at main\.go/,
    );
    expect(app.errors).toEqual([]);
  });
  it('a server that never answers can be cancelled; one that is not there is explained', async () => {
    const silent = await serve(() => undefined);
    await launch(silent.address);
    await app.page
      .getByText(`Moment 1 of 3`)
      .or(app.page.getByText(`Asking ${silent.address}`))
      .first()
      .waitFor();
    await app.page.getByRole('button', { name: /^Cancel/ }).click();
    await expect.poll(() => app.page.getByRole('button', { name: /^Cancel/ }).count()).toBe(0);
    await app.close();
    await silent.close();
    await launch(silent.address);
    await app.page
      .getByText(/nothing listens on/)
      .first()
      .waitFor();
  });
});
