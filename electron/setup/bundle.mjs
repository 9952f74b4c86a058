//   node electron/setup/bundle.mjs            build what is out of date (npm run build)
//   node electron/setup/bundle.mjs --watch    build, start the window, rebuild on change (npm run dev)
import { ensureBundle } from './bundles.mjs';
import { withLock } from './lock.mjs';
import { ensureNative } from './native.mjs';
import { ROOT, placesOf } from './places.mjs';
import { fail, step } from './steps.mjs';

/** @param {readonly string[]} args */
async function main(args) {
  if (args.includes('--watch')) return (await import('./dev.mjs')).main(args.filter((arg) => arg !== '--watch'));
  const places = placesOf(ROOT);
  await withLock(places.lock, async () => {
    await step('sampler', (report) => ensureNative(places, report));
    await step('bundle', (report) => ensureBundle(places, report));
  });
}

main(process.argv.slice(2)).catch(fail);
