import type { Bridge } from '@ipc/channels';

declare global {
  interface Window {
    /** Put there by the preload; absent in a browser. */
    readonly parkscope?: Bridge;
  }
}

/** The desktop's bridge, else the browser's. The latter is loaded only when needed: it brings the engine into a worker. */
export async function findBridge(): Promise<Bridge> {
  if (window.parkscope !== undefined) return window.parkscope;
  const { createBrowserBridge } = await import('./browser-bridge');
  return createBrowserBridge({
    version: 'browser',
    remembers: true,
    createWorker: () => new Worker(new URL('../workers/engine.worker.ts', import.meta.url), { type: 'module' }),
    opened: () => Promise.resolve(null),
  });
}
