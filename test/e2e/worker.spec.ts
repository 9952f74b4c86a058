import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { App, inRepo } from '../support/electron-app';
import { WindowPage } from './pages/window';

/**
 * The page without the preload: no bridge, no utility process. The same engine then runs in a web worker of the page, as in a
 * browser. The runtime's own Chromium serves as that browser.
 */
let app: App;
let page: Page;
beforeAll(async () => {
  app = await App.launch();
  const arrives = app.electron.waitForEvent('window');
  await app.electron.evaluate(async ({ BrowserWindow }) => {
    const bare = new BrowserWindow({
      width: 1280,
      height: 800,
      webPreferences: { sandbox: true, contextIsolation: true },
    });
    await bare.loadURL('app://parkscope/index.html');
  });
  page = await arrives;
});
afterAll(() => app.close());

it('the engine in a web worker reads, judges and answers as the one of the desktop', async () => {
  const window = new WindowPage(page);
  await window.heading('Open a capture').waitFor();
  const file = inRepo('test', 'fixtures', 'captures', 'parked100k', 'go1.26', 'goroutine.pb.gz');
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'leak.pb.gz'));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, readFileSync(file).toString('base64'));
  await window.ready('leak.pb.gz');
  const headline = await window.main.getByRole('heading', { level: 1 }).innerText();
  expect(headline.replace(/\s+/g, ' ')).toContain('100,000 goroutines blocked in chan send at ingest.go:88');
  await window.show('Rules');
  await window.main.getByText(/a page in a browser has none/).waitFor();
  await window.main.getByText('One rule, no mistakes.').waitFor();
  expect(await window.main.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await window.show('Top');
  await window.main.getByRole('grid').getByText('gopark').first().waitFor();
});
