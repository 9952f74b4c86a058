import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GO_WANTED } from '../../electron/setup/native.mjs';
import { isAtLeast } from '../../electron/setup/node-version.mjs';
import { ROOT } from './fixtures';
import { goMissing } from './go';

/** Null when the sampler can be built, else why not. In CI that is a failure, not a skip. */
export function samplerMissing(): string | null {
  const missing = goMissing();
  if (missing !== null) return missing;
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  const version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env }).trim();
  if (isAtLeast(version.replace(/^go/, ''), GO_WANTED)) return null;
  const why = `${version} is older than ${GO_WANTED}`;
  if (process.env['CI'] === 'true') throw new Error(why);
  return why;
}

/** Builds `native/` as it is now, whatever dist/ holds, into a folder of its own. */
export function buildSampler(): { readonly binary: string; readonly folder: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-sampler-'));
  // Another user runs it in one test.
  fs.chmodSync(folder, 0o755);
  const binary = path.join(folder, process.platform === 'win32' ? 'parkscope-sampler.exe' : 'parkscope-sampler');
  buildGo(path.join(ROOT, 'native'), binary, ['-buildvcs=false', './cmd/sampler']);
  return { binary, folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** `go build` with the toolchain that is here; throws what it printed. */
export function buildGo(
  cwd: string,
  output: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): void {
  const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off', ...more };
  execFileSync('go', ['build', '-o', output, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Children of a process that are samplers. */
export function samplersOf(parent: number): number[] {
  return fs.readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const stat = fs.readFileSync(`/proc/${entry}/stat`, 'latin1');
      const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(rest[1]) === parent && stat.includes('(parkscope-sampl') ? [Number(entry)] : [];
    } catch (error) {
      // It ended meanwhile.
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return [];
      throw error;
    }
  });
}
