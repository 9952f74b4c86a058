// The steps of `npm start` and `npm test` in their order, under one lock.
import { ensureBundle } from './bundles.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureElectron } from './electron-runtime.mjs';
import { withLock } from './lock.mjs';
import { ensureNative } from './native.mjs';
import { say, step } from './steps.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

/**
 * Throws a SetupError where nothing can work; what only costs the window or live processes is reported and survived.
 * @param {import('./places.mjs').Places} places
 * @param {{ wantXvfb: boolean }} wanted
 * @returns {Promise<{ runtime: import('./electron-runtime.mjs').Runtime | null, problem: string | null }>} `problem`:
 *   why the window cannot be opened although there may be a display
 */
export async function setUp(places, { wantXvfb }) {
  const work = async () => {
    await step('dependencies', (report) => ensureDependencies(places, report));
    const electron = await step('electron', (/** @type {import('./steps.mjs').Report} */ report) =>
      ensureElectron(places, report),
    );
    const runtime = electron.runtime;
    let problem = runtime === null ? 'no Electron runtime, see above' : null;
    if (runtime !== null) {
      const libraries = await step('system libraries', (report) =>
        ensureSystemLibraries(places, runtime.binary, wantXvfb, report),
      );
      if (libraries.state === 'failed') problem = 'system libraries are missing, see above';
    }
    await step('sampler', (report) => ensureNative(places, report));
    await step('bundle', (report) => ensureBundle(places, report));
    return { runtime, problem };
  };
  return withLock(places.lock, work, (pid) => say(`… waiting for another set-up in this clone (process ${pid})`));
}
