// Bundles the sources into dist/. Everything that Electron or Node runs is one CommonJS file with its dependencies
// inside (the command line: one for each command and what they share), because the oldest runtime we support (Electron 25 = Node 18.15) cannot load ES modules as its main script and
// a sandboxed preload may require nothing but `electron`.
import fs from 'node:fs';
import path from 'node:path';
import { aliasesOf } from './aliases.mjs';
import { assembly } from './assembly.mjs';
import { hashInputs, isFresh, listFiles, writeStamp } from './stamp.mjs';
import { buildReportPage } from './report-page.mjs';
import { SetupError } from './steps.mjs';

/**
 * `parts`: further entries, by the file they become; then code that is asked for by `import()` is a file of its own, too.
 * @typedef {{ name: string, entry: string, output: string, parts?: Readonly<Record<string, string>> }} Target
 */

/** @type {readonly Target[]} */
export const NODE_TARGETS = [
  { name: 'main', entry: 'electron/main/app.ts', output: 'app.cjs' },
  { name: 'preload', entry: 'electron/preload/preload.ts', output: 'preload.cjs' },
  { name: 'engine', entry: 'electron/engine/main.ts', output: 'main.cjs' },
  { name: 'pool', entry: 'electron/engine/pool-worker.ts', output: 'worker.cjs' },
  {
    ...{ name: 'cli', entry: 'electron/cli/start.ts', output: 'main.cjs' },
    parts: { 'program.cjs': 'electron/cli/main.ts' },
  },
];
export const RENDERER = { name: 'renderer', entry: 'renderer/index.html', output: 'index.html' };
/** What a self-contained report is made from; the engine and the command line write captures into it. */
const REPORT = { name: 'report', entry: 'renderer/report/main.ts', output: 'page.html' };
const TARGETS = [...NODE_TARGETS, RENDERER, REPORT];

/** @param {import('./places.mjs').Places} places */
function inputsOf(places) {
  const roots = ['electron', 'renderer', 'assets', 'vite.config.ts', 'package.json', 'package-lock.json'];
  const files = listFiles(
    roots.map((name) => path.join(places.root, name)),
    (name) => !name.endsWith('.md'),
  );
  return hashInputs(places.root, files);
}

/**
 * Escapes what is not ASCII (some quotation marks): V8 keeps such a text in half the memory, and the command line reads it without
 * decoding it (electron/cli/code-cache.ts). @returns {import('vite').Plugin}
 */
function onlyAscii() {
  return {
    name: 'only-ascii',
    generateBundle(_options, files) {
      for (const file of Object.values(files))
        if (file.type === 'chunk')
          file.code = file.code.replace(
            /[^\0-\x7f]/g,
            (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
          );
    },
  };
}

/** @param {import('./places.mjs').Places} places @param {Target} target @param {string} outDir */
async function buildNode(places, target, outDir) {
  const { build } = await import('vite');
  const entries = Object.entries({ [target.output]: target.entry, ...target.parts });
  await build({
    configFile: false,
    root: places.root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [assembly(places.root), ...(target.parts === undefined ? [] : [onlyAscii()])],
    resolve: { alias: aliasesOf(places.root) },
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node18',
      outDir,
      // Node parses the whole file at every start of the command line; half the bytes are half of that. Maps stay beside it.
      minify: true,
      sourcemap: true,
      emptyOutDir: true,
      rolldownOptions: {
        input: Object.fromEntries(entries.map(([output, entry]) => [output, path.join(places.root, entry)])),
        external: ['electron'],
        output: {
          ...{ format: 'cjs', entryFileNames: '[name]', chunkFileNames: '[name]-[hash].cjs' },
          codeSplitting: target.parts !== undefined,
        },
      },
    },
  });
}

/** @param {import('./places.mjs').Places} places @param {string} outDir */
async function buildRenderer(places, outDir) {
  const { build } = await import('vite');
  await build({
    configFile: path.join(places.root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
}

/**
 * Builds the targets beside their place and swaps each in whole, so that a window or a test that starts meanwhile never
 * loads half a bundle.
 * @param {import('./places.mjs').Places} places @param {readonly Target[]} targets @param {import('./steps.mjs').Report} report
 */
export async function buildTargets(places, targets, report) {
  for (const name of fs.existsSync(places.dist) ? fs.readdirSync(places.dist) : []) {
    if (name.startsWith('.next-')) fs.rmSync(path.join(places.dist, name), { recursive: true, force: true });
  }
  const next = path.join(places.dist, `.next-${process.pid}`);
  try {
    for (const target of targets) {
      report(target.name);
      const outDir = path.join(next, target.name);
      if (target === RENDERER) await buildRenderer(places, outDir);
      else if (target === REPORT) await buildReportPage(places, outDir);
      else await buildNode(places, target, outDir);
    }
    for (const { name } of targets) {
      fs.rmSync(path.join(places.dist, name), { recursive: true, force: true });
      fs.renameSync(path.join(next, name), path.join(places.dist, name));
    }
  } catch (error) {
    throw new SetupError(`The bundle could not be built: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    fs.rmSync(next, { recursive: true, force: true });
  }
}

/** @param {import('./places.mjs').Places} places */
function stampOf(places) {
  return path.join(places.stamps, 'bundle.json');
}

/** @param {import('./places.mjs').Places} places */
export function isBundleFresh(places) {
  return isFresh(stampOf(places), inputsOf(places));
}

/**
 * @param {import('./places.mjs').Places} places @param {import('./steps.mjs').Report} report
 * @returns {Promise<import('./steps.mjs').Outcome>}
 */
export async function ensureBundle(places, report) {
  const stamp = stampOf(places);
  const inputs = inputsOf(places);
  if (isFresh(stamp, inputs)) return { state: 'there' };
  await buildTargets(places, TARGETS, report);
  writeStamp(stamp, inputs, listFiles(TARGETS.map((target) => path.join(places.dist, target.name))));
  return { state: 'done' };
}
