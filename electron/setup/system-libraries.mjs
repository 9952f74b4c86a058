// What Electron needs from the system on Linux: shared libraries, and Xvfb where there is no display. As root on a
// Debian-like system they are installed; otherwise the one command is printed, because set-up never asks for passwords.
import fs from 'node:fs';
import path from 'node:path';
import { RETRY_COMMAND } from './electron-runtime.mjs';
import { isRoot } from './launch.mjs';
import { run, tellingLine } from './processes.mjs';
import { refusalOf, rememberRefusal } from './refused.mjs';

const LIBRARIES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libatk-bridge2.0-0'];
/** xvfb-run stops without xauth, which is only recommended by its package. */
const VIRTUAL_DISPLAY = ['xvfb', 'xauth'];

/** @param {string} program @returns {boolean} */
function onPath(program) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => folder !== '' && fs.existsSync(path.join(folder, program)));
}

/** @param {string} lddOutput @returns {string[]} names of libraries that the loader did not find */
export function missingFromLdd(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
}

/** The packages' names here: Debian 13 and Ubuntu 24.04 renamed some for 64-bit time, and kept the old name as a
 * virtual one that apt cannot always resolve.
 * @param {readonly string[]} names @param {string} policy output of `apt-cache policy` for both spellings */
export function chooseNames(names, policy) {
  const real = new Set([...policy.matchAll(/^(\S+):\n(?:.*\n)?\s+Candidate: (?!\(none\))/gm)].map((match) => match[1]));
  return names.map((name) => (!real.has(name) && real.has(`${name}t64`) ? `${name}t64` : name));
}

/** @param {readonly string[]} names */
async function debianNames(names) {
  const both = names.flatMap((name) => [name, `${name}t64`]);
  const policy = await run('apt-cache', ['policy', ...both], { env: { ...process.env, LC_ALL: 'C' } });
  return chooseNames(names, policy.output);
}

/** @param {readonly string[]} packages @param {import('./steps.mjs').Report} report @returns {Promise<string | null>} */
async function aptInstall(packages, report) {
  const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::https::Timeout=15'];
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }, timeoutMs: 600_000 };
  const install = ['install', '-y', '--no-install-recommends', ...patience];
  report('apt-get update');
  await run('apt-get', ['update', ...patience], { ...options, timeoutMs: 120_000 });
  // Names are looked up after the update: a fresh container image has no package lists to look in.
  const names = await debianNames(packages);
  report(`apt-get install ${names.join(' ')}`);
  const result = await run('apt-get', [...install, ...names], options);
  return result.code === 0 ? null : tellingLine(result.output);
}

/** @param {string} binary @param {boolean} wantXvfb @returns {Promise<{ libraries: string[], xvfb: boolean }>} */
async function findMissing(binary, wantXvfb) {
  const ldd = await run('ldd', [binary], { env: { ...process.env, LC_ALL: 'C' } });
  const xvfb = wantXvfb && !(onPath('Xvfb') && onPath('xvfb-run') && onPath('xauth'));
  return { libraries: missingFromLdd(ldd.output), xvfb };
}

/**
 * @param {import('./places.mjs').Places} places @param {string} binary @param {boolean} wantXvfb
 * @param {import('./steps.mjs').Report} report
 * @returns {Promise<import('./steps.mjs').Outcome>}
 */
export async function ensureSystemLibraries(places, binary, wantXvfb, report) {
  if (process.platform !== 'linux') return { state: 'there', note: 'none needed' };
  const missing = await findMissing(binary, wantXvfb);
  if (missing.libraries.length === 0 && !missing.xvfb) return { state: 'there' };
  const what = [...missing.libraries, ...(missing.xvfb ? ['Xvfb'] : [])].join(', ');
  const packages = [...(missing.libraries.length > 0 ? LIBRARIES : []), ...(missing.xvfb ? VIRTUAL_DISPLAY : [])];
  if (!onPath('apt-get')) {
    const note = `missing: ${what}; install them with your system's package manager (Debian calls them ${packages.join(' ')})`;
    return { state: 'failed', note };
  }
  if (!isRoot()) {
    const names = await debianNames(packages);
    return { state: 'failed', note: `missing: ${what}; install with: sudo apt-get install -y ${names.join(' ')}` };
  }
  const key = `apt-get ${packages.join(' ')}`;
  const earlier = refusalOf(places.refused, key);
  const reason = earlier === null ? await aptInstall(packages, report) : earlier.reason;
  const still = await findMissing(binary, wantXvfb);
  if (still.libraries.length === 0 && !still.xvfb) return { state: 'done', note: `installed ${packages.join(' ')}` };
  if (reason !== null) rememberRefusal(places.refused, key, reason);
  const left = [...still.libraries, ...(still.xvfb ? ['Xvfb'] : [])].join(', ');
  return {
    state: 'failed',
    note: `missing: ${left}; apt-get could not install them (${reason ?? 'no error'}); by hand: apt-get install -y ${packages.join(' ')}; to let set-up try again: ${RETRY_COMMAND}`,
  };
}
