import { spawn } from 'node:child_process';

export interface Ended {
  /** Null when it was stopped because it took too long. */
  readonly status: number | null;
  readonly output: string;
}

const LONGEST_MS = 120_000;

/** Runs a command to its end; what it prints (the last 64 KiB) is kept for messages. */
export function command(
  path: string,
  args: readonly string[],
  { cwd, env = {}, longestMs = LONGEST_MS }: { cwd: string; env?: Record<string, string>; longestMs?: number },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-65_536);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}

/** The environment that picks a Go toolchain. */
export function goEnv(toolchain: string): Record<string, string> {
  return { GOTOOLCHAIN: toolchain, GOFLAGS: '-mod=mod', GOWORK: 'off' };
}

/** Does `work` for all items, `width` at a time, in order of their start. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, one));
}
