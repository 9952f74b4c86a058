import { startPage } from '../app/start-page';
import { createBrowserBridge } from '../client/browser-bridge';
import { INITIAL_VIEW, useViewStore } from '../state/view';
import { readView } from '../state/view-link';
import { embeddedBytes, readManifest, reportFiles } from './embedded';

/** The document that a page opens first. */
const FIRST = 'd-1';

/** The window, in a page that holds the captures, the engine and itself. */
async function main(): Promise<void> {
  const manifest = readManifest();
  const worker = URL.createObjectURL(new Blob([await embeddedBytes('worker')], { type: 'text/javascript' }));
  const generator = document.querySelector('meta[name=generator]')?.getAttribute('content') ?? '';
  const state = readView(manifest.state);
  if (state !== null) useViewStore.getState().touch(FIRST, { ...INITIAL_VIEW, ...state });
  await startPage(
    createBrowserBridge({
      version: generator.replace('Parkscope ', ''),
      remembers: false,
      createWorker: () => new Worker(worker),
      opened: () => reportFiles(manifest),
    }),
  );
}

void main();
