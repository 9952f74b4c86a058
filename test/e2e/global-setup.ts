import { ensureBundle } from '../../electron/setup/bundles.mjs';
import { withLock } from '../../electron/setup/lock.mjs';
import { placesOf, ROOT } from '../../electron/setup/places.mjs';

/** `npm test` has built everything by now; this is for those who run one file of tests. */
export default async function setup(): Promise<void> {
  if (process.env['PARKSCOPE_ELECTRON'] !== undefined) return;
  const places = placesOf(ROOT);
  await withLock(places.lock, () => ensureBundle(places, () => undefined));
}
