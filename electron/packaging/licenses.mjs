// Writes assets/licenses/third-party.txt: name, version, licence and licence text of every package that the bundles contain.
// Run after a dependency changed: node electron/packaging/licenses.mjs (test/electron/packaging holds it to the lock file).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const NOTICE = join(ROOT, 'assets/licenses/third-party.txt');

/** @returns {{path: string, version: string, license: string}[]} runtime packages of the lock file, by path */
export function runtimePackages() {
  /** @type {{packages: Record<string, {version: string, dev?: boolean, license?: string}>}} */
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true && !path.includes('/@types/'))
    .map(([path, { version, license }]) => ({ path, version, license: license ?? 'unknown' }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** @param {string} path */
function licenseText(path) {
  const folder = join(ROOT, path);
  if (!existsSync(folder)) return '';
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
}

/** @param {(name: string) => boolean} [isIn] which packages; all that the bundles contain when not given */
export function notice(isIn = () => true) {
  const parts = runtimePackages().flatMap(({ path, version, license }) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (!isIn(name)) return [];
    const text = licenseText(path);
    return [`${name} ${version} (${license})\n${text === '' ? '' : `\n${text}\n`}`];
  });
  return `Parkscope contains these packages, with thanks.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(NOTICE, notice());
