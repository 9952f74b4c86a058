// Imported statically by start.mjs and test.mjs before anything else, so this file must parse and run on any Node that
// knows ES modules: no `node:` prefix, no optional chaining, nothing newer than 2018.
import fs from 'fs';
import { fileURLToPath } from 'url';

/** `'v20.20.2'`, `'>=20.19'`, `'1.26'` → numbers; parts that are missing are 0.
 * @param {string} text @returns {[number, number, number]} */
export function parseVersion(text) {
  const match = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text);
  if (match === null) return [0, 0, 0];
  return [Number(match[1]), Number(match[2] || 0), Number(match[3] || 0)];
}

/** @param {string} have @param {string} wanted @returns {boolean} */
export function isAtLeast(have, wanted) {
  const a = parseVersion(have);
  const b = parseVersion(wanted);
  for (let i = 0; i < 3; i++) {
    if (a[i] !== b[i]) return a[i] > b[i];
  }
  return true;
}

/** The one message when this Node is too old, else null. The wanted version is written once, in package.json.
 * @param {string} [have] @returns {string | null} */
export function nodeTooOld(have) {
  const version = have || process.version;
  const file = fileURLToPath(new URL('../../package.json', import.meta.url));
  const wanted = JSON.parse(fs.readFileSync(file, 'utf8')).engines.node;
  if (isAtLeast(version, wanted)) return null;
  return (
    'Parkscope needs Node ' +
    wanted.replace('>=', '') +
    ' or newer to build; this is ' +
    version +
    '. ' +
    'Install a newer Node (nodejs.org, or your version manager) and run the same command again.'
  );
}
