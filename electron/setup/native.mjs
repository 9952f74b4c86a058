// Builds the Go sampler. It is optional: without Go everything but looking at live processes works.
import fs from 'node:fs';
import path from 'node:path';
import { isAtLeast } from './node-version.mjs';
import { run, tellingLine } from './processes.mjs';
import { hashInputs, isFresh, listFiles, writeStamp } from './stamp.mjs';

export const GO_WANTED = '1.24';

/** @returns {Promise<string | null>} for example `1.26.8`, null when Go is not there */
export async function goVersion() {
  const result = await run('go', ['env', 'GOVERSION'], { env: { ...process.env, GOTOOLCHAIN: 'local' } });
  const match = /^go(\d\S*)/m.exec(result.output);
  return result.code === 0 && match !== null ? (match[1] ?? null) : null;
}

/**
 * @param {import('./places.mjs').Places} places @param {import('./steps.mjs').Report} report
 * @returns {Promise<import('./steps.mjs').Outcome>}
 */
export async function ensureNative(places, report) {
  const folder = path.join(places.root, 'native');
  if (!fs.existsSync(path.join(folder, 'go.mod'))) return { state: 'skipped', note: 'no sampler in this version' };
  const name = process.platform === 'win32' ? 'parkscope-sampler.exe' : 'parkscope-sampler';
  const output = path.join(places.dist, 'native', name);
  const stamp = path.join(places.stamps, 'native.json');
  const sources = listFiles([folder], (file) => !file.endsWith('_test.go') && !file.endsWith('.md'));
  const inputs = hashInputs(places.root, sources, `${process.platform}-${process.arch}`);
  // Looked at before Go is: a sampler that is up to date stays usable when Go is gone, and asking Go takes time.
  if (isFresh(stamp, inputs)) return { state: 'there' };
  const version = await goVersion();
  if (version === null || !isAtLeast(version, GO_WANTED)) {
    const have = version === null ? 'Go is not installed' : `Go ${version} is too old`;
    const without = 'live processes cannot be watched; files, folders and URLs work';
    return { state: 'skipped', note: `${have}, ${GO_WANTED} or newer builds the sampler; without it ${without}` };
  }
  report(`go build with Go ${version}`);
  fs.mkdirSync(path.dirname(output), { recursive: true });
  const temporary = `${output}.${process.pid}`;
  const result = await run(
    'go',
    ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', temporary, './cmd/sampler'],
    {
      cwd: folder,
      guarded: true,
      env: { ...process.env, CGO_ENABLED: '0' },
    },
  );
  if (result.code !== 0) {
    fs.rmSync(temporary, { force: true });
    return { state: 'failed', note: `go build: ${tellingLine(result.output)}; live processes cannot be watched` };
  }
  fs.renameSync(temporary, output);
  writeStamp(stamp, inputs, [output]);
  return { state: 'done', note: `Go ${version}` };
}
