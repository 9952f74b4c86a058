// The parts of `npm test` that need Go: its tests, and golangci-lint.
import fs from 'node:fs';
import path from 'node:path';
import { GO_WANTED, goVersion } from './native.mjs';
import { isAtLeast } from './node-version.mjs';
import { run, tellingLine } from './processes.mjs';
import { countGoTest, sumCounts } from './test-counts.mjs';
import { cannotRun, testEnv } from './test-part.mjs';

/**
 * @typedef {import('./test-counts.mjs').Counts} Counts
 * @typedef {import('./test-part.mjs').Context} Context
 * @typedef {import('./test-part.mjs').PartResult} PartResult
 */

const GOLANGCI_LINT = 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0';

/** The toolchain that is here, never one that Go would download by itself. */
function goEnv() {
  return { ...testEnv(), GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };
}

/** @returns {Promise<{ version: string } | { why: string }>} */
async function findGo() {
  const version = await goVersion();
  if (version === null) return { why: 'Go is not installed' };
  return isAtLeast(version, GO_WANTED) ? { version } : { why: `Go ${version} is older than ${GO_WANTED}` };
}

/** @param {Context} context @returns {Promise<PartResult>} */
export async function testGo(context) {
  const found = await findGo();
  if ('why' in found) return cannotRun(context, found.why);
  const modules = ['native', 'test/fixtures/generators']
    .map((name) => path.join(context.places.root, name))
    .filter((folder) => fs.existsSync(path.join(folder, 'go.mod')));
  /** @type {Counts[]} */
  const counts = [];
  let output = '';
  const env = goEnv();
  for (const cwd of modules) {
    const vet = await run('go', ['vet', './...'], { cwd, env });
    counts.push({ passed: vet.code === 0 ? 1 : 0, failed: vet.code === 0 ? 0 : 1, skipped: 0 });
    if (vet.code !== 0) output += `go vet in ${cwd}:\n${vet.output}\n`;
    const test = await run('go', ['test', '-json', './...'], { cwd, env });
    const counted = countGoTest(test.output, test.code);
    counts.push(counted);
    output += counted.failures;
  }
  return { ...sumCounts(counts), note: `Go ${found.version}`, output };
}

/**
 * golangci-lint for both processors that the sampler runs on: other files belong to each. Go builds it once and keeps it.
 * @param {Context} context @returns {Promise<PartResult>}
 */
export async function lintGo(context) {
  const found = await findGo();
  if ('why' in found) return cannotRun(context, found.why);
  const { places } = context;
  const cwd = path.join(places.root, 'native');
  const env = { ...goEnv(), GOLANGCI_LINT_CACHE: path.join(places.cache, 'golangci-lint') };
  const linter = await run('go', ['run', GOLANGCI_LINT, 'version'], { cwd, env });
  if (linter.code !== 0) return cannotRun(context, `golangci-lint cannot be had: ${tellingLine(linter.output)}`);
  /** @type {Counts[]} */
  const counts = [];
  let output = '';
  for (const GOARCH of ['amd64', 'arm64']) {
    // `go run` would build the linter itself for the other processor: its environment is set where it has begun.
    const { code, output: text } = await run(
      'go',
      ['run', '-exec', `env GOARCH=${GOARCH} GOOS=linux`, GOLANGCI_LINT, 'run', './...'],
      {
        cwd,
        env,
      },
    );
    counts.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
    if (code !== 0) output += `golangci-lint for ${GOARCH}:\n${text}\n`;
  }
  return { ...sumCounts(counts), output };
}
