import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { samplerMissing } from './sampler';

/** Null where the kernel writes core files into the working folder, as plain files, and the sampler can be built. */
export function coreMissing(): string | null {
  if (process.platform !== 'linux') return 'only Linux writes core files that are read';
  const pattern = fs.readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
  if (/[|/%]/.test(pattern)) return `the kernel writes core files as ${pattern}`;
  return samplerMissing();
}

/** Runs a program until it has said a line, has it write its core file into `folder`, and answers where that is. */
export async function makeCore(folder: string, program: string, args: readonly string[] = []): Promise<string> {
  const target = spawn('sh', ['-c', 'ulimit -c unlimited && exec "$0" "$@"', program, ...args], {
    cwd: folder,
    env: { ...process.env, GOTRACEBACK: 'crash' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(target, 'exit');
  await once(createInterface(target.stdout), 'line');
  target.kill('SIGABRT');
  await ended;
  const found = fs.readdirSync(folder).filter((name) => /^core(\.\d+)?$/.test(name));
  if (found.length !== 1) throw new Error(`${found.length} core files were written`);
  return path.join(folder, found[0] ?? '');
}
