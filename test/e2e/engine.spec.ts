import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { WindowPage } from './pages/window';

describe('the engine dies', () => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch({ args: [inRepo('assets', 'demo', 'goroutine.ingest-100k.pb.gz')] });
    window = new WindowPage(app.page);
    await window.ready('goroutine.ingest-100k.pb.gz');
    await app.drop([inRepo('assets', 'demo', 'cpu.render.pb.gz')]);
    await window.ready('cpu.render.pb.gz');
    await window.tab('goroutine.ingest-100k.pb.gz').click();
  });
  afterAll(() => app.close());

  const kill = async (): Promise<number> => {
    const pid = await app.enginePid();
    process.kill(pid, 'SIGKILL');
    return pid;
  };

  it('the window stays, says so, and the documents come back', async () => {
    // Seen or not, it is gone again within a moment on a fast machine: watch for it from inside the page.
    await app.page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        const text = document.body.innerText;
        if (text.includes('The engine stopped and is starting again.')) seen.push(text);
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const before = await kill();
    await expect
      .poll(() => app.page.evaluate(() => (Reflect.get(window, 'seen') as string[]).length), { timeout: 10_000 })
      .toBeGreaterThan(0);
    const seen = await app.page.evaluate(() => (Reflect.get(window, 'seen') as string[])[0]);
    expect(seen).toMatch(/Reopening \d of 2 documents/);
    // What was on screen stays on screen while the engine is away.
    expect(seen).toMatch(/100,000/);
    await app.page.getByText('The engine stopped and is starting again.').waitFor({ state: 'hidden' });
    expect(await app.enginePid()).not.toBe(before);
    expect(app.page.url()).toBe('app://parkscope/index.html');
  });

  it('both documents answer questions again', async () => {
    await window.show('Groups');
    await window
      .grid(/Groups of goroutines/)
      .getByRole('row')
      .nth(1)
      .waitFor();
    await window.tab('cpu.render.pb.gz').click();
    await window.show('Top');
    await window.grid(/./).getByRole('row').nth(1).waitFor();
  });

  it('after five deaths in a row it stays down, says so, and starts on request', async () => {
    for (let i = 0; i < 4; i++) {
      const pid = await kill();
      if (i < 3)
        await expect
          .poll(
            () =>
              app.enginePid().then(
                (now) => now !== pid,
                () => false,
              ),
            { timeout: 10_000 },
          )
          .toBe(true);
    }
    await app.page.getByText('The engine stopped and stays down.').waitFor();
    await app.screenshot('engine-stays-down');
    await app.page.getByRole('button', { name: 'Start it again' }).click();
    await app.page.getByText('The engine stopped and stays down.').waitFor({ state: 'hidden' });
    await window.show('Findings');
    await expect.poll(() => app.enginePid()).toBeGreaterThan(0);
  });
});
