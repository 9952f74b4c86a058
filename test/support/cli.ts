import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buildTargets, NODE_TARGETS } from '../../electron/setup/bundles.mjs';
import { runCli } from '../../electron/cli/run';
import { placesOf } from '../../electron/setup/places.mjs';
import type { TerminalStyle } from '../../electron/cli/terminal';
import { ROOT } from './fixtures';

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes of an export to standard output; absent where a process was run. */
  readonly bytes?: Buffer;
}

/** Runs a command in this process, as into a pipe unless `style` says otherwise. Rules are looked for from `cwd` on. */
export async function cli(
  args: readonly string[],
  input: string | Uint8Array = '',
  style: Partial<TerminalStyle> = {},
  cwd = os.tmpdir(),
): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  const bytes: Uint8Array[] = [];
  const code = await runCli(
    args,
    {
      stdin: Readable.from([Buffer.from(input)]),
      out: (text) => {
        stdout += text;
        return Promise.resolve();
      },
      outBytes: (chunk) => {
        bytes.push(chunk);
        return Promise.resolve();
      },
      err: (text) => (stderr += text),
      style: { colour: false, width: null, ...style },
      showProgress: false,
      now: () => performance.now(),
      places: { cwd, home: path.join(os.tmpdir(), 'parkscope-no-home'), platform: 'linux', env: {} },
    },
    () => '1.2.3',
  );
  return { code, stdout, stderr, bytes: Buffer.concat(bytes) };
}

/** The bundle as `npx parkscope` runs it, built into a folder of its own. */
export async function buildCli(): Promise<{ readonly bundle: string; remove(): void }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-cli-'));
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  // Node asks the nearest package.json what a .cjs file is; the name says it already.
  const places = { ...placesOf(ROOT), dist: path.join(folder, 'dist') };
  const targets = NODE_TARGETS.filter(({ name }) => name === 'cli');
  await buildTargets(places, targets, () => {});
  return {
    bundle: path.join(folder, 'dist', 'cli', 'main.cjs'),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs the bundle as a process; as another user where `uid` says so (root only, who may read everything). */
export function spawnCli(
  bundle: string,
  args: readonly string[],
  input: string | Uint8Array | null = null,
  uid?: number,
): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, ...args], {
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid, cwd: '/' }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    if (input !== null) child.stdin?.end(input);
  });
}
