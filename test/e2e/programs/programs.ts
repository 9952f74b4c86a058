import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../support/fixtures';
import { buildGo } from '../../support/sampler';

export interface RunningProgram {
  readonly pid: number;
  /** Of the executable. */
  readonly path: string;
  /** Ends it at once and waits until it is gone. */
  stop(): Promise<void>;
}

/** Builds a program of this folder; `remove` takes it away again. */
export function buildProgram(
  name: string,
  env: Readonly<Record<string, string>> = {},
): { readonly path: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `parkscope-${name}-`));
  const binary = path.join(folder, name);
  buildGo(path.join(ROOT, 'test', 'e2e', 'programs', name), binary, ['-buildvcs=false', '.'], env);
  return { path: binary, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** Builds a program, with these variables, and starts it; it says its process id when it is at work. */
export async function startProgram(
  name: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const built = buildProgram(name, env);
  const child = spawn(built.path, [...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(Number(text.trim())));
  });
  return {
    ...{ pid, path: built.path },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      built.remove();
    },
  };
}
