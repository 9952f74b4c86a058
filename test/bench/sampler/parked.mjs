// The programs that are measured, and those beside which they are.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** `go build` of a folder into `output`; throws what it printed. */
export function go(folder, output, args = []) {
  mkdirSync(join(output, '..'), { recursive: true });
  const { status, stderr, error } = spawnSync('go', ['build', '-buildvcs=false', '-o', output, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' },
  });
  if (status !== 0) throw new Error(`go build in ${folder}: ${error?.message ?? stderr}`);
  return output;
}

/** A program of target/ that is ready. `ask` sends a command and answers what it says. */
export async function start(binary, args) {
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${binary} ended`);
    return value;
  };
  if ((await line()) !== 'ready') throw new Error(`${binary} is not ready`);
  return {
    pid: child.pid,
    async ask(command) {
      child.stdin.write(`${command}\n`);
      return JSON.parse(await line());
    },
    async end() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
