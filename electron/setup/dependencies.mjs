// The locked npm packages. What counts as "there" is not a stamp of ours but what npm itself writes as the last act of
// an install, `node_modules/.package-lock.json`: it cannot lie about a run that was killed half-way.
import fs from 'node:fs';
import path from 'node:path';
import { runNpm, whyNoRegistry } from './npm.mjs';
import { tellingLine } from './processes.mjs';
import { readJson } from './stamp.mjs';
import { SetupError } from './steps.mjs';

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage */

/** @param {string} file @returns {Record<string, LockedPackage> | null} */
function packagesOf(file) {
  const lock = /** @type {{ packages?: Record<string, LockedPackage> } | null} */ (readJson(file));
  return lock?.packages ?? null;
}

/** Why the packages must be installed, or null when every locked one is there in the locked version.
 * @param {string} root @returns {string | null} */
export function whyIncomplete(root) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  if (wanted === null) throw new SetupError('package-lock.json is missing or damaged; restore it with git.');
  const installed = packagesOf(path.join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) {
    return fs.existsSync(path.join(root, 'node_modules')) ? 'an earlier install was interrupted' : 'not installed yet';
  }
  for (const [place, locked] of Object.entries(wanted)) {
    if (place === '' || locked.link === true) continue;
    const found = installed[place];
    if (found === undefined) {
      // Packages for other systems are locked too, and are rightly not installed here.
      if (locked.optional === true || locked.devOptional === true) continue;
      return `${place} is missing`;
    }
    if (found.version !== locked.version) return `${place} is ${found.version}, locked is ${locked.version}`;
    if (!fs.existsSync(path.join(root, place, 'package.json'))) return `${place} was removed`;
  }
  return null;
}

/** Any of our dependencies will do for asking whether the registry is there; this one's answer is small. */
const SMALL_PACKAGE = 'tinykeys';

/** For a network that dies in the middle. */
const PATIENCE = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000'];

/**
 * @param {import('./places.mjs').Places} places
 * @param {import('./steps.mjs').Report} report
 * @returns {Promise<import('./steps.mjs').Outcome>}
 */
export async function ensureDependencies(places, report) {
  const why = whyIncomplete(places.root);
  const earlier = path.join(places.cache, 'node_modules.earlier');
  if (why === null) {
    fs.rmSync(earlier, { recursive: true, force: true });
    return { state: 'there' };
  }
  report(`npm ci, ${why}`);
  const modules = path.join(places.root, 'node_modules');
  // `npm ci` begins by deleting what is there. Put a once complete set aside, so that a change of the lock file while
  // offline does not take away what worked until now.
  if (fs.existsSync(path.join(modules, '.package-lock.json'))) moveIfPossible(modules, earlier);
  const noRegistry = await whyNoRegistry(places.root, SMALL_PACKAGE);
  // Without a registry npm's own cache may still hold everything, and then `--offline` succeeds.
  const mode = noRegistry === null ? ['--prefer-offline', ...PATIENCE] : ['--offline'];
  const result = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=http', ...mode], {
    cwd: places.root,
    stall: { limitMs: 120_000 },
  });
  if (result.code === 0 && whyIncomplete(places.root) === null) {
    fs.rmSync(earlier, { recursive: true, force: true });
    return { state: 'done', note: 'npm ci' };
  }
  const reason =
    noRegistry ?? (result.killed === 'stalled' ? 'npm made no progress for two minutes' : whyFailed(result.output));
  if (result.missing) {
    throw new SetupError('npm was not found. It comes with Node: install Node again, or put npm on the PATH.');
  }
  if (fs.existsSync(earlier) && moveIfPossible(earlier, modules)) {
    return {
      state: 'failed',
      note: `${why}, and npm ci could not change that: ${reason}; going on with the earlier ones`,
    };
  }
  throw new SetupError(
    `The dependencies are not there and could not be installed: ${reason}\n` +
      'Without them nothing works yet, neither the window nor the command line. Check the network and the registry ' +
      '(`npm config get registry`), then run the same command again.',
  );
}

/** @param {string} output of npm */
function whyFailed(output) {
  // npm's first error line is but a code here.
  if (!output.includes('code EUSAGE')) return tellingLine(output);
  const missing = /^npm error ((?:Missing|Invalid): .*)$/m.exec(output)?.[1] ?? 'see `npm ci`';
  return `package.json and package-lock.json do not fit together (${missing}); run \`npm install\` and commit the lock file`;
}

/** @param {string} from @param {string} to @returns {boolean} false where a mount point or another disk forbids it */
function moveIfPossible(from, to) {
  try {
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.rmSync(to, { recursive: true, force: true });
    fs.renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}
