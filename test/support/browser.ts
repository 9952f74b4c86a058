import type { Page } from 'playwright-core';
import type { App } from './electron-app';

/** A page in a browser, and the addresses beyond the page itself that it asked for. */
export interface Browsed {
  readonly page: Page;
  readonly errors: readonly string[];
  requests(): Promise<readonly string[]>;
}

let count = 0;

/**
 * Opens a file in the Chromium of a running app, as a browser without a network would: no preload, a session of its own, nothing of
 * ours but the file.
 */
export async function browse(app: App, file: string, theme: 'light' | 'dark' = 'light'): Promise<Browsed> {
  const errors: string[] = [];
  const partition = `browser-${++count}`;
  const arrives = app.electron.waitForEvent('window');
  await app.electron.evaluate(
    async ({ BrowserWindow, session }, given) => {
      const own = session.fromPartition(given.partition);
      own.enableNetworkEmulation({ offline: true });
      const requests: string[] = [];
      Reflect.set(globalThis, given.partition, requests);
      own.webRequest.onBeforeRequest(({ url }, answer) => {
        if (!url.startsWith('blob:') && !url.startsWith('data:')) requests.push(url);
        answer({});
      });
      const window = new BrowserWindow({
        ...{ width: 1280, height: 800, useContentSize: true },
        webPreferences: { sandbox: true, contextIsolation: true, partition: given.partition },
      });
      void window.loadFile(given.file);
    },
    { partition, file },
  );
  const page = await arrives;
  await page.emulateMedia({ colorScheme: theme });
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return {
    page,
    errors,
    requests: () => app.electron.evaluate((_electron, name) => Reflect.get(globalThis, name) as string[], partition),
  };
}
