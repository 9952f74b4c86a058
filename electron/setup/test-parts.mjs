// The parts of `npm test`. Each answers with its counts; what it printed is shown where it failed.
import fs from 'node:fs';
import path from 'node:path';
import { electronCommand, electronEnv, whyNoDisplay } from './launch.mjs';
import { GO_WANTED, goVersion } from './native.mjs';
import { isAtLeast } from './node-version.mjs';
import { run, runForeground } from './processes.mjs';
import { readJson } from './stamp.mjs';
import { countGoTest, countVitest, sumCounts } from './test-counts.mjs';

/**
 * @typedef {import('./test-counts.mjs').Counts} Counts
 * @typedef {Counts & { note?: string, output?: string }} PartResult
 * @typedef {object} Context
 * @property {import('./places.mjs').Places} places
 * @property {import('./electron-runtime.mjs').Runtime | null} runtime
 * @property {boolean} ci where a part that cannot run is a failure, since nobody would read that it was skipped
 * @property {boolean} update rewrite goldens and snapshots
 * @property {readonly string[]} filters test files to run
 * @typedef {{ name: string, group: 'check' | 'test', run: (context: Context) => Promise<PartResult> }} Part
 */

/** @param {Context} context @param {string} why @returns {PartResult} */
function cannotRun(context, why) {
  return context.ci
    ? { passed: 0, failed: 1, skipped: 0, note: why, output: `CI=true, and ${why}` }
    : { passed: 0, failed: 0, skipped: 1, note: `skipped: ${why}` };
}

/** A tool that answers with its exit status counts as one test.
 * @param {string} name @param {string} tool path below node_modules @param {readonly string[]} args @returns {Part} */
function check(name, tool, args) {
  return {
    name,
    group: 'check',
    run: async ({ places }) => {
      const script = path.join(places.root, 'node_modules', tool);
      const { code, output } = await run(process.execPath, [script, ...args], { cwd: places.root, env: testEnv() });
      return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0, output };
    },
  };
}

/** Goldens contain times and sorted names, and colours would get into captured output. */
function testEnv() {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...electronEnv(), TZ: 'UTC', LC_ALL: 'C' };
  // npm hands its own settings to scripts; a test that runs npm must not inherit where this one was started.
  delete env['INIT_CWD'];
  return env;
}

/**
 * @param {Context} context @param {string} name @param {readonly string[]} args
 * @param {{ prefix?: readonly string[], env?: NodeJS.ProcessEnv }} [options] @returns {Promise<PartResult>}
 */
async function vitest({ places, update, filters }, name, args, { prefix = [], env = {} } = {}) {
  const report = path.join(places.cache, 'test', `${name}.json`);
  fs.rmSync(report, { force: true });
  const command = [
    ...prefix,
    ...[process.execPath, path.join(places.root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ...(update ? ['--update'] : []),
    ...filters,
  ];
  const [program = '', ...rest] = command;
  const code = await runForeground(program, rest, {
    cwd: places.root,
    env: { ...testEnv(), ...env, ...(update ? { UPDATE_GOLDENS: '1' } : {}) },
  });
  return countVitest(readJson(report), code);
}

/** @param {Context} context @returns {Promise<PartResult>} */
async function runGo(context) {
  const version = await goVersion();
  if (version === null || !isAtLeast(version, GO_WANTED)) {
    return cannotRun(context, version === null ? 'Go is not installed' : `Go ${version} is older than ${GO_WANTED}`);
  }
  const modules = ['native', 'test/fixtures/generators']
    .map((name) => path.join(context.places.root, name))
    .filter((folder) => fs.existsSync(path.join(folder, 'go.mod')));
  /** @type {Counts[]} */
  const counts = [];
  let output = '';
  // The toolchain that is here, never one that Go would download by itself.
  const env = { ...testEnv(), GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };
  for (const cwd of modules) {
    const vet = await run('go', ['vet', './...'], { cwd, env });
    counts.push({ passed: vet.code === 0 ? 1 : 0, failed: vet.code === 0 ? 0 : 1, skipped: 0 });
    if (vet.code !== 0) output += `go vet in ${cwd}:\n${vet.output}\n`;
    const test = await run('go', ['test', '-json', './...'], { cwd, env });
    const counted = countGoTest(test.output, test.code);
    counts.push(counted);
    output += counted.failures;
  }
  return { ...sumCounts(counts), note: `Go ${version}`, output };
}

/** @param {Context} context @returns {Promise<PartResult>} */
async function runEndToEnd(context) {
  const { places, runtime } = context;
  const config = path.join(places.root, 'test', 'e2e', 'vitest.config.ts');
  if (runtime === null) return cannotRun(context, 'there is no Electron runtime');
  const noDisplay = process.platform === 'linux' ? await whyNoDisplay() : null;
  const virtual = await run('xvfb-run', ['--help']);
  if (noDisplay !== null && virtual.missing) return cannotRun(context, `${noDisplay} and Xvfb is not installed`);
  const artifacts = path.join(places.root, 'test', 'artifacts');
  fs.rmSync(artifacts, { recursive: true, force: true });
  fs.mkdirSync(artifacts, { recursive: true });
  const [binary, args] = electronCommand(runtime, places.root, []);
  return vitest(context, 'e2e', ['--config', config], {
    prefix: noDisplay === null ? [] : ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'],
    env: { PARKSCOPE_ELECTRON: binary, PARKSCOPE_ELECTRON_ARGS: JSON.stringify(args) },
  });
}

/** @type {readonly Part[]} */
export const PARTS = [
  check('types', 'typescript/bin/tsc', ['-b']),
  check('imports', 'dependency-cruiser/bin/dependency-cruise.mjs', [
    ...[
      '--config',
      'test/arch/dependency-cruiser.cjs',
      '--output-type',
      'err',
      'electron',
      'renderer',
      'vite.config.ts',
    ],
  ]),
  check('lint', 'eslint/bin/eslint.js', ['.']),
  check('format', 'prettier/bin/prettier.cjs', ['--check', '.']),
  check('dead code', 'knip/bin/knip.js', []),
  { name: 'unit', group: 'test', run: (context) => vitest(context, 'unit', []) },
  { name: 'go', group: 'test', run: runGo },
  { name: 'e2e', group: 'test', run: runEndToEnd },
];

/** @param {readonly string[]} only names or groups; none means all @returns {{ parts: Part[], unknown: string[] }} */
export function selectParts(only) {
  const matches = (/** @type {string} */ name, /** @type {Part} */ part) =>
    part.name.replace(' ', '-') === name || part.group === name;
  return {
    parts: PARTS.filter((part) => only.length === 0 || only.some((name) => matches(name, part))),
    unknown: only.filter((name) => !PARTS.some((part) => matches(name, part))),
  };
}
