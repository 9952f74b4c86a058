// The parts of `npm test`. Each answers with its counts; what it printed is shown where it failed.
import fs from 'node:fs';
import path from 'node:path';
import { electronCommand, whyNoDisplay } from './launch.mjs';
import { run, runForeground } from './processes.mjs';
import { readJson } from './stamp.mjs';
import { countVitest } from './test-counts.mjs';
import { lintGo, testGo } from './test-go.mjs';
import { cannotRun, testEnv } from './test-part.mjs';

/**
 * @typedef {import('./test-part.mjs').Part} Part
 * @typedef {import('./test-part.mjs').Context} Context
 * @typedef {import('./test-part.mjs').PartResult} PartResult
 */

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
  { name: 'go lint', group: 'check', run: lintGo },
  check('format', 'prettier/bin/prettier.cjs', ['--check', '.']),
  check('dead code', 'knip/bin/knip.js', []),
  { name: 'unit', group: 'test', run: (context) => vitest(context, 'unit', []) },
  { name: 'go', group: 'test', run: testGo },
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
