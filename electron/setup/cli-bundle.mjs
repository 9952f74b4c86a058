// What electron/cli/bin.mjs does once Node is known to be new enough.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { ensureBundle, isBundleFresh } from './bundles.mjs';
import { ROOT, placesOf } from './places.mjs';
import { fail, say, step } from './steps.mjs';

/** Words that are never files to open. A file of such a name is opened as `./check`. */
export const SUBCOMMANDS = [
  ...[
    'check',
    'info',
    'top',
    'goroutines',
    'diff',
    'trace',
    'convert',
    'report',
    'ps',
    'cpu',
    'wall',
    'list',
    'run',
    'snapshot',
    'record',
  ],
  'help',
];

/** @param {readonly string[]} args */
export function isHeadless(args) {
  const first = args[0] ?? '';
  return SUBCOMMANDS.includes(first) || (first.startsWith('-') && first !== '-');
}

/** Silent when there is nothing to do: the output of the command is all that a script wants to see.
 * @param {import('./places.mjs').Places} places */
async function ensureCli(places) {
  if (isBundleFresh(places)) return;
  // Loaded only where something has to be done: most starts have nothing to do and shall be fast.
  const [{ ensureDependencies }, { withLock }] = await Promise.all([
    import('./dependencies.mjs'),
    import('./lock.mjs'),
  ]);
  try {
    await withLock(places.lock, async () => {
      await step('dependencies', (report) => ensureDependencies(places, report));
      await step('bundle', (report) => ensureBundle(places, report));
    });
  } catch (error) {
    if (!fs.existsSync(places.cli)) throw error;
    say(
      `Going on with the command line as it was built before: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** @param {readonly string[]} args @returns {Promise<void>} */
export async function main(args) {
  try {
    if (!isHeadless(args)) return await (await import('./start-app.mjs')).main(args);
    const places = placesOf(ROOT);
    await ensureCli(places);
    // In this process, not in a child: standard input, signals and the exit status stay the command's own.
    process.argv = [process.execPath, places.cli, ...args];
    // Not import(): it would first search the whole bundle for the names a CommonJS module might export.
    createRequire(import.meta.url)(places.cli);
  } catch (error) {
    fail(error);
  }
}
