import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { runtimePackages } from '../../../electron/packaging/licenses.mjs';

it('names every package of the bundles at its locked version', () => {
  const notice = readFileSync(resolve(import.meta.dirname, '../../../assets/licenses/third-party.txt'), 'utf8');
  const packages = runtimePackages();
  expect(packages.length).toBeGreaterThan(10);
  const missing = packages.filter(
    ({ path, version }) => !notice.includes(`${path.replace(/^.*node_modules\//, '')} ${version} (`),
  );
  expect(missing).toEqual([]);
});
