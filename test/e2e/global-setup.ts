import { ensureBundle } from '../../electron/setup/bundles.mjs';
import { withLock } from '../../electron/setup/lock.mjs';
import { placesOf, ROOT } from '../../electron/setup/places.mjs';

/** `npm test` has built everything by now; this is for those who run one file of tests. */
export default async function setup(): Promise<void> {
  if (process.env['PARKSCOPE_ELECTRON'] !== undefined) return;
  const places = placesOf(ROOT);
  // Vitest says `test`, and React would be built for developers: three times as slow, and left in dist/ for whoever starts the app next.
  const given = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await withLock(places.lock, () => ensureBundle(places, () => undefined));
  } finally {
    process.env['NODE_ENV'] = given;
  }
}
