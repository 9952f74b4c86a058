import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { WindowPage } from './pages/window';

const CAPTURES = inRepo('test', 'fixtures', 'captures');
const LOCKS = join(CAPTURES, 'locks', 'go1.26', 'goroutine.pb.gz');
const NILCHAN = join(CAPTURES, 'nilchan', 'go1.26', 'goroutine.debug2.txt');
const HTML = inRepo('test', 'fixtures', 'bad', 'html-502.pb.gz');

describe('ways to open a file', () => {
  let app: App;
  let window: WindowPage;
  const launch = async (...args: string[]): Promise<void> => {
    app = await App.launch({ args });
    window = new WindowPage(app.page);
  };
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
  });

  it('by argument', async () => {
    await launch(LOCKS);
    await window.ready('goroutine.pb.gz');
    expect(await window.tab('goroutine.pb.gz').count()).toBe(1);
    expect(app.errors).toEqual([]);
  });

  it('as `npm start` does without a file: every document of the demo, the first in front', async () => {
    await launch('--demo');
    await window.ready('Demo: a shop that leaks');
    await expect.poll(() => window.tab(/^Demo: /).count()).toBe(5);
    await window.main.getByRole('option').first().waitFor();
    expect(app.errors).toEqual([]);
  });

  it('several arguments are one document; what can be no process is told apart and explained', async () => {
    await launch(LOCKS, NILCHAN, '99999999999');
    await window.ready('goroutine.pb.gz and 1 more');
    await app.page.getByText('99999999999 was not opened: it is no process.').waitFor();
  });

  it('a second start hands its files to the first window, resolved where it stood, and ends', async () => {
    await launch(LOCKS);
    await window.ready('goroutine.pb.gz');
    const code = await app.startAgain(['goroutine.debug2.txt'], join(CAPTURES, 'nilchan', 'go1.26'));
    expect(code).toBe(0);
    await window.ready('goroutine.debug2.txt');
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(await window.tab('goroutine.pb.gz').count()).toBe(1);
  });

  it('a second start without files brings the window forward', async () => {
    await launch();
    await window.startEntry(/shop/).waitFor();
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    expect(await app.startAgain([])).toBe(0);
    await expect
      .poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
      .toBe(true);
  });

  it('the Open button and Ctrl+O show the system’s dialog', async () => {
    await launch();
    const choose = (paths: string[]) =>
      app.electron.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths });
      }, paths);
    await choose([]);
    await window.main.getByRole('button', { name: 'Open…' }).click();
    await choose([LOCKS]);
    await window.main.getByRole('button', { name: 'Open…' }).click();
    await window.ready('goroutine.pb.gz');
    await choose([NILCHAN]);
    await app.page.keyboard.press('Control+o');
    await window.ready('goroutine.debug2.txt');
    expect(await window.tab(/./).count()).toBeGreaterThanOrEqual(2);
  });

  it('dropped on the window; a broken one says what it is, and the others stay', async () => {
    await launch();
    await window.startEntry(/shop/).waitFor();
    await app.drop([LOCKS]);
    await window.ready('goroutine.pb.gz');
    await app.drop([HTML]);
    await window.tab('html-502.pb.gz').waitFor();
    await window.heading('html-502.pb.gz is a web page, not a profile').waitFor();
    await window.main.getByText(/502/).first().waitFor();
    await window.main.getByRole('button', { name: 'Copy curl command' }).click();
    expect(await app.electron.evaluate(({ clipboard }) => clipboard.readText())).toContain('curl');
    await app.screenshot('error-web-page');
    await window.tab('goroutine.pb.gz').click();
    await window.ready('goroutine.pb.gz');
    expect(app.page.url()).toBe('app://parkscope/index.html');
  });

  it('pasted: with Ctrl+V and with the button', async () => {
    await launch();
    await window.startEntry(/shop/).waitFor();
    const dump = [
      'goroutine 1 [select (no cases), 12 minutes]:',
      'main.main()',
      '\t/src/pasted/main.go:9 +0x1d',
      '',
      'goroutine 7 [chan receive (nil chan), 12 minutes]:',
      'main.pastedWorker()',
      '\t/src/pasted/worker.go:21 +0x2c',
      'created by main.main in goroutine 1',
      '\t/src/pasted/main.go:8 +0x19',
      '',
    ].join('\n');
    await app.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), dump);
    await app.page.keyboard.press('Control+v');
    await window.ready(/pasted/);
    await window.main
      .getByText(/worker\.go:21/)
      .first()
      .waitFor();
    await window.documents.getByRole('button', { name: /New tab/ }).click();
    await window.main.getByRole('button', { name: 'Paste a dump' }).click();
    await expect.poll(() => window.tab(/^pasted/).count()).toBe(2);
  });

  it('what is not there, a folder and an empty file each get their own answer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parkscope-open-'));
    writeFileSync(join(folder, 'empty.pb.gz'), '');
    await launch(join(folder, 'gone.pb.gz'));
    await window.heading('gone.pb.gz does not exist').waitFor();
    mkdirSync(join(folder, 'nothing'));
    await app.drop([join(folder, 'nothing')]);
    await window.heading(/nothing holds no file/).waitFor();
    await app.drop([folder]);
    await window.heading(/empty\.pb\.gz is empty/).waitFor();
    rmSync(folder, { recursive: true });
  });
});

describe('recent files', () => {
  const profile = mkdtempSync(join(tmpdir(), 'parkscope-recent-'));
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-captures-'));
  beforeAll(() =>
    writeFileSync(join(folder, 'mine.txt'), 'goroutine 1 [running]:\nmain.main()\n\t/src/main.go:9 +0x1d\n'),
  );
  afterAll(() => {
    rmSync(profile, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it('are there after the next start and open with one click; one that is gone says so', async () => {
    const first = await App.launch({ profile, args: [join(folder, 'mine.txt')] });
    await new WindowPage(first.page).ready('mine.txt');
    await first.close();

    const second = await App.launch({ profile });
    const window = new WindowPage(second.page);
    await window.startEntry('mine.txt').click();
    await window.ready('mine.txt');
    await second.close();

    rmSync(join(folder, 'mine.txt'));
    const third = await App.launch({ profile });
    const again = new WindowPage(third.page);
    await again.startEntry('mine.txt').click();
    await third.page.getByText('mine.txt is not there any more.').waitFor();
    await expect.poll(() => again.startEntry('mine.txt').count()).toBe(0);
    await third.close();
  });
});
